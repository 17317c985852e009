"""Overrides, reviews, settings, effect evaluations and tripwires: what people decided, and deciding."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema
from pydantic import Field as Bounds

from bongsu.console import workplace
from bongsu.console.api.answers import ANSWERS, Name, Page, Text, answer, page
from bongsu.console.api.gate import Gate, person_of
from bongsu.console.api.problems import looked_up
from bongsu.records import evaluations, reviews, settings_versions
from bongsu.usecases import item_notes, override_grade, review_decisions
from bongsu.usecases.grade_rules import decide_rule, rule_document, rule_in_force
from bongsu.usecases.preview_grades import preview_stored
from bongsu.usecases.watch import list_notices

router = Router(tags=["decisions"])
Share = Annotated[float, Bounds(ge=0, le=1)]


class Override(Schema):
    """An analyst's own grade for a while."""

    grade: int = Field(ge=1, le=5)
    reason: Text
    first_day: date
    until: date


class Ending(Schema):
    """From which day on the override no longer holds."""

    day: date
    reason: Text


class Decision(Schema):
    """Measures, each "measure" or "measure=subject", and the first as-of day for which they hold."""

    measures: list[Name] = Field(min_length=1, max_length=100)
    reason: Text
    valid_from: date


class Signature(Schema):
    """The second person's word."""

    agreed: bool
    reason: Text = ""


class Rule(Schema):
    """Settings of the grades; what is left out stays as it is."""

    cuts: list[Share] | None = Field(None, min_length=4, max_length=4)
    budget: list[Share] | None = Field(None, min_length=5, max_length=5)
    dwell: int | None = Field(None, ge=0, le=1000)


class RuleDecision(Rule):
    """Settings decided, and from which as-of day they hold."""

    valid_from: date
    reason: Text


class Note(Schema):
    """A note on an item."""

    text: Text


class OfWhat(Page):
    """Of one warning or item only."""

    warning: Name | None = None
    item: Name | None = None


@router.get("/overrides", auth=Gate("item"), response=ANSWERS)
def overrides(
    request: HttpRequest, part: Query[Page], item: Name | None = None, day: date | None = None
) -> HttpResponse:
    """Every override, the newest first; with a day those that hold on it."""
    found = override_grade.list_overrides(workplace.workspace(), item=item, day=day)
    return page(request, "overrides", found, part)


@router.post("/items/{item}/override", auth=Gate("item", "override", scope="decide"), response=ANSWERS)
def override(request: HttpRequest, item: Name, given: Override) -> HttpResponse:
    """Decides a grade beside the model's."""
    decided = override_grade.override_grade(
        workplace.workspace(), item, actor=person_of(request).name, now=datetime.now(UTC), **given.dict()
    )
    return answer(request, {"override": decided})


@router.post("/items/{item}/override/end", auth=Gate("item", "override", scope="decide"), response=ANSWERS)
def end_override(request: HttpRequest, item: Name, given: Ending) -> HttpResponse:
    """Ends the override that holds on a day."""
    ended = override_grade.end_override(
        workplace.workspace(), item, actor=person_of(request).name, now=datetime.now(UTC), **given.dict()
    )
    return answer(request, {"override": ended})


@router.get("/items/{item}/notes", auth=Gate("item"), response=ANSWERS)
def notes(request: HttpRequest, item: Name, part: Query[Page]) -> HttpResponse:
    """The notes that stand, the newest first."""
    return page(
        request, "notes", item_notes.notes_on(workplace.workspace(), item, by=person_of(request)), part
    )


@router.post("/items/{item}/notes", auth=Gate("item", "note", scope="decide"), response=ANSWERS)
def note(request: HttpRequest, item: Name, given: Note) -> HttpResponse:
    """Writes a note."""
    made = item_notes.note(
        workplace.workspace(), item, given.text, by=person_of(request), at=datetime.now(UTC)
    )
    return answer(request, {"note": made})


@router.get("/reviews", auth=Gate("review"), response=ANSWERS)
def review_list(request: HttpRequest, part: Query[Page], item: Name | None = None) -> HttpResponse:
    """Every review, the newest first, without its evidence."""
    return page(request, "reviews", reviews.listing(item=item), part, told=_brief)


@router.get("/reviews/{review}", auth=Gate("review"), response=ANSWERS)
def review_one(request: HttpRequest, review: Name) -> HttpResponse:
    """One review: the evidence, the decision, the signature."""
    with looked_up():
        found = reviews.get(review)
    return answer(request, {"review": found})


@router.post("/reviews/{review}/decide", auth=Gate("review", "decide", scope="decide"), response=ANSWERS)
def decide(request: HttpRequest, review: Name, given: Decision) -> HttpResponse:
    """A steward's decision; it waits for its signature."""
    with looked_up():
        reviews.get(review)
    found = review_decisions.decide(
        workplace.workspace(),
        review,
        given.measures,
        reason=given.reason,
        valid_from=given.valid_from,
        by=person_of(request),
        now=datetime.now(UTC),
    )
    return answer(request, {"review": found})


@router.post("/reviews/{review}/sign", auth=Gate("review", "sign", scope="decide"), response=ANSWERS)
def sign(request: HttpRequest, review: Name, given: Signature) -> HttpResponse:
    """The second person's word: agreed and in force, or refused."""
    with looked_up():
        reviews.get(review)
    found = review_decisions.sign(
        workplace.workspace(),
        review,
        agreed=given.agreed,
        reason=given.reason,
        by=person_of(request),
        now=datetime.now(UTC),
    )
    return answer(request, {"review": found})


@router.get("/settings", auth=Gate("settings"), response=ANSWERS)
def settings(request: HttpRequest, day: date) -> HttpResponse:
    """The settings in force for an as-of day."""
    rule = rule_in_force(workplace.workspace().catalogue.grades, day)
    told = {"as_of": day, "rule": rule_document(rule), "settings": settings_versions.settings_at(day)}
    return answer(request, told)


@router.get("/settings/history", auth=Gate("settings"), response=ANSWERS)
def history(request: HttpRequest, part: Query[Page]) -> HttpResponse:
    """Every version of every setting."""
    found = [each for name in settings_versions.CHECKS for each in settings_versions.history(name)]
    return page(request, "versions", found, part)


@router.post("/settings/preview", auth=Gate("settings"), response=ANSWERS)
def preview(request: HttpRequest, given: Rule, day: date | None = None) -> HttpResponse:
    """What other values would have meant; nothing is decided."""
    return answer(request, preview_stored(workplace.workspace(), as_of=day, **given.dict()))


@router.post("/settings", auth=Gate("settings", "change", scope="decide"), response=ANSWERS)
def change(request: HttpRequest, given: RuleDecision) -> HttpResponse:
    """Decides settings from an as-of day on."""
    versions = decide_rule(actor=person_of(request).name, now=datetime.now(UTC), **given.dict())
    return answer(request, {"decided": versions, "valid_from": given.valid_from})


@router.get("/evaluations", auth=Gate("effect"), response=ANSWERS)
def evaluation_list(request: HttpRequest, asked: Query[OfWhat]) -> HttpResponse:
    """The effect evaluations, the newest first: the documents of `bongsu effect --json`."""
    return page(request, "evaluations", evaluations.listing(warning=asked.warning, item=asked.item), asked)


@router.get("/notices", auth=Gate("item"), response=ANSWERS)
def notices(
    request: HttpRequest, part: Query[Page], item: Name | None = None, unanswered: bool = False
) -> HttpResponse:
    """The tripwires' notices with their verdicts: those of `bongsu watch list --json`."""
    return page(
        request, "notices", list_notices(workplace.workspace(), item=item, unanswered=unanswered), part
    )


def _brief(entry: Any) -> Any:
    from bongsu.console.api.answers import plain

    told = plain(entry)
    told.pop("document", None)
    return told

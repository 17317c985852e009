"""Overrides, notes and settings: what people decided, and deciding."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema
from pydantic import Field as Bounds

from bongsu.console import workplace
from bongsu.console.api.answers import Day, Name, Number, Page, Text, answer, answers, page
from bongsu.console.api.gate import Gate, person_of
from bongsu.console.api.shapes import decisions as shapes
from bongsu.records import settings_versions
from bongsu.usecases import item_notes, override_grade
from bongsu.usecases.grade_rules import decide_rule, rule_document, rule_in_force
from bongsu.usecases.preview_grades import preview_stored

router = Router(tags=["decisions"])
Share = Annotated[float, Bounds(ge=0, le=1)]


class GradeWanted(Schema):
    """An analyst's own grade for a while."""

    grade: int = Field(ge=1, le=5)
    reason: Text
    first_day: date
    until: date


class Ending(Schema):
    """From which day on the override no longer holds."""

    day: date
    reason: Text


class Rule(Schema):
    """Settings of the grades; what is left out stays as it is."""

    cuts: list[Share] | None = Field(None, min_length=4, max_length=4)
    budget: list[Share] | None = Field(None, min_length=5, max_length=5)
    dwell: int | None = Field(None, ge=0, le=1000)


class RuleDecision(Rule):
    """Settings decided, and from which as-of day they hold."""

    valid_from: Day
    reason: Text


class NoteWanted(Schema):
    """A note on an item."""

    text: Text


@router.get("/overrides", auth=Gate("item"), response=answers(shapes.Overrides))
def overrides(
    request: HttpRequest, part: Query[Page], item: Name | None = None, day: date | None = None
) -> HttpResponse:
    """Every override, the newest first; with a day those that hold on it."""
    found = override_grade.list_overrides(workplace.workspace(), item=item, day=day)
    return page(request, "overrides", found, part)


@router.post(
    "/items/{item}/override",
    auth=Gate("item", "override", scope="decide"),
    response=answers(shapes.OneOverride),
)
def override(request: HttpRequest, item: Name, given: GradeWanted) -> HttpResponse:
    """Decides a grade beside the model's."""
    decided = override_grade.override_grade(
        workplace.workspace(), item, actor=person_of(request).name, now=datetime.now(UTC), **given.dict()
    )
    return answer(request, {"override": decided})


@router.post(
    "/items/{item}/override/end",
    auth=Gate("item", "override", scope="decide"),
    response=answers(shapes.OneOverride),
)
def end_override(request: HttpRequest, item: Name, given: Ending) -> HttpResponse:
    """Ends the override that holds on a day."""
    ended = override_grade.end_override(
        workplace.workspace(), item, actor=person_of(request).name, now=datetime.now(UTC), **given.dict()
    )
    return answer(request, {"override": ended})


@router.get("/items/{item}/notes", auth=Gate("item"), response=answers(shapes.Notes))
def notes(request: HttpRequest, item: Name, part: Query[Page]) -> HttpResponse:
    """The notes that stand, the newest first."""
    return page(
        request, "notes", item_notes.notes_on(workplace.workspace(), item, by=person_of(request)), part
    )


@router.post(
    "/items/{item}/notes", auth=Gate("item", "note", scope="decide"), response=answers(shapes.OneNote)
)
def note(request: HttpRequest, item: Name, given: NoteWanted) -> HttpResponse:
    """Writes a note."""
    made = item_notes.note(
        workplace.workspace(), item, given.text, by=person_of(request), at=datetime.now(UTC)
    )
    return answer(request, {"note": made})


@router.post(
    "/items/{item}/notes/{number}/withdraw",
    auth=Gate("item", "note", scope="decide"),
    response=answers(shapes.OneNote),
)
def withdraw_note(request: HttpRequest, item: Name, number: Number) -> HttpResponse:
    """Takes one's own note back."""
    taken = item_notes.withdraw_note(
        workplace.workspace(), number, by=person_of(request), at=datetime.now(UTC)
    )
    return answer(request, {"note": taken})


@router.get("/settings", auth=Gate("settings"), response=answers(shapes.Settings))
def settings(request: HttpRequest, day: date) -> HttpResponse:
    """The settings in force for an as-of day."""
    rule = rule_in_force(workplace.workspace().catalogue.grades, day)
    told = {"as_of": day, "rule": rule_document(rule), "settings": settings_versions.settings_at(day)}
    return answer(request, told)


@router.get("/settings/history", auth=Gate("settings"), response=answers(shapes.Versions))
def history(request: HttpRequest, part: Query[Page]) -> HttpResponse:
    """Every version of every setting."""
    found = [each for name in settings_versions.CHECKS for each in settings_versions.history(name)]
    return page(request, "versions", found, part)


@router.post("/settings/preview", auth=Gate("settings"), response=answers(shapes.RulePreview))
def preview(request: HttpRequest, given: Rule, day: date | None = None) -> HttpResponse:
    """What other values would have meant; nothing is decided."""
    return answer(request, preview_stored(workplace.workspace(), as_of=day, **given.dict()))


@router.post("/settings", auth=Gate("settings", "change", scope="decide"), response=answers(shapes.Decided))
def change(request: HttpRequest, given: RuleDecision) -> HttpResponse:
    """Decides settings from an as-of day on."""
    versions = decide_rule(actor=person_of(request).name, now=datetime.now(UTC), **given.dict())
    return answer(request, {"decided": versions, "valid_from": given.valid_from})

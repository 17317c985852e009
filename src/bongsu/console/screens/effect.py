"""Effect: what warnings and operations did, by stored evaluations; a new one is a move of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from bongsu.console import readings, workplace
from bongsu.console.gate import screen
from bongsu.console.screens import jobs
from bongsu.console.screens.board import day_of
from bongsu.core.early_warning.people import Person
from bongsu.core.panel.periods import Period
from bongsu.records import early_warnings, evaluations
from bongsu.records.evaluations import EvaluationEntry
from bongsu.records.operations import OperationEntry
from bongsu.records.warning_entries import WarningEntry
from bongsu.usecases import effect_words, operate_plan
from bongsu.words import named, say
from bongsu.words.operations import basis_word, kind_word
from bongsu.words.operations import verdict_word as moved_word
from bongsu.words.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Line:
    """A warning, or a period without one, and its newest evaluation.

    Attributes:
        issued: the day from which it counts; None for an evaluation without a warning.
        sentences: one for each item.
    """

    warning: WarningEntry | None
    evaluation: EvaluationEntry | None
    issued: date | None
    sentences: tuple[str, ...]

    @property
    def day(self) -> date | None:
        """By which a period of time is chosen: the day of issue, else the first one of the window."""
        if self.issued is not None or self.evaluation is None:
            return self.issued
        return Period.parse(self.evaluation.first_period).start


@require_safe
@screen("effect")
def effect(request: HttpRequest) -> HttpResponse:
    """Each issued warning of the period with its newest evaluation, then those without a warning."""
    person = request.person  # type: ignore[attr-defined]
    first, last = day_of(request.GET.get("from", "")), day_of(request.GET.get("to", ""))
    found = [each for each in lines(person) if _within(each.day, first, last)]
    return render(
        request,
        "screens/effect.html",
        {
            "lines": found,
            "first": first,
            "last": last,
            "items": workplace.workspace().catalogue.items,
            "as_of": default_day(),
            "names": names(),
        },
    )


@require_safe
@screen("effect")
def evaluation(request: HttpRequest, code: str) -> HttpResponse:
    """One stored evaluation; 404 where there is none of this name."""
    entry = next((each for each in evaluations.listing() if each.evaluation == code), None)
    if entry is None:
        return render(request, "not_found.html", status=404)
    from bongsu.reports.effect_figures import counterfactual_figure, ratios_figure

    document = entry.document
    codes = [each["item"] for each in document["items"]]
    chosen = request.GET.get("item", codes[0])
    item = next((each for each in document["items"] if each["item"] == chosen), document["items"][0])
    title = names().get(item["item"], item["item"])
    return render(
        request,
        "screens/effect_evaluation.html",
        {
            "entry": entry,
            "document": document,
            "item": item,
            "name": title,
            "names": names(),
            "sentence": effect_words.headline(item, name=title, first=document["from"], last=document["to"]),
            "value_sentences": effect_words.values(item),
            "figures": [counterfactual_figure(item, name=title), ratios_figure(item, name=title)],
            "interval_words": effect_words.interval,
            "kind_word": kind_word,
            "moved_word": moved_word,
            "basis_word": basis_word,
        },
    )


@require_POST
@screen("effect", "evaluate")
def evaluate(request: HttpRequest) -> HttpResponse:
    """Asks for an evaluation of a warning, or of an item in a window; what is found is kept."""
    form = request.POST
    as_of = day_of(form.get("as_of", "")) or default_day()
    what = {"warning": form.get("warning", ""), "as_of": as_of.isoformat()}
    if not what["warning"]:
        first, last = _period(form.get("first", "")), _period(form.get("last", ""))
        if first.frequency is not last.frequency or last < first:
            raise Refusal(
                say("last period"),
                expected=say("a period not before {period}", period=first),
                found=str(last),
            )
        what |= {"item": form.get("item", ""), "first": str(first), "last": str(last)}
    return jobs.asked(request, "effect", what)


def lines(person: Person) -> list[Line]:
    """Everything there is to evaluate or evaluated, the newest first."""
    stored = evaluations.listing()
    newest: dict[str, EvaluationEntry] = {}
    for each in stored:
        if each.warning:
            newest.setdefault(each.warning, each)
    found = [
        Line(each, newest.get(each.number), issued_on(each), _sentences(newest.get(each.number)))
        for each in early_warnings.listing(by=person)
        if issued_on(each)
    ]
    return found + [Line(None, each, None, _sentences(each)) for each in stored if not each.warning]


@dataclass(frozen=True, slots=True)
class ItemEffect:
    """One item's part of the newest evaluation of a warning or a window.

    Attributes:
        entry: of the evaluation's document; `sentence` says what its interval allows.
        operations: those that carried the warning out.
    """

    evaluation: EvaluationEntry
    entry: dict[str, Any]
    sentence: str
    operations: tuple[OperationEntry, ...]


def of_item(item: str, person: Person, *, day: date | None = None) -> list[ItemEffect]:
    """What was found of all that was done about an item, newest first; on a past day what was known then."""
    newest: dict[tuple[str, str, str], EvaluationEntry] = {}
    for each in evaluations.listing(item=item):
        if day is None or each.as_of <= day:
            newest.setdefault((each.warning, each.first_period, each.last_period), each)
    done = operate_plan.listing(workplace.workspace(), by=person) if newest else []
    return [_item_effect(each, item, done) for each in newest.values()]


def _item_effect(evaluation: EvaluationEntry, item: str, done: list[OperationEntry]) -> ItemEffect:
    entry = next(each for each in evaluation.document["items"] if each["item"] == item)
    said = effect_words.headline(
        entry, name=names().get(item, item), first=evaluation.first_period, last=evaluation.last_period
    )
    carried = tuple(
        each
        for each in done
        if evaluation.warning and evaluation.warning in each.warnings and item in each.items
    )
    return ItemEffect(evaluation, entry, said, carried)


def issued_on(entry: WarningEntry) -> date | None:
    """The day from which a warning counts; None where it was never issued."""
    if entry.issued_at is None:
        return None
    return entry.valid_from or entry.issued_at.date()


def default_day() -> date:
    """The day of the newest assessment: what is known by then is known to everybody."""
    days = readings.days()
    return days[0].as_of if days else datetime.now(UTC).date()


def names() -> dict[str, str]:
    """Item code → its name in the language in use."""
    return {each.code: named(dict(each.name)) for each in workplace.workspace().catalogue.items}


def _sentences(entry: EvaluationEntry | None) -> tuple[str, ...]:
    if entry is None:
        return ()
    document: dict[str, Any] = entry.document
    return tuple(
        effect_words.headline(
            each, name=names().get(each["item"], each["item"]), first=document["from"], last=document["to"]
        )
        for each in document["items"]
    )


def _period(text: str) -> Period:
    try:
        return Period.parse(text.strip())
    except ValueError:
        raise Refusal(say("period"), expected=say("a period such as 2005-04"), found=text) from None


def _within(day: date | None, first: date | None, last: date | None) -> bool:
    if day is None:
        return first is None and last is None
    return (first is None or first <= day) and (last is None or day <= last)

"""Special operations: the board of them, and one with its plan, its progress and what may be done with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from bongsu.console import workplace
from bongsu.console.environment import moment_words
from bongsu.console.gate import screen
from bongsu.core.early_warning.people import Person, Role
from bongsu.core.operations.moves import REPORTABLE, REPORTERS, STATES, TABLE
from bongsu.records.operations import OperationEntry
from bongsu.usecases import operate_plan
from bongsu.usecases.operate_progress import progress
from bongsu.words import named, say
from bongsu.words.operations import basis_word, operation_move_word, operation_state_word
from bongsu.words.refusal import Refusal
from bongsu.words.warnings import channel_word

VIEWS = {
    "force": ("planned", "running"),
    "past": ("finished", "cancelled"),
    "all": STATES,
}
WAY = ("planned", "running", "finished")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the stepper."""

    name: str
    state: str
    note: str


def words_of() -> dict[str, Any]:
    """The words that the templates of this screen need beside the common ones."""
    place = workplace.workspace()
    return {
        "channel_word": channel_word,
        "operation_state_word": operation_state_word,
        "operation_move_word": operation_move_word,
        "basis_word": basis_word,
        "kind_name": kind_name,
        "item_name": {each.code: named(dict(each.name)) for each in place.catalogue.items},
        "office_name": {each.code: named(dict(each.name)) for each in place.catalogue.offices},
    }


def kind_name(kind: str) -> str:
    """What a report is, in the language in use."""
    return {
        "result": say("results"),
        "effort": say("inspections"),
        "nil": say("nil report"),
        "import": say("file"),
    }[kind]


@require_safe
@screen("operations")
def operations(request: HttpRequest) -> HttpResponse:
    """The operations that she may see, in force or past."""
    place, person = workplace.workspace(), request.person  # type: ignore[attr-defined]
    view = request.GET.get("view", "force")
    view = view if view in VIEWS else "force"
    everything = operate_plan.listing(place, by=person)
    shown = [entry for entry in everything if entry.state in VIEWS[view]]
    return render(
        request,
        "screens/operations.html",
        words_of()
        | {
            "view": view,
            "entries": shown,
            "counts": {name: sum(e.state in states for e in everything) for name, states in VIEWS.items()},
            "progress": progress(place, shown, by=person),
            "mine": {entry.number: reporting_offices(entry, person) for entry in shown},
        },
    )


@require_safe
@screen("operations")
def operation(request: HttpRequest, number: str) -> HttpResponse:
    """One operation; 404 where there is none that she may see."""
    place, person = workplace.workspace(), request.person  # type: ignore[attr-defined]
    entry = seen(number, person)
    if entry is None:
        return render(request, "not_found.html", status=404)
    return render(
        request,
        "screens/operation.html",
        words_of()
        | {
            "entry": entry,
            "steps": steps(entry),
            "progress": progress(place, [entry], by=person)[number],
            "checks": operate_plan.capacity_of(entry) if person.is_national else [],
            "fault_of": operate_plan.fault_words,
            "offers": offered(entry, person),
            "mine": reporting_offices(entry, person),
        },
    )


@require_POST
@screen("operations", "start")
def start(request: HttpRequest, number: str) -> HttpResponse:
    """Approves and starts a planned operation."""
    person, reason = request.person, request.POST.get("reason", "")  # type: ignore[attr-defined]
    operate_plan.start(workplace.workspace(), number, by=person, at=datetime.now(UTC), reason=reason)
    return _moved(request, number, "start")


@require_POST
@screen("operations", "finish")
def finish(request: HttpRequest, number: str) -> HttpResponse:
    """Ends a running operation."""
    return _end(request, number, "finish")


@require_POST
@screen("operations", "cancel")
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    """Gives up an operation that was not started."""
    return _end(request, number, "cancel")


def _end(request: HttpRequest, number: str, move: str) -> HttpResponse:
    person, reason = request.person, request.POST.get("reason", "")  # type: ignore[attr-defined]
    operate_plan.end(workplace.workspace(), number, move, by=person, at=datetime.now(UTC), reason=reason)
    return _moved(request, number, move)


def _moved(request: HttpRequest, number: str, move: str) -> HttpResponse:
    messages.success(request, say("{what}: {move} done", what=number, move=operation_move_word(move)))
    return redirect("operation", number=number)


def seen(number: str, person: Person) -> OperationEntry | None:
    """The operation, or None where there is none that she may see."""
    try:
        return operate_plan.look(workplace.workspace(), number, by=person)
    except Refusal:
        return None


def reporting_offices(entry: OperationEntry, person: Person) -> list[str]:
    """Offices for which she may report now: her own, or any where she is an analyst."""
    if entry.state not in REPORTABLE or not person.has(*REPORTERS):
        return []
    everywhere = person.has(Role.ANALYST)
    return [office for office in entry.offices if everywhere or office in person.offices]


def offered(entry: OperationEntry, person: Person) -> list[tuple[str, bool, str]]:
    """(move, whether it needs a reason, why she may not make it or "") that this state knows."""
    found = []
    for rule in TABLE:
        if rule.source == entry.state and person.has(*rule.roles):
            own = rule.other_person and person.name == entry.planned_by
            found.append(
                (rule.name, rule.needs_reason, say("Whoever planned it may not start it.") if own else "")
            )
    return found


def steps(entry: OperationEntry) -> list[Step]:
    """How far it has come."""
    reached = {each.to_state: moment_words(each.at)[:10] for each in entry.moves}
    way = WAY if entry.state != "cancelled" else ("planned", "cancelled")
    place = way.index(entry.state)
    last = len(way) - 1
    return [
        Step(
            operation_state_word(each),
            "done" if n < place or n == place == last else "now" if n == place else "",
            reached.get(each, ""),
        )
        for n, each in enumerate(way)
    ]

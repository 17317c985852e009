"""The warnings: what waits for me, what is in force, and one warning as a document with its life."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bongsu.console import workplace
from bongsu.console.gate import screen
from bongsu.core.early_warning.channels import Channel
from bongsu.core.early_warning.document import document_faults
from bongsu.core.early_warning.feedback import Label
from bongsu.core.early_warning.moves import LIVE, TABLE
from bongsu.core.early_warning.people import Person, Role
from bongsu.core.early_warning.permission import may
from bongsu.core.early_warning.states import STATES
from bongsu.records import delegations
from bongsu.records.warning_entries import WarningEntry
from bongsu.records.warning_rows import local_day
from bongsu.usecases import warn_look
from bongsu.words.refusal import Refusal
from bongsu.words.warnings import state_word

VIEWS = ("inbox", "force", "drafts", "all")
PATH = ("draft", "proposed", "approved", "issued", "acknowledged", "acting", "reported")
"""The way of a warning as the stepper shows it, before it ends."""

WITH_REASON = frozenset(rule.name for rule in TABLE if rule.needs_reason)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the stepper."""

    name: str
    state: str
    note: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A move that this person may make now.

    Attributes:
        office: for which office, "" where the warning itself moves.
    """

    move: str
    needs_reason: bool
    office: str = ""


@require_safe
@screen("warnings")
def warnings(request: HttpRequest) -> HttpResponse:
    """Lists: the inbox first; `?view=` and `?state=` choose others."""
    place, person, now = workplace.workspace(), request.person, datetime.now(UTC)  # type: ignore[attr-defined]
    view = request.GET.get("view", "inbox")
    view = view if view in VIEWS else "inbox"
    everything = warn_look.listing(place, by=person)
    waiting = warn_look.inbox(place, by=person, at=now, among=everything)
    moves = {entry.number: moves for entry, moves in waiting}
    shown = {
        "inbox": [entry for entry, _ in waiting],
        "force": [entry for entry in everything if entry.state in LIVE],
        "drafts": [each for each in everything if STATES[each.state].is_open and each.state not in LIVE],
        "all": everything,
    }
    return render(
        request,
        "screens/warnings.html",
        {
            "view": view,
            "entries": shown[view],
            "counts": {name: len(found) for name, found in shown.items()},
            "moves": moves,
            "silent": warn_look.unacknowledged(place, by=person, at=now),
            "item_names": item_names(),
        },
    )


@require_safe
@screen("warnings")
def warning(request: HttpRequest, number: str) -> HttpResponse:
    """One warning; 404 where there is none that this person may see."""
    place, person, now = workplace.workspace(), request.person, datetime.now(UTC)  # type: ignore[attr-defined]
    try:
        entry = warn_look.show(place, number, by=person)
    except Refusal:
        return render(request, "not_found.html", status=404)
    day = local_day(now)
    faults = document_faults(entry.document) if entry.state in ("draft", "returned") else ()
    offers = offered(entry, person, delegations.delegators(person.name, day))
    return render(
        request,
        "screens/warning.html",
        {
            "entry": entry,
            "steps": steps(entry),
            "offers": [
                each for each in offers if each.move != "edit" and not (faults and each.move == "propose")
            ],
            "drafted_because": _drafted_because(entry) if person.is_national else "",
            "may_edit": any(each.move == "edit" for each in offers),
            "faults": faults,
            "own_offices": sorted(person.offices & {each.office for each in entry.addressees}),
            "labels": [label.value for label in Label],
            "is_field": person.has(Role.FIELD),
            "channels": [channel.value for channel in Channel],
            "offices": place.catalogue.offices,
            "item_names": item_names(),
            "now": now,
            "day": day,
        },
    )


def _drafted_because(entry: WarningEntry) -> str:
    """Why an assessment drafted it, in a sentence; "" where a person did."""
    told = warn_look.reasons(workplace.workspace(), entry.assessment).get(entry.item, {})
    return str(told.get("sentence", "")) if told.get("reason") == entry.reason_code else ""


def item_names() -> dict[str, Any]:
    """Item code → its names."""
    return {each.code: dict(each.name) for each in workplace.workspace().catalogue.items}


def offered(entry: WarningEntry, person: Person, delegators: tuple[str, ...]) -> list[Offer]:
    """The moves by hand that the table, her roles and her offices allow now; the use case decides again."""
    found: dict[tuple[str, str], Offer] = {}
    for rule in TABLE:
        if rule.name in ("draft", "supersede"):
            continue
        if rule.per_office:
            for each in entry.addressees:
                if (
                    entry.state in LIVE
                    and each.state in rule.sources
                    and may(person, rule, office=each.office)
                ):
                    found[rule.name, each.office] = Offer(rule.name, rule.needs_reason, each.office)
        elif entry.state in rule.sources and may(person, rule, authors=entry.authors, delegators=delegators):
            found[rule.name, ""] = Offer(rule.name, rule.needs_reason)
    return list(found.values())


def steps(entry: WarningEntry) -> list[Step]:
    """How far the warning has come: the usual way, and what it came to in the end."""
    reached = {move.to_state: move.at for move in reversed(entry.moves) if not move.office}
    for each in entry.moves:
        if each.office:
            reached.setdefault(each.to_state, each.at)
    last = entry.state
    names = [*PATH, *([] if last in PATH else [last])]
    at = names.index(last)
    return [
        Step(
            state_word(name),
            "now" if place == at else "done" if name in reached and place < at else "",
            f"{reached[name]:%m-%d}" if name in reached else "",
        )
        for place, name in enumerate(names)
    ]

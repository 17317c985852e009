"""Plan a special operation, check that the offices can do it, start, finish or cancel it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from bongsu.catalogue.entries import is_member
from bongsu.core.early_warning.channels import Channel
from bongsu.core.early_warning.people import Person
from bongsu.core.operations.capacity import CapacityCheck, OfficeCapacity, PlannedEffort, check_capacity
from bongsu.records import early_warnings, operations
from bongsu.records.operations import OperationEntry, Plan
from bongsu.usecases.record_assessment import open_records
from bongsu.usecases.workspace import Workspace
from bongsu.words import say
from bongsu.words.refusal import Refusal

LEAST_REASON = 5


def plan(workspace: Workspace, wanted: Plan, *, by: Person, at: datetime) -> OperationEntry:
    """Plans an operation; what is not said is taken from the warnings that it answers.

    Raises:
        Refusal: she may not plan, or the plan names what there is not, or says too little.
    """
    open_records(workspace)
    whole = _from_warnings(wanted, by)
    _check(workspace, whole)
    return operations.plan(whole, by=by, at=at)


def start(workspace: Workspace, number: str, *, by: Person, at: datetime, reason: str = "") -> OperationEntry:
    """Approves and starts an operation whose plan the offices can do.

    Raises:
        Refusal: she may not, or the plan asks more of an office than it has and no reason is given.
    """
    open_records(workspace)
    entry = operations.get(number, by=by)
    faults = [check for check in capacity_of(entry) if not check.is_possible]
    if faults and len(reason.strip()) < LEAST_REASON:
        raise Refusal(
            say("operation {number}", number=number),
            expected=say("a plan that the offices can do"),
            found="; ".join(fault_words(check) for check in faults),
            todo=say("Plan less, or give a --reason to start it all the same."),
        )
    return operations.move(number, "start", by=by, at=at, reason=reason)


def end(
    workspace: Workspace, number: str, move: str, *, by: Person, at: datetime, reason: str = ""
) -> OperationEntry:
    """Finishes or cancels an operation; raises Refusal."""
    if move not in ("finish", "cancel"):
        raise ValueError(f"expected finish or cancel, found {move!r}")
    open_records(workspace)
    return operations.move(number, move, by=by, at=at, reason=reason)


def look(workspace: Workspace, number: str, *, by: Person | None) -> OperationEntry:
    """One operation; raises Refusal where there is none that she may see."""
    open_records(workspace)
    return operations.get(number, by=by)


def listing(
    workspace: Workspace, *, by: Person | None, state: str | None = None, warning: str | None = None
) -> list[OperationEntry]:
    """The operations she may see, the newest first."""
    open_records(workspace)
    return operations.listing(by=by, state=state, warning=warning)


def capacity_of(entry: OperationEntry | Plan) -> list[CapacityCheck]:
    """The plan beside what each office has."""
    return check_capacity(
        [PlannedEffort(**each) for each in entry.planned],
        {office: OfficeCapacity(**each) for office, each in entry.capacity.items()},
    )


def fault_words(check: CapacityCheck) -> str:
    """What speaks against one office's part of a plan; "" where nothing does."""
    said = []
    if "hours" in check.faults:
        said.append(
            say(
                "office {office} needs {needed} hours and has {there}",
                office=check.office,
                needed=f"{check.hours_needed:,.0f}",
                there=f"{check.officer_hours or 0:,.0f}",
            )
        )
    if "flow" in check.faults:
        said.append(say("office {office} would inspect more than passes", office=check.office))
    if "delay" in check.faults:
        minutes = f"{check.mean_delay_minutes or 0:.1f}"
        said.append(
            say(
                "office {office} would delay clearance by {minutes} min.",
                office=check.office,
                minutes=minutes,
            )
        )
    if "hours_unknown" in check.faults:
        said.append(say("nobody said how many hours office {office} has", office=check.office))
    return "; ".join(said)


def _from_warnings(wanted: Plan, by: Person) -> Plan:
    told = [early_warnings.get(number, by=by) for number in wanted.warnings]
    firsts = [each.valid_from for each in told if each.valid_from]
    lasts = [each.valid_until for each in told if each.valid_until]
    return replace(
        wanted,
        items=wanted.items or list(dict.fromkeys(each.item for each in told)),
        offices=wanted.offices or list(dict.fromkeys(office for each in told for office in each.offices)),
        channels=wanted.channels or list(dict.fromkeys(way for each in told for way in each.channels)),
        first_day=wanted.first_day if wanted.first_day != date.min else min(firsts, default=date.min),
        last_day=wanted.last_day if wanted.last_day != date.min else max(lasts, default=date.min),
    )


def _check(workspace: Workspace, wanted: Plan) -> None:
    where = say("the operation")
    for name, given in ((say("an item"), wanted.items), (say("an office"), wanted.offices)):
        if not given:
            raise Refusal(where, expected=name, found=say("none"), todo=say("Name it, or a warning."))
    if date.min in (wanted.first_day, wanted.last_day):
        raise Refusal(
            where, expected=say("a first and a last day"), found=say("none"), todo=say("Add --from and --to.")
        )
    if wanted.last_day < wanted.first_day:
        expected = say("a last day not before {day}", day=wanted.first_day)
        raise Refusal(where, expected=expected, found=wanted.last_day.isoformat())
    if not 0.0 <= wanted.random_share < 1.0:
        raise Refusal(where, expected=say("a random share from 0 to below 1"), found=str(wanted.random_share))
    items = [each.code for each in workspace.catalogue.items]
    _known(say("an item of the catalogue"), wanted.items, items)
    offices = [each.code for each in workspace.catalogue.offices if is_member(each, wanted.first_day)]
    _known(say("an office of the catalogue"), wanted.offices, offices)
    _known(", ".join(Channel), wanted.channels, [*Channel])
    places = [*wanted.capacity, *(each["office"] for each in (*wanted.squads, *wanted.planned))]
    _known(
        say("an office that takes part: {offices}", offices=", ".join(wanted.offices)), places, wanted.offices
    )
    channels = [each["channel"] for each in wanted.planned]
    _known(", ".join(wanted.channels or Channel), channels, wanted.channels or [*Channel])


def _known(expected: str, given: Sequence[str], known: Sequence[str]) -> None:
    for each in given:
        if each not in known:
            raise Refusal(say("the operation"), expected=expected, found=each)


def parts(text: str, names: Mapping[str, type], *, least: int, option: str) -> dict[str, Any]:
    """One text such as 020:cargo:400:1.5 read as named parts; raises Refusal.

    >>> parts("020:cargo:400", {"office": str, "channel": str, "inspections": int, "hours": float},
    ...     least=3, option="--inspect")
    {'office': '020', 'channel': 'cargo', 'inspections': 400}
    """
    pieces = text.split(":")
    if least <= len(pieces) <= len(names):
        try:
            return {name: kind(each) for (name, kind), each in zip(names.items(), pieces, strict=False)}
        except ValueError:
            pass
    shown = [name if k < least else f"[{name}]" for k, name in enumerate(names)]
    raise Refusal(option, expected=":".join(shown), found=text)

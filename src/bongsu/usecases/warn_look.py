"""Look at warnings: what she may see, what waits for her, which offices are silent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from bongsu.core.early_warning.moves import LIVE, TABLE
from bongsu.core.early_warning.people import Person, Role
from bongsu.core.early_warning.permission import may
from bongsu.records import delegations, drafting_rounds, early_warnings, warning_deadlines
from bongsu.records.early_warnings import InForceWarning
from bongsu.records.warning_deadlines import Unacknowledged
from bongsu.records.warning_entries import WarningEntry
from bongsu.records.warning_rows import local_day
from bongsu.usecases.record_assessment import open_records
from bongsu.usecases.working_time import working_time
from bongsu.usecases.workspace import Workspace


def listing(
    workspace: Workspace, *, by: Person | None, state: str | None = None, item: str | None = None
) -> list[WarningEntry]:
    """The warnings that she may see, the newest first; all of them where nobody is named."""
    open_records(workspace)
    return early_warnings.listing(state, item=item, by=by)


def show(workspace: Workspace, number: str, *, by: Person | None) -> WarningEntry:
    """One warning; raises Refusal where there is none that she may see."""
    open_records(workspace)
    return early_warnings.get(number, by=by)


def inbox(
    workspace: Workspace, *, by: Person, at: datetime, among: Sequence[WarningEntry] | None = None
) -> list[tuple[WarningEntry, tuple[str, ...]]]:
    """The warnings that wait for her, with the moves she may make that carry them on, the oldest first.

    Moves that are always possible (extend, withdraw …) make no warning wait; a lift does where the newest
    assessment advises it.

    Args:
        among: what `listing` gave her, where the caller has it already.
    """
    open_records(workspace)
    lenders = delegations.delegators(by.name, local_day(at))
    advised = drafting_rounds.lift_advised()
    found = []
    for entry in reversed(early_warnings.listing(by=by) if among is None else among):
        moves = waiting_moves(entry, by=by, delegators=lenders)
        if entry.number in advised and (by.has(Role.APPROVER) or lenders):
            moves = (*moves, "lift")
        if moves:
            found.append((entry, moves))
    return found


def in_force(workspace: Workspace, *, by: Person | None, on: date | None = None) -> list[InForceWarning]:
    """The warnings in force that she may see, now or at the end of a day, gravest first."""
    open_records(workspace)
    return early_warnings.in_force(by=by, on=on)


def unacknowledged(workspace: Workspace, *, by: Person | None, at: datetime) -> list[Unacknowledged]:
    """Every office that has not confirmed a warning, the longest silent first."""
    open_records(workspace)
    return warning_deadlines.unacknowledged(now=at, by=by, working=working_time(workspace))


def reasons(workspace: Workspace, assessment: str) -> dict[str, dict[str, Any]]:
    """Item → why a warning was drafted from an assessment or was not, and what it says of one in force."""
    open_records(workspace)
    return drafting_rounds.of(assessment)


def waiting_moves(entry: WarningEntry, *, by: Person, delegators: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The moves that carry this warning on and that she may make."""
    found: list[str] = []
    for rule in TABLE:
        if rule.name not in CARRY_ON:
            continue
        if not rule.per_office and entry.state in rule.sources:
            if may(by, rule, authors=entry.authors, delegators=delegators):
                found.append(rule.name)
        elif rule.per_office and entry.state in LIVE and by.has(Role.FIELD):
            states = {each.state for each in entry.addressees if each.office in by.offices}
            if states & (set(rule.sources) - {rule.target}):
                found.append(rule.name)
    return tuple(dict.fromkeys(found))


CARRY_ON = (
    "edit",
    "propose",
    "approve",
    "return",
    "issue",
    "acknowledge",
    "act",
    "report",
    "evaluate",
    "close",
)

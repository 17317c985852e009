"""Sign a warning: approve, return, issue, extend, lift, expire, evaluate, close; lend one's signature."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from bongsu.core.early_warning.people import Person
from bongsu.records import delegations, settings_versions, warning_deadlines, warning_issue, warning_moves
from bongsu.records.delegations import DelegationEntry
from bongsu.records.warning_entries import WarningEntry
from bongsu.records.warning_issue import Issued
from bongsu.records.warning_rows import local_day
from bongsu.usecases.record_assessment import open_records
from bongsu.usecases.working_time import working_time
from bongsu.usecases.workspace import Workspace
from bongsu.words import say
from bongsu.words.refusal import Refusal

SIGNED = ("approve", "return", "lift", "expire", "evaluate", "close")


def sign(
    workspace: Workspace, number: str, move: str, *, by: Person, at: datetime, reason: str = ""
) -> WarningEntry:
    """One of the moves `SIGNED`; raises Refusal where the warning or the person may not."""
    if move not in SIGNED:
        raise ValueError(f"expected a move among {', '.join(SIGNED)}, found {move!r}")
    open_records(workspace)
    return warning_moves.move(number, move, by=by, at=at, reason=reason)


def issue(
    workspace: Workspace,
    numbers: Sequence[str],
    *,
    by: Person,
    at: datetime,
    reason: str = "",
    beyond_budget: bool = False,
) -> Issued:
    """Issues approved warnings together; raises Refusal. See `records.warning_issue.issue`."""
    open_records(workspace)
    return warning_issue.issue(
        numbers, by=by, at=at, reason=reason, beyond_budget=beyond_budget, working=working_time(workspace)
    )


def extend(
    workspace: Workspace, number: str, valid_until: date, *, by: Person, at: datetime, reason: str
) -> WarningEntry:
    """Gives a warning in force a later last day; raises Refusal."""
    open_records(workspace)
    return warning_moves.extend(number, valid_until, by=by, at=at, reason=reason)


def escalate(
    workspace: Workspace,
    number: str,
    *,
    office: str,
    to: str | None,
    by: Person,
    at: datetime,
    reason: str,
) -> WarningEntry:
    """Tells the next office in the place of a silent one; raises Refusal.

    Args:
        to: None: the one it escalates to by the setting, else its parent in the catalogue.
    """
    open_records(workspace)
    following = to or chain(workspace, local_day(at)).get(office)
    known = {each.code for each in workspace.catalogue.offices}
    if following is None or following not in known:
        raise Refusal("--to", expected=say("an office of the catalogue"), found=following or say("none"))
    return warning_deadlines.escalate(
        number, office=office, to=following, by=by, at=at, reason=reason, working=working_time(workspace)
    )


def chain(workspace: Workspace, day: date) -> dict[str, str]:
    """Office → the next office: as decided by the setting, else its parent in the catalogue."""
    parents = {each.code: each.parent for each in workspace.catalogue.offices if each.parent}
    decided = settings_versions.setting_at("escalation", day)
    return parents | (decided.value if decided else {})


def delegate(
    workspace: Workspace,
    to: str,
    *,
    first_day: date,
    until: date,
    reason: str,
    by: Person,
    at: datetime,
) -> DelegationEntry:
    """Lends the signature of `by` to the account `to`; raises Refusal."""
    from bongsu.records import people

    open_records(workspace)
    return delegations.delegate(by, people.person(to), first_day=first_day, until=until, reason=reason, at=at)


def end_delegation(
    workspace: Workspace, number: int, *, day: date, reason: str, by: Person, at: datetime
) -> DelegationEntry:
    """Takes a lent signature back from a day on; raises Refusal."""
    open_records(workspace)
    return delegations.end(number, by, day=day, reason=reason, at=at)

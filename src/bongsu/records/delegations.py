"""The door to the delegations: an approver lends her signature, takes it back; who holds whose on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from bongsu.core.early_warning.people import Person, Role
from bongsu.records import audit
from bongsu.records.deciding import decide, next_number
from bongsu.words import say
from bongsu.words.refusal import Refusal

LONGEST = timedelta(days=62)


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationEntry:
    """One delegation as recorded; `ended_from` is the day from which an early end holds."""

    number: int
    delegator: str
    delegate: str
    first_day: date
    until: date
    reason: str
    decided_by: str
    decided_at: datetime
    ended_from: date | None


def delegate(
    by: Person, to: Person, *, first_day: date, until: date, reason: str, at: datetime
) -> DelegationEntry:
    """`by` lends her signature as an approver to `to`, for at most 62 days.

    Raises:
        Refusal: she is no approver herself, the other is herself or an auditor, or the days do not fit.
    """
    _check(by, to, first_day, until, reason)
    return decide(lambda: _create(by, to, first_day=first_day, until=until, reason=reason, at=at), at=at)


def end(number: int, by: Person, *, day: date, reason: str, at: datetime) -> DelegationEntry:
    """Ends a delegation from a day on; the delegator or another approver may.

    Raises:
        Refusal: there is no such delegation that holds, the day is not one of its days, or the person is no
            approver.
    """
    from bongsu.records.models import Delegation

    if not by.has(Role.APPROVER):
        raise Refusal(by.name, expected=say("the role {role}", role=Role.APPROVER.value), found=say("none"))

    def act() -> DelegationEntry:
        row = Delegation.objects.filter(pk=number, ends=None).first()
        if row is None:
            raise Refusal(say("delegation {number}", number=number), found=say("none of this number"))
        _check_end(row, day, reason)
        made = _row(row.delegator, row.delegate, day, row.until, reason, by=by, at=at, ends=row)
        return _entry(made.ends)

    return decide(act, at=at)


def delegators(name: str, day: date) -> tuple[str, ...]:
    """The approvers whose signature this person holds on a day, by name; only who is an approver still."""
    from bongsu.records.models import Delegation, RoleOfUser

    rows = Delegation.objects.filter(delegate=name, first_day__lte=day, until__gte=day, ends=None)
    ended = set(
        Delegation.objects.filter(delegate=name, first_day__lte=day, ends__isnull=False).values_list(
            "ends_id", flat=True
        )
    )
    names = {row.delegator for row in rows if row.number not in ended}
    still = RoleOfUser.objects.filter(
        user__username__in=names, user__is_active=True, role=Role.APPROVER.value
    ).values_list("user__username", flat=True)
    return tuple(sorted(still))


def listing() -> list[DelegationEntry]:
    """Every delegation, the newest first."""
    from bongsu.records.models import Delegation

    return [_entry(row) for row in Delegation.objects.filter(ends=None).order_by("-number")]


def _check(by: Person, to: Person, first_day: date, until: date, reason: str) -> None:
    if not by.has(Role.APPROVER):
        raise Refusal(by.name, expected=say("the role {role}", role=Role.APPROVER.value), found=say("none"))
    if to.name == by.name or to.has(Role.AUDITOR, Role.FIELD) or not to.roles:
        raise Refusal(
            to.name,
            expected=say("another person of the centre, no auditor and no field officer"),
            found=", ".join(sorted(to.roles)) or say("no role"),
        )
    if until < first_day or until - first_day > LONGEST:
        raise Refusal(
            "--until",
            expected=say("a last day from {first} to {last}", first=first_day, last=first_day + LONGEST),
            found=str(until),
        )
    if not reason.strip():
        raise Refusal("--reason", expected=say("a reason"), found=say("nothing"))


def _check_end(row: Any, day: date, reason: str) -> None:
    where = say("delegation {number}", number=row.number)
    if row.ended_by.exists():
        raise Refusal(where, expected=say("one that holds"), found=say("it was ended already"))
    if not row.first_day <= day <= row.until:
        expected = say("a day from {first} to {last}", first=row.first_day, last=row.until)
        raise Refusal(where, expected=expected, found=str(day))
    if not reason.strip():
        raise Refusal("--reason", expected=say("a reason"), found=say("nothing"))


def _create(
    by: Person, to: Person, *, first_day: date, until: date, reason: str, at: datetime
) -> DelegationEntry:
    return _entry(_row(by.name, to.name, first_day, until, reason, by=by, at=at, ends=None))


def _row(
    delegator: str, to: str, first_day: date, until: date, reason: str, *, by: Person, at: datetime, ends: Any
) -> Any:
    from bongsu.records.models import Delegation

    row = Delegation.objects.create(
        number=next_number("delegation"),
        delegator=delegator,
        delegate=to,
        first_day=first_day,
        until=until,
        reason=reason.strip(),
        decided_by=by.name,
        decided_at=at,
        ends=ends,
    )
    detail = {"delegator": delegator, "delegate": to, "first_day": first_day, "until": until}
    act = "delegation.ended" if ends else "delegation.made"
    audit.vouch(act, row, actor=by.name, at=at, detail=detail | {"reason": row.reason})
    return row


def _entry(row: Any) -> DelegationEntry:
    ends = [each.first_day for each in row.ended_by.all()]
    return DelegationEntry(
        number=row.number,
        delegator=row.delegator,
        delegate=row.delegate,
        first_day=row.first_day,
        until=row.until,
        reason=row.reason,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        ended_from=min(ends, default=None),
    )

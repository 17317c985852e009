"""What is due for an office that has not acknowledged: a reminder, the next office, or nothing yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bongsu.core.early_warning.working_time import WorkingTime


class Due(StrEnum):
    """What is to be done now."""

    NOTHING = "nothing"
    REMIND = "remind"  # before the deadline, once for each time it was armed
    ESCALATE = "escalate"  # the deadline is past: the next office is told, both are armed anew
    REMIND_AGAIN = "remind_again"  # past too, but there is no further office: approvers are told, armed anew


@dataclass(frozen=True, slots=True)
class AckRule:
    """Hours to acknowledge, and after how many of them a reminder goes out.

    Attributes:
        working: where hours run on working days only; None: every hour counts.
    """

    hours: int
    reminder_hours: int
    working: WorkingTime | None = None

    def deadline(self, armed_at: datetime) -> datetime:
        """By when an office must acknowledge what it was told at a moment."""
        return self._after(armed_at, self.hours)

    def reminder(self, armed_at: datetime) -> datetime:
        """When it is reminded."""
        return self._after(armed_at, self.reminder_hours)

    def _after(self, moment: datetime, hours: int) -> datetime:
        if self.working is None:
            return moment + timedelta(hours=hours)
        return self.working.after(moment, hours)


@dataclass(frozen=True, slots=True)
class Silent:
    """An office that has not acknowledged.

    Attributes:
        armed_at: when its deadline was set last; deadline: None once it needs no watching.
        reminded_at: of the last reminder.
    """

    office: str
    armed_at: datetime
    deadline: datetime | None
    reminded_at: datetime | None = None


def due(silent: Silent, *, now: datetime, rule: AckRule, next_office: str | None) -> Due:
    """What is due.

    Args:
        next_office: the office to escalate to; None where there is none that has not been told.

    >>> from datetime import UTC
    >>> told = datetime(2005, 6, 13, 9, tzinfo=UTC)
    >>> seoul = Silent("010", told, told + timedelta(hours=24))
    >>> rule = AckRule(24, 12)
    >>> [str(due(seoul, now=told + timedelta(hours=h), rule=rule, next_office="000")) for h in (11, 12, 24)]
    ['nothing', 'remind', 'escalate']
    """
    if silent.deadline is None:
        return Due.NOTHING
    if now >= silent.deadline:
        return Due.ESCALATE if next_office else Due.REMIND_AGAIN
    reminded = silent.reminded_at is not None and silent.reminded_at >= silent.armed_at
    if not reminded and now >= rule.reminder(silent.armed_at):
        return Due.REMIND
    return Due.NOTHING


def next_office(office: str, *, chain: dict[str, str], told: frozenset[str]) -> str | None:
    """The nearest office up the chain that has not been told; None where the chain ends.

    Args:
        chain: office → the one it escalates to. A chain that runs in a ring ends where it began.

    >>> next_office("036", chain={"036": "030", "030": "000"}, told=frozenset({"036", "030"}))
    '000'
    """
    seen = {office}
    while (office := chain.get(office, "")) and office not in seen:
        if office not in told:
            return office
        seen.add(office)
    return None

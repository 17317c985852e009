"""The door to the overrides: decide one, end one, see which holds on a day, list them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bongsu.core.grading import adjustment
from bongsu.records import audit
from bongsu.records.assessments import number_of
from bongsu.records.deciding import decide, next_number
from bongsu.words import say
from bongsu.words.refusal import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideEntry:
    """One decision as recorded.

    Attributes:
        grade: None where the decision ends an earlier override.
        assessment, model_grade: the assessment it was decided on, and what the model said there.
    """

    number: int
    item: str
    grade: int | None
    reason: str
    first_day: date
    until: date
    assessment: str | None
    model_grade: int | None
    decided_at: datetime
    decided_by: str

    def document(self) -> dict[str, Any]:
        """The same as JSON."""
        return {
            "override": self.number,
            "item": self.item,
            "grade": self.grade,
            "model_grade": self.model_grade,
            "assessment": self.assessment,
            "reason": self.reason,
            "from": self.first_day.isoformat(),
            "until": self.until.isoformat(),
            "author": self.decided_by,
            "decided_at": self.decided_at.isoformat(),
        }

    def as_override(self) -> adjustment.Override:
        """The same for the core."""
        return adjustment.Override(
            self.item, self.grade, self.reason, self.first_day, self.until, self.decided_by, self.model_grade
        )


def override(
    item: str,
    grade: int,
    *,
    reason: str,
    first_day: date,
    until: date,
    actor: str,
    now: datetime,
    assessment: str | None = None,
    model_grade: int | None = None,
) -> OverrideEntry:
    """Records an analyst's grade for an item; the model's grade stays as it is.

    Args:
        first_day, until: first and last day on which it holds; at most 62 days apart.
        assessment, model_grade: what the analyst looked at.

    Raises:
        Refusal: the grade is not 1 to 5, the reason is too short, or the time is too long or runs backwards.
    """
    wanted = adjustment.Override(item, grade, reason, first_day, until, actor, model_grade)
    return _record(wanted, assessment=assessment, act="override.decided", now=now)


def end(item: str, *, reason: str, day: date, actor: str, now: datetime) -> OverrideEntry:
    """Ends the override that holds on a day, from that day on.

    Raises:
        Refusal: none holds, or the reason is too short.
    """
    standing = in_force(day).get(item)
    if standing is None:
        raise Refusal(
            say("item {item}", item=item),
            expected=say("an override that holds on {day}", day=day),
            found=say("none"),
        )
    wanted = adjustment.Override(item, None, reason, day, standing.until, actor, standing.model_grade)
    return _record(wanted, assessment=standing.assessment, act="override.ended", now=now)


def in_force(day: date, *, as_decided: datetime | None = None) -> dict[str, OverrideEntry]:
    """Item → the override that holds on a day: of the decisions about the day, the one made last.

    Args:
        as_decided: only what had been decided by this moment; None: everything decided so far.
    """
    from bongsu.records.models import Override

    rows = Override.objects.filter(first_day__lte=day, until__gte=day)
    if as_decided is not None:
        rows = rows.filter(decided_at__lte=as_decided)
    last = {row.item: row for row in rows.order_by("number")}
    return {item: _entry(row) for item, row in sorted(last.items()) if row.grade is not None}


def listing(item: str | None = None) -> list[OverrideEntry]:
    """Every decision, the newest first."""
    from bongsu.records.models import Override

    rows = Override.objects.order_by("-number")
    return [_entry(row) for row in (rows.filter(item=item) if item else rows)]


def _record(wanted: adjustment.Override, *, assessment: str | None, act: str, now: datetime) -> OverrideEntry:
    _check(wanted)
    return decide(lambda: _create(wanted, assessment=assessment, act=act, now=now), at=now)


def _create(wanted: adjustment.Override, *, assessment: str | None, act: str, now: datetime) -> OverrideEntry:
    from bongsu.records.models import Override

    row = Override.objects.create(
        number=next_number("override"),
        item=wanted.item,
        grade=wanted.grade,
        reason=wanted.reason.strip(),
        first_day=wanted.first_day,
        until=wanted.until,
        assessment_id=number_of(assessment) if assessment else None,
        model_grade=wanted.model_grade,
        decided_at=now,
        decided_by=wanted.author,
    )
    detail = {
        "item": row.item,
        "grade": row.grade,
        "model_grade": row.model_grade,
        "reason": row.reason,
        "first_day": row.first_day,
        "until": row.until,
        "assessment": assessment,
    }
    audit.vouch(act, row, actor=wanted.author, at=now, detail=detail)
    return _entry(row)


def _check(wanted: adjustment.Override) -> None:
    faults = adjustment.override_faults(wanted)
    if not faults:
        return
    days = adjustment.LONGEST_OVERRIDE.days
    expected = {
        "grade": (say("a grade from {low} to {high}", low=1, high=5), str(wanted.grade)),
        "reason_too_short": (
            say("a reason of at least {count} letters", count=adjustment.LEAST_REASON),
            wanted.reason.strip() or say("nothing"),
        ),
        "ends_before_it_begins": (
            say("a last day not before {day}", day=wanted.first_day),
            wanted.until.isoformat(),
        ),
        "too_long": (
            say("a last day at most {days} days after {day}", days=days, day=wanted.first_day),
            wanted.until.isoformat(),
        ),
    }[faults[0]]
    raise Refusal(say("override of {item}", item=wanted.item), expected=expected[0], found=expected[1])


def _entry(row: Any) -> OverrideEntry:
    from bongsu.records.models.assessments import assessment_name

    return OverrideEntry(
        number=row.number,
        item=row.item,
        grade=row.grade,
        reason=row.reason,
        first_day=row.first_day,
        until=row.until,
        assessment=assessment_name(row.assessment_id) if row.assessment_id else None,
        model_grade=row.model_grade,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
    )

"""The door to what time brings about: reminders, escalation to the next office, the end of validity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bongsu.core.early_warning.deadlines import AckRule, Due, Silent, due, next_office
from bongsu.core.early_warning.moves import CLOCK, LIVE
from bongsu.core.early_warning.people import Person
from bongsu.core.early_warning.policy import Wish
from bongsu.core.early_warning.working_time import WorkingTime
from bongsu.records import acknowledgement, audit, early_warnings, outbox, warning_moves, warning_rows
from bongsu.records.deciding import decide
from bongsu.records.warning_entries import WarningEntry
from bongsu.words import say
from bongsu.words.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Unacknowledged:
    """One office that has not confirmed a warning in force.

    Attributes:
        age_hours: since it was told; late: longer than it had.
    """

    number: str
    item: str
    grade: int
    office: str
    told_at: datetime
    deadline: datetime | None
    age_hours: float
    late: bool
    reminders: int
    escalated_to: str


@dataclass(frozen=True, slots=True)
class Done:
    """One thing that was due and is done: remind, escalate, remind_again or expire."""

    what: str
    number: str
    office: str
    to: str = ""


def unacknowledged(
    *, now: datetime, by: Person | None = None, working: WorkingTime | None = None
) -> list[Unacknowledged]:
    """Every office that has not confirmed, the longest silent first; only what `by` may see."""
    from bongsu.records.models import Addressee, EarlyWarning

    seen = warning_rows.visible(EarlyWarning.objects.filter(state__in=LIVE), by)
    rows = Addressee.objects.filter(state="issued", warning__in=seen.values("pk"), told_at__lte=now)
    only = early_warnings.only_of(by)
    if only is not None:
        rows = rows.filter(office__in=sorted(only))
    return [
        Unacknowledged(
            row.warning_id,
            row.warning.item,
            row.warning.grade,
            row.office,
            row.told_at,
            row.deadline,
            round((now - row.told_at).total_seconds() / 3600, 2),
            now >= _rule(row.told_at, working).deadline(row.told_at),
            row.reminders,
            row.escalated_to,
        )
        for row in rows.select_related("warning").order_by("told_at", "warning_id", "office")
    ]


def do_due(*, now: datetime, chain: Mapping[str, str], working: WorkingTime | None = None) -> list[Done]:
    """Does all that is due by now, each thing in a transaction of its own; asked again, it does nothing.

    Args:
        chain: office → the office it escalates to.
        working: the days on which the hours to acknowledge run; None: every hour counts.
    """
    from bongsu.records.models import Addressee, EarlyWarning

    done: list[Done] = []
    for number in _ended(now):
        done += decide(lambda number=number: _expire(number, now), at=now)
    silent = Addressee.objects.filter(state="issued", deadline__isnull=False, told_at__lte=now)
    numbers = EarlyWarning.objects.filter(state__in=LIVE, addressees__in=silent.values("pk"))
    for number in sorted(set(numbers.values_list("pk", flat=True))):
        done += decide(lambda number=number: _answer_silence(number, now, chain, _rule(now, working)), at=now)
    return done


def escalate(
    number: str,
    *,
    office: str,
    to: str,
    by: Person,
    at: datetime,
    reason: str,
    working: WorkingTime | None = None,
) -> WarningEntry:
    """Tells another office in the place of one that is silent, by a person's decision.

    Raises:
        Refusal: she may not, the office is not silent, or the other has been told already.
    """

    def act() -> WarningEntry:
        row = warning_rows.locked(number, by)
        addressee = row.addressees.filter(office=office, state="issued").first()
        where = say("warning {number}", number=number)
        if addressee is None:
            raise Refusal(where, expected=say("an office that has not acknowledged"), found=office)
        if row.addressees.filter(office=to).exists():
            raise Refusal(where, expected=say("an office that has not been told"), found=to)
        _escalate(row, addressee, to, by=by, at=at, reason=reason, rule=_rule(at, working))
        return early_warnings.get(number)

    return decide(act, at=at)


def _rule(at: datetime, working: WorkingTime | None) -> AckRule:
    return acknowledgement.rule_on(warning_rows.local_day(at), working)


def _ended(now: datetime) -> list[str]:
    from bongsu.records.models import EarlyWarning

    day = warning_rows.local_day(now)
    rows = EarlyWarning.objects.filter(state__in=LIVE, valid_until__lt=day, issued_at__lte=now)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _expire(number: str, now: datetime) -> list[Done]:
    row = _row(number)
    if row.state not in LIVE or row.valid_until is None or row.valid_until >= warning_rows.local_day(now):
        return []
    last = row.valid_until
    warning_moves.make(row, "expire", by=CLOCK, at=now, reason=say("Its last day, {day}, is past.", day=last))
    return [Done("expire", number, "")]


def _answer_silence(number: str, now: datetime, chain: Mapping[str, str], rule: AckRule) -> list[Done]:
    row = _row(number)
    if row.state not in LIVE:
        return []
    done = []
    for addressee in row.addressees.filter(state="issued").order_by("office"):
        told = frozenset(row.addressees.values_list("office", flat=True))
        following = next_office(addressee.office, chain=dict(chain), told=told)
        if addressee.escalated_to:
            following = None  # it went up once; the office it went to climbs further by itself
        silent = Silent(addressee.office, addressee.armed_at, addressee.deadline, addressee.reminded_at)
        what = due(silent, now=now, rule=rule, next_office=following)
        if what is Due.ESCALATE and following:
            reason = say("Office {office} has not acknowledged in time.", office=addressee.office)
            _escalate(row, addressee, following, by=CLOCK, at=now, reason=reason, rule=rule)
            done.append(Done("escalate", number, addressee.office, following))
        elif what in (Due.REMIND, Due.REMIND_AGAIN):
            _remind(row, addressee, now=now, again=what is Due.REMIND_AGAIN, rule=rule)
            done.append(Done(what.value, number, addressee.office))
    return done


def _escalate(
    row: Any, addressee: Any, to: str, *, by: Person, at: datetime, reason: str, rule: AckRule
) -> None:
    from bongsu.records.models import Addressee

    wish = Wish(move="escalate", at=at, day=warning_rows.local_day(at), reason=reason)
    behalf = warning_rows.checked(row, wish, by)
    deadline = rule.deadline(at)
    Addressee.objects.create(
        warning=row,
        office=to,
        state="issued",
        told_at=at,
        armed_at=at,
        deadline=deadline,
        escalated_from=addressee.office,
    )
    addressee.escalated_to, addressee.armed_at, addressee.deadline = to, at, deadline
    addressee.save()
    made = warning_rows.write_move(
        row,
        "escalate",
        to="escalated",
        who=by.name,
        at=at,
        reason=reason,
        on_behalf_of=behalf,
        detail={"office": addressee.office, "to": to, "deadline": deadline},
    )
    warning_rows.tell(row, made)
    values = warning_rows.message_values(row, made) | {"silent": addressee.office, "deadline": deadline}
    outbox.put("escalate_to", audience=f"office:{to}", values=values, at=at, warnings=[row.number])


def _remind(row: Any, addressee: Any, *, now: datetime, again: bool, rule: AckRule) -> None:
    addressee.reminders += 1
    addressee.reminded_at = now
    if again:
        addressee.armed_at, addressee.deadline = now, rule.deadline(now)
    addressee.save()
    detail = {"office": addressee.office, "reminders": addressee.reminders, "past_deadline": again}
    audit.append("warning.reminded", actor=CLOCK.name, subject=f"warning {row.number}", at=now, detail=detail)
    last = row.moves.order_by("-ordinal").first()
    values = warning_rows.message_values(row, last) | {
        "silent": addressee.office,
        "deadline": addressee.deadline,
        "reminders": addressee.reminders,
    }
    outbox.put("remind", audience=f"office:{addressee.office}", values=values, at=now, warnings=[row.number])
    if again:
        outbox.put("unanswered", audience="role:approver", values=values, at=now, warnings=[row.number])


def _row(number: str) -> Any:
    from bongsu.records.models import EarlyWarning

    return EarlyWarning.objects.select_for_update().get(pk=number)

"""The door by which warnings go out together: who is told and who is not, with reasons; what they replace."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bongsu.core.early_warning.moves import LIVE
from bongsu.core.early_warning.people import Person
from bongsu.core.early_warning.policy import Wish
from bongsu.core.early_warning.telling import InForce, Told, telling
from bongsu.core.early_warning.working_time import WorkingTime
from bongsu.records import acknowledgement, early_warnings, outbox, settings_versions, warning_rows
from bongsu.records.deciding import decide, next_number
from bongsu.records.warning_entries import WarningEntry, document_of
from bongsu.words import say
from bongsu.words.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Issued:
    """What one act of issuing did.

    Attributes:
        number: of the act, e.g. "2005-I001".
        told: warning number → one decision for every office of its document.
        superseded: warnings whose place was taken.
    """

    number: str
    warnings: tuple[WarningEntry, ...]
    told: dict[str, tuple[Told, ...]]
    superseded: tuple[str, ...]


def issue(
    numbers: Sequence[str],
    *,
    by: Person,
    at: datetime,
    reason: str = "",
    beyond_budget: bool = False,
    working: WorkingTime | None = None,
) -> Issued:
    """Issues approved warnings as one group: one number, and one message to each office for all its items.

    Args:
        reason: wanted where `beyond_budget` is.
        working: the days on which the hours to acknowledge run; None: every hour counts.
        beyond_budget: offices whose month's budget is spent are told all the same.

    Raises:
        Refusal: one of them cannot be issued, this person may not, or no office would be told of one.
    """
    wanted = sorted(set(numbers))
    if not wanted:
        raise Refusal(say("issue"), expected=say("the number of a warning"), found=say("none"))
    if beyond_budget and not reason.strip():
        raise Refusal("--reason", expected=say("a reason"), found=say("nothing"))
    deadline = acknowledgement.rule_on(warning_rows.local_day(at), working).deadline(at)
    return decide(
        lambda: _issue(wanted, by=by, at=at, reason=reason, beyond_budget=beyond_budget, deadline=deadline),
        at=at,
    )


def told_this_month(at: datetime) -> Counter[str]:
    """Office → warnings it was told of in the calendar month of a moment, escalations not counted."""
    from bongsu.records.models import Addressee

    day = warning_rows.local_day(at)
    first = at - timedelta(days=day.day + 1)
    rows = Addressee.objects.filter(told_at__gte=first, told_at__lte=at, escalated_from="")
    months = ((row.office, warning_rows.local_day(row.told_at)) for row in rows)
    return Counter(office for office, told in months if (told.year, told.month) == (day.year, day.month))


def _issue(
    numbers: Sequence[str],
    *,
    by: Person,
    at: datetime,
    reason: str,
    beyond_budget: bool,
    deadline: datetime,
) -> Issued:
    from bongsu.records.models import Issue

    year = warning_rows.local_day(at).year
    name = f"{year:04d}-I{next_number(f'issue {year:04d}'):03d}"  # also lets one act of issuing in at a time
    issue_row = Issue.objects.create(number=name, at=at, who=by.name)
    rows = [warning_rows.locked(number, by) for number in numbers]
    parcels: dict[str, list[dict[str, Any]]] = defaultdict(list)
    told: dict[str, tuple[Told, ...]] = {}
    superseded: list[str] = []
    for row in rows:
        told[row.number] = _issue_one(
            row,
            issue_row,
            by=by,
            at=at,
            reason=reason,
            beyond_budget=beyond_budget,
            deadline=deadline,
            parcels=parcels,
        )
        superseded += _supersede_others(row, by=by, at=at)
    for office, parcel in sorted(parcels.items()):
        outbox.put(
            "issue",
            audience=f"office:{office}",
            values={"issue": name, "who": by.name, "parcel": parcel},
            at=at,
            warnings=[each["number"] for each in parcel],
        )
    entries = tuple(early_warnings.get(number) for number in numbers)
    return Issued(name, entries, told, tuple(superseded))


def _issue_one(
    row: Any,
    issue_row: Any,
    *,
    by: Person,
    at: datetime,
    reason: str,
    beyond_budget: bool,
    deadline: datetime,
    parcels: dict[str, list[dict[str, Any]]],
) -> tuple[Told, ...]:
    from bongsu.records.models import Addressee

    day = warning_rows.local_day(at)
    wish = Wish(move="issue", at=at, day=day, reason=reason)
    behalf = warning_rows.checked(row, wish, by)
    budget = settings_versions.setting_at("warning_budget", day)
    decided = telling(
        document_of(row.versions.get(version=row.version).document),
        row.grade,
        replaces=row.replaces_id,
        in_force=_in_force(row),
        told_this_month=told_this_month(at),
        budget=budget.value if budget else None,
        beyond_budget=beyond_budget,
    )
    if not any(each.is_sent for each in decided):
        from bongsu.records.telling_reasons import in_words

        raise Refusal(
            say("warning {number}", number=row.number),
            expected=say("an office to tell"),
            found="; ".join(f"{each.office}: {in_words(each.reason, each.values)}" for each in decided),
        )
    for each in decided:
        if each.is_sent:
            Addressee.objects.create(
                warning=row,
                office=each.office,
                state="issued",
                told_at=at,
                armed_at=at,
                deadline=deadline,
            )
    row.issue, row.issued_at = issue_row, at
    detail = {
        "issue": issue_row.number,
        "offices": {
            each.office: {"sent": each.is_sent, "reason": each.reason.value, "values": each.values}
            for each in decided
        },
    }
    made = warning_rows.write_move(
        row, "issue", to="issued", who=by.name, at=at, reason=reason, on_behalf_of=behalf, detail=detail
    )
    values = warning_rows.message_values(row, made)
    for each in decided:
        if each.is_sent:
            parcels[each.office].append(values | {"telling": each.reason.value, "deadline": deadline})
    return decided


def _in_force(row: Any) -> dict[str, list[InForce]]:
    found: dict[str, list[InForce]] = defaultdict(list)
    for other in _others(row):
        document = document_of(other.versions.get(version=other.version).document)
        for addressee in other.addressees.all():
            found[addressee.office].append(InForce(other.number, other.grade, document))
    return found


def _others(row: Any) -> Any:
    from bongsu.records.models import EarlyWarning

    chosen = EarlyWarning.objects.select_for_update().filter(item=row.item, state__in=LIVE)
    return chosen.exclude(pk=row.pk).order_by("pk")


def _supersede_others(row: Any, *, by: Person, at: datetime) -> list[str]:
    """Ends the warnings about the item whose every office has now been told of this one."""
    told = {each.office for each in row.addressees.all()}
    ended = []
    for other in _others(row):
        if {each.office for each in other.addressees.all()} <= told:
            warning_rows.write_move(
                other,
                "supersede",
                to="superseded",
                who=by.name,
                at=at,
                reason=say("Warning {number} took its place.", number=row.number),
            )
            other.addressees.update(deadline=None)
            ended.append(other.number)
    return ended

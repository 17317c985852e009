"""The door to a warning's moves by people: from the proposal to the closing, and by each office."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from bongsu.core.early_warning.moves import LIVE, overall_state, rule_of
from bongsu.core.early_warning.people import Person
from bongsu.core.early_warning.policy import Wish
from bongsu.records import early_warnings, warning_rows
from bongsu.records.deciding import decide
from bongsu.records.warning_entries import WarningEntry

BY_PEOPLE = ("propose", "return", "approve", "lift", "expire", "withdraw", "evaluate", "close")
BY_OFFICES = ("acknowledge", "act", "report")


def move(number: str, name: str, *, by: Person, at: datetime, reason: str = "") -> WarningEntry:
    """One of the moves `BY_PEOPLE`.

    Raises:
        Refusal: the warning cannot make it, or this person may not.
    """
    _one_of(name, BY_PEOPLE)

    def act() -> WarningEntry:
        row = warning_rows.locked(number, by)
        make(row, name, by=by, at=at, reason=reason)
        return early_warnings.get(number, by=None)

    return decide(act, at=at)


def office_move(
    number: str,
    name: str,
    *,
    office: str,
    by: Person,
    at: datetime,
    reason: str = "",
    detail: Mapping[str, Any] | None = None,
) -> WarningEntry:
    """One of the moves `BY_OFFICES`; the warning follows as far as its slowest office has come.

    Args:
        reason: what the office says: what it does, or what it found.
        detail: what belongs to it, e.g. {"nil": True} for a nil report.

    Raises:
        Refusal: the office cannot make it, or this person may not for it.
    """
    _one_of(name, BY_OFFICES)

    def act() -> WarningEntry:
        row = warning_rows.locked(number, by)
        day = warning_rows.local_day(at)
        wish = Wish(move=name, at=at, day=day, reason=reason, office=office)
        behalf = warning_rows.checked(row, wish, by)
        addressee = row.addressees.get(office=office)
        rule = rule_of(name, addressee.state)
        assert rule is not None  # `checked` found it
        if name == "acknowledge":
            addressee.acknowledged_at, addressee.deadline = at, None
        made = warning_rows.write_move(
            row,
            name,
            to=rule.target,
            who=by.name,
            at=at,
            reason=reason,
            addressee=addressee,
            on_behalf_of=behalf,
            detail=detail,
        )
        warning_rows.tell(row, made)
        overall = overall_state(row.state, (each.state for each in row.addressees.all()))
        if overall != row.state:
            warning_rows.write_move(
                row, name, to=overall, who=by.name, at=at, detail={"follows": made.ordinal}
            )
        return early_warnings.get(number, by=by)

    return decide(act, at=at)


def extend(number: str, valid_until: date, *, by: Person, at: datetime, reason: str) -> WarningEntry:
    """A later last day; offices that have reported act again, and owe a report for the longer time.

    Raises:
        Refusal: the warning cannot be extended to that day, or this person may not.
    """

    def act() -> WarningEntry:
        row = warning_rows.locked(number, by)
        day = warning_rows.local_day(at)
        wish = Wish(move="extend", at=at, day=day, reason=reason, valid_until=valid_until)
        behalf = warning_rows.checked(row, wish, by)
        document = warning_rows.standing(row).document
        before = document.valid_until
        longer = replace(document, valid_until=valid_until)
        warning_rows.write_version(row, longer, who=by.name, at=at, reason=reason)
        made = warning_rows.write_move(
            row,
            "extend",
            to="extended",
            who=by.name,
            at=at,
            reason=reason,
            on_behalf_of=behalf,
            detail={"from": before, "until": valid_until},
        )
        for addressee in row.addressees.filter(state="reported"):
            warning_rows.write_move(row, "extend", to="acting", who=by.name, at=at, addressee=addressee)
        warning_rows.tell(row, made)
        return early_warnings.get(number, by=None)

    return decide(act, at=at)


def make(row: Any, name: str, *, by: Person, at: datetime, reason: str) -> Any:
    """Makes a move of the whole warning on a locked row, in the transaction that is open."""
    wish = Wish(move=name, at=at, day=warning_rows.local_day(at), reason=reason)
    behalf = warning_rows.checked(row, wish, by)
    rule = rule_of(name, row.state)
    assert rule is not None  # `checked` found it
    made = warning_rows.write_move(
        row, name, to=rule.target, who=by.name, at=at, reason=reason, on_behalf_of=behalf
    )
    if rule.target not in LIVE:
        row.addressees.update(deadline=None)
    warning_rows.tell(row, made)
    return made


def _one_of(name: str, names: tuple[str, ...]) -> None:
    if name not in names:
        raise ValueError(f"expected a move among {', '.join(names)}, found {name!r}")

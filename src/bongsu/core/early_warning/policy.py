"""May this happen? Whether a warning can make a move, whoever asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bongsu.core.early_warning.document import WarningDocument, document_faults
from bongsu.core.early_warning.moves import LIVE, MoveRule, rule_of
from bongsu.core.early_warning.objection import Objection

LEAST_REASON = 5
SKEW = timedelta(minutes=1)
"""How far two clocks, or two people at once, may be apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a warning stands at the moment of a move.

    Attributes:
        document: what it says now.
        offices: office → its own state, of the offices told so far.
        last_move_at: when it last moved; None before the first move.
        authors: who drafted, edited and proposed it.
    """

    state: str
    document: WarningDocument
    offices: Mapping[str, str] = field(default_factory=dict)
    last_move_at: datetime | None = None
    authors: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """The move that is asked for.

    Attributes:
        day: the calendar day of `at` where the office is.
        office: who moves, where offices move one by one; "" otherwise.
        valid_until: the new last day of an extension.
    """

    move: str
    at: datetime
    day: date
    reason: str = ""
    office: str = ""
    valid_until: date | None = None


def check_move(standing: Standing, wish: Wish) -> MoveRule:
    """The row of the table by which the move is made.

    Raises:
        Objection: "no_such_move_here", "not_in_force", "not_addressed", "reason_missing", "before_last_move",
            "document_incomplete" (faults), "over_before_it_began", "not_over_yet", "not_later".
    """
    rule = rule_for(standing, wish)
    if rule.needs_reason and len("".join(wish.reason.split())) < LEAST_REASON:
        raise Objection("reason_missing", move=wish.move, letters=LEAST_REASON)
    if standing.last_move_at and wish.at < standing.last_move_at - SKEW:
        raise Objection("before_last_move", at=wish.at, last=standing.last_move_at)
    for check in CHECKS.get(wish.move, ()):
        check(standing, wish)
    return rule


def can_move(standing: Standing, wish: Wish) -> bool:
    """Whether `check_move` has no objection."""
    try:
        check_move(standing, wish)
    except Objection:
        return False
    return True


def rule_for(standing: Standing, wish: Wish) -> MoveRule:
    """The row of the table alone; raises Objection where the state has none for the move."""
    if not wish.office:
        rule = rule_of(wish.move, standing.state)
        if rule is None or rule.per_office:
            raise Objection("no_such_move_here", move=wish.move, state=standing.state)
        return rule
    if wish.office not in standing.offices:
        raise Objection("not_addressed", office=wish.office)
    if standing.state not in LIVE:
        raise Objection("not_in_force", state=standing.state)
    state = standing.offices[wish.office]
    rule = rule_of(wish.move, state)
    if rule is None or not rule.per_office:
        raise Objection("no_such_move_here", move=wish.move, state=state)
    return rule


def _document_is_whole(standing: Standing, wish: Wish) -> None:
    faults = document_faults(standing.document)
    if faults:
        raise Objection("document_incomplete", faults=faults)


def _not_over_already(standing: Standing, wish: Wish) -> None:
    last = standing.document.valid_until
    if last and last < wish.day:
        raise Objection("over_before_it_began", last=last, day=wish.day)


def _over(standing: Standing, wish: Wish) -> None:
    last = standing.document.valid_until
    if last and wish.day <= last:
        raise Objection("not_over_yet", last=last)


def _later(standing: Standing, wish: Wish) -> None:
    last = standing.document.valid_until
    if not wish.valid_until or (last and wish.valid_until <= last) or wish.valid_until < wish.day:
        raise Objection("not_later", last=last, wanted=wish.valid_until)


CHECKS = {
    "propose": (_document_is_whole,),
    "approve": (_document_is_whole,),
    "issue": (_document_is_whole, _not_over_already),
    "extend": (_later,),
    "expire": (_over,),
}

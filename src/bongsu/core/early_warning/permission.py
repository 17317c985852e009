"""May this person? Roles, offices, four eyes, and acting for an approver who is away."""

from __future__ import annotations

from collections.abc import Collection

from bongsu.core.early_warning.moves import CLOCK, MoveRule
from bongsu.core.early_warning.objection import Objection
from bongsu.core.early_warning.people import Person, Role

FOUR_EYES = frozenset({"approve", "issue"})
"""Moves that nobody makes who drafted, edited or proposed the warning."""


def check_permission(
    person: Person,
    rule: MoveRule,
    *,
    office: str = "",
    authors: Collection[str] = (),
    delegators: Collection[str] = (),
) -> str:
    """The name of the approver on whose behalf she acts, or "" where she acts in her own right.

    Args:
        office: for which office she moves.
        authors: who drafted, edited and proposed the warning.
        delegators: approvers who handed their signature to her for this day.

    Raises:
        Objection: "not_her_role" (roles), "not_her_office", "four_eyes".

    >>> from bongsu.core.early_warning.moves import rule_of
    >>> lee = Person("lee", frozenset({Role.APPROVER}))
    >>> check_permission(lee, rule_of("approve", "proposed"), authors=("kim",))
    ''
    """
    if person == CLOCK:
        if not rule.by_clock:
            raise Objection("not_her_role", move=rule.name, roles=_names(rule))
        return ""
    if rule.name in FOUR_EYES and person.name in authors:
        raise Objection("four_eyes", move=rule.name, person=person.name)
    if person.has(*rule.roles):
        if rule.per_office and office not in person.offices:
            raise Objection("not_her_office", office=office, person=person.name)
        return ""
    lenders = sorted(set(delegators) - (set(authors) if rule.name in FOUR_EYES else set()))
    if Role.APPROVER in rule.roles and lenders:
        return lenders[0]
    raise Objection("not_her_role", move=rule.name, roles=_names(rule))


def may(
    person: Person,
    rule: MoveRule,
    *,
    office: str = "",
    authors: Collection[str] = (),
    delegators: Collection[str] = (),
) -> bool:
    """Whether `check_permission` has no objection."""
    try:
        check_permission(person, rule, office=office, authors=authors, delegators=delegators)
    except Objection:
        return False
    return True


def _names(rule: MoveRule) -> tuple[str, ...]:
    return tuple(sorted(role.value for role in rule.roles))

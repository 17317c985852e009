"""The life of a special operation as a table: who plans, starts, reports and finishes it."""

from __future__ import annotations

from dataclasses import dataclass

from bongsu.core.early_warning.objection import Objection
from bongsu.core.early_warning.people import Person, Role

STATES = ("planned", "running", "finished", "cancelled")


@dataclass(frozen=True, slots=True)
class MoveRule:
    """One row: from `source` to `target`, by one of the roles; `other_person`: not by who planned it."""

    name: str
    source: str
    target: str
    roles: frozenset[Role]
    other_person: bool = False
    needs_reason: bool = False


TABLE = (
    MoveRule("plan", "", "planned", frozenset({Role.ANALYST})),
    MoveRule("start", "planned", "running", frozenset({Role.APPROVER}), other_person=True),
    MoveRule("finish", "running", "finished", frozenset({Role.ANALYST, Role.APPROVER})),
    MoveRule("cancel", "planned", "cancelled", frozenset({Role.ANALYST, Role.APPROVER}), needs_reason=True),
)
REPORTERS = frozenset({Role.FIELD, Role.ANALYST})
"""A field officer reports for her own office; an analyst enters what an office sent on paper."""
REPORTABLE = ("running", "finished")
"""Results still come in after the last day; a cancelled operation has none."""


def rule_of(name: str) -> MoveRule:
    """The row of this name; raises ValueError."""
    for rule in TABLE:
        if rule.name == name:
            return rule
    raise ValueError(f"expected a move among {', '.join(rule.name for rule in TABLE)}, found {name!r}")


def check_move(person: Person, name: str, *, state: str, planner: str = "", reason: str = "") -> MoveRule:
    """The row by which she moves an operation out of a state.

    Raises:
        Objection: "not_her_role", "four_eyes", "no_such_move_here", "reason_missing".

    >>> lee = Person("lee", frozenset({Role.APPROVER}))
    >>> check_move(lee, "start", state="planned", planner="kim").target
    'running'
    """
    rule = rule_of(name)
    if not person.has(*rule.roles):
        raise Objection("not_her_role", move=name, roles=sorted(rule.roles))
    if rule.other_person and person.name == planner:
        raise Objection("four_eyes", move=name, person=person.name)
    if state != rule.source:
        raise Objection("no_such_move_here", move=name, state=state, expected=rule.source)
    if rule.needs_reason and not reason.strip():
        raise Objection("reason_missing", move=name)
    return rule


def check_report(person: Person, office: str, *, state: str, offices: frozenset[str]) -> None:
    """Whether she may report for an office of an operation.

    Raises:
        Objection: "not_her_role", "not_her_office", "not_taking_part", "not_running".
    """
    if not person.has(*REPORTERS):
        raise Objection("not_her_role", move="report", roles=sorted(REPORTERS))
    if not person.has(Role.ANALYST) and office not in person.offices:
        raise Objection("not_her_office", office=office, person=person.name)
    if office not in offices:
        raise Objection("not_taking_part", office=office, offices=sorted(offices))
    if state not in REPORTABLE:
        raise Objection("not_running", state=state)

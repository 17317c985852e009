"""Every move of a warning's life, as one table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bongsu.core.early_warning.people import Person, Role
from bongsu.core.early_warning.states import STATES

CLOCK = Person("clock:due", frozenset())
"""Who acts where only time has passed: deadlines, ends of validity, what an assessment brings about."""


@dataclass(frozen=True, slots=True)
class MoveRule:
    """One row: from any of `sources` to `target`.

    Attributes:
        roles: who may make it by hand.
        needs_reason: a reason must be given.
        per_office: an office addressed makes it; `sources` and `target` are then the office's own states.
        by_clock: the passing of time, or another move, may bring it about too.
    """

    name: str
    sources: tuple[str, ...]
    target: str
    roles: frozenset[Role]
    needs_reason: bool = False
    per_office: bool = False
    by_clock: bool = False


ANALYST, STEWARD, APPROVER, FIELD = Role.ANALYST, Role.STEWARD, Role.APPROVER, Role.FIELD
LIVE = ("issued", "acknowledged", "acting", "reported", "extended", "escalated")
"""States of a warning that offices have been told of and that is still in force."""

TABLE: tuple[MoveRule, ...] = tuple(
    MoveRule(name, sources, target, frozenset(roles), "reason" in how, "office" in how, "clock" in how)
    for name, sources, target, roles, how in (
        ("draft", ("",), "draft", (ANALYST,), ("clock",)),
        ("edit", ("draft", "returned"), "draft", (ANALYST,), ()),
        ("propose", ("draft",), "proposed", (ANALYST,), ()),
        ("return", ("proposed", "approved"), "returned", (APPROVER,), ("reason",)),
        ("approve", ("proposed",), "approved", (APPROVER,), ()),
        ("issue", ("approved",), "issued", (APPROVER,), ()),
        ("acknowledge", ("issued",), "acknowledged", (FIELD,), ("office",)),
        ("act", ("acknowledged",), "acting", (FIELD,), ("office",)),
        ("report", ("acknowledged", "acting", "reported"), "reported", (FIELD,), ("office",)),
        ("extend", LIVE, "extended", (APPROVER,), ("reason",)),
        ("escalate", ("issued", "extended", "escalated"), "escalated", (ANALYST, APPROVER),
         ("reason", "clock")),
        ("lift", LIVE, "lifted", (APPROVER,), ("reason",)),
        ("expire", LIVE, "expired", (APPROVER,), ("clock",)),
        ("supersede", ("draft", *LIVE), "superseded", (ANALYST, APPROVER), ("reason", "clock")),
        ("withdraw", ("draft", "proposed", "returned"), "withdrawn", (ANALYST, APPROVER), ("reason",)),
        ("withdraw", ("approved", *LIVE), "withdrawn", (APPROVER,), ("reason",)),
        ("evaluate", ("lifted", "expired"), "evaluated", (ANALYST, STEWARD), ("reason",)),
        ("close", ("evaluated",), "closed", (APPROVER,), ()),
    )
)  # fmt: skip
MOVE_NAMES: tuple[str, ...] = tuple(dict.fromkeys(rule.name for rule in TABLE))
OFFICE_STATES: tuple[str, ...] = ("issued", "acknowledged", "acting", "reported")
"""How far an office has come, in order."""


def rule_of(name: str, state: str) -> MoveRule | None:
    """The row by which a move leaves a state; None where there is none.

    Raises:
        ValueError: there is no move of this name.

    >>> rule_of("approve", "proposed").target
    'approved'
    >>> rule_of("approve", "draft") is None
    True
    """
    if name not in MOVE_NAMES:
        raise ValueError(f"expected a move among {', '.join(MOVE_NAMES)}, found {name!r}")
    return next((rule for rule in TABLE if rule.name == name and state in rule.sources), None)


def targets(state: str) -> frozenset[str]:
    """The states that one move leads to from this one."""
    return frozenset(rule.target for rule in TABLE if state in rule.sources)


def overall_state(present: str, office_states: Iterable[str]) -> str:
    """The warning's state after an office moved: as far as the slowest office has come.

    While one office has not acknowledged, the warning stays as it is (issued, extended or escalated).

    >>> overall_state("issued", ["acknowledged", "issued"])
    'issued'
    >>> overall_state("escalated", ["reported", "acknowledged"])
    'acknowledged'
    """
    slowest = min((OFFICE_STATES.index(state) for state in office_states), default=0)
    return OFFICE_STATES[slowest] if slowest else present


assert set(STATES) == {rule.target for rule in TABLE}, "every state is reached by a move"

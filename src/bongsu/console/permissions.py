"""One table of role × screen × move: the views, the navigation, docs/roles.md and the tests all read it.

A screen is what a person looks at; a move is what she does there. `read` is the move of looking. Whether she
may do it *here*, at this office or in this state, the use cases and the records decide in their own queries.
"""

from __future__ import annotations

from dataclasses import dataclass

from bongsu.core.early_warning.moves import MOVE_NAMES
from bongsu.core.early_warning.moves import TABLE as MOVES
from bongsu.core.early_warning.people import Person, Role

READ = "read"

A, S, P, F, U, O, D = (  # noqa: E741 - letters so that the table below can be read as one
    Role.ANALYST,
    Role.STEWARD,
    Role.APPROVER,
    Role.FIELD,
    Role.AUDITOR,
    Role.OPERATOR,
    Role.ADMINISTRATOR,
)
ALL = (A, S, P, F, U, O, D)
NATIONAL = (A, S, P, U, O, D)


@dataclass(frozen=True, slots=True)
class Access:
    """Who may make one move on one screen."""

    screen: str
    move: str
    roles: frozenset[Role]


def _table(*rows: tuple[str, str, tuple[Role, ...]]) -> tuple[Access, ...]:
    return tuple(Access(screen, move, frozenset(roles)) for screen, move, roles in rows)


BY_ITSELF = ("supersede",)
"""Moves of a warning that nobody makes by hand on a screen: a newer warning brings them about."""


def _warning_moves() -> list[tuple[str, str, tuple[Role, ...]]]:
    """The rows of the warnings' moves, from the one table of moves; an approver's may be lent (`gate`)."""
    roles = {name: frozenset[Role]() for name in MOVE_NAMES if name not in BY_ITSELF}
    for rule in MOVES:
        if rule.name in roles:
            roles[rule.name] |= rule.roles
    return [("warnings", name, tuple(role for role in ALL if role in who)) for name, who in roles.items()]


TABLE: tuple[Access, ...] = _table(
    # screen        move             who
    ("board",       READ,            ALL),
    ("board",       "assess",        (A, S)),
    ("item",        READ,            NATIONAL),
    ("item",        "note",          (A, S, P)),
    ("item",        "override",      (A, P)),
    ("item",        "whatif",        (A, S, P)),
    ("item",        "add",           (S,)),
    ("notices",     READ,            NATIONAL),
    ("notices",     "judge",         (A,)),
    ("warnings",    READ,            ALL),
    *_warning_moves(),
    ("warnings",    "feedback",      (F,)),
    ("warnings",    "delegate",      (P,)),
    ("operations",  READ,            ALL),
    ("operations",  "plan",          (A,)),
    ("operations",  "start",         (P,)),
    ("operations",  "finish",        (A, P)),
    ("operations",  "cancel",        (A, P)),
    ("operations",  "result",        (A, F)),
    ("effect",      READ,            NATIONAL),
    ("effect",      "evaluate",      (A, S, P)),
    ("review",      READ,            NATIONAL),
    ("review",      "gather",        (S,)),
    ("review",      "decide",        (S,)),
    ("review",      "sign",          (P,)),
    ("indicators",  READ,            NATIONAL),
    ("map",         READ,            ALL),
    ("data",        READ,            NATIONAL),
    ("data",        "upload",        (S, O)),
    ("data",        "mend",          (S, O)),
    ("jobs",        READ,            NATIONAL),
    ("jobs",        "cancel",        (A, S, P, O)),
    ("jobs",        "again",         (A, S, P, O)),
    ("settings",    READ,            NATIONAL),
    ("settings",    "change",        (S, P)),
    ("people",      READ,            (U, D)),
    ("people",      "change",        (D,)),
    ("audit",       READ,            (P, U, D)),
    ("audit",       "verify",        (U, D)),
    ("help",        READ,            ALL),
    ("styleguide",  READ,            ALL),
)  # fmt: skip

SCREENS: tuple[str, ...] = tuple(dict.fromkeys(access.screen for access in TABLE))

_ROLES: dict[tuple[str, str], frozenset[Role]] = {
    (access.screen, access.move): access.roles for access in TABLE
}


def roles_for(screen: str, move: str = READ) -> frozenset[Role]:
    """The roles that may make the move.

    Raises:
        KeyError: the table has no such row; every move of every screen must stand in it.
    """
    return _ROLES[screen, move]


def may(person: Person, screen: str, move: str = READ) -> bool:
    """Whether the person has one of the roles that may make the move.

    >>> may(Person("kim", frozenset({Role.AUDITOR})), "data", "upload")
    False
    """
    return person.has(*roles_for(screen, move))

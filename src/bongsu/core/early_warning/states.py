"""The states an early warning can be in, as a table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class State:
    """One state of a warning's life.

    Attributes:
        is_open: the warning still speaks for its item, so that a second one would only repeat it.
        is_public: the offices it is addressed to have been told.
    """

    name: str
    is_open: bool
    is_public: bool


_TABLE = (
    # name, is_open, is_public
    ("draft", True, False),
    ("proposed", True, False),
    ("returned", True, False),  # sent back to its author with a reason
    ("approved", True, False),
    ("issued", True, True),
    ("acknowledged", True, True),
    ("acting", True, True),
    ("reported", True, True),
    ("extended", True, True),
    ("escalated", True, True),
    ("lifted", False, True),
    ("expired", False, True),
    ("evaluated", False, True),
    ("closed", False, True),
    ("superseded", False, False),  # a newer warning about the same item took its place
    ("withdrawn", False, False),  # drafted or issued in error
)

STATES: dict[str, State] = {name: State(name, is_open, is_public) for name, is_open, is_public in _TABLE}
OPEN_STATES: frozenset[str] = frozenset(state.name for state in STATES.values() if state.is_open)
DRAFT = "draft"
SUPERSEDED = "superseded"


def check_state(name: str) -> str:
    """The name itself if it is a state.

    Raises:
        ValueError: it is not in the table.

    >>> check_state("draft")
    'draft'
    """
    if name not in STATES:
        raise ValueError(f"expected a state among {', '.join(STATES)}, found {name!r}")
    return name

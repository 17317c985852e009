"""May she see it? The rule that the query repeats for many warnings at once."""

from __future__ import annotations

from collections.abc import Collection

from bongsu.core.early_warning.people import Person


def sees_warning(person: Person, *, was_issued: bool, offices: Collection[str]) -> bool:
    """Whether she may see a warning: all of them in a national role, else those her office was told of.

    Args:
        was_issued: it has been issued once, whatever became of it.
        offices: those it was issued to.
    """
    return person.is_national or (was_issued and any(person.sees(office) for office in offices))

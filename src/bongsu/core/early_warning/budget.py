"""What another budget of warnings would have held back, replayed on what offices were told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bongsu.core.early_warning.telling import Telling, Told, within_budget

NOT_OF_THE_BUDGET = frozenset({Telling.INHIBITED, Telling.NOTHING_CHANGED})


@dataclass(frozen=True, slots=True)
class PastTelling:
    """One decision about one office when a warning was issued.

    Attributes:
        month: the calendar month in which it was, e.g. (2005, 6).
        reason: as it was decided then.
    """

    number: str
    grade: int
    office: str
    month: tuple[int, int]
    reason: Telling


def held_back(past: Sequence[PastTelling], budget: int | None) -> tuple[PastTelling, ...]:
    """The tellings that a budget would have held back; an approver's word to go on stands as it was given.

    Args:
        past: in the order in which they happened.

    >>> june = [PastTelling(f"2005-00{n}", 3, "020", (2005, 6), Telling.NEW) for n in (1, 2, 3)]
    >>> [each.number for each in held_back(june, 2)]
    ['2005-003']
    """
    told: Counter[tuple[str, tuple[int, int]]] = Counter()
    found = []
    for each in past:
        if each.reason in NOT_OF_THE_BUDGET:
            continue
        beyond = each.reason is Telling.BEYOND_BUDGET
        wish = Told(each.office, Telling.NEW)
        if within_budget(wish, each.grade, told[each.office, each.month], budget, beyond).is_sent:
            told[each.office, each.month] += 1
        else:
            found.append(each)
    return tuple(found)

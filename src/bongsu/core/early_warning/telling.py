"""Which offices are told of a warning and which are not, each with its reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from bongsu.core.early_warning.document import WarningDocument, changed_fields

NOT_NEWS = frozenset({"title", "body", "offices", "valid_from"})
"""Fields whose change alone is no reason to tell an office again."""
DANGER = 5


class Telling(StrEnum):
    """Why an office is told, or is not."""

    NEW = "new"  # nothing about the item is in force there
    RAISED = "raised"  # a lower warning about the item is in force there
    STEPPED_DOWN = "stepped_down"  # it takes the place of a higher one by decision
    CHANGED = "changed"  # the same grade is in force, but something else differs (`fields`)
    DANGER_BEYOND_BUDGET = (
        "danger_beyond_budget"  # the month's budget is spent; grade 5 goes out all the same
    )
    BEYOND_BUDGET = "beyond_budget"  # the month's budget is spent; the approver said to go on
    INHIBITED = "inhibited"  # a higher warning about the item is in force there (`warning`)
    NOTHING_CHANGED = "nothing_changed"  # the warning in force there says the same (`warning`)
    BUDGET_SPENT = "budget_spent"  # the office has had its month's warnings (`told`, `budget`)


SENT = frozenset(
    {
        Telling.NEW,
        Telling.RAISED,
        Telling.STEPPED_DOWN,
        Telling.CHANGED,
        Telling.DANGER_BEYOND_BUDGET,
        Telling.BEYOND_BUDGET,
    }
)


@dataclass(frozen=True, slots=True)
class InForce:
    """A warning about the same item of which an office has been told and which still holds."""

    number: str
    grade: int
    document: WarningDocument


@dataclass(frozen=True, slots=True)
class Told:
    """What is decided about one office; `values` hold what the reason's sentence needs."""

    office: str
    reason: Telling
    values: dict[str, object] = field(default_factory=dict)

    @property
    def is_sent(self) -> bool:
        """Whether the office is told."""
        return self.reason in SENT


def telling(
    document: WarningDocument,
    grade: int,
    *,
    replaces: str | None,
    in_force: Mapping[str, Sequence[InForce]],
    told_this_month: Mapping[str, int],
    budget: int | None,
    beyond_budget: bool = False,
) -> tuple[Told, ...]:
    """One decision for every office of the document, in its order.

    Args:
        replaces: number of the warning whose place this one takes by decision (a step down).
        in_force: office → the warnings about the item in force there.
        told_this_month: office → warnings it was told of in this calendar month.
        budget: how many it may be told of in a month; None: any number.
        beyond_budget: the approver has said to go on all the same.

    >>> gold = WarningDocument(title="금괴 경보", body="…", offices=("020",))
    >>> [str(each.reason) for each in telling(
    ...     gold, 4, replaces=None, in_force={"020": [InForce("2005-001", 5, gold)]},
    ...     told_this_month={}, budget=None)]
    ['inhibited']
    """
    return tuple(
        within_budget(
            _told(office, document, grade, replaces, in_force.get(office, ())),
            grade,
            told_this_month.get(office, 0),
            budget,
            beyond_budget,
        )
        for office in document.offices
    )


def _told(
    office: str, document: WarningDocument, grade: int, replaces: str | None, in_force: Sequence[InForce]
) -> Told:
    if not in_force:
        return Told(office, Telling.NEW)
    highest = max(in_force, key=lambda each: (each.grade, each.number))
    values: dict[str, object] = {"warning": highest.number, "warning_grade": highest.grade}
    if highest.grade > grade:
        stepping = highest.number == replaces
        return Told(office, Telling.STEPPED_DOWN if stepping else Telling.INHIBITED, values)
    if highest.grade < grade:
        return Told(office, Telling.RAISED, values)
    changed = tuple(name for name in changed_fields(highest.document, document) if name not in NOT_NEWS)
    if not changed:
        return Told(office, Telling.NOTHING_CHANGED, values)
    return Told(office, Telling.CHANGED, values | {"fields": list(changed)})


def within_budget(told: Told, grade: int, so_far: int, budget: int | None, beyond: bool) -> Told:
    """The decision with the month's budget of the office on top of it."""
    if budget is None or so_far < budget or not told.is_sent:
        return told
    values = told.values | {"told": so_far, "budget": budget, "otherwise": told.reason.value}
    if grade >= DANGER:
        return Told(told.office, Telling.DANGER_BEYOND_BUDGET, values)
    return Told(told.office, Telling.BEYOND_BUDGET if beyond else Telling.BUDGET_SPENT, values)

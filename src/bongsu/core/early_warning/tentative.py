"""The weekly tentative grade beside the monthly official one, and the rule that reconciles the two.

1. The official grade is the monthly assessment's. A tentative grade never changes it or issues anything.
2. Between two assessments a standing notice lifts the tentative grade one above the official; notices of two
   or more groups of indicators (prices, supply, taxes, flows, enforcement) lift it two. It never lies below
   the official grade: the fast clock may only raise, release belongs to the slow one.
3. A notice stands from its day until it is called noise, its time is over, or an official assessment has seen
   its day: then the official grade speaks, and the notice is confirmed (the official grade rose by the step
   that one notice claims, or stayed at the top) or not confirmed.
4. Where the tentative grade reaches the action grade and the official does not, a person must decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

HIGHEST = 5
MOST_STEPS = 2


class VerdictOnNotice(StrEnum):
    """What a person made of a notice."""

    NOISE = "noise"
    WATCH = "watch"
    DRAFT = "draft"


class Outcome(StrEnum):
    """What the next official assessment made of a tentative grade."""

    CONFIRMED = "confirmed"
    NOT = "not_confirmed"
    OPEN = "open"  # no official assessment has seen the day yet


@dataclass(frozen=True, slots=True)
class StandingNotice:
    """A notice as the rule sees it.

    Attributes:
        day: of the value that raised it; it stands through `until`.
        verdict: the last one, "" while nobody has answered.
        pushes: whether the change pushes toward smuggling, by the indicator's sign; unknown signs count.
    """

    number: int
    group: str
    day: date
    until: date
    verdict: str = ""
    pushes: bool = True


@dataclass(frozen=True, slots=True)
class Tentative:
    """The tentative grade of one item on one day.

    Attributes:
        official: of the assessment of `official_as_of`; 0 where the item was not graded, None where there is
            no assessment. The tentative grade then counts from 1.
        notices: the numbers of the notices that stand.
        unanswered: those of them that nobody has judged.
        decision_due: a person must decide (rule 4).
    """

    grade: int
    official: int | None
    official_as_of: date | None
    notices: tuple[int, ...]
    groups: tuple[str, ...]
    unanswered: tuple[int, ...]
    decision_due: bool


def tentative(
    notices: Sequence[StandingNotice],
    *,
    day: date,
    official: int | None,
    official_as_of: date | None,
    action_grade: int,
) -> Tentative:
    """The tentative grade on a day.

    >>> jump = StandingNotice(1, "price", date(2025, 2, 5), date(2025, 3, 5))
    >>> seen = date(2025, 1, 31)
    >>> found = tentative(
    ...     [jump], day=date(2025, 2, 7), official=2, official_as_of=seen, action_grade=3
    ... )
    >>> found.grade, found.decision_due
    (3, True)
    """
    standing = [each for each in notices if stands(each, day=day, official_as_of=official_as_of)]
    groups = tuple(sorted({each.group for each in standing}))
    base = official or 1
    grade = min(base + min(len(groups), MOST_STEPS), HIGHEST)
    return Tentative(
        grade,
        official,
        official_as_of,
        tuple(each.number for each in standing),
        groups,
        tuple(each.number for each in standing if not each.verdict),
        bool(standing) and grade >= action_grade > (official or 0),
    )


def stands(notice: StandingNotice, *, day: date, official_as_of: date | None) -> bool:
    """Whether a notice counts on a day (rule 3)."""
    seen = official_as_of is not None and notice.day <= official_as_of
    return (
        notice.pushes
        and notice.day <= day <= notice.until
        and notice.verdict != VerdictOnNotice.NOISE
        and not seen
    )


def reconcile(*, before: int, after: int | None) -> Outcome:
    """What the official assessment that first saw a notice made of it.

    Args:
        before, after: the official grades of the assessment before the notice and of the first one after it.

    >>> reconcile(before=2, after=3), reconcile(before=2, after=2), reconcile(before=5, after=5)
    (<Outcome.CONFIRMED: 'confirmed'>, <Outcome.NOT: 'not_confirmed'>, <Outcome.CONFIRMED: 'confirmed'>)
    """
    if after is None:
        return Outcome.OPEN
    claimed = min(max(before, 1) + 1, HIGHEST)
    return Outcome.CONFIRMED if after >= claimed else Outcome.NOT


def last_day(day: date, *, days: float) -> date:
    """The last day on which a notice of this day stands."""
    return day + timedelta(days=round(days))

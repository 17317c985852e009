"""What other cuts, budget or dwell would have meant: past probabilities graded by another rule."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2

from bongsu.core.grading.grades import UNGRADED, GradeRule, cuts_in_force, grade_path

Array = NDArray[np.float64]
Grades = NDArray[np.int64]

INTERVAL = 0.80


@dataclass(frozen=True, slots=True)
class WarningRate:
    """New warnings a year if an office must act from this grade on.

    Attributes:
        crossings: times an item came from below the grade to it or above it.
        a_year: crossings divided by the years looked at, over all items together.
        low, high: exact 80 % Poisson interval of `a_year`.
    """

    action_grade: int
    crossings: int
    a_year: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class GradeTally:
    """A panel's grades over some time, counted.

    Attributes:
        item_periods: grade 0 to 5 → how many item-periods stand at it.
        crossings: grade 2 to 5 → times an item came from below to it or above it.
        changes: item-periods whose grade differs from the period before.
        reversals: changes that the next period takes back, wholly or in part.
        warnings: for each possible action grade, how many new warnings a year.
    """

    item_periods: dict[int, int]
    crossings: dict[int, int]
    changes: int
    reversals: int
    warnings: tuple[WarningRate, ...]


@dataclass(frozen=True, slots=True)
class ItemChange:
    """One item under the rule in force and under the proposed one.

    Attributes:
        latest, latest_proposed: grade at the last period.
        differing: periods whose grade differs.
        item_periods, item_periods_proposed: periods at grades 0 to 5.
    """

    item: str
    latest: int
    latest_proposed: int
    differing: int
    item_periods: tuple[int, ...]
    item_periods_proposed: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """The rule in force beside the proposed one, on the same probabilities.

    Attributes:
        periods: how many periods were counted; the one before them only gives the grade to begin from.
        cuts, cuts_proposed: the entry cuts that hold at the last period, budget included.
    """

    periods: int
    years: float
    in_force: GradeTally
    proposed: GradeTally
    cuts: tuple[float, ...]
    cuts_proposed: tuple[float, ...]
    items: tuple[ItemChange, ...]


def preview(
    items: tuple[str, ...],
    values: Array,
    *,
    caps: Grades,
    in_force: GradeRule,
    proposed: GradeRule,
    periods_per_year: float,
) -> Preview:
    """Grades the same values under both rules.

    Args:
        values: what the cuts apply to [time, item], oldest first, NaN where an item had no reading.
        caps: highest grade allowed [time, item].

    >>> values = np.array([[0.1], [0.5], [0.1]])
    >>> low, high = GradeRule(budget=None, dwell=0), GradeRule((0.6, 0.7, 0.8, 0.9), budget=None, dwell=0)
    >>> seen = preview(("gold",), values, caps=np.full((3, 1), 5), in_force=low, proposed=high,
    ...                periods_per_year=12)
    >>> seen.in_force.crossings[3], seen.proposed.crossings[3]
    (1, 0)
    """
    now = capped_path(values, in_force, caps=caps)
    then = capped_path(values, proposed, caps=caps)
    periods = max(values.shape[0] - 1, 0)
    years = periods / periods_per_year
    counted = slice(1, None) if periods else slice(None)
    changes = tuple(
        ItemChange(
            item,
            int(now[-1, i]),
            int(then[-1, i]),
            int((now[counted, i] != then[counted, i]).sum()),
            _at_each_grade(now[counted, i]),
            _at_each_grade(then[counted, i]),
        )
        for i, item in enumerate(items)
    )
    return Preview(
        periods,
        years,
        tally(now, years=years),
        tally(then, years=years),
        tuple(float(cut) for cut in cuts_in_force(values, in_force)[-1]),
        tuple(float(cut) for cut in cuts_in_force(values, proposed)[-1]),
        changes,
    )


def capped_path(values: Array, rule: GradeRule, *, caps: Grades) -> Grades:
    """The grade path with each grade at most its cap; 0 where there is no value."""
    return np.where(np.isnan(values), UNGRADED, np.minimum(grade_path(values, rule), caps))


def implied_caps(values: Array, told: Grades, rule: GradeRule) -> Grades:
    """The caps that must have held, from grades once given: a short history keeps a grade down [time, item].

    Where a grade told lies below the rule's own, it was capped at what was told, and so were the item's
    periods before, when its history was shorter still.
    """
    free = np.where(np.isnan(values), UNGRADED, grade_path(values, rule))
    caps = np.full(values.shape, 5, dtype=np.int64)
    for i in range(values.shape[1]):
        held = np.flatnonzero((told[:, i] < free[:, i]) & (told[:, i] != UNGRADED))
        if held.shape[0]:
            caps[: held[-1] + 1, i] = told[held, i].max()
    return caps


def tally(grades: Grades, *, years: float) -> GradeTally:
    """Counts grades [time, item]; the first period is the state to begin from and is not itself counted."""
    step = np.diff(grades, axis=0)
    known = (grades[1:] != UNGRADED) & (grades[:-1] != UNGRADED)
    step = np.where(known, step, 0)
    crossings = {
        grade: int(((grades[1:] >= grade) & (grades[:-1] < grade) & known).sum()) for grade in range(2, 6)
    }
    body = grades[1:] if grades.shape[0] > 1 else grades
    return GradeTally(
        {grade: int((body == grade).sum()) for grade in range(6)},
        crossings,
        int((step != 0).sum()),
        int((step[:-1] * step[1:] < 0).sum()),
        tuple(warning_rate(grade, crossings[grade], years=years) for grade in range(2, 6)),
    )


def warning_rate(action_grade: int, crossings: int, *, years: float) -> WarningRate:
    """Crossings a year with the exact Poisson interval (Garwood 1936)."""
    if years <= 0:
        return WarningRate(action_grade, crossings, float("nan"), float("nan"), float("nan"))
    tail = (1.0 - INTERVAL) / 2.0
    low = 0.5 * float(chi2.ppf(tail, 2 * crossings)) if crossings else 0.0
    high = 0.5 * float(chi2.ppf(1.0 - tail, 2 * crossings + 2))
    return WarningRate(action_grade, crossings, crossings / years, low / years, high / years)


def _at_each_grade(grades: Grades) -> tuple[int, ...]:
    return tuple(int((grades == grade).sum()) for grade in range(6))

"""The five grades: cuts on the probability of a surge, an alarm budget, quick rise and slow release."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Grades = NDArray[np.int64]

NORMAL, WATCH, WARNING, SERIOUS, DANGER = range(1, 6)
UNGRADED = 0
LEAST_POOLED = 200


@dataclass(frozen=True, slots=True)
class GradeRule:
    """How a probability becomes a grade.

    Attributes:
        cuts: probability from which grades 2, 3, 4 and 5 are entered.
        budget: share of item-periods that may stand at each grade, 1 to 5; None: no budget.
        window: periods over which the budget is kept.
        dwell: consecutive quieter periods before a grade is released by one step.
        release: a period is quieter when its probability is below this share of the grade's entry cut.
    """

    cuts: tuple[float, float, float, float] = (0.20, 0.34, 0.55, 0.80)
    budget: tuple[float, float, float, float, float] | None = (0.60, 0.20, 0.12, 0.06, 0.02)
    window: int = 36
    dwell: int = 2
    release: float = 0.75


Z_RULE = GradeRule(cuts=(0.07, 0.36, 0.68, 1.09), budget=None, dwell=0)
"""The method of 2005: cuts on the standardised fitted detections that give the same shares of months."""


def cuts_in_force(probability: Array, rule: GradeRule) -> Array:
    """The entry cuts at each period: the absolute cut or, if higher, the one that keeps the budget.

    Args:
        probability: [time, item], NaN where none; the budget at a period looks at it and the periods before.

    Returns:
        cuts [time, 4].
    """
    periods = probability.shape[0]
    cuts = np.tile(np.array(rule.cuts), (periods, 1))
    if rule.budget is None:
        return cuts
    levels = np.cumsum(rule.budget)[:4]
    for t in range(periods):
        pooled = probability[max(0, t + 1 - rule.window) : t + 1].ravel()
        pooled = pooled[~np.isnan(pooled)]
        if pooled.shape[0] >= LEAST_POOLED:
            cuts[t] = np.maximum(cuts[t], np.quantile(pooled, levels))
    return cuts


def raw_grades(probability: Array, cuts: Array) -> Grades:
    """Grades 1 to 5 by cuts alone, 0 where there is no probability.

    >>> raw_grades(np.array([[0.1, 0.5, 0.9]]), np.array([[0.2, 0.34, 0.55, 0.8]])).tolist()
    [[1, 3, 5]]
    """
    grade = 1 + (probability[:, :, None] >= cuts[:, None, :]).sum(axis=2)
    return np.where(np.isnan(probability), UNGRADED, grade)


def grade_path(probability: Array, rule: GradeRule) -> Grades:
    """Grades over time [time, item]: up at once, down one step after `dwell` quieter periods in a row.

    A period without a probability keeps the grade that stood before it.
    """
    cuts = cuts_in_force(probability, rule)
    raw = raw_grades(probability, cuts)
    if rule.dwell == 0:
        return raw
    grades = np.zeros_like(raw)
    held = np.zeros(raw.shape[1], dtype=np.int64)
    quiet = np.zeros(raw.shape[1], dtype=np.int64)
    for t in range(raw.shape[0]):
        for i in range(raw.shape[1]):
            if raw[t, i] == UNGRADED:
                grades[t, i] = held[i]
                continue
            if raw[t, i] >= held[i]:
                held[i], quiet[i] = raw[t, i], 0
            elif probability[t, i] < rule.release * cuts[t, held[i] - 2]:
                quiet[i] += 1
                if quiet[i] >= rule.dwell:
                    held[i], quiet[i] = held[i] - 1, 0
            else:
                quiet[i] = 0
            grades[t, i] = held[i]
    return grades

"""Was the alarm budget kept: how many item-periods stood at each grade, beside the shares that were meant?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bongsu.core.stats.mean_interval import mean_interval

SHARE = 0.9
LEAST_PERIODS = 12


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """The share of item-periods at or above one grade.

    Attributes:
        meant: by the budget; None where there is none. low, high: 90 % interval of the observed share, from
            its periods one after another; NaN with fewer than 12.
    """

    grade: int
    observed: float
    low: float
    high: float
    meant: float | None

    @property
    def kept(self) -> bool | None:
        """Whether the budget can have been kept: its share is not below the interval. None: no budget."""
        return None if self.meant is None or np.isnan(self.low) else bool(self.low <= self.meant)


def alarm_budget(grade: NDArray[np.int64], budget: tuple[float, ...] | None) -> tuple[BudgetLine, ...]:
    """One line for each grade from 2 to 5.

    Args:
        grade: [period, item], 0 where there was none.
        budget: shares of item-periods meant for grades 1 to 5.

    >>> lines = alarm_budget(np.array([[1, 2], [1, 5]]), (0.6, 0.2, 0.12, 0.06, 0.02))
    >>> [(line.grade, line.observed, line.meant) for line in lines][0]
    (2, 0.5, 0.4)
    """
    graded = grade > 0
    lines = []
    for step in range(2, 6):
        count = graded.sum(axis=1)
        at_least = (grade >= step).sum(axis=1)
        share = float(at_least.sum() / count.sum()) if count.sum() else float("nan")
        by_period = at_least[count > 0] / count[count > 0]
        low = high = float("nan")
        if by_period.shape[0] >= LEAST_PERIODS:
            found = mean_interval(by_period.astype(np.float64), share=SHARE)
            low, high = max(found.low, 0.0), min(found.high, 1.0)
        meant = round(float(sum(budget[step - 1 :])), 10) if budget else None
        lines.append(BudgetLine(step, share, low, high, meant))
    return tuple(lines)

"""Champion and challenger: two methods on the same item-periods, and whether they can be told apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from bongsu.core.stats.mean_interval import mean_interval

Array = NDArray[np.float64]
Standing = Literal["better", "worse", "not_told_apart", "too_few"]
SHARE = 0.90
LEAST_PERIODS = 12


@dataclass(frozen=True, slots=True)
class Difference:
    """Champion's mean score minus the challenger's; above 0 the challenger is better.

    Attributes:
        champion, challenger: mean scores, smaller is better. low, high: 90 % interval of the difference, from
            the periods one after another. periods, rows: periods and item-periods compared.
    """

    champion: float
    challenger: float
    low: float
    high: float
    periods: int
    rows: int

    @property
    def standing(self) -> Standing:
        """How the challenger stands to the champion."""
        if self.periods < LEAST_PERIODS:
            return "too_few"
        if self.low > 0.0:
            return "better"
        return "worse" if self.high < 0.0 else "not_told_apart"


def compare_scores(champion: Array, challenger: Array) -> Difference:
    """Compares two scores on the rows where both are known, items of a period averaged first.

    Args:
        champion, challenger: [period, item], smaller is better, NaN where a method did not speak.

    >>> old, new = np.full((14, 2), 2.0), np.tile([[1.0], [1.2]], (7, 2))
    >>> compare_scores(old, new).standing
    'better'
    """
    both = ~np.isnan(champion) & ~np.isnan(challenger)
    count = both.sum(axis=1)
    used = count > 0
    nan = float("nan")
    if not used.any():
        return Difference(nan, nan, nan, nan, 0, 0)
    gain = np.where(both, champion - challenger, 0.0).sum(axis=1)[used] / count[used]
    low = high = nan
    if int(used.sum()) >= LEAST_PERIODS:
        found = mean_interval(gain, share=SHARE)
        low, high = found.low, found.high
    return Difference(
        float(champion[both].mean()),
        float(challenger[both].mean()),
        low,
        high,
        int(used.sum()),
        int(both.sum()),
    )

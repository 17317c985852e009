"""A null that keeps each series' own autocorrelation: counts turned in a circle against the indicators."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bongsu.core.screening.candidates import Candidates, strongest

Array = NDArray[np.float64]
Integers = NDArray[np.int64]

LEAST_SHIFT = 8


@dataclass(frozen=True, slots=True)
class ShiftTest:
    """Correlations against those of all circular shifts.

    Attributes:
        r: [indicator, lead]; lead: the strongest [indicator], −1 where there is none.
        p_value: of the maximum over leads [indicator]; never below 1 / (number of shifts + 1).
    """

    r: Array
    lead: Integers
    p_value: Array


def circular_shift_test(counts: Array, candidates: Candidates) -> ShiftTest:
    """Compares max over leads of |r| with its values when the counts are shifted by at least 8 periods.

    A count that is not known stands at the mean.

    Args:
        counts: [time], NaN where not known.
    """
    n = counts.shape[0]
    y = np.where(np.isnan(counts), np.nanmean(counts), counts)
    x = candidates.values - candidates.values.mean(axis=0)
    norm = np.sqrt((x * x).sum(axis=0)) * np.sqrt(((y - y.mean()) ** 2).sum())
    usable = norm > 1e-12
    x = np.where(usable, x / np.where(usable, norm, 1.0), np.nan)
    shifts = [0, *range(LEAST_SHIFT, n - LEAST_SHIFT + 1)]
    turned = np.array([np.roll(y - y.mean(), shift) for shift in shifts])
    r = candidates.by_lead(turned @ x)
    size = np.where(np.isnan(r), -1.0, np.abs(r)).max(axis=2)
    _, lead = strongest(r[0])
    at_least = (size[1:] >= size[0] - 1e-12).sum(axis=0)
    p = np.where(lead < 0, np.nan, (1.0 + at_least) / len(shifts))
    return ShiftTest(r[0], lead, p)

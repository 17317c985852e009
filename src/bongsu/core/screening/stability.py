"""Does an indicator say the same in every part of the history? Halves, thirds, each year left out once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bongsu.core.screening.candidates import Candidates, strongest
from bongsu.core.screening.level_whitening import WorkingResponse, whiten
from bongsu.core.screening.max_t import statistics

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
Integers = NDArray[np.int64]

LEAST_PERIODS = 18
LEAD_TOLERANCE = 1


@dataclass(frozen=True, slots=True)
class Stability:
    """Share of sub-periods that agree with the whole history, [indicator]; NaN where there are none.

    Agreeing means: the same sign at the strongest lead, and that lead within one period of the whole's.

    Attributes:
        parts: over halves and thirds; without_a_year: over the histories that miss one year.
    """

    parts: Array
    without_a_year: Array


def parts(length: int) -> list[Flags]:
    """The halves and thirds that are long enough [time]."""
    when = np.arange(length)
    found = []
    for pieces in (2, 3):
        piece = when * pieces // max(length, 1)
        found += [piece == k for k in range(pieces)]
    return [rows for rows in found if rows.sum() >= LEAST_PERIODS]


def without_each_year(length: int, per_year: int) -> list[Flags]:
    """The history without each of its years, counted back from its end [time]."""
    year = (length - 1 - np.arange(length)) // per_year
    left = [year != k for k in range(int(year.max()) + 1)] if length else []
    return [rows for rows in left if LEAST_PERIODS <= rows.sum() < length]


def stability(working: WorkingResponse, candidates: Candidates, *, t: Array, per_year: int) -> Stability:
    """Repeats the lead scan in sub-periods and counts agreement.

    Args:
        t: statistics of the whole history [indicator, lead].
        per_year: periods in a year.
    """
    length = working.response.shape[0]
    _, lead = strongest(t)
    sign = np.sign(t[np.arange(t.shape[0]), np.maximum(lead, 0)])

    def agreement(selections: list[Flags]) -> Array:
        if not selections:
            return np.full(t.shape[0], np.nan)
        agreeing = np.zeros(t.shape[0])
        for rows in selections:
            found = candidates.by_lead(statistics(whiten(working, candidates.values, rows=rows)))
            _, best = strongest(found)
            here = np.sign(found[np.arange(t.shape[0]), np.maximum(best, 0)])
            agreeing += (best >= 0) & (here == sign) & (np.abs(best - lead) <= LEAD_TOLERANCE)
        return np.where(lead < 0, np.nan, agreeing / len(selections))

    return Stability(agreement(parts(length)), agreement(without_each_year(length, per_year)))

"""Series of one frequency seen at another, without looking past the end of a period."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bongsu.core.panel.periods import Period

Array = NDArray[np.float64]


def to_periods(values: Array, source_first: Period, first: Period, *, length: int) -> Array:
    """A matrix [source time, series] at another frequency [time, series].

    A coarser period takes the mean of the known values whose own periods end in it; a finer one the value of
    the last source period that was over when it ended. NaN where there is none.
    """
    if source_first.frequency is first.frequency:
        return _shifted(values, first - source_first, length)
    ends = np.array([(first + step).end.toordinal() for step in range(length)])
    own_ends = np.array([(source_first + step).end.toordinal() for step in range(values.shape[0])])
    if source_first.frequency.per_year > first.frequency.per_year:
        starts = np.array([(first + step).start.toordinal() for step in range(length)])
        return _means(
            values, np.searchsorted(own_ends, starts), np.searchsorted(own_ends, ends, side="right")
        )
    last = np.searchsorted(own_ends, ends, side="right") - 1
    held = np.full((length, values.shape[1]), np.nan)
    inside = last >= 0
    # Beyond the end of the source nothing is held: an unpublished value is not the last published one.
    inside &= ends < _end_after(source_first, values.shape[0])
    held[inside] = values[last[inside]]
    return held


def _end_after(first: Period, length: int) -> int:
    return (first + length).end.toordinal()


def _shifted(values: Array, offset: int, length: int) -> Array:
    out = np.full((length, values.shape[1]), np.nan)
    low, high = max(0, -offset), min(length, values.shape[0] - offset)
    if high > low:
        out[low:high] = values[low + offset : high + offset]
    return out


def _means(values: Array, low: NDArray[np.intp], high: NDArray[np.intp]) -> Array:
    out = np.full((low.shape[0], values.shape[1]), np.nan)
    known = ~np.isnan(values)
    for t in range(low.shape[0]):
        part, seen = values[low[t] : high[t]], known[low[t] : high[t]]
        number = seen.sum(axis=0)
        total = np.where(seen, part, 0.0).sum(axis=0)
        out[t] = np.where(number > 0, total / np.maximum(number, 1), np.nan)
    return out

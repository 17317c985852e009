"""The one answer of every detector: what was seen and expected, the bound, the alarm or why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]
CodeArray = NDArray[np.int8]

NO_ALARM, ALARM, UNKNOWN = 0, 1, -1


class Reason(IntEnum):
    """Why a detector could not judge a time, or judged it by a special rule."""

    JUDGED = 0
    NOT_ASKED = 1  # before the first time asked for
    NOT_REPORTED = 2  # the count of this time is missing; a bound may still be given
    TOO_LITTLE_HISTORY = 3
    ALL_ZERO_HISTORY = 4  # judged: whatever is above zero is news
    FEW_RECENT_CASES = 5  # judged: no alarm, whatever the bound (the "5 cases in 4 weeks" rule)
    NO_CONVERGENCE = 6
    NO_VARIANCE = 7  # the baseline does not vary, so nothing can be standardised by it
    NO_EXPOSURE = 8  # the exposure of this time is missing or not above zero


@dataclass(frozen=True, slots=True)
class Detections:
    """What a detector says of every time of every series; all arrays are [time, series].

    Attributes:
        observed: the count judged (the method's own: `robust-glm` may judge a two-week sum).
        expected, upper, p_value: NaN where a method has none or could not run. A count above `upper` is an
            alarm (`cusum`: a count that reaches it).
        alarm: 1 alarm, 0 none, -1 cannot be said.
        reason: a `Reason` each; 0 where the method ran as it should.
    """

    observed: FloatArray
    expected: FloatArray
    upper: FloatArray
    p_value: FloatArray
    alarm: CodeArray
    reason: CodeArray


def checked_counts(counts: ArrayLike) -> FloatArray:
    """The counts as a contiguous float array [time, series].

    Raises:
        ValueError: a count is negative or infinite, or the array has more than two axes.

    >>> checked_counts([3, 0, 1]).shape
    (3, 1)
    """
    table = np.ascontiguousarray(counts, dtype=np.float64)
    if table.ndim == 1:
        table = table[:, None]
    if table.ndim != 2:
        raise ValueError(f"expected counts as [time, series], found {table.ndim} axes")
    if bool(np.any(table < 0) | np.any(np.isinf(table))):
        raise ValueError("expected counts that are finite and not negative")
    return table


def checked_exposure(exposure: ArrayLike | None, counts: FloatArray) -> FloatArray:
    """The exposure in the shape of `counts`; ones where none is given, NaN where it is not above zero."""
    if exposure is None:
        return np.ones_like(counts)
    table = np.array(exposure, dtype=np.float64)
    if table.ndim == 1:
        table = table[:, None]
    if table.shape != counts.shape:
        raise ValueError(f"expected an exposure of shape {counts.shape}, found {table.shape}")
    table[~(table > 0) | np.isinf(table)] = np.nan
    return table


def empty_detections(observed: FloatArray) -> Detections:
    """Detections that say nothing yet: NaN, no alarm known, nothing asked."""
    return Detections(
        observed=observed,
        expected=np.full_like(observed, np.nan),
        upper=np.full_like(observed, np.nan),
        p_value=np.full_like(observed, np.nan),
        alarm=np.full(observed.shape, UNKNOWN, dtype=np.int8),
        reason=np.full(observed.shape, Reason.NOT_ASKED, dtype=np.int8),
    )


def first_reported(counts: FloatArray) -> NDArray[np.int64]:
    """Index of each series' first count that is not missing; the length where all are."""
    seen = ~np.isnan(counts)
    first: NDArray[np.int64] = np.where(seen.any(axis=0), seen.argmax(axis=0), counts.shape[0])
    return first.astype(np.int64)


def first_times(first: int | ArrayLike | None, counts: FloatArray) -> NDArray[np.int64]:
    """The first time to judge, one a series, from one number, one each, or None for the very first."""
    times = np.asarray(0 if first is None else first, dtype=np.int64)
    return np.array(np.broadcast_to(np.maximum(times, 0), (counts.shape[1],)))

"""What a series says together with its own past: lags, changes, trailing means, scores and volatilities.

Arrays are [time] or [time, series]. Nothing here looks ahead, and a window that holds a NaN gives NaN.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

MAD_TO_DEVIATION = 1.4826
"""Median absolute deviation to standard deviation, for normal values."""
TINY = 1e-12
DECAY_FORGETS = 5


def lag(values: Array, periods: int) -> Array:
    """The value `periods` earlier.

    >>> lag(np.array([1.0, 2.0, 4.0]), 1)
    array([nan,  1.,  2.])
    """
    shifted = np.full_like(values, np.nan)
    shifted[periods:] = values[: max(len(values) - periods, 0)]
    return shifted


def difference(values: Array, periods: int) -> Array:
    """The change since `periods` earlier."""
    changes: Array = values - lag(values, periods)
    return changes


def mean(values: Array, periods: int) -> Array:
    """The mean of this value and the `periods` - 1 before it.

    >>> mean(np.array([1.0, 2.0, 4.0]), 2)
    array([nan, 1.5, 3. ])
    """
    means: Array = values + _deviations(values, periods).mean(axis=-1)
    return means


def zscore(values: Array, periods: int) -> Array:
    """How many standard deviations this value lies above the mean of the window `mean` uses.

    The window holds the value itself; the deviation is the sample's (n - 1); a constant window gives NaN.
    """
    deviations = _deviations(values, periods)
    with np.errstate(divide="ignore", invalid="ignore"):
        scores: Array = -deviations.mean(axis=-1) / deviations.std(axis=-1, ddof=1)
    return np.where(np.isfinite(scores), scores, np.nan)


def _deviations(values: Array, periods: int) -> Array:
    """Each time's last `periods` values minus the newest of them, [time, …, periods]; NaN before that many.

    Taking the newest away first makes the deviations of a constant window exactly zero.
    """
    padded = np.concatenate([np.full((periods - 1, *values.shape[1:]), np.nan), values])
    windows = np.lib.stride_tricks.sliding_window_view(padded, periods, axis=0)
    deviations: Array = windows - values[..., None]
    return deviations


def total(values: Array, periods: int) -> Array:
    """The sum of this value and the `periods` - 1 before it.

    >>> total(np.array([1.0, 2.0, 4.0]), 2)
    array([nan,  3.,  6.])
    """
    sums: Array = _windows(values, periods).sum(axis=-1)
    return sums


def median(values: Array, periods: int) -> Array:
    """The median of this value and the `periods` - 1 before it; a gap in the window gives NaN."""
    middle: Array = np.median(_windows(values, periods), axis=-1)
    return middle


def robust_zscore(values: Array, periods: int) -> Array:
    """How many robust deviations this value lies above the median of the `periods` values before it.

    The deviation is 1.4826 times the median absolute deviation, which for normal values estimates the
    standard deviation; the value itself is not in the window, so that it cannot hide behind itself. A window
    whose median absolute deviation is 0 gives NaN.
    """
    before = _windows(lag(values, 1), periods)
    return robust_deviation(values, before)


def robust_deviation(values: Array, references: Array) -> Array:
    """(value - median) / (1.4826 MAD) of reference values along the last axis, NaN left out."""
    few = (~np.isnan(references)).sum(axis=-1) == 0
    padded = np.where(few[..., None], 0.0, references)
    middle = np.nanmedian(padded, axis=-1)
    spread = MAD_TO_DEVIATION * np.nanmedian(np.abs(padded - middle[..., None]), axis=-1)
    usable = ~few & (spread > TINY * np.abs(middle))
    return np.where(usable, (values - middle) / np.where(usable, spread, 1.0), np.nan)


def momentum(values: Array, periods: int) -> Array:
    """The log change since `periods` earlier (I04); NaN where either value is not above 0."""
    above = np.where(values > 0, values, np.nan)
    return difference(np.log(above), periods)


def volatility(values: Array, periods: int) -> Array:
    """Standard deviation (n - 1) of the last `periods` one-period log changes (realised volatility, I23)."""
    changes = momentum(values, 1)
    spread: Array = _windows(changes, periods).std(axis=-1, ddof=1)
    return spread


def decay(values: Array, half_life: int) -> Array:
    """Past changes that fade: every value counts in full at its time and half as much `half_life` later.

    Before the first known value nothing is taken to have happened. A gap after it makes the following
    values unknown until what was missed would have faded to 1/32 (five half-lives).

    >>> decay(np.array([0.0, 8.0, 0.0, 0.0, 0.0]), 1)
    array([0., 8., 4., 2., 1.])
    """
    known = ~np.isnan(values)
    begun = np.logical_or.accumulate(known, axis=0)
    kept = 0.5 ** (1.0 / half_life)
    state = np.zeros(values.shape[1:])
    silent = np.zeros(values.shape[1:])
    out = np.full(values.shape, np.nan)
    for time in range(values.shape[0]):
        missed = begun[time] & ~known[time]
        silent = np.where(missed, 1.0 + DECAY_FORGETS * half_life, np.maximum(silent - 1.0, 0.0))
        state = state * kept + np.where(known[time], values[time], 0.0)
        out[time] = np.where(begun[time] & (silent == 0.0), state, np.nan)
    return out


def _windows(values: Array, periods: int) -> Array:
    """Each time's last `periods` values, [time, …, periods]; NaN before that many."""
    padded = np.concatenate([np.full((periods - 1, *values.shape[1:]), np.nan), values])
    return np.lib.stride_tricks.sliding_window_view(padded, periods, axis=0)

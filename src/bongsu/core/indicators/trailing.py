"""What a series says together with its own past: lags, differences, trailing means and z-scores.

Arrays are [time] or [time, series]. Nothing here looks ahead, and a window that holds a NaN gives NaN.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


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

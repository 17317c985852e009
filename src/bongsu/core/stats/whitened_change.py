"""Changes of a series over several windows at once, whitened so that its own habits are not taken for news.

Each value is forecast from the two before it by least squares on the past alone; what the forecast missed
is divided by the recent size of such misses. A window's statistic is the sum of the last w scaled misses
over √w: a jump stands out in a short window, a slow drift in a long one.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

WARM_UP = 60
MEMORY = 0.97
CLIP = 5.0
RIDGE = 1e-9


def scaled_misses(values: Array) -> Array:
    """One-step forecast errors in units of their recent size [time]; NaN during the first sixty values.

    An AR(2) with intercept is fitted at every time to the values before it. The size is an exponentially
    weighted root mean square (memory .97, some 33 values) of the errors before, each counted up to five times
    the size then, so that one shock does not blind the watch for long.

    Args:
        values: known values in order of time, without NaN.

    Raises:
        ValueError: a value is not finite.
    """
    if not np.isfinite(values).all():
        raise ValueError("expected known values only, found some that are not finite")
    misses = _forecast_errors(values)
    scaled = np.full(values.shape[0], np.nan)
    first = WARM_UP
    if values.shape[0] <= 2 * first:
        return scaled
    size2 = float(np.mean(misses[first : 2 * first] ** 2)) or 1.0
    for t in range(2 * first, values.shape[0]):
        size = np.sqrt(size2)
        scaled[t] = misses[t] / size if size > 0 else 0.0
        size2 = MEMORY * size2 + (1 - MEMORY) * min(misses[t] ** 2, (CLIP * size) ** 2)
        size2 = max(size2, 1e-300)
    return scaled


def window_sums(scaled: Array, windows: Sequence[int]) -> Array:
    """Σ of the last w scaled misses over √w, [..., time, window]; NaN where a window is not full.

    >>> window_sums(np.array([1.0, 1.0, 1.0, 1.0]), [1, 4])[-1].tolist()
    [1.0, 2.0]
    """
    sums = np.full((*scaled.shape, len(windows)), np.nan)
    known = np.nan_to_num(scaled)
    running = np.concatenate([np.zeros((*scaled.shape[:-1], 1)), np.cumsum(known, axis=-1)], axis=-1)
    unknown = np.concatenate(
        [np.zeros((*scaled.shape[:-1], 1)), np.cumsum(np.isnan(scaled), axis=-1)], axis=-1
    )
    for k, w in enumerate(windows):
        if w > scaled.shape[-1]:
            continue
        total = (running[..., w:] - running[..., :-w]) / np.sqrt(w)
        missing = unknown[..., w:] - unknown[..., :-w]
        sums[..., w - 1 :, k] = np.where(missing > 0, np.nan, total)
    return sums


def _forecast_errors(values: Array) -> Array:
    """What an AR(2) fitted to the values before each time misses there; NaN before there are sixty."""
    errors = np.full(values.shape[0], np.nan)
    if values.shape[0] <= WARM_UP:
        return errors
    spread = float(values[:WARM_UP].std()) or 1.0
    x = (values - values[0]) / spread
    design = np.column_stack([np.ones(x.shape[0] - 2), x[1:-1], x[:-2]])
    outer = np.cumsum(design[:, :, None] * design[:, None, :], axis=0)
    cross = np.cumsum(design * x[2:, None], axis=0)
    rows = np.arange(WARM_UP, x.shape[0])
    past = rows - 3  # the last row of the design whose outcome is known before the time
    ridge = RIDGE * np.trace(outer[past], axis1=1, axis2=2)[:, None, None] * np.eye(3)
    coefficients = np.linalg.solve(outer[past] + ridge, cross[past][:, :, None])[:, :, 0]
    errors[rows] = spread * (x[rows] - (design[rows - 2] * coefficients).sum(axis=1))
    return errors

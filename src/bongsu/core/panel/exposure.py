"""Exposure: how much was looked at. Its logarithm, centred, is the offset of the count model."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

RECENT = 3


def log_exposure(done: Array, planned: Array) -> Array:
    """Log of exposure relative to its mean [time + horizon].

    Args:
        done: inspections done, or traffic [time]; NaN where not known.
        planned: inspections planned [time + horizon]; NaN where there is no plan.

    A period without a report stands at its plan, else at the mean (0); one still to come at its plan, else at
    the mean of the last three known. Without any report all periods stand at 0.

    >>> log_exposure(np.array([10.0, 20.0]), np.array([np.nan, np.nan, 15.0])).round(3).tolist()
    [-0.347, 0.347, 0.059]
    """
    length, whole = done.shape[0], planned.shape[0]
    positive = done > 0  # NaN compares false
    if not positive.any():
        return np.zeros(whole)
    level = np.full(whole, np.nan)
    level[:length][positive] = np.log(done[positive])
    centre = float(np.nanmean(level))
    plan = np.where(planned > 0, np.log(np.where(planned > 0, planned, 1.0)), np.nan)
    level = np.where(np.isnan(level), plan, level) - centre
    known = level[:length][~np.isnan(level[:length])]
    recent = float(known[-RECENT:].mean())
    level[length:] = np.where(np.isnan(level[length:]), recent, level[length:])
    return np.where(np.isnan(level), 0.0, level)

"""Screening as in 2005: the correlation of each indicator with detections of the same month."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Correlations:
    """Pearson correlation of each indicator with the counts, over the periods in which both are known.

    Attributes:
        r, p_value: [indicator]; NaN where fewer than four pairs are known or one side does not vary.
        pairs: number of pairs [indicator].
    """

    r: Array
    p_value: Array
    pairs: NDArray[np.int64]


def correlate(counts: Array, indicators: Array) -> Correlations:
    """Contemporaneous Pearson correlations with two-sided t-test p-values.

    Args:
        counts: [time], or [time, indicator] where each indicator has its own; indicators: [time, indicator];
            NaN where not known.

    >>> x = np.arange(6.0)
    >>> correlate(x, np.column_stack([x, -x])).r.round(6).tolist()
    [1.0, -1.0]
    """
    own = counts[:, None] if counts.ndim == 1 else counts
    known = ~np.isnan(own) & ~np.isnan(indicators)
    pairs = known.sum(axis=0)
    safe = np.maximum(pairs, 1)
    y = np.where(known, own, 0.0)
    x = np.where(known, indicators, 0.0)
    dy = np.where(known, y - y.sum(axis=0) / safe, 0.0)
    dx = np.where(known, x - x.sum(axis=0) / safe, 0.0)
    spread = np.sqrt((dx * dx).sum(axis=0) * (dy * dy).sum(axis=0))
    usable = (pairs >= 4) & (spread > 1e-12)
    with np.errstate(invalid="ignore", divide="ignore"):
        r = np.where(usable, np.clip((dx * dy).sum(axis=0) / spread, -1.0, 1.0), np.nan)
        freedom = np.maximum(pairs - 2, 1)
        t = np.abs(r) * np.sqrt(freedom / np.maximum(1.0 - r * r, 1e-300))
    return Correlations(r, 2.0 * stdtr(freedom, -t), pairs)

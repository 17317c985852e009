"""Multiplicity: the false discovery rate over many indicators."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def benjamini_hochberg(p_values: Array) -> Array:
    """Adjusted p-values: rejecting those at most q keeps the false discovery rate at q.

    Benjamini & Hochberg (1995). NaN is no test: it stays NaN and does not count.

    >>> benjamini_hochberg(np.array([0.01, 0.04, 0.03, np.nan])).round(4).tolist()
    [0.03, 0.04, 0.04, nan]
    """
    adjusted = np.full(p_values.shape[0], np.nan)
    tested = np.flatnonzero(~np.isnan(p_values))
    if tested.shape[0] == 0:
        return adjusted
    order = tested[np.argsort(p_values[tested], kind="stable")]
    scaled = p_values[order] * tested.shape[0] / np.arange(1, tested.shape[0] + 1)
    adjusted[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return adjusted

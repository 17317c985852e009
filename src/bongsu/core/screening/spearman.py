"""Rank correlation of indicators with detections: deaf to single large months, as naive as Pearson's."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from bongsu.core.screening.pearson import Correlations, correlate

Array = NDArray[np.float64]


def average_ranks(values: Array) -> Array:
    """Ranks from 1 within each column [time, column]; ties share their mean rank, NaN stays NaN.

    >>> average_ranks(np.array([[3.0], [1.0], [3.0], [np.nan]])).ravel().tolist()
    [2.5, 1.0, 2.5, nan]
    """
    return np.ascontiguousarray(_ranks_of_rows(np.ascontiguousarray(values.T)).T)


@njit(cache=True, nogil=True)
def _ranks_of_rows(rows: Array) -> Array:
    ranks = np.full(rows.shape, np.nan)
    for k in range(rows.shape[0]):
        order = np.argsort(rows[k], kind="mergesort")  # NaN last
        at = 0
        while at < order.shape[0] and not np.isnan(rows[k, order[at]]):
            end = at + 1
            while end < order.shape[0] and rows[k, order[end]] == rows[k, order[at]]:
                end += 1
            for tied in range(at, end):
                ranks[k, order[tied]] = (at + 1 + end) / 2.0
            at = end
    return ranks


def correlate_ranks(counts: Array, indicators: Array) -> Correlations:
    """Spearman correlations over the periods in which both sides are known, with two-sided t-test p-values.

    Args:
        counts: [time]; indicators: [time, indicator]; NaN where not known.

    >>> x = np.arange(6.0)
    >>> correlate_ranks(np.exp(x), np.column_stack([x, -x])).r.round(6).tolist()
    [1.0, -1.0]
    """
    known = ~np.isnan(counts)[:, None] & ~np.isnan(indicators)
    paired = np.where(known, counts[:, None], np.nan)
    return correlate(average_ranks(paired), average_ranks(np.where(known, indicators, np.nan)))

"""Tests each indicator at its best lead, and pays exactly for having looked at all of them.

On whitened columns the statistic of a lead is T = x'z / |x|, standard normal under the null. The null
distribution of max over leads |T| is drawn on the same columns with z replaced by independent normals: their
correlation with one another, and so the price of the search, is exact.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bongsu.core.screening.candidates import Candidates, strongest
from bongsu.core.screening.false_discovery import benjamini_hochberg
from bongsu.core.screening.level_whitening import Whitened

Array = NDArray[np.float64]
Integers = NDArray[np.int64]

DRAWS = 999
BAND_LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class MaxT:
    """The test of every indicator.

    Attributes:
        t: [indicator, lead]; r: the same as a correlation, t / |z|; NaN where there is no such column.
        lead: of the largest |t| [indicator], −1 where there is none.
        band, band_r: what the largest |t| and |r| over the leads stay below in 95 % of the draws [indicator].
        p_value: of the largest |t| [indicator]; q_value: the same, Benjamini-Hochberg over the indicators.
        p_any: how often the strongest of all indicators looks at least so strong by chance.
    """

    t: Array
    r: Array
    lead: Integers
    band: Array
    band_r: Array
    p_value: Array
    q_value: Array
    p_any: float


def statistics(whitened: Whitened) -> Array:
    """T of each column [column]; NaN for a column that does not vary."""
    return np.asarray(whitened.response @ _unit_columns(whitened))


def max_t_test(
    whitened: Whitened, candidates: Candidates, *, rng: np.random.Generator, draws: int = DRAWS
) -> MaxT:
    """Tests the largest |T| over each indicator's leads.

    Args:
        rng: of the null; the same state gives the same result.
    """
    unit = _unit_columns(whitened)
    t = candidates.by_lead(whitened.response @ unit)
    null = _null_maxima(unit, candidates, rng.standard_normal((draws, unit.shape[0])))
    observed, lead = strongest(t)
    none = lead < 0
    exceeded = (null >= np.where(none, 0.0, observed)).sum(axis=0)
    p = np.where(none, np.nan, (1.0 + exceeded) / (draws + 1.0))
    band = np.where(none, np.nan, np.quantile(null, BAND_LEVEL, axis=0))
    norm = float(np.sqrt(whitened.response @ whitened.response))
    p_any = 1.0
    if not none.all():
        p_any = float((1.0 + (null.max(axis=1) >= np.nanmax(observed)).sum()) / (draws + 1.0))
    return MaxT(t, t / norm, lead, band, band / norm, p, benjamini_hochberg(p), p_any)


def _unit_columns(whitened: Whitened) -> Array:
    norm = np.sqrt((whitened.columns * whitened.columns).sum(axis=0))
    usable = norm > 1e-9
    return np.where(usable, whitened.columns / np.where(usable, norm, 1.0), np.nan)


def _null_maxima(unit: Array, candidates: Candidates, noise: Array) -> Array:
    """Largest |T| over the leads of each indicator in every draw [draw, indicator]; −1 where it has none."""
    largest = np.full((noise.shape[0], candidates.indicators), -1.0)
    size = np.abs(noise @ unit)
    np.nan_to_num(size, copy=False, nan=-1.0)
    for k in range(candidates.indicators):
        mine = candidates.indicator == k
        if mine.any():
            largest[:, k] = size[:, mine].max(axis=1)
    return largest

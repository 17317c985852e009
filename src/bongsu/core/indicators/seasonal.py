"""A value against the same season of earlier years: the normal year (평년), robust deviation, FAO's anomaly.

Only earlier years of the same phase are looked at, so that nothing looks ahead. Arrays are [time] or
[time, series]; `season` is the number of periods in a year (12 for months).
"""

from __future__ import annotations

import numpy as np

from bongsu.core.indicators.trailing import Array, lag, robust_deviation

LEAST_YEARS = 3
QUARTERLY_WEIGHT = 0.4


def same_season(values: Array, season: int, years: int) -> Array:
    """The values of the same season one to `years` years earlier [time, …, years]; NaN where unknown."""
    return np.stack([lag(values, season * year) for year in range(1, years + 1)], axis=-1)


def normal(values: Array, season: int, years: int) -> Array:
    """The normal year: the median of the same season in the last `years` years, three known at least.

    >>> normal(np.array([1.0, 5.0, 3.0, 9.0]), 1, 3)
    array([nan, nan, nan,  3.])
    """
    earlier = same_season(values, season, years)
    enough = (~np.isnan(earlier)).sum(axis=-1) >= LEAST_YEARS
    middle: Array = np.nanmedian(np.where(enough[..., None], earlier, 0.0), axis=-1)
    return np.where(enough, middle, np.nan)


def seasonal_zscore(values: Array, season: int, years: int) -> Array:
    """Robust deviation from the same season of the last `years` years (I08): (x - median) / (1.4826 MAD).

    Of the years three at least must be known, and they must not all be equal.
    """
    earlier = same_season(values, season, years)
    enough = (~np.isnan(earlier)).sum(axis=-1) >= LEAST_YEARS
    return np.where(enough, robust_deviation(values, earlier), np.nan)


def compound_growth(prices: Array, periods: int) -> Array:
    """Growth per period, compounded over `periods` periods: (P_t / P_{t-n})^(1/n) - 1."""
    above = np.where(prices > 0, prices, np.nan)
    growth: Array = (above / lag(above, periods)) ** (1.0 / periods) - 1.0
    return growth


def price_anomaly(prices: Array, season: int, years: int) -> Array:
    """FAO's indicator of food price anomalies (IFPA, Sustainable Development Goal indicator 2.c.1).

    The compound growth rate over a quarter and over a year, each measured against the same month of the last
    `years` years in weighted standard deviations, then put together with weights 0.4 and 0.6. From 1 on a
    price is called abnormally high, from 0.5 on moderately high.

    The year y of the `years` years, counted from the oldest, has weight y; the weighted standard deviation is
    that of Baquedano's equation (5), sqrt(Σ w (g - m)² / (Σ w · (n - 1)/n)). The present growth is no part of
    its own standard, and the growth rates are not deflated by their volatility.

    Source: F. G. Baquedano, Developing an indicator of price anomalies as an early warning tool: a compound
        growth approach, FAO, Rome 2015, equations (1), (4)-(7); metadata of indicator 2.c.1, which fixes the
        weight 0.4.
    """
    quarterly = _weighted_deviation(compound_growth(prices, max(season // 4, 1)), season, years)
    yearly = _weighted_deviation(compound_growth(prices, season), season, years)
    return QUARTERLY_WEIGHT * quarterly + (1.0 - QUARTERLY_WEIGHT) * yearly


def _weighted_deviation(growth: Array, season: int, years: int) -> Array:
    earlier = same_season(growth, season, years)
    known = ~np.isnan(earlier)
    number = known.sum(axis=-1)
    weights = np.arange(years, 0, -1) * known
    whole = np.maximum(weights.sum(axis=-1), 1.0)
    filled = np.where(known, earlier, 0.0)
    mean = (weights * filled).sum(axis=-1) / whole
    squares = (weights * (filled - mean[..., None]) ** 2).sum(axis=-1)
    enough = number >= LEAST_YEARS
    variance = squares / (whole * (np.maximum(number, 2) - 1) / np.maximum(number, 2))
    usable = enough & (variance > 1e-24)
    scores: Array = (growth - mean) / np.sqrt(np.where(usable, variance, 1.0))
    return np.where(usable, scores, np.nan)

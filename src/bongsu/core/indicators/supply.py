"""How much is there: net imports, stock to use, production against normal, sudden falls of legal sales."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from bongsu.core.indicators.seasonal import normal
from bongsu.core.indicators.trailing import Array, lag, mean


def net_imports(imports: ArrayLike, exports: ArrayLike) -> Array:
    """Imports minus exports (I05, X2 of the 2005 model); NaN where either is not known."""
    return np.asarray(imports, dtype=np.float64) - np.asarray(exports, dtype=np.float64)


def stock_to_use(stocks: ArrayLike, use: ArrayLike, *, periods: int = 12) -> Array:
    """For how many periods the stock lasts at the mean use of the last `periods` periods (I14)."""
    used = mean(np.asarray(use, dtype=np.float64), periods)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.asarray(stocks, dtype=np.float64) / np.where(used > 0, used, np.nan))


def against_normal(values: ArrayLike, *, season: int = 12, years: int = 5) -> Array:
    """Percent of the normal year (평년): 100 times the value over its same-season median (I12)."""
    found = np.asarray(values, dtype=np.float64)
    usual = normal(found, season, years)
    return np.asarray(100.0 * found / np.where(usual > 0, usual, np.nan))


def sales_trend(sales: ArrayLike, *, periods: int = 12) -> Array:
    """Log of sales over their mean of the `periods` periods before (I13)."""
    found = np.asarray(sales, dtype=np.float64)
    before = lag(mean(found, periods), 1)
    return np.log(np.where(found > 0, found, np.nan) / np.where(before > 0, before, np.nan))


def sudden_drop(sales: ArrayLike, *, periods: int = 12, share: float = 0.3) -> Array:
    """1 where sales fell by `share` or more below their mean of the periods before, else 0 (I13).

    The Customs Service's own rule for legal sales of a drug: a sudden fall means that the illicit one sells.
    """
    trend = sales_trend(sales, periods=periods)
    return np.where(np.isnan(trend), np.nan, (trend <= np.log1p(-share)).astype(np.float64))

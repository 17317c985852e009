"""What smuggling pays: price gaps, margins, the tax wedge and the gain after risk (I01, I02, I03).

Prices are per unit of goods, in the same currency and the same unit; the functions take numbers or arrays and
give arrays. A result that is not a finite number is NaN.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from bongsu.core.indicators.trailing import Array


def price_gap(domestic: ArrayLike, foreign: ArrayLike, *, fx: ArrayLike = 1.0) -> Array:
    """Domestic price minus foreign price (I01, X1 of the 2005 model).

    Args:
        domestic: in won per unit. foreign: in its currency per unit. fx: won per unit of that currency.

    >>> price_gap(60_000.0, 50.0, fx=1000.0)
    array(10000.)
    """
    return _finite(_floats(domestic) - _floats(foreign) * _floats(fx))


def gap_ratio(domestic: ArrayLike, foreign: ArrayLike, *, fx: ArrayLike = 1.0) -> Array:
    """Domestic price over foreign price, minus 1 (I01r)."""
    return _ratio(_floats(domestic), _floats(foreign) * _floats(fx))


def smuggling_margin(domestic: ArrayLike, import_cost: ArrayLike, *, carrying: ArrayLike = 0.0) -> Array:
    """What a smuggler earns on a unit, as a share of what it costs (I02).

    Args:
        import_cost: price abroad, freight and insurance in won, before duty and taxes.
        carrying: what the carrier and the concealment cost per unit, in won.

    >>> float(smuggling_margin(12_000.0, 3_000.0, carrying=1_000.0))
    2.0
    """
    return _ratio(_floats(domestic), _floats(import_cost) + _floats(carrying))


def smuggling_margin_krw(domestic: ArrayLike, import_cost: ArrayLike, *, carrying: ArrayLike = 0.0) -> Array:
    """What a smuggler earns on a unit, in won (I02, the Customs Service's method of 2012)."""
    return _finite(_floats(domestic) - _floats(import_cost) - _floats(carrying))


def legal_margin(domestic: ArrayLike, landed_cost: ArrayLike) -> Array:
    """What an honest importer earns, as a share of the landed cost (I02L)."""
    return _ratio(_floats(domestic), _floats(landed_cost))


def legal_trade_is_shut(domestic: ArrayLike, landed_cost: ArrayLike, import_cost: ArrayLike) -> Array:
    """1 where an honest importer would lose and a smuggler gain, 0 elsewhere, NaN where not known (I02L)."""
    legal = legal_margin(domestic, landed_cost)
    smuggled = smuggling_margin(domestic, import_cost)
    shut = (legal < 0) & (smuggled > 0)
    return np.where(np.isnan(legal) | np.isnan(smuggled), np.nan, shut.astype(np.float64))


def tax_wedge(landed_cost: ArrayLike, cif: ArrayLike) -> Array:
    """All duties and taxes as a share of the value at the border (I02T)."""
    return _ratio(_floats(landed_cost), _floats(cif))


def risk_adjusted_gain(
    domestic: ArrayLike, cost: ArrayLike, *, detection: ArrayLike, fine: ArrayLike
) -> Array:
    """Expected gain on a unit when caught with probability `detection` (I02E), in the unit of the prices.

    (1 - p)(P - C) - p(C + fine): caught goods are lost and the fine is paid. A probability outside 0 to 1
    gives NaN.
    """
    p = _floats(detection)
    p = np.where((p >= 0) & (p <= 1), p, np.nan)
    price, spent = _floats(domestic), _floats(cost)
    return _finite((1.0 - p) * (price - spent) - p * (spent + _floats(fine)))


def taxed_untaxed_spread(taxed: ArrayLike, exempt: ArrayLike) -> Array:
    """Price with tax minus price without (I03)."""
    return price_gap(taxed, exempt)


def _floats(values: ArrayLike) -> Array:
    return np.asarray(values, dtype=np.float64)


def _finite(values: Array) -> Array:
    return np.where(np.isfinite(values), values, np.nan)


def _ratio(above: Array, below: Array) -> Array:
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return _finite(above / np.where(below > 0, below, np.nan) - 1.0)

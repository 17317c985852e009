"""Landed cost and margins from an item's own series: prices, exchange rate and tariff."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date

from bongsu.catalogue.catalogue import Catalogue
from bongsu.catalogue.entries import Series
from bongsu.core.indicators.landed_cost import LandedCost, TariffError, landed_cost
from bongsu.core.indicators.units import UnitError, factor

AT_HOME, ABROAD, HOME_CURRENCY, QUOTED_IN = "domestic_price", "world_price", "KRW", "USD"


def margins(catalogue: Catalogue, item: str, values: Mapping[str, float], *, on: date) -> LandedCost | None:
    """The landed cost of the usual form of an item at the prices of one period, out of quota.

    The prices are the item's series with the aliases domestic_price and world_price in series.toml; the price
    abroad is brought to won by the exchange rates among `values` (won and the other currency per dollar). It
    stands for the customs value: freight is not in it.

    Args:
        values: series → value. None is returned where the item has no tariff, a series or a rate is missing,
            or the day has none.
    """
    tariff = next((each for each in catalogue.tariffs if each.item == item), None)
    inputs = {name for each in catalogue.indicators_of(item) for name in each.inputs}
    at_home = _only(catalogue, AT_HOME, inputs)
    abroad = _only(catalogue, ABROAD, inputs)
    if tariff is None or at_home is None or abroad is None:
        return None
    currency, _, per = abroad.unit.partition("/")
    rate = _won_per(catalogue, currency, values)
    unit = tariff.goods[0].unit
    try:
        home_factor = factor(at_home.unit, f"{HOME_CURRENCY}/{unit}")
        cif = values[abroad.code] * rate * factor(f"{HOME_CURRENCY}/{per}", f"{HOME_CURRENCY}/{unit}")
        domestic = values[at_home.code] * home_factor
        if not (math.isfinite(cif) and cif > 0 and math.isfinite(domestic) and domestic > 0):
            return None
        return landed_cost(tariff, cif, on=on, domestic=domestic)
    except (KeyError, UnitError, TariffError):
        return None


def price_series(catalogue: Catalogue, item: str) -> tuple[str, ...]:
    """The series that `margins` reads: prices at home and abroad, and rates; () where one is missing."""
    inputs = {name for each in catalogue.indicators_of(item) for name in each.inputs}
    at_home, abroad = _only(catalogue, AT_HOME, inputs), _only(catalogue, ABROAD, inputs)
    if at_home is None or abroad is None or all(each.item != item for each in catalogue.tariffs):
        return ()
    currency = abroad.unit.partition("/")[0]
    wanted = () if currency == HOME_CURRENCY else {HOME_CURRENCY, currency} - {QUOTED_IN}
    rates = [
        next((each.code for each in catalogue.declared if each.unit == f"{name} per {QUOTED_IN}"), "")
        for name in sorted(wanted)
    ]
    return (at_home.code, abroad.code, *rates) if all(rates) else ()


def _only(catalogue: Catalogue, alias: str, inputs: set[str]) -> Series | None:
    """The one series of the item that carries the alias; None where there is none, or more than one."""
    found = [each for each in catalogue.declared if alias in each.alias and each.code in inputs]
    return found[0] if len(found) == 1 else None


def _won_per(catalogue: Catalogue, currency: str, values: Mapping[str, float]) -> float:
    if currency == HOME_CURRENCY:
        return 1.0
    won = _quoted(catalogue, HOME_CURRENCY, values)
    return won if currency == QUOTED_IN else won / _quoted(catalogue, currency, values)


def _quoted(catalogue: Catalogue, currency: str, values: Mapping[str, float]) -> float:
    """The currency per dollar; NaN where no series says it."""
    wanted = f"{currency} per {QUOTED_IN}"
    codes = [each.code for each in catalogue.declared if each.unit == wanted and each.code in values]
    return values[codes[0]] if codes else math.nan

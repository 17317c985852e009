"""What declarations say of themselves: unit values, the declared-value floor, processed against raw (I09)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from bongsu.core.indicators.trailing import Array, robust_deviation, robust_zscore

LEAST_PEERS = 3


def unit_value(value: ArrayLike, quantity: ArrayLike, *, least_quantity: float = 0.0) -> Array:
    """Value per unit of quantity; NaN where the quantity is not above `least_quantity`.

    A unit value of a few kilograms says nothing: give the least quantity worth a look.
    """
    amount = np.asarray(quantity, dtype=np.float64)
    return np.asarray(value, dtype=np.float64) / np.where(amount > least_quantity, amount, np.nan)


def declared_value_floor(specific: ArrayLike, ad_valorem: ArrayLike) -> Array:
    """The declared value at which a specific and an ad-valorem duty cost the same, per unit.

    Where the duty is the higher of the two, declaring less than this saves nothing.

    >>> float(declared_value_floor(6210.0, 2.70))
    2300.0
    """
    rate = np.asarray(ad_valorem, dtype=np.float64)
    return np.asarray(np.asarray(specific, dtype=np.float64) / np.where(rate > 0, rate, np.nan))


def over_floor(declared: ArrayLike, specific: ArrayLike, ad_valorem: ArrayLike) -> Array:
    """Declared unit value over the floor; below 1 under-declaring no longer saves duty."""
    return np.asarray(np.asarray(declared, dtype=np.float64) / declared_value_floor(specific, ad_valorem))


def processed_raw_ratio(processed: ArrayLike, raw: ArrayLike, *, raw_per_processed: float) -> Array:
    """Unit value of the processed good over the value of the raw good it was made of.

    Args:
        raw_per_processed: units of the raw good in one of the processed (dried ginger 10, dried pepper 5).

    Below 1 the processed good is declared for less than its raw material. Chinese dried ginger, 0.46 dollars
    a kilogram when fresh ginger was declared at 1.24:

    >>> round(float(processed_raw_ratio(0.46, 1.24, raw_per_processed=10.0)), 3)
    0.037
    """
    material = raw_per_processed * np.asarray(raw, dtype=np.float64)
    return np.asarray(np.asarray(processed, dtype=np.float64) / np.where(material > 0, material, np.nan))


def against_history(values: ArrayLike, *, periods: int = 36) -> Array:
    """Robust score of the log unit value against the `periods` before it; low is the warning."""
    found = np.asarray(values, dtype=np.float64)
    return robust_zscore(np.log(np.where(found > 0, found, np.nan)), periods)


def against_peers(values: ArrayLike) -> Array:
    """Robust score of each origin's log unit value against the other origins of the same time [time, origin].

    NaN where fewer than three other origins are known.
    """
    found = np.log(np.where(np.asarray(values) > 0, np.asarray(values, dtype=np.float64), np.nan))
    scores = np.full(found.shape, np.nan)
    for origin in range(found.shape[1]):
        others = np.delete(found, origin, axis=1)
        enough = (~np.isnan(others)).sum(axis=1) >= LEAST_PEERS
        scores[:, origin] = np.where(enough, robust_deviation(found[:, origin], others), np.nan)
    return scores

"""How much could be carried: travellers, vessels and parcels by risk; fuel and waste oil against the ships.

I16-I19, I22, I28 and I29 of the register.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from bongsu.core.indicators.trailing import Array, lag, robust_zscore, total


def weighted_exposure(counts: ArrayLike, weights: ArrayLike) -> Array:
    """Counts by route times how much each route weighs [time] (I17, I18, I19).

    Args:
        counts: travellers, calls or parcels [time, route]. weights: of the routes [route], from 0 up, for
            example past detections per traveller.
    """
    weight = np.asarray(weights, dtype=np.float64)
    if (weight < 0).any():
        raise ValueError("expected weights from 0 up, found a negative one")
    return np.asarray(np.asarray(counts, dtype=np.float64) @ weight)


def delivery_residual(deliveries: ArrayLike, tonnage: ArrayLike, *, periods: int = 36) -> Array:
    """What was delivered beyond what the ships explain, in robust deviations (I28).

    The expected delivery is the median delivery per ton of the `periods` before, times the present tonnage of
    the ships that called; the score is of the log of delivered over expected.
    """
    return _per_ship(deliveries, tonnage, periods)


def waste_oil_anomaly(landed: ArrayLike, calls: ArrayLike, *, periods: int = 36) -> Array:
    """Waste oil landed per vessel call against its past, in robust deviations (I29)."""
    return _per_ship(landed, calls, periods)


def neighbour_seizures(counts: ArrayLike, *, periods: int = 3, usual: int = 12) -> Array:
    """Seizures abroad in the last `periods` periods against the `usual` periods before them (I22).

    Square roots steady the variance of counts: 2 (sqrt(now + 3/8) - sqrt(expected + 3/8)), with the expected
    count at the pace of the periods before (Anscombe 1948).
    """
    found = np.asarray(counts, dtype=np.float64)
    now = total(found, periods)
    expected = lag(total(found, usual), periods) * periods / usual
    return np.asarray(2.0 * (np.sqrt(now + 0.375) - np.sqrt(expected + 0.375)))


def _per_ship(amount: ArrayLike, ships: ArrayLike, periods: int) -> Array:
    given, called = np.asarray(amount, dtype=np.float64), np.asarray(ships, dtype=np.float64)
    rate = np.log(np.where(given > 0, given, np.nan)) - np.log(np.where(called > 0, called, np.nan))
    return robust_zscore(rate, periods)

"""The mean of an autocorrelated series with an interval (Newey & West 1987)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class MeanInterval:
    """A mean and the interval that holds it with the probability asked for."""

    mean: float
    low: float
    high: float


def mean_interval(values: Array, *, share: float = 0.8) -> MeanInterval:
    """Mean with its interval; the variance counts autocorrelation up to n^(1/3) lags with Bartlett weights.

    The variance is enlarged by n / (n − lags − 1) and read in Student's t, because n is small here.

    >>> found = mean_interval(np.array([1.0, 3.0, 2.0, 4.0, 1.0, 3.0, 2.0, 4.0]))
    >>> found.mean, found.low < 2.5 < found.high
    (2.5, True)
    """
    n = values.shape[0]
    lags = round(n ** (1.0 / 3.0))
    centred = values - values.mean()
    variance = float((centred * centred).mean())
    for lag in range(1, lags + 1):
        weight = 1.0 - lag / (lags + 1.0)
        variance += 2.0 * weight * float((centred[lag:] * centred[:-lag]).sum()) / n
    error = math.sqrt(max(variance, 0.0) / max(n - lags - 1, 1))
    half = float(stdtrit(max(n - lags - 1, 1), 0.5 + share / 2.0)) * error
    return MeanInterval(float(values.mean()), float(values.mean()) - half, float(values.mean()) + half)

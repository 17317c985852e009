"""Naive forecasts, beside which every method is shown: the last value, last year's, moving averages."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from bongsu.core.forecasting.predictive import NegativeBinomialForecast
from bongsu.core.panel.view import ItemView

Array = NDArray[np.float64]

NaiveMethod = Literal["persistence", "seasonal-naive", "ma3", "ma12", "max-of-two"]
NAIVE_METHODS: tuple[NaiveMethod, ...] = ("persistence", "seasonal-naive", "ma3", "ma12", "max-of-two")
SMALLEST_MEAN = 0.05


def forecast_naive(view: ItemView, method: NaiveMethod) -> NegativeBinomialForecast | None:
    """The naive forecast of the next count, with the spread of the method's own past one-step errors.

    None where no count is known at the cutoff's side of the method.
    """
    rate = view.counts / view.completeness
    expected = _one_step(rate, round(view.cutoff.frequency.per_year), method)
    ahead = expected[-1]
    if np.isnan(ahead):
        return None
    mean = max(float(ahead), SMALLEST_MEAN)
    past = expected[:-1]
    pairs = ~np.isnan(past) & ~np.isnan(rate)
    excess = ((rate[pairs] - past[pairs]) ** 2 - past[pairs]).sum()
    square = (past[pairs] ** 2).sum()
    inverse = excess / square if square > 0 else 0.5
    return NegativeBinomialForecast(math.log(mean), 0.0, 1.0 / float(np.clip(inverse, 1e-3, 20.0)))


def _one_step(rate: Array, year: int, method: NaiveMethod) -> Array:
    """What the method expected for each period from the ones before it [time + 1]; NaN where it could not."""
    n = rate.shape[0]
    if method == "persistence":
        return np.concatenate([[np.nan], _carried(rate)])
    if method == "seasonal-naive":
        return np.concatenate([np.full(min(year, n + 1), np.nan), rate[: max(n + 1 - year, 0)]])
    if method == "max-of-two":
        return np.fmax(_one_step(rate, year, "persistence"), _one_step(rate, year, "seasonal-naive"))
    window = 3 if method == "ma3" else 12
    expected = np.full(n + 1, np.nan)
    for i in range(1, n + 1):
        recent = rate[max(0, i - window) : i]
        recent = recent[~np.isnan(recent)]
        if recent.shape[0]:
            expected[i] = recent.mean()
    return expected


def _carried(rate: Array) -> Array:
    """The last known value at each period."""
    place = np.maximum.accumulate(np.where(np.isnan(rate), -1, np.arange(rate.shape[0])))
    return np.where(place >= 0, rate[np.maximum(place, 0)], np.nan)

"""The probability of a surge within three periods, from the level model and a change detector."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, ndtr

from bongsu.core.forecasting.level_design import EXPOSURE_ELASTICITY
from bongsu.core.forecasting.level_model import LevelForecast
from bongsu.core.panel.view import ItemView

Array = NDArray[np.float64]

LEAST_RISE = math.log(1.5)
SURGE_SHARE = 0.85
CHANGE_WEIGHT = 0.2
PROBABILITY_EDGE = 1e-9


@dataclass(frozen=True, slots=True)
class Calibration:
    """probability = expit(intercept + slope × score); the factory values come from made-up worlds."""

    intercept: float
    slope: float


FACTORY = Calibration(-0.361, 0.832)
"""Of the level model with indicators; fitted on the made-up worlds with seeds 1000 to 1039."""


@dataclass(frozen=True, slots=True)
class SurgeRisk:
    """How likely a surge is within three periods.

    Attributes:
        raw: the level model's own probability before calibration.
        change: how far the last count lies above the recent mean, in standard deviations, in [−2, 4].
        score: logit(raw) + 0.2 change; probability: calibrated.
    """

    raw: float
    change: float
    score: float
    probability: float


def surge_level(smoothed: Array) -> float:
    """The latent level above which an item surges: its median plus the larger of log 1.5 and q85 − median."""
    ordered = np.sort(smoothed)
    places = np.array([0.5, SURGE_SHARE]) * (ordered.shape[0] - 1)  # quantiles as NumPy interpolates them
    median, high = np.interp(places, np.arange(ordered.shape[0]), ordered).tolist()
    return float(median + max(LEAST_RISE, high - median))


def recent_change(view: ItemView) -> float:
    """EARS C2: how far the last count lies above the 3rd to 14th period before it, in standard deviations.

    Counts are adjusted for what is not reported yet and for how much was looked at, so that more inspections
    alone are not taken for more smuggling.
    """
    looked = np.exp(EXPOSURE_ELASTICITY * view.log_exposure[: view.length])
    adjusted = view.counts / view.completeness / looked
    if view.length < 8 or np.isnan(adjusted[-1]):
        return 0.0
    baseline = adjusted[-15:-3] if view.length >= 15 else adjusted[:-3]
    baseline = baseline[~np.isnan(baseline)]
    if baseline.shape[0] < 4:
        return 0.0
    spread = max(float(baseline.std(ddof=1)), 0.5)
    return float(np.clip((adjusted[-1] - baseline.mean()) / spread, -2.0, 4.0))


def surge_risk(view: ItemView, forecast: LevelForecast, calibration: Calibration = FACTORY) -> SurgeRisk:
    """Probability that the latent level passes the item's surge level within the horizon."""
    threshold = surge_level(forecast.smoothed)
    z = (forecast.level - threshold) / np.sqrt(forecast.level_variance)
    raw = float(np.clip(ndtr(z.max()), PROBABILITY_EDGE, 1.0 - PROBABILITY_EDGE))
    change = recent_change(view)
    score = math.log(raw / (1.0 - raw)) + CHANGE_WEIGHT * change
    return SurgeRisk(raw, change, score, float(expit(calibration.intercept + calibration.slope * score)))

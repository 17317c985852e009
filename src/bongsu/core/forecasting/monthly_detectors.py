"""History-only outbreak detectors as monthly readings: how far the last count lies above what they expected.

The detectors judge counts made whole for the reporting delay. Where a detector has a law for the next count,
its forecast is made by asking it to judge a period whose count is not yet reported.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from bongsu.core.forecasting.outlook import Outlook
from bongsu.core.forecasting.predictive import NegativeBinomialForecast, NormalForecast
from bongsu.core.panel.view import ItemView
from bongsu.core.stats.detectors.cusum import cusum
from bongsu.core.stats.detectors.ears import ears
from bongsu.core.stats.detectors.farrington import farrington

Array = NDArray[np.float64]

ALPHA = 0.01
MOST_YEARS = 5
WINDOW = 1
LEAST_DEVIATION = 0.5
BASELINE = 12
SUMMED = 6
REFERENCE = 1.04
EDGE = 8.0


def look_farrington(view: ItemView) -> Outlook | None:
    """The paper's detector on the same months of up to five past years, one month either side."""
    year = round(view.cutoff.frequency.per_year)
    n = view.length
    reported = np.flatnonzero(~np.isnan(view.counts))
    years = min((n - 1 - int(reported[0]) - WINDOW) // year, MOST_YEARS) if reported.size else 0
    if years < 2:
        return None
    counts = np.append(view.counts, np.nan)
    judged = farrington(
        counts,
        years=years,
        window=WINDOW,
        alpha=ALPHA,
        exposure=np.append(view.completeness, 1.0),
        recent_cases=(0, 4),
        first=n - 1,
        per_year=year,
    )
    expected, upper = float(judged.expected[n, 0]), float(judged.upper[n, 0])
    p_value = float(judged.p_value[n - 1, 0])
    if math.isnan(expected) or math.isnan(p_value):
        return None
    score = float(np.clip(-ndtri(p_value) if p_value > 0 else EDGE, -EDGE, EDGE))
    mean = max(expected, 1e-3)
    return Outlook(NegativeBinomialForecast(math.log(mean), 0.0, _size_of_bound(mean, upper)), score)


def _size_of_bound(mean: float, upper: float) -> float:
    """Size of the negative binomial with the variance of the count whose 2/3 power has this normal bound."""
    normal = float(ndtri(1.0 - ALPHA / 2.0))
    deviation = max(upper ** (2.0 / 3.0) - mean ** (2.0 / 3.0), 1e-9) / normal
    variance = 9.0 / 4.0 * mean ** (2.0 / 3.0) * deviation**2
    return float(np.clip(mean * mean / max(variance - mean, 1e-9), 0.05, 1e3))


def look_ears(view: ItemView, variant: int) -> Outlook | None:
    """EARS C1 or C2 on months: the last count in standard deviations of its baseline of twelve."""
    n = view.length
    adjusted = np.append(view.counts / view.completeness, np.nan)
    judged = ears(
        adjusted, variant, baseline=BASELINE, alpha=ALPHA, least_deviation=LEAST_DEVIATION, first=n - 1
    )
    normal = float(ndtri(1.0 - ALPHA))
    deviation = (judged.upper[-2:, 0] - judged.expected[-2:, 0]) / normal
    if math.isnan(deviation[1]):
        return None
    score = 0.0
    if not math.isnan(adjusted[n - 1]) and not math.isnan(deviation[0]):
        score = float(np.clip((adjusted[n - 1] - judged.expected[n - 1, 0]) / deviation[0], -EDGE, EDGE))
    return Outlook(NormalForecast(float(judged.expected[n, 0]), float(deviation[1])), score)


def look_cusum(view: ItemView) -> Outlook | None:
    """Log of one plus the CUSUM's sum over the last half year, the mean taken before; no forecast."""
    adjusted = view.counts / view.completeness
    first = max(view.length - SUMMED, view.length // 2)
    judged = cusum(adjusted, first, k=REFERENCE)
    mean = float(judged.expected[-1, 0])
    if math.isnan(mean):
        return None
    return Outlook(None, math.log1p(cusum_level(adjusted[first:], mean, k=REFERENCE)[-1]))


def cusum_level(counts: Array, mean: float, *, k: float) -> Array:
    """The running sum of the Rossi-standardised counts less k, held at zero [time].

    >>> cusum_level(np.array([2.0, 2.0, 8.0]), 2.0, k=1.04).round(2).tolist()
    [0.0, 0.0, 2.5]
    """
    filled = np.where(np.isnan(counts), mean, counts)
    excess = (filled - 3.0 * mean + 2.0 * np.sqrt(filled * mean)) / (2.0 * math.sqrt(mean)) - k
    total = np.cumsum(np.where(np.isnan(counts), 0.0, excess))
    return np.asarray(total - np.minimum(np.minimum.accumulate(total), 0.0))

"""Scores of probability and warning forecasts: AUC, average precision, calibration error, Brier."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]


def area_under_curve(score: Array, event: Flags) -> float:
    """Probability that an event scores above a non-event, ties counted half (Mann–Whitney).

    >>> area_under_curve(np.array([1.0, 2.0, 3.0]), np.array([False, True, True]))
    1.0
    """
    events = int(event.sum())
    others = event.shape[0] - events
    if events == 0 or others == 0:
        return float("nan")
    ranks = rankdata(score)
    return float((ranks[event].sum() - events * (events + 1) / 2) / (events * others))


def average_precision(score: Array, event: Flags) -> float:
    """Mean of the precision at each event, from the highest score down."""
    if not event.any():
        return float("nan")
    order = np.argsort(-score, kind="stable")
    hit = event[order]
    precision = np.cumsum(hit) / np.arange(1, hit.shape[0] + 1)
    return float(precision[hit].mean())


def calibration_error(probability: Array, event: Flags, *, bins: int = 10) -> float:
    """Expected calibration error over equally wide bins of probability."""
    place = np.minimum((probability * bins).astype(int), bins - 1)
    total = 0.0
    for b in range(bins):
        here = place == b
        if here.any():
            total += here.mean() * abs(probability[here].mean() - event[here].mean())
    return float(total)


def calibration_error_by_chance(probability: Array, *, bins: int = 10) -> float:
    """What the calibration error of a perfectly calibrated forecast is expected to be, outcomes independent.

    The sum of independent outcomes in a bin is taken as normal, so its absolute error has mean √(2/π) σ.
    """
    place = np.minimum((probability * bins).astype(int), bins - 1)
    variance = np.bincount(place, weights=probability * (1.0 - probability), minlength=bins)
    return float(np.sqrt(2.0 / np.pi * variance).sum() / probability.shape[0])


def brier(probability: Array, event: Flags) -> float:
    """Mean squared difference of the probability and what happened."""
    return float(np.mean((probability - event) ** 2))


def threshold_at_false_alarm_rate(score: Array, quiet: Flags, *, rate: float) -> float:
    """The score that a share `rate` of the quiet rows exceeds."""
    return float(np.quantile(score[quiet], 1.0 - rate))

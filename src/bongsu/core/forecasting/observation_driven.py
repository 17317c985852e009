"""Counts whose mean follows past counts: the NB-INGARCH(1,1) and the score-driven (GAS) level.

NB-INGARCH: λ_t = m (1 − s) + s (q x_{t−1} + (1 − q) λ_{t−1}), with x the count over its exposure and
completeness (Ferland, Latour & Oraichi 2006; negative binomial as in Christou & Fokianos 2014). GAS:
log λ_{t+1} = (1 − s) log m + s log λ_t + κ u_t, with u the score in units of its own standard deviation, here
the Pearson residual (Creal, Koopman & Lucas 2013), cut at 3 so that one seizure cannot explode the forecast.
Both are fitted by maximum likelihood from a fixed start, so that a reading does not depend on the cutoffs
read before it.
"""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
from numba import njit
from numpy.typing import NDArray

from bongsu.core.forecasting.outlook import Outlook, exposure_factor, rise
from bongsu.core.forecasting.predictive import NegativeBinomialForecast
from bongsu.core.panel.view import ItemView

Array = NDArray[np.float64]

Recursion = Literal["ingarch", "gas"]
MINIMUM_PERIODS = 12
EVALUATIONS = 240
START_STEP = 0.5
TOLERANCE = 1e-4
MOST_RESIDUAL = 3.0

_INGARCH, _GAS = 0, 1
_LOWEST = np.array([-7.0, -3.0, -4.0, -1.0])
_HIGHEST = np.array([12.0, 4.6, 3.0, 4.6])


def look(view: ItemView, recursion: Recursion) -> Outlook | None:
    """Fits one item and looks one period ahead; None with fewer than 12 known counts."""
    known = ~np.isnan(view.counts)
    if int(known.sum()) < MINIMUM_PERIODS:
        return None
    n = view.length
    factor = exposure_factor(view)
    counts = np.where(known, view.counts, 0.0)
    usual = float(counts.sum() / factor[:n][known].sum())
    start = np.array([math.log(usual + 0.05), 1.4, -0.5, 1.4])
    kind = _INGARCH if recursion == "ingarch" else _GAS
    fitted, _ = _maximise(counts, known, factor, kind, start)
    rates = np.empty(n + 1)
    _negative_log_likelihood(fitted, counts, known, factor, kind, rates)
    ahead = float(rates[n])
    mean = max(ahead * float(factor[n]), 1e-3)
    return Outlook(
        NegativeBinomialForecast(math.log(mean), 0.0, math.exp(float(fitted[3]))), rise(ahead, usual)
    )


@njit(cache=True, nogil=True)
def _negative_log_likelihood(parameter, counts, known, factor, kind, rates):  # type: ignore[no-untyped-def]
    """−log likelihood of (log m, logit s, logit of q or κ, log size); writes the rates λ [time + 1]."""
    centre = parameter[0]
    mean = math.exp(centre)
    pull = 1.0 / (1.0 + math.exp(-parameter[1]))
    share = 1.0 / (1.0 + math.exp(-parameter[2]))
    size = math.exp(parameter[3])
    at_size = math.lgamma(size)
    rate = mean
    total = 0.0
    for t in range(counts.shape[0]):
        rates[t] = rate
        expected = rate * factor[t]
        y = counts[t]
        if known[t]:
            total -= math.lgamma(y + size) - at_size - size * math.log1p(expected / size)
            if y > 0.0:
                total -= y * math.log(expected / (expected + size)) - math.lgamma(y + 1.0)
        if kind == 0:
            seen = y / factor[t] if known[t] else rate
            rate = mean * (1.0 - pull) + pull * (share * seen + (1.0 - share) * rate)
        else:
            residual = 0.0
            if known[t]:
                residual = (y - expected) / math.sqrt(expected * (1.0 + expected / size))
                residual = min(residual, MOST_RESIDUAL)
            log_rate = (1.0 - pull) * centre + pull * math.log(rate) + share * residual
            rate = math.exp(min(max(log_rate, -12.0), 14.0))
        rate = max(rate, 1e-6)
    rates[counts.shape[0]] = rate
    return total


@njit(cache=True, nogil=True)
def _value_at(point, counts, known, factor, kind, rates):  # type: ignore[no-untyped-def]
    """The objective with its parameters held inside their bounds."""
    for j in range(4):
        point[j] = min(max(point[j], _LOWEST[j]), _HIGHEST[j])
    return _negative_log_likelihood(point, counts, known, factor, kind, rates)


@njit(cache=True, nogil=True)
def _maximise(counts, known, factor, kind, start):  # type: ignore[no-untyped-def]
    """Nelder & Mead's simplex from `start`; returns the best point and its −log likelihood."""
    rates = np.empty(counts.shape[0] + 1)
    points = np.empty((5, 4))
    value = np.empty(5)
    for i in range(5):
        points[i] = start
        if i > 0:
            points[i, i - 1] += START_STEP
        value[i] = _value_at(points[i], counts, known, factor, kind, rates)
    for _ in range(EVALUATIONS):
        order = np.argsort(value)
        points = points[order]
        value = value[order]
        if value[4] - value[0] < TOLERANCE:
            break
        centre = np.zeros(4)
        for i in range(4):
            centre += points[i] / 4.0
        turned = 2.0 * centre - points[4]
        at_turned = _value_at(turned, counts, known, factor, kind, rates)
        if at_turned < value[0]:
            further = 3.0 * centre - 2.0 * points[4]
            at_further = _value_at(further, counts, known, factor, kind, rates)
            if at_further < at_turned:
                points[4], value[4] = further, at_further
            else:
                points[4], value[4] = turned, at_turned
        elif at_turned < value[3]:
            points[4], value[4] = turned, at_turned
        else:
            if at_turned < value[4]:
                points[4], value[4] = turned, at_turned
            nearer = 0.5 * (centre + points[4])
            at_nearer = _value_at(nearer, counts, known, factor, kind, rates)
            if at_nearer < value[4]:
                points[4], value[4] = nearer, at_nearer
            else:
                for i in range(1, 5):
                    points[i] = 0.5 * (points[0] + points[i])
                    value[i] = _value_at(points[i], counts, known, factor, kind, rates)
    best = value.argmin()
    return points[best], value[best]

"""A predictive count distribution: negative binomial whose log mean is uncertain (Gaussian).

The mixture over the log mean is an 11-node Gauss–Hermite sum, y ~ Σ w_k NB(exp(m + s x_k), size).
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

Array = NDArray[np.float64]

_nodes, _weights = np.polynomial.hermite_e.hermegauss(11)
NODES = _nodes
NODE_WEIGHTS = _weights / _weights.sum()
LARGEST = 1_000_000


@njit(cache=True, nogil=True)
def _summary(log_mean, log_deviation, size, nodes, node_weights, levels, observed):  # type: ignore[no-untyped-def]
    """Quantiles at `levels`, then CRPS, P(y < observed), P(y = observed), for one forecast.

    Counts are walked upwards once; the probability of each is carried by recursion, in logs at the start so
    that a large mean does not underflow.
    """
    count = nodes.shape[0]
    quantiles = np.full(levels.shape[0], np.nan)
    log_mass = np.empty(count)
    success = np.empty(count)
    start = 0
    lowest = math.inf
    highest = 0.0
    for k in range(count):
        mean = math.exp(min(log_mean + log_deviation * nodes[k], 30.0))
        success[k] = mean / (mean + size)
        spread = math.sqrt(mean + mean * mean / size)
        lowest = min(lowest, mean - 12.0 * spread)
        highest = max(highest, mean + 40.0 * spread)
    if lowest > 1000.0:
        start = int(lowest)
    step = 1
    if highest - start > LARGEST:
        step = int((highest - start) / LARGEST) + 1
    for k in range(count):
        log_mass[k] = (
            math.lgamma(start + size)
            - math.lgamma(size)
            - math.lgamma(start + 1.0)
            + size * math.log(1.0 - success[k])
            + (start * math.log(success[k]) if start else 0.0)
        )
    below = 0.0
    crps = 0.0
    mass_at = np.nan
    below_at = np.nan
    has_observed = not math.isnan(observed)
    at = 0
    y = float(start)
    if has_observed and observed < start:
        crps += start - observed
        below_at = 0.0
        mass_at = 0.0
    while True:
        mass = 0.0
        for k in range(count):
            mass += node_weights[k] * math.exp(log_mass[k])
        if has_observed and y <= observed < y + step:
            below_at = min(below, 1.0)  # a sum of many masses may pass it by rounding
            mass_at = mass
        below += mass * step
        while at < levels.shape[0] and below >= levels[at]:
            quantiles[at] = y
            at += 1
        tail = 1.0 - below
        if has_observed:
            # CRPS of an integer variable: Σ (F(y) − 1{observed ≤ y})².
            crps += step * (below * below if y < observed else tail * tail)
        if (tail < 1e-10 or y > start + 1.2 * LARGEST * step) and (not has_observed or y >= observed):
            break
        for k in range(count):
            for inner in range(step):
                log_mass[k] += math.log((y + inner + size) / (y + inner + 1.0) * success[k])
        y += step
    while at < levels.shape[0]:
        quantiles[at] = y
        at += 1
    return quantiles, crps, below_at, mass_at


def quantiles(log_mean: float, log_variance: float, size: float, levels: tuple[float, ...]) -> Array:
    """Smallest counts whose cumulative probability reaches each of `levels` (ascending).

    >>> quantiles(0.0, 0.0, 1e9, (0.5, 0.9)).tolist()  # Poisson(1)
    [1.0, 2.0]
    """
    result = _summary(
        log_mean, math.sqrt(log_variance), size, NODES, NODE_WEIGHTS, np.array(levels), math.nan
    )
    return np.asarray(result[0])


def mean(log_mean: float, log_variance: float) -> float:
    """Expected count."""
    return math.exp(log_mean + 0.5 * log_variance)


def scores(log_mean: float, log_variance: float, size: float, observed: float) -> tuple[float, float, float]:
    """Continuous ranked probability score, log score, and the lower end of the PIT interval's mass.

    Returns:
        (crps, −log P(y), P(Y < y)); the randomised PIT lies between P(Y < y) and P(Y < y) + P(Y = y).
    """
    _, crps, below, mass = _summary(
        log_mean, math.sqrt(log_variance), size, NODES, NODE_WEIGHTS, np.empty(0), observed
    )
    return float(crps), -math.log(max(float(mass), 1e-300)), float(below)

"""How the made-up world's customs sees smuggling: through inspections, as counts, in three instalments."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import pdtr, pdtrik

from bongsu.core.panel.synthetic_flow import autoregression

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
Flags = NDArray[np.bool_]

REPORT_SHARES = (0.80, 0.15, 0.05)  # of the cases, reported in the month itself, one and two months later
EFFORT_ELASTICITY = 0.7


@dataclass(frozen=True, slots=True)
class CountNoise:
    """The dice of the detections, kept so that counts can be drawn again with another mean.

    Attributes:
        frailty: [time, item], mean 1, Gamma with shape `dispersion`.
        uniform: [instalment, time, item], in (0, 1).
        kept: [time, item], False where the month's detections are lost (structural zero).
    """

    frailty: Floats
    uniform: Floats
    kept: Flags


def inspection_effort(rng: np.random.Generator, shape: tuple[int, int]) -> Floats:
    """[run, item], not yet centred: a common and an own drift, and operations of two months."""
    spread = np.sqrt(1 - 0.7**2)
    common = autoregression(rng.normal(size=(shape[0], 1)) * spread, 0.7)
    own = autoregression(rng.normal(size=shape) * spread, 0.7)
    start = rng.random(shape) < 1 / 18
    operation = start | np.vstack([np.zeros((1, shape[1]), dtype=bool), start[:-1]])
    effort: Floats = 0.15 * common + 0.15 * own + np.log(1.6) * operation
    return effort


def count_noise(rng: np.random.Generator, shape: tuple[int, int]) -> tuple[Floats, Floats, CountNoise]:
    """Dispersion and blank rate, both [item], and the dice of the counts."""
    items = shape[1]
    dispersion = rng.uniform(2, 10, items)
    blank_rate = np.where(rng.random(items) < 0.2, 0.10, 0.0)
    frailty = rng.gamma(np.broadcast_to(dispersion, shape)) / dispersion
    uniform = np.clip(rng.random((len(REPORT_SHARES), *shape)), 1e-12, 1 - 1e-12)
    return dispersion, blank_rate, CountNoise(frailty, uniform, rng.random(shape) >= blank_rate)


def report_counts(mean_count: Floats, noise: CountNoise) -> Counts:
    """[report, time, item]: first, second and final counts.

    Given the frailty the count is Poisson, and a Poisson count thinned into instalments is a sum of
    independent Poisson counts: so first ~ Bin(second, .80/.95) and second ~ Bin(final, .95).
    """
    shares = np.array(REPORT_SHARES)[:, None, None]
    instalments = poisson_quantile(noise.uniform, shares * mean_count * noise.frailty) * noise.kept
    return instalments.cumsum(axis=0)


def poisson_quantile(probability: Floats, mean: Floats) -> Counts:
    """The smallest count whose Poisson distribution function reaches the probability.

    >>> poisson_quantile(np.array([0.1, 0.5, 0.99]), np.array([2.0, 2.0, 2.0])).tolist()
    [0, 2, 6]
    """
    upper = np.ceil(pdtrik(probability, mean))
    lower = np.maximum(upper - 1, 0)
    counts: Counts = np.where(pdtr(lower, mean) >= probability, lower, upper).astype(np.int64)
    return counts

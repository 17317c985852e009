"""Predictive distributions of the next count: what every forecasting method must hand over."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from bongsu.core.stats import count_mixture

LEVELS = (0.025, 0.1, 0.5, 0.9, 0.975)


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores of one forecast against what was observed; smaller is better for the first two.

    Attributes:
        crps: continuous ranked probability score, in detections.
        log_score: −log predictive probability.
        pit_low, pit_high: the probability integral transform lies between them.
    """

    crps: float
    log_score: float
    pit_low: float
    pit_high: float


class Predictive(Protocol):
    """A predictive distribution of one count."""

    @property
    def mean(self) -> float:
        """Expected count."""

    def quantiles(self, levels: tuple[float, ...] = LEVELS) -> NDArray[np.float64]:
        """Quantiles at ascending levels."""

    def scores(self, observed: float) -> Scores:
        """Scores against an observed count."""


@dataclass(frozen=True, slots=True)
class NegativeBinomialForecast:
    """Negative binomial of the given size around a log mean that is itself Gaussian."""

    log_mean: float
    log_variance: float
    size: float

    @property
    def mean(self) -> float:
        """Expected count."""
        return count_mixture.mean(self.log_mean, self.log_variance)

    def quantiles(self, levels: tuple[float, ...] = LEVELS) -> NDArray[np.float64]:
        """Smallest counts that reach each level."""
        return count_mixture.quantiles(self.log_mean, self.log_variance, self.size, levels)

    def scores(self, observed: float) -> Scores:
        """CRPS, log score and PIT interval."""
        crps, log_score, low = count_mixture.scores(self.log_mean, self.log_variance, self.size, observed)
        return Scores(crps, log_score, low, min(low + math.exp(-log_score), 1.0))


@dataclass(frozen=True, slots=True)
class NormalForecast:
    """Normal distribution, as ordinary least squares gives it; quantiles below zero are shown as zero."""

    mean: float
    deviation: float

    def quantiles(self, levels: tuple[float, ...] = LEVELS) -> NDArray[np.float64]:
        """Quantiles, cut at zero."""
        return np.asarray(np.maximum(self.mean + self.deviation * ndtri(np.array(levels)), 0.0))

    def scores(self, observed: float) -> Scores:
        """Closed-form CRPS of the normal (Gneiting & Raftery 2007, eq. 21); the log score and the PIT treat
        the count y as the interval (y − ½, y + ½]."""
        z = (observed - self.mean) / self.deviation
        density = math.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)
        crps = self.deviation * (z * (2.0 * float(ndtr(z)) - 1.0) + 2.0 * density - 1.0 / math.sqrt(math.pi))
        low = float(ndtr((observed - 0.5 - self.mean) / self.deviation))
        high = float(ndtr((observed + 0.5 - self.mean) / self.deviation))
        return Scores(crps, -math.log(max(high - low, 1e-300)), low, high)

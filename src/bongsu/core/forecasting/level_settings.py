"""Settings of the level model and what it learns from a whole panel."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LevelSettings:
    """Settings of the level model; the defaults are those of docs/methods.

    Attributes:
        sigmas, rhos, sizes: grid of the level's deviation and autocorrelation and of the counts' size.
        pooling: weight of the base prior in the pooled one, as a share of the number of items.
        tau: prior standard deviation of a standardised indicator's coefficient.
        sign_softness: 0 ignores an expected sign, 1 forbids the other one.
        prior_drivers: prior mean share of drivers among candidate indicators is 1 / prior_drivers.
        screened, pairs_extended: columns kept for pairs, pairs extended to triples.
        history_size_factor: the history-only filter works with size times this.
        inclusion_passes, screened_in_passes: averagings, without triples, that teach the inclusion rates of
            the kinds, and the columns kept in them.
        minimum_own_evidence: with fewer periods an item is read under the pooled prior alone.
    """

    sigmas: tuple[float, ...] = (0.1, 0.25, 0.45, 0.75, 1.2)
    rhos: tuple[float, ...] = (0.6, 0.85, 0.95)
    sizes: tuple[float, ...] = (1.5, 3.0, 6.0, 15.0, 60.0)
    sigma_prior: tuple[float, ...] = (0.15, 0.3, 0.3, 0.15, 0.1)
    rho_prior: tuple[float, ...] = (0.3, 0.4, 0.3)
    size_prior: tuple[float, ...] = (0.14, 0.28, 0.33, 0.18, 0.07)
    pooling: float = 0.25
    pooling_steps: int = 25
    mixture: int = 4
    tau: float = 0.35
    sign_softness: float = 0.8
    prior_drivers: float = 12.0
    odds_lift: float = 3.5
    jump_odds: float = 1.0 / 60.0
    screened: int = 110
    pairs_extended: int = 40
    history_size_factor: float = 3.0
    minimum_with_indicators: int = 36
    inclusion_passes: int = 3
    screened_in_passes: int = 80
    minimum_own_evidence: int = 24


@dataclass(frozen=True, slots=True)
class LevelPrior:
    """What the whole panel taught at one cutoff: the prior each item's level is fitted under.

    Attributes:
        grid: pooled prior weight of each (sigma, rho, size).
        inclusion: kind → (sum of inclusion probabilities of all indicators of this kind, their number).
        own: item → the same of its own indicators, to be left out of its own rate.
        evidence: item → its own log evidence over the grid.
    """

    grid: Array
    inclusion: dict[str, tuple[float, int]]
    own: dict[str, dict[str, tuple[float, int]]]
    evidence: dict[str, Array]
    settings: LevelSettings

    def rate(self, kind: str, item: str) -> float:
        """Prior probability that an indicator of this kind drives this item, learned from other items."""
        total, number = self.inclusion.get(kind, (0.0, 0))
        own_total, own_number = self.own.get(item, {}).get(kind, (0.0, 0))
        others = max(total - own_total, 0.0)
        return (1.0 + others) / (self.settings.prior_drivers + number - own_number)

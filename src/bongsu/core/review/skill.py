"""Does the forecast of an item beat the plain repetition of its last count? If not, its grade says little."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bongsu.core.stats.mean_interval import mean_interval

Array = NDArray[np.float64]

LEAST_PAIRS = 12
SHARE = 0.80
BASE_RATE_ONLY = "base_rate_only"
SKILL_UNKNOWN = "skill_not_yet_known"


@dataclass(frozen=True, slots=True)
class Skill:
    """How much smaller the model's CRPS is than persistence's, as a share of persistence's.

    Attributes:
        skill: 1 − CRPS / CRPS of persistence; low, high: its 80 % interval. NaN with fewer than 12 pairs.
        pairs: forecasts compared.
    """

    skill: float
    low: float
    high: float
    pairs: int

    @property
    def flag(self) -> str | None:
        """What must be said: the base rate alone is behind the grade, or nobody can tell yet."""
        if self.pairs < LEAST_PAIRS:
            return SKILL_UNKNOWN
        return BASE_RATE_ONLY if self.low <= 0.0 else None


def skill_over_persistence(crps: Array, crps_persistence: Array) -> Skill:
    """Skill from the paired scores of the same periods [time]; pairs with a NaN are left out.

    The interval is that of the mean difference (Newey–West, 80 %) divided by persistence's mean: with 36
    months, demanding more would call most items with real skill unskilled.

    >>> skill_over_persistence(np.full(20, 3.0), np.linspace(3.9, 4.1, 20)).flag is None
    True
    """
    both = ~np.isnan(crps) & ~np.isnan(crps_persistence)
    pairs = int(both.sum())
    if pairs < LEAST_PAIRS:
        return Skill(float("nan"), float("nan"), float("nan"), pairs)
    reference = float(crps_persistence[both].mean())
    if reference <= 0.0:
        return Skill(0.0, 0.0, 0.0, pairs)
    gain = mean_interval(crps_persistence[both] - crps[both], share=SHARE)
    return Skill(gain.mean / reference, gain.low / reference, gain.high / reference, pairs)


def base_rate_only(crps: Array, crps_persistence: Array) -> bool:
    """Whether no skill over persistence is shown: the interval of the skill does not lie above nought."""
    return skill_over_persistence(crps, crps_persistence).flag == BASE_RATE_ONLY

"""Made-up weekly counts with known outbreaks: the 42 scenarios on which outbreak detectors are compared.

Noufaily et al. (2013), Statistics in Medicine 32, 1206-1222, section 4: seven baselines, each with and
without a trend and with no, one or two harmonics. 624 weeks; outbreaks lie in the last six years, one of
them in the last 49 weeks, which are the ones to score.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

WEEKS = 624
CURRENT_WEEKS = 49
WEEKS_A_YEAR = 52
FIRST_OUTBREAK_WEEK = 312  # counted from 0
PAST_OUTBREAKS = 4
PAST_SIZES = (0, 2, 3, 5, 10)
CURRENT_SIZES = tuple(range(1, 11))

_LEVEL = (0.1, -2.0, 1.5, 0.5, 2.5, 3.75, 5.0)
_TREND = (0.0025, 0.005, 0.003, 0.002, 0.001, 0.001, 0.0001)
_COSINE = (0.6, 0.1, 0.2, 0.5, 1.0, 0.1, 0.05)
_SINE = (0.6, 0.3, -0.4, 0.5, 0.1, -0.1, 0.01)
_DISPERSION = (1.5, 2.0, 1.0, 5.0, 3.0, 1.1, 1.2)


@dataclass(frozen=True, slots=True)
class OutbreakScenario:
    """One baseline: log mean = level + trend·week + Σ over harmonics; variance = dispersion · mean."""

    level: float
    trend: float
    cosine: float
    sine: float
    harmonics: int
    dispersion: float

    def mean(self, weeks: int = WEEKS) -> NDArray[np.float64]:
        """Expected counts without outbreaks, weeks 1 … `weeks`."""
        week = np.arange(1, weeks + 1, dtype=np.float64)
        log_mean = self.level + self.trend * week
        for j in range(1, self.harmonics + 1):
            angle = 2 * np.pi * j * week / WEEKS_A_YEAR
            log_mean += self.cosine * np.cos(angle) + self.sine * np.sin(angle)
        return np.asarray(np.exp(log_mean))


@dataclass(frozen=True, slots=True)
class OutbreakSeries:
    """Counts [week] and, of them, the outbreak cases; `size` is k of the current outbreak (1 … 10)."""

    scenario: OutbreakScenario
    counts: NDArray[np.int64]
    outbreak_cases: NDArray[np.int64]
    size: int


def outbreak_scenarios() -> tuple[OutbreakScenario, ...]:
    """The 42 scenarios: 7 baselines × trend or not × 0, 1 or 2 harmonics.

    >>> len(outbreak_scenarios())
    42
    """
    return tuple(
        OutbreakScenario(
            level=_LEVEL[i],
            trend=_TREND[i] if has_trend else 0.0,
            cosine=_COSINE[i],
            sine=_SINE[i],
            harmonics=harmonics,
            dispersion=_DISPERSION[i],
        )
        for i, has_trend, harmonics in product(range(len(_LEVEL)), (False, True), (0, 1, 2))
    )


def simulate_outbreaks(scenario: OutbreakScenario, rng: np.random.Generator) -> OutbreakSeries:
    """One series: baseline counts, four past outbreaks of one drawn size factor, one current outbreak.

    An outbreak that starts in week s has Poisson(k · √(dispersion · mean_s)) cases, drawn again until there
    are 2, each reported ⌊lognormal(0, ½)⌋ weeks after s. A size factor of 0 means no past outbreaks.

    >>> series = simulate_outbreaks(outbreak_scenarios()[0], np.random.default_rng(1))
    >>> series.counts.shape, bool(series.outbreak_cases[-49:].sum() > 0)
    ((624,), True)
    """
    mean = scenario.mean()
    baseline = draw_counts(mean, scenario.dispersion, rng)
    cases = np.zeros(WEEKS, dtype=np.int64)
    first_current = WEEKS - CURRENT_WEEKS
    past_size = int(rng.choice(PAST_SIZES))
    if past_size:
        for start in rng.integers(FIRST_OUTBREAK_WEEK, first_current, size=PAST_OUTBREAKS):
            cases += _outbreak(int(start), past_size, mean, scenario.dispersion, rng)
    cases[first_current:] = 0
    size = int(rng.choice(CURRENT_SIZES))
    start = int(rng.integers(first_current, WEEKS))
    cases += _outbreak(start, size, mean, scenario.dispersion, rng)
    return OutbreakSeries(scenario, baseline + cases, cases, size)


def draw_counts(mean: NDArray[np.float64], dispersion: float, rng: np.random.Generator) -> NDArray[np.int64]:
    """Counts with this mean and variance dispersion · mean: Poisson at 1, negative binomial above."""
    if dispersion <= 1.0:
        return rng.poisson(mean)
    return rng.negative_binomial(mean / (dispersion - 1.0), 1.0 / dispersion)


def _outbreak(
    start: int, size: int, mean: NDArray[np.float64], dispersion: float, rng: np.random.Generator
) -> NDArray[np.int64]:
    cases = 0
    while cases < 2:
        cases = int(rng.poisson(size * np.sqrt(dispersion * mean[start])))
    weeks = start + np.floor(rng.lognormal(0.0, 0.5, size=cases)).astype(np.int64)
    return np.bincount(weeks[weeks < WEEKS], minlength=WEEKS)

"""The effect on counts: what was detected against what would have been, with an interval that is honest.

The level model is fitted to the history before the first period of a warning or operation, and says jointly
what to expect of the periods after it. The ratio of what was detected to what was expected is then read off
a grid: negative-binomial likelihoods averaged over joint draws, times a wide prior centred on no effect.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, logsumexp

from bongsu.core.forecasting.level_left_out import leave_out, posterior_before, up_to
from bongsu.core.forecasting.level_model import LevelPrior
from bongsu.core.panel.view import ItemView

Array = NDArray[np.float64]

LOG_RATIOS = np.round(np.arange(-3.5, 4.5001, 0.025), 6)
PRIOR_DEVIATION = 2.0
INFLATION = 1.2
"""What the variance of the expectation is multiplied by: the model is never quite the world."""
DRAWS = 400
COVERAGE = 0.9
EXPOSURE_MEMORY = 12
LEAST_HISTORY = 12
WORLDS = 2000


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many times as much: posterior median, the 90 % interval and the chance of a rise."""

    median: float
    low: float
    high: float
    probability_above_1: float

    @property
    def excludes_1(self) -> bool:
        """Whether the interval leaves no effect out."""
        return self.low > 1.0 or self.high < 1.0


@dataclass(frozen=True, slots=True)
class Expected:
    """The counterfactual: counts with no effect, in one period or in several together.

    The mean is pulled up by the few worlds in which the level had exploded; the median is not.
    """

    mean: float
    median: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class CountEffect:
    """The effect on one series of counts.

    Attributes:
        observed: [period], NaN where not reported.
        expected: of each period, with the inspections that were made; expected_total: of their sum.
        log_likelihood: of LOG_RATIOS beyond the inspections [ratio]; total_log_likelihood: of the whole
            change, inspections counted as part of it.
        ratio: beyond the inspections; total_ratio: of the whole change.
        worlds: totals of worlds without an effect but with the same inspections, all equally likely [world].
        flags: "exposure_unknown" (both ratios are then the same), "periods_missing", "history_short".
    """

    observed: Array
    expected: tuple[Expected, ...]
    expected_total: Expected
    log_likelihood: Array
    total_log_likelihood: Array
    ratio: Ratio
    total_ratio: Ratio
    worlds: Array
    flags: tuple[str, ...] = ()

    @property
    def observed_total(self) -> float:
        """Detections in the periods that were reported."""
        return float(np.nansum(self.observed))


def count_effect(
    view: ItemView, first: int, last: int, prior: LevelPrior, *, rng: np.random.Generator
) -> CountEffect:
    """The effect on one item in the rows `first` to `last` of its view, both included.

    Args:
        view: as known on the day of the evaluation; nothing after `last` is looked at.
        prior: learned from views that end before `first`.
        rng: the dice of the draws; the same state gives the same answer.

    Raises:
        ValueError: the window does not lie in the view, or fewer than 12 counts before it are known.
    """
    if not 0 < first <= last < view.length:
        raise ValueError(f"expected a window within rows 1 … {view.length - 1}, found {first} … {last}")
    history = int((~np.isnan(view.counts[:first])).sum())
    if history < LEAST_HISTORY:
        raise ValueError(f"expected at least {LEAST_HISTORY} counts before the window, found {history}")
    seen = up_to(view, last + 1)
    observed = seen.counts[first:]
    usual = float(seen.log_exposure[max(first - EXPOSURE_MEMORY, 0) : first].mean())
    posterior = posterior_before(seen, first, prior)
    exposed = leave_out(seen, first, prior, posterior=posterior)
    as_usual = np.full(observed.shape[0], usual)
    unexposed = leave_out(seen, first, prior, log_exposure=as_usual, posterior=posterior)
    drawn, weight = exposed.draws(rng, number=DRAWS, inflation=INFLATION)
    plain, plain_weight = unexposed.draws(rng, number=DRAWS, inflation=INFLATION)
    likelihood = ratio_likelihood(observed, drawn, weight, exposed.size)
    total_likelihood = ratio_likelihood(observed, plain, plain_weight, unexposed.size)
    counts = _counts(drawn, exposed.size, rng)
    reported = ~np.isnan(observed)
    totals = counts[:, :, reported].sum(axis=2)
    flags = []
    if not seen.log_exposure[: last + 1].any():
        flags.append("exposure_unknown")
    if not reported.all():
        flags.append("periods_missing")
    if history < prior.settings.minimum_own_evidence:
        flags.append("history_short")
    return CountEffect(
        observed,
        tuple(_expected(counts[:, :, h], np.exp(drawn[:, :, h]), weight) for h in range(observed.shape[0])),
        _expected(totals, np.exp(drawn[:, :, reported]).sum(axis=2), weight),
        likelihood,
        total_likelihood,
        posterior_ratio(likelihood),
        posterior_ratio(total_likelihood),
        rng.choice(totals.ravel(), WORLDS, p=weight.ravel()),
        tuple(flags),
    )


def ratio_likelihood(observed: Array, drawn: Array, weight: Array, size: Array) -> Array:
    """Log likelihood of every ratio in LOG_RATIOS, averaged over the draws [ratio].

    Args:
        observed: [period], NaN where not reported.
        drawn: log means without an effect [combination, draw, period]; weight: [combination, draw].
        size: negative-binomial size [combination].
    """
    joint = np.zeros((LOG_RATIOS.shape[0], *drawn.shape[:2]))
    r = size[:, None]
    for h in np.flatnonzero(~np.isnan(observed)):
        y = float(observed[h])
        mean = np.exp(LOG_RATIOS[:, None, None] + drawn[None, :, :, h])
        constant = gammaln(y + r) - gammaln(r) - gammaln(y + 1.0)
        joint += constant - r * np.log1p(mean / r)
        if y:
            joint -= y * np.log1p(r / mean)
    return np.asarray(logsumexp(joint, axis=(1, 2), b=weight[None]))


def posterior_ratio(log_likelihood: Array, *, deviation: float = PRIOR_DEVIATION) -> Ratio:
    """The ratio's posterior under a normal prior of its log around 0.

    Without any evidence the interval is the prior's:

    >>> found = posterior_ratio(np.zeros(LOG_RATIOS.shape[0]), deviation=0.5)
    >>> round(found.low, 2), round(found.median, 2), round(found.high, 2)
    (0.44, 1.0, 2.28)
    """
    log_posterior = log_likelihood - 0.5 * (LOG_RATIOS / deviation) ** 2
    mass = np.exp(log_posterior - log_posterior.max())
    mass /= mass.sum()
    # Each grid point stands for the cell around it: the distribution function is known at the cells' edges.
    step = LOG_RATIOS[1] - LOG_RATIOS[0]
    edges = np.concatenate([[LOG_RATIOS[0] - step / 2], LOG_RATIOS + step / 2])
    below = np.concatenate([[0.0], np.cumsum(mass)])
    tail = (1.0 - COVERAGE) / 2.0
    low, median, high = np.exp(np.interp([tail, 0.5, 1.0 - tail], below, edges))
    return Ratio(float(median), float(low), float(high), float(1.0 - np.interp(0.0, edges, below)))


def log_moments(log_likelihood: Array, *, deviation: float = PRIOR_DEVIATION) -> tuple[float, float]:
    """Mean and variance of the log ratio's posterior."""
    log_posterior = log_likelihood - 0.5 * (LOG_RATIOS / deviation) ** 2
    mass = np.exp(log_posterior - log_posterior.max())
    mass /= mass.sum()
    mean = float((mass * LOG_RATIOS).sum())
    return mean, float((mass * (LOG_RATIOS - mean) ** 2).sum())


def common_ratio(log_likelihoods: Sequence[Array]) -> Ratio:
    """One ratio for several series, as if the effect were the same in all of them."""
    return posterior_ratio(np.sum(np.stack(list(log_likelihoods)), axis=0))


def sum_of(effects: Sequence[CountEffect]) -> tuple[float, Expected]:
    """Detections of several series together, and what was expected of them, each going its own way."""
    observed = math.fsum(effect.observed_total for effect in effects)
    mean = math.fsum(effect.expected_total.mean for effect in effects)
    worlds = np.sum(np.stack([effect.worlds for effect in effects]), axis=0)
    tail = (1.0 - COVERAGE) / 2.0
    levels = [0.5, tail, 1.0 - tail]
    median, low, high = np.quantile(worlds, levels, method="inverted_cdf")
    return observed, Expected(mean, float(median), float(low), float(high))


def _counts(drawn: Array, size: Array, rng: np.random.Generator) -> Array:
    """Counts drawn around the log means [combination, draw, period]."""
    r = size[:, None, None]
    frailty = rng.gamma(np.broadcast_to(r, drawn.shape)) / r
    return rng.poisson(np.minimum(np.exp(drawn) * frailty, 1e12)).astype(np.float64)


def _expected(counts: Array, means: Array, weight: Array) -> Expected:
    flat, mass = counts.ravel(), weight.ravel()
    order = np.argsort(flat, kind="stable")
    below = np.cumsum(mass[order])
    tail = (1.0 - COVERAGE) / 2.0
    place = np.minimum(np.searchsorted(below, [0.5, tail, 1.0 - tail]), flat.size - 1)
    median, low, high = flat[order][place]
    return Expected(float((means * weight).sum()), float(median), float(low), float(high))

"""The level model: detections as negative-binomial counts around an autoregressive latent level.

With indicators it averages over small subsets of indicator × lead columns (level-BMA); without, over recent
jumps of the level alone (history only). Hyper-parameters are pooled over the items of the panel by empirical
Bayes, so that a rare item borrows from the others. There are no random numbers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from bongsu.core.forecasting import level_design as layout
from bongsu.core.panel.view import ItemView, PanelView
from bongsu.core.stats.level_average import average
from bongsu.core.stats.level_laplace import evidence_grid, mode

Array = NDArray[np.float64]

T = TypeVar("T")
R = TypeVar("R")
Run = Callable[[Callable[[Any], Any], Iterable[Any]], list[Any]]
"""Where many independent pieces of work run: takes a function and its arguments, keeps the order."""


def in_turn(work: Callable[[T], R], pieces: Iterable[T]) -> list[R]:
    """Runs the pieces one after the other, here."""
    return [work(piece) for piece in pieces]


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
    odds_lift: float = 2.5
    jump_odds: float = 1.0 / 60.0
    screened: int = 110
    pairs_extended: int = 40
    history_size_factor: float = 3.0
    minimum_with_indicators: int = 36
    inclusion_passes: int = 3
    screened_in_passes: int = 60
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


@dataclass(frozen=True, slots=True)
class LevelForecast:
    """The level model's forecast of one item, three periods ahead.

    Attributes:
        log_mean, log_variance: of the Gaussian linear predictor at each horizon, offset included [H].
        size: negative-binomial size of the counts.
        level, level_variance: the latent level (season, exposure and mean rate left out) ahead [H].
        smoothed: the latent level in sample [time].
        inclusion: inclusion probability [indicator]; lead: most probable lead, shape in periods [indicator].
        coefficient: mean effect of the indicator at that lead, its sign telling the direction [indicator].
        contribution: what each indicator adds to the level one period ahead [indicator].
        by_lead: inclusion probability [indicator, lead 0 … longest].
        jump: probability that the level jumped within the last periods.
    """

    item: str
    log_mean: Array
    log_variance: Array
    size: float
    level: Array
    level_variance: Array
    smoothed: Array
    inclusion: Array
    lead: NDArray[np.int64]
    coefficient: Array
    contribution: Array
    by_lead: Array
    jump: float
    sigma: float
    rho: float
    flags: tuple[str, ...] = ()


def fit_prior(panel: PanelView, *, settings: LevelSettings | None = None, run: Run = in_turn) -> LevelPrior:
    """Learns the pooled prior of the level model from every item of a panel.

    First the hyper-parameters' prior, by expectation-maximisation over the items' evidence; then the
    inclusion rate of each kind of indicator, from averagings that begin under equal rates and go on under the
    rates that the one before taught.
    """
    settings = settings or LevelSettings()
    evidence = run(lambda view: _evidence(view, settings), panel.items)
    grids = {view.item: own for view, own in zip(panel.items, evidence, strict=True)}
    prior = LevelPrior(_pool(evidence, settings), {}, {}, grids, settings)
    with_indicators = [
        view for view in panel.items if view.traits and view.length >= settings.minimum_with_indicators
    ]
    if not with_indicators:
        return prior
    for _ in range(settings.inclusion_passes):
        prior = _with_rates(prior, with_indicators, run)
    return prior


def _with_rates(prior: LevelPrior, views: Sequence[ItemView], run: Run) -> LevelPrior:
    """The prior with the inclusion rates that an averaging under it teaches."""
    light = replace(prior.settings, screened=prior.settings.screened_in_passes, pairs_extended=0)
    reading = replace(prior, settings=light)
    found_of = run(lambda view: _forecast(view, reading, reading.evidence[view.item]), views)
    sums: dict[str, list[float]] = {}
    own: dict[str, dict[str, tuple[float, int]]] = {}
    for view, forecast in zip(views, found_of, strict=True):
        mine = own.setdefault(view.item, {})
        for trait, probability in zip(view.traits, forecast.inclusion, strict=True):
            total, number = mine.get(trait.kind, (0.0, 0))
            mine[trait.kind] = (total + float(probability), number + 1)
            sums.setdefault(trait.kind, []).append(float(probability))
    inclusion = {kind: (math.fsum(found), len(found)) for kind, found in sums.items()}
    return replace(prior, inclusion=inclusion, own=own)


def forecast_item(view: ItemView, prior: LevelPrior) -> LevelForecast:
    """Forecasts one item under the pooled prior and the evidence that the item gave when that was learned.

    An item the prior has not seen gives its evidence now.
    """
    evidence = prior.evidence.get(view.item)
    return _forecast(view, prior, _evidence(view, prior.settings) if evidence is None else evidence)


def _evidence(view: ItemView, settings: LevelSettings) -> Array:
    n = view.length
    return evidence_grid(
        view.counts,
        ~np.isnan(view.counts),
        layout.offsets(view)[:n],
        layout.fixed_effects(view)[:n],
        sigmas=np.array(settings.sigmas),
        rhos=np.array(settings.rhos),
        sizes=np.array(settings.sizes),
    )


def hyper_posterior(view: ItemView, prior: LevelPrior) -> Array:
    """Posterior weight of each (sigma, rho, size) given this view's own counts, adding up to 1.

    The evidence is computed anew: the view may end elsewhere than the one that the prior was learned from.
    """
    evidence = _evidence(view, prior.settings)
    if int((~np.isnan(view.counts)).sum()) < prior.settings.minimum_own_evidence:
        evidence = np.zeros_like(evidence)
    log_posterior = np.log(prior.grid) + evidence
    posterior = np.exp(log_posterior - log_posterior.max())
    return np.asarray(posterior / posterior.sum())


def _base_grid(settings: LevelSettings) -> Array:
    grid = np.einsum(
        "a,b,c->abc",
        np.array(settings.sigma_prior),
        np.array(settings.rho_prior),
        np.array(settings.size_prior),
    )
    return np.asarray(grid / grid.sum())


def _pool(evidence: Sequence[Array], settings: LevelSettings) -> Array:
    """Empirical-Bayes prior over the grid: the items' mean posterior, shrunk to the base prior."""
    base = _base_grid(settings)
    if not evidence:
        return base
    stacked = np.stack(evidence)
    stacked = np.exp(stacked - stacked.max(axis=(1, 2, 3), keepdims=True))
    items = stacked.shape[0]
    grid = base
    for _ in range(settings.pooling_steps):
        posterior = stacked * grid
        posterior /= posterior.sum(axis=(1, 2, 3), keepdims=True)
        grid = (posterior.sum(axis=0) + settings.pooling * items * base) / ((1.0 + settings.pooling) * items)
    return grid


def _forecast(view: ItemView, prior: LevelPrior, evidence: Array) -> LevelForecast:
    settings = prior.settings
    n = view.length
    flags: list[str] = []
    if view.traits and n < settings.minimum_with_indicators:
        flags.append("history_too_short_for_indicators")
        view = view.without_indicators()
    if n < settings.minimum_own_evidence:
        evidence = np.zeros_like(evidence)
    log_posterior = np.log(prior.grid) + evidence
    posterior = np.exp(log_posterior - log_posterior.max())
    b, c = np.unravel_index(int(posterior.sum(axis=0).argmax()), posterior.shape[1:])
    rho, size = settings.rhos[int(b)], settings.sizes[int(c)]
    along_sigma = prior.grid[:, b, c] * np.exp(evidence[:, b, c] - evidence[:, b, c].max())
    strongest = np.sort(np.argsort(-along_sigma, kind="stable")[: settings.mixture])
    sigmas = np.array(settings.sigmas)[strongest]
    log_sigma_weight = np.log(prior.grid[strongest, b, c])
    design = layout.design(view)
    # Without indicators a filter that trusts single counts more follows the level faster.
    filter_size = size if (design.indicator >= 0).any() else size * settings.history_size_factor
    weight, response = _working_response(
        view, design, float(settings.sigmas[int(along_sigma.argmax())]), rho, filter_size
    )
    jumps = design.indicator < 0
    signs = np.array([trait.sign for trait in view.traits] + [0], dtype=np.int64)
    direction = signs[design.indicator]  # a jump's −1 takes the last one
    group = np.where(jumps, view.indicators.shape[1] + design.lead, design.indicator)
    found = average(
        weight,
        response,
        design.basis[:n],
        design.basis[n:],
        design.columns[:n],
        design.columns[n:],
        log_odds=_log_odds(view, design, prior),
        group=group,
        direction=direction,
        softness=settings.sign_softness,
        always=jumps,
        sigmas=sigmas,
        log_sigma_weight=log_sigma_weight,
        rho=rho,
        tau=settings.tau,
        keep=settings.screened,
        pairs_extended=settings.pairs_extended,
    )
    inclusion, lead, coefficient, contribution, by_lead = _by_indicator(
        view, design, found.inclusion, found.coefficient, found.coefficient * design.columns[n]
    )
    return LevelForecast(
        view.item,
        found.predictor + design.offset[n:],
        np.maximum(found.predictor_variance, 0.0),
        float(size),
        found.level,
        np.maximum(found.level_variance, 1e-12),
        found.smoothed,
        inclusion,
        lead,
        coefficient,
        contribution,
        by_lead,
        jump=float(min(found.inclusion[jumps].sum(), 1.0)),
        sigma=float((found.sigma_weight * sigmas).sum()),
        rho=float(rho),
        flags=tuple(flags),
    )


def _working_response(
    view: ItemView, design: layout.Design, sigma: float, rho: float, size: float
) -> tuple[Array, Array]:
    """Gaussian response and weights at the mode; weight 0 where no count is known."""
    n = view.length
    known = ~np.isnan(view.counts)
    linear = mode(view.counts, known, design.offset[:n], design.basis[:n], sigma=sigma, rho=rho, size=size)
    mean = np.exp(linear + design.offset[:n])
    weight = np.where(known, mean * size / (size + mean), 0.0)
    response = np.where(known, linear + (view.counts - mean) / mean, 0.0)
    return weight, response


def _log_odds(view: ItemView, design: layout.Design, prior: LevelPrior) -> Array:
    """Log prior odds of every column from the kind's rate, the lead and the share of its form."""
    settings = prior.settings
    odds = np.full(design.indicator.shape[0], math.log(settings.jump_odds))
    here = design.indicator >= 0
    if not here.any():
        return odds
    rate = np.array([prior.rate(trait.kind, view.item) for trait in view.traits])
    indicator = design.indicator[here]
    lead_weight = layout.LEAD_PRIOR[np.minimum(design.lead[here], layout.LEAD_PRIOR.shape[0] - 1)]
    # Every lead has a column of each form, so that the shares of an indicator's columns sum to one.
    share = lead_weight / np.bincount(indicator, lead_weight, minlength=rate.shape[0])[indicator]
    odds[here] = np.log(rate / (1.0 - rate))[indicator] + np.log(settings.odds_lift * share)
    return odds


def _by_indicator(
    view: ItemView, design: layout.Design, inclusion: Array, coefficient: Array, contribution: Array
) -> tuple[Array, NDArray[np.int64], Array, Array, Array]:
    """Columns summed to indicators: inclusion, best lead, effect there, contribution, inclusion by lead."""
    count = len(view.traits)
    longest = max((trait.leads[1] for trait in view.traits), default=0)
    by_lead = np.zeros((count, longest + 1))
    effect = np.zeros((count, longest + 1))
    added = np.zeros(count)
    columns = design.indicator >= 0
    np.add.at(by_lead, (design.indicator[columns], design.lead[columns]), inclusion[columns])
    np.add.at(effect, (design.indicator[columns], design.lead[columns]), coefficient[columns])
    np.add.at(added, design.indicator[columns], contribution[columns])
    if count == 0:
        return np.zeros(0), np.zeros(0, dtype=np.int64), np.zeros(0), added, by_lead
    lead = by_lead.argmax(axis=1)
    return (
        np.minimum(by_lead.sum(axis=1), 1.0),
        lead,
        effect[np.arange(count), lead],
        added,
        by_lead,
    )

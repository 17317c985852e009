"""What the level model learns from every item of a panel: the prior that each item is then read under."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from bongsu.core.forecasting.level_settings import LevelPrior, LevelSettings
from bongsu.core.forecasting.level_working import log_odds, own_evidence, working_model
from bongsu.core.panel.view import ItemView, PanelView
from bongsu.core.stats.level_average import SmallProblem, inclusion_of, small_problem

Array = NDArray[np.float64]
Integers = NDArray[np.int64]

T = TypeVar("T")
R = TypeVar("R")
Run = Callable[[Callable[[Any], Any], Iterable[Any]], list[Any]]
"""Where many independent pieces of work run: takes a function and its arguments, keeps the order."""


def in_turn(work: Callable[[T], R], pieces: Iterable[T]) -> list[R]:
    """Runs the pieces one after the other, here."""
    return [work(piece) for piece in pieces]


@dataclass(frozen=True, slots=True)
class _Screened:
    """One item as the passes need it: the columns that survived screening, and what is known of them."""

    view: ItemView
    problem: SmallProblem
    log_share: Array
    indicator: Integers
    group: Integers
    direction: Integers


def fit_prior(panel: PanelView, *, settings: LevelSettings | None = None, run: Run = in_turn) -> LevelPrior:
    """Learns the pooled prior of the level model from every item of a panel.

    First the hyper-parameters' prior, by expectation-maximisation over the items' evidence; then the
    inclusion rate of each kind of indicator, from averagings that begin under equal rates and go on under the
    rates that the one before taught. The columns are screened once, under equal rates.
    """
    settings = settings or LevelSettings()
    evidence = run(lambda view: own_evidence(view, settings), panel.items)
    grids = {view.item: own for view, own in zip(panel.items, evidence, strict=True)}
    prior = LevelPrior(_pool(evidence, settings), {}, {}, grids, settings)
    with_indicators = [
        view for view in panel.items if view.traits and view.length >= settings.minimum_with_indicators
    ]
    if not with_indicators or settings.inclusion_passes == 0:
        return prior
    equal = prior
    screened = run(lambda view: _screen(view, equal), with_indicators)
    for _ in range(settings.inclusion_passes):
        prior = _with_rates(prior, screened, run)
    return prior


def _screen(view: ItemView, prior: LevelPrior) -> _Screened:
    settings = prior.settings
    work = working_model(view, prior, prior.evidence[view.item])
    n = view.length
    problem = small_problem(
        work.weight,
        work.response,
        work.design.basis[:n],
        work.design.columns[:n],
        log_odds=log_odds(view, prior, work.log_share, work.design.indicator),
        always=work.is_jump,
        sigmas=work.sigmas,
        log_sigma_weight=work.log_sigma_weight,
        rho=work.rho,
        tau=settings.tau,
        keep=settings.screened_in_passes,
    )
    kept = problem.chosen
    return _Screened(
        view,
        problem,
        work.log_share[kept],
        work.design.indicator[kept],
        work.group[kept],
        work.direction[kept],
    )


def _inclusion(item: _Screened, prior: LevelPrior) -> Array:
    """Inclusion probability of each of the item's indicators under the rates learned so far [indicator]."""
    found = inclusion_of(
        item.problem,
        log_odds=log_odds(item.view, prior, item.log_share, item.indicator),
        group=item.group,
        direction=item.direction,
        softness=prior.settings.sign_softness,
        tau=prior.settings.tau,
    )
    here = item.indicator >= 0
    summed = np.bincount(item.indicator[here], found[here], minlength=len(item.view.traits))
    return np.asarray(np.minimum(summed, 1.0))


def _with_rates(prior: LevelPrior, items: Sequence[_Screened], run: Run) -> LevelPrior:
    """The prior with the inclusion rates that an averaging under it teaches."""
    sums: dict[str, list[float]] = {}
    own: dict[str, dict[str, tuple[float, int]]] = {}
    for item, inclusion in zip(items, run(lambda item: _inclusion(item, prior), items), strict=True):
        mine = own.setdefault(item.view.item, {})
        for trait, probability in zip(item.view.traits, inclusion, strict=True):
            total, number = mine.get(trait.kind, (0.0, 0))
            mine[trait.kind] = (total + float(probability), number + 1)
            sums.setdefault(trait.kind, []).append(float(probability))
    inclusion_of_kind = {kind: (math.fsum(found), len(found)) for kind, found in sums.items()}
    return replace(prior, inclusion=inclusion_of_kind, own=own)


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

"""The level model: detections as negative-binomial counts around an autoregressive latent level.

With indicators it averages over small subsets of indicator × lead columns (level-BMA); without, over recent
jumps of the level alone (history only). Hyper-parameters are pooled over the items of the panel by empirical
Bayes, so that a rare item borrows from the others. There are no random numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bongsu.core.forecasting import level_design as layout
from bongsu.core.forecasting.level_learning import Run, fit_prior, in_turn
from bongsu.core.forecasting.level_settings import LevelPrior, LevelSettings
from bongsu.core.forecasting.level_working import hyper_posterior, log_odds, own_evidence, working_model
from bongsu.core.panel.view import ItemView
from bongsu.core.stats.level_average import average

__all__ = [
    "LevelForecast",
    "LevelPrior",
    "LevelSettings",
    "Run",
    "fit_prior",
    "forecast_item",
    "hyper_posterior",
    "in_turn",
]

Array = NDArray[np.float64]


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
        elasticity, elasticity_deviation: of detections to what is looked at, learned from the item's counts.
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
    elasticity: float
    elasticity_deviation: float
    flags: tuple[str, ...] = ()


def forecast_item(view: ItemView, prior: LevelPrior) -> LevelForecast:
    """Forecasts one item under the pooled prior and the evidence that the item gave when that was learned.

    An item the prior has not seen gives its evidence now.
    """
    evidence = prior.evidence.get(view.item)
    return _forecast(view, prior, own_evidence(view, prior.settings) if evidence is None else evidence)


def _forecast(view: ItemView, prior: LevelPrior, evidence: Array) -> LevelForecast:
    settings = prior.settings
    n = view.length
    flags: list[str] = []
    if view.traits and n < settings.minimum_with_indicators:
        flags.append("history_too_short_for_indicators")
        view = view.without_indicators()
    work = working_model(view, prior, evidence)
    design, jumps = work.design, work.is_jump
    found = average(
        work.weight,
        work.response,
        design.basis[:n],
        design.basis[n:],
        design.columns[:n],
        design.columns[n:],
        log_odds=log_odds(view, prior, work.log_share, design.indicator),
        group=work.group,
        direction=work.direction,
        softness=settings.sign_softness,
        always=jumps,
        sigmas=work.sigmas,
        log_sigma_weight=work.log_sigma_weight,
        rho=work.rho,
        tau=settings.tau,
        keep=settings.screened,
        pairs_extended=settings.pairs_extended,
    )
    inclusion, lead, coefficient, contribution, by_lead = _by_indicator(
        view, design, found.inclusion, found.coefficient, found.coefficient * design.columns[n]
    )
    elasticity, deviation = layout.elasticity(found.fixed, found.fixed_variance)
    return LevelForecast(
        view.item,
        found.predictor + design.offset[n:],
        np.maximum(found.predictor_variance, 0.0),
        work.size,
        found.level,
        np.maximum(found.level_variance, 1e-12),
        found.smoothed,
        inclusion,
        lead,
        coefficient,
        contribution,
        by_lead,
        jump=float(min(found.inclusion[jumps].sum(), 1.0)),
        sigma=float((found.sigma_weight * work.sigmas).sum()),
        rho=work.rho,
        elasticity=elasticity,
        elasticity_deviation=deviation,
        flags=tuple(flags),
    )


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

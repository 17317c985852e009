"""The Gaussian working model of an item: hyper-parameters, weights, response, prior odds of the columns."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bongsu.core.forecasting import level_design as layout
from bongsu.core.forecasting.level_settings import LevelPrior, LevelSettings
from bongsu.core.panel.view import ItemView
from bongsu.core.stats.level_laplace import evidence_grid, mode

Array = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Working:
    """One item's working model at the mode of its level.

    Attributes:
        weight, response: of the Gaussian response; weight 0 where no count is known [time].
        sigmas, log_sigma_weight: mixture over the level's deviation; rho, size: the hyper-parameters kept.
        log_share: log of what lead, form and settings make of a column's prior odds [column]; see `log_odds`.
        group: indicator of each column, a jump being one of its own; direction: its expected sign.
    """

    design: layout.Design
    weight: Array
    response: Array
    sigmas: Array
    log_sigma_weight: Array
    rho: float
    size: float
    log_share: Array
    group: Integers
    direction: Integers

    @property
    def is_jump(self) -> NDArray[np.bool_]:
        return self.design.indicator < 0


def own_evidence(view: ItemView, settings: LevelSettings) -> Array:
    """Log evidence of the item's counts over the grid [sigma, rho, size]."""
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
    evidence = own_evidence(view, prior.settings)
    if int((~np.isnan(view.counts)).sum()) < prior.settings.minimum_own_evidence:
        evidence = np.zeros_like(evidence)
    log_posterior = np.log(prior.grid) + evidence
    posterior = np.exp(log_posterior - log_posterior.max())
    return np.asarray(posterior / posterior.sum())


def working_model(view: ItemView, prior: LevelPrior, evidence: Array) -> Working:
    """The item's working model under the pooled prior and its own evidence."""
    settings = prior.settings
    if view.length < settings.minimum_own_evidence:
        evidence = np.zeros_like(evidence)
    log_posterior = np.log(prior.grid) + evidence
    posterior = np.exp(log_posterior - log_posterior.max())
    b, c = np.unravel_index(int(posterior.sum(axis=0).argmax()), posterior.shape[1:])
    rho, size = settings.rhos[int(b)], settings.sizes[int(c)]
    along_sigma = prior.grid[:, b, c] * np.exp(evidence[:, b, c] - evidence[:, b, c].max())
    strongest = np.sort(np.argsort(-along_sigma, kind="stable")[: settings.mixture])
    design = layout.design(view)
    # Without indicators a filter that trusts single counts more follows the level faster.
    filter_size = size if (design.indicator >= 0).any() else size * settings.history_size_factor
    weight, response = _working_response(
        view, design, float(settings.sigmas[int(along_sigma.argmax())]), rho, filter_size
    )
    signs = np.array([trait.sign for trait in view.traits] + [0], dtype=np.int64)
    return Working(
        design,
        weight,
        response,
        np.array(settings.sigmas)[strongest],
        np.log(prior.grid[strongest, b, c]),
        float(rho),
        float(size),
        _log_share(view, design, settings),
        np.where(design.indicator < 0, view.indicators.shape[1] + design.lead, design.indicator),
        signs[design.indicator],  # a jump's −1 takes the last one
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


def _log_share(view: ItemView, design: layout.Design, settings: LevelSettings) -> Array:
    """Log prior odds of every column, but for its indicator's own: the share of its lead and form."""
    share = np.full(design.indicator.shape[0], math.log(settings.jump_odds))
    here = design.indicator >= 0
    if here.any():
        indicator = design.indicator[here]
        weight = layout.LEAD_PRIOR[np.minimum(design.lead[here], layout.LEAD_PRIOR.shape[0] - 1)]
        # Every lead has a column of each form, so that the shares of an indicator's columns sum to one.
        total = np.bincount(indicator, weight, minlength=len(view.traits))
        share[here] = np.log(settings.odds_lift * weight / total[indicator])
    return share


def log_odds(view: ItemView, prior: LevelPrior, log_share: Array, indicator: Integers) -> Array:
    """Log prior odds of columns: what their indicator's kind has learned, and the share of lead and form.

    Args:
        indicator: of each column, −1 for a jump.
    """
    rate = np.array([prior.rate(trait.kind, view.item) for trait in view.traits] + [0.5])
    return np.asarray(log_share + np.log(rate / (1.0 - rate))[indicator])

"""What the level model expects of periods whose counts it was not shown: a joint distribution of them all.

The model is the one of `level_model`, without indicators: periods left out stand in the series as unknown
counts, so that their linear predictor has a joint posterior under every combination of hyper-parameters.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solve_triangular

from bongsu.core.forecasting import level_design as layout
from bongsu.core.forecasting.level_model import LevelPrior, hyper_posterior
from bongsu.core.panel.view import HORIZON, ItemView
from bongsu.core.stats.level_laplace import mode

Array = NDArray[np.float64]

COMBINATIONS = 8


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A mixture of Gaussians of the log mean count in the periods left out, exposure and season included.

    Attributes:
        weight: of each combination of hyper-parameters, adding up to 1 [combination].
        log_mean: [combination, period]; covariance: [combination, period, period].
        size: negative-binomial size of the counts under each combination [combination].
    """

    weight: Array
    log_mean: Array
    covariance: Array
    size: Array

    def draws(self, rng: np.random.Generator, *, number: int, inflation: float = 1.0) -> tuple[Array, Array]:
        """Log means drawn jointly, in antithetic pairs [combination, draw, period], and [combination, draw]
        weights that add up to 1.

        Args:
            number: of draws a combination, even; inflation: what the covariance is multiplied by.
        """
        combinations, periods = self.log_mean.shape
        half = rng.standard_normal((combinations, number // 2, periods))
        normal = np.concatenate([half, -half], axis=1) * np.sqrt(inflation)
        root = np.linalg.cholesky(self.covariance + 1e-10 * np.eye(periods))
        drawn = self.log_mean[:, None, :] + np.einsum("cpq,cdq->cdp", root, normal)
        weight = np.repeat(self.weight[:, None] / normal.shape[1], normal.shape[1], axis=1)
        return drawn, weight


def up_to(view: ItemView, length: int) -> ItemView:
    """The view's first `length` periods, with what is known of the exposure and calendar just after them."""
    ahead = length + HORIZON
    return replace(
        view.without_indicators(),
        counts=view.counts[:length],
        completeness=view.completeness[:length],
        log_exposure=view.log_exposure[:ahead],
        holiday=view.holiday[:ahead],
        indicators=view.indicators[: view.lead_rows + length, :0],
        operation=None if view.operation is None else view.operation[:ahead],
    )


def leave_out(
    view: ItemView,
    first: int,
    prior: LevelPrior,
    *,
    log_exposure: Array | None = None,
    posterior: Array | None = None,
) -> LeftOut:
    """The joint expectation of the periods from row `first` to the end of the view, fitted to those before.

    Their own operation column is taken as 0: what is expected is a period without an operation.

    Args:
        log_exposure: of the periods left out [period]; what was done in them where None.
        posterior: `posterior_before` of the same view, where it is known already.

    Raises:
        ValueError: no count before `first` is known.

    The covariance is C_ww − C_wk (C_kk + W⁻¹)⁻¹ C_kw at the mode of the Laplace approximation (Rasmussen &
    Williams 2006, eq. 3.24), C the prior covariance of fixed effects and level, W the observed information.
    """
    n = view.length
    periods = np.arange(n)
    window = periods >= first
    known = ~np.isnan(view.counts) & ~window
    if not known.any():
        raise ValueError(f"expected known counts of {view.item} before the row {first}, found none")
    hidden = _hidden(view, first)
    if posterior is None:
        posterior = hyper_posterior(hidden, prior)
    if log_exposure is not None:
        hidden = replace(hidden, log_exposure=_with(view, first, log_exposure))
    flat = np.argsort(-posterior, axis=None, kind="stable")[:COMBINATIONS]
    weight = posterior.ravel()[flat]
    settings = prior.settings
    offset, basis = layout.offsets(hidden)[:n], layout.fixed_effects(hidden)[:n]
    distance = np.abs(periods[:, None] - periods[None, :])
    log_mean, covariance = np.empty((flat.size, n - first)), np.empty((flat.size, n - first, n - first))
    sizes = np.empty(flat.size)
    for row, (a, b, c) in enumerate(zip(*np.unravel_index(flat, posterior.shape), strict=True)):
        sigma, rho, size = settings.sigmas[int(a)], settings.rhos[int(b)], settings.sizes[int(c)]
        linear = mode(hidden.counts, known, offset, basis, sigma=sigma, rho=rho, size=size)
        ratio = np.exp(linear + offset)
        ratio = ratio / (ratio + size)
        root = np.sqrt((view.counts[known] + size) * (ratio * (1.0 - ratio))[known])
        prior_covariance = basis @ basis.T + sigma**2 * rho**distance
        inner = prior_covariance[np.ix_(known, known)] * root[:, None] * root[None, :]
        inner[np.diag_indices_from(inner)] += 1.0
        cross = root[:, None] * prior_covariance[np.ix_(known, window)]
        half = solve_triangular(np.linalg.cholesky(inner), cross, lower=True)
        log_mean[row] = (linear + offset)[window]
        covariance[row] = prior_covariance[np.ix_(window, window)] - half.T @ half
        sizes[row] = size
    return LeftOut(weight / weight.sum(), log_mean, covariance, sizes)


def posterior_before(view: ItemView, first: int, prior: LevelPrior) -> Array:
    """Posterior weight of each (sigma, rho, size) given the counts before row `first`."""
    return hyper_posterior(_hidden(view, first), prior)


def _hidden(view: ItemView, first: int) -> ItemView:
    counts = view.counts.copy()
    counts[first:] = np.nan
    return replace(view.without_indicators(), counts=counts, operation=_before(view, first))


def _with(view: ItemView, first: int, exposure: Array) -> Array:
    changed = view.log_exposure.copy()
    changed[first : first + exposure.shape[0]] = exposure
    return changed


def _before(view: ItemView, first: int) -> Array | None:
    """Operations before the window; None where there was none."""
    if view.operation is None or not view.operation[:first].any():
        return None
    past = view.operation.copy()
    past[first:] = 0.0
    return past

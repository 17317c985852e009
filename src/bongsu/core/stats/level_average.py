"""Bayesian averaging over small subsets of candidate columns in a latent-level count model.

At the mode of the level model the counts are replaced by a Gaussian working response z with weights W.
Given the level's hyper-parameters, z ~ N(0, V) with V = B B' + Σ(sigma, rho) + W⁻¹, and all that is needed of
the data are products with V⁻¹ (`level_products`). The columns are screened on their single Bayes factors;
`subset_moments` averages over the subsets of the kept ones and `level_ahead` looks ahead, at each sigma of a
small mixture.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bongsu.core.stats.level_ahead import look_ahead
from bongsu.core.stats.level_products import (
    information_matrix,
    pack_lower,
    screen,
    unpack_lower,
    weighted_products,
)
from bongsu.core.stats.subset_moments import subset_moments

Array = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

LEAST_SIGMA_WEIGHT = 1e-4
"""A sigma whose weight after screening is smaller than this is left out of the mixture."""


class LevelAverage(NamedTuple):
    """The level model averaged over subsets of columns and over sigma.

    Attributes:
        inclusion: probability that a column belongs to the model [column].
        coefficient: mean of each column's coefficient, 0 where it is left out [column].
        predictor, predictor_variance: linear predictor, fixed effects included, ahead [h].
        level, level_variance: autoregressive level plus columns, fixed effects left out, ahead [h].
        smoothed: autoregressive level plus columns in sample [time].
        fixed, fixed_variance: of the fixed effects, in units of their prior standard deviations [p].
        sigma_weight: posterior weight of each sigma.
    """

    inclusion: Array
    coefficient: Array
    predictor: Array
    predictor_variance: Array
    level: Array
    level_variance: Array
    smoothed: Array
    fixed: Array
    fixed_variance: Array
    sigma_weight: Array


class SmallProblem(NamedTuple):
    """All that the inclusion probabilities of the columns that survived screening depend on.

    Attributes:
        chosen: which columns these are [kept].
        log_empty: log evidence of the empty subset at each sigma that is left [sigma].
        score: x'V⁻¹z [sigma, kept]; information: lower triangle of X'V⁻¹X, row by row [sigma, triangle].
    """

    chosen: Integers
    log_empty: Array
    score: Array
    information: Array


class _Screened(NamedTuple):
    """Every column seen alone, and the best of them; see `level_products.screen` for the other fields."""

    heads: Array
    scale: Array
    multiplier: Array
    parts: Array
    complement: Array
    toward: Array
    cross: Array
    log_empty: Array
    left: Integers
    chosen: Integers
    columns: Array


def average(
    weight: Array,
    response: Array,
    basis: Array,
    basis_ahead: Array,
    columns: Array,
    columns_ahead: Array,
    *,
    log_odds: Array,
    group: Integers,
    direction: Integers,
    softness: float,
    always: Flags,
    sigmas: Array,
    log_sigma_weight: Array,
    rho: float,
    tau: float,
    keep: int,
    pairs_extended: int,
    least_sigma_weight: float = LEAST_SIGMA_WEIGHT,
) -> LevelAverage:
    """Averages the level model over subsets of columns and over sigma.

    Args:
        weight, response: working weights (0 where the count is not known) and response z [time].
        basis, basis_ahead: fixed effects times their prior standard deviations [time, p] and ahead [h, p].
        columns, columns_ahead: candidates [time, column] and ahead [h, column].
        log_odds: log prior odds of each column. group: indicator of each column; two columns of one group in
            a subset cost two in log odds. direction: expected sign +1, −1 or 0 of each column's coefficient.
        softness: in [0, 1]; 0 ignores the expected signs, 1 forbids the others.
        always: columns that screening may not drop.
        sigmas, log_sigma_weight: mixture over the level's standard deviation; rho: its autocorrelation.
        tau: prior standard deviation of a coefficient.
        keep: number of columns kept by screening on single Bayes factors.
        pairs_extended: number of best pairs extended to triples.
        least_sigma_weight: sigmas that weigh less after screening are left out.
    """
    (n, p), horizons, mixture = basis.shape, basis_ahead.shape[0], sigmas.shape[0]
    found = _screened(
        weight, response, basis, columns, log_odds, always, sigmas, log_sigma_weight, rho, tau, keep,
        least_sigma_weight,
    )  # fmt: skip
    chosen = found.chosen
    kept = chosen.shape[0]
    small_ahead = np.ascontiguousarray(columns_ahead[:, chosen])
    odds, kind, sign = log_odds[chosen], group[chosen], direction[chosen]
    plain = weighted_products(weight, found.columns)
    information, product = np.empty((kept, kept)), np.empty((kept, kept))
    square, last = np.empty(kept), np.empty(kept)
    inclusion, coefficient = np.zeros((mixture, kept)), np.zeros((mixture, kept))
    ahead, smoothed = np.zeros((mixture, 4, horizons)), np.zeros((mixture, n))
    fixed = np.zeros((mixture, 2, p))
    log_total = np.full(mixture, -np.inf)
    for s in found.left:
        gains = found.cross[s, :p]
        information_matrix(
            weight, found.scale[s], found.multiplier[s], gains, found.columns, plain, information, last
        )
        log_total[s] = found.log_empty[s] + subset_moments(
            information, found.cross[s, p], odds, kind, sign, softness, 1.0 / (tau * tau), pairs_extended,
            inclusion[s], coefficient[s], square, product,
        )  # fmt: skip
        look_ahead(
            weight, found.heads, sigmas[s], rho, found.scale[s], found.multiplier[s], found.parts[s],
            found.complement[s], found.toward[s], gains, last, found.columns, basis_ahead, small_ahead,
            coefficient[s], square, product, ahead[s], smoothed[s], fixed[s],
        )  # fmt: skip
    return _mixed(log_total, chosen, columns.shape[1], inclusion, coefficient, ahead, smoothed, fixed)


def small_problem(
    weight: Array,
    response: Array,
    basis: Array,
    columns: Array,
    *,
    log_odds: Array,
    always: Flags,
    sigmas: Array,
    log_sigma_weight: Array,
    rho: float,
    tau: float,
    keep: int,
    least_sigma_weight: float = LEAST_SIGMA_WEIGHT,
) -> SmallProblem:
    """Screens the columns as `average` does, for `inclusion_of` under one or several prior odds."""
    p = basis.shape[1]
    found = _screened(
        weight, response, basis, columns, log_odds, always, sigmas, log_sigma_weight, rho, tau, keep,
        least_sigma_weight,
    )  # fmt: skip
    kept = found.chosen.shape[0]
    plain = weighted_products(weight, found.columns)
    full, last = np.empty((kept, kept)), np.empty(kept)
    information = np.empty((found.left.shape[0], kept * (kept + 1) // 2))
    for row, s in enumerate(found.left):
        gains = found.cross[s, :p]
        information_matrix(
            weight, found.scale[s], found.multiplier[s], gains, found.columns, plain, full, last
        )
        pack_lower(full, information[row])
    return SmallProblem(found.chosen, found.log_empty[found.left], found.cross[found.left, p], information)


def inclusion_of(
    problem: SmallProblem, *, log_odds: Array, group: Integers, direction: Integers, softness: float,
    tau: float,
) -> Array:  # fmt: skip
    """Inclusion probabilities of the chosen columns over subsets of up to two of them [kept].

    Args:
        log_odds, group, direction: of the chosen columns; the others as in `average`.
    """
    kept = problem.chosen.shape[0]
    full, product = np.empty((kept, kept)), np.empty((kept, kept))
    mean, square = np.empty(kept), np.empty(kept)
    inclusion, log_total = np.empty(problem.score.shape), np.empty(problem.score.shape[0])
    for s in range(problem.score.shape[0]):
        unpack_lower(problem.information[s], full)
        log_total[s] = problem.log_empty[s] + subset_moments(
            full, problem.score[s], log_odds, group, direction, softness, 1.0 / (tau * tau), 0,
            inclusion[s], mean, square, product,
        )  # fmt: skip
    share = np.exp(log_total - log_total.max())
    return np.asarray(share @ inclusion / share.sum())


def _screened(
    weight: Array, response: Array, basis: Array, columns: Array, log_odds: Array, always: Flags,
    sigmas: Array, log_sigma_weight: Array, rho: float, tau: float, keep: int, least_sigma_weight: float,
) -> _Screened:  # fmt: skip
    (n, p), count, mixture = basis.shape, columns.shape[1], sigmas.shape[0]
    heads = np.empty((p + 1, n))
    heads[:p] = basis.T
    heads[p] = response
    columns = np.ascontiguousarray(columns)
    scale, multiplier = np.empty((mixture, n)), np.empty((mixture, n))
    parts, complement = np.empty((mixture, p + 1, n)), np.empty((mixture, p, p))
    toward, cross = np.empty((mixture, p, 1)), np.empty((mixture, p + 1, count))
    log_empty, sigma_weight, merit = np.empty(mixture), np.empty(mixture), np.empty(count)
    screen(
        weight, heads, columns, log_odds, sigmas, log_sigma_weight, rho, 1.0 / (tau * tau),
        scale, multiplier, parts, complement, toward, cross, log_empty, sigma_weight, merit,
    )  # fmt: skip
    chosen = np.sort(np.argsort(-np.where(always, np.inf, merit), kind="stable")[:keep])
    return _Screened(
        heads,
        scale,
        multiplier,
        parts,
        complement,
        toward,
        np.ascontiguousarray(cross[:, :, chosen]),
        log_empty,
        np.flatnonzero(sigma_weight >= least_sigma_weight),
        chosen,
        np.ascontiguousarray(columns[:, chosen]),
    )


def _mixed(
    log_total: Array, chosen: Integers, count: int, inclusion: Array, coefficient: Array, ahead: Array,
    smoothed: Array, fixed: Array,
) -> LevelAverage:  # fmt: skip
    """Averages over sigma, the first axis, what was found at each."""
    share = np.exp(log_total - log_total.max())
    share /= share.sum()
    all_inclusion, all_coefficient = np.zeros(count), np.zeros(count)
    all_inclusion[chosen] = share @ inclusion
    all_coefficient[chosen] = share @ coefficient
    mean = np.einsum("s,smh->mh", share, ahead)
    gap = ahead - mean
    predictor, level = ahead[:, 1] + gap[:, 0] ** 2, ahead[:, 3] + gap[:, 2] ** 2
    effects = share @ fixed[:, 0]
    return LevelAverage(
        all_inclusion,
        all_coefficient,
        mean[0],
        share @ predictor,
        mean[2],
        share @ level,
        share @ smoothed,
        effects,
        share @ (fixed[:, 1] + (fixed[:, 0] - effects) ** 2),
        share,
    )

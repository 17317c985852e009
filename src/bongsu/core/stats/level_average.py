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
from bongsu.core.stats.level_products import information_matrix, screen, weighted_products
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
        sigma_weight: posterior weight of each sigma.
    """

    inclusion: Array
    coefficient: Array
    predictor: Array
    predictor_variance: Array
    level: Array
    level_variance: Array
    smoothed: Array
    sigma_weight: Array


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
    n, p = basis.shape
    count, mixture, horizons = columns.shape[1], sigmas.shape[0], basis_ahead.shape[0]
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
    kept = chosen.shape[0]
    small, small_ahead = (
        np.ascontiguousarray(columns[:, chosen]),
        np.ascontiguousarray(columns_ahead[:, chosen]),
    )
    small_cross = np.ascontiguousarray(cross[:, :, chosen])
    odds, kind, sign = log_odds[chosen], group[chosen], direction[chosen]
    plain = weighted_products(weight, small)
    information, product = np.empty((kept, kept)), np.empty((kept, kept))
    square, last = np.empty(kept), np.empty(kept)
    inclusion, coefficient = np.zeros((mixture, kept)), np.zeros((mixture, kept))
    ahead, smoothed = np.zeros((mixture, 4, horizons)), np.zeros((mixture, n))
    log_total = np.full(mixture, -np.inf)
    for s in np.flatnonzero(sigma_weight >= least_sigma_weight):
        gains = small_cross[s, :p]
        information_matrix(weight, scale[s], multiplier[s], gains, small, plain, information, last)
        log_total[s] = log_empty[s] + subset_moments(
            information, small_cross[s, p], odds, kind, sign, softness, 1.0 / (tau * tau), pairs_extended,
            inclusion[s], coefficient[s], square, product,
        )  # fmt: skip
        look_ahead(
            weight, heads, sigmas[s], rho, scale[s], multiplier[s], parts[s], complement[s], toward[s], gains,
            last, small, basis_ahead, small_ahead, coefficient[s], square, product, ahead[s], smoothed[s],
        )  # fmt: skip
    return _mixed(log_total, chosen, count, inclusion, coefficient, ahead, smoothed)


def _mixed(
    log_total: Array, chosen: Integers, count: int, inclusion: Array, coefficient: Array, ahead: Array,
    smoothed: Array,
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
    return LevelAverage(
        all_inclusion,
        all_coefficient,
        mean[0],
        share @ predictor,
        mean[2],
        share @ level,
        share @ smoothed,
        share,
    )

"""Bayesian averaging over small subsets of candidate columns in a latent-level count model.

At the mode of the level model the counts are replaced by a Gaussian working response z with weights W.
Given the level's hyper-parameters, z ~ N(0, V) with V = B B' + Σ(sigma, rho) + W⁻¹. Whatever the subset of
candidate columns X, all that is needed of the data are products x'V⁻¹y of columns and response. With
M = W − W (Q+W)⁻¹ W, where Q is the tridiagonal precision of the level, and S = I + B'MB,

    x'V⁻¹y = x'My − x'MB S⁻¹ B'My,     x'My = x'Wy − (D^−½ L⁻¹ Wx)'(D^−½ L⁻¹ Wy),     Q + W = L D L',

so that one elimination along time gives them all in linear time. The columns are screened on their single
Bayes factors; `subset_moments` averages over the subsets of the kept ones, under a small mixture over sigma.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from bongsu.core.stats.level_precision import (
    back_substitute,
    backward_solve,
    cholesky,
    cholesky_solve,
    eliminate,
    factor,
    forward_solve,
)
from bongsu.core.stats.subset_moments import subset_moments
from bongsu.core.stats.vector_math import FAST, exp, log

Array = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

LEAST_SIGMA_WEIGHT = 0.005
"""A sigma whose weight after screening is smaller than this is left out of the mixture."""
BLOCK = 4


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


@njit(cache=True, nogil=True, fastmath=FAST)
def add_products(left: Array, right: Array, sign: float, lower: bool, target: Array) -> None:
    """target += sign · left' right for left [BLOCK, a] and right [BLOCK, b]; target [a, b].

    Four rows at a time, so that the target is read and written once for four products. `lower` leaves out what
    lies well above the diagonal.
    """
    count = target.shape[1]
    for a in range(target.shape[0]):
        l0, l1, l2, l3 = sign * left[0, a], sign * left[1, a], sign * left[2, a], sign * left[3, a]
        end = min(count, (a // 16 + 1) * 16) if lower else count
        for b in range(end):
            target[a, b] += l0 * right[0, b] + l1 * right[1, b] + l2 * right[2, b] + l3 * right[3, b]


@njit(cache=True, nogil=True, fastmath=FAST)
def add_squares(right: Array, sign: float, target: Array) -> None:
    """target += sign · the column sums of squares of right [BLOCK, b]; target [b]."""
    for b in range(target.shape[0]):
        r0, r1, r2, r3 = right[0, b], right[1, b], right[2, b], right[3, b]
        target[b] += sign * (r0 * r0 + r1 * r1 + r2 * r2 + r3 * r3)


@njit(cache=True, nogil=True, fastmath=FAST)
def weigh_block(start: int, weight: Array, columns: Array, block: Array) -> None:
    """Fills `block` [BLOCK, column] with √w x of the periods from `start`; 0 after the last period."""
    n, count = columns.shape
    for r in range(BLOCK):
        i = min(start + r, n - 1)
        root = math.sqrt(weight[i]) if start + r < n else 0.0
        for c in range(count):
            block[r, c] = root * columns[i, c]


@njit(cache=True, nogil=True, fastmath=FAST)
def eliminate_block(
    start: int, weight: Array, scale: Array, multiplier: Array, columns: Array, state: Array, block: Array
) -> None:
    """Fills `block` with D^−½ L⁻¹ W x of the periods from `start`; `state` [column] carries L⁻¹ W x onwards."""
    n, count = columns.shape
    for r in range(BLOCK):
        i = start + r
        if i < n:
            w, m, d = weight[i], multiplier[i], scale[i]
            for c in range(count):
                state[c] = w * columns[i, c] - m * state[c]
                block[r, c] = d * state[c]
        else:
            for c in range(count):
                block[r, c] = 0.0


@njit(cache=True, nogil=True, fastmath=FAST)
def head_block(start: int, factors: Array, heads: Array, block: Array) -> None:
    """Fills `block` [BLOCK, head] with factor × heads [head, time] of the periods from `start`."""
    number, n = heads.shape
    for r in range(BLOCK):
        i = min(start + r, n - 1)
        factor_i = factors[i] if start + r < n else 0.0
        for a in range(number):
            block[r, a] = factor_i * heads[a, i]


@njit(cache=True, nogil=True, fastmath=FAST)
def plain_products(weight: Array, heads: Array, columns: Array, cross: Array, own: Array) -> None:
    """heads' W columns [head, column] and the diagonal of columns' W columns [column].

    Args:
        heads: fixed effects, then the response, one per row [head, time]; columns: [time, column].
    """
    n, count = columns.shape
    left, right = np.empty((BLOCK, heads.shape[0])), np.empty((BLOCK, count))
    root = np.sqrt(weight)
    for start in range(0, n, BLOCK):
        weigh_block(start, weight, columns, right)
        head_block(start, root, heads, left)
        add_products(left, right, 1.0, False, cross)
        add_squares(right, 1.0, own)


@njit(cache=True, nogil=True, fastmath=FAST)
def reduce_heads(
    weight: Array, heads: Array, sigma: float, rho: float, scale: Array, multiplier: Array, parts: Array,
    complement: Array, toward: Array,
) -> float:  # fmt: skip
    """Eliminates the heads and factors S = I + B'MB; returns the log evidence of the empty subset.

    Fills `scale` and `multiplier` (see `factor`), `parts` = D^−½ L⁻¹ W heads [head, time], `complement` = the
    Cholesky factor of S [p, p] and `toward` = its inverse times B'Mz [p].
    """
    number, n = heads.shape
    p = number - 1
    logdet = factor(weight, sigma, rho, scale, multiplier)
    for a in range(number):
        for i in range(n):
            parts[a, i] = weight[i] * heads[a, i]
    eliminate(scale, multiplier, parts)
    residual = 0.0
    for a in range(number):
        for b in range(a + 1):
            total = 0.0
            for i in range(n):
                total += weight[i] * heads[a, i] * heads[b, i] - parts[a, i] * parts[b, i]
            if a < p:
                complement[a, b] = total + (1.0 if a == b else 0.0)
            elif b < p:
                toward[b, 0] = total
            else:
                residual = total
    logdet += cholesky(complement)
    forward_solve(complement, toward)
    for q in range(p):
        residual -= toward[q, 0] * toward[q, 0]
    return -0.5 * (logdet + residual)


@njit(cache=True, nogil=True, fastmath=FAST)
def column_products(
    weight: Array, scale: Array, multiplier: Array, parts: Array, complement: Array, toward: Array,
    columns: Array, cross: Array, own: Array,
) -> None:  # fmt: skip
    """Turns `plain_products` into products with V⁻¹, at the sigma of `reduce_heads`.

    `cross` becomes the columns' gains L_S⁻¹ B'Mx in its first p rows and their score x'V⁻¹z in its last one;
    `own` the diagonal of their information x'V⁻¹x.
    """
    n, count = columns.shape
    p = complement.shape[0]
    left, right, state = np.empty((BLOCK, p + 1)), np.empty((BLOCK, count)), np.zeros(count)
    ones = np.ones(n)
    for start in range(0, n, BLOCK):
        eliminate_block(start, weight, scale, multiplier, columns, state, right)
        head_block(start, ones, parts, left)
        add_products(left, right, -1.0, False, cross)
        add_squares(right, -1.0, own)
    forward_solve(complement, cross[:p])
    for q in range(p):
        for c in range(count):
            own[c] -= cross[q, c] * cross[q, c]
            cross[p, c] -= toward[q, 0] * cross[q, c]


@njit(cache=True, nogil=True, fastmath=FAST)
def information_matrix(
    weight: Array, scale: Array, multiplier: Array, gains: Array, columns: Array, plain: Array,
    information: Array, last: Array,
) -> None:  # fmt: skip
    """Fills X'V⁻¹X [column, column] from X'WX (lower triangle), and `last` with the end of D^−½ L⁻¹ W X."""
    n, count = columns.shape
    block, state = np.zeros((BLOCK, count)), np.zeros(count)
    for j in range(count):
        for k in range(count):
            information[j, k] = plain[j, k]
    for start in range(0, n, BLOCK):
        eliminate_block(start, weight, scale, multiplier, columns, state, block)
        add_products(block, block, -1.0, True, information)
    for j in range(count):
        last[j] = scale[n - 1] * state[j]
    for start in range(0, gains.shape[0], BLOCK):
        for r in range(BLOCK):
            for j in range(count):
                block[r, j] = gains[start + r, j] if start + r < gains.shape[0] else 0.0
        add_products(block, block, -1.0, True, information)
    for j in range(count):
        for k in range(j):
            information[k, j] = information[j, k]


@njit(cache=True, nogil=True)
def largest(values: Array, number: int) -> Integers:
    """Positions of the `number` largest values, ascending; among equals the earlier ones."""
    order = np.argsort(-values, kind="mergesort")
    return np.sort(order[:number])


@njit(cache=True, nogil=True, fastmath=FAST)
def merits(
    own: Array, cross: Array, log_odds: Array, kappa: float, sigma_weight: Array, merit: Array
) -> None:
    """Log of each column's Bayes factor averaged over sigma, times its prior odds [column].

    `sigma_weight` holds the log weights of the empty subset on entry; on return the share of each sigma when
    the single columns are counted too.
    """
    mixture, count = own.shape
    p = cross.shape[1] - 1
    top = sigma_weight[0]
    for s in range(mixture):
        top = max(top, sigma_weight[s])
    for s in range(mixture):
        sigma_weight[s] = math.exp(sigma_weight[s] - top)
    log_factor = np.empty((mixture, count))
    for s in range(mixture):
        for c in range(count):
            total = own[s, c] + kappa
            log_factor[s, c] = 0.5 * (log(kappa / total) + cross[s, p, c] * cross[s, p, c] / total)
    with_singles = sigma_weight.copy()
    whole = sigma_weight.sum()
    for c in range(count):
        best = log_factor[0, c]
        for s in range(1, mixture):
            best = max(best, log_factor[s, c])
        total = 0.0
        for s in range(mixture):
            part = sigma_weight[s] * exp(log_factor[s, c] - best)
            total += part
        merit[c] = best + log(total / whole) + log_odds[c]
        for s in range(mixture):
            with_singles[s] += sigma_weight[s] * exp(min(log_factor[s, c] + log_odds[c], 600.0))
    whole = with_singles.sum()
    for s in range(mixture):
        sigma_weight[s] = with_singles[s] / whole


@njit(cache=True, nogil=True, fastmath=FAST)
def responses(
    rho: float, scale_last: float, basis_ahead: Array, columns_ahead: Array, parts_last: Array, effects: Array,
    last: Array, predictor: Array, level: Array,
) -> None:  # fmt: skip
    """How the forecasts answer to the response z (column 0) and to the coefficient of each column (the others).

    Args:
        parts_last: end of D^−½ L⁻¹ W B [p]; effects: S⁻¹ B'M of z and the columns [p, 1 + column].
        last: end of D^−½ L⁻¹ W of z and the columns [1 + column].
        predictor, level: filled [h, 1 + column].
    """
    horizons, p = basis_ahead.shape
    power = 1.0
    for h in range(horizons):
        power *= rho
        for c in range(last.shape[0]):
            carried, fixed = last[c], 0.0
            for q in range(p):
                carried -= parts_last[q] * effects[q, c]
                fixed += basis_ahead[h, q] * effects[q, c]
            carried *= power * scale_last
            if c == 0:
                level[h, c] = carried
                predictor[h, c] = carried + fixed
            else:
                level[h, c] = columns_ahead[h, c - 1] - carried
                predictor[h, c] = level[h, c] - fixed


@njit(cache=True, nogil=True, fastmath=FAST)
def base_variances(
    sigma: float, rho: float, scale_last: float, basis_ahead: Array, parts_last: Array, complement: Array,
    predictor: Array, level: Array,
) -> None:  # fmt: skip
    """Posterior variances ahead when the columns' coefficients are known [h]."""
    horizons, p = basis_ahead.shape
    toward, answer = np.empty(p), np.empty(p)
    power = 1.0
    for h in range(horizons):
        power *= rho
        reach = power * scale_last
        spread = reach * reach + sigma * sigma * (1.0 - power * power)
        for with_fixed in range(2):
            for q in range(p):
                toward[q] = with_fixed * basis_ahead[h, q] - reach * parts_last[q]
                answer[q] = toward[q]
            cholesky_solve(complement, answer)
            total = spread
            for q in range(p):
                total += toward[q] * answer[q]
            if with_fixed:
                predictor[h] = total
            else:
                level[h] = total


@njit(cache=True, nogil=True, fastmath=FAST)
def moments_ahead(
    response: Array, base: Array, coefficient: Array, square: Array, mean: Array, variance: Array
) -> None:
    """Mean and variance ahead from the averaged moments of the coefficients [h]; see `responses`."""
    count = coefficient.shape[0]
    for h in range(response.shape[0]):
        shift, spread = 0.0, 0.0
        for j in range(count):
            shift += response[h, 1 + j] * coefficient[j]
            row = 0.0
            for k in range(count):
                row += square[j, k] * response[h, 1 + k]
            spread += row * response[h, 1 + j]
        mean[h] = response[h, 0] + shift
        variance[h] = base[h] + spread - shift * shift


@njit(cache=True, nogil=True, fastmath=FAST)
def smooth(
    weight: Array, heads: Array, scale: Array, multiplier: Array, columns: Array, coefficient: Array,
    effects: Array, smoothed: Array,
) -> None:  # fmt: skip
    """Autoregressive level given the averaged coefficients, plus the columns [time]."""
    n, count = columns.shape
    p = heads.shape[0] - 1
    rest = np.empty((1, n))
    for i in range(n):
        total = 0.0
        for j in range(count):
            total += columns[i, j] * coefficient[j]
        smoothed[i] = total
        rest[0, i] = heads[p, i] - total
    for q in range(p):
        effect = effects[q, 0]
        for j in range(count):
            effect -= effects[q, 1 + j] * coefficient[j]
        for i in range(n):
            rest[0, i] -= effect * heads[q, i]
    for i in range(n):
        rest[0, i] *= weight[i]
    eliminate(scale, multiplier, rest)
    back_substitute(scale, multiplier, rest[0])
    for i in range(n):
        smoothed[i] += rest[0, i]


@njit(cache=True, nogil=True, fastmath=FAST)
def _average(
    weight: Array, heads: Array, basis_ahead: Array, columns: Array, columns_ahead: Array, log_odds: Array,
    group: Integers, direction: Integers, softness: float, always: Flags, sigmas: Array,
    log_sigma_weight: Array, rho: float, kappa: float, keep: int, pairs_extended: int,
    least_sigma_weight: float,
) -> tuple[Array, Array, Array, Array, Array, Array, Array, Array]:  # fmt: skip
    number, n = heads.shape
    p, count, horizons, mixture = number - 1, columns.shape[1], basis_ahead.shape[0], sigmas.shape[0]

    # Every column alone, at every sigma.
    scale, multiplier = np.empty((mixture, n)), np.empty((mixture, n))
    parts, complement = np.empty((mixture, number, n)), np.empty((mixture, p, p))
    toward = np.empty((mixture, p, 1))
    plain_cross, plain_own = np.zeros((number, count)), np.zeros(count)
    cross, own = np.empty((mixture, number, count)), np.empty((mixture, count))
    log_empty, sigma_weight, merit = np.empty(mixture), np.empty(mixture), np.empty(count)
    plain_products(weight, heads, columns, plain_cross, plain_own)
    for s in range(mixture):
        evidence = reduce_heads(
            weight, heads, sigmas[s], rho, scale[s], multiplier[s], parts[s], complement[s], toward[s]
        )
        log_empty[s] = log_sigma_weight[s] + evidence
        sigma_weight[s] = log_empty[s]
        for c in range(count):
            own[s, c] = plain_own[c]
            for a in range(number):
                cross[s, a, c] = plain_cross[a, c]
        column_products(
            weight, scale[s], multiplier[s], parts[s], complement[s], toward[s], columns, cross[s], own[s]
        )
    merits(own, cross, log_odds, kappa, sigma_weight, merit)
    for c in range(count):
        if always[c]:
            merit[c] = np.inf
    kept = min(keep, count)
    chosen = largest(merit, kept)

    # Subsets of the kept columns, at every sigma worth its time.
    small, small_ahead = np.empty((n, kept)), np.empty((horizons, kept))
    for k in range(kept):
        for i in range(n):
            small[i, k] = columns[i, chosen[k]]
        for h in range(horizons):
            small_ahead[h, k] = columns_ahead[h, chosen[k]]
    plain, block = np.zeros((kept, kept)), np.empty((BLOCK, kept))
    for start in range(0, n, BLOCK):
        weigh_block(start, weight, small, block)
        add_products(block, block, 1.0, True, plain)
    odds, kind, sign = log_odds[chosen], group[chosen], direction[chosen]
    information, square = np.empty((kept, kept)), np.empty((kept, kept))
    gains, score, last = np.empty((p, kept)), np.empty(kept), np.empty(kept + 1)
    effects, parts_last = np.empty((p, kept + 1)), np.empty(p)
    predictor_response, level_response = np.empty((horizons, kept + 1)), np.empty((horizons, kept + 1))
    predictor_base, level_base = np.empty(horizons), np.empty(horizons)
    inclusion, coefficient = np.empty((mixture, kept)), np.empty((mixture, kept))
    ahead = np.empty((4, mixture, horizons))
    smoothed = np.empty((mixture, n))
    log_total = np.full(mixture, -np.inf)
    for s in range(mixture):
        if sigma_weight[s] < least_sigma_weight:
            continue
        for k in range(kept):
            score[k] = cross[s, p, chosen[k]]
            for q in range(p):
                gains[q, k] = cross[s, q, chosen[k]]
        information_matrix(weight, scale[s], multiplier[s], gains, small, plain, information, last[1:])
        log_total[s] = log_empty[s] + subset_moments(
            information, score, odds, kind, sign, softness, kappa, pairs_extended,
            inclusion[s], coefficient[s], square,
        )  # fmt: skip
        last[0] = parts[s, p, n - 1]
        for q in range(p):
            parts_last[q] = parts[s, q, n - 1]
            effects[q, 0] = toward[s, q, 0]
            for k in range(kept):
                effects[q, 1 + k] = gains[q, k]
        backward_solve(complement[s], effects)
        end = scale[s, n - 1]
        responses(
            rho, end, basis_ahead, small_ahead, parts_last, effects, last, predictor_response, level_response
        )
        base_variances(
            sigmas[s], rho, end, basis_ahead, parts_last, complement[s], predictor_base, level_base
        )
        moments_ahead(predictor_response, predictor_base, coefficient[s], square, ahead[0, s], ahead[1, s])
        moments_ahead(level_response, level_base, coefficient[s], square, ahead[2, s], ahead[3, s])
        smooth(weight, heads, scale[s], multiplier[s], small, coefficient[s], effects, smoothed[s])
    return mix(log_total, chosen, count, inclusion, coefficient, ahead, smoothed)


@njit(cache=True, nogil=True, fastmath=FAST)
def mix(
    log_total: Array, chosen: Integers, count: int, inclusion: Array, coefficient: Array, ahead: Array,
    smoothed: Array,
) -> tuple[Array, Array, Array, Array, Array, Array, Array, Array]:  # fmt: skip
    """Averages over sigma what was found at each; the fields of `LevelAverage`."""
    mixture, n = smoothed.shape
    horizons = ahead.shape[2]
    share = np.exp(log_total - log_total.max())
    share /= share.sum()
    all_inclusion, all_coefficient, all_smoothed = np.zeros(count), np.zeros(count), np.zeros(n)
    moments = np.zeros((4, horizons))
    for s in range(mixture):
        if share[s] == 0.0:
            continue
        for k in range(chosen.shape[0]):
            all_inclusion[chosen[k]] += share[s] * inclusion[s, k]
            all_coefficient[chosen[k]] += share[s] * coefficient[s, k]
        for i in range(n):
            all_smoothed[i] += share[s] * smoothed[s, i]
        for h in range(horizons):
            moments[0, h] += share[s] * ahead[0, s, h]
            moments[2, h] += share[s] * ahead[2, s, h]
    for s in range(mixture):
        if share[s] == 0.0:
            continue
        for h in range(horizons):
            for at in (0, 2):
                gap = ahead[at, s, h] - moments[at, h]
                moments[at + 1, h] += share[s] * (ahead[at + 1, s, h] + gap * gap)
    return (
        all_inclusion,
        all_coefficient,
        moments[0],
        moments[1],
        moments[2],
        moments[3],
        all_smoothed,
        share,
    )


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
    heads = np.empty((basis.shape[1] + 1, basis.shape[0]))
    heads[:-1] = basis.T
    heads[-1] = response
    return LevelAverage(
        *_average(
            weight, heads, np.ascontiguousarray(basis_ahead), np.ascontiguousarray(columns),
            np.ascontiguousarray(columns_ahead), log_odds, group, direction, softness, always, sigmas,
            log_sigma_weight, rho, 1.0 / (tau * tau), keep, pairs_extended, least_sigma_weight,
        )
    )  # fmt: skip

"""Products x'V⁻¹y of candidate columns and response in the Gaussian working model of a level.

z ~ N(0, V) with V = B B' + Σ(sigma, rho) + W⁻¹. With M = W − W (Q+W)⁻¹ W, where Q is the tridiagonal
precision of the level, and S = I + B'MB,

    x'V⁻¹y = x'My − x'MB S⁻¹ B'My,     x'My = x'Wy − (D^−½ L⁻¹ Wx)'(D^−½ L⁻¹ Wy),     Q + W = L D L',

so that one elimination along time gives them all in linear time. Heads are the p fixed effects and the
response, one per row [p + 1, time]; the columns lie side by side [time, column], four periods being handled
at once.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from bongsu.core.stats.level_precision import cholesky, eliminate, factor, forward_solve
from bongsu.core.stats.vector_math import exp, kernel, log

Array = NDArray[np.float64]

BLOCK = 4


@kernel
def add_products(left: Array, right: Array, sign: float, target: Array) -> None:
    """target += sign · left' right for left [BLOCK, a] and right [BLOCK, b]; target [a, b].

    Four rows at a time, so that the target is read and written once for four products.
    """
    for a in range(target.shape[0]):
        l0, l1, l2, l3 = sign * left[0, a], sign * left[1, a], sign * left[2, a], sign * left[3, a]
        for b in range(target.shape[1]):
            target[a, b] += l0 * right[0, b] + l1 * right[1, b] + l2 * right[2, b] + l3 * right[3, b]


@kernel
def add_lower_products(block: Array, sign: float, target: Array) -> None:
    """target += sign · block' block on and below the diagonal (and, in whole steps of 16, a little above)."""
    count = target.shape[0]
    for a in range(count):
        l0, l1, l2, l3 = sign * block[0, a], sign * block[1, a], sign * block[2, a], sign * block[3, a]
        for b in range(min(count, (a // 16 + 1) * 16)):
            target[a, b] += l0 * block[0, b] + l1 * block[1, b] + l2 * block[2, b] + l3 * block[3, b]


@kernel
def add_squares(right: Array, sign: float, target: Array) -> None:
    """target += sign · the column sums of squares of right [BLOCK, b]; target [b]."""
    for b in range(target.shape[0]):
        r0, r1, r2, r3 = right[0, b], right[1, b], right[2, b], right[3, b]
        target[b] += sign * (r0 * r0 + r1 * r1 + r2 * r2 + r3 * r3)


@kernel
def weigh_block(start: int, weight: Array, columns: Array, block: Array) -> None:
    """Fills `block` [BLOCK, column] with √w x of the periods from `start`; 0 after the last period."""
    n, count = columns.shape
    for r in range(BLOCK):
        i = min(start + r, n - 1)
        root = math.sqrt(weight[i]) if start + r < n else 0.0
        for c in range(count):
            block[r, c] = root * columns[i, c]


@kernel
def eliminate_block(
    start: int, weight: Array, scale: Array, multiplier: Array, columns: Array, state: Array, block: Array
) -> None:
    """Fills `block` with D^−½ L⁻¹ W x of the periods from `start`; `state` [column] carries L⁻¹ W x."""
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


@kernel
def head_block(start: int, factors: Array, heads: Array, block: Array) -> None:
    """Fills `block` [BLOCK, head] with factor × heads [head, time] of the periods from `start`."""
    number, n = heads.shape
    for r in range(BLOCK):
        i = min(start + r, n - 1)
        factor_i = factors[i] if start + r < n else 0.0
        for a in range(number):
            block[r, a] = factor_i * heads[a, i]


@kernel
def plain_products(weight: Array, heads: Array, columns: Array, cross: Array, own: Array) -> None:
    """heads' W columns [head, column] and the diagonal of columns' W columns [column].

    Args:
        heads: fixed effects, then the response, one per row [head, time]; columns: [time, column].
    """
    n, count = columns.shape
    left, right, root = np.empty((BLOCK, heads.shape[0])), np.empty((BLOCK, count)), np.empty(n)
    for i in range(n):
        root[i] = math.sqrt(weight[i])
    for start in range(0, n, BLOCK):
        weigh_block(start, weight, columns, right)
        head_block(start, root, heads, left)
        add_products(left, right, 1.0, cross)
        add_squares(right, 1.0, own)


@kernel
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


@kernel
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
        add_products(left, right, -1.0, cross)
        add_squares(right, -1.0, own)
    forward_solve(complement, cross[:p])
    for q in range(p):
        for c in range(count):
            own[c] -= cross[q, c] * cross[q, c]
            cross[p, c] -= toward[q, 0] * cross[q, c]


@kernel
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
        add_lower_products(block, -1.0, information)
    for j in range(count):
        last[j] = scale[n - 1] * state[j]
    for start in range(0, gains.shape[0], BLOCK):
        for r in range(BLOCK):
            for j in range(count):
                block[r, j] = gains[start + r, j] if start + r < gains.shape[0] else 0.0
        add_lower_products(block, -1.0, information)
    for j in range(count):
        for k in range(j):
            information[k, j] = information[j, k]


@kernel
def merits(
    own: Array, cross: Array, log_odds: Array, kappa: float, sigma_weight: Array, merit: Array
) -> None:
    """Log of each column's Bayes factor averaged over sigma, times its prior odds [column].

    `sigma_weight` holds the log weights of the empty subset on entry; on return the share of each sigma when
    the single columns are counted too.
    """
    mixture, count = own.shape
    p = cross.shape[1] - 1
    top, whole = sigma_weight[0], 0.0
    for s in range(mixture):
        top = max(top, sigma_weight[s])
    log_factor, best = np.empty((mixture, count)), np.empty(count)
    for s in range(mixture):
        sigma_weight[s] = math.exp(sigma_weight[s] - top)
        for c in range(count):
            total = own[s, c] + kappa
            log_factor[s, c] = 0.5 * (log(kappa / total) + cross[s, p, c] * cross[s, p, c] / total)
        whole += sigma_weight[s]
    for c in range(count):
        merit[c] = 0.0
        best[c] = log_factor[0, c]
    for s in range(1, mixture):
        for c in range(count):
            best[c] = max(best[c], log_factor[s, c])
    for s in range(mixture):
        share, with_singles = sigma_weight[s] / whole, 1.0
        for c in range(count):
            merit[c] += share * exp(log_factor[s, c] - best[c])
        for c in range(count):
            with_singles += exp(log_factor[s, c] + log_odds[c])
        sigma_weight[s] *= with_singles
    for c in range(count):
        merit[c] = best[c] + log(merit[c]) + log_odds[c]
    whole = 0.0
    for s in range(mixture):
        whole += sigma_weight[s]
    for s in range(mixture):
        sigma_weight[s] /= whole


@kernel
def screen(
    weight: Array, heads: Array, columns: Array, log_odds: Array, sigmas: Array, log_sigma_weight: Array,
    rho: float, kappa: float, scale: Array, multiplier: Array, parts: Array, complement: Array, toward: Array,
    cross: Array, log_empty: Array, sigma_weight: Array, merit: Array,
) -> None:  # fmt: skip
    """Every column alone at every sigma: fills what `reduce_heads` and `column_products` give, and `merits`.

    The first axis of `scale` … `sigma_weight` is sigma; `log_empty` is the log evidence of the empty subset.
    """
    number, count = heads.shape[0], columns.shape[1]
    plain_cross, plain_own = np.zeros((number, count)), np.zeros(count)
    own = np.empty((sigmas.shape[0], count))
    plain_products(weight, heads, columns, plain_cross, plain_own)
    for s in range(sigmas.shape[0]):
        evidence = reduce_heads(
            weight, heads, sigmas[s], rho, scale[s], multiplier[s], parts[s], complement[s], toward[s]
        )
        log_empty[s] = log_sigma_weight[s] + evidence
        sigma_weight[s] = log_empty[s]
        for c in range(count):
            own[s, c] = plain_own[c]
        for a in range(number):
            for c in range(count):
                cross[s, a, c] = plain_cross[a, c]
        column_products(
            weight, scale[s], multiplier[s], parts[s], complement[s], toward[s], columns, cross[s], own[s]
        )
    merits(own, cross, log_odds, kappa, sigma_weight, merit)


@kernel
def weighted_products(weight: Array, columns: Array) -> Array:
    """X'WX on and below the diagonal [column, column]."""
    n, count = columns.shape
    plain, block = np.zeros((count, count)), np.empty((BLOCK, count))
    for start in range(0, n, BLOCK):
        weigh_block(start, weight, columns, block)
        add_lower_products(block, 1.0, plain)
    return plain


@kernel
def pack_lower(full: Array, packed: Array) -> None:
    """Copies the lower triangle of a symmetric matrix row by row into `packed` [column (column + 1) / 2]."""
    at = 0
    for j in range(full.shape[0]):
        for k in range(j + 1):
            packed[at + k] = full[j, k]
        at += j + 1


@kernel
def unpack_lower(packed: Array, full: Array) -> None:
    """Fills the symmetric matrix whose lower triangle `pack_lower` kept."""
    at = 0
    for j in range(full.shape[0]):
        for k in range(j + 1):
            full[j, k] = packed[at + k]
            full[k, j] = packed[at + k]
        at += j + 1

"""Weights and moments of triples, a pair (j, k) extended by every third column: part of `subset_moments`.

Given the pair, column m has information A_mm + κ − a'P⁻¹a beyond it, whose `inverse` is kept, with a its
products with the pair and P the pair's A + κI, the regression P⁻¹a on the pair, and the coefficient `third` =
(g_m − a'P⁻¹g) inverse.
Every loop writes one array, as in `subset_pairs`.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from bongsu.core.stats.subset_pairs import SAME_GROUP, sign_factor
from bongsu.core.stats.vector_math import kernel, log

Array = NDArray[np.float64]
Integers = NDArray[np.int64]

NEVER = -1e9


@kernel
def third_columns(
    j: int, k: int, information: Array, own: Array, score: Array, on_j: Array, on_k: Array, inverse: Array,
    third: Array,
) -> None:  # fmt: skip
    """What every column m adds to the pair (j, k).

    Fills its regression on the pair, `on_j` and `on_k`, the inverse of its information beyond the pair, and
    the mean of its coefficient, `third` [column].
    """
    count = own.shape[0]
    c = information[j, k]
    det = own[j] * own[k] - c * c
    jj, kk, jk = own[k] / det, own[j] / det, -c / det
    mean_j, mean_k = jj * score[j] + jk * score[k], kk * score[k] + jk * score[j]
    row_j, row_k = information[j], information[k]
    for m in range(count):
        on_j[m] = jj * row_j[m] + jk * row_k[m]
    for m in range(count):
        on_k[m] = kk * row_k[m] + jk * row_j[m]
    for m in range(count):
        inverse[m] = 1.0 / (own[m] - on_j[m] * row_j[m] - on_k[m] * row_k[m])
    for m in range(count):
        third[m] = (score[m] - mean_j * row_j[m] - mean_k * row_k[m]) * inverse[m]


@kernel
def sign_triples(
    direction: int, softness: float, alone: float, variance: float, on: Array, inverse: Array, third: Array,
    factors: Array,
) -> None:  # fmt: skip
    """Multiplies the triples' `factors` by that for the expected sign of one member of the pair.

    `alone` and `variance` are its coefficient's within the pair, `on` the regression of the third on it.
    """
    if direction == 0:
        return
    for m in range(third.shape[0]):
        spread = 2.0 * (variance + on[m] * on[m] * inverse[m])
        factors[m] *= sign_factor(direction, softness, (alone - on[m] * third[m]) / math.sqrt(spread))


@kernel
def sign_thirds(direction: Integers, softness: float, inverse: Array, third: Array, factors: Array) -> None:
    """Multiplies the triples' `factors` by that for the expected sign of the third column."""
    end = 0
    for m in range(direction.shape[0]):
        if direction[m] != 0:
            end = m + 1
    for m in range(end):
        factors[m] *= sign_factor(direction[m], softness, third[m] / math.sqrt(2.0 * inverse[m]))


@kernel
def triple_logs(
    j: int, k: int, information: Array, own: Array, score: Array, price: Array, group: Integers,
    inverse: Array, third: Array, log_triple: Array,
) -> None:  # fmt: skip
    """Replaces the factors for the signs by the log weights of the pair (j, k) and every column [column]."""
    c = information[j, k]
    det = own[j] * own[k] - c * c
    fit = (own[k] * score[j] * score[j] - 2.0 * c * score[j] * score[k] + own[j] * score[k] * score[k]) / det
    start = 0.5 * (fit + math.log(own[j] * own[k] / det)) + price[j] + price[k] - math.log(3.0)
    start -= SAME_GROUP if group[j] == group[k] else 0.0
    group_j, group_k = group[j], group[k]
    for m in range(own.shape[0]):
        same = (SAME_GROUP if group[m] == group_j else 0.0) + (SAME_GROUP if group[m] == group_k else 0.0)
        factor = own[m] * inverse[m] * log_triple[m] * log_triple[m]
        log_triple[m] = start + price[m] - same + 0.5 * (third[m] * third[m] / inverse[m] + log(factor))
    log_triple[j] = NEVER
    log_triple[k] = NEVER


@kernel
def extend_pair(
    j: int, k: int, information: Array, own: Array, score: Array, price: Array, group: Integers,
    direction: Integers, softness: float, thirds: Array, log_triple: Array,
) -> None:  # fmt: skip
    """Fills what every third column adds to (j, k), `thirds` [4, column], and the triples' log weights."""
    on_j, on_k, inverse, third = thirds[0], thirds[1], thirds[2], thirds[3]
    third_columns(j, k, information, own, score, on_j, on_k, inverse, third)
    c = information[j, k]
    det = own[j] * own[k] - c * c
    mean_j, mean_k = (own[k] * score[j] - c * score[k]) / det, (own[j] * score[k] - c * score[j]) / det
    for m in range(own.shape[0]):
        log_triple[m] = 1.0
    sign_triples(direction[j], softness, mean_j, own[k] / det, on_j, inverse, third, log_triple)
    sign_triples(direction[k], softness, mean_k, own[j] / det, on_k, inverse, third, log_triple)
    sign_thirds(direction, softness, inverse, third, log_triple)
    triple_logs(j, k, information, own, score, price, group, inverse, third, log_triple)


@kernel
def add_triples(
    j: int, k: int, information: Array, own: Array, score: Array, on_j: Array, on_k: Array, inverse: Array,
    third: Array, share: Array, inclusion: Array, mean: Array, square: Array, product: Array,
) -> None:  # fmt: skip
    """Adds the share-weighted moments of the extensions of (j, k)."""
    count = own.shape[0]
    c = information[j, k]
    det = own[j] * own[k] - c * c
    pair_j, pair_k = (own[k] * score[j] - c * score[k]) / det, (own[j] * score[k] - c * score[j]) / det
    shares, means_j, means_k, squares_j, squares_k, products = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    for m in range(count):
        mean_j, mean_k = pair_j - on_j[m] * third[m], pair_k - on_k[m] * third[m]
        shares += share[m]
        means_j += share[m] * mean_j
        means_k += share[m] * mean_k
        squares_j += share[m] * (mean_j * mean_j + on_j[m] * on_j[m] * inverse[m])
        squares_k += share[m] * (mean_k * mean_k + on_k[m] * on_k[m] * inverse[m])
        products += share[m] * (mean_j * mean_k + on_j[m] * on_k[m] * inverse[m])
    for m in range(count):
        inclusion[m] += share[m]
    for m in range(count):
        mean[m] += share[m] * third[m]
    for m in range(count):
        square[m] += share[m] * (third[m] * third[m] + inverse[m])
    # Both orders of a product lie in one cell here; only their sum is ever used.
    product_j, product_k = product[j], product[k]
    for m in range(count):
        product_j[m] += 2.0 * share[m] * ((pair_j - on_j[m] * third[m]) * third[m] - on_j[m] * inverse[m])
    for m in range(count):
        product_k[m] += 2.0 * share[m] * ((pair_k - on_k[m] * third[m]) * third[m] - on_k[m] * inverse[m])
    product[j, k] += 2.0 * (products - shares * c / det)
    inclusion[j] += shares
    inclusion[k] += shares
    mean[j] += means_j
    mean[k] += means_k
    square[j] += squares_j + shares * own[k] / det
    square[k] += squares_k + shares * own[j] / det

"""Weights and moments of triples, a pair (j, k) extended by every third column: part of `subset_moments`.

Given the pair, column m has information `rest` = A_mm + κ − a'P⁻¹a beyond it, with a its products with the
pair and P the pair's A + κI, the regression P⁻¹a on the pair, and the coefficient `third` =
(g_m − a'P⁻¹g) / rest.
Every loop writes one array, as in `subset_pairs`.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from bongsu.core.stats.subset_pairs import SAME_GROUP, sign_gain
from bongsu.core.stats.vector_math import kernel, log

Array = NDArray[np.float64]
Integers = NDArray[np.int64]

NEVER = -1e9


@kernel
def third_columns(
    j: int, k: int, information: Array, own: Array, score: Array, on_j: Array, on_k: Array, rest: Array,
    third: Array,
) -> None:  # fmt: skip
    """What every column m adds to the pair (j, k).

    Fills its regression on the pair, `on_j` and `on_k`, its information beyond the pair, `rest`, and the mean
    of its coefficient, `third` [column].
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
        rest[m] = own[m] - on_j[m] * row_j[m] - on_k[m] * row_k[m]
    for m in range(count):
        third[m] = (score[m] - mean_j * row_j[m] - mean_k * row_k[m]) / rest[m]


@kernel
def triple_logs(
    j: int, k: int, information: Array, own: Array, score: Array, price: Array, group: Integers, rest: Array,
    third: Array, log_triple: Array,
) -> None:  # fmt: skip
    """Log weights of the pair (j, k) extended by every column [column], signs left out."""
    c = information[j, k]
    det = own[j] * own[k] - c * c
    fit = (own[k] * score[j] * score[j] - 2.0 * c * score[j] * score[k] + own[j] * score[k] * score[k]) / det
    start = 0.5 * (fit + math.log(own[j] * own[k] / det)) + price[j] + price[k] - math.log(3.0)
    start -= SAME_GROUP if group[j] == group[k] else 0.0
    group_j, group_k = group[j], group[k]
    for m in range(own.shape[0]):
        same = (SAME_GROUP if group[m] == group_j else 0.0) + (SAME_GROUP if group[m] == group_k else 0.0)
        log_triple[m] = (
            start + price[m] - same + 0.5 * (third[m] * third[m] * rest[m] + log(own[m] / rest[m]))
        )
    log_triple[j] = NEVER
    log_triple[k] = NEVER


@kernel
def sign_triples(
    direction: int, softness: float, alone: float, variance: float, on: Array, rest: Array, third: Array,
    log_triple: Array,
) -> None:  # fmt: skip
    """Adds what the expected sign of one member of the pair gains.

    `alone` and `variance` are its coefficient's within the pair, `on` the regression of the third on it.
    """
    if direction == 0:
        return
    for m in range(third.shape[0]):
        spread = variance + on[m] * on[m] / rest[m]
        log_triple[m] += sign_gain(direction, softness, alone - on[m] * third[m], spread)


@kernel
def sign_thirds(direction: Integers, softness: float, rest: Array, third: Array, log_triple: Array) -> None:
    """Adds what the expected sign of the third column gains."""
    end = 0
    for m in range(direction.shape[0]):
        if direction[m] != 0:
            end = m + 1
    for m in range(end):
        log_triple[m] += sign_gain(direction[m], softness, third[m], 1.0 / rest[m])


@kernel
def extend_pair(
    j: int, k: int, information: Array, own: Array, score: Array, price: Array, group: Integers,
    direction: Integers, softness: float, thirds: Array, log_triple: Array,
) -> None:  # fmt: skip
    """Fills what every third column adds to (j, k), `thirds` [4, column], and the triples' log weights."""
    on_j, on_k, rest, third = thirds[0], thirds[1], thirds[2], thirds[3]
    third_columns(j, k, information, own, score, on_j, on_k, rest, third)
    triple_logs(j, k, information, own, score, price, group, rest, third, log_triple)
    c = information[j, k]
    det = own[j] * own[k] - c * c
    mean_j, mean_k = (own[k] * score[j] - c * score[k]) / det, (own[j] * score[k] - c * score[j]) / det
    sign_triples(direction[j], softness, mean_j, own[k] / det, on_j, rest, third, log_triple)
    sign_triples(direction[k], softness, mean_k, own[j] / det, on_k, rest, third, log_triple)
    sign_thirds(direction, softness, rest, third, log_triple)


@kernel
def add_triples(
    j: int, k: int, information: Array, own: Array, score: Array, on_j: Array, on_k: Array, rest: Array,
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
        squares_j += share[m] * (mean_j * mean_j + on_j[m] * on_j[m] / rest[m])
        squares_k += share[m] * (mean_k * mean_k + on_k[m] * on_k[m] / rest[m])
        products += share[m] * (mean_j * mean_k + on_j[m] * on_k[m] / rest[m])
    for m in range(count):
        inclusion[m] += share[m]
    for m in range(count):
        mean[m] += share[m] * third[m]
    for m in range(count):
        square[m] += share[m] * (third[m] * third[m] + 1.0 / rest[m])
    # Both orders of a product lie in one cell here; only their sum is ever used.
    product_j, product_k = product[j], product[k]
    for m in range(count):
        product_j[m] += 2.0 * share[m] * ((pair_j - on_j[m] * third[m]) * third[m] - on_j[m] / rest[m])
    for m in range(count):
        product_k[m] += 2.0 * share[m] * ((pair_k - on_k[m] * third[m]) * third[m] - on_k[m] / rest[m])
    product[j, k] += 2.0 * (products - shares * c / det)
    inclusion[j] += shares
    inclusion[k] += shares
    mean[j] += means_j
    mean[k] += means_k
    square[j] += squares_j + shares * own[k] / det
    square[k] += squares_k + shares * own[j] / det

"""Coefficients averaged over all subsets of up to three columns, each weighted by its Bayes factor.

With information A = X'V⁻¹X, score g = X'V⁻¹z and coefficients b ~ N(0, 1/κ), a subset S of the columns has

    log BF(S) = −½ log|I + A/κ| + ½ g'(A + κI)⁻¹ g,     b | S ~ N((A + κI)⁻¹ g, (A + κI)⁻¹).

Every single column and pair is counted; the best pairs are extended by every other column, each triple at a
third of its weight because it can be reached from three pairs. What a forecast needs of the subsets are the
averaged first and second moments of the coefficients, so no subset is visited twice.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from bongsu.core.stats.subset_pairs import (
    add_pairs,
    add_singles,
    best_pairs,
    pair_logs,
    pairs_to_shares,
    sign_pairs,
    single_logs,
    to_shares,
)
from bongsu.core.stats.subset_triples import add_triples, extend_pair
from bongsu.core.stats.vector_math import kernel

Array = NDArray[np.float64]
Integers = NDArray[np.int64]


@kernel
def largest_of(logs: Array, best: float) -> float:
    """The larger of `best` and the elements of `logs`."""
    for k in range(logs.shape[0]):
        best = max(best, logs[k])
    return best


@kernel
def subset_moments(
    information: Array, score: Array, log_odds: Array, group: Integers, direction: Integers, softness: float,
    kappa: float, pairs_extended: int, inclusion: Array, mean: Array, square: Array, product: Array,
) -> float:  # fmt: skip
    """Averages the coefficients over the subsets; returns the log of the summed weights (empty subset: 0).

    Args:
        information, score: A [column, column] and g [column].
        log_odds: log prior odds of each column; group: columns of one group are versions of one indicator.
        direction: expected sign +1, −1 or 0; softness: 0 ignores it, 1 forbids the other sign.
        kappa: prior precision of a coefficient. pairs_extended: number of best pairs extended to triples.
        inclusion, mean, square: become the inclusion probabilities, means and second moments of the
            coefficients, 0 where a column is left out [column].
        product: becomes the mean products of two coefficients: those of columns j and k are half the sum of
            the cells [j, k] and [k, j] [column, column]; 0 on the diagonal.
    """
    count = score.shape[0]
    own, price, factor = np.empty(count), np.empty(count), np.empty(count)
    single, pair = np.empty((1, count)), np.empty((count, count))
    for j in range(count):
        own[j] = information[j, j] + kappa
        inclusion[j] = mean[j] = square[j] = 0.0
        for k in range(count):
            product[j, k] = 0.0
    best = single_logs(own, score, log_odds, direction, softness, kappa, price, single[0])
    sign_pairs(information, own, score, direction, softness, factor, pair)
    pair_logs(information, own, score, price, group, pair)
    for j in range(count):
        best = largest_of(pair[j, :j], best)

    room = min(pairs_extended, count * (count - 1) // 2)
    first, second = np.empty(room, np.int64), np.empty(room, np.int64)
    extended = best_pairs(pair, first, second)
    triple, thirds = np.empty((extended, count)), np.empty((extended, 4, count))
    for e in range(extended):
        extend_pair(
            first[e],
            second[e],
            information,
            own,
            score,
            price,
            group,
            direction,
            softness,
            thirds[e],
            triple[e],
        )
        best = largest_of(triple[e], best)

    total = math.exp(-best) + to_shares(single, best) + pairs_to_shares(pair, best) + to_shares(triple, best)
    add_singles(own, score, single[0], inclusion, mean, square)
    add_pairs(information, own, score, pair, inclusion, mean, square, product)
    for e in range(extended):
        on_j, on_k, inverse, third = thirds[e, 0], thirds[e, 1], thirds[e, 2], thirds[e, 3]
        add_triples(
            first[e], second[e], information, own, score, on_j, on_k, inverse, third, triple[e],
            inclusion, mean, square, product,
        )  # fmt: skip
    for j in range(count):
        inclusion[j] /= total
        mean[j] /= total
        square[j] /= total
        for k in range(count):
            product[j, k] /= total
    return best + math.log(total)

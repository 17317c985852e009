"""Weights and moments of single columns and of pairs: the first part of `subset_moments`.

Every loop writes one array: with more, the compiler cannot prove that they do not overlap, and does not
vectorise. With b = (A + κI)⁻¹ g, a pair's log Bayes factor is ½ g'b − ½ log(|A + κI| / κ²).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from bongsu.core.stats.vector_math import erf, exp, inlined, kernel, log

Array = NDArray[np.float64]
Integers = NDArray[np.int64]

SAME_GROUP = 2.0
"""What a second column of the same indicator costs in log odds."""


LEAST_FACTOR = 1e-30
"""What the wrong sign leaves of a weight where it is forbidden."""


@inlined
def sign_factor(direction: int, softness: float, standardised: float) -> float:
    """1 + s (2 Φ(±b/se) − 1), the factor for agreeing with the expected sign; 1 where none is expected.

    `standardised` is b / (√2 se).
    """
    return max(1.0 + softness * erf(direction * standardised), LEAST_FACTOR)


@kernel
def single_logs(
    own: Array, score: Array, log_odds: Array, direction: Integers, softness: float, kappa: float,
    price: Array, log_single: Array,
) -> float:  # fmt: skip
    """Log weights of the single columns; returns the best, at least 0, that of the empty subset.

    `own` is the information of each column plus kappa; `price` becomes log prior odds − ½ log(own / kappa).
    """
    best = 0.0
    for j in range(own.shape[0]):
        price[j] = log_odds[j] + 0.5 * log(kappa / own[j])
        factor = sign_factor(direction[j], softness, score[j] / math.sqrt(2.0 * own[j]))
        log_single[j] = price[j] + 0.5 * score[j] * score[j] / own[j] + log(factor)
    for j in range(own.shape[0]):
        best = max(best, log_single[j])
    return best


@kernel
def sign_pairs(
    information: Array, own: Array, score: Array, direction: Integers, softness: float, factor: Array,
    factors: Array,
) -> None:  # fmt: skip
    """Fills `factors` [j, k], j > k, with the product of the pair's factors for the expected signs.

    `factor` is working store.
    """
    count = own.shape[0]
    for j in range(count):
        for k in range(j):
            factors[j, k] = 1.0
    for j in range(count):
        if direction[j] == 0:
            continue
        for k in range(count):
            c = information[j, k]
            spread = 2.0 * own[k] * (own[j] * own[k] - c * c)
            factor[k] = sign_factor(
                direction[j], softness, (own[k] * score[j] - c * score[k]) / math.sqrt(spread)
            )
        for k in range(j):
            factors[j, k] *= factor[k]
        for k in range(j + 1, count):
            factors[k, j] *= factor[k]


@kernel
def pair_logs(
    information: Array, own: Array, score: Array, price: Array, group: Integers, log_pair: Array
) -> None:
    """Replaces the factors for the signs in `log_pair` [j, k], j > k, by the log weights of the pairs."""
    for j in range(own.shape[0]):
        a, g = own[j], score[j]
        for k in range(j):
            c = information[j, k]
            inverse = 1.0 / (a * own[k] - c * c)
            fit = (own[k] * g * g - 2.0 * c * g * score[k] + a * score[k] * score[k]) * inverse
            same = SAME_GROUP if group[j] == group[k] else 0.0
            factor = log_pair[j, k] * log_pair[j, k]
            weight = 0.5 * (fit + log(a * own[k] * inverse * factor))
            log_pair[j, k] = weight + price[j] + price[k] - same


@kernel
def best_pairs(log_pair: Array, first: Integers, second: Integers) -> int:
    """Fills the positions j > k of the best pairs, best first; returns how many there are."""
    room = first.shape[0]
    found = 0
    if room == 0:
        return 0
    least = -math.inf
    for j in range(log_pair.shape[0]):
        for k in range(j):
            value = log_pair[j, k]
            if value <= least:
                continue
            found = min(found + 1, room)
            at = found - 1
            while at > 0 and log_pair[first[at - 1], second[at - 1]] < value:
                first[at], second[at] = first[at - 1], second[at - 1]
                at -= 1
            first[at], second[at] = j, k
            if found == room:
                least = log_pair[first[room - 1], second[room - 1]]
    return found


@kernel
def to_shares(logs: Array, best: float) -> float:
    """Replaces log weights [row, column] by weights relative to `best`; returns their sum."""
    total = 0.0
    for j in range(logs.shape[0]):
        for k in range(logs.shape[1]):
            logs[j, k] = exp(logs[j, k] - best)
        for k in range(logs.shape[1]):
            total += logs[j, k]
    return total


@kernel
def pairs_to_shares(logs: Array, best: float) -> float:
    """`to_shares` for the elements below the diagonal, which are then copied above it; 0 on the diagonal."""
    total = 0.0
    for j in range(logs.shape[0]):
        for k in range(j):
            logs[j, k] = exp(logs[j, k] - best)
        for k in range(j):
            total += logs[j, k]
    for j in range(logs.shape[0]):
        logs[j, j] = 0.0
        for k in range(j):
            logs[k, j] = logs[j, k]
    return total


@kernel
def add_singles(own: Array, score: Array, share: Array, inclusion: Array, mean: Array, square: Array) -> None:
    """Adds the share-weighted moments of every column alone."""
    for j in range(own.shape[0]):
        coefficient = score[j] / own[j]
        inclusion[j] += share[j]
        mean[j] += share[j] * coefficient
        square[j] += share[j] * (coefficient * coefficient + 1.0 / own[j])


@kernel
def add_pairs(
    information: Array, own: Array, score: Array, share: Array, inclusion: Array, mean: Array, square: Array,
    product: Array,
) -> None:  # fmt: skip
    """Adds the pairs' share-weighted moments; `share` is symmetric, 0 on the diagonal."""
    count = own.shape[0]
    for j in range(count):
        a, g = own[j], score[j]
        shares, means, squares = 0.0, 0.0, 0.0
        for k in range(count):
            c = information[j, k]
            inverse = 1.0 / (a * own[k] - c * c)
            mean_j = (own[k] * g - c * score[k]) * inverse
            mean_k = (a * score[k] - c * g) * inverse
            product[j, k] += share[j, k] * (mean_j * mean_k - c * inverse)
            shares += share[j, k]
            means += share[j, k] * mean_j
            squares += share[j, k] * (mean_j * mean_j + own[k] * inverse)
        inclusion[j] += shares
        mean[j] += means
        square[j] += squares

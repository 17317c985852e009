"""Coefficients averaged over all subsets of up to three columns, each weighted by its Bayes factor.

With a column's information A = X'V⁻¹X, its score g = X'V⁻¹z and coefficients b ~ N(0, 1/kappa), a subset S has

    log BF(S) = −½ log|I + A/kappa| + ½ g'(A + κI)⁻¹ g,     b | S ~ N((A + κI)⁻¹ g, (A + κI)⁻¹).

Every single column and pair is counted; the best pairs are extended by every other column, each triple at a
third of its weight because it can be reached from three pairs. What a forecast needs of the subsets are the
averaged first and second moments of the coefficients, so no subset is visited twice.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from bongsu.core.stats.vector_math import FAST, exp, log

Array = NDArray[np.float64]
Integers = NDArray[np.int64]

SAME_GROUP = 2.0
"""What a second column of the same indicator costs in log odds."""
NEGLIGIBLE = 20.0
"""Subsets this far below the best one keep their log weight without looking at the expected signs."""
NEVER = -1e9


@njit(cache=True, nogil=True)
def sign_gain(direction: int, softness: float, mean: float, variance: float) -> float:
    """log(1 + s (2 Φ(±b/se) − 1)): what agreeing with the expected sign, +1 or −1, gains."""
    agreement = math.erf(direction * mean / math.sqrt(2.0 * variance))
    return math.log(max(1.0 + softness * agreement, 1e-300))


@njit(cache=True, nogil=True, fastmath=FAST)
def single_logs(
    own: Array, score: Array, log_odds: Array, direction: Integers, softness: float, kappa: float,
    price: Array, log_single: Array,
) -> float:  # fmt: skip
    """Log weights of the single columns; returns the best, at least 0, that of the empty subset.

    `own` is the information of each column plus kappa; `price` becomes log prior odds − ½ log(own / kappa).
    """
    best = 0.0
    for j in range(own.shape[0]):
        price[j] = log_odds[j] + 0.5 * math.log(kappa / own[j])
        log_single[j] = price[j] + 0.5 * score[j] * score[j] / own[j]
        if direction[j] != 0:
            log_single[j] += sign_gain(direction[j], softness, score[j] / own[j], 1.0 / own[j])
        best = max(best, log_single[j])
    return best


@njit(cache=True, nogil=True, fastmath=FAST)
def pair_logs(
    information: Array, own: Array, score: Array, price: Array, group: Integers, log_pair: Array
) -> float:
    """Log weights of the pairs j > k, signs left out, into `log_pair` [j, k]; returns the best."""
    best = NEVER
    for j in range(own.shape[0]):
        a, g = own[j], score[j]
        for k in range(j):
            c = information[j, k]
            det = a * own[k] - c * c
            fit = (own[k] * g * g - 2.0 * c * g * score[k] + a * score[k] * score[k]) / det
            same = SAME_GROUP if group[j] == group[k] else 0.0
            log_pair[j, k] = 0.5 * (fit + log(a * own[k] / det)) + price[j] + price[k] - same
        for k in range(j):
            best = max(best, log_pair[j, k])
    return best


@njit(cache=True, nogil=True, fastmath=FAST)
def sign_pairs(
    information: Array, own: Array, score: Array, direction: Integers, softness: float, least: float,
    log_pair: Array,
) -> None:  # fmt: skip
    """Adds what the expected signs gain to the pairs above `least`."""
    for j in range(own.shape[0]):
        for k in range(j):
            if (direction[j] == 0 and direction[k] == 0) or log_pair[j, k] < least:
                continue
            c = information[j, k]
            det = own[j] * own[k] - c * c
            if direction[j] != 0:
                mean = (own[k] * score[j] - c * score[k]) / det
                log_pair[j, k] += sign_gain(direction[j], softness, mean, own[k] / det)
            if direction[k] != 0:
                mean = (own[j] * score[k] - c * score[j]) / det
                log_pair[j, k] += sign_gain(direction[k], softness, mean, own[j] / det)


@njit(cache=True, nogil=True)
def best_pairs(log_pair: Array, first: Integers, second: Integers) -> int:
    """Fills the positions j > k of the best pairs, best first; returns how many there are."""
    room = first.shape[0]
    found = 0
    for j in range(log_pair.shape[0]):
        for k in range(j):
            value = log_pair[j, k]
            if found == room and (room == 0 or value <= log_pair[first[room - 1], second[room - 1]]):
                continue
            if found < room:
                found += 1
            at = found - 1
            while at > 0 and log_pair[first[at - 1], second[at - 1]] < value:
                first[at], second[at] = first[at - 1], second[at - 1]
                at -= 1
            first[at], second[at] = j, k
    return found


@njit(cache=True, nogil=True, fastmath=FAST)
def triple_logs(
    j: int, k: int, information: Array, own: Array, score: Array, price: Array, group: Integers,
    kappa: float, log_triple: Array,
) -> float:  # fmt: skip
    """Log weights of the pair (j, k) extended by every column, signs left out [column]; returns the best."""
    c = information[j, k]
    det = own[j] * own[k] - c * c
    mean_j = (own[k] * score[j] - c * score[k]) / det
    mean_k = (own[j] * score[k] - c * score[j]) / det
    start = 0.5 * (mean_j * score[j] + mean_k * score[k] + math.log(own[j] * own[k] / det))
    start += price[j] + price[k] - math.log(3.0) - (SAME_GROUP if group[j] == group[k] else 0.0)
    row_j, row_k = information[j], information[k]
    for m in range(own.shape[0]):
        on_j = (own[k] * row_j[m] - c * row_k[m]) / det
        on_k = (own[j] * row_k[m] - c * row_j[m]) / det
        rest = own[m] - on_j * row_j[m] - on_k * row_k[m]
        lift = score[m] - mean_j * row_j[m] - mean_k * row_k[m]
        same = (SAME_GROUP if group[m] == group[j] else 0.0) + (SAME_GROUP if group[m] == group[k] else 0.0)
        # A member of the pair has no rest of its own; it is struck out below.
        rest = max(rest, kappa)
        log_triple[m] = start + price[m] - same + 0.5 * (lift * lift / rest + log(own[m] / rest))
    log_triple[j] = NEVER
    log_triple[k] = NEVER
    best = NEVER
    for m in range(own.shape[0]):
        best = max(best, log_triple[m])
    return best


@njit(cache=True, nogil=True, fastmath=FAST)
def sign_triples(
    j: int, k: int, information: Array, own: Array, score: Array, direction: Integers, softness: float,
    least: float, log_triple: Array,
) -> None:  # fmt: skip
    """Adds what the expected signs gain to the extensions of (j, k) above `least`."""
    c = information[j, k]
    det = own[j] * own[k] - c * c
    mean_j = (own[k] * score[j] - c * score[k]) / det
    mean_k = (own[j] * score[k] - c * score[j]) / det
    for m in range(own.shape[0]):
        if log_triple[m] < least or (direction[j] == 0 and direction[k] == 0 and direction[m] == 0):
            continue
        on_j = (own[k] * information[j, m] - c * information[k, m]) / det
        on_k = (own[j] * information[k, m] - c * information[j, m]) / det
        rest = own[m] - on_j * information[j, m] - on_k * information[k, m]
        mean = (score[m] - mean_j * information[j, m] - mean_k * information[k, m]) / rest
        if direction[m] != 0:
            log_triple[m] += sign_gain(direction[m], softness, mean, 1.0 / rest)
        if direction[j] != 0:
            spread = own[k] / det + on_j * on_j / rest
            log_triple[m] += sign_gain(direction[j], softness, mean_j - on_j * mean, spread)
        if direction[k] != 0:
            spread = own[j] / det + on_k * on_k / rest
            log_triple[m] += sign_gain(direction[k], softness, mean_k - on_k * mean, spread)


@njit(cache=True, nogil=True, fastmath=FAST)
def add_pairs(
    information: Array, own: Array, score: Array, log_pair: Array, best: float,
    inclusion: Array, mean: Array, square: Array,
) -> float:  # fmt: skip
    """Adds the pairs' share-weighted moments; returns the sum of their shares.

    `square[j, k]` collects the second moments of both orders of a pair in one cell; every quadratic form in it
    is the one in the symmetric matrix.
    """
    total = 0.0
    for j in range(own.shape[0]):
        a, g = own[j], score[j]
        shares, means, squares = 0.0, 0.0, 0.0
        for k in range(j):
            share = exp(log_pair[j, k] - best)
            c = information[j, k]
            inverse = 1.0 / (a * own[k] - c * c)
            mean_j = (own[k] * g - c * score[k]) * inverse
            mean_k = (a * score[k] - c * g) * inverse
            inclusion[k] += share
            mean[k] += share * mean_k
            square[k, k] += share * (mean_k * mean_k + a * inverse)
            square[j, k] += 2.0 * share * (mean_j * mean_k - c * inverse)
            shares += share
            means += share * mean_j
            squares += share * (mean_j * mean_j + own[k] * inverse)
        inclusion[j] += shares
        mean[j] += means
        square[j, j] += squares
        total += shares
    return total


@njit(cache=True, nogil=True, fastmath=FAST)
def add_triples(
    j: int, k: int, information: Array, own: Array, score: Array, log_triple: Array, best: float, kappa: float,
    inclusion: Array, mean: Array, square: Array,
) -> float:  # fmt: skip
    """Adds the share-weighted moments of the extensions of (j, k); returns the sum of their shares."""
    c = information[j, k]
    det = own[j] * own[k] - c * c
    pair_j = (own[k] * score[j] - c * score[k]) / det
    pair_k = (own[j] * score[k] - c * score[j]) / det
    row_j, row_k = information[j], information[k]
    shares, means_j, means_k, squares_j, squares_k, products = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    for m in range(own.shape[0]):
        share = exp(log_triple[m] - best)
        on_j = (own[k] * row_j[m] - c * row_k[m]) / det
        on_k = (own[j] * row_k[m] - c * row_j[m]) / det
        rest = max(own[m] - on_j * row_j[m] - on_k * row_k[m], kappa)
        mean_m = (score[m] - pair_j * row_j[m] - pair_k * row_k[m]) / rest
        mean_j, mean_k = pair_j - on_j * mean_m, pair_k - on_k * mean_m
        inclusion[m] += share
        mean[m] += share * mean_m
        square[m, m] += share * (mean_m * mean_m + 1.0 / rest)
        square[j, m] += 2.0 * share * (mean_j * mean_m - on_j / rest)
        square[k, m] += 2.0 * share * (mean_k * mean_m - on_k / rest)
        shares += share
        means_j += share * mean_j
        means_k += share * mean_k
        squares_j += share * (mean_j * mean_j + on_j * on_j / rest)
        squares_k += share * (mean_k * mean_k + on_k * on_k / rest)
        products += share * (mean_j * mean_k + on_j * on_k / rest)
    inclusion[j] += shares
    inclusion[k] += shares
    mean[j] += means_j
    mean[k] += means_k
    square[j, j] += squares_j + shares * own[k] / det
    square[k, k] += squares_k + shares * own[j] / det
    square[j, k] += 2.0 * (products - shares * c / det)
    return shares


@njit(cache=True, nogil=True, fastmath=FAST)
def subset_moments(
    information: Array, score: Array, log_odds: Array, group: Integers, direction: Integers, softness: float,
    kappa: float, pairs_extended: int, inclusion: Array, mean: Array, square: Array,
) -> float:  # fmt: skip
    """Averages the coefficients over the subsets; returns the log of the summed weights (empty subset: 0).

    Args:
        information, score: A [column, column] and g [column].
        log_odds: log prior odds of each column; group: columns of one group are versions of one indicator.
        direction: expected sign +1, −1 or 0; softness: 0 ignores it, 1 forbids the other sign.
        kappa: prior precision of a coefficient. pairs_extended: number of best pairs extended to triples.
        inclusion, mean, square: become the inclusion probabilities [column] and the averaged first [column]
            and second moments [column, column] of the coefficients (see `add_pairs`).
    """
    count = score.shape[0]
    own, price, log_single = np.empty(count), np.empty(count), np.empty(count)
    log_pair = np.empty((count, count))
    for j in range(count):
        own[j] = information[j, j] + kappa
        inclusion[j] = 0.0
        mean[j] = 0.0
        for k in range(count):
            square[j, k] = 0.0
    best = single_logs(own, score, log_odds, direction, softness, kappa, price, log_single)
    best = max(best, pair_logs(information, own, score, price, group, log_pair))
    sign_pairs(information, own, score, direction, softness, best - NEGLIGIBLE, log_pair)

    room = min(pairs_extended, count * (count - 1) // 2)
    first, second = np.empty(room, np.int64), np.empty(room, np.int64)
    extended = best_pairs(log_pair, first, second)
    log_triple = np.empty((extended, count))
    for e in range(extended):
        j, k = first[e], second[e]
        best = max(best, triple_logs(j, k, information, own, score, price, group, kappa, log_triple[e]))
    for e in range(extended):
        sign_triples(
            first[e],
            second[e],
            information,
            own,
            score,
            direction,
            softness,
            best - NEGLIGIBLE,
            log_triple[e],
        )

    total = exp(-best)
    for j in range(count):
        share = exp(log_single[j] - best)
        total += share
        inclusion[j] += share
        mean[j] += share * score[j] / own[j]
        square[j, j] += share * (score[j] * score[j] / own[j] + 1.0) / own[j]
    total += add_pairs(information, own, score, log_pair, best, inclusion, mean, square)
    for e in range(extended):
        total += add_triples(
            first[e], second[e], information, own, score, log_triple[e], best, kappa, inclusion, mean, square
        )
    for j in range(count):
        inclusion[j] /= total
        mean[j] /= total
        for k in range(count):
            square[j, k] /= total
    return best + math.log(total)

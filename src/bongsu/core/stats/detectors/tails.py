"""Tails and quantiles of Poisson and negative binomial counts, for use inside compiled kernels.

A count here has a mean and a dispersion: variance = dispersion · mean. At dispersion 1 it is Poisson, above
it is negative binomial with size mean/(dispersion − 1) and probability 1/dispersion (Noufaily et al. 2013).
Tails are sums of probabilities started at the count and walked away from the mean: O(standard deviation).
"""

from __future__ import annotations

import math

from numba import njit

NEGLIGIBLE = 1e-17
TIE = 1e-12  # relative: an upper tail this near the level counts as at it


@njit(cache=True, nogil=True)
def probability_of(count: float, mean: float, dispersion: float) -> float:
    """P(Y = count)."""
    if dispersion <= 1.0:
        return math.exp(count * math.log(mean) - mean - math.lgamma(count + 1.0))
    size = mean / (dispersion - 1.0)
    log_p = math.lgamma(count + size) - math.lgamma(size) - math.lgamma(count + 1.0)
    return math.exp(log_p - size * math.log(dispersion) + count * math.log1p(-1.0 / dispersion))


@njit(cache=True, nogil=True)
def step_up(count: float, mean: float, dispersion: float) -> float:
    """P(Y = count + 1) / P(Y = count)."""
    if dispersion <= 1.0:
        return mean / (count + 1.0)
    size = mean / (dispersion - 1.0)
    return (count + size) / (count + 1.0) * (1.0 - 1.0 / dispersion)


@njit(cache=True, nogil=True)
def upper_tail(count: float, mean: float, dispersion: float) -> float:
    """P(Y ≥ count).

    >>> round(upper_tail(3.0, 1.0, 1.0), 6)  # 1 − 2.5/e
    0.080301
    """
    if count <= 0.0:
        return 1.0
    if mean <= 0.0:
        return 0.0
    if count > mean:
        term = probability_of(count, mean, dispersion)
        total = 0.0
        while term > NEGLIGIBLE * total:
            total += term
            term *= step_up(count, mean, dispersion)
            count += 1.0
        return min(total, 1.0)
    count -= 1.0
    term = probability_of(count, mean, dispersion)
    total = term
    while count > 0.0 and term > NEGLIGIBLE * total:
        count -= 1.0
        term /= step_up(count, mean, dispersion)
        total += term
    return max(1.0 - total, 0.0)


@njit(cache=True, nogil=True)
def mid_tail(count: float, mean: float, dispersion: float) -> float:
    """P(Y > count) + P(Y = count)/2, the mid-p value.

    >>> round(mid_tail(0.0, 1.0, 1.0), 6)  # 1 − 1/(2e)
    0.81606
    """
    if mean <= 0.0:
        return 0.5 if count <= 0.0 else 0.0
    return upper_tail(count, mean, dispersion) - 0.5 * probability_of(count, mean, dispersion)


@njit(cache=True, nogil=True)
def _first_guess(mean: float, dispersion: float, normal: float) -> float:
    """Cornish-Fisher quantile, `normal` standard deviations up."""
    deviation = math.sqrt(mean * dispersion)
    skewness = (2.0 * dispersion - 1.0) / deviation
    guess = mean + deviation * (normal + (normal * normal - 1.0) * skewness / 6.0)
    return max(math.floor(guess), 0.0)


@njit(cache=True, nogil=True)
def quantile_above(level: float, normal: float, mean: float, dispersion: float) -> float:
    """The smallest count with P(Y > count) ≤ level; `normal` is the standard normal's such point.

    >>> quantile_above(0.05, 1.6449, 10.0, 1.0)
    15.0
    """
    if mean <= 0.0:
        return 0.0
    level *= 1.0 + TIE
    count = _first_guess(mean, dispersion, normal)
    tail = upper_tail(count + 1.0, mean, dispersion)
    here = probability_of(count, mean, dispersion)
    while tail > level:
        here *= step_up(count, mean, dispersion)
        count += 1.0
        tail -= here
    while count > 0.0 and tail + here <= level:
        tail += here
        count -= 1.0
        here /= step_up(count, mean, dispersion)
    return count

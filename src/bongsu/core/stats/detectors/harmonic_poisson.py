"""A regression of counts on yearly harmonics and a trend, chosen among six and robust against outbreaks.

Quasi-Poisson with log link, by Newton's method. Model m has m mod 3 harmonics, and a trend from model 3
on; the one of least quasi-BIC is used, and fitted again with counts in its far upper tail down-weighted.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from bongsu.core.stats.detectors.tails import mid_tail

MODELS = 6  # 0, 1, 2 harmonics without a trend, then with one
COLUMNS = 6
REWEIGHTING_ROUNDS = 3
YEARS_FOR_HARMONICS = 2
YEARS_FOR_TREND = 3
EPSILON = 1e-8
MAX_STEPS = 25
MAX_HALVINGS = 10
RIDGE = 1e-6  # keeps a harmonic of a nearly empty series finite
LARGEST_LOG_MEAN = 30.0
TAIL_STARTS = 2.0  # standard deviations above the mean; no weight below falls under 1


@njit(cache=True, nogil=True)
def _solve(matrix, right, k):  # type: ignore[no-untyped-def]
    """Solves the leading k × k symmetric system by Cholesky, in place; False if it is not positive."""
    for a in range(k):
        for b in range(a + 1):
            value = matrix[a, b]
            for c in range(b):
                value -= matrix[a, c] * matrix[b, c]
            if a == b:
                if value <= 0.0:
                    return False
                matrix[a, a] = math.sqrt(value)
            else:
                matrix[a, b] = value / matrix[b, b]
    for a in range(k):
        for c in range(a):
            right[a] -= matrix[a, c] * right[c]
        right[a] /= matrix[a, a]
    for a in range(k - 1, -1, -1):
        for c in range(a + 1, k):
            right[a] -= matrix[c, a] * right[c]
        right[a] /= matrix[a, a]
    return True


@njit(cache=True, nogil=True)
def _pass(design, k, y, log_y, offset, weight, n, beta, mean, matrix, right):  # type: ignore[no-untyped-def]
    """Means, information and score at `beta`; returns the weighted deviance."""
    matrix[:k, :k] = 0.0
    right[:k] = 0.0
    deviance = 0.0
    for i in range(n):
        eta = offset[i]
        for a in range(k):
            eta += design[i, a] * beta[a]
        eta = min(max(eta, -LARGEST_LOG_MEAN), LARGEST_LOG_MEAN)
        mu = math.exp(eta)
        mean[i] = mu
        residual = weight[i] * (y[i] - mu)
        deviance += weight[i] * y[i] * (log_y[i] - eta) - residual
        information = weight[i] * mu
        for a in range(k):
            right[a] += residual * design[i, a]
            scaled = information * design[i, a]
            for b in range(a + 1):
                matrix[a, b] += scaled * design[i, b]
    for a in range(1, k):
        matrix[a, a] += RIDGE
        right[a] -= RIDGE * beta[a]
    return 2.0 * deviance


@njit(cache=True, nogil=True)
def _fit(design, k, y, log_y, offset, weight, n, beta, mean, work):  # type: ignore[no-untyped-def]
    """Newton's method from `beta`, in place; the matrix ends as the Cholesky factor. Returns the deviance."""
    matrix, right, before = work
    previous = np.inf
    halvings = 0
    for _ in range(MAX_STEPS):
        deviance = _pass(design, k, y, log_y, offset, weight, n, beta, mean, matrix, right)
        if deviance > previous + EPSILON * (abs(previous) + 0.1) and halvings < MAX_HALVINGS:
            for a in range(k):
                beta[a] = 0.5 * (beta[a] + before[a])
            halvings += 1
            continue
        if not _solve(matrix, right, k):
            return np.nan
        if abs(deviance - previous) < EPSILON * (abs(deviance) + 0.1):
            return deviance
        previous = deviance
        halvings = 0
        for a in range(k):
            before[a] = beta[a]
            beta[a] += right[a]
    return np.nan


@njit(cache=True, nogil=True)
def _dispersion(y, mean, weight, n, k):  # type: ignore[no-untyped-def]
    """Weighted Pearson statistic over its degrees of freedom, at least 1."""
    total = 0.0
    square = 0.0
    for i in range(n):
        total += weight[i]
        square += weight[i] * (y[i] - mean[i]) ** 2 / mean[i]
    return max(square / max(total - k, 1.0), 1.0)


@njit(cache=True, nogil=True)
def _reweight(y, mean, dispersion, weight, n, tail):  # type: ignore[no-untyped-def]
    """Weights min(1, p / tail) from the mid-p value of every count."""
    for i in range(n):
        weight[i] = 1.0
        if y[i] > mean[i] + TAIL_STARTS * math.sqrt(dispersion * mean[i]):
            weight[i] = min(1.0, mid_tail(y[i], mean[i], dispersion) / tail)


@njit(cache=True, nogil=True)
def size_of(model):  # type: ignore[no-untyped-def]
    """Number of coefficients of one of the six models."""
    return 1 + 2 * (model % 3) + (1 if model >= 3 else 0)


@njit(cache=True, nogil=True)
def _choose_model(designs, y, log_y, offset, weight, n, years, beta, mean, work):  # type: ignore[no-untyped-def]
    """Fits every admissible model and last again the one of least quasi-BIC; that one and its dispersion.

    Deviances are scaled by the dispersion of the largest model fitted. −1: none could be fitted.
    """
    deviances = np.full(MODELS, np.nan)
    dispersion = 1.0
    best = -1
    for step in range(MODELS + 1):
        model = step
        if step == MODELS:
            least = np.inf
            for candidate in range(MODELS):
                criterion = deviances[candidate] / dispersion + size_of(candidate) * math.log(n)
                if criterion < least:
                    best, least = candidate, criterion
            if best < 0:
                break
            model = best
        if (model % 3 > 0 and years < YEARS_FOR_HARMONICS) or (model >= 3 and years < YEARS_FOR_TREND):
            continue
        k = size_of(model)
        design = designs[1] if model >= 3 else designs[0]
        deviances[model] = _fit(design, k, y, log_y, offset, weight, n, beta[model], mean, work)
        if not math.isnan(deviances[model]):
            dispersion = _dispersion(y, mean, weight, n, k)
    return best, dispersion


@njit(cache=True, nogil=True)
def fit_robustly(  # type: ignore[no-untyped-def]
    designs, y, log_y, offset, weight, n, years, beta, mean, work, tail
):
    """Chooses and fits a model, three times over with outbreaks down-weighted; it and its dispersion."""
    total = 0.0
    expected = 0.0
    for i in range(n):
        weight[i] = 1.0
        total += y[i]
        expected += math.exp(offset[i])
    beta[:, :] = 0.0
    beta[:, 0] = math.log(total / expected)
    best = -1
    dispersion = 1.0
    for again in range(REWEIGHTING_ROUNDS + 1):
        if again > 0:
            _reweight(y, mean, dispersion, weight, n, tail)
        best, dispersion = _choose_model(designs, y, log_y, offset, weight, n, years, beta, mean, work)
        if best < 0:
            break
    return best, dispersion

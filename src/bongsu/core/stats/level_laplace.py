"""Laplace evidence of a count series whose log mean is fixed effects plus an autoregressive level.

The model of one series, time first:

    y_t ~ NB(mean = exp(offset_t + f_t), size = r)      f = B b + u
    b ~ N(0, I)  (the columns of B carry the prior standard deviations)
    u ~ AR(1) with stationary standard deviation sigma and coefficient rho

The precision of u is tridiagonal and B has few columns, so every Newton step and every determinant costs
O(n (p + p²)), not O(n³). Formulas: Rasmussen & Williams (2006), algorithms 3.1 and 3.2, with the observed
information of the negative binomial; the low-rank part by the Schur complement.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

Array = NDArray[np.float64]

MAX_NEWTON_STEPS = 12
TOLERANCE = 1e-7


@njit(cache=True, nogil=True, fastmath={"reassoc", "contract", "nsz"})
def factor(weight, sigma, rho, pivot, multiplier):  # type: ignore[no-untyped-def]
    """Factors Q + diag(weight) = L D L' in place and returns log|Q + W| − log|Q|."""
    n = weight.shape[0]
    scale = 1.0 / (sigma * sigma * (1.0 - rho * rho))
    inner = scale * (1.0 + rho * rho)
    off = -scale * rho
    edge = scale if n > 1 else 1.0 / (sigma * sigma)
    pivot[0] = edge + weight[0]
    multiplier[0] = 0.0
    logdet = math.log(pivot[0])
    for i in range(1, n):
        multiplier[i] = off / pivot[i - 1]
        pivot[i] = (inner if i < n - 1 else edge) + weight[i] - off * multiplier[i]
        logdet += math.log(pivot[i])
    # |Q| of a stationary AR(1): one marginal variance and n − 1 innovation variances.
    logdet_prior = -2.0 * n * math.log(sigma) - (n - 1) * math.log(1.0 - rho * rho)
    return logdet - logdet_prior


@njit(cache=True, nogil=True, fastmath={"reassoc", "contract", "nsz"})
def solve(pivot, multiplier, right):  # type: ignore[no-untyped-def]
    """Solves (Q + W) x = right for every column of `right` [time, columns], in place."""
    n, columns = right.shape
    for i in range(1, n):
        m = multiplier[i]
        for c in range(columns):
            right[i, c] -= m * right[i - 1, c]
    for c in range(columns):
        right[n - 1, c] /= pivot[n - 1]
    for i in range(n - 2, -1, -1):
        m = multiplier[i + 1]
        inverse = 1.0 / pivot[i]
        for c in range(columns):
            right[i, c] = right[i, c] * inverse - m * right[i + 1, c]


@njit(cache=True, nogil=True)
def cholesky(matrix):  # type: ignore[no-untyped-def]
    """Replaces the lower triangle of a small positive definite matrix by its factor; returns log|matrix|."""
    p = matrix.shape[0]
    logdet = 0.0
    for j in range(p):
        for k in range(j + 1):
            total = matrix[j, k]
            for m in range(k):
                total -= matrix[j, m] * matrix[k, m]
            if j == k:
                matrix[j, j] = math.sqrt(total)
                logdet += 2.0 * math.log(matrix[j, j])
            else:
                matrix[j, k] = total / matrix[k, k]
    return logdet


@njit(cache=True, nogil=True)
def cholesky_solve(lower, right):  # type: ignore[no-untyped-def]
    """Solves L L' x = right in place for one vector."""
    p = lower.shape[0]
    for j in range(p):
        for m in range(j):
            right[j] -= lower[j, m] * right[m]
        right[j] /= lower[j, j]
    for j in range(p - 1, -1, -1):
        for m in range(j + 1, p):
            right[j] -= lower[m, j] * right[m]
        right[j] /= lower[j, j]


@njit(cache=True, nogil=True, fastmath={"reassoc", "contract", "nsz"})
def schur(weight, basis, reduced, complement):  # type: ignore[no-untyped-def]
    """Fills I + B'W(B − D), D = (Q+W)⁻¹ W B [time, p] given as `reduced`; lower triangle, then factored.

    Returns the log determinant of the complement.
    """
    n, p = basis.shape
    for j in range(p):
        for k in range(p):
            complement[j, k] = 1.0 if j == k else 0.0
    for i in range(n):
        for j in range(p):
            weighted = weight[i] * basis[i, j]
            for k in range(j + 1):
                complement[j, k] += weighted * (basis[i, k] - reduced[i, k])
    return cholesky(complement)


@njit(cache=True, nogil=True, fastmath={"reassoc", "contract", "nsz"})
def log_prior(level, effects, sigma, rho):  # type: ignore[no-untyped-def]
    """−½ (u'Qu + b'b), the exponent of the prior at a level and fixed effects."""
    n = level.shape[0]
    total = level[0] * level[0] / (sigma * sigma)
    scale = 1.0 / (sigma * sigma * (1.0 - rho * rho))
    for i in range(1, n):
        step = level[i] - rho * level[i - 1]
        total += scale * step * step
    for j in range(effects.shape[0]):
        total += effects[j] * effects[j]
    return -0.5 * total


@njit(cache=True, nogil=True, fastmath={"reassoc", "contract", "nsz"})
def log_likelihood(counts, known, linear, size):  # type: ignore[no-untyped-def]
    """Negative-binomial log likelihood without the terms that do not depend on the mean."""
    total = 0.0
    for i in range(counts.shape[0]):
        if known[i]:
            mean = math.exp(linear[i])
            total += counts[i] * linear[i] - (counts[i] + size) * math.log(size + mean)
    return total


@njit(cache=True, nogil=True)
def log_constant(counts, known, size):  # type: ignore[no-untyped-def]
    """The terms of the log likelihood that depend on the counts and the size alone."""
    total = 0.0
    base = size * math.log(size) - math.lgamma(size)
    for i in range(counts.shape[0]):
        if known[i]:
            total += math.lgamma(counts[i] + size) - math.lgamma(counts[i] + 1.0) + base
    return total


@njit(cache=True, nogil=True, fastmath={"reassoc", "contract", "nsz"})
def laplace(counts, known, offset, basis, sigma, rho, size, level, effects):  # type: ignore[no-untyped-def]
    """Finds the mode from the given start and returns the Laplace log evidence (without `log_constant`).

    Args:
        counts, known, offset: [time]; counts where not known are ignored.
        basis: fixed effects times their prior standard deviations [time, p].
        level, effects: start of the search, [time] and [p]; overwritten by the mode.
    """
    n, p = basis.shape
    pivot = np.empty(n)
    multiplier = np.empty(n)
    weight = np.empty(n)
    linear = np.empty(n)
    right = np.empty((n, p + 1))
    complement = np.empty((p, p))
    new_effects = np.empty(p)
    new_level = np.empty(n)
    for i in range(n):
        fixed = 0.0
        for j in range(p):
            fixed += basis[i, j] * effects[j]
        linear[i] = offset[i] + fixed + level[i]
    objective = log_likelihood(counts, known, linear, size) + log_prior(level, effects, sigma, rho)
    reduced = right[:, 1:]
    determinants = 0.0
    for step_number in range(MAX_NEWTON_STEPS + 1):
        for i in range(n):
            if known[i]:
                mean = math.exp(linear[i])
                ratio = mean / (mean + size)
                weight[i] = (counts[i] + size) * ratio * (1.0 - ratio)
                gradient = counts[i] - (counts[i] + size) * ratio
                right[i, 0] = weight[i] * (linear[i] - offset[i]) + gradient
            else:
                weight[i] = 0.0
                right[i, 0] = 0.0
            for j in range(p):
                right[i, 1 + j] = weight[i] * basis[i, j]
        for j in range(p):
            new_effects[j] = 0.0
        for i in range(n):
            for j in range(p):
                new_effects[j] += basis[i, j] * right[i, 0]
        determinants = factor(weight, sigma, rho, pivot, multiplier)
        solve(pivot, multiplier, right)
        for i in range(n):
            weighted = weight[i] * right[i, 0]
            for j in range(p):
                new_effects[j] -= basis[i, j] * weighted
        determinants += schur(weight, basis, reduced, complement)
        if step_number == MAX_NEWTON_STEPS:
            break
        cholesky_solve(complement, new_effects)
        for i in range(n):
            drop = 0.0
            for j in range(p):
                drop += reduced[i, j] * new_effects[j]
            new_level[i] = right[i, 0] - drop
        # Step halving: a Newton step may overshoot where the likelihood is far from quadratic.
        share = 1.0
        improved = objective
        for _ in range(8):
            for j in range(p):
                new_effects[j] = effects[j] + share * (new_effects[j] - effects[j])
            for i in range(n):
                new_level[i] = level[i] + share * (new_level[i] - level[i])
                fixed = 0.0
                for j in range(p):
                    fixed += basis[i, j] * new_effects[j]
                linear[i] = offset[i] + fixed + new_level[i]
            improved = log_likelihood(counts, known, linear, size) + log_prior(
                new_level, new_effects, sigma, rho
            )
            if improved >= objective - 1e-10:
                break
            share = 0.5
        for j in range(p):
            effects[j] = new_effects[j]
        for i in range(n):
            level[i] = new_level[i]
        gain = improved - objective
        objective = improved
        if gain < TOLERANCE:
            break
    return objective - 0.5 * determinants


@njit(cache=True, nogil=True)
def evidence_grid(counts, known, offset, basis, sigmas, rhos, sizes):  # type: ignore[no-untyped-def]
    """Laplace log evidence of one series at every point of a grid [sigma, rho, size].

    Neighbouring points start from each other's mode.
    """
    n, p = basis.shape
    result = np.empty((sigmas.shape[0], rhos.shape[0], sizes.shape[0]))
    constants = np.empty(sizes.shape[0])
    for c in range(sizes.shape[0]):
        constants[c] = log_constant(counts, known, sizes[c])
    level = np.zeros(n)
    effects = np.zeros(p)
    for a in range(sigmas.shape[0]):
        for b in range(rhos.shape[0]):
            # Boustrophedon: the next size is always the neighbour of the last one.
            for step in range(sizes.shape[0]):
                c = step if b % 2 == 0 else sizes.shape[0] - 1 - step
                value = laplace(counts, known, offset, basis, sigmas[a], rhos[b], sizes[c], level, effects)
                result[a, b, c] = constants[c] + value
    return result

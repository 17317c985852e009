"""Laplace evidence of a count series whose log mean is fixed effects plus an autoregressive level.

The model of one series:

    y_t ~ NB(mean = exp(offset_t + f_t), size = r)      f = B b + u
    b ~ N(0, I)  (the columns of B carry the prior standard deviations)
    u ~ AR(1) with stationary standard deviation sigma and coefficient rho

The precision of u is tridiagonal and B has few columns, so every Newton step and every determinant costs
O(n (p + p²)), not O(n³). Formulas: Rasmussen & Williams (2006), algorithms 3.1 and 3.2, with the observed
information of the negative binomial; the low-rank part by the Schur complement.
Inside the kernels each fixed effect is one contiguous row [p, time].
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from bongsu.core.stats.level_precision import (
    back_substitute,
    cholesky,
    cholesky_solve,
    eliminate,
    factor,
)
from bongsu.core.stats.vector_math import exp, kernel, log

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

MAX_NEWTON_STEPS = 12
MAX_HALVINGS = 8
GRID_TOLERANCE = 1e-3
"""Newton's method squares its error: a step that gained less than this left less than 1e-5 to gain."""
MODE_TOLERANCE = 1e-9

# Rows of the work space [9 + p, time] of the search for the mode; the p fixed effects follow the target.
LINEAR, MEAN, WEIGHT, PULL, SCALE, MULTIPLIER, NEW_LEVEL, TARGET = range(8)


@kernel
def dot(left: Array, right: Array) -> float:
    """Inner product of two series."""
    total = 0.0
    for i in range(left.shape[0]):
        total += left[i] * right[i]
    return total


@kernel
def log_prior(level: Array, effects: Array, sigma: float, rho: float) -> float:
    """−½ (u'Qu + b'b), the exponent of the prior at a level and fixed effects."""
    total = level[0] * level[0] / (sigma * sigma)
    scale = 1.0 / (sigma * sigma * (1.0 - rho * rho))
    for i in range(1, level.shape[0]):
        step = level[i] - rho * level[i - 1]
        total += scale * step * step
    exponent: float = -0.5 * (total + dot(effects, effects))
    return exponent


@kernel
def log_likelihood(
    counts: Array, seen: Array, offset: Array, basis: Array, size: float,
    level: Array, effects: Array, space: Array,
) -> float:  # fmt: skip
    """Negative-binomial log likelihood without the terms that do not depend on the mean.

    Leaves the linear predictor and the mean in `space`. `seen` is 1 where a count is known and 0 elsewhere.
    """
    n = counts.shape[0]
    linear, mean = space[LINEAR], space[MEAN]
    for i in range(n):
        linear[i] = offset[i] + level[i]
    for j in range(effects.shape[0]):
        effect = effects[j]
        for i in range(n):
            linear[i] += effect * basis[j, i]
    for i in range(n):
        mean[i] = exp(linear[i])
    total = 0.0
    for i in range(n):
        total += seen[i] * (counts[i] * linear[i] - (counts[i] + size) * log(size + mean[i]))
    return total


@kernel
def log_constant(counts: Array, seen: Array, size: float) -> float:
    """The terms of the log likelihood that depend on the counts and the size alone."""
    total = 0.0
    base = size * math.log(size) - math.lgamma(size)
    for i in range(counts.shape[0]):
        if seen[i] > 0.0:
            total += math.lgamma(counts[i] + size) - math.lgamma(counts[i] + 1.0) + base
    return total


@kernel
def quadratic(
    counts: Array, seen: Array, offset: Array, basis: Array, sigma: float, rho: float, size: float,
    space: Array, complement: Array,
) -> float:  # fmt: skip
    """Second-order expansion of the likelihood at the mean in `space`, and the determinant it gives.

    Fills the weights, the pull W f + gradient, the factor L D L' of Q + W, D^−½ L⁻¹ of the pull and of W B,
    and the factored Schur complement I + B'(W − W (Q+W)⁻¹ W) B of the fixed effects. Returns log|I + C W|,
    C the prior covariance of f.
    """
    n = counts.shape[0]
    p = basis.shape[0]
    weight, pull, scale = space[WEIGHT], space[PULL], space[SCALE]
    linear, mean = space[LINEAR], space[MEAN]
    for i in range(n):
        ratio = mean[i] / (mean[i] + size)
        expected = (counts[i] + size) * ratio
        weight[i] = seen[i] * expected * (1.0 - ratio)
    for i in range(n):
        expected = (counts[i] + size) * (mean[i] / (mean[i] + size))
        pull[i] = weight[i] * (linear[i] - offset[i]) + seen[i] * (counts[i] - expected)
    for i in range(n):
        space[TARGET, i] = pull[i]
    for j in range(p):
        for i in range(n):
            space[TARGET + 1 + j, i] = weight[i] * basis[j, i]
    logdet = factor(weight, sigma, rho, scale, space[MULTIPLIER])
    eliminate(scale, space[MULTIPLIER], space[TARGET:])
    for j in range(p):
        left = space[TARGET + 1 + j]
        for k in range(j + 1):
            right = space[TARGET + 1 + k]
            total = 1.0 if j == k else 0.0
            for i in range(n):
                total += weight[i] * basis[j, i] * basis[k, i] - left[i] * right[i]
            complement[j, k] = total
    return logdet + cholesky(complement)


@kernel
def newton_target(basis: Array, space: Array, complement: Array, new_effects: Array) -> None:
    """Where the expansion has its mode: fills `new_effects` and the new level in `space`."""
    p, n = basis.shape
    pull, new_level, target = space[PULL], space[NEW_LEVEL], space[TARGET]
    for j in range(p):
        left = space[TARGET + 1 + j]
        total = 0.0
        for i in range(n):
            total += basis[j, i] * pull[i] - left[i] * target[i]
        new_effects[j] = total
    cholesky_solve(complement, new_effects)
    for i in range(n):
        new_level[i] = target[i]
    for j in range(p):
        left = space[TARGET + 1 + j]
        for i in range(n):
            new_level[i] -= left[i] * new_effects[j]
    back_substitute(space[SCALE], space[MULTIPLIER], new_level)


@kernel
def laplace(
    counts: Array, seen: Array, offset: Array, basis: Array, sigma: float, rho: float, size: float,
    level: Array, effects: Array, tolerance: float,
) -> float:  # fmt: skip
    """Finds the mode from the given start and returns the Laplace log evidence (without `log_constant`).

    Args:
        counts, seen, offset: [time]; counts where `seen` is 0 are ignored, elsewhere it is 1.
        basis: fixed effects times their prior standard deviations, one per row [p, time].
        level, effects: start of the search, [time] and [p]; overwritten by the mode.
        tolerance: the search ends with a step that gains less than this in log posterior density.
    """
    p, n = basis.shape
    space = np.empty((TARGET + 1 + p, n))
    complement = np.empty((p, p))
    new_effects = np.empty(p)
    new_level = space[NEW_LEVEL]
    objective = log_likelihood(counts, seen, offset, basis, size, level, effects, space)
    objective += log_prior(level, effects, sigma, rho)
    for _ in range(MAX_NEWTON_STEPS):
        quadratic(counts, seen, offset, basis, sigma, rho, size, space, complement)
        newton_target(basis, space, complement, new_effects)
        improved = objective
        share = 1.0
        # Step halving: a Newton step may overshoot where the likelihood is far from quadratic.
        for _ in range(MAX_HALVINGS):
            for j in range(p):
                new_effects[j] = effects[j] + share * (new_effects[j] - effects[j])
            for i in range(n):
                new_level[i] = level[i] + share * (new_level[i] - level[i])
            improved = log_likelihood(counts, seen, offset, basis, size, new_level, new_effects, space)
            improved += log_prior(new_level, new_effects, sigma, rho)
            if improved >= objective - 1e-10:
                break
            share = 0.5
        # Written out: assigning whole arrays makes the compiler build its error messages, for seconds.
        for j in range(p):
            effects[j] = new_effects[j]
        for i in range(n):
            level[i] = new_level[i]
        gain = improved - objective
        objective = improved
        if gain < tolerance:
            break
    determinant = quadratic(counts, seen, offset, basis, sigma, rho, size, space, complement)
    return objective - 0.5 * determinant


@kernel
def _evidence_grid(
    counts: Array, seen: Array, offset: Array, basis: Array, sigmas: Array, rhos: Array, sizes: Array
) -> Array:
    p, n = basis.shape
    result = np.empty((sigmas.shape[0], rhos.shape[0], sizes.shape[0]))
    level = np.zeros(n)
    effects = np.zeros(p)
    b = c = 0
    b_step = c_step = 1
    # Boustrophedon: every point is the neighbour of the one before, and starts from its mode.
    for a in range(sigmas.shape[0]):
        for _ in range(rhos.shape[0]):
            for _ in range(sizes.shape[0]):
                result[a, b, c] = laplace(
                    counts, seen, offset, basis, sigmas[a], rhos[b], sizes[c], level, effects, GRID_TOLERANCE
                )
                c += c_step
            c_step = -c_step
            c += c_step
            b += b_step
        b_step = -b_step
        b += b_step
    for c in range(sizes.shape[0]):
        constant = log_constant(counts, seen, sizes[c])
        for a in range(sigmas.shape[0]):
            for b in range(rhos.shape[0]):
                result[a, b, c] += constant
    return result


def evidence_grid(
    counts: Array, known: Flags, offset: Array, basis: Array, *, sigmas: Array, rhos: Array, sizes: Array
) -> Array:
    """Laplace log evidence of one series at every point of a grid [sigma, rho, size].

    Args:
        counts, known, offset: [time]; counts where not known are ignored.
        basis: fixed effects times their prior standard deviations [time, p].
    """
    rows = np.ascontiguousarray(basis.T)
    return np.asarray(
        _evidence_grid(np.where(known, counts, 0.0), known.astype(float), offset, rows, sigmas, rhos, sizes)
    )


def mode(
    counts: Array, known: Flags, offset: Array, basis: Array, *, sigma: float, rho: float, size: float
) -> Array:
    """The most probable f = B b + u [time], given the counts and the hyper-parameters."""
    rows = np.ascontiguousarray(basis.T)
    level, effects = np.zeros(basis.shape[0]), np.zeros(basis.shape[1])
    observed, seen = np.where(known, counts, 0.0), known.astype(float)
    laplace(observed, seen, offset, rows, sigma, rho, size, level, effects, MODE_TOLERANCE)
    return np.asarray(basis @ effects + level)

"""Linear algebra of an AR(1) level seen with weights: tridiagonal elimination and small Cholesky factors.

The precision of the level is Q (tridiagonal), of the level given the data Q + W with W diagonal.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from bongsu.core.stats.vector_math import kernel, log

Array = NDArray[np.float64]


@kernel
def factor(weight: Array, sigma: float, rho: float, scale: Array, multiplier: Array) -> float:
    """Factors Q + W = L D L' and returns log|Q + W| − log|Q|.

    `scale` [time] becomes D^−½, `multiplier` [time] the elements of L below its unit diagonal (first: 0).
    """
    n = weight.shape[0]
    precision = 1.0 / (sigma * sigma * (1.0 - rho * rho))
    inner = precision * (1.0 + rho * rho)
    off = -precision * rho
    edge = precision if n > 1 else 1.0 / (sigma * sigma)
    pivot = edge + weight[0]
    scale[0] = pivot
    for i in range(1, n):
        pivot = (inner if i < n - 1 else edge) + weight[i] - off * off / pivot
        scale[i] = pivot
    multiplier[0] = 0.0
    for i in range(1, n):
        multiplier[i] = off / scale[i - 1]
    logdet = 0.0
    for i in range(n):
        logdet += log(scale[i])
    for i in range(n):
        scale[i] = 1.0 / math.sqrt(scale[i])
    # |Q| of a stationary AR(1): one marginal variance and n − 1 innovation variances.
    prior: float = -2.0 * n * math.log(sigma) - (n - 1) * math.log(1.0 - rho * rho)
    return logdet - prior


@kernel
def eliminate(scale: Array, multiplier: Array, right: Array) -> None:
    """D^−½ L⁻¹ right for every row of `right` [rows, time], in place; the rows advance side by side."""
    rows, n = right.shape
    for i in range(1, n):
        for j in range(rows):
            right[j, i] -= multiplier[i] * right[j, i - 1]
    for j in range(rows):
        for i in range(n):
            right[j, i] *= scale[i]


@kernel
def back_substitute(scale: Array, multiplier: Array, right: Array) -> None:
    """L'⁻¹ D^−½ right for one series [time] that went through `eliminate`, in place."""
    n = right.shape[0]
    for i in range(n):
        right[i] *= scale[i]
    for i in range(n - 2, -1, -1):
        right[i] -= multiplier[i + 1] * right[i + 1]


@kernel
def cholesky(matrix: Array) -> float:
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


@kernel
def forward_solve(lower: Array, right: Array) -> None:
    """L⁻¹ right for every column of `right` [p, columns], in place."""
    p, count = right.shape
    for j in range(p):
        for m in range(j):
            known = lower[j, m]
            for c in range(count):
                right[j, c] -= known * right[m, c]
        inverse = 1.0 / lower[j, j]
        for c in range(count):
            right[j, c] *= inverse


@kernel
def backward_solve(lower: Array, right: Array) -> None:
    """L'⁻¹ right for every column of `right` [p, columns], in place."""
    p, count = right.shape
    for j in range(p - 1, -1, -1):
        for m in range(j + 1, p):
            known = lower[m, j]
            for c in range(count):
                right[j, c] -= known * right[m, c]
        inverse = 1.0 / lower[j, j]
        for c in range(count):
            right[j, c] *= inverse


@kernel
def cholesky_solve(lower: Array, right: Array) -> None:
    """Solves L L' x = right in place for one vector [p]."""
    p = lower.shape[0]
    for j in range(p):
        for m in range(j):
            right[j] -= lower[j, m] * right[m]
        right[j] /= lower[j, j]
    for j in range(p - 1, -1, -1):
        for m in range(j + 1, p):
            right[j] -= lower[m, j] * right[m]
        right[j] /= lower[j, j]

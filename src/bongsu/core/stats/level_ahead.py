"""What averaged coefficients say of the periods ahead, of the level in sample and of the fixed effects.

For every subset of columns the forecasts are linear in its coefficients, so that their mean and variance over
all subsets follow from the averaged first and second moments (`subset_moments`).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bongsu.core.stats.level_precision import back_substitute, backward_solve, cholesky_solve, eliminate
from bongsu.core.stats.vector_math import kernel

Array = NDArray[np.float64]


@kernel
def responses(
    rho: float, scale_last: float, basis_ahead: Array, columns_ahead: Array, parts_last: Array,
    effects: Array, last: Array, predictor: Array, level: Array,
) -> None:  # fmt: skip
    """How the forecasts answer to the response z (column 0) and to each column's coefficient (the others).

    Args:
        parts_last: end of D^−½ L⁻¹ W B [p]; effects: S⁻¹ B'M of z and the columns [p, 1 + column].
        last: end of D^−½ L⁻¹ W of z and the columns [1 + column].
        predictor, level: filled [h, 1 + column].
    """
    horizons, p = basis_ahead.shape
    power = 1.0
    for h in range(horizons):
        power *= rho
        for c in range(last.shape[0]):
            carried, fixed = last[c], 0.0
            for q in range(p):
                carried -= parts_last[q] * effects[q, c]
                fixed += basis_ahead[h, q] * effects[q, c]
            carried *= power * scale_last
            if c == 0:
                level[h, c] = carried
                predictor[h, c] = carried + fixed
            else:
                level[h, c] = columns_ahead[h, c - 1] - carried
                predictor[h, c] = level[h, c] - fixed


@kernel
def base_variances(
    sigma: float, rho: float, scale_last: float, basis_ahead: Array, parts_last: Array, complement: Array,
    predictor: Array, level: Array,
) -> None:  # fmt: skip
    """Posterior variances ahead when the columns' coefficients are known [h]."""
    horizons, p = basis_ahead.shape
    toward, answer = np.empty(p), np.empty(p)
    power = 1.0
    for h in range(horizons):
        power *= rho
        reach = power * scale_last
        spread = reach * reach + sigma * sigma * (1.0 - power * power)
        for with_fixed in range(2):
            for q in range(p):
                toward[q] = with_fixed * basis_ahead[h, q] - reach * parts_last[q]
                answer[q] = toward[q]
            cholesky_solve(complement, answer)
            total = spread
            for q in range(p):
                total += toward[q] * answer[q]
            if with_fixed:
                predictor[h] = total
            else:
                level[h] = total


@kernel
def moments_ahead(
    response: Array, base: Array, coefficient: Array, square: Array, product: Array, mean: Array,
    variance: Array,
) -> None:  # fmt: skip
    """Mean and variance ahead from the averaged moments of the coefficients [h]; see `responses`."""
    count = coefficient.shape[0]
    for h in range(response.shape[0]):
        shift, spread = 0.0, 0.0
        for j in range(count):
            shift += response[h, 1 + j] * coefficient[j]
            row = square[j] * response[h, 1 + j]
            for k in range(count):
                row += product[j, k] * response[h, 1 + k]
            spread += row * response[h, 1 + j]
        mean[h] = response[h, 0] + shift
        variance[h] = base[h] + spread - shift * shift


@kernel
def fixed_moments(
    complement: Array, effects: Array, coefficient: Array, square: Array, product: Array, fixed: Array
) -> None:
    """Mean and variance of the fixed effects given the averaged coefficients: fills `fixed` [2, p]."""
    p, width = effects.shape
    response, base, unit = np.empty((p, width)), np.empty(p), np.empty(p)
    for q in range(p):
        response[q, 0] = effects[q, 0]
        for c in range(1, width):
            response[q, c] = -effects[q, c]
        for r in range(p):
            unit[r] = 1.0 if r == q else 0.0
        cholesky_solve(complement, unit)
        base[q] = unit[q]
    moments_ahead(response, base, coefficient, square, product, fixed[0], fixed[1])


@kernel
def smooth(
    weight: Array, heads: Array, scale: Array, multiplier: Array, columns: Array, coefficient: Array,
    effects: Array, smoothed: Array,
) -> None:  # fmt: skip
    """Autoregressive level given the averaged coefficients, plus the columns [time]."""
    n, count = columns.shape
    p = heads.shape[0] - 1
    rest = np.empty((1, n))
    for i in range(n):
        total = 0.0
        for j in range(count):
            total += columns[i, j] * coefficient[j]
        smoothed[i] = total
        rest[0, i] = heads[p, i] - total
    for q in range(p):
        effect = effects[q, 0]
        for j in range(count):
            effect -= effects[q, 1 + j] * coefficient[j]
        for i in range(n):
            rest[0, i] -= effect * heads[q, i]
    for i in range(n):
        rest[0, i] *= weight[i]
    eliminate(scale, multiplier, rest)
    back_substitute(scale, multiplier, rest[0])
    for i in range(n):
        smoothed[i] += rest[0, i]


@kernel
def look_ahead(
    weight: Array, heads: Array, sigma: float, rho: float, scale: Array, multiplier: Array, parts: Array,
    complement: Array, toward: Array, gains: Array, last: Array, columns: Array, basis_ahead: Array,
    columns_ahead: Array, coefficient: Array, square: Array, product: Array, ahead: Array, smoothed: Array,
    fixed: Array,
) -> None:  # fmt: skip
    """Fills, at one sigma, mean and variance of predictor and level `ahead` [4, h], the `smoothed` level
    and mean and variance of the `fixed` effects [2, p].

    `scale` … `toward` are those of `reduce_heads`, `gains` and `last` the columns' (`level_products`).
    """
    p, count = gains.shape
    n, horizons = weight.shape[0], basis_ahead.shape[0]
    effects, ends, parts_last = np.empty((p, count + 1)), np.empty(count + 1), np.empty(p)
    ends[0] = parts[p, n - 1]
    for k in range(count):
        ends[1 + k] = last[k]
    for q in range(p):
        parts_last[q] = parts[q, n - 1]
        effects[q, 0] = toward[q, 0]
        for k in range(count):
            effects[q, 1 + k] = gains[q, k]
    backward_solve(complement, effects)
    predictor, level = np.empty((horizons, count + 1)), np.empty((horizons, count + 1))
    predictor_base, level_base = np.empty(horizons), np.empty(horizons)
    end = scale[n - 1]
    responses(rho, end, basis_ahead, columns_ahead, parts_last, effects, ends, predictor, level)
    base_variances(sigma, rho, end, basis_ahead, parts_last, complement, predictor_base, level_base)
    moments_ahead(predictor, predictor_base, coefficient, square, product, ahead[0], ahead[1])
    moments_ahead(level, level_base, coefficient, square, product, ahead[2], ahead[3])
    smooth(weight, heads, scale, multiplier, columns, coefficient, effects, smoothed)
    fixed_moments(complement, effects, coefficient, square, product, fixed)

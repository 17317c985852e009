"""Bayesian averaging over small subsets of candidate columns in a latent-level count model.

At the mode of the level model the counts are replaced by a Gaussian working response z with weights W.
Given the level's hyper-parameters, z ~ N(0, V) with V = B B' + Σ(sigma, rho) + W⁻¹. A subset S of candidate
columns X with coefficients b ~ N(0, tau²) then has the closed-form Bayes factor

    log BF(S) = −½ log|I + tau² A| + ½ g'(A + I/tau²)⁻¹ g,     A = X'V⁻¹X,  g = X'V⁻¹z.

Subsets of size 0, 1 and 2 of the screened columns are enumerated, the best pairs are extended to triples,
all under a small mixture over sigma. The tridiagonal form of the level keeps every step linear in time.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from bongsu.core.stats.level_laplace import cholesky_solve, factor, schur, solve

FAST = {"reassoc", "contract", "nsz"}


@njit(cache=True, nogil=True, fastmath=FAST)
def reduce_columns(weight, basis, columns, sigma, rho, reduced, pivot, multiplier, complement):  # type: ignore[no-untyped-def]
    """(Q+W)⁻¹W applied to basis and columns. Returns (log|I + C W|, basis part [t, p], column part [t, c]).

    `reduced` [time, p + c] is the working store of both parts; `complement` becomes the factored Schur
    complement of the fixed effects.
    """
    n, p = basis.shape
    for i in range(n):
        w = weight[i]
        for j in range(p):
            reduced[i, j] = w * basis[i, j]
        for j in range(columns.shape[1]):
            reduced[i, p + j] = w * columns[i, j]
    logdet = factor(weight, sigma, rho, pivot, multiplier)
    solve(pivot, multiplier, reduced)
    return logdet + schur(weight, basis, reduced[:, :p], complement)


@njit(cache=True, nogil=True, fastmath=FAST)
def fixed_gain(weight, basis, columns, reduced):  # type: ignore[no-untyped-def]
    """G = B'W(X − (Q+W)⁻¹WX), [p, columns]: what the columns say to the fixed effects."""
    n, p = basis.shape
    count = columns.shape[1]
    gain = np.zeros((p, count))
    for i in range(n):
        for j in range(p):
            weighted = weight[i] * basis[i, j]
            for c in range(count):
                gain[j, c] += weighted * (columns[i, c] - reduced[i, p + c])
    return gain


@njit(cache=True, nogil=True)
def half_solve(lower, right):  # type: ignore[no-untyped-def]
    """L⁻¹ right for every column of `right` [p, columns], in place."""
    p, count = right.shape
    for j in range(p):
        for m in range(j):
            factor_jm = lower[j, m]
            for c in range(count):
                right[j, c] -= factor_jm * right[m, c]
        inverse = 1.0 / lower[j, j]
        for c in range(count):
            right[j, c] *= inverse


@njit(cache=True, nogil=True)
def largest(values, number):  # type: ignore[no-untyped-def]
    """Positions of the `number` largest values, ascending; among equals the earlier ones."""
    chosen = np.empty(number, np.int64)
    if number == 0:
        return chosen
    bound = np.partition(values, values.shape[0] - number)[values.shape[0] - number]
    above = 0
    for i in range(values.shape[0]):
        above += values[i] > bound
    ties = number - above
    at = 0
    for i in range(values.shape[0]):
        if values[i] > bound or (values[i] == bound and ties > 0):
            if values[i] == bound:
                ties -= 1
            chosen[at] = i
            at += 1
    return chosen


@njit(cache=True, nogil=True)
def sign_factor(direction, softness, mean, variance):  # type: ignore[no-untyped-def]
    """1 + s (2 Φ(±b/se) − 1): a Bayes factor's gain or loss by agreeing with the expected sign."""
    if direction == 0:
        return 1.0
    z = direction * mean / math.sqrt(variance)
    return 1.0 + softness * math.erf(z / math.sqrt(2.0))


@njit(cache=True, nogil=True, fastmath=FAST)
def single_log_factors(weight, basis, columns, response, sigma, rho, prior_precision, log_base):  # type: ignore[no-untyped-def]
    """Log Bayes factor of every single column and the log evidence of the empty set, at one sigma.

    Returns (factors [columns], g [columns], A's diagonal [columns], log evidence).
    """
    n, p = basis.shape
    count = columns.shape[1]
    wide = np.empty((n, count + 1))
    for i in range(n):
        wide[i, 0] = response[i]
        for c in range(count):
            wide[i, 1 + c] = columns[i, c]
    reduced = np.empty((n, p + count + 1))
    pivot = np.empty(n)
    multiplier = np.empty(n)
    complement = np.empty((p, p))
    logdet = reduce_columns(weight, basis, wide, sigma, rho, reduced, pivot, multiplier, complement)
    gain = fixed_gain(weight, basis, wide, reduced)
    half_solve(complement, gain)
    information = np.zeros(count)
    score = np.zeros(count)
    residual = 0.0
    for i in range(n):
        w = weight[i]
        z_rest = w * (response[i] - reduced[i, p])
        residual += response[i] * z_rest
        for c in range(count):
            x = columns[i, c]
            information[c] += w * x * (x - reduced[i, p + 1 + c])
            score[c] += x * z_rest
    for j in range(p):
        residual -= gain[j, 0] * gain[j, 0]
        for c in range(count):
            information[c] -= gain[j, 1 + c] * gain[j, 1 + c]
            score[c] -= gain[j, 0] * gain[j, 1 + c]
    factors = np.empty(count)
    for c in range(count):
        total = information[c] + prior_precision
        factors[c] = 0.5 * (math.log(prior_precision / total) + score[c] * score[c] / total)
    return factors, score, information, log_base - 0.5 * (logdet + residual)


@njit(cache=True, nogil=True, fastmath=FAST)
def average(
    weight,
    response,
    basis,
    basis_ahead,
    columns,
    columns_ahead,
    log_odds,
    group,
    direction,
    softness,
    always,
    sigmas,
    log_sigma_weight,
    rho,
    tau,
    keep,
    pairs_extended,
):  # type: ignore[no-untyped-def]
    """Averages the level model over subsets of columns and over sigma.

    Args:
        weight, response: working weights (0 where the count is not known) and response z [time].
        basis, basis_ahead: fixed effects [time, p] and at the horizons [h, p].
        columns, columns_ahead: candidates [time, c] and at the horizons [h, c].
        log_odds: log prior odds of each column. group: indicator number of each column; two columns of one
            group in one subset cost exp(−2). direction: expected sign +1, −1 or 0 of each column.
        softness: s in [0, 1] of the soft sign. always: columns that screening may not drop.
        sigmas, log_sigma_weight: mixture over the level's standard deviation.
        keep: number of columns kept by screening on single Bayes factors.
        pairs_extended: number of best pairs extended to triples.

    Returns:
        inclusion [columns], coefficient mean given inclusion times inclusion [columns],
        linear predictor's mean and variance [h], level's mean and variance [h] (level = autoregressive part
        plus columns, fixed effects left out), smoothed level [time], weight of each sigma, contribution of
        each column to the level at the horizons [h, columns].
    """
    n, p = basis.shape
    count = columns.shape[1]
    horizons = basis_ahead.shape[0]
    mixture = sigmas.shape[0]
    prior_precision = 1.0 / (tau * tau)

    # 1. Screen: every column alone, averaged over sigma.
    single = np.empty((mixture, count))
    base = np.empty(mixture)
    for s in range(mixture):
        factors, _, _, evidence = single_log_factors(
            weight, basis, columns, response, sigmas[s], rho, prior_precision, log_sigma_weight[s]
        )
        single[s] = factors
        base[s] = evidence
    top = base.max()
    sigma_weight = np.exp(base - top)
    sigma_weight /= sigma_weight.sum()
    merit = np.empty(count)
    for c in range(count):
        best = single[0, c]
        for s in range(1, mixture):
            best = max(best, single[s, c])
        total = 0.0
        for s in range(mixture):
            total += sigma_weight[s] * math.exp(single[s, c] - best)
        merit[c] = best + math.log(total) + log_odds[c]
        if always[c]:
            merit[c] = np.inf
    kept = min(keep, count)
    chosen = largest(merit, kept)

    inclusion = np.zeros(count)
    coefficient = np.zeros(count)
    contribution = np.zeros((horizons, count))
    eta_mean = np.zeros(horizons)
    eta_square = np.zeros(horizons)
    level_mean = np.zeros(horizons)
    level_square = np.zeros(horizons)
    smoothed = np.zeros(n)
    posterior_sigma = np.zeros(mixture)

    small = np.empty((n, kept + 1))
    small_ahead = np.empty((horizons, kept))
    for k in range(kept):
        for i in range(n):
            small[i, 1 + k] = columns[i, chosen[k]]
        for h in range(horizons):
            small_ahead[h, k] = columns_ahead[h, chosen[k]]
    for i in range(n):
        small[i, 0] = response[i]
    odds = log_odds[chosen]
    kind = group[chosen]
    sign = direction[chosen]

    pair_count = kept * (kept - 1) // 2
    reduced = np.empty((n, p + kept + 1))
    pivot = np.empty(n)
    multiplier = np.empty(n)
    complement = np.empty((p, p))
    information = np.empty((kept, kept))
    score = np.empty(kept)
    log_pair = np.empty(pair_count)
    log_single = np.empty(kept)
    log_triple = np.empty((pairs_extended, kept))
    total_log = np.empty(mixture)
    store_eta = np.zeros((mixture, horizons))
    store_eta2 = np.zeros((mixture, horizons))
    store_level = np.zeros((mixture, horizons))
    store_level2 = np.zeros((mixture, horizons))
    store_beta = np.zeros((mixture, kept))
    store_inclusion = np.zeros((mixture, kept))
    store_smooth = np.zeros((mixture, n))
    subset = np.empty(3, np.int64)
    mean = np.empty(3)
    cov = np.empty((3, 3))
    work = np.empty((3, 3))

    for s in range(mixture):
        if sigma_weight[s] < 1e-4:
            total_log[s] = -np.inf
            continue
        sigma = sigmas[s]
        logdet = reduce_columns(weight, basis, small, sigma, rho, reduced, pivot, multiplier, complement)
        gain = fixed_gain(weight, basis, small, reduced)
        half_solve(complement, gain)
        # A and g of the kept columns.
        information[:, :] = 0.0
        score[:] = 0.0
        residual = 0.0
        for i in range(n):
            w = weight[i]
            z_rest = w * (small[i, 0] - reduced[i, p])
            residual += small[i, 0] * z_rest
            for j in range(kept):
                wx = w * small[i, 1 + j]
                score[j] += small[i, 1 + j] * z_rest
                for k in range(j + 1):
                    information[j, k] += wx * (small[i, 1 + k] - reduced[i, p + 1 + k])
        for q in range(p):
            residual -= gain[q, 0] * gain[q, 0]
            for j in range(kept):
                score[j] -= gain[q, 0] * gain[q, 1 + j]
                g_qj = gain[q, 1 + j]
                for k in range(j + 1):
                    information[j, k] -= g_qj * gain[q, 1 + k]
        for j in range(kept):
            for k in range(j):
                information[k, j] = information[j, k]
        log_empty = log_sigma_weight[s] - 0.5 * (logdet + residual)

        # Weights of all subsets.
        best = 0.0
        for j in range(kept):
            a = information[j, j] + prior_precision
            value = 0.5 * (math.log(prior_precision / a) + score[j] * score[j] / a) + odds[j]
            if sign[j] != 0:
                value += math.log(sign_factor(sign[j], softness, score[j] / a, 1.0 / a))
            log_single[j] = value
            best = max(best, value)
        at = 0
        log_prior2 = math.log(prior_precision)
        for j in range(kept):
            ajj = information[j, j] + prior_precision
            for k in range(j):
                akk = information[k, k] + prior_precision
                ajk = information[j, k]
                det = ajj * akk - ajk * ajk
                bj = (akk * score[j] - ajk * score[k]) / det
                bk = (ajj * score[k] - ajk * score[j]) / det
                value = (
                    log_prior2
                    - 0.5 * math.log(det)
                    + 0.5 * (bj * score[j] + bk * score[k])
                    + odds[j]
                    + odds[k]
                )
                if kind[j] == kind[k]:
                    value -= 2.0
                if sign[j] != 0 and value > best - 12.0:
                    value += math.log(sign_factor(sign[j], softness, bj, akk / det))
                if sign[k] != 0 and value > best - 12.0:
                    value += math.log(sign_factor(sign[k], softness, bk, ajj / det))
                log_pair[at] = value
                best = max(best, value)
                at += 1
        extended = min(pairs_extended, pair_count)
        pair_order = largest(log_pair, extended)
        for e in range(extended):
            j = int((1.0 + math.sqrt(1.0 + 8.0 * pair_order[e])) / 2.0)
            while j * (j - 1) // 2 > pair_order[e]:
                j -= 1
            while (j + 1) * j // 2 <= pair_order[e]:
                j += 1
            k = pair_order[e] - j * (j - 1) // 2
            ajj = information[j, j] + prior_precision
            akk = information[k, k] + prior_precision
            ajk = information[j, k]
            det = ajj * akk - ajk * ajk
            log_det = math.log(det)
            bj = (akk * score[j] - ajk * score[k]) / det
            bk = (ajj * score[k] - ajk * score[j]) / det
            quadratic = bj * score[j] + bk * score[k]
            clash = 2.0 if kind[j] == kind[k] else 0.0
            for m in range(kept):
                if m == j or m == k:
                    log_triple[e, m] = -np.inf
                    continue
                xj = (akk * information[j, m] - ajk * information[k, m]) / det
                xk = (ajj * information[k, m] - ajk * information[j, m]) / det
                rest = information[m, m] + prior_precision - xj * information[j, m] - xk * information[k, m]
                lift = score[m] - bj * information[j, m] - bk * information[k, m]
                bm = lift / rest
                value = (
                    1.5 * log_prior2
                    - 0.5 * (log_det + math.log(rest))
                    + 0.5 * (quadratic + lift * bm)
                    + odds[j]
                    + odds[k]
                    + odds[m]
                    - clash
                    - math.log(3.0)
                )
                if kind[m] == kind[j]:
                    value -= 2.0
                if kind[m] == kind[k]:
                    value -= 2.0
                if value > best - 12.0:
                    if sign[m] != 0:
                        value += math.log(sign_factor(sign[m], softness, bm, 1.0 / rest))
                    if sign[j] != 0:
                        value += math.log(
                            sign_factor(sign[j], softness, bj - xj * bm, akk / det + xj * xj / rest)
                        )
                    if sign[k] != 0:
                        value += math.log(
                            sign_factor(sign[k], softness, bk - xk * bm, ajj / det + xk * xk / rest)
                        )
                log_triple[e, m] = value
                best = max(best, value)

        # How fixed effects and the last level respond to the data: (p + 1) numbers for z and each column.
        beta_ahead = np.empty((horizons, kept + 1))
        last = np.empty(kept + 1)
        effects = np.empty(p)
        effect_all = np.empty((p, kept + 1))
        for c in range(kept + 1):
            for q in range(p):
                effects[q] = gain[q, c]
            # gain is L⁻¹ G; finish with L'⁻¹.
            for q in range(p - 1, -1, -1):
                for m in range(q + 1, p):
                    effects[q] -= complement[m, q] * effects[m]
                effects[q] /= complement[q, q]
            drop = 0.0
            for q in range(p):
                effect_all[q, c] = effects[q]
                drop += reduced[n - 1, q] * effects[q]
            last[c] = reduced[n - 1, p + c] - drop
            for h in range(horizons):
                total = 0.0
                for q in range(p):
                    total += basis_ahead[h, q] * effects[q]
                beta_ahead[h, c] = total
        # Posterior variance of fixed effects and last level without candidates.
        toward = np.empty(p)
        eta_base_var = np.empty(horizons)
        level_base_var = np.empty(horizons)
        power = 1.0
        for h in range(horizons):
            power *= rho
            spread = sigma * sigma * (1.0 - power * power)
            for q in range(p):
                toward[q] = -power * reduced[n - 1, q]
            cholesky_solve(complement, toward)
            own = power * power / pivot[n - 1]
            for q in range(p):
                own -= power * reduced[n - 1, q] * toward[q]
            level_base_var[h] = own + spread
            for q in range(p):
                toward[q] = basis_ahead[h, q] - power * reduced[n - 1, q]
            cholesky_solve(complement, toward)
            eta_own = power * power / pivot[n - 1] + spread
            for q in range(p):
                eta_own += (basis_ahead[h, q] - power * reduced[n - 1, q]) * toward[q]
            eta_base_var[h] = eta_own

        # Accumulate over subsets worth naming.
        weight_sum = 0.0
        for size in range(4):
            if size == 0:
                models = 1
            elif size == 1:
                models = kept
            elif size == 2:
                models = pair_count
            else:
                models = extended * kept
            for model in range(models):
                if size == 0:
                    log_weight = 0.0
                elif size == 1:
                    log_weight = log_single[model]
                elif size == 2:
                    log_weight = log_pair[model]
                else:
                    log_weight = log_triple[model // kept, model % kept]
                if log_weight < best - 11.0:
                    continue
                share = math.exp(log_weight - best)
                if size == 1:
                    subset[0] = model
                elif size >= 2:
                    pair = model if size == 2 else pair_order[model // kept]
                    j = int((1.0 + math.sqrt(1.0 + 8.0 * pair)) / 2.0)
                    while j * (j - 1) // 2 > pair:
                        j -= 1
                    while (j + 1) * j // 2 <= pair:
                        j += 1
                    subset[0] = j
                    subset[1] = pair - j * (j - 1) // 2
                    if size == 3:
                        subset[2] = model % kept
                invert_subset(information, score, prior_precision, subset, size, mean, cov, work)
                weight_sum += share
                for a in range(size):
                    store_inclusion[s, subset[a]] += share
                    store_beta[s, subset[a]] += share * mean[a]
                power = 1.0
                for h in range(horizons):
                    power *= rho
                    eta = beta_ahead[h, 0] + power * last[0]
                    level = power * last[0]
                    eta_var = eta_base_var[h]
                    level_var = level_base_var[h]
                    for a in range(size):
                        j = subset[a]
                        level_x = small_ahead[h, j] - power * last[1 + j]
                        eta_x = level_x - beta_ahead[h, 1 + j]
                        eta += eta_x * mean[a]
                        level += level_x * mean[a]
                        for b in range(size):
                            k = subset[b]
                            other = small_ahead[h, k] - power * last[1 + k]
                            level_var += level_x * other * cov[a, b]
                            eta_var += eta_x * (other - beta_ahead[h, 1 + k]) * cov[a, b]
                    store_eta[s, h] += share * eta
                    store_eta2[s, h] += share * (eta_var + eta * eta)
                    store_level[s, h] += share * level
                    store_level2[s, h] += share * (level_var + level * level)
        total_log[s] = log_empty + best + math.log(weight_sum)
        for h in range(horizons):
            store_eta[s, h] /= weight_sum
            store_eta2[s, h] /= weight_sum
            store_level[s, h] /= weight_sum
            store_level2[s, h] /= weight_sum
        for k in range(kept):
            store_inclusion[s, k] /= weight_sum
            store_beta[s, k] /= weight_sum
        # Smoothed level: autoregressive part given the averaged coefficients, plus the columns.
        for i in range(n):
            total = reduced[i, p]
            for q in range(p):
                total -= reduced[i, q] * effect_all[q, 0]
            for k in range(kept):
                b = store_beta[s, k]
                if b != 0.0:
                    part = reduced[i, p + 1 + k]
                    for q in range(p):
                        part -= reduced[i, q] * effect_all[q, 1 + k]
                    total += b * (small[i, 1 + k] - part)
            store_smooth[s, i] = total

    top = total_log.max()
    whole = 0.0
    for s in range(mixture):
        posterior_sigma[s] = math.exp(total_log[s] - top)
        whole += posterior_sigma[s]
    for s in range(mixture):
        share = posterior_sigma[s] / whole
        posterior_sigma[s] = share
        if share == 0.0:
            continue
        for h in range(horizons):
            eta_mean[h] += share * store_eta[s, h]
            eta_square[h] += share * store_eta2[s, h]
            level_mean[h] += share * store_level[s, h]
            level_square[h] += share * store_level2[s, h]
        for k in range(kept):
            inclusion[chosen[k]] += share * store_inclusion[s, k]
            coefficient[chosen[k]] += share * store_beta[s, k]
        for i in range(n):
            smoothed[i] += share * store_smooth[s, i]
    for h in range(horizons):
        eta_square[h] -= eta_mean[h] * eta_mean[h]
        level_square[h] -= level_mean[h] * level_mean[h]
        for k in range(kept):
            contribution[h, chosen[k]] = coefficient[chosen[k]] * small_ahead[h, k]
    return (
        inclusion,
        coefficient,
        eta_mean,
        eta_square,
        level_mean,
        level_square,
        smoothed,
        posterior_sigma,
        contribution,
    )


@njit(cache=True, nogil=True)
def invert_subset(information, score, prior_precision, subset, size, mean, cov, work):  # type: ignore[no-untyped-def]
    """Posterior mean and covariance (A + I/tau²)⁻¹ of the coefficients of a subset of up to three columns."""
    if size == 0:
        return
    for a in range(size):
        for b in range(size):
            work[a, b] = information[subset[a], subset[b]]
        work[a, a] += prior_precision
    if size == 1:
        cov[0, 0] = 1.0 / work[0, 0]
    elif size == 2:
        det = work[0, 0] * work[1, 1] - work[0, 1] * work[0, 1]
        cov[0, 0] = work[1, 1] / det
        cov[1, 1] = work[0, 0] / det
        cov[0, 1] = cov[1, 0] = -work[0, 1] / det
    else:
        c00 = work[1, 1] * work[2, 2] - work[1, 2] * work[1, 2]
        c01 = work[0, 2] * work[1, 2] - work[0, 1] * work[2, 2]
        c02 = work[0, 1] * work[1, 2] - work[0, 2] * work[1, 1]
        det = work[0, 0] * c00 + work[0, 1] * c01 + work[0, 2] * c02
        cov[0, 0] = c00 / det
        cov[0, 1] = cov[1, 0] = c01 / det
        cov[0, 2] = cov[2, 0] = c02 / det
        cov[1, 1] = (work[0, 0] * work[2, 2] - work[0, 2] * work[0, 2]) / det
        cov[1, 2] = cov[2, 1] = (work[0, 1] * work[0, 2] - work[0, 0] * work[1, 2]) / det
        cov[2, 2] = (work[0, 0] * work[1, 1] - work[0, 1] * work[0, 1]) / det
    for a in range(size):
        total = 0.0
        for b in range(size):
            total += cov[a, b] * score[subset[b]]
        mean[a] = total

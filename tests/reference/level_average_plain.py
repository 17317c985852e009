"""The slow plain version of `bongsu.core.stats.level_average`: dense matrices, every subset written out."""

from itertools import combinations
from math import erf

import numpy as np


def average_plain(
    weight, response, basis, basis_ahead, columns, columns_ahead, log_odds, group, direction, softness,
    sigmas, log_sigma_weight, rho, tau,
):  # fmt: skip
    """All subsets of up to three columns under every sigma; same results as the kernel with keep = all."""
    n, count = columns.shape
    horizons = basis_ahead.shape[0]
    seen = weight > 0
    noise = np.diag(1.0 / weight[seen])
    distance = np.abs(np.subtract.outer(np.arange(n), np.arange(n)))
    ahead = np.arange(n, n + horizons)[:, None] - np.arange(n)[None, :]
    ahead2 = np.abs(np.subtract.outer(np.arange(horizons), np.arange(horizons)))
    rows = []
    for sigma, log_weight in zip(sigmas, log_sigma_weight, strict=True):
        level = sigma**2 * rho**distance
        fixed = basis @ basis.T
        total = fixed + level
        V = total[np.ix_(seen, seen)] + noise
        inverse = np.linalg.inv(V)
        z = response[seen]
        log_empty = log_weight - 0.5 * (
            np.linalg.slogdet(V)[1] + np.log(weight[seen]).sum() + z @ inverse @ z
        )
        cross_level = sigma**2 * rho**ahead
        cross = basis_ahead @ basis.T + cross_level
        level_ahead = sigma**2 * rho**ahead2
        all_ahead = basis_ahead @ basis_ahead.T + level_ahead
        for size in range(4):
            for subset in combinations(range(count), size):
                X = columns[np.ix_(seen, subset)]
                A = X.T @ inverse @ X
                g = X.T @ inverse @ z
                P = A + np.eye(size) / tau**2
                cov = np.linalg.inv(P) if size else np.zeros((0, 0))
                b = cov @ g
                value = log_empty - 0.5 * np.linalg.slogdet(np.eye(size) + tau**2 * A)[1] + 0.5 * g @ b
                value += sum(log_odds[j] for j in subset)
                value -= 2.0 * sum(group[j] == group[k] for j, k in combinations(subset, 2))
                for a, j in enumerate(subset):
                    if direction[j]:
                        t = direction[j] * b[a] / np.sqrt(cov[a, a])
                        value += np.log(1 + softness * erf(t / np.sqrt(2)))
                rest = z - X @ b
                Xa = columns_ahead[:, subset]
                gap = Xa - cross[:, seen] @ inverse @ X
                gap_level = Xa - cross_level[:, seen] @ inverse @ X
                eta = cross[:, seen] @ inverse @ rest + Xa @ b
                eta_var = np.diag(all_ahead - cross[:, seen] @ inverse @ cross[:, seen].T + gap @ cov @ gap.T)
                lev = cross_level[:, seen] @ inverse @ rest + Xa @ b
                lev_var = np.diag(
                    level_ahead
                    - cross_level[:, seen] @ inverse @ cross_level[:, seen].T
                    + gap_level @ cov @ gap_level.T
                )
                smooth = level[:, seen] @ inverse @ rest + columns[:, subset] @ b
                pull = basis[seen].T @ inverse
                fix = pull @ rest
                on_fixed = pull @ X
                fix_var = 1.0 - np.diag(pull @ basis[seen]) + np.diag(on_fixed @ cov @ on_fixed.T)
                full = np.zeros(count)
                full[list(subset)] = b
                member = np.zeros(count)
                member[list(subset)] = 1
                rows.append((value, sigma, member, full, eta, eta_var, lev, lev_var, smooth, fix, fix_var))
    logs = np.array([row[0] for row in rows])
    share = np.exp(logs - logs.max())
    share /= share.sum()

    def mean(at):
        return sum(w * row[at] for w, row in zip(share, rows, strict=True))

    def variance(at):
        centre = mean(at)
        return sum(w * (row[at + 1] + (row[at] - centre) ** 2) for w, row in zip(share, rows, strict=True))

    sigma_share = np.array(
        [sum(w for w, row in zip(share, rows, strict=True) if row[1] == s) for s in sigmas]
    )
    return (
        mean(2), mean(3), mean(4), variance(4), mean(6), variance(6), mean(8), mean(9), variance(9),
        sigma_share,
    )  # fmt: skip

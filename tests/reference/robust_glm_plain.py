"""The robust regression detector written slowly and plainly, one dense regression at a time."""

from __future__ import annotations

import numpy as np
from scipy import optimize, stats


def law(mean, dispersion):
    """Poisson at dispersion 1, else negative binomial with variance dispersion · mean."""
    if dispersion <= 1:
        return stats.poisson(mean)
    return stats.nbinom(mean / (dispersion - 1), 1 / dispersion)


def mid_p(y, mean, dispersion):
    """P(Y > y) + P(Y = y) / 2."""
    found = law(mean, dispersion)
    return found.sf(y) + found.pmf(y) / 2


def design(times, harmonics, trend, per_year=52.0):
    """Intercept, harmonics by week number (from 1), and years for a trend; index 0 is week 1."""
    times = np.asarray(times, dtype=float)
    columns = [np.ones_like(times)]
    for j in range(1, harmonics + 1):
        angle = 2 * np.pi * j * (times + 1) / per_year
        columns += [np.cos(angle), np.sin(angle)]
    if trend:
        columns.append(times / per_year)
    return np.column_stack(columns)


def poisson_fit(y, x, weight):
    """Weighted Poisson regression by a general optimiser; coefficients and means."""

    def loss(beta):
        eta = x @ beta
        return (weight * (np.exp(eta) - y * eta)).sum()

    def slope(beta):
        return x.T @ (weight * (np.exp(x @ beta) - y))

    def curvature(beta):
        return (x * (weight * np.exp(x @ beta))[:, None]).T @ x

    start = np.zeros(x.shape[1])
    start[0] = np.log(y.mean())
    found = optimize.minimize(loss, start, jac=slope, hess=curvature, method="trust-exact", tol=1e-10)
    return found.x, np.exp(x @ found.x)


def dispersion_of(y, mean, weight, k):
    """Weighted Pearson statistic over its degrees of freedom, at least 1."""
    return max((weight * (y - mean) ** 2 / mean).sum() / (weight.sum() - k), 1)


def robust_glm_at(counts, t, *, excluded=26, tail=0.003, refit_every=4):
    """Expected count, dispersion of the prediction and mid-p value at index `t` of one long series."""
    at = np.arange(t - t % refit_every - excluded)
    y = counts[at]
    weight = np.ones_like(y)
    mean, dispersion = y, 1.0
    models = [(h, trend) for trend in (False, True) for h in (0, 1, 2)]
    for again in range(4):
        if again:
            weight = np.array([min(1, mid_p(a, m, dispersion) / tail) for a, m in zip(y, mean, strict=True)])
        fits = [poisson_fit(y, design(at, *model), weight) for model in models]
        scale = dispersion_of(y, fits[-1][1], weight, 6)
        criteria = [_deviance(y, m, weight) / scale + len(b) * np.log(len(y)) for b, m in fits]
        best = int(np.argmin(criteria))
        beta, mean = fits[best]
        dispersion = dispersion_of(y, mean, weight, len(beta))
    x = design(at, *models[best])
    covariance = np.linalg.inv((x * (weight * mean)[:, None]).T @ x)
    row = design([t], *models[best])[0]
    expected = np.exp(row @ beta)
    spread = dispersion * (1 + expected * (row @ covariance @ row))
    return expected, spread, mid_p(counts[t], expected, spread)


def _deviance(y, mean, weight):
    terms = mean - y
    some = y > 0
    terms[some] += y[some] * np.log(y[some] / mean[some])
    return 2 * (weight * terms).sum()

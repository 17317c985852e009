"""Both Farrington detectors written slowly and plainly: one dense regression at a time, scipy for every law.

An oracle for the fast kernels, from the published formulas and R's rules for generalised linear models.
"""

from __future__ import annotations

import numpy as np
from scipy import stats


def glm(y, design, offset, weight):
    """Quasi-Poisson regression as R's glm does it: start at y + 0.1, stop at a relative change of 1e-8."""
    mean = y + 0.1
    eta = np.log(mean)
    deviance = _deviance(y, mean, weight)
    for _ in range(25):
        working = weight * mean
        root = np.sqrt(working)
        response = eta - offset + (y - mean) / mean
        q, r = np.linalg.qr(design * root[:, None])
        beta = np.linalg.solve(r, q.T @ (root * response))
        eta = design @ beta + offset
        mean = np.exp(eta)
        previous, deviance = deviance, _deviance(y, mean, weight)
        if abs(deviance - previous) / (abs(deviance) + 0.1) < 1e-8:
            break
    else:
        return None
    freedom = len(y) - design.shape[1]
    residual = (y - mean) / mean
    return {
        "beta": beta,
        "mean": mean,
        "covariance": np.linalg.inv(r.T @ r),
        "leverage": (q**2).sum(axis=1),
        "residual": residual,
        "freedom": freedom,
        "pearson": (working * residual**2).sum() / freedom,
    }


def _deviance(y, mean, weight):
    terms = mean - y
    some = y > 0
    terms[some] += y[some] * np.log(y[some] / mean[some])
    return 2 * (weight * terms).sum()


def anscombe_weights(y, model, threshold):
    """γ/s² above the threshold and γ below it, summing to the number of values."""
    mean, dispersion = model["mean"], max(model["pearson"], 1)
    raw = 1.5 * (y ** (2 / 3) * mean ** (-1 / 6) - np.sqrt(mean))
    s = raw / np.sqrt(dispersion * (1 - model["leverage"]))
    weight = np.where(s > threshold, 1 / np.maximum(s, 1e-12) ** 2, 1.0)
    return weight * len(y) / weight.sum()


def fit(y, design, offset, threshold, *, weights_in_errors):
    """First fit, weights, second fit; "error_scale" is the dispersion of standard errors."""
    model = glm(y, design, offset, np.ones_like(y))
    weight = anscombe_weights(y, model, threshold)
    model = glm(y, design, offset, weight)
    plain = (weight * model["residual"] ** 2).sum() / model["freedom"]
    model["error_scale"] = plain if weights_in_errors else model["pearson"]
    return model


def fit_with_trend_rule(y, times, levels, offset, now_offset, *, threshold, level, years, weights_in_errors):
    """The model, and the design row of the judged time (time 0, level 0)."""
    present = np.unique(levels)
    dummies = (levels[:, None] == present[None, :]).astype(float)
    now = (present == 0).astype(float)
    if years >= 3:
        design = np.column_stack([dummies, times])
        model = fit(y, design, offset, threshold, weights_in_errors=weights_in_errors)
        slope = model["beta"][-1]
        error = np.sqrt(model["error_scale"] * model["covariance"][-1, -1])
        p_value = 2 * stats.t.sf(abs(slope / error), model["freedom"])
        predicted = np.exp(now @ model["beta"][:-1] + now_offset)
        if p_value < level and predicted <= y.max():
            return model, np.append(now, 0.0)
    return fit(y, dummies, offset, threshold, weights_in_errors=weights_in_errors), now


def _prediction(model, row, offset):
    return row @ model["beta"] + offset, row @ model["covariance"] @ row


def _power_bound(mean, spread, z):
    deviation = np.sqrt(4 / 9 * mean ** (1 / 3) * spread)
    return (mean ** (2 / 3) + z * deviation) ** 1.5


def farrington_at(counts, t, *, years, window, alpha, per_year=52, exposure=None):
    """Expected count and upper bound at index `t` of one series (NaN: not reported)."""
    exposure = np.ones_like(counts) if exposure is None else exposure
    at = np.concatenate(
        [np.arange(t - per_year * i - window, t - per_year * i + window + 1) for i in range(years, 0, -1)]
    )
    at = at[~np.isnan(counts[at])]
    model, row = fit_with_trend_rule(
        counts[at],
        (at - t).astype(float),
        np.zeros(len(at)),
        np.log(exposure[at]),
        np.log(exposure[t]),
        threshold=1.0,
        level=0.05,
        years=years,
        weights_in_errors=False,
    )
    log_mean, factor = _prediction(model, row, np.log(exposure[t]))
    mean, dispersion = np.exp(log_mean), max(model["pearson"], 1)
    return mean, _power_bound(mean, dispersion * (1 + factor * mean), stats.norm.ppf(1 - alpha / 2))


def seasonal_levels(t, *, years, window, periods, per_year=52):
    """A dictionary from time to level: 0 in the windows, 1 … periods − 1 in blocks between them."""
    level = dict.fromkeys(range(t - window, t + 1), 0)
    for year in range(1, years + 1):
        middle = t - per_year * year
        for at in range(middle - window, middle + window + 1):
            level[at] = 0
        if periods > 1:
            between = np.arange(middle + window + 1, middle + per_year - window)
            for block, part in enumerate(np.array_split(between, periods - 1), start=1):
                level.update(dict.fromkeys(part.tolist(), block))
    return level


def farrington_flexible_at(
    counts,
    t,
    *,
    years,
    window,
    alpha,
    periods,
    excluded,
    threshold,
    trend_level,
    reweight_above=2.58,
    per_year=52,
    exposure=None,
):
    """Expected count, upper bound and p value at index `t` of one series (NaN: not reported)."""
    exposure = np.ones_like(counts) if exposure is None else exposure
    level = seasonal_levels(t, years=years, window=window, periods=periods, per_year=per_year)
    at = np.array([i for i in sorted(level) if i < t - excluded and not np.isnan(counts[i])])
    model, row = fit_with_trend_rule(
        counts[at],
        (at - t).astype(float),
        np.array([level[i] for i in at]),
        np.log(exposure[at]),
        np.log(exposure[t]),
        threshold=reweight_above,
        level=trend_level,
        years=years,
        weights_in_errors=True,
    )
    log_mean, factor = _prediction(model, row, np.log(exposure[t]))
    mean, dispersion = np.exp(log_mean), max(model["pearson"], 1)
    error = np.sqrt(model["error_scale"] * factor)
    z = stats.norm.ppf(1 - alpha)
    if threshold == "delta":
        spread = dispersion + error**2 * mean
        deviation = np.sqrt(4 / 9 * mean ** (1 / 3) * spread)
        p_value = stats.norm.sf(counts[t] ** (2 / 3), loc=mean ** (2 / 3), scale=deviation)
        return mean, _power_bound(mean, spread, z), p_value
    centre = mean if threshold == "nb-plugin" else np.exp(log_mean + z * error)
    if dispersion > 1:
        law = stats.nbinom(centre / (dispersion - 1), 1 / dispersion)
    else:
        law = stats.poisson(centre)
    return mean, law.ppf(1 - alpha), law.sf(counts[t] - 1)

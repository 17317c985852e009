"""Quasi-Poisson regression on groups and a common trend, fitted in time proportional to the data.

    E(y_i) = exposure_i · exp(level[group_i] + slope · time_i)      Var(y_i) = dispersion · E(y_i) / weight_i

The normal equations of a one-way layout with one covariate solve by demeaning within groups, so a step of
iteratively reweighted least squares is one pass over the data (McCullagh & Nelder 1989). Starts at y + 0.1,
stops when the deviance moves by less than 1e-8 of itself or after 25 steps; the weights of the last step
are kept for dispersion and leverage, as R's glm does, so that results agree with it to the last digits.

Values come in runs: of one group, at consecutive times. Within a run the trend is one multiplication.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

EPSILON = 1e-8
MAX_STEPS = 25
LEAST_MEAN = 2.3e-16


class Values(NamedTuple):
    """Counts with what every fit needs of them, computed once a series; NaN where not usable."""

    observed: NDArray[np.float64]
    exposure: NDArray[np.float64]
    log_rate: NDArray[np.float64]  # log(count / exposure), −log(exposure) where the count is 0
    log_start: NDArray[np.float64]  # log((count + 0.1) / exposure)
    two_thirds: NDArray[np.float64]  # count^⅔


class Sample(NamedTuple):
    """The reference values of one fit: copies of `values`, their times (whole numbers) and weights, in runs.

    Run r holds the values bounds[r] … bounds[r + 1] − 1, all of group group[r].
    """

    values: Values
    time: NDArray[np.float64]
    weight: NDArray[np.float64]
    bounds: NDArray[np.int64]
    group: NDArray[np.int64]


class Work(NamedTuple):
    """Room that fits write into: sums [5, groups] of the last step and the next, then one value a count."""

    sums: NDArray[np.float64]
    next_sums: NDArray[np.float64]
    level: NDArray[np.float64]
    mean: NDArray[np.float64]
    step_weight: NDArray[np.float64]


class Fit(NamedTuple):
    """One fitted model; levels, means and weights stay in its `Work`.

    `information` is the weighted sum of squares of time within groups (1/variance of the slope over the
    dispersion), `pearson` the dispersion as the Pearson statistic over the degrees of freedom.
    """

    converged: bool
    slope: float
    information: float
    freedom: int
    pearson: float


@njit(cache=True, nogil=True)
def empty_values(n):  # type: ignore[no-untyped-def]
    """Room for `n` values."""
    return Values(np.empty(n), np.empty(n), np.empty(n), np.empty(n), np.empty(n))


@njit(cache=True, nogil=True)
def empty_sample(n):  # type: ignore[no-untyped-def]
    """A sample with room for `n` values."""
    whole = np.zeros(n + 1, np.int64)
    return Sample(empty_values(n), np.empty(n), np.ones(n), whole, np.zeros(n, np.int64))


@njit(cache=True, nogil=True)
def empty_work(n, groups):  # type: ignore[no-untyped-def]
    """Work for up to `n` values in `groups` groups."""
    return Work(np.zeros((5, groups)), np.zeros((5, groups)), np.zeros(groups), np.empty(n), np.empty(n))


@njit(cache=True, nogil=True)
def read_series(counts, exposure, s, values):  # type: ignore[no-untyped-def]
    """Fills `values` with series `s` of counts and exposure [time, series]."""
    for t in range(counts.shape[0]):
        y, at_risk = counts[t, s], exposure[t, s]
        values.observed[t] = np.nan if math.isnan(at_risk) else y
        values.exposure[t] = at_risk
        values.log_rate[t] = math.log((y if y > 0.0 else 1.0) / at_risk)
        values.log_start[t] = math.log((y + 0.1) / at_risk)
        values.two_thirds[t] = y ** (2.0 / 3.0)


@njit(cache=True, nogil=True)
def take(values, level, now, start, stop, sample):  # type: ignore[no-untyped-def]
    """Copies the usable values at times start … stop − 1 whose group `level` is ≥ 0; time 0 is `now`.

    Returns the numbers of values and of runs and the largest count.
    """
    chosen = sample.values
    n = 0
    runs = 0
    previous = -2
    group = -1
    most = 0.0
    for t in range(start, stop):
        y = values.observed[t]
        if level[t] < 0 or math.isnan(y):
            continue
        if t != previous + 1 or level[t] != group:
            group = level[t]
            sample.group[runs] = group
            sample.bounds[runs] = n
            runs += 1
        previous = t
        chosen.observed[n] = y
        chosen.exposure[n] = values.exposure[t]
        chosen.log_rate[n] = values.log_rate[t]
        chosen.log_start[n] = values.log_start[t]
        chosen.two_thirds[n] = values.two_thirds[t]
        sample.time[n] = t - now
        most = max(most, y)
        n += 1
    sample.bounds[runs] = n
    return n, runs, most


@njit(cache=True, nogil=True)
def fit(sample, work, runs, with_trend):  # type: ignore[no-untyped-def]
    """Fits the model to the sample with its weights; see the module for the formulas."""
    n = sample.bounds[runs]
    deviance = np.nan
    converged = False
    slope = 0.0
    information = 0.0
    for step in range(MAX_STEPS + 1):
        previous = deviance
        deviance = _pass(sample, work, runs, slope, step == 0)
        if not math.isfinite(deviance):
            break
        if step > 0 and abs(deviance - previous) / (abs(deviance) + 0.1) < EPSILON:
            converged = True
            break
        if step < MAX_STEPS:
            work.sums[:, :] = work.next_sums
            for i in range(n):
                work.step_weight[i] = sample.weight[i] * work.mean[i]
            slope, information = _solve(work, with_trend)
    rank = 1 if with_trend else 0
    for g in range(work.level.shape[0]):
        if work.sums[0, g] > 0.0:
            rank += 1
    pearson = 0.0
    for i in range(n):
        residual = (sample.values.observed[i] - work.mean[i]) / work.mean[i]
        pearson += work.step_weight[i] * residual * residual
    freedom = n - rank
    return Fit(converged, slope, information, freedom, pearson / freedom if freedom > 0 else np.nan)


@njit(cache=True, nogil=True)
def _pass(sample, work, runs, slope, starting):  # type: ignore[no-untyped-def]
    """Means under the levels and slope (at y + 0.1 when starting); returns the deviance.

    Leaves in `next_sums` each group's Σw, Σwt, Σwt², Σwz, Σwtz, z being the working response.
    """
    values = sample.values
    work.next_sums[:, :] = 0.0
    rate = math.exp(slope)
    deviance = 0.0
    for run in range(runs):
        g = sample.group[run]
        first = sample.bounds[run]
        eta = work.level[g] + slope * sample.time[first]
        growth = math.exp(eta)
        w0, w1, w2, z0, z1 = 0.0, 0.0, 0.0, 0.0, 0.0
        for i in range(first, sample.bounds[run + 1]):
            y = values.observed[i]
            prior = sample.weight[i]
            time = sample.time[i]
            if starting:
                eta = values.log_start[i]
                mean = y + 0.1
            else:
                mean = max(values.exposure[i] * growth, LEAST_MEAN)
            work.mean[i] = mean
            residual = prior * (y - mean)
            deviance += prior * y * (values.log_rate[i] - eta) - residual
            weight = prior * mean
            response = weight * eta + residual
            w0 += weight
            w1 += weight * time
            w2 += weight * time * time
            z0 += response
            z1 += response * time
            eta += slope
            growth *= rate
        work.next_sums[0, g] += w0
        work.next_sums[1, g] += w1
        work.next_sums[2, g] += w2
        work.next_sums[3, g] += z0
        work.next_sums[4, g] += z1
    return 2.0 * deviance


@njit(cache=True, nogil=True)
def _solve(work, with_trend):  # type: ignore[no-untyped-def]
    """Levels and slope of one weighted least squares step; returns the slope and its information."""
    sums = work.sums
    slope = 0.0
    information = 0.0
    if with_trend:
        product = 0.0
        for g in range(work.level.shape[0]):
            if sums[0, g] > 0.0:
                information += sums[2, g] - sums[1, g] * sums[1, g] / sums[0, g]
                product += sums[4, g] - sums[1, g] * sums[3, g] / sums[0, g]
        slope = product / information if information > 0.0 else 0.0
    for g in range(work.level.shape[0]):
        if sums[0, g] > 0.0:
            work.level[g] = (sums[3, g] - slope * sums[1, g]) / sums[0, g]
    return slope, information


@njit(cache=True, nogil=True)
def variance_factor(work, model, group, time):  # type: ignore[no-untyped-def]
    """Variance of the linear predictor at a group and a time, over the dispersion."""
    total = work.sums[0, group]
    factor = 1.0 / total
    if model.information > 0.0:
        distance = time - work.sums[1, group] / total
        factor += distance * distance / model.information
    return factor


@njit(cache=True, nogil=True)
def unit_weights(sample, runs):  # type: ignore[no-untyped-def]
    """Gives every value of the sample the weight 1."""
    for i in range(sample.bounds[runs]):
        sample.weight[i] = 1.0


@njit(cache=True, nogil=True)
def reweight(sample, work, runs, model, threshold):  # type: ignore[no-untyped-def]
    """Down-weights values whose standardised Anscombe residual s is above the threshold, to γ/s².

    Others get γ, which makes the weights sum to the number of values (Farrington et al. 1996, section 3.6).
    """
    dispersion = max(model.pearson, 1.0)
    total = 0.0
    for run in range(runs):
        g = sample.group[run]
        for i in range(sample.bounds[run], sample.bounds[run + 1]):
            weight = 1.0
            if sample.values.observed[i] > work.mean[i]:
                root = math.sqrt(work.mean[i])
                residual = 1.5 * (sample.values.two_thirds[i] / root ** (1.0 / 3.0) - root)
                leverage = work.step_weight[i] * variance_factor(work, model, g, sample.time[i])
                if leverage < 1.0 - 1e-14:
                    residual /= math.sqrt(dispersion * (1.0 - leverage))
                    if residual > threshold:
                        weight = 1.0 / (residual * residual)
            sample.weight[i] = weight
            total += weight
    for i in range(sample.bounds[runs]):
        sample.weight[i] *= sample.bounds[runs] / total


@njit(cache=True, nogil=True)
def error_scale(sample, work, runs, model):  # type: ignore[no-untyped-def]
    """The dispersion that R scales standard errors by after reweighting in its flexible detector.

    There the outbreak weights stand where the working weights belong; its trend test and its `delta` and
    `muan` bounds rest on that number, and so do ours.
    """
    total = 0.0
    for i in range(sample.bounds[runs]):
        residual = (sample.values.observed[i] - work.mean[i]) / work.mean[i]
        total += sample.weight[i] * residual * residual
    return total / model.freedom

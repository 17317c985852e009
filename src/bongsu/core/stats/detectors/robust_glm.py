"""The robust regression detector: all history at once, seasons as harmonics, past outbreaks down-weighted.

A quasi-Poisson regression on all reported counts but the newest. Of none, one or two yearly harmonics, each
with and without a trend, the one of least quasi-BIC is used. Counts in the far upper tail of the model weigh
min(1, p / tail), so that past outbreaks do not teach it; p is the mid-p value of the negative binomial with
the model's mean and dispersion, which unlike a residual's normal law stays right where counts are small.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from bongsu.core.stats.detectors.detections import (
    Detections,
    FloatArray,
    Reason,
    checked_counts,
    checked_exposure,
    empty_detections,
    first_reported,
    first_times,
)
from bongsu.core.stats.detectors.harmonic_poisson import (
    COLUMNS,
    LARGEST_LOG_MEAN,
    MODELS,
    fit_robustly,
    size_of,
)
from bongsu.core.stats.detectors.tails import mid_tail, quantile_above

_JUDGED, _NOT_REPORTED = int(Reason.JUDGED), int(Reason.NOT_REPORTED)
_TOO_LITTLE, _ALL_ZERO = int(Reason.TOO_LITTLE_HISTORY), int(Reason.ALL_ZERO_HISTORY)
_NO_CONVERGENCE, _NO_EXPOSURE = int(Reason.NO_CONVERGENCE), int(Reason.NO_EXPOSURE)


def robust_glm(
    counts: ArrayLike,
    *,
    alpha: float = 0.01,
    excluded: int = 26,
    tail: float = 0.003,
    summed: int = 1,
    refit_every: int = 4,
    exposure: ArrayLike | None = None,
    first: int | ArrayLike | None = None,
    phase: ArrayLike | None = None,
    per_year: float = 52.0,
) -> Detections:
    """Judges every time of every series against a seasonal model of all its history.

    `p_value` is the mid-p value of a negative binomial whose variance holds both the dispersion and the
    uncertainty of the expected count; below alpha it is an alarm. At least a year of history is needed, two
    for harmonics, three for a trend.

    Args:
        counts: [time, series], NaN where nothing was reported (such values are left out of fits).
        excluded: the last so many periods before a refit are left out of it.
        tail: counts whose tail probability is below this count less.
        summed: 1 judges each period by itself, 2 the sum of it and the one before, which finds more
            outbreaks but finds them later; `observed`, `expected` and `upper` are then of the sum.
        refit_every: the model is fitted anew every so many periods, at whole multiples of it.
        exposure: population or effort at risk, like counts; the expected count is proportional to it.
        first: index of the first time to judge.
        phase: position of each time in its year, in [0, 1); None counts `per_year` periods a year.

    >>> counts = [3, 1, 4, 1] * 13 * 4
    >>> counts[-1] = 20
    >>> result = robust_glm(counts, first=204)
    >>> result.alarm[204:, 0].tolist(), float(result.upper[-1, 0])
    ([0, 0, 0, 1], 6.0)
    """
    if summed not in (1, 2):
        raise ValueError(f"expected a sum over 1 or 2 periods, found {summed}")
    table = checked_counts(counts)
    rates = checked_exposure(exposure, table)
    observed = table if summed == 1 else table + np.vstack([np.full(table.shape[1], np.nan), table[:-1]])
    result = empty_detections(observed)
    times = table.shape[0]
    turn = np.arange(1, times + 1) / per_year if phase is None else np.asarray(phase, dtype=np.float64)
    plain, trending = _designs(turn, per_year)
    _judge_all(
        table,
        rates,
        plain,
        trending,
        float(per_year),
        (float(alpha), float(ndtri(1 - alpha)), float(tail)),
        (excluded, summed, refit_every),
        first_times(first, table),
        first_reported(table),
        observed,
        (result.expected, result.upper, result.p_value, result.alarm, result.reason),
    )
    return result


def _designs(phase: NDArray[np.float64], per_year: float) -> tuple[FloatArray, FloatArray]:
    """Columns [time, 6] without and with the trend, ordered so that each smaller model is a prefix."""
    times = phase.shape[0]
    waves = [wave(2 * np.pi * j * phase) for j in (1, 2) for wave in (np.cos, np.sin)]
    one = np.ones(times)
    years = (np.arange(times) - 0.5 * times) / per_year
    return np.column_stack([one, *waves, one]), np.column_stack([one, years, *waves])


@njit(cache=True, nogil=True)
def _predict(design, k, beta, factor, exposure, s, last, summed, gradient):  # type: ignore[no-untyped-def]
    """Expected count of the `summed` periods up to `last`; the variance of its log over the dispersion."""
    gradient[:] = 0.0
    total = 0.0
    for t in range(last - summed + 1, last + 1):
        eta = math.log(exposure[t, s])
        for a in range(k):
            eta += design[t, a] * beta[a]
        mean = math.exp(min(max(eta, -LARGEST_LOG_MEAN), LARGEST_LOG_MEAN))
        total += mean
        for a in range(k):
            gradient[a] += mean * design[t, a]
    square = 0.0
    for a in range(k):
        for c in range(a):
            gradient[a] -= factor[a, c] * gradient[c]
        gradient[a] /= factor[a, a]
        square += gradient[a] * gradient[a]
    return total, square / (total * total)


@njit(cache=True, nogil=True)
def _bound(alpha, normal, mean, dispersion):  # type: ignore[no-untyped-def]
    """The largest count whose mid-p value is not below alpha."""
    bound = quantile_above(alpha, normal, mean, dispersion)
    return bound - 1.0 if bound > 0.0 and mid_tail(bound, mean, dispersion) < alpha else bound


@njit(cache=True, nogil=True)
def _judge_all(  # type: ignore[no-untyped-def]
    counts, exposure, plain, trending, per_year, rule, habits, first, first_seen, observed, out
):
    times, series = counts.shape
    alpha, normal, tail = rule
    excluded, summed, refit_every = habits
    expected, upper, p_value, alarm, reason = out
    designs = (np.empty_like(plain), np.empty_like(trending))
    y, log_y, offset = np.empty(times), np.empty(times), np.empty(times)
    weight, mean = np.empty(times), np.empty(times)
    beta = np.zeros((MODELS, COLUMNS))
    work = (np.zeros((COLUMNS, COLUMNS)), np.zeros(COLUMNS), np.zeros(COLUMNS))
    gradient = np.zeros(COLUMNS)
    for s in range(series):
        fitted_at = -1
        best, n, most, dispersion = -1, 0, 0.0, 1.0
        for t in range(first[s], times):
            fit_at = t - t % refit_every
            stop = fit_at - excluded
            if stop - first_seen[s] < per_year:
                reason[t, s] = _TOO_LITTLE
                continue
            if fit_at != fitted_at:
                fitted_at = fit_at
                n, most = 0, 0.0
                for at in range(first_seen[s], stop):
                    if not (math.isnan(counts[at, s]) or math.isnan(exposure[at, s])):
                        y[n] = counts[at, s]
                        log_y[n] = math.log(y[n]) if y[n] > 0.0 else 0.0
                        offset[n] = math.log(exposure[at, s])
                        designs[0][n] = plain[at]
                        designs[1][n] = trending[at]
                        most = max(most, y[n])
                        n += 1
                best = -1
                if most > 0.0 and 2 * n >= per_year:
                    years = n / per_year
                    best, dispersion = fit_robustly(
                        designs, y, log_y, offset, weight, n, years, beta, mean, work, tail
                    )
            if 2 * n < per_year or t - summed + 1 < first_seen[s]:
                reason[t, s] = _TOO_LITTLE
                continue
            if math.isnan(exposure[t, s]) or math.isnan(exposure[t - summed + 1, s]):
                reason[t, s] = _NO_EXPOSURE
                continue
            if best < 0 and most > 0.0:
                reason[t, s] = _NO_CONVERGENCE
                continue
            value = observed[t, s]
            if most == 0.0:
                reason[t, s] = _ALL_ZERO
                expected[t, s], upper[t, s], p_value[t, s] = 0.0, 0.0, 0.0 if value > 0.0 else 1.0
            else:
                reason[t, s] = _JUDGED
                design = trending if best >= 3 else plain
                expectation, variance = _predict(
                    design, size_of(best), beta[best], work[0], exposure, s, t, summed, gradient
                )
                spread = dispersion * (1.0 + expectation * variance)
                expected[t, s] = expectation
                upper[t, s] = _bound(alpha, normal, expectation, spread)
                if not math.isnan(value):
                    p_value[t, s] = mid_tail(value, expectation, spread)
            if math.isnan(value):
                reason[t, s] = _NOT_REPORTED
                p_value[t, s] = np.nan
                continue
            alarm[t, s] = 1 if value > upper[t, s] else 0

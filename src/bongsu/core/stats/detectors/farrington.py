"""Farrington's detector: a quasi-Poisson trend through the same weeks of earlier years.

Farrington, Andrews, Beale & Catchpole (1996), J. R. Statist. Soc. A 159, 547-563, with the settings and
rules of `farrington` in the R package surveillance 1.20.3, whose bounds it reproduces.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import ArrayLike
from scipy.special import ndtri, stdtrit

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
from bongsu.core.stats.detectors.grouped_poisson import (
    empty_sample,
    empty_values,
    empty_work,
    fit,
    read_series,
    reweight,
    take,
    unit_weights,
    variance_factor,
)
from bongsu.core.stats.detectors.reference_years import Lags, lags_by_count

YEARS_FOR_TREND = 3
LEAST_FREEDOM = 3

_JUDGED, _NOT_REPORTED = int(Reason.JUDGED), int(Reason.NOT_REPORTED)
_TOO_LITTLE, _ALL_ZERO = int(Reason.TOO_LITTLE_HISTORY), int(Reason.ALL_ZERO_HISTORY)
_FEW_RECENT, _NO_CONVERGENCE = int(Reason.FEW_RECENT_CASES), int(Reason.NO_CONVERGENCE)
_NO_EXPOSURE = int(Reason.NO_EXPOSURE)


def farrington(
    counts: ArrayLike,
    *,
    years: int = 5,
    window: int = 3,
    alpha: float = 0.05,
    reweight_above: float | None = 1.0,
    trend: bool = True,
    exposure: ArrayLike | None = None,
    recent_cases: tuple[int, int] = (5, 4),
    first: int | ArrayLike | None = None,
    lags: Lags | None = None,
    per_year: int = 52,
) -> Detections:
    """Judges every time of every series by the 2·window + 1 periods around it in each of `years` past years.

    The trend is kept only if it is significant at 5 %, three years are used, and it does not predict above
    all counts seen. Past outbreaks count less: weight 1/s² where the Anscombe residual s exceeds
    `reweight_above` (None: no reweighting). The bound comes from a normal law of the count to the power
    2/3: `upper` is its two-sided 1 − alpha bound, as in the paper; `p_value` is the one-sided tail of the
    same law, so that alarms have p < alpha/2.

    Args:
        counts: [time, series], NaN where nothing was reported (such values are left out of fits).
        exposure: population or effort at risk, like counts; the expected count is proportional to it.
        recent_cases: (5, 4) means no alarm unless the last 4 periods, this one included, hold 5 cases;
            `upper` is then 0 as in R, and the reason FEW_RECENT_CASES. (0, 4) switches the rule off.
        first: index of the first time to judge.
        lags: [time, years + 1] periods back to each reference year; None counts `per_year` periods a year.

    >>> counts = [3, 1, 4, 1] * 13 * 6
    >>> counts[-1] = 20
    >>> result = farrington(counts, alpha=0.01, first=300)
    >>> result.alarm[-3:, 0].tolist(), round(float(result.upper[-1, 0]), 2)
    ([0, 0, 1], 7.48)
    """
    table = checked_counts(counts)
    rates = checked_exposure(exposure, table)
    result = empty_detections(table)
    if lags is None:
        lags = lags_by_count(table.shape[0], years=years, per_year=per_year)
    _judge_all(
        table,
        rates,
        lags,
        window,
        float(ndtri(1 - alpha / 2)),
        (-1.0 if reweight_above is None else float(reweight_above), trend and years >= YEARS_FOR_TREND),
        recent_cases,
        first_times(first, table),
        first_reported(table),
        critical_values(years * (2 * window + 1)),
        (result.expected, result.upper, result.p_value, result.alarm, result.reason),
    )
    return result


def critical_values(most: int, *, level: float = 0.05) -> FloatArray:
    """Two-sided critical values of Student's t for 0 … `most` degrees of freedom (infinite for 0)."""
    values = np.full(most + 1, np.inf)
    values[1:] = stdtrit(np.arange(1, most + 1), 1 - level / 2)
    return values


@njit(cache=True, nogil=True)
def recent_total(counts, t, s, periods):  # type: ignore[no-untyped-def]
    """Sum of what was reported in the last `periods` periods, this one included."""
    total = 0.0
    for back in range(max(t - periods + 1, 0), t + 1):
        if not math.isnan(counts[back, s]):
            total += counts[back, s]
    return total


@njit(cache=True, nogil=True)
def power_bound(y, mean, spread, normal):  # type: ignore[no-untyped-def]
    """Upper bound and upper tail of a count whose 2/3 power is normal; its variance is spread · mean."""
    middle = mean ** (2.0 / 3.0)
    deviation = math.sqrt(4.0 / 9.0 * mean ** (1.0 / 3.0) * spread)
    p_value = 0.5 * math.erfc((y ** (2.0 / 3.0) - middle) / deviation / math.sqrt(2.0))
    return (middle + normal * deviation) ** 1.5, p_value


@njit(cache=True, nogil=True)
def _mark_windows(t, lags, window, level):  # type: ignore[no-untyped-def]
    """Group 0 at the times of the reference windows of `t`, −1 between them; returns the first such time."""
    start = max(t - lags[t, lags.shape[1] - 1] - window, 0)
    level[start:t] = -1
    for year in range(1, lags.shape[1]):
        middle = t - lags[t, year]
        level[max(middle - window, 0) : min(middle + window + 1, t)] = 0
    return start


@njit(cache=True, nogil=True)
def _fit_reweighted(sample, work, runs, with_trend, reweight_above):  # type: ignore[no-untyped-def]
    """A fit, and after its dispersion a second one with outbreaks down-weighted."""
    unit_weights(sample, runs)
    is_second = False
    while True:
        model = fit(sample, work, runs, with_trend)
        if is_second or (model.converged and reweight_above < 0.0):
            return True, model
        if model.converged:
            reweight(sample, work, runs, model, reweight_above)
            is_second = True
        elif with_trend:
            with_trend = False
        else:
            return False, model


@njit(cache=True, nogil=True)
def _choose_model(sample, work, runs, trend, reweight_above, most, exposure, critical):  # type: ignore[no-untyped-def]
    """The model with a trend if it is significant and predicts nothing unseen, else the one without."""
    for with_trend in (trend, False):
        converged, model = _fit_reweighted(sample, work, runs, with_trend, reweight_above)
        if model.information == 0.0:
            break
        error = math.sqrt(model.pearson / model.information)
        if abs(model.slope) > critical[model.freedom] * error and exposure * math.exp(work.level[0]) <= most:
            break
    return converged, model


@njit(cache=True, nogil=True)
def _judge_all(  # type: ignore[no-untyped-def]
    counts, exposure, lags, window, normal, model_rule, recent_cases, first, first_seen, critical, out
):
    times, series = counts.shape
    reweight_above, trend = model_rule
    expected, upper, p_value, alarm, reason = out
    room = (lags.shape[1] - 1) * (2 * window + 1)
    work = empty_work(room, 1)
    sample = empty_sample(room)
    values = empty_values(times)
    level = np.full(times, -1, np.int64)
    for s in range(series):
        read_series(counts, exposure, s, values)
        for t in range(first[s], times):
            if t - lags[t, lags.shape[1] - 1] < first_seen[s]:
                reason[t, s] = _TOO_LITTLE
                continue
            if math.isnan(exposure[t, s]):
                reason[t, s] = _NO_EXPOSURE
                continue
            start = _mark_windows(t, lags, window, level)
            n, runs, most = take(values, level, t, start, t, sample)
            if n < LEAST_FREEDOM + 2:
                reason[t, s] = _TOO_LITTLE
                continue
            converged, model = _choose_model(
                sample, work, runs, trend, reweight_above, most, exposure[t, s], critical
            )
            if not converged and most > 0.0:
                reason[t, s] = _NO_CONVERGENCE
                continue
            mean = exposure[t, s] * math.exp(work.level[0])
            dispersion = max(model.pearson, 1.0)
            link_variance = dispersion * variance_factor(work, model, 0, 0.0)
            y = counts[t, s]
            expected[t, s] = mean
            upper[t, s], p_value[t, s] = power_bound(y, mean, dispersion + link_variance * mean, normal)
            reason[t, s] = _ALL_ZERO if most == 0.0 else _JUDGED
            if math.isnan(y):
                reason[t, s] = _NOT_REPORTED
                continue
            alarm[t, s] = 1 if y > upper[t, s] else 0
            if recent_total(counts, t, s, recent_cases[1]) < recent_cases[0]:
                upper[t, s] = 0.0
                alarm[t, s] = 0
                reason[t, s] = _FEW_RECENT

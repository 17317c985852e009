"""The improved Farrington detector: nearly all of the last years at once, with seasons as factor levels.

Noufaily, Enki, Farrington, Garthwaite, Andrews & Charlett (2013), Statistics in Medicine 32, 1206-1222, with
the settings and rules of `farringtonFlexible` in the R package surveillance 1.20.3, whose bounds it
reproduces.
"""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
from numba import njit
from numpy.typing import ArrayLike
from scipy.special import ndtri

from bongsu.core.stats.detectors.detections import (
    Detections,
    Reason,
    checked_counts,
    checked_exposure,
    empty_detections,
    first_reported,
    first_times,
)
from bongsu.core.stats.detectors.farrington import (
    LEAST_FREEDOM,
    YEARS_FOR_TREND,
    critical_values,
    power_bound,
    recent_total,
)
from bongsu.core.stats.detectors.grouped_poisson import (
    empty_sample,
    empty_values,
    empty_work,
    error_scale,
    fit,
    read_series,
    reweight,
    take,
    unit_weights,
    variance_factor,
)
from bongsu.core.stats.detectors.reference_years import Lags, lags_by_count
from bongsu.core.stats.detectors.tails import quantile_above, upper_tail

Threshold = Literal["delta", "nb-plugin", "muan"]
THRESHOLDS: tuple[Threshold, ...] = ("delta", "nb-plugin", "muan")

_DELTA, _MUAN = 0, 2
LARGEST_MEAN = 1e12  # beyond it a bound by summing probabilities would never end, and says nothing
_JUDGED, _NOT_REPORTED = int(Reason.JUDGED), int(Reason.NOT_REPORTED)
_TOO_LITTLE, _ALL_ZERO = int(Reason.TOO_LITTLE_HISTORY), int(Reason.ALL_ZERO_HISTORY)
_FEW_RECENT, _NO_CONVERGENCE = int(Reason.FEW_RECENT_CASES), int(Reason.NO_CONVERGENCE)
_NO_EXPOSURE = int(Reason.NO_EXPOSURE)


def farrington_flexible(
    counts: ArrayLike,
    *,
    years: int = 5,
    window: int = 3,
    alpha: float = 0.05,
    periods: int = 1,
    excluded: int | None = None,
    reweight_above: float | None = 2.58,
    threshold: Threshold = "delta",
    trend: bool = True,
    trend_level: float = 0.05,
    exposure: ArrayLike | None = None,
    recent_cases: tuple[int, int] = (5, 4),
    first: int | ArrayLike | None = None,
    lags: Lags | None = None,
    per_year: int = 52,
) -> Detections:
    """Judges every time of every series against the last `years` years, cut into `periods` seasonal levels.

    The trend is kept only if it is significant, three years are used, and it does not predict above all
    counts seen. Defaults are R's; Noufaily et al. recommend periods=10, excluded=26, threshold="nb-plugin".

    Args:
        counts: [time, series], NaN where nothing was reported (such values are left out of fits).
        window: half width, in periods, of the level that the judged time shares with the same time of
            earlier years; with periods=1 only these windows are used, as in `farrington`.
        periods: number of levels (R's noPeriods).
        excluded: the last so many periods before the judged one are left out (R's pastWeeksNotIncluded),
            so that a running outbreak does not teach the model; None is `window`.
        reweight_above: values whose Anscombe residual exceeds this count less; None for no reweighting.
        threshold: "delta" (normal law of the 2/3 power), "nb-plugin" (negative binomial at the expected
            count) or "muan" (at the expected count's own upper bound).
        exposure: population or effort at risk, like counts; the expected count is proportional to it.
        recent_cases: (5, 4) means no alarm unless the last 4 periods, this one included, hold 5 cases;
            `upper` is then NaN as in R, and the reason FEW_RECENT_CASES. (0, 4) switches the rule off.
        first: index of the first time to judge.
        lags: [time, years + 1] periods back to each reference year; None counts `per_year` periods a year.

    Raises:
        ValueError: an unknown threshold, or more levels than the year has room for.

    >>> counts = [3, 1, 4, 1] * 13 * 6
    >>> counts[-1] = 20
    >>> result = farrington_flexible(counts, alpha=0.01, periods=10, excluded=26, threshold="nb-plugin")
    >>> result.alarm[-3:, 0].tolist(), float(result.upper[-1, 0])
    ([0, 0, 1], 7.0)
    """
    if threshold not in THRESHOLDS:
        raise ValueError(f"expected a threshold among {', '.join(THRESHOLDS)}, found {threshold!r}")
    table = checked_counts(counts)
    rates = checked_exposure(exposure, table)
    result = empty_detections(table)
    if lags is None:
        lags = lags_by_count(table.shape[0], years=years, per_year=per_year)
    _check_levels(lags, window, periods)
    _judge_all(
        table,
        rates,
        lags,
        window,
        (periods, window if excluded is None else excluded),
        (float(alpha), float(ndtri(1 - alpha)), THRESHOLDS.index(threshold)),
        (-1.0 if reweight_above is None else float(reweight_above), trend and years >= YEARS_FOR_TREND),
        recent_cases,
        first_times(first, table),
        first_reported(table),
        critical_values(int(lags.max(initial=0)) + window + 1, level=trend_level),
        (result.expected, result.upper, result.p_value, result.alarm, result.reason),
    )
    return result


def _check_levels(lags: Lags, window: int, periods: int) -> None:
    if lags.shape[0] == 0:
        return
    between = int(np.diff(lags, axis=1).min()) - 2 * window - 1
    if periods > 1 and between < periods - 1:
        raise ValueError(
            f"expected at most {max(between, 0) + 1} levels in a year with windows of half width {window},"
            f" found {periods}"
        )


@njit(cache=True, nogil=True)
def _mark_levels(t, lags, window, periods, level):  # type: ignore[no-untyped-def]
    """Levels of the times before `t`, −1 where a time is not used.

    Level 0 is the window around the same time of each year and the last `window` periods. Between two
    windows the others follow in equal blocks, the earlier ones longer by one where it does not divide.
    """
    years = lags.shape[1] - 1
    start = t - lags[t, years] - window
    level[start : t + 1] = -1
    level[t - window : t + 1] = 0
    for year in range(1, years + 1):
        middle = t - lags[t, year]
        level[middle - window : middle + window + 1] = 0
        if periods == 1:
            continue
        at = middle + window + 1
        between = lags[t, year] - lags[t, year - 1] - 2 * window - 1
        for block in range(1, periods):
            length = between // (periods - 1) + (1 if block <= between % (periods - 1) else 0)
            level[at : at + length] = block
            at += length


@njit(cache=True, nogil=True)
def _fit_reweighted(sample, work, runs, with_trend, reweight_above):  # type: ignore[no-untyped-def]
    """A fit, and after its dispersion a second one with outbreaks down-weighted; and the error scale."""
    unit_weights(sample, runs)
    is_second = False
    while True:
        model = fit(sample, work, runs, with_trend)
        if is_second:
            return True, model, error_scale(sample, work, runs, model)
        if model.converged and reweight_above < 0.0:
            return True, model, model.pearson
        if model.converged:
            reweight(sample, work, runs, model, reweight_above)
            is_second = True
        elif with_trend:
            with_trend = False
        else:
            return False, model, model.pearson


@njit(cache=True, nogil=True)
def _choose_model(  # type: ignore[no-untyped-def]
    sample, work, runs, trend, reweight_above, most, exposure, critical
):
    """The model with a trend if it is significant and predicts nothing unseen, else the one without."""
    for with_trend in (trend, False):
        converged, model, scale = _fit_reweighted(sample, work, runs, with_trend, reweight_above)
        if model.information == 0.0:
            break
        error = math.sqrt(scale / model.information)
        if abs(model.slope) > critical[model.freedom] * error and exposure * math.exp(work.level[0]) <= most:
            break
    return converged, model, scale


@njit(cache=True, nogil=True)
def _bound(y, log_mean, link_error, dispersion, method, alpha, normal):  # type: ignore[no-untyped-def]
    """Upper bound and p value of a count under one of the three threshold rules."""
    mean = math.exp(log_mean)
    if method == _DELTA:
        return power_bound(y, mean, dispersion + link_error * link_error * mean, normal)
    if method == _MUAN:
        mean = math.exp(log_mean + normal * link_error)
    if not mean < LARGEST_MEAN:
        return np.nan, np.nan
    p_value = np.nan if math.isnan(y) else upper_tail(y, mean, dispersion)
    return quantile_above(alpha, normal, mean, dispersion), p_value


@njit(cache=True, nogil=True)
def _judge_all(  # type: ignore[no-untyped-def]
    counts, exposure, lags, window, layout, rule, model_rule, recent_cases, first, first_seen, critical, out
):
    times, series = counts.shape
    periods, excluded = layout
    alpha, normal, method = rule
    reweight_above, trend = model_rule
    expected, upper, p_value, alarm, reason = out
    room = lags.max() + window + 1 if times else 1
    work = empty_work(room, periods)
    sample = empty_sample(room)
    values = empty_values(times)
    level = np.full(times, -1, np.int64)
    for s in range(series):
        read_series(counts, exposure, s, values)
        for t in range(first[s], times):
            start = t - lags[t, lags.shape[1] - 1] - window
            if start < first_seen[s]:
                reason[t, s] = _TOO_LITTLE
                continue
            if math.isnan(exposure[t, s]):
                reason[t, s] = _NO_EXPOSURE
                continue
            _mark_levels(t, lags, window, periods, level)
            n, runs, most = take(values, level, t, start, t - excluded, sample)
            alike = 0
            for run in range(runs):
                if sample.group[run] == 0:
                    alike += sample.bounds[run + 1] - sample.bounds[run]
            if alike == 0 or n < periods + LEAST_FREEDOM + 1:
                reason[t, s] = _TOO_LITTLE
                continue
            converged, model, scale = _choose_model(
                sample, work, runs, trend, reweight_above, most, exposure[t, s], critical
            )
            y = counts[t, s]
            if converged:
                log_mean = math.log(exposure[t, s]) + work.level[0]
                expected[t, s] = math.exp(log_mean)
                link_error = math.sqrt(scale * variance_factor(work, model, 0, 0.0))
                dispersion = max(model.pearson, 1.0)
                upper[t, s], p_value[t, s] = _bound(
                    y, log_mean, link_error, dispersion, method, alpha, normal
                )
            elif most == 0.0:
                expected[t, s], upper[t, s], p_value[t, s] = 0.0, 0.0, 0.0 if y > 0.0 else 1.0
            if math.isnan(upper[t, s]):
                reason[t, s] = _NO_CONVERGENCE
                continue
            reason[t, s] = _ALL_ZERO if most == 0.0 else _JUDGED
            if math.isnan(y):
                reason[t, s] = _NOT_REPORTED
                p_value[t, s] = np.nan
                continue
            alarm[t, s] = 1 if y > upper[t, s] else 0
            if recent_total(counts, t, s, recent_cases[1]) < recent_cases[0]:
                upper[t, s] = np.nan
                alarm[t, s] = 0
                reason[t, s] = _FEW_RECENT

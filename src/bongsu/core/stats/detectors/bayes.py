"""The Bayes detector: the predictive law of a count given a few comparable ones.

Höhle (2007), Computational Statistics 22, 571-582. With n reference values that are Poisson with a common
mean and Jeffreys' prior, the next count is negative binomial of size Σ + 1/2 and probability n/(n + 1).
Bounds and alarms are those of `algo.bayes` in the R package surveillance 1.20.3.
"""

from __future__ import annotations

import math

from numba import njit
from numpy.typing import ArrayLike
from scipy.special import ndtri

from bongsu.core.stats.detectors.detections import (
    Detections,
    Reason,
    checked_counts,
    empty_detections,
    first_reported,
    first_times,
)
from bongsu.core.stats.detectors.reference_years import Lags, lags_by_count
from bongsu.core.stats.detectors.tails import quantile_above, upper_tail

_JUDGED, _NOT_REPORTED = int(Reason.JUDGED), int(Reason.NOT_REPORTED)
_TOO_LITTLE, _ALL_ZERO = int(Reason.TOO_LITTLE_HISTORY), int(Reason.ALL_ZERO_HISTORY)


def bayes(
    counts: ArrayLike,
    *,
    years: int = 0,
    window: int = 6,
    this_year: bool = True,
    alpha: float = 0.05,
    first: int | ArrayLike | None = None,
    lags: Lags | None = None,
    per_year: int = 52,
) -> Detections:
    """Judges every time of every series against the `window` periods before it and around it in past years.

    `upper` is the 1 − alpha quantile of the predictive law, `p_value` its P(Y ≥ count).

    Args:
        counts: [time, series], NaN where nothing was reported.
        years: how many years to look back; 0 uses this year's last periods only.
        this_year: whether the `window` periods just before are used.
        first: index of the first time to judge.
        lags: [time, years + 1] periods back to each reference year; None counts `per_year` periods a year.

    >>> result = bayes([2, 1, 3, 2, 0, 2, 9])
    >>> float(result.upper[-1, 0]), int(result.alarm[-1, 0])
    (4.0, 1)
    """
    if years == 0 and not this_year:
        raise ValueError("expected reference values from this year or from earlier ones, found neither")
    table = checked_counts(counts)
    result = empty_detections(table)
    if lags is None:
        lags = lags_by_count(table.shape[0], years=years, per_year=per_year)
    _judge_all(
        table,
        lags,
        window,
        this_year,
        float(alpha),
        float(ndtri(1 - alpha)),
        first_times(first, table),
        first_reported(table),
        (result.expected, result.upper, result.p_value, result.alarm, result.reason),
    )
    return result


@njit(cache=True, nogil=True)
def _total(counts, s, start, stop):  # type: ignore[no-untyped-def]
    """Number and sum of the reported counts in [start, stop)."""
    n = 0
    total = 0.0
    for at in range(start, stop):
        if not math.isnan(counts[at, s]):
            n += 1
            total += counts[at, s]
    return n, total


@njit(cache=True, nogil=True)
def _judge_all(  # type: ignore[no-untyped-def]
    counts, lags, window, this_year, alpha, normal, first, first_seen, out
):
    times, series = counts.shape
    expected, upper, p_value, alarm, reason = out
    years = lags.shape[1] - 1
    for s in range(series):
        for t in range(first[s], times):
            if t - lags[t, years] - window < first_seen[s]:
                reason[t, s] = _TOO_LITTLE
                continue
            n, total = _total(counts, s, t - window, t) if this_year else (0, 0.0)
            for year in range(1, years + 1):
                middle = t - lags[t, year]
                more, added = _total(counts, s, middle - window, middle + window + 1)
                n += more
                total += added
            if n == 0:
                reason[t, s] = _TOO_LITTLE
                continue
            mean = (total + 0.5) / n
            dispersion = (n + 1.0) / n
            expected[t, s] = mean
            upper[t, s] = quantile_above(alpha, normal, mean, dispersion)
            y = counts[t, s]
            if math.isnan(y):
                reason[t, s] = _NOT_REPORTED
                continue
            p_value[t, s] = upper_tail(y, mean, dispersion)
            alarm[t, s] = 1 if y > upper[t, s] else 0
            reason[t, s] = _ALL_ZERO if total == 0.0 else _JUDGED

"""The three EARS detectors: mean and standard deviation of the last few periods.

Hutwagner, Thompson, Seeman & Treadwell (2003), J. Urban Health 80 (suppl. 1), i89-i96; C1 looks at the
periods just before, C2 leaves two out, C3 adds up the excesses of three C2 statistics. Bounds are those of
`earsC` in the R package surveillance 1.20.3.
"""

from __future__ import annotations

import math

import numpy as np
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

LEAST_BASELINE = 3
DEFAULT_ALPHA = {1: 0.001, 2: 0.001, 3: 0.025}
_GUARD_BAND = 2

_JUDGED, _NOT_REPORTED = int(Reason.JUDGED), int(Reason.NOT_REPORTED)
_TOO_LITTLE, _NO_VARIANCE = int(Reason.TOO_LITTLE_HISTORY), int(Reason.NO_VARIANCE)


def ears(
    counts: ArrayLike,
    variant: int,
    *,
    baseline: int = 7,
    alpha: float | None = None,
    least_deviation: float = 0.0,
    first: int | ArrayLike | None = None,
) -> Detections:
    """Judges every time of every series against the `baseline` periods before it.

    C1 and C2 have a p value, from the normal law that their bound comes from (NaN where the baseline does
    not vary); C3 has none. C3 cannot be said where one of its baselines does not vary and its count
    equals the mean of it.

    Args:
        counts: [time, series], NaN where nothing was reported; at least 3 of the baseline must be reported.
        variant: 1, 2 or 3.
        baseline: number of periods.
        alpha: level of the normal bound; None is 0.001 for C1 and C2 and 0.025 for C3, as in R.
        least_deviation: the standard deviation is taken to be at least this.
        first: index of the first time to judge.

    Raises:
        ValueError: another variant, or a baseline shorter than 3.

    >>> ears([2, 3, 2, 4, 3, 2, 3, 9], 1).alarm[:, 0].tolist()  # -1: too little history
    [-1, -1, -1, -1, -1, -1, -1, 1]
    """
    if variant not in DEFAULT_ALPHA:
        raise ValueError(f"expected EARS variant 1, 2 or 3, found {variant}")
    if baseline < LEAST_BASELINE:
        raise ValueError(f"expected a baseline of at least {LEAST_BASELINE} periods, found {baseline}")
    table = checked_counts(counts)
    result = empty_detections(table)
    normal = float(ndtri(1 - (DEFAULT_ALPHA[variant] if alpha is None else alpha)))
    _judge_all(
        table,
        variant,
        baseline,
        normal,
        float(least_deviation),
        first_times(first, table),
        first_reported(table),
        (result.expected, result.upper, result.p_value, result.alarm, result.reason),
    )
    return result


@njit(cache=True, nogil=True)
def _baseline(counts, t, s, length, gap):  # type: ignore[no-untyped-def]
    """Mean and standard deviation of the `length` values that end `gap` before `t`; NaN if under 3."""
    n = 0
    mean = 0.0
    for at in range(t - gap - length, t - gap):
        if not math.isnan(counts[at, s]):
            n += 1
            mean += counts[at, s]
    if n < LEAST_BASELINE:
        return np.nan, np.nan
    mean /= n
    squares = 0.0
    for at in range(t - gap - length, t - gap):
        if not math.isnan(counts[at, s]):
            squares += (counts[at, s] - mean) ** 2
    return mean, math.sqrt(squares / (n - 1))


@njit(cache=True, nogil=True)
def _excess(counts, t, s, length, least):  # type: ignore[no-untyped-def]
    """max(0, C2 − 1) at `t`; NaN where the baseline does not vary and the count equals its mean."""
    mean, deviation = _baseline(counts, t, s, length, _GUARD_BAND)
    deviation = max(deviation, least)
    if math.isnan(counts[t, s]):
        return 0.0
    distance = counts[t, s] - mean
    if deviation == 0.0:
        return np.nan if distance == 0.0 else (np.inf if distance > 0.0 else 0.0)
    return max(0.0, distance / deviation - 1.0)


@njit(cache=True, nogil=True)
def _judge_all(counts, variant, length, normal, least, first, first_seen, out):  # type: ignore[no-untyped-def]
    times, series = counts.shape
    expected, upper, p_value, alarm, reason = out
    gap = 0 if variant == 1 else _GUARD_BAND
    depth = length + gap + (2 if variant == 3 else 0)
    for s in range(series):
        for t in range(first[s], times):
            if t - depth < first_seen[s]:
                reason[t, s] = _TOO_LITTLE
                continue
            mean, deviation = _baseline(counts, t, s, length, gap)
            if math.isnan(mean):
                reason[t, s] = _TOO_LITTLE
                continue
            deviation = max(deviation, least)
            y = counts[t, s]
            expected[t, s] = mean
            bound = mean + normal * deviation
            if variant == 3:
                before = _excess(counts, t - 2, s, length, least) + _excess(counts, t - 1, s, length, least)
                bound = y + deviation * (normal - before)
                if bound < 0.0:
                    bound = 0.0
            elif deviation > 0.0:
                p_value[t, s] = 0.5 * math.erfc((y - mean) / deviation / math.sqrt(2.0))
            upper[t, s] = bound
            if math.isnan(y):
                reason[t, s] = _NOT_REPORTED
            elif math.isnan(bound):
                reason[t, s] = _NO_VARIANCE
            else:
                reason[t, s] = _JUDGED
                alarm[t, s] = 1 if y > bound else 0

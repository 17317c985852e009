"""The Poisson CUSUM: counts are standardised, and their excess over k is summed until it reaches h.

Rossi, Lampugnani & Marchi (1999), Statistics in Medicine 18, 2111-2122, and the transformations of
`algo.cusum` in the R package surveillance 1.20.3, whose bounds it reproduces.
"""

from __future__ import annotations

import math
from typing import Literal

from numba import njit
from numpy.typing import ArrayLike

from bongsu.core.stats.detectors.detections import (
    Detections,
    Reason,
    checked_counts,
    empty_detections,
    first_times,
)

Transformation = Literal["rossi", "standard", "anscombe", "none"]
TRANSFORMATIONS: tuple[Transformation, ...] = ("rossi", "standard", "anscombe", "none")

_ROSSI, _STANDARD, _ANSCOMBE = 0, 1, 2
_LEAST_TRAINING = 3
_JUDGED, _NOT_REPORTED = int(Reason.JUDGED), int(Reason.NOT_REPORTED)
_TOO_LITTLE, _ALL_ZERO = int(Reason.TOO_LITTLE_HISTORY), int(Reason.ALL_ZERO_HISTORY)


def cusum(
    counts: ArrayLike,
    first: int | ArrayLike,
    *,
    k: float = 1.04,
    h: float = 2.26,
    transformation: Transformation = "rossi",
) -> Detections:
    """Sums standardised counts of every series from the time `first` on; what came before gives the mean.

    `upper` is the count that would have brought the sum to h (at least 0); reaching it is an alarm. The sum
    goes on after an alarm, and stands still where nothing was reported. There is no p value.

    Args:
        counts: [time, series], NaN where nothing was reported.
        first: index of the first time to judge, one for all series or one each; the mean of the reported
            counts before it is the expected count from then on.
        k, h: reference value and decision bound, in standard deviations.
        transformation: "rossi" (x − 3m + 2√(xm)) / 2√m, "standard" (x − m)/√m, "anscombe"
            3/2 (x^⅔ − m^⅔)/m^⅙, or "none".

    >>> result = cusum([2, 1, 3, 2, 2, 6, 6], 5)
    >>> result.alarm[5:, 0].tolist(), round(float(result.upper[5, 0]), 3)
    ([0, 1], 7.558)
    """
    if transformation not in TRANSFORMATIONS:
        raise ValueError(
            f"expected a transformation among {', '.join(TRANSFORMATIONS)}, found {transformation!r}"
        )
    table = checked_counts(counts)
    result = empty_detections(table)
    _judge_all(
        table,
        float(k),
        float(h),
        TRANSFORMATIONS.index(transformation),
        first_times(first, table),
        (result.expected, result.upper, result.alarm, result.reason),
    )
    return result


@njit(cache=True, nogil=True)
def _standardise(x, mean, method):  # type: ignore[no-untyped-def]
    root = math.sqrt(mean)
    if method == _ROSSI:
        return (x - 3.0 * mean + 2.0 * math.sqrt(x * mean)) / (2.0 * root)
    if method == _STANDARD:
        return (x - mean) / root
    if method == _ANSCOMBE:
        return 1.5 * (x ** (2.0 / 3.0) - mean ** (2.0 / 3.0)) / mean ** (1.0 / 6.0)
    return x


@njit(cache=True, nogil=True)
def _count_at(value, mean, method):  # type: ignore[no-untyped-def]
    """The count whose standardised value is `value`, at least 0.

    A sum already far above h leaves no such count under "rossi"; R then gives the other root of the
    quadratic (or 0 where there is none), and so do we. It is small, and the alarm does not rest on it.
    """
    root = math.sqrt(mean)
    if method == _ROSSI:
        inside = 4.0 * mean + 2.0 * root * value
        count = (math.sqrt(inside) - root) ** 2 if inside >= 0.0 else 0.0
    elif method == _STANDARD:
        count = math.ceil(root * value + mean)
    elif method == _ANSCOMBE:
        power = 2.0 / 3.0 * mean ** (1.0 / 6.0) * value + mean ** (2.0 / 3.0)
        count = power**1.5 if power > 0.0 else 0.0
    else:
        count = value
    return max(count, 0.0)


@njit(cache=True, nogil=True)
def _judge_all(counts, k, h, method, first, out):  # type: ignore[no-untyped-def]
    times, series = counts.shape
    expected, upper, alarm, reason = out
    for s in range(series):
        n = 0
        total = 0.0
        for t in range(min(first[s], times)):
            if not math.isnan(counts[t, s]):
                n += 1
                total += counts[t, s]
        mean = total / n if n else 0.0
        level = 0.0
        for t in range(first[s], times):
            if n < _LEAST_TRAINING or mean == 0.0:
                reason[t, s] = _TOO_LITTLE if n < _LEAST_TRAINING else _ALL_ZERO
                continue
            expected[t, s] = mean
            upper[t, s] = _count_at(h + k - level, mean, method)
            if math.isnan(counts[t, s]):
                reason[t, s] = _NOT_REPORTED
                continue
            level = max(0.0, level + _standardise(counts[t, s], mean, method) - k)
            alarm[t, s] = 1 if level >= h else 0
            reason[t, s] = _JUDGED

"""Candidate columns from indicators: standardised, carried over gaps and edges, shifted by leads, shaped.

Forms of each indicator and lead: 0 raw, 1 smoothed over three neighbouring leads and, for an indicator that
matters only beyond a threshold, 2 the hinge ½ log(1 + e^{2x}) of the smoothed one.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from bongsu.core.panel.view import HORIZON
from bongsu.core.stats.vector_math import exp, kernel, log

Array = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

LARGEST_AUTOCORRELATION = 0.995
LEAST_DEVIATION = 0.3
"""A smoothed column is divided by its deviation, but never blown up by more than 1 / this."""


@kernel
def moments(values: Array) -> tuple[int, float, float, float]:
    """Number, mean, standard deviation and lag-1 autocorrelation in [0, 0.995] of the known values [time]."""
    seen, total = 0, 0.0
    for i in range(values.shape[0]):
        if not math.isnan(values[i]):
            total += values[i]
            seen += 1
    mean = total / max(seen, 1)
    square, product, pairs = 0.0, 0.0, 0
    for i in range(values.shape[0]):
        if math.isnan(values[i]):
            continue
        square += (values[i] - mean) ** 2
        if i > 0 and not math.isnan(values[i - 1]):
            product += (values[i] - mean) * (values[i - 1] - mean)
            pairs += 1
    deviation = math.sqrt(square / max(seen, 1))
    phi = 0.0
    if pairs > 0 and square > 0.0:
        phi = min(max(product / pairs / (deviation * deviation), 0.0), LARGEST_AUTOCORRELATION)
    return seen, mean, deviation, phi


@kernel
def fill(values: Array, mean: float, deviation: float, phi: float, filled: Array) -> None:
    """Standardises into `filled` [time + HORIZON].

    Gaps between known values are bridged on a straight line; before the first and after the last known value
    the series returns to its mean at the pace of its own lag-1 autocorrelation.
    """
    last = -1
    for i in range(values.shape[0]):
        if math.isnan(values[i]):
            continue
        filled[i] = (values[i] - mean) / deviation
        if last < 0:
            for back in range(i - 1, -1, -1):
                filled[back] = filled[back + 1] * phi
        for between in range(last + 1, i):
            if last >= 0:
                filled[between] = filled[last] + (filled[i] - filled[last]) * (between - last) / (i - last)
        last = i
    for ahead in range(last + 1, filled.shape[0]):
        filled[ahead] = filled[ahead - 1] * phi


@kernel
def standardise_rows(values: Array, minimum: int) -> tuple[Array, Flags]:
    """Standardises and fills every row [indicator, time]; returns ([indicator, time + HORIZON], usable).

    Usable is an indicator with at least `minimum` known values that vary.
    """
    count, rows = values.shape
    filled = np.zeros((count, rows + HORIZON))
    usable = np.zeros(count, np.bool_)
    for k in range(count):
        seen, mean, deviation, phi = moments(values[k])
        usable[k] = seen >= minimum and deviation > 1e-12 * max(1.0, abs(mean))
        if usable[k]:
            fill(values[k], mean, deviation, phi, filled[k])
    return filled, usable


@kernel
def shift(series: Array, start: int, column: Array) -> None:
    """column[i] = series[start + i]; before its first and after its last value the series stands still."""
    end = series.shape[0] - 1
    for i in range(column.shape[0]):
        column[i] = series[min(max(start + i, 0), end)]


@kernel
def scale(column: Array, length: int) -> None:
    """Divides by the standard deviation of the first `length` values, at least by LEAST_DEVIATION."""
    total, square = 0.0, 0.0
    for i in range(length):
        total += column[i]
        square += column[i] * column[i]
    variance = max(square / length - (total / length) ** 2, 0.0)
    factor = 1.0 / max(math.sqrt(variance), LEAST_DEVIATION)
    for i in range(column.shape[0]):
        column[i] *= factor


@kernel
def centre(column: Array, length: int) -> None:
    """Takes off the mean of the first `length` values."""
    total = 0.0
    for i in range(length):
        total += column[i]
    mean = total / length
    for i in range(column.shape[0]):
        column[i] -= mean


@kernel
def smooth(series: Array, start: int, lag: int, first: int, last: int, work: Array, column: Array) -> None:
    """¼, ½, ¼ of three neighbouring leads; two thirds and a third of two at either end of the leads."""
    before, middle, after = 0.25, 0.5, 0.25
    if lag == first:
        before, middle, after = 0.33, 0.67, 0.0
    elif lag == last:
        before, middle, after = 0.0, 0.67, 0.33
    shift(series, start - lag, work)
    for i in range(column.shape[0]):
        column[i] = middle * work[i]
    shift(series, start - lag - 1, work)
    for i in range(column.shape[0]):
        column[i] += before * work[i]
    shift(series, start - lag + 1, work)
    for i in range(column.shape[0]):
        column[i] += after * work[i]


@kernel
def lagged(
    filled: Array, usable: Flags, start: int, length: int, first_lead: Integers, last_lead: Integers,
    threshold: Flags, columns: Array, indicator: Integers, lead: Integers, form: Integers,
) -> int:  # fmt: skip
    """Writes the centred columns of every usable indicator, one per row [column, length + HORIZON].

    `filled` [indicator, time] begins `start` periods before the first count. A lead that reaches before its
    first value takes the first value. Returns how many columns were written.
    """
    work = np.empty(columns.shape[1])
    at = 0
    for k in range(filled.shape[0]):
        if not usable[k]:
            continue
        for lag in range(first_lead[k], last_lead[k] + 1):
            shift(filled[k], start - lag, columns[at])
            smooth(filled[k], start, lag, first_lead[k], last_lead[k], work, columns[at + 1])
            scale(columns[at + 1], length)
            forms = 2
            if threshold[k]:
                for i in range(work.shape[0]):
                    columns[at + 2, i] = 0.5 * log(1.0 + exp(2.0 * columns[at + 1, i]))
                scale(columns[at + 2], length)
                forms = 3
            for shape in range(forms):
                centre(columns[at + shape], length)
                indicator[at + shape], lead[at + shape], form[at + shape] = k, lag, shape
            at += forms
    return at

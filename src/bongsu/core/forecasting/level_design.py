"""Candidate columns and fixed effects of the level model: lags, shapes, jumps, season, holidays, exposure."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from bongsu.core.panel.view import HORIZON, ItemView, season_phase

Array = NDArray[np.float64]
Integers = NDArray[np.int64]

RAW, SMOOTH, HINGE, JUMP = 0, 1, 2, 3
JUMPS = 6
JUMP_SIZE = 2.0
JUMP_DECAY = 0.85
MINIMUM_VALUES = 24
LEAD_PRIOR = np.array([0.7] + [1.0] * 6 + [0.8] * 3 + [0.6] * 3)
EXPOSURE_ELASTICITY = 0.8


@dataclass(frozen=True, slots=True)
class Design:
    """The regression side of one item's level model.

    Attributes:
        offset: log exposure, log completeness and the item's mean rate [time + HORIZON].
        basis: fixed effects times their prior standard deviations [time + HORIZON, p].
        columns: candidates, centred in sample [time + HORIZON, c].
        indicator, lead, form: of each column; indicator is −1 for a jump.
    """

    offset: Array
    basis: Array
    columns: Array
    indicator: Integers
    lead: Integers
    form: Integers


def fixed_effects(view: ItemView) -> Array:
    """Intercept, two yearly harmonics, holidays and a correction of the exposure's elasticity [t + H, 7]."""
    phase = 2.0 * math.pi * season_phase(view.first, view.length + HORIZON)
    return np.column_stack(
        [
            np.full(phase.shape[0], 2.0),
            0.3 * np.cos(phase),
            0.3 * np.sin(phase),
            0.15 * np.cos(2.0 * phase),
            0.15 * np.sin(2.0 * phase),
            0.3 * view.holiday,
            0.3 * view.log_exposure,
        ]
    )


def offsets(view: ItemView) -> Array:
    """Log of the count expected from exposure, completeness and the item's mean rate alone [t + H]."""
    n = view.length
    offset = EXPOSURE_ELASTICITY * view.log_exposure
    offset[:n] += np.log(view.completeness)
    known = ~np.isnan(view.counts)
    expected = np.exp(offset[:n][known]).sum()
    mean_rate = (view.counts[known].sum() + 0.5) / max(expected, 1e-9)
    return np.asarray(offset + math.log(mean_rate))


@njit(cache=True, nogil=True)
def standardised(values, minimum):  # type: ignore[no-untyped-def]
    """Standardises and fills the columns of `values` [time, k]; returns (filled [time + H, k], usable [k]).

    Gaps between known values are bridged on a straight line; before the first and after the last known value
    the series returns to its mean at the pace of its own lag-1 autocorrelation.
    """
    rows, count = values.shape
    filled = np.zeros((rows + HORIZON, count))
    usable = np.zeros(count, np.bool_)
    for k in range(count):
        total = 0.0
        seen = 0
        for i in range(rows):
            if not math.isnan(values[i, k]):
                total += values[i, k]
                seen += 1
        if seen < minimum:
            continue
        mean = total / seen
        square = 0.0
        for i in range(rows):
            if not math.isnan(values[i, k]):
                square += (values[i, k] - mean) ** 2
        deviation = math.sqrt(square / seen)
        if not deviation > 1e-12 * max(1.0, abs(mean)):
            continue
        usable[k] = True
        product = 0.0
        pairs = 0
        for i in range(1, rows):
            if not math.isnan(values[i, k]) and not math.isnan(values[i - 1, k]):
                product += (values[i, k] - mean) * (values[i - 1, k] - mean)
                pairs += 1
        phi = 0.0
        if pairs > 0:
            phi = min(max(product / pairs / (deviation * deviation), 0.0), 0.995)
        last = -1
        for i in range(rows):
            if math.isnan(values[i, k]):
                continue
            current = (values[i, k] - mean) / deviation
            filled[i, k] = current
            if last < 0:
                for back in range(1, i + 1):
                    filled[i - back, k] = current * phi**back
            elif i - last > 1:
                start = filled[last, k]
                for step in range(1, i - last):
                    filled[last + step, k] = start + (current - start) * step / (i - last)
            last = i
        for ahead in range(1, rows + HORIZON - last):
            filled[last + ahead, k] = filled[last, k] * phi**ahead
    return filled, usable


@njit(cache=True, nogil=True)
def lagged(filled, usable, start, length, first_lead, last_lead, threshold, columns, indicator, lead, form):  # type: ignore[no-untyped-def]
    """Writes raw, smoothed and hinge columns of every usable indicator; returns how many were written.

    Rows of `filled` begin `start` periods before the first count. A lead that reaches before the first row
    takes the first row.
    """
    rows = length + HORIZON
    at = 0
    for k in range(filled.shape[1]):
        if not usable[k]:
            continue
        for lag in range(first_lead[k], last_lead[k] + 1):
            for shape in range(3 if threshold[k] else 2):
                total = 0.0
                square = 0.0
                for i in range(rows):
                    here = max(start + i - lag, 0)
                    value = filled[here, k]
                    if shape != RAW:
                        before = filled[max(here - 1, 0), k]
                        if lag == first_lead[k]:
                            value = 0.67 * value + 0.33 * before
                        elif lag == last_lead[k]:
                            value = 0.67 * value + 0.33 * filled[min(here + 1, filled.shape[0] - 1), k]
                        else:
                            after = filled[min(here + 1, filled.shape[0] - 1), k]
                            value = 0.25 * after + 0.5 * value + 0.25 * before
                    columns[i, at] = value
                    if i < length:
                        total += value
                        square += value * value
                if shape != RAW:
                    deviation = max(math.sqrt(max(square / length - (total / length) ** 2, 0.0)), 0.3)
                    total = total / deviation
                    for i in range(rows):
                        columns[i, at] /= deviation
                if shape == HINGE:
                    total = 0.0
                    square = 0.0
                    for i in range(rows):
                        value = 0.5 * math.log1p(math.exp(2.0 * columns[i, at]))
                        columns[i, at] = value
                        if i < length:
                            total += value
                            square += value * value
                    deviation = max(math.sqrt(max(square / length - (total / length) ** 2, 0.0)), 0.3)
                    total = total / deviation
                    for i in range(rows):
                        columns[i, at] /= deviation
                mean = total / length
                for i in range(rows):
                    columns[i, at] -= mean
                indicator[at] = k
                lead[at] = lag
                form[at] = shape
                at += 1
    return at


def design(view: ItemView) -> Design:
    """Everything the level model regresses on, as known on the day of the view."""
    n = view.length
    rows = n + HORIZON
    traits = view.traits
    low = np.array([trait.leads[0] for trait in traits], dtype=np.int64)
    high = np.array([trait.leads[1] for trait in traits], dtype=np.int64)
    threshold = np.array([trait.threshold for trait in traits], dtype=np.bool_)
    most = int(((high - low + 1) * (2 + threshold)).sum()) + JUMPS
    columns = np.empty((rows, most))
    indicator = np.full(most, -1, dtype=np.int64)
    lead = np.zeros(most, dtype=np.int64)
    form = np.full(most, JUMP, dtype=np.int64)
    written = 0
    if traits:
        filled, usable = standardised(np.ascontiguousarray(view.indicators), MINIMUM_VALUES)
        written = lagged(
            filled, usable, view.lead_rows, n, low, high, threshold, columns, indicator, lead, form
        )
    for jump in range(1, JUMPS + 1):
        at = written + jump - 1
        columns[:n, at] = JUMP_SIZE * (np.arange(n) >= n - jump)
        columns[n:, at] = JUMP_SIZE * JUMP_DECAY ** np.arange(1, HORIZON + 1)
        columns[:, at] -= columns[:n, at].mean()
        lead[at] = jump
    end = written + JUMPS
    return Design(
        offsets(view),
        fixed_effects(view),
        np.ascontiguousarray(columns[:, :end]),
        indicator[:end],
        lead[:end],
        form[:end],
    )

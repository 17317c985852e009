"""Candidate columns and fixed effects of the level model: lags, shapes, jumps, season, holidays, exposure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from bongsu.core.forecasting.lagged_columns import lagged, moments, standardise_rows
from bongsu.core.panel.periods import Frequency, Period
from bongsu.core.panel.view import HORIZON, ItemView, season_phase

Array = NDArray[np.float64]
Integers = NDArray[np.int64]

RAW, SMOOTH, HINGE, JUMP = 0, 1, 2, 3
"""Forms of a column."""
JUMPS = 6
JUMP_SIZE = 2.0
JUMP_DECAY = 0.85
MINIMUM_VALUES = 24
LEAD_PRIOR = np.array([0.7] + [1.0] * 6 + [0.8] * 3 + [0.6] * 3)
SEASON_SPREAD = 0.3
"""Prior standard deviation of the first harmonic; the j-th has a j-th of it."""
MONTHS = 12
HARMONICS, SHORT_PERIOD_HARMONICS = 2, 8
EXPOSURE_ELASTICITY = 0.8
ELASTICITY_SPREAD = 0.3
"""Prior mean and standard deviation of the elasticity of detections to what is looked at."""
EXPOSURE = 1
"""Place of the exposure's correction among the fixed effects."""


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


@lru_cache(maxsize=256)
def _season(first: Period, length: int) -> Array:
    """Yearly harmonics, scaled; the same for all items that begin together [time, 2 × harmonics]."""
    phase = 2.0 * math.pi * season_phase(first, length)
    waves = []
    for j in range(1, harmonics(first.frequency) + 1):
        scale = SEASON_SPREAD / j
        waves += [scale * np.cos(j * phase), scale * np.sin(j * phase)]
    season = np.column_stack(waves)
    season.flags.writeable = False
    return season


def harmonics(frequency: Frequency) -> int:
    """Yearly harmonics of the season: two, and of periods shorter than a month more."""
    return HARMONICS if frequency.per_year <= MONTHS else SHORT_PERIOD_HARMONICS


def fixed_effects(view: ItemView) -> Array:
    """Intercept, exposure's elasticity beyond the assumed one, holidays and yearly harmonics [t + H, p].

    Where a special operation of our own took place, a column for it: what an operation finds beyond the
    inspections it adds is not taken for a rise of smuggling.
    """
    rows = view.length + HORIZON
    season = _season(view.first, rows)
    before = 3 if view.operation is None else 4
    basis = np.empty((rows, before + season.shape[1]))
    basis[:, 0] = 2.0
    basis[:, EXPOSURE] = ELASTICITY_SPREAD * view.log_exposure
    basis[:, 2] = 0.3 * view.holiday
    if view.operation is not None:
        basis[:, 3] = 0.3 * view.operation
    basis[:, before:] = season
    return basis


def elasticity(fixed: Array, fixed_variance: Array) -> tuple[float, float]:
    """Mean and standard deviation of the exposure's elasticity, from those of the fixed effects [p]."""
    return (
        EXPOSURE_ELASTICITY + ELASTICITY_SPREAD * float(fixed[EXPOSURE]),
        ELASTICITY_SPREAD * math.sqrt(max(float(fixed_variance[EXPOSURE]), 0.0)),
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


def standardised(values: Array, minimum: int) -> tuple[Array, NDArray[np.bool_]]:
    """Standardised indicators without gaps [time + HORIZON, indicator], and which of them are usable.

    Args:
        values: [time, indicator], NaN where unknown. minimum: known values a usable indicator has at least.
    """
    filled, usable = standardise_rows(np.ascontiguousarray(values.T), minimum)
    return filled.T, usable


@lru_cache(maxsize=256)
def _jumps(length: int) -> Array:
    """Steps of the level 1 … JUMPS periods ago, centred, fading ahead [jump, time + HORIZON]."""
    period = np.arange(length)
    ahead = JUMP_SIZE * JUMP_DECAY ** np.arange(1, HORIZON + 1)
    rows = [
        np.concatenate([JUMP_SIZE * (period >= length - jump), ahead])
        - JUMP_SIZE * min(jump, length) / length
        for jump in range(1, JUMPS + 1)
    ]
    steps = np.array(rows)
    steps.flags.writeable = False
    return steps


def _in_deviations(indicators: Array, shock: Array, usable: NDArray[np.bool_]) -> Array:
    """A scenario's changes in the standard deviations of the known values [indicator, HORIZON]."""
    deviations = np.array([moments(column)[2] for column in np.ascontiguousarray(indicators.T)])
    return np.asarray((shock / np.where(usable, deviations, np.inf)).T)


def design(view: ItemView) -> Design:
    """Everything the level model regresses on, as known on the day of the view."""
    traits = view.traits
    low = np.array([trait.leads[0] for trait in traits], dtype=np.int64)
    high = np.array([trait.leads[1] for trait in traits], dtype=np.int64)
    threshold = np.array([trait.threshold for trait in traits], dtype=np.bool_)
    most = int(((high - low + 1) * (2 + threshold)).sum()) + JUMPS
    rows = np.empty((most, view.length + HORIZON))
    indicator = np.full(most, -1, dtype=np.int64)
    lead = np.zeros(most, dtype=np.int64)
    form = np.full(most, JUMP, dtype=np.int64)
    written = 0
    if traits:
        filled, usable = standardise_rows(np.ascontiguousarray(view.indicators.T), MINIMUM_VALUES)
        if view.shock is not None:
            filled[:, -HORIZON:] += _in_deviations(view.indicators, view.shock, usable)
        written = lagged(
            filled, usable, view.lead_rows, view.length, low, high, threshold, rows, indicator, lead, form
        )
    end = written + JUMPS
    rows[written:end] = _jumps(view.length)
    lead[written:end] = np.arange(1, JUMPS + 1)
    return Design(
        offsets(view),
        fixed_effects(view),
        np.ascontiguousarray(rows[:end].T),
        indicator[:end],
        lead[:end],
        form[:end],
    )

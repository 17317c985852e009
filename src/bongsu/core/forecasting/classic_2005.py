"""The method of 2005, faithfully: contemporaneous Pearson screening, then least squares per item.

No leads, no exposure, no reporting delay, no seasonality: it is the baseline that every other method must
beat, and the way for those who know it to compare.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bongsu.core.forecasting.predictive import NormalForecast
from bongsu.core.panel.view import ItemView
from bongsu.core.screening.pearson import correlate

Array = NDArray[np.float64]

SELECTED = 2
SIGNIFICANT = 0.05
MINIMUM_PERIODS = 8


@dataclass(frozen=True, slots=True)
class ClassicForecast:
    """One item's reading by the method of 2005.

    Attributes:
        predictive: normal around the fitted detections at the latest published indicator values.
        z: (fitted − mean of detections) / standard deviation, which the z-cuts grade.
        selected: positions of the indicators used; coefficient: of each of them, per unit.
        lead: periods by which each indicator used was shifted.
        correlation, p_value: of every candidate [indicator].
    """

    predictive: NormalForecast
    z: float
    selected: tuple[int, ...]
    coefficient: tuple[float, ...]
    lead: tuple[int, ...]
    correlation: Array
    p_value: Array


def forecast_classic(
    view: ItemView,
    *,
    forced: tuple[str, ...] = (),
    best_lead: bool = False,
    intercept: bool = True,
    selected: int = SELECTED,
) -> ClassicForecast | None:
    """Screens and fits one item as of the view; None with too few periods or no variation.

    Args:
        forced: codes of indicators used without screening (gold: price gap and net imports, as printed).
        best_lead: screen each indicator at its best lead of 0 to 12 periods instead of lead 0.
        intercept: off fits through the origin, as the formula was printed in 2005.
    """
    counts = view.counts
    known = ~np.isnan(counts)
    if known.sum() < MINIMUM_PERIODS:
        return None
    average = float(counts[known].mean())
    spread = float(counts[known].std(ddof=1))
    values = view.indicators[view.lead_rows :]
    count = values.shape[1]
    lead = np.zeros(count, dtype=np.int64)
    screened = correlate(counts, values)
    r, p = screened.r.copy(), screened.p_value.copy()
    if best_lead:
        for shift in range(1, 13):
            at_shift = correlate(counts, _shifted(view, shift))
            with np.errstate(invalid="ignore"):
                better = np.abs(at_shift.r) > np.where(np.isnan(r), -1.0, np.abs(r))
            r[better], p[better], lead[better] = at_shift.r[better], at_shift.p_value[better], shift
    chosen = _choose(view, r, p, forced, selected)
    columns = np.column_stack(
        [_shifted(view, int(lead[k]))[:, k] for k in chosen] or [np.empty((len(counts), 0))]
    )
    fitted = _least_squares(counts, columns, intercept)
    if fitted is None:
        return None
    coefficient, deviation, reading = fitted
    z = (reading - average) / spread if spread > 0 else 0.0
    return ClassicForecast(
        NormalForecast(reading, max(deviation, 0.1)),
        float(z),
        tuple(chosen),
        tuple(float(b) for b in coefficient),
        tuple(int(lead[k]) for k in chosen),
        r,
        p,
    )


def _choose(view: ItemView, r: Array, p: Array, forced: tuple[str, ...], selected: int) -> list[int]:
    codes = [trait.code for trait in view.traits]
    if forced and all(code in codes for code in forced):
        return [codes.index(code) for code in forced]
    strength = np.where(np.isnan(r), -1.0, np.abs(r))
    order = [int(k) for k in np.argsort(-strength, kind="stable") if strength[k] >= 0.0]
    significant = [k for k in order if p[k] < SIGNIFICANT][:selected]
    return significant or order[:1]


def _shifted(view: ItemView, lead: int) -> Array:
    """Indicator values `lead` periods before each count [time, indicator]."""
    n = view.length
    start = view.lead_rows - lead
    if start >= 0:
        return view.indicators[start : start + n]
    pad = np.full((-start, view.indicators.shape[1]), np.nan)
    return np.vstack([pad, view.indicators])[:n]


def _least_squares(counts: Array, columns: Array, intercept: bool) -> tuple[Array, float, float] | None:
    """Coefficients, residual standard deviation, and the fit at the latest known values of the columns."""
    known = ~np.isnan(counts) & ~np.isnan(columns).any(axis=1)
    parameters = columns.shape[1] + int(intercept)
    if known.sum() < parameters + 3:
        return None
    design = np.column_stack([np.ones(known.sum()), columns[known]]) if intercept else columns[known]
    solution, *_ = np.linalg.lstsq(design, counts[known], rcond=None)
    residual = counts[known] - design @ solution
    deviation = float(np.sqrt((residual**2).sum() / max(known.sum() - parameters, 1)))
    latest = np.array([column[~np.isnan(column)][-1] for column in columns.T])
    point = np.concatenate([[1.0], latest]) if intercept else latest
    return np.asarray(solution[int(intercept) :], dtype=np.float64), deviation, float(point @ solution)

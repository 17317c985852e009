"""The method of 2005, faithfully: contemporaneous Pearson screening, then least squares per item.

No leads, no exposure, no reporting delay, no seasonality: it is the baseline that every other method must
beat, and the way for those who know it to compare.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bongsu.core.forecasting.predictive import NormalForecast
from bongsu.core.panel.view import ItemView
from bongsu.core.stats.batched_least_squares import Run, ScreenedFits, batch, screen_and_fit

Array = NDArray[np.float64]

SELECTED = 2
SIGNIFICANT = 0.05
MINIMUM_PERIODS = 8
LONGEST_LEAD = 12
LEAST_DEVIATION = 0.1


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
    return forecast_classic_many(
        (view,), forced=(forced,), best_lead=best_lead, intercept=intercept, selected=selected
    )[0]


def forecast_classic_many(
    views: Sequence[ItemView],
    *,
    forced: Sequence[tuple[str, ...]] | None = None,
    best_lead: bool = False,
    intercept: bool = True,
    selected: int = SELECTED,
    run: Run | None = None,
) -> list[ClassicForecast | None]:
    """`forecast_classic` of many items in one compiled pass; the same bit for bit.

    Args:
        forced: of each item; an item that lacks one of its forced indicators is screened.
        run: where pieces of the work run; None: here, one after the other.
    """
    names = [()] * len(views) if forced is None else forced
    found = screen_and_fit(
        batch(
            [view.counts for view in views],
            [view.indicators for view in views],
            rows_before=[view.lead_rows for view in views],
            forced=[_positions(view, codes) for view, codes in zip(views, names, strict=True)],
        ),
        selected=selected,
        level=SIGNIFICANT,
        longest_shift=LONGEST_LEAD if best_lead else 0,
        intercept=intercept,
        fewest_periods=MINIMUM_PERIODS,
        run=run,
    )
    return [_forecast(found, place) for place in range(len(views))]


def _positions(view: ItemView, codes: tuple[str, ...]) -> tuple[int, ...]:
    """Where an item's forced indicators stand; none where it lacks one of them."""
    own = [trait.code for trait in view.traits]
    return tuple(own.index(code) for code in codes) if all(code in own for code in codes) else ()


def _forecast(found: ScreenedFits, place: int) -> ClassicForecast | None:
    if not found.fitted[place]:
        return None
    own = slice(found.column_start[place], found.column_start[place + 1])
    chosen = [int(k) for k in found.chosen[place] if k >= 0]
    shift = found.shift[own]
    reading, spread = float(found.reading[place]), float(found.spread[place])
    return ClassicForecast(
        NormalForecast(reading, max(float(found.deviation[place]), LEAST_DEVIATION)),
        (reading - float(found.average[place])) / spread if spread > 0.0 else 0.0,
        tuple(chosen),
        tuple(float(b) for b in found.coefficient[place, : len(chosen)]),
        tuple(int(shift[k]) for k in chosen),
        found.correlation[own],
        found.p_value[own],
    )

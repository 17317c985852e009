"""One item, or all items, exactly as known on one day: the form in which every model gets its data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from bongsu.core.panel.partial_reports import PartialPeriod
from bongsu.core.panel.periods import Period

Array = NDArray[np.float64]

HORIZON = 3
"""Periods ahead that every view carries plans and calendars for."""


@dataclass(frozen=True, slots=True)
class IndicatorTrait:
    """What is known of an indicator before any data: its kind, expected sign, shape and leads in periods."""

    code: str
    kind: str
    sign: int = 0
    threshold: bool = False
    leads: tuple[int, int] = (0, 12)


@dataclass(frozen=True, slots=True)
class ItemView:
    """One item as known on a day.

    Attributes:
        first: the period of `counts[0]`; the last count's period is the cutoff.
        counts: detections as last reported by then [time]; NaN where not reported.
        completeness: share of the final count expected to be reported by then [time], in (0, 1].
        log_exposure: log of what was exposed to detection (inspections, crossings), centred, 0 where unknown
            [time + HORIZON]; periods to come hold the plan or the last known value.
        holiday: share of the days before Seollal and Chuseok in each period [time + HORIZON].
        indicators: indicator values known by then [lead_rows + time, indicator]; NaN where unknown.
        operation: 1 in periods under a special operation of our own, done or planned, else 0
            [time + HORIZON]; None where there was none.
        lead_rows: number of periods before `first` that `indicators` begins.
        shock: by how much a scenario changes the indicators in the periods to come [HORIZON, indicator]; None
            outside a scenario.
        partial: the last periods in which regular offices lack a report; `completeness` reckons with them.
    """

    item: str
    first: Period
    counts: Array
    completeness: Array
    log_exposure: Array
    holiday: Array
    indicators: Array
    lead_rows: int
    traits: tuple[IndicatorTrait, ...] = ()
    flags: tuple[str, ...] = ()
    operation: Array | None = None
    shock: Array | None = None
    partial: tuple[PartialPeriod, ...] = ()

    @property
    def length(self) -> int:
        """Number of periods up to the cutoff."""
        return int(self.counts.shape[0])

    @property
    def cutoff(self) -> Period:
        """The last period known."""
        return self.first + (self.length - 1)

    def without_indicators(self) -> ItemView:
        """The same item for a model that looks at its history alone."""
        return replace(self, indicators=self.indicators[:, :0], traits=(), shock=None)


@dataclass(frozen=True, slots=True)
class PanelView:
    """Every item as known at the end of the day `as_of`."""

    as_of: date
    items: tuple[ItemView, ...] = field(default=())

    def __getitem__(self, item: str) -> ItemView:
        return next(view for view in self.items if view.item == item)


def season_phase(first: Period, length: int) -> Array:
    """Position in the year of `length` periods from `first`, in [0, 1) [time]."""
    return np.array([(first + step).phase for step in range(length)])


def plain_view(
    item: str,
    first: Period,
    counts: Sequence[float] | Array,
    *,
    indicators: Array | None = None,
    traits: tuple[IndicatorTrait, ...] = (),
    lead_rows: int = 0,
) -> ItemView:
    """A view of complete counts with unknown exposure and no holidays, for use as a plain library.

    >>> plain_view("gold", Period.parse("2001-01"), [3, 1, 4]).cutoff == Period.parse("2001-03")
    True
    """
    observed = np.asarray(counts, dtype=float)
    n = observed.shape[0]
    ahead = np.zeros(n + HORIZON)
    matrix = np.empty((lead_rows + n, 0)) if indicators is None else np.asarray(indicators, dtype=float)
    return ItemView(item, first, observed, np.ones(n), ahead, ahead, matrix, lead_rows, traits)

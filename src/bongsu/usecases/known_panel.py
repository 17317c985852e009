"""The panel of every item as known at any cutoff, cut from one reading of the ledger, never looking ahead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypedDict

import numpy as np
import polars as pl
from numpy.typing import NDArray

from bongsu.catalogue.catalogue import Catalogue
from bongsu.catalogue.entries import Indicator, Item
from bongsu.core.panel.as_of import KnownValues
from bongsu.core.panel.exposure import log_exposure
from bongsu.core.panel.lunar_calendar import holiday_share
from bongsu.core.panel.partial_reports import RECENT, missing_reports, partial_periods, with_missing
from bongsu.core.panel.periods import Frequency, Period, span
from bongsu.core.panel.random_inspection import RandomInspections, random_inspections
from bongsu.core.panel.reporting_delay import (
    AGES,
    Nowcast,
    completeness,
    completeness_by_age,
    dispersion_by_age,
    nowcast,
)
from bongsu.core.panel.resampling import to_periods
from bongsu.core.panel.view import HORIZON, IndicatorTrait, ItemView, PanelView
from bongsu.facts.ledger import Ledger
from bongsu.usecases.known_campaigns import KnownCampaigns

Array = NDArray[np.float64]

PARTIAL = "partial_period"
COMPLETE = 0.99
"""Periods of which less than this share is expected to be in are nowcast."""

SIGNS = {"+": 1, "-": -1, "?": 0}


def trait(indicator: Indicator) -> IndicatorTrait:
    """What the models are told of an indicator before any data."""
    return IndicatorTrait(
        indicator.code,
        indicator.kind or indicator.code,
        SIGNS[indicator.sign],
        indicator.threshold,
        indicator.leads,
    )


class _Clocks(TypedDict):
    as_of: date
    as_recorded: datetime | None


@dataclass(frozen=True, slots=True)
class _Series:
    """Every revision of the raw series kept at one frequency; `places` are their columns in `known`."""

    names: tuple[str, ...]
    places: tuple[int, ...]
    first: Period
    known: KnownValues


@dataclass(frozen=True, slots=True)
class _Known:
    """What was known on one day, time first from the panel's first period.

    Attributes:
        counts: [time, item]; done: inspections [time, item + 1].
        planned, operations: [time + HORIZON, item + 1]; shares: completeness by age.
        by_office: counts of the items that several offices report [time, item and office].
    """

    counts: Array
    by_office: Array
    done: Array
    planned: Array
    operations: Array
    raw: dict[str, Array]
    shares: Array


class KnownPanel:
    """Panels of the items of one frequency, as known at the end of any day up to `as_of`.

    Args:
        items: of one frequency.
        as_of: nothing that became known later is read.
        as_recorded: nothing that this installation recorded later is read.
        first: the first period read, where there are no detections to tell.
    """

    def __init__(
        self,
        ledger: Ledger,
        catalogue: Catalogue,
        items: Sequence[Item],
        *,
        as_of: date,
        as_recorded: datetime | None = None,
        first: Period | None = None,
    ) -> None:
        self.items = tuple(items)
        self.as_of = as_of
        self.frequency = self.items[0].frequency
        self.cutoff = Period.last_complete(as_of, self.frequency)
        self._catalogue = catalogue
        self._indicators = {item.code: catalogue.indicators_of(item) for item in self.items}
        self._codes = [item.code for item in self.items]
        self._clocks = _Clocks(as_of=as_of, as_recorded=as_recorded)
        self.first = first or self._first_period(ledger)
        longest = max((each.leads[1] for found in self._indicators.values() for each in found), default=0)
        self.axis_first = self.first - (longest + 1)
        self._length = self.cutoff - self.axis_first + 1 + HORIZON
        grid = (self.frequency, self.axis_first, self.axis_first + (self._length - 1))
        everywhere = [*self._codes, ""]
        self._detections = ledger.detection_history(self._codes, *grid, **self._clocks)
        self._reporting, self._by_office = ledger.office_history(self._codes, *grid, **self._clocks)
        self._effort = [
            ledger.effort_history(everywhere, *grid, **self._clocks, planned=planned)
            for planned in (False, True)
        ]
        self._campaigns = KnownCampaigns.read(
            ledger, self._codes, grid, operations=catalogue.operations, **self._clocks
        )
        self._random = ledger.read(
            "effort",
            **self._clocks,
            where=pl.col("random") & ~pl.col("planned") & (pl.col("frequency") == self.frequency.value),
        )
        self._series = self._known_series(ledger)
        self._holiday = holiday_share(list(span(self.axis_first, self.axis_first + (self._length - 1))))
        self._triangle = self._detections.triangle(
            [(self.axis_first + step).end.toordinal() for step in range(self._length + AGES - 1)],
            ages=AGES,
            as_of=as_of.toordinal(),
        )
        self._panels: dict[tuple[Period, int], PanelView] = {}

    def at(self, cutoff: Period) -> PanelView:
        """The panel as known at the end of a period; at the last cutoff, at the end of `as_of`."""
        day = self.as_of if cutoff == self.cutoff else cutoff.end
        key = (cutoff, day.toordinal())
        if key not in self._panels:
            self._panels[key] = self._cut(cutoff, day)
        return self._panels[key]

    def observed(self, period: Period) -> Array:
        """The newest counts known of a period [item], NaN where there are none."""
        row = period - self.axis_first
        dense = self._detections.as_of(self.as_of.toordinal())
        if not 0 <= row < dense.shape[0]:
            return np.full(len(self.items), np.nan)
        return np.asarray(dense[row])

    def counts(self) -> Array:
        """The newest counts known [time from `axis_first`, item]."""
        return self._detections.as_of(self.as_of.toordinal())

    def random_stream(self) -> list[RandomInspections | None]:
        """For each item, its random inspections of the last year that are known, and what they found."""
        first = self.cutoff + (1 - round(self.frequency.per_year))
        return [self._random_of(item.code, first) for item in self.items]

    def nowcasts(self) -> list[tuple[tuple[str, Nowcast], ...]]:
        """For each item, what its last incomplete periods are expected to become, oldest first."""
        rows = self.cutoff - self.axis_first + 1
        triangle = self._triangle_at(rows)
        shares = completeness_by_age(triangle)
        correlation = dispersion_by_age(triangle, shares)
        counts = self.counts()
        found = []
        for place in range(len(self.items)):
            incomplete = []
            for age in range(min(AGES, rows) - 1, -1, -1):
                reported = counts[rows - 1 - age, place]
                if shares[age] < COMPLETE and not np.isnan(reported):
                    period = str(self.cutoff - age)
                    incomplete.append(
                        (period, nowcast(float(reported), float(shares[age]), float(correlation[age])))
                    )
            found.append(tuple(incomplete))
        return found

    def indicator_values(self, item: str) -> Array:
        """The item's indicators as known on the day [time from `axis_first`, indicator]."""
        return self._derived(self._raw(self.as_of.toordinal()), self._indicators[item])

    def raw_series(self) -> dict[str, Array]:
        """Every raw series of the items as known on the day [time from `axis_first`, past the horizon]."""
        return self._raw(self.as_of.toordinal())

    def derive(self, raw: dict[str, Array], item: str) -> Array:
        """The item's indicators from raw series laid out as in `raw_series` [time, indicator]."""
        return self._derived(raw, self._indicators[item])

    # Reading ------------------------------------------------------------------------------------

    def _first_period(self, ledger: Ledger) -> Period:
        mine = pl.col("item").is_in(self._codes) & (pl.col("frequency") == self.frequency.value)
        start = ledger.revisions("detections", **self._clocks, where=mine)["period"].min()
        if not isinstance(start, date):
            return self.cutoff
        return min(Period.of(start, self.frequency), self.cutoff)

    def _random_of(self, item: str, first: Period) -> RandomInspections | None:
        mine = self._random.filter(pl.col("item").is_in([item, ""]) & (pl.col("period") >= first.start))
        own = mine.filter(pl.col("item") == item)
        chosen = own if own.height else mine
        if not chosen.height:
            return None
        inspections, hits = int(chosen["inspections"].sum()), int(chosen["hits"].sum())
        return random_inspections(inspections, min(hits, inspections))

    def _known_series(self, ledger: Ledger) -> tuple[_Series, ...]:
        """The raw series of the items' indicators and exposures, at each frequency in which they are kept."""
        wanted = {name for found in self._indicators.values() for each in found for name in each.inputs}
        names = tuple(sorted(wanted | {item.exposure for item in self.items if item.exposure}))
        found = []
        for frequency in Frequency:
            # One earlier: what stands for the first period is the last coarser one that was over by then.
            first = Period.of(self.axis_first.start, frequency) - 1
            last = Period.of(self.cutoff.end, frequency)
            known = ledger.observation_history(names, frequency, first, last, **self._clocks)
            if known.key.shape[0]:
                held = sorted(set(known.series.tolist()))
                found.append(_Series(tuple(names[k] for k in held), tuple(held), first, known))
        return tuple(found)

    # Cutting ------------------------------------------------------------------------------------

    def _cut(self, cutoff: Period, day: date) -> PanelView:
        rows = max(cutoff - self.axis_first + 1, 0)
        moment = day.toordinal()
        known = _Known(
            self._detections.as_of(moment)[:rows],
            self._by_office.as_of(moment)[:rows],
            self._effort[0].as_of(moment)[:rows],
            self._effort[1].as_of(moment)[: rows + HORIZON],
            self._campaigns.on(moment)[: rows + HORIZON],
            self._raw(moment),
            completeness_by_age(self._triangle_at(rows)),
        )
        return PanelView(day, tuple(self._view(item, k, known) for k, item in enumerate(self.items)))

    def _view(self, item: Item, place: int, known: _Known) -> ItemView:
        rows = known.counts.shape[0]
        reported = np.flatnonzero(~np.isnan(known.counts[:, place]))
        start = int(reported[0]) if reported.shape[0] else rows
        indicators = self._indicators[item.code]
        mine = [k for k, (reported_item, _) in enumerate(self._reporting) if reported_item == item.code]
        missing, share = missing_reports(known.by_office[start:, mine])
        first = self.axis_first + start
        offices = [self._reporting[k][1] for k in mine]
        return ItemView(
            item.code,
            first,
            np.ascontiguousarray(known.counts[start:, place]),
            with_missing(completeness(rows - start, known.shares), share),
            self._exposure(item, place, start, known),
            self._holiday[start : rows + HORIZON],
            np.ascontiguousarray(self._derived(known.raw, indicators)[:rows]),
            start,
            tuple(trait(each) for each in indicators),
            flags=(PARTIAL,) if missing[-RECENT:].any() else (),
            operation=self._operation(place, start, known),
            partial=partial_periods(missing, share, first, offices=offices),
        )

    def _exposure(self, item: Item, place: int, start: int, known: _Known) -> Array:
        rows = known.counts.shape[0]
        if item.exposure:
            traffic = known.raw.get(item.exposure, np.full(self._length, np.nan))[start:rows]
            return log_exposure(traffic, np.full(rows - start + HORIZON, np.nan))
        own = place if not np.isnan(known.done[start:, place]).all() else len(self.items)
        return log_exposure(known.done[start:, own], known.planned[start:, own])

    def _operation(self, place: int, start: int, known: _Known) -> Array | None:
        """Periods under a special operation about this item, or about no item in particular."""
        concerned: Array = known.operations[start:, [place, len(self.items)]]
        under = ~np.isnan(concerned).all(axis=1)
        return np.asarray(under, dtype=np.float64) if under.any() else None

    def _triangle_at(self, rows: int) -> Array:
        """The reporting triangle up to a cutoff: an age not yet reached there is not yet known."""
        triangle = self._triangle[:rows]
        age_now = rows - 1 - np.arange(rows)
        not_reached = np.arange(AGES)[None, None, :] > age_now[:, None, None]
        return np.where(not_reached, np.nan, triangle)

    def _raw(self, moment: int) -> dict[str, Array]:
        """Every raw series as known on a day, at the items' own frequency.

        What is kept at that frequency counts first; what is kept at others fills its gaps: the finer ones,
        the nearest first, then the coarser.
        """
        found: dict[str, Array] = {}
        for series in sorted(self._series, key=lambda each: self._distance(each.first.frequency)):
            seen = series.known.as_of(moment)[:, series.places]
            values = to_periods(seen, series.first, self.axis_first, length=self._length)
            for k, name in enumerate(series.names):
                held = found.get(name)
                found[name] = values[:, k] if held is None else np.where(np.isnan(held), values[:, k], held)
        return found

    def _distance(self, frequency: Frequency) -> tuple[bool, float]:
        """Sorts a series' frequencies by how well they stand for the items' own."""
        ratio = frequency.per_year / self.frequency.per_year
        return ratio < 1, max(ratio, 1 / ratio)

    def _derived(self, raw: dict[str, Array], indicators: Sequence[Indicator]) -> Array:
        out = np.full((self._length, len(indicators)), np.nan)
        for k, indicator in enumerate(indicators):
            if all(name in raw for name in indicator.inputs):
                out[:, k] = indicator.evaluate(raw, first=self.axis_first, length=self._length)
        return out

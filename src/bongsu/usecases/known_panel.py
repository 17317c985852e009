"""The panel of every item as known at any cutoff, cut from one reading of the ledger, never looking ahead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import polars as pl
from numpy.typing import NDArray

from bongsu.catalogue.catalogue import Catalogue
from bongsu.catalogue.entries import Indicator, Item
from bongsu.core.panel.as_of import KnownValues
from bongsu.core.panel.exposure import log_exposure
from bongsu.core.panel.lunar_calendar import holiday_share
from bongsu.core.panel.periods import Frequency, Period, span
from bongsu.core.panel.reporting_delay import AGES, completeness, completeness_by_age
from bongsu.core.panel.resampling import to_periods
from bongsu.core.panel.view import HORIZON, IndicatorTrait, ItemView, PanelView
from bongsu.facts.ledger import Ledger

Array = NDArray[np.float64]

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


@dataclass(frozen=True, slots=True)
class _Series:
    """Every revision of the raw series of one frequency."""

    names: tuple[str, ...]
    first: Period
    known: KnownValues


class KnownPanel:
    """Panels of the items of one frequency, as known at the end of any day up to `as_of`.

    Args:
        items: of one frequency.
        as_of: nothing that became known later is read.
        as_recorded: nothing that this installation recorded later is read.
    """

    def __init__(
        self,
        ledger: Ledger,
        catalogue: Catalogue,
        items: Sequence[Item],
        *,
        as_of: date,
        as_recorded: datetime | None = None,
    ) -> None:
        self.items = tuple(items)
        self.as_of = as_of
        self.frequency = self.items[0].frequency
        self.cutoff = Period.last_complete(as_of, self.frequency)
        self._catalogue = catalogue
        self._indicators = {item.code: catalogue.indicators_of(item) for item in self.items}
        self._codes = [item.code for item in self.items]
        wanted = pl.col("frequency") == self.frequency.value
        detections = ledger.revisions("detections", as_of=as_of, as_recorded=as_recorded, where=wanted)
        effort = ledger.revisions("effort", as_of=as_of, as_recorded=as_recorded, where=wanted)
        observations = self._read_observations(ledger, as_recorded)
        self.first = self._first_period(detections)
        longest = max((each.leads[1] for found in self._indicators.values() for each in found), default=0)
        self.axis_first = self.first - (longest + 1)
        self._length = self.cutoff - self.axis_first + 1 + HORIZON
        self._detections = self._known_detections(detections)
        self._effort = {planned: self._known_effort(effort, planned) for planned in (False, True)}
        self._series = self._known_series(observations)
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
        return dense[row]

    def counts(self) -> Array:
        """The newest counts known [time from `axis_first`, item]."""
        return self._detections.as_of(self.as_of.toordinal())

    def indicator_values(self, item: str) -> Array:
        """The item's indicators as known on the day [time from `axis_first`, indicator]."""
        return self._derived(self._raw(self.as_of.toordinal()), self._indicators[item])

    # Reading ------------------------------------------------------------------------------------

    def _read_observations(self, ledger: Ledger, as_recorded: datetime | None) -> pl.DataFrame:
        names = {name for found in self._indicators.values() for each in found for name in each.inputs}
        names |= {item.exposure for item in self.items if item.exposure}
        return ledger.revisions(
            "observations",
            as_of=self.as_of,
            as_recorded=as_recorded,
            where=pl.col("series").is_in(sorted(names)),
        )

    def _first_period(self, detections: pl.DataFrame) -> Period:
        start = detections.filter(pl.col("item").is_in(self._codes))["period"].min()
        if not isinstance(start, date):
            return self.cutoff
        return min(Period.of(start, self.frequency), self.cutoff)

    def _known_detections(self, rows: pl.DataFrame) -> KnownValues:
        is_case = rows["case_id"].to_numpy() != ""
        names = (
            pl.when(pl.col("case_id") != "")
            .then(pl.lit("case ") + pl.col("case_id"))
            .otherwise(
                pl.concat_str(
                    ["item", "office", "channel", pl.col("period").cast(pl.String)], separator="\x1f"
                )
            )
        )
        return KnownValues.of(
            self._times(rows["period"]),
            self._places(rows["item"]),
            known_at=_days(rows["known_at"]),
            order=np.arange(rows.height),
            value=rows["count"].cast(pl.Float64).to_numpy(),
            shape=(self._length, len(self.items)),
            key=_codes(rows.select(names.alias("key"))["key"]),
            is_case=is_case,
        )

    def _known_effort(self, rows: pl.DataFrame, planned: bool) -> KnownValues:
        """Inspections by item, then those of no item in particular, [time, item + 1]."""
        rows = rows.filter(pl.col("planned").fill_null(False) == planned)
        key = pl.concat_str(
            ["item", "office", "channel", pl.col("period").cast(pl.String), pl.col("random").cast(pl.String)],
            separator="\x1f",
            ignore_nulls=True,
        )
        places = self._places(rows["item"])
        places[rows["item"].fill_null("").to_numpy() == ""] = len(self.items)
        return KnownValues.of(
            self._times(rows["period"]),
            places,
            known_at=_days(rows["known_at"]),
            order=np.arange(rows.height),
            value=rows["inspections"].cast(pl.Float64).to_numpy(),
            shape=(self._length, len(self.items) + 1),
            key=_codes(rows.select(key.alias("key"))["key"]),
        )

    def _known_series(self, rows: pl.DataFrame) -> tuple[_Series, ...]:
        found = []
        for name in Frequency:
            part = rows.filter(pl.col("frequency") == name.value)
            if part.height == 0:
                continue
            names = tuple(sorted(part["series"].unique().to_list()))
            first = Period.of(self.axis_first.start, name)
            last = Period.of(self.cutoff.end, name)
            place = {series: k for k, series in enumerate(names)}
            time = _ordinals(part["period"], name) - first.ordinal
            found.append(
                _Series(
                    names,
                    first,
                    KnownValues.of(
                        time,
                        part["series"].replace_strict(place, return_dtype=pl.Int64).to_numpy(),
                        known_at=_days(part["known_at"]),
                        order=np.arange(part.height),
                        value=part["value"].to_numpy(),
                        shape=(last - first + 1, len(names)),
                    ),
                )
            )
        return tuple(found)

    def _times(self, periods: pl.Series) -> NDArray[np.int64]:
        return _ordinals(periods, self.frequency) - self.axis_first.ordinal

    def _places(self, items: pl.Series) -> NDArray[np.int64]:
        place = {code: k for k, code in enumerate(self._codes)}
        return items.replace_strict(place, default=-1, return_dtype=pl.Int64).to_numpy().copy()

    # Cutting ------------------------------------------------------------------------------------

    def _cut(self, cutoff: Period, day: date) -> PanelView:
        rows = max(cutoff - self.axis_first + 1, 0)
        moment = day.toordinal()
        counts = self._detections.as_of(moment)[:rows]
        done = self._effort[False].as_of(moment)[:rows]
        planned = self._effort[True].as_of(moment)[: rows + HORIZON]
        raw = self._raw(moment)
        shares = completeness_by_age(self._triangle_at(rows))
        views = []
        for place, item in enumerate(self.items):
            known = np.flatnonzero(~np.isnan(counts[:, place]))
            start = int(known[0]) if known.shape[0] else rows
            views.append(self._view(item, place, start, rows, counts, done, planned, raw, shares))
        return PanelView(day, tuple(views))

    def _view(
        self,
        item: Item,
        place: int,
        start: int,
        rows: int,
        counts: Array,
        done: Array,
        planned: Array,
        raw: dict[str, Array],
        shares: Array,
    ) -> ItemView:
        indicators = self._indicators[item.code]
        values = self._derived(raw, indicators)[:rows]
        length = rows - start
        return ItemView(
            item.code,
            self.axis_first + start,
            np.ascontiguousarray(counts[start:, place]),
            completeness(length, shares),
            self._exposure(item, place, start, rows, done, planned, raw),
            self._holiday[start : rows + HORIZON],
            np.ascontiguousarray(values),
            start,
            tuple(trait(each) for each in indicators),
        )

    def _exposure(
        self,
        item: Item,
        place: int,
        start: int,
        rows: int,
        done: Array,
        planned: Array,
        raw: dict[str, Array],
    ) -> Array:
        if item.exposure:
            traffic = raw.get(item.exposure, np.full(self._length, np.nan))[start:rows]
            return log_exposure(traffic, np.full(rows - start + HORIZON, np.nan))
        own = place if not np.isnan(done[start:, place]).all() else len(self.items)
        return log_exposure(done[start:, own], planned[start:, own])

    def _triangle_at(self, rows: int) -> Array:
        """The reporting triangle up to a cutoff: an age not yet reached there is not yet known."""
        triangle = self._triangle[:rows]
        age_now = rows - 1 - np.arange(rows)
        not_reached = np.arange(AGES)[None, None, :] > age_now[:, None, None]
        return np.where(not_reached, np.nan, triangle)

    def _raw(self, moment: int) -> dict[str, Array]:
        """Every raw series as known on a day, at the items' own frequency."""
        found: dict[str, Array] = {}
        for series in self._series:
            values = to_periods(
                series.known.as_of(moment), series.first, self.axis_first, length=self._length
            )
            found.update({name: values[:, k] for k, name in enumerate(series.names)})
        return found

    def _derived(self, raw: dict[str, Array], indicators: Sequence[Indicator]) -> Array:
        out = np.full((self._length, len(indicators)), np.nan)
        for k, indicator in enumerate(indicators):
            if all(name in raw for name in indicator.inputs):
                out[:, k] = indicator.evaluate(raw)
        return out


def _days(dates: pl.Series) -> NDArray[np.int64]:
    """Day numbers as `date.toordinal` gives them."""
    epoch = date(1970, 1, 1).toordinal()
    return dates.cast(pl.Int32).cast(pl.Int64).to_numpy() + epoch


def _ordinals(periods: pl.Series, frequency: Frequency) -> NDArray[np.int64]:
    """Ordinals of the periods of which these are the first days."""
    days = _days(periods)
    if frequency is Frequency.DAY:
        return days
    if frequency is Frequency.WEEK:
        return (days - 1) // 7
    year = periods.dt.year().cast(pl.Int64).to_numpy()
    if frequency is Frequency.YEAR:
        return year
    month = periods.dt.month().cast(pl.Int64).to_numpy()
    if frequency is Frequency.QUARTER:
        return year * 4 + (month - 1) // 3
    return year * 12 + month - 1


def _codes(keys: pl.Series) -> NDArray[np.int64]:
    return keys.rank("dense").cast(pl.Int64).to_numpy() - 1

"""Detections by office and channel, read from the ledger as the assessment of a document knew it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import polars as pl

from bongsu.catalogue.catalogue import Catalogue
from bongsu.core.panel.periods import Frequency, Period
from bongsu.facts.ledger import Ledger
from bongsu.records.assessments import StoredAssessment
from bongsu.usecases.document_content import CountTable, Names, Version
from bongsu.usecases.document_versions import count_table
from bongsu.usecases.report_content import ItemContent
from bongsu.usecases.workspace import Workspace
from bongsu.words import LANGUAGES, say, speaking
from bongsu.words.warnings import CHANNEL_WORDS

About = Literal["office", "channel"]


@dataclass(frozen=True)
class KnownCounts:
    """Every detection known to an assessment: item, period as text, office, channel, count."""

    rows: pl.DataFrame
    catalogue: Catalogue

    @classmethod
    def of(cls, workspace: Workspace, stored: StoredAssessment, *, files: Mapping[str, str]) -> KnownCounts:
        """The detections of the assessment's items, from the very versions of the facts that it read."""
        catalogue = Catalogue.from_files(files, where=stored.catalogue)
        graded = [entry["item"] for entry in stored.document["items"]]
        rows = (
            Ledger(workspace.facts)
            .at(stored.fact_versions)
            .read(
                "detections",
                as_of=stored.as_of,
                as_recorded=stored.as_recorded,
                where=pl.col("item").is_in(graded),
            )
            .with_columns(pl.col("office").fill_null(""), pl.col("channel").fill_null(""))
            .group_by("item", "frequency", "period", "office", "channel")
            .agg(pl.col("count").sum())
            .sort("item", "period", "office", "channel")
        )
        return cls(_in_periods_of_items(rows, catalogue), catalogue)

    @cached_property
    def office_names(self) -> dict[str, Names]:
        """Code → names of the catalogue's offices."""
        return {office.code: dict(office.name) for office in self.catalogue.offices}

    @cached_property
    def item_names(self) -> dict[str, Names]:
        """Code → names of the catalogue's items."""
        return {item.code: dict(item.name) for item in self.catalogue.items}

    def of_office(self, item: ItemContent, office: str) -> dict[str, int]:
        """Period → the office's detections of the item."""
        own = self.rows.filter((pl.col("item") == item.code) & (pl.col("office") == office))
        summed = own.group_by("period").agg(pl.col("count").sum())
        return dict(summed.select("period", "count").iter_rows())

    def newest(
        self, items: Sequence[ItemContent], about: About, *, version: Version, office: str
    ) -> CountTable | None:
        """Items × offices or channels in the newest period; only items that count by that period's length."""
        ends = [item.detections[-1].period for item in items if item.detections]
        if not ends:
            return None
        last = max(ends, key=lambda text: Period.parse(text).end)
        counted = [item for item in items if item.detections and item.detections[-1].period == last]
        return self._table(counted, (last,), about, version=version, office=office, totals_of=counted)

    def over_time(self, item: ItemContent, about: About, *, span: int, office: str) -> CountTable | None:
        """One item's offices or channels over its last `span` periods: a table of one row."""
        periods = tuple(point.period for point in item.detections[-span:])
        if not periods:
            return None
        version = Version.OFFICE if office else Version.FULL
        return self._table([item], periods, about, version=version, office=office, totals_of=[item])

    def _table(
        self,
        items: Sequence[ItemContent],
        periods: tuple[str, ...],
        about: About,
        *,
        version: Version,
        office: str,
        totals_of: Sequence[ItemContent],
    ) -> CountTable | None:
        rows = self.rows.filter(
            pl.col("period").is_in(periods) & pl.col("item").is_in([item.code for item in totals_of])
        )
        if version is Version.OFFICE:
            rows = rows.filter(pl.col("office") == office)
        columns = self._columns(about, set(rows[about]))
        if not columns or not items:
            return None
        counts = np.zeros((len(items), len(columns)), np.int64)
        row_of = {item.code: place for place, item in enumerate(items)}
        column_of = {code: place for place, code in enumerate(columns)}
        for item, code, count in rows.select("item", about, "count").iter_rows():
            counts[row_of[item], column_of[code]] += count or 0
        return count_table(
            counts,
            about=about,
            span=(periods[0], periods[-1]),
            rows=[item.names for item in items],
            columns=[self._name(about, code) for code in columns],
            version=version,
        )

    def _columns(self, about: About, found: set[str]) -> list[str]:
        """The codes of the columns: the catalogue's offices first and in its order, others by code."""
        known = [code for code in self.office_names if about == "office" and code in found]
        return known + sorted(found - set(known))

    def _name(self, about: About, code: str) -> Names:
        if about == "office" and code in self.office_names:
            return self.office_names[code]
        if code:
            return CHANNEL_WORDS.get(code, {"ko": code, "en": code}) if about == "channel" else {"ko": code}
        return _not_stated()


def _not_stated() -> Names:
    names = {}
    for each in LANGUAGES:
        with speaking(each):
            names[each] = say("not stated")
    return names


def _in_periods_of_items(rows: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """The rows with the period, of the length in which their item is counted, as text."""
    length = {item.code: item.frequency for item in catalogue.items}
    texts = [
        str(Period.of(day, length[item])) if item in length else str(Period.of(day, Frequency(frequency)))
        for item, frequency, day in rows.select("item", "frequency", "period").iter_rows()
    ]
    return rows.with_columns(period=pl.Series(texts, dtype=pl.String)).drop("frequency")

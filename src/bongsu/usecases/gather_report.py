"""Gathers what a report says: the stored assessment, the catalogue it used, the facts as it knew them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any

import numpy as np
import polars as pl

from bongsu.catalogue.catalogue import Catalogue
from bongsu.catalogue.entries import Indicator, Item
from bongsu.core.grading.assessment import Finding, Forecast, Reading
from bongsu.core.panel.periods import Frequency, Period
from bongsu.core.panel.view import ItemView
from bongsu.facts.ledger import Ledger
from bongsu.usecases.beside_grade import BesideGrade, beside_of, elasticity_of, nowcasts_of, random_of
from bongsu.usecases.known_panel import KnownPanel
from bongsu.usecases.pressure import pressure_of
from bongsu.usecases.report_content import (
    CountAt,
    IndicatorContent,
    ItemContent,
    ReportContent,
    ValueAt,
    ValueSeries,
    ValueStatus,
)
from bongsu.usecases.standing import stored_catalogue
from bongsu.usecases.won_margins import with_won
from bongsu.usecases.workspace import Workspace
from bongsu.words import named, say
from bongsu.words.refusal import Refusal

Nothings = dict[tuple[str, str], ValueStatus]
"""(series, period) → why there is no value."""

Axis = tuple[tuple[str, date], ...]
"""The periods of an item's history, each with its first day."""

COMPLETE = 0.95
"""A period is shown as complete when at least this share of its detections is expected to be reported."""

CUT_ON_ANOTHER_SCALE = ("2005", "2005-best-lead")
"""Methods whose grades are cut from a standardised count, not from the probability."""


@dataclass(frozen=True, slots=True)
class ReportHeading:
    """What a report says of the assessment itself."""

    assessment: str
    as_of: date
    hash: str
    method: str
    made_up: bool = False
    workspace: str = ""
    code_version: str = ""


def gather(
    workspace: Workspace, assessment: str | None = None, *, views: Iterable[ItemView] | None = None
) -> ReportContent:
    """The report of a stored assessment, the latest one where none is named.

    Args:
        views: the items as known on the day, where the assessment has just been made; else they are read.

    Raises:
        Refusal: there is no such assessment, or none at all.
    """
    from bongsu import records
    from bongsu.records import assessments, catalogue_versions

    records.setup(workspace.database)
    stored = assessments.get(assessment) if assessment else assessments.latest()
    if stored is None:
        raise Refusal(
            str(workspace.folder),
            expected=say("an assessment"),
            found=say("none"),
            todo=say("Make one first: bongsu assess --as-of DATE."),
        )
    catalogue = stored_catalogue(stored, catalogue_versions.files(stored.catalogue))
    heading = ReportHeading(
        stored.assessment,
        stored.as_of,
        stored.hash,
        stored.method,
        made_up=stored.made_up or workspace.settings.made_up,
        workspace=workspace.settings.name,
        code_version=stored.code_version,
    )
    graded = {entry["item"] for entry in stored.document["items"]}
    items = [item for item in catalogue.items if item.code in graded]
    ledger = Ledger(workspace.facts).at(stored.fact_versions)
    content = content_of(
        stored.document,
        heading=heading,
        catalogue=catalogue,
        views=_views(ledger, catalogue, items, stored=stored) if views is None else views,
        nothings=_nothings(ledger, catalogue, stored=stored),
    )
    priced = tuple(
        with_won(item, ledger, catalogue, as_of=stored.as_of, as_recorded=stored.as_recorded)
        for item in content.items
    )
    return replace(content, items=priced)


def content_of(
    document: Mapping[str, Any],
    *,
    heading: ReportHeading,
    catalogue: Catalogue,
    views: Iterable[ItemView],
    nothings: Nothings | None = None,
) -> ReportContent:
    """The report of an assessment's document, as `assess --json` prints it with a `path` for each item.

    Args:
        views: the items as known on the day; an item without one is shown without its history.
    """
    known = {view.item: view for view in views}
    on_probability = heading.method not in CUT_ON_ANOTHER_SCALE
    items = tuple(
        item_content(
            reading_of(entry, method=heading.method),
            catalogue,
            known.get(entry["item"]),
            cuts=tuple(entry.get("cuts") or ()) if on_probability else (),
            nothings=nothings,
            beside=beside_of(entry),
        )
        for entry in document["items"]
    )
    return ReportContent(
        assessment=heading.assessment,
        as_of=heading.as_of,
        hash=heading.hash,
        method=heading.method,
        items=items,
        made_up=heading.made_up,
        workspace=heading.workspace,
        code_version=heading.code_version,
    )


def reading_of(entry: Mapping[str, Any], *, method: str) -> Reading:
    """One item of an assessment's document read back."""
    path = tuple(Forecast(**step) for step in entry.get("path") or ())
    findings = tuple(
        Finding(
            indicator=found["indicator"],
            lead=found["lead"],
            inclusion=found["inclusion"],
            verdict=found["verdict"],
            direction=found["direction"] or "?",
            correlation=found.get("correlation"),
            contribution=found.get("contribution"),
        )
        for found in entry.get("indicators") or ()
    )
    return Reading(
        item=entry["item"],
        method=entry.get("method") or method,
        grade=entry["grade"] or 0,
        forecast=path[-1] if path and entry["probability"] is not None else None,
        path=path,
        findings=findings,
        flags=tuple(entry.get("flags") or ()),
        nowcasts=nowcasts_of(entry),
        random=random_of(entry),
        pressure=pressure_of(entry),
        elasticity=elasticity_of(entry),
    )


def item_content(
    reading: Reading,
    catalogue: Catalogue,
    view: ItemView | None,
    *,
    cuts: tuple[float, ...] = (),
    nothings: Nothings | None = None,
    beside: BesideGrade | None = None,
) -> ItemContent:
    """A reading with its names and, from the item as known on the day, its histories."""
    item = catalogue.item(reading.item)
    axis = _axis(view) if view is not None else ()
    return ItemContent(
        names=dict(item.name),
        reading=reading,
        frequency=item.frequency.value,
        unit=item.unit,
        detections=_detections(view, axis) if view is not None else (),
        indicators=tuple(
            _indicator(finding, catalogue, view, axis, nothings or {}) for finding in reading.findings
        ),
        pushing={
            push.indicator: dict(catalogue.indicator(push.indicator).name)
            for push in (reading.pressure[-1].pushes if reading.pressure else ())
        },
        cuts=cuts,
        beside=beside or BesideGrade(),
        offices={office.code: named(office.name) for office in catalogue.offices},
    )


def _axis(view: ItemView) -> Axis:
    periods = [view.first + step for step in range(view.length)]
    return tuple((str(period), period.start) for period in periods)


def _detections(view: ItemView, axis: Axis) -> tuple[CountAt, ...]:
    points = []
    for step, (count, (period, start)) in enumerate(zip(view.counts, axis, strict=True)):
        if np.isnan(count):
            points.append(CountAt(period, start, None, "missing"))
        elif view.completeness[step] < COMPLETE:
            points.append(CountAt(period, start, int(count), "incomplete"))
        else:
            points.append(CountAt(period, start, int(count), "reported"))
    return tuple(points)


def _indicator(
    finding: Finding, catalogue: Catalogue, view: ItemView | None, axis: Axis, nothings: Nothings
) -> IndicatorContent:
    entry = catalogue.indicator(finding.indicator)
    return IndicatorContent(
        finding=finding,
        names=dict(entry.name),
        unit=entry.unit,
        sign=entry.sign,
        source=entry.source,
        series=_series(entry, view, axis, nothings) if view is not None else (),
    )


def _series(indicator: Indicator, view: ItemView, axis: Axis, nothings: Nothings) -> Sequence[ValueAt]:
    column = next((place for place, trait in enumerate(view.traits) if trait.code == indicator.code), None)
    if column is None:
        return ()
    values = view.indicators[view.lead_rows :, column].copy()
    reasons: dict[int, ValueStatus] = {}
    for place in np.flatnonzero(np.isnan(values)).tolist() if nothings else ():
        why = (nothings.get((name, axis[place][0])) for name in indicator.inputs)
        if found := next((each for each in why if each), None):
            reasons[place] = found
    return ValueSeries(axis, values, reasons)


def _views(ledger: Ledger, catalogue: Catalogue, items: Sequence[Item], *, stored: Any) -> list[ItemView]:
    """The items as known on the day of the assessment."""
    views: list[ItemView] = []
    for _, group in groupby(sorted(items, key=_frequency), key=_frequency):
        panel = KnownPanel(ledger, catalogue, list(group), as_of=stored.as_of, as_recorded=stored.as_recorded)
        views.extend(panel.at(panel.cutoff).items)
    return views


def _nothings(ledger: Ledger, catalogue: Catalogue, *, stored: Any) -> Nothings:
    """Why a value is not there, where the newest row about it says so: not reported, failed or withheld."""
    rows = ledger.read(
        "observations",
        as_of=stored.as_of,
        as_recorded=stored.as_recorded,
        where=pl.col("series").is_in(catalogue.series),
    ).filter(pl.col("status") != "reported")
    return {
        (series, str(Period.of(start, Frequency(frequency)))): status
        for series, frequency, start, status in rows.select(
            "series", "frequency", "period", "status"
        ).iter_rows()
    }


def _frequency(item: Item) -> str:
    return item.frequency.value

"""The indicator workbench: which count for which items, and one with its leads and revisions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import polars as pl
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bongsu.catalogue.entries import Indicator
from bongsu.console import grounds, readings, workplace
from bongsu.console.gate import screen
from bongsu.console.screens.board import day_of
from bongsu.console.screens.item import screened
from bongsu.core.grading.assessment import Finding
from bongsu.core.panel.periods import Frequency, Period
from bongsu.usecases.known_indicator import known_indicator
from bongsu.usecases.report_content import IndicatorContent, ItemContent, ReportContent, ValueAt
from bongsu.words import language, named, say
from bongsu.words.indicator_kinds import indicator_kind_word
from bongsu.words.refusal import Refusal

SHADES = (0.05, 0.2, 0.4, 0.6, 0.8)
"""Inclusion from which a cell is one shade darker."""

TABLED = 48
"""Periods of a series that its table of revisions shows, the newest first."""


@dataclass(frozen=True, slots=True)
class HeatCell:
    """The most probable indicator of an item among those of one kind."""

    indicator: str
    name: str
    inclusion: float | None
    verdict: str
    shade: int


@require_safe
@screen("indicators")
def indicators(request: HttpRequest) -> HttpResponse:
    """Items × kinds of indicators, shaded by the probability that it belongs in the item's model."""
    content = readings.as_known(day_of(request.GET.get("as_of", "")))
    if content is None or not any(item.indicators for item in content.items):
        followed = [(item, _followed(content, item)) for item in content.ranked] if content else []
        return render(request, "screens/indicators_empty.html", {"content": content, "followed": followed})
    kinds = kinds_of()
    rows = [(item, heat(item, kinds)) for item in content.ranked]
    columns = sorted(
        {kind for _, cells in rows for kind in cells},
        key=lambda kind: (-max(cells[kind].inclusion or 0 for _, cells in rows if kind in cells), kind),
    )
    return render(
        request,
        "screens/indicators.html",
        {"content": content, "rows": rows, "columns": columns, "kind_name": indicator_kind_word},
    )


@require_safe
@screen("indicators")
def indicator(request: HttpRequest, item: str, indicator: str) -> HttpResponse:
    """One indicator of one item: its values, its reading, and the revisions of the series it is made of."""
    content, found, entry = _one(request, item, indicator)
    about = _catalogued(indicator)
    from bongsu.reports.figures import indicators_figure

    inputs = tuple(about.inputs) if about else ()
    chosen = request.GET.get("series", inputs[0] if inputs else "")
    chosen = chosen if chosen in inputs else (inputs[0] if inputs else "")
    return render(
        request,
        "screens/indicator.html",
        {
            "content": content,
            "item": found,
            "entry": entry,
            "weighed": any(each.finding.indicator == indicator for each in found.indicators),
            "about": about,
            "kind": indicator_kind_word(about.kind) if about else "",
            "figure": indicators_figure(replace(found, indicators=(entry,))),
            "inputs": inputs,
            "chosen": chosen,
            "revisions": revisions(chosen, as_of=content.as_of) if chosen else None,
            "asked": request.GET.get("as_of", ""),
        },
    )


@require_safe
@screen("indicators")
def scan(request: HttpRequest, item: str, indicator: str) -> HttpResponse:
    """The lead scan with its null band: only when asked for, since it takes a second or two."""
    from bongsu.reports.charts.lead_scan import lead_scan_chart
    from bongsu.reports.figures import Figure

    content, _, entry = _one(request, item, indicator)
    rows = screened(content.assessment, item, language())["rows"]
    row = next((each for each in rows if each["indicator"] == indicator), None)
    figure = None
    if row and row["test"]:
        test, name = row["test"], named(entry.names)
        shown = [(str(lead), "–" if r is None else f"{r:+.2f}") for lead, r in enumerate(test["r_by_lead"])]
        figure = Figure(
            lead_scan_chart(test["r_by_lead"], band=test["band_r"]),
            caption=say("{name}: correlation at each lead, the level modelled", name=name),
            alternative=say(
                "Strongest at lead {lead}: r = {r}; chance stays within ±{band}.",
                lead=test["lead"],
                r=f"{test['r']:+.2f}",
                band=f"{test['band_r']:.2f}",
            ),
            headers=(say("lead"), "r"),
            rows=tuple(shown),
        )
    return render(request, "screens/indicator_scan.html", {"figure": figure, "row": row})


def _followed(content: ReportContent, item: ItemContent) -> tuple[Indicator, ...]:
    """The indicators that the catalogue of the assessment follows for an item."""
    return tuple(grounds.catalogue_of(content.assessment).indicators_of(item.code))


def kinds_of() -> dict[str, str]:
    """Indicator → its kind."""
    return {each.code: each.kind for each in workplace.workspace().catalogue.indicators}


def heat(item: ItemContent, kinds: dict[str, str]) -> dict[str, HeatCell]:
    """Kind → the item's most probable indicator of it."""
    cells: dict[str, HeatCell] = {}
    for entry in item.indicators:
        code, inclusion = entry.finding.indicator, entry.finding.inclusion
        kind = kinds.get(code, code)
        held = cells.get(kind)
        if held is None or (inclusion or 0) > (held.inclusion or 0):
            shade = sum((inclusion or 0) >= cut for cut in SHADES)
            cells[kind] = HeatCell(code, named(entry.names), inclusion, entry.finding.verdict, shade)
    return cells


def revisions(series: str, *, as_of: date) -> dict[str, Any] | None:
    """What was published of a raw series by a day: first and newest value of each period, or None."""
    from bongsu.facts.ledger import Ledger
    from bongsu.reports.charts.look import middle
    from bongsu.reports.charts.vintages import Vintage, vintages_chart
    from bongsu.reports.figures import Figure
    from bongsu.words.amounts import amount, period_words

    told = Ledger(workplace.workspace().facts).revisions(
        "observations", as_of=as_of, where=(pl.col("series") == series) & pl.col("value").is_not_null()
    )
    if not told.height:
        return None
    frequency, unit = told["frequency"][-1], told["unit"][-1] or ""
    points: list[Vintage] = []
    rows = []
    for part in told.filter(pl.col("frequency") == frequency).partition_by("period", maintain_order=True):
        period = Period.of(part["period"][0], Frequency(frequency))
        first, newest = float(part["value"][0]), float(part["value"][-1])
        points.append(
            Vintage(period=str(period), middle=middle(period.start, period.end), first=first, newest=newest)
        )
        rows.append(
            (
                period_words(str(period)),
                amount(newest),
                part["known_at"][-1].isoformat(),
                amount(first),
                part["known_at"][0].isoformat(),
                str(part.height),
            )
        )
    return {
        "revised": sum(point["first"] != point["newest"] for point in points),
        "periods": len(points),
        "figure": Figure(
            vintages_chart(points, unit=unit, frequency=frequency),
            caption=say("{series}: as known on {day}, and as first published", series=series, day=as_of),
            alternative=say(
                "{count} of {total} periods were revised.",
                count=sum(point["first"] != point["newest"] for point in points),
                total=len(points),
            ),
            headers=(
                say("period"),
                say("value"),
                say("known since"),
                say("first value"),
                say("first known"),
                say("versions"),
            ),
            rows=tuple(rows[::-1][:TABLED]),
        ),
    }


def _one(request: HttpRequest, item: str, code: str) -> tuple[ReportContent, ItemContent, IndicatorContent]:
    content = readings.as_known(day_of(request.GET.get("as_of", "")))
    if content is None:
        raise Http404
    found = next((each for each in content.items if each.code == item), None)
    if found is None:
        raise Http404
    for entry in found.indicators:
        if entry.finding.indicator == code:
            return content, found, entry
    return content, found, _unweighed(content, found, code)


def _unweighed(content: ReportContent, item: ItemContent, code: str) -> IndicatorContent:
    """An indicator that the method of the day left alone, its values as known then; else 404."""
    stored, ledger, catalogue = grounds.facts_of(content.assessment)
    about = next((each for each in catalogue.indicators_of(item.code) if each.code == code), None)
    if about is None:
        raise Http404
    frequency = Frequency(item.frequency)
    last = Period.last_complete(content.as_of, frequency)
    first = Period.parse(item.detections[0].period) if item.detections else last
    periods, values = known_indicator(
        ledger, about, frequency, first=first, as_of=stored.as_of, as_recorded=stored.as_recorded
    )
    series = tuple(
        ValueAt(str(period), period.start, value)
        for period, value in zip(periods, values.tolist(), strict=True)
    )
    finding = Finding(code, None, None, "none", "?")
    return IndicatorContent(finding, dict(about.name), about.unit, about.sign, about.source, series)


def _catalogued(code: str) -> Indicator | None:
    try:
        return workplace.workspace().catalogue.indicator(code)
    except Refusal:
        return None

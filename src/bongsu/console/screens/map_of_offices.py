"""The map of customs offices: detections, inspections and warnings in force, and all the numbers below it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from markupsafe import Markup

from bongsu.console import readings, workplace
from bongsu.console.gate import screen
from bongsu.console.screens.board import day_of
from bongsu.core.panel.periods import Frequency, Period
from bongsu.reports.office_map import Mark, Ring, map_svg, shapes
from bongsu.usecases.office_numbers import OfficeNumbers, office_numbers
from bongsu.words import named, say

MONTHS = (3, 12, 24)
COAST = "coast.geojson"
"""A file of the workspace's catalogue: shapes behind the offices."""


@require_safe
@screen("map")
def map_of_offices(request: HttpRequest) -> HttpResponse:
    """The offices that she may see; `?months=`, `?item=` and `?as_of=` choose."""
    place, person, asked = workplace.workspace(), request.person, request.GET  # type: ignore[attr-defined]
    months = int(asked["months"]) if asked.get("months") in ("3", "12", "24") else 12
    item = asked.get("item", "")
    item = item if any(each.code == item for each in place.catalogue.items) else ""
    as_of = day_of(asked.get("as_of", "")) or _newest_day()
    last = Period.last_complete(as_of, Frequency.MONTH)
    first = last - (months - 1)
    numbers = office_numbers(place, by=person, as_of=as_of, first=first.start, last=last.start, item=item)
    placed = [each for each in numbers if each.office and each.office.latitude is not None]
    picture = map_svg(
        [mark(each) for each in placed],
        coast(place.folder / "catalogue" / COAST),
        label=say("Customs offices: detections, inspections, warnings in force"),
    )
    return render(
        request,
        "screens/map.html",
        {
            "numbers": numbers,
            "picture": Markup(picture) if placed else None,  # noqa: S704 - escaped by the drawing
            "elsewhere": len([each for each in numbers if each.office]) - len(placed),
            "months": months,
            "spans": MONTHS,
            "item": item,
            "items": place.catalogue.items,
            "as_of": as_of,
            "first": first,
            "last": last,
        },
    )


def mark(entry: OfficeNumbers) -> Mark:
    """An office as the map draws it."""
    office = entry.office
    assert office is not None
    assert office.latitude is not None
    assert office.longitude is not None
    name = named(dict(office.name))
    return Mark(
        name=name,
        latitude=office.latitude,
        longitude=office.longitude,
        detections=entry.detections,
        inspections=entry.inspections,
        warnings=len(entry.warnings),
        address=f"#office-{entry.code}",
        words=say(
            "{office}: {detections} detections, {inspections} inspections, {warnings} warnings in force",
            office=name,
            detections="–" if entry.detections is None else f"{entry.detections:,}",
            inspections="–" if entry.inspections is None else f"{entry.inspections:,}",
            warnings=len(entry.warnings),
        ),
    )


def coast(file: Path) -> tuple[Ring, ...]:
    """The shapes behind the offices; none where the workspace has no such file."""
    return shapes(file, file.stat().st_mtime_ns) if file.is_file() else ()


def _newest_day() -> date:
    days: list[Any] = readings.days()
    return days[0].as_of if days else datetime.now(UTC).date()

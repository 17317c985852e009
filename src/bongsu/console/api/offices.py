"""The customs offices with their numbers: what the map shows."""

from __future__ import annotations

from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from bongsu.console import workplace
from bongsu.console.api.answers import Day, Name, Page, answers, page
from bongsu.console.api.gate import Gate, person_of
from bongsu.console.api.shapes import data as shapes
from bongsu.core.panel.periods import Frequency, Period
from bongsu.usecases.office_numbers import office_numbers

router = Router(tags=["facts"])


@router.get("/offices", auth=Gate("map"), response=answers(shapes.Offices))
def offices(
    request: HttpRequest,
    part: Query[Page],
    as_of: Day,
    months: Literal[3, 12, 24] = 12,
    item: Name | None = None,
) -> HttpResponse:
    """Each office that the caller may see: detections, inspections, the warnings in force addressed to it."""
    last = Period.last_complete(as_of, Frequency.MONTH)
    found = office_numbers(
        workplace.workspace(),
        by=person_of(request),
        as_of=as_of,
        first=(last - (months - 1)).start,
        last=last.start,
        item=item or "",
    )
    return page(request, "offices", found, part)

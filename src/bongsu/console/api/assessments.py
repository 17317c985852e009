"""Assessments, the board of any past day, an item's dossier, and its screening."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query, Router, Schema

from bongsu.console import readings, workplace
from bongsu.console.api import jobs
from bongsu.console.api.answers import AS_JSON, Day, Format, Name, Page, answer, answers, as_file, page, table
from bongsu.console.api.gate import Gate
from bongsu.console.api.problems import looked_up
from bongsu.console.api.shapes import assessments as shapes
from bongsu.records import assessments
from bongsu.records.assessments import StoredAssessment

router = Router(tags=["assessments"])
FILES = as_file("text/csv", "application/vnd.apache.parquet")


class AssessmentWanted(Schema):
    """As known on which day."""

    as_of: Day


@router.get("/assessments", auth=Gate("board"), response=answers(shapes.Assessments))
def listing(request: HttpRequest, part: Query[Page]) -> HttpResponse:
    """Every stored assessment, the newest first."""
    return page(request, "assessments", assessments.listing(), part)


@router.post("/assessments", auth=Gate("board", "assess", scope="decide"), response=jobs.asking())
def assess(request: HttpRequest, given: AssessmentWanted) -> HttpResponse:
    """Asks for an assessment of every item as known on a day, with the warnings that it drafts."""
    return jobs.asked(request, "assess", {"as_of": given.as_of.isoformat()})


@router.get(
    "/assessments/as-of", auth=Gate("board"), response=answers(shapes.Assessment), openapi_extra=FILES
)
def as_of(request: HttpRequest, day: date | None = None, form: Format = AS_JSON) -> HttpResponse:
    """The board as it was known at the end of a day, today where none is given."""
    found = readings.assessment_on(day)
    if found is None:
        raise Http404
    return _told(request, assessments.get(found), form)


@router.get(
    "/assessments/{assessment}", auth=Gate("board"), response=answers(shapes.Assessment), openapi_extra=FILES
)
def one(request: HttpRequest, assessment: Name, form: Format = AS_JSON) -> HttpResponse:
    """One assessment, whole: the document of `bongsu assess --json`; CSV and Parquet have a row an item."""
    with looked_up():
        stored = assessments.get(assessment)
    return _told(request, stored, form)


@router.get("/items/{item}", auth=Gate("item"), response=answers(shapes.Dossier))
def dossier(request: HttpRequest, item: Name, day: date | None = None) -> HttpResponse:
    """An item's dossier: detections, indicators with series and findings, grade history, what is beside.

    As known at the end of a day, today where none is given.
    """
    content = readings.as_known(day)
    found = next((each for each in content.items if each.code == item), None) if content else None
    if content is None or found is None:
        raise Http404
    told = {
        "assessment": content.assessment,
        "as_of": content.as_of,
        "hash": content.hash,
        "made_up": content.made_up,
        "item": found.code,
        "grade": found.grade,
        "probability": found.probability,
        "change": found.change,
        "interval80": found.interval80,
        "known_to": found.known_to,
        "driver": found.driver.finding.indicator if found.driver else None,
        "content": found,
    }
    return answer(request, told)


@router.get("/items/{item}/screening", auth=Gate("indicators"), response=answers(shapes.Screening))
def screening(request: HttpRequest, item: Name, day: Day) -> HttpResponse:
    """Which indicators move before the item's detections do: the document of `bongsu screen --json`."""
    from bongsu.facts.ledger import Ledger
    from bongsu.usecases.screen import document, screen

    place = workplace.workspace()
    return answer(request, document(screen(Ledger(place.facts), place.catalogue, as_of=day, items=(item,))))


def _told(request: HttpRequest, stored: StoredAssessment, form: Format) -> HttpResponse:
    if form != "json":
        rows = pl.DataFrame(
            [_row(stored, each) for each in stored.document["items"]], infer_schema_length=None
        )
        name = f"assessment-{stored.assessment}"
        return table(request, rows, form, Page(limit=1, offset=0), name=name, tag=stored.hash)
    told = {
        **stored.document,
        "assessment": stored.assessment,
        "hash": stored.hash,
        "code_version": stored.code_version,
        "created_at": stored.created_at,
        "created_by": stored.created_by,
    }
    return answer(request, told, tag=stored.hash)


def _row(stored: StoredAssessment, entry: dict[str, Any]) -> dict[str, Any]:
    """The item's own values; what holds further values inside is in the JSON only."""
    head = {"assessment": stored.assessment, "as_of": stored.as_of, "method": stored.method}
    return head | {
        name: value
        for name, value in entry.items()
        if value is None or isinstance(value, bool | int | float | str)
    }

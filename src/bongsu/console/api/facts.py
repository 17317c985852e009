"""What is in the ledger as known on a day, the loads, and the rows that were not taken."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router

from bongsu.console import workplace
from bongsu.console.api.answers import AS_JSON, Format, Name, Page, answers, as_file, page, table
from bongsu.console.api.gate import Gate
from bongsu.console.api.shapes import data as shapes
from bongsu.core.panel.periods import Period
from bongsu.usecases import mend_rows
from bongsu.usecases.list_facts import list_facts, list_loads, list_quarantine
from bongsu.words import say
from bongsu.words.refusal import Refusal

router = Router(tags=["facts"])
FILES = as_file("text/csv", "application/vnd.apache.parquet")
Table = Literal["observations", "detections", "effort", "events", "intelligence"]


class FactsWanted(Page):
    """Which facts: the options of `bongsu facts`."""

    item: list[Name] = Field(default_factory=list)
    series: list[Name] = Field(default_factory=list)
    by: list[Name] = Field(default_factory=list)
    first: str = ""
    last: str = ""
    as_of: date | None = None
    as_recorded: datetime | None = None
    form: Format = Field("json", alias="format")


@router.get("/facts/{name}", auth=Gate("data"), response=answers(shapes.Facts), openapi_extra=FILES)
def facts(request: HttpRequest, name: Table, asked: Query[FactsWanted]) -> HttpResponse:
    """The newest row of every fact, or sums by columns; the rows of `bongsu facts … --json`."""
    if asked.as_recorded is not None and asked.as_recorded.tzinfo is None:
        raise Refusal(
            "as_recorded", expected=say("a moment with its time zone"), found=str(asked.as_recorded)
        )
    rows = list_facts(
        workplace.workspace(),
        name,
        by=asked.by,
        items=asked.item,
        series=asked.series,
        first=_period(asked.first, "first"),
        last=_period(asked.last, "last"),
        as_of=asked.as_of,
        as_recorded=asked.as_recorded,
    )
    return table(request, rows, asked.form, asked, name=name)


@router.get("/loads", auth=Gate("data"), response=answers(shapes.Loads), openapi_extra=FILES)
def loads(request: HttpRequest, part: Query[Page], form: Format = AS_JSON) -> HttpResponse:
    """Every file loaded, with the numbers of its rows."""
    return table(request, list_loads(workplace.workspace()), form, part, name="loads")


@router.get("/quarantine", auth=Gate("data"), response=answers(shapes.Quarantine), openapi_extra=FILES)
def quarantine(
    request: HttpRequest,
    part: Query[Page],
    superseded: bool = False,
    waiting: bool = False,
    form: Format = AS_JSON,
) -> HttpResponse:
    """The rows that were not taken, and what to do about each; `waiting`: only those nobody settled yet."""
    place = workplace.workspace()
    rows = mend_rows.waiting(place) if waiting else list_quarantine(place, superseded=superseded)
    return table(request, rows, form, part, name="quarantine")


@router.get("/feeds", auth=Gate("data"), response=answers(shapes.Feeds))
def feeds(request: HttpRequest, part: Query[Page]) -> HttpResponse:
    """Each feed: when it last came, whether it is late, and what the next collection would do."""
    from bongsu.sources.collecting.feeds import feeds_of
    from bongsu.usecases.feed_plan import feed_plans, plan_sentence

    place = workplace.workspace()
    wired = feeds_of(place.catalogue.files)
    plans = feed_plans(place, now=datetime.now(UTC)) if wired else []
    reason = "" if wired else say("The catalogue names no feed: every file is loaded by hand.")
    told = [{"plan": each, "sentence": plan_sentence(each)} for each in plans]
    return page(request, "feeds", told, part, reason=reason)


def _period(text: str, where: str) -> Period | None:
    try:
        return Period.parse(text) if text else None
    except ValueError:
        raise Refusal(where, expected=say("a period such as 2005-05"), found=f"'{text}'") from None

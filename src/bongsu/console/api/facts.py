"""What is in the ledger as known on a day, the loads, and the rows that were not taken."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router

from bongsu.console import workplace
from bongsu.console.api.answers import ANSWERS, AS_JSON, Format, Name, Page, page, table
from bongsu.console.api.gate import Gate
from bongsu.core.panel.periods import Period
from bongsu.usecases.list_facts import list_facts, list_loads, list_quarantine
from bongsu.words import say
from bongsu.words.refusal import Refusal

router = Router(tags=["facts"])
Table = Literal["observations", "detections", "effort", "events", "intelligence"]


class Asked(Page):
    """Which facts: the options of `bongsu facts`."""

    item: list[Name] = Field(default_factory=list)
    series: list[Name] = Field(default_factory=list)
    by: list[Name] = Field(default_factory=list)
    first: str = ""
    last: str = ""
    as_of: date | None = None
    as_recorded: datetime | None = None
    form: Format = Field("json", alias="format")


@router.get("/facts/{name}", auth=Gate("data"), response=ANSWERS)
def facts(request: HttpRequest, name: Table, asked: Query[Asked]) -> HttpResponse:
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


@router.get("/loads", auth=Gate("data"), response=ANSWERS)
def loads(request: HttpRequest, part: Query[Page], form: Format = AS_JSON) -> HttpResponse:
    """Every file loaded, with the numbers of its rows."""
    return table(request, list_loads(workplace.workspace()), form, part, name="loads")


@router.get("/quarantine", auth=Gate("data"), response=ANSWERS)
def quarantine(
    request: HttpRequest, part: Query[Page], superseded: bool = False, form: Format = AS_JSON
) -> HttpResponse:
    """The rows that were not taken, and what to do about each."""
    rows = list_quarantine(workplace.workspace(), superseded=superseded)
    return table(request, rows, form, part, name="quarantine")


@router.get("/feeds", auth=Gate("data"), response=ANSWERS)
def feeds(request: HttpRequest, part: Query[Page]) -> HttpResponse:
    """Each feed: when it last came, whether it is late, and what the next collection would do."""
    from bongsu.usecases.feed_plan import feed_plans, plan_sentence

    plans = feed_plans(workplace.workspace(), now=datetime.now(UTC))
    return page(request, "feeds", [{"plan": each, "sentence": plan_sentence(each)} for each in plans], part)


def _period(text: str, where: str) -> Period | None:
    try:
        return Period.parse(text) if text else None
    except ValueError:
        raise Refusal(where, expected=say("a period such as 2005-05"), found=f"'{text}'") from None

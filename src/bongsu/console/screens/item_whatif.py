"""What if: an item's levers as sliders, and what the forecast would be with them moved."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode, urlsplit

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from bongsu.console import grounds, readings
from bongsu.console.gate import screen
from bongsu.console.permissions import may
from bongsu.console.screens.board import day_of
from bongsu.core.panel.periods import Period
from bongsu.core.panel.view import HORIZON
from bongsu.usecases import whatif_sliders
from bongsu.usecases.assess import DEFAULT_METHOD
from bongsu.usecases.report_content import ItemContent, ReportContent
from bongsu.usecases.whatif import Scenario
from bongsu.usecases.whatif_sliders import MAIN
from bongsu.words import language, named, say
from bongsu.words.refusal import Refusal

FIRST = "first"
"""The period from which the change holds, in an address."""


@require_safe
@screen("item", "whatif")
def whatif(request: HttpRequest, item: str) -> HttpResponse:
    """The answer alone where htmx asks for it; else a page of its own, which needs no scripts."""
    content = readings.as_known(day_of(request.GET.get("as_of", "")))
    if content is None:
        raise Http404
    found = item_in(content, item)
    given = panel(request, content, found)
    if not request.htmx:  # type: ignore[attr-defined]
        shown = given | answered(request, content, found)
        return render(request, "screens/item_whatif.html", {"content": content, "item": found} | shown)
    answer = render(
        request,
        "screens/item_whatif_answer.html",
        {"content": content, "item": found} | given | answered(request, content, found),
    )
    answer.headers["HX-Push-Url"] = _address_of(request, item)
    return answer


def panel(request: HttpRequest, content: ReportContent, item: ItemContent) -> dict[str, Any]:
    """What the panel of sliders needs, with the sliders where the address has them."""
    if not may(request.person, "item", "whatif"):  # type: ignore[attr-defined]
        return {"levers": (), "folded": (), "moved": {}, "firsts": (), "first": "", "scenario_query": ""}
    known = grounds.sliders_of(content.assessment, item, language())
    try:
        moved = whatif_sliders.asked(request.GET.dict(), known)
    except Refusal:
        moved = {}
    firsts = _firsts(item)
    first = request.GET.get(FIRST, "")
    shown = [each for n, each in enumerate(known) if n < MAIN or each.name in moved]
    return {
        "levers": shown,
        "folded": [each for each in known if each not in shown],
        "moved": moved,
        "firsts": firsts,
        "first": first if first in firsts else "",
        "scenario_query": _query(request) if any(name.startswith("x.") for name in request.GET) else "",
    }


def answered(request: HttpRequest, content: ReportContent, item: ItemContent) -> dict[str, Any]:
    """The scenario of the address, or why there is none."""
    known = grounds.sliders_of(content.assessment, item, language())
    scenario: Scenario | None = None
    refusal: Refusal | None = None
    try:
        moved = whatif_sliders.asked(request.GET.dict(), known)
        if moved:
            changes = tuple(each.change(moved[each.name]).text for each in known if each.name in moved)
            first = request.GET.get(FIRST, "")
            if first and first not in _firsts(item):
                raise Refusal(say("from"), expected=", ".join(_firsts(item)), found=first[:20])
            scenario = grounds.scenario(content.assessment, item.code, changes, first, language())
    except Refusal as error:
        refusal = error
    return {
        "scenario": scenario,
        "refusal": refusal,
        "unsaid": _unsaid(scenario, item) if scenario else [],
        "turned": [(each, moved[each.name]) for each in known if each.name in moved] if scenario else [],
        "other_method": content.method if content.method != DEFAULT_METHOD else "",
        "labels": {entry.finding.indicator: named(entry.names) for entry in item.indicators},
    }


def item_in(content: ReportContent, code: str) -> ItemContent:
    """The item of this code; 404 where the assessment has none."""
    for each in content.items:
        if each.code == code:
            return each
    raise Http404


def _unsaid(scenario: Scenario, item: ItemContent) -> list[str]:
    from bongsu.reports.whatif import unsaid

    names = {entry.finding.indicator: named(entry.names) for entry in item.indicators}
    return [*unsaid(scenario, names), *scenario.remarks]


def _firsts(item: ItemContent) -> tuple[str, ...]:
    """The periods from which a change may hold: those of the forecast."""
    if item.forecast is None:
        return ()
    first = Period.parse(item.forecast.period)
    return tuple(str(first + step) for step in range(HORIZON))


def _query(request: HttpRequest) -> str:
    """The address' query without the sliders that stand in the middle."""
    kept = {
        name: text
        for name, text in request.GET.items()
        if text and (not name.startswith(whatif_sliders.PREFIX) or text.strip("+-.0"))
    }
    return "?" + urlencode(kept) if kept else ""


def _address_of(request: HttpRequest, item: str) -> str:
    """The page that asked, with the sliders' places in its address so that it may be shared."""
    alone = reverse("item_whatif", kwargs={"item": item})
    here = urlsplit(request.htmx.current_url or "").path  # type: ignore[attr-defined]
    page = alone if here == alone else reverse("item", kwargs={"item": item})
    return page + (_query(request) or "?") + "#whatif"

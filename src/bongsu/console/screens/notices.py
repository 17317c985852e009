"""Tripwire notices: what the fast clock found, an analyst's verdict on each, and their record."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from bongsu.console import readings, workplace
from bongsu.console.gate import screen
from bongsu.core.early_warning.tentative import VerdictOnNotice, stands
from bongsu.records import tripwires
from bongsu.records.tripwires import NoticeEntry
from bongsu.usecases import watch
from bongsu.words import named, say
from bongsu.words.refusal import Refusal
from bongsu.words.tripwires import outcome_word, reconciling_sentence, verdict_on_notice_word

A_PAGE = 20
VIEWS = ("waiting", "standing", "all")


@require_safe
@screen("notices")
def notices(request: HttpRequest) -> HttpResponse:
    """The notices: those that wait for a verdict, those that stand, or all of them."""
    place = workplace.workspace()
    item, view = request.GET.get("item", ""), request.GET.get("view", "")
    found = tripwires.listing(item=item or None)
    view = view if view in VIEWS else "waiting" if not item else "all"
    last = tripwires.last_run(date.max)
    standing = {each.number for each in found if last and _stands(each, last)}
    parts = {
        "waiting": [each for each in found if not each.verdicts],
        "standing": [each for each in found if each.number in standing],
        "all": found,
    }
    pages = Paginator(parts[view], A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "screens/notices.html",
        {
            "notices": [watch.notice_document(place.catalogue, each) for each in pages],
            "pages": pages,
            "standing": standing,
            "any": bool(found),
            "last": last,
            "view": view,
            "item": item,
            "items": place.catalogue.items,
            "names": {each.code: named(dict(each.name)) for each in place.catalogue.items},
            "tabs": _tabs(view, item, {name: len(each) for name, each in parts.items()}),
            "back": f"{reverse('notices')}?{urlencode({'view': view, 'item': item})}",
            "rule": reconciling_sentence(),
            "record": watch.track_record(place),
            "outcome_word": outcome_word,
            "verdict_on_notice_word": verdict_on_notice_word,
        },
    )


@require_POST
@screen("notices", "judge")
def judge(request: HttpRequest, number: int) -> HttpResponse:
    """Keeps a verdict as the notice's label; "draft" leads to the warning."""
    asked = request.POST.get("verdict", "")
    known = [each.value for each in VerdictOnNotice]
    if asked not in known:
        raise Refusal(say("the verdict"), expected=", ".join(known), found=asked[:20])
    told = watch.judge(
        workplace.workspace(),
        number,
        VerdictOnNotice(asked),
        reason=request.POST.get("reason", ""),
        by=request.person,  # type: ignore[attr-defined]
        now=datetime.now(UTC),
    )
    words = {"number": number, "verdict": verdict_on_notice_word(asked)}
    messages.success(request, say("Notice {number}: {verdict}; kept as its label.", **words))
    warning = told["verdicts"][-1]["warning"]
    if warning:
        return redirect("warning", number=warning)
    back = request.POST.get("back", "")
    return redirect(back if back.startswith(reverse("notices") + "?") else "notices")


def _stands(entry: NoticeEntry, last: date) -> bool:
    days = readings.days()
    seen = next((each.as_of for each in days if each.as_of <= last), None)
    return stands(entry.standing(), day=last, official_as_of=seen)


def _tabs(view: str, item: str, counts: dict[str, int]) -> list[dict[str, Any]]:
    words = {"waiting": say("waiting for a verdict"), "standing": say("standing now"), "all": say("all")}
    return [
        {
            "name": f"{words[name]} {counts[name]}",
            "address": f"?{urlencode({'view': name, 'item': item})}",
            "here": name == view,
        }
        for name in VIEWS
    ]

"""The item dossier: all that is known about one item as of a day, on one page."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from bongsu.console import fragments, grounds, pictures, readings, workplace
from bongsu.console.gate import screen
from bongsu.console.screens import effect, item_whatif
from bongsu.console.screens.board import clock_of, day_of, tentative_words
from bongsu.sources.collecting.feeds import feeds_of
from bongsu.usecases import effect_words, item_notes, item_past, sentences, warn_look
from bongsu.usecases.add_item import outlook
from bongsu.usecases.override_grade import list_overrides
from bongsu.words import language, say, speaking
from bongsu.words.tripwires import reconciling_sentence


@require_safe
@screen("item")
def item(request: HttpRequest, item: str) -> HttpResponse:
    """The dossier as known today, or on the day of `?as_of=`."""
    asked = day_of(request.GET.get("as_of", ""))
    days = readings.days()
    content = readings.as_known(asked, among=days)
    place = workplace.workspace()
    if content is None or all(each.code != item for each in content.items):
        return _not_graded(request, item, asked)
    found = item_whatif.item_in(content, item)
    ranked = content.ranked
    at = ranked.index(found)
    past = content.assessment != days[0].assessment
    clock = clock_of(request.person, content, day=asked, past=past)  # type: ignore[attr-defined]
    return render(
        request,
        "screens/item.html",
        {
            "content": content,
            "item": found,
            "as_of": asked,
            "is_past": past,
            "above": ranked[at - 1] if at else None,
            "below": ranked[at + 1] if at + 1 < len(ranked) else None,
            "sentence": sentences.reason(found),
            **item_whatif.panel(request, content, found),
            "charts": fragments.item_charts(content.assessment, item),
            "episodes": fragments.item_episodes(content.assessment, item),
            "events": item_past.events_of(place, item, as_of=content.as_of),
            "intelligence": item_past.intelligence_on(place, item, as_of=content.as_of),
            "warnings": warn_look.listing(place, by=request.person, item=item),  # type: ignore[attr-defined]
            "overrides": list_overrides(place, item=item),
            "clock": clock.items.get(item) if clock else None,
            "tentative_words": tentative_words,
            "rule": reconciling_sentence(),
            "effects": effect.of_item(item, request.person, day=content.as_of if past else None),  # type: ignore[attr-defined]
            "effect_interval": effect_words.interval,
            "notes": item_notes.notes_on(place, item, by=request.person),  # type: ignore[attr-defined]
            "may_undo": request.person.has(*item_notes.WRITERS),  # type: ignore[attr-defined]
        },
    )


@require_safe
@screen("item")
def chart(request: HttpRequest, item: str, figure: str) -> HttpResponse:
    """One chart's specification, which the browser draws again when somebody points at it."""
    content = readings.as_known(day_of(request.GET.get("as_of", "")))
    if content is None or figure not in pictures.FIGURES:
        raise Http404
    item_whatif.item_in(content, item)
    drawn = pictures.figure_of(content.assessment, item, figure)
    if drawn is None:
        raise Http404
    answer = JsonResponse(pictures.alive(drawn))
    answer.headers["Cache-Control"] = "private, max-age=600"
    return answer


@require_safe
@screen("item")
def screening(request: HttpRequest, item: str) -> HttpResponse:
    """The lead scan with its null band; only when asked for, since it takes a second or two."""
    content = readings.as_known(day_of(request.GET.get("as_of", "")))
    if content is None:
        raise Http404
    item_whatif.item_in(content, item)
    found = screened(content.assessment, item, language())
    alone = request.htmx  # type: ignore[attr-defined]
    page = "screens/item_screening.html" if alone else "screens/item_screening_page.html"
    item_found = item_whatif.item_in(content, item)
    return render(request, page, {"found": found, "item": item_found, "content": content})


@require_POST
@screen("item", "note")
def note(request: HttpRequest, item: str) -> HttpResponse:
    """Writes a note."""
    written = item_notes.note(
        workplace.workspace(),
        item,
        request.POST.get("text", ""),
        by=request.person,  # type: ignore[attr-defined]
        at=datetime.now(UTC),
    )
    undo = reverse("item_note_withdraw", kwargs={"item": item, "number": written.number})
    messages.success(request, say("Note written."), extra_tags=undo)
    return redirect(reverse("item", kwargs={"item": item}) + "#notes")


@require_POST
@screen("item", "note")
def withdraw_note(request: HttpRequest, item: str, number: int) -> HttpResponse:
    """Takes one's own note back."""
    item_notes.withdraw_note(
        workplace.workspace(),
        number,
        by=request.person,  # type: ignore[attr-defined]
        at=datetime.now(UTC),
    )
    messages.success(request, say("Note withdrawn."))
    return redirect(reverse("item", kwargs={"item": item}) + "#notes")


def _not_graded(request: HttpRequest, item: str, asked: date | None) -> HttpResponse:
    """An item of the catalogue that the assessment of the day does not hold; 404 for any other."""
    place = workplace.workspace()
    entry = next((each for each in place.catalogue.items if each.code == item), None)
    if entry is None:
        raise Http404
    held, missing = outlook(place, item, as_of=asked or datetime.now(UTC).date())
    shown = {"item": entry, "held": held, "missing": missing, "as_of": asked, "feeds": feeds_by_series()}
    return render(request, "screens/item_waiting.html", shown)


def feeds_by_series() -> dict[str, str]:
    """Series → the feed that brings it."""
    feeds = feeds_of(workplace.workspace().catalogue.files)
    return {name: feed.code for feed in feeds for name in feed.names}


@lru_cache(maxsize=64)
def screened(assessment: str, item: str, code: str) -> dict[str, Any]:
    """An item as screened from exactly the facts and indicators that the assessment read, in a language."""
    from bongsu.usecases.screen import item_document, screen, sentence

    stored, ledger, catalogue = grounds.facts_of(assessment)
    with speaking(code):
        result = screen(
            ledger, catalogue, as_of=stored.as_of, items=[item], as_recorded=stored.as_recorded
        ).items[0]
        document = item_document(result)
        return {
            "sentence": sentence(result),
            "names": result.indicator_names,
            "p_any": document["p_any"],
            "rows": document["indicators"],
        }

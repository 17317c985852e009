"""The manual, served inside: one page a screen in both languages, and the glossary."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bongsu.console import manual
from bongsu.console.gate import screen
from bongsu.words import language


@require_safe
@screen("help")
def help_pages(request: HttpRequest) -> HttpResponse:
    """The first page of the manual."""
    return _page(request, manual.TOPICS[0])


@require_safe
@screen("help")
def topic(request: HttpRequest, topic: str) -> HttpResponse:
    """One page of the manual."""
    if topic not in manual.TOPICS:
        raise Http404
    return _page(request, topic)


def _page(request: HttpRequest, topic: str) -> HttpResponse:
    tongue = language()
    return render(
        request,
        "screens/help.html",
        {
            "topic": topic,
            "topics": [(each, manual.title(each, tongue)) for each in manual.TOPICS],
            "text": manual.text(topic, tongue),
        },
    )

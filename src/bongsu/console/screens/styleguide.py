"""The style guide: every token and component of the console on one page, in light and in dark."""

from __future__ import annotations

import re
from types import SimpleNamespace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bongsu.console import readings
from bongsu.console.assets.styles import FOLDER
from bongsu.console.gate import screen
from bongsu.reports.figures import probability_figure
from bongsu.words import say

COLOURS = (
    "ink",
    "muted",
    "rule",
    "paper",
    "page",
    "raised",
    "navy",
    "fire",
    "link",
    "series",
    "band",
    "alarm",
    "good",
    "focus",
    "note-wash",
    "good-wash",
    "bad-wash",
    "made-up",
)


@require_safe
@screen("styleguide")
def styleguide(request: HttpRequest) -> HttpResponse:
    """Shows what there is, so that no screen invents its own."""
    tokens = (FOLDER / "tokens.css").read_text("utf-8")
    sizes = re.findall(r"--(t-?\d): (\d+px)", tokens)
    spaces = re.findall(r"--(s\d): (\d+px)", tokens)
    content = readings.as_known()
    steps = [
        SimpleNamespace(name=say("draft"), state="done", note="06-10"),
        SimpleNamespace(name=say("approved"), state="done", note="06-11"),
        SimpleNamespace(name=say("issued"), state="now", note=""),
        SimpleNamespace(name=say("acknowledged"), state="", note=""),
        SimpleNamespace(name=say("closed"), state="", note=""),
    ]
    tabs = [
        SimpleNamespace(name=say("Detections"), address="#tabs", here=True),
        SimpleNamespace(name=say("Indicators"), address="#tabs", here=False),
        SimpleNamespace(name=say("Notes"), address="#tabs", here=False),
    ]
    return render(
        request,
        "screens/styleguide.html",
        {
            "sizes": sizes[::-1],
            "spaces": spaces,
            "colours": COLOURS,
            "steps": steps,
            "tabs": tabs,
            "figure": probability_figure(content) if content else None,
            "item": content.items[0] if content and content.items else None,
        },
    )

"""Pieces of pages that rest on one stored assessment alone, written once for each language and kept.

Nothing here knows who asks: a piece is made from the assessment, the item and the language, and may stand
only on pages whose readers may all see it. What depends on a person, her office or today's records is never
kept.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.template import engines
from markupsafe import Markup

from bongsu.console import pictures, readings
from bongsu.console.keeping import shared
from bongsu.usecases import item_past
from bongsu.words import language, speaking

KEPT = 2000


def board_cells(assessment: str, item: str) -> Markup:
    """An item's cells on the board, from its probability on."""
    return _written(_folder(), "screens/board_cells.html", assessment, item, language())


def item_episodes(assessment: str, item: str) -> Markup:
    """An item's look-alike past episodes."""
    return _written(_folder(), "screens/item_episodes.html", assessment, item, language())


def item_charts(assessment: str, item: str) -> dict[str, Markup]:
    """The item's charts that have something to show, by name, each with its numbers."""
    folder, code = _folder(), language()
    drawn = {name: _chart(folder, assessment, item, name, code) for name in pictures.FIGURES}
    return {name: chart for name, chart in drawn.items() if chart}


@lru_cache(maxsize=KEPT)
def _written(folder: str, template: str, assessment: str, item: str, code: str) -> Markup:
    content = readings.content_of(assessment)
    found = next(each for each in content.items if each.code == item)
    with speaking(code):
        given: dict[str, Any] = {"content": content, "item": found}
        if template == "screens/item_episodes.html":
            given["episodes"] = item_past.look_alikes(found)
            given["present"] = item_past.present_stretch(found)
        return _rendered(template, given)


@lru_cache(maxsize=KEPT)
def _chart(folder: str, assessment: str, item: str, name: str, code: str) -> Markup:
    """Shared by all processes: a chart takes a second to draw."""
    return shared(
        ("chart", folder, assessment, item, name, code), lambda: _drawn(assessment, item, name, code)
    )


def _drawn(assessment: str, item: str, name: str, code: str) -> Markup:
    with speaking(code):
        figure = pictures.figure_of(assessment, item, name)
        if figure is None:
            return Markup()
        as_of = readings.content_of(assessment).as_of.isoformat()
        picture = pictures.picture_of(assessment, item, name)
        given = {"figure": figure, "picture": picture, "item": item, "name": name, "as_of": as_of}
        return _rendered("screens/item_chart.html", given)


def _folder() -> str:
    return str(settings.BONGSU_WORKSPACE)


def _rendered(template: str, given: dict[str, Any]) -> Markup:
    """Without the frame of a page: no person, no request."""
    return Markup(engines["jinja2"].env.get_template(template).render(given))  # noqa: S704 - escaped by the template

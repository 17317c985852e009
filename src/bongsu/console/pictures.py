"""Charts drawn once: a figure of a stored assessment never changes, so its picture is kept by language."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.conf import settings
from markupsafe import Markup

from bongsu.console import readings
from bongsu.reports import figures
from bongsu.reports.charts.render import THEMED, grade_colours, page_svg, time_format_locale
from bongsu.reports.figures import Figure
from bongsu.words import language, speaking

FIGURES = ("detections", "grades", "contributions", "indicators")
"""Charts of an item, by the name in their address."""

KEPT = 400


def figure_of(assessment: str, item: str, name: str) -> Figure | None:
    """A chart of an item with its words and table; None where there is nothing to draw."""
    return _figure(_folder(), assessment, item, name, language())


def picture_of(assessment: str, item: str, name: str) -> Markup:
    """The chart's SVG, to stand inside the page."""
    return _picture(_folder(), assessment, item, name, language())


def _folder() -> str:
    return str(settings.BONGSU_WORKSPACE)


def alive(figure: Figure) -> dict[str, Any]:
    """What a browser needs to make the same chart answer to the pointer."""
    return {
        "specification": figure.specification,
        "months": time_format_locale(language()),
        "colours": dict([*THEMED.items(), *grade_colours()]),
    }


@lru_cache(maxsize=KEPT)
def _figure(folder: str, assessment: str, item: str, name: str, code: str) -> Figure | None:
    content = readings.content_of(assessment)
    found = next(each for each in content.items if each.code == item)
    draw = {
        "detections": figures.detections_figure,
        "grades": figures.grades_figure,
        "contributions": figures.contributions_figure,
        "indicators": figures.indicators_figure,
    }[name]
    with speaking(code):
        return draw(found)


@lru_cache(maxsize=KEPT)
def _picture(folder: str, assessment: str, item: str, name: str, code: str) -> Markup:
    figure = _figure(folder, assessment, item, name, code)
    if figure is None:
        return Markup()
    with speaking(code):
        return Markup(page_svg(figure.specification, label=figure.alternative))  # noqa: S704 - our own numbers

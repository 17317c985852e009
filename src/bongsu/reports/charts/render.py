"""A chart's specification made into SVG, without a browser, with the months of the language in use."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from bongsu.reports.charts import look
from bongsu.words import language

THEMED = {
    look.INK: "--ink",
    look.MUTED: "--muted",
    look.RULE: "--rule",
    look.PAPER: "--paper",
    look.SERIES: "--series",
    look.BAND: "--band",
    look.ALARM: "--alarm",
    look.SHADE: "--shade",
}
"""Colours that a page may restate for a dark screen, and the CSS variable that does so."""


MEASURED = "sans-serif"
"""The font that text is measured in where the page brings its own: twice as fast as a list of fonts."""


@cache
def time_format_locale(code: str) -> dict[str, Any]:
    """Names of months and days for Vega; also to be given to `vegaEmbed` on a screen."""
    import vl_convert

    return dict(vl_convert.get_time_format_locale({"ko": "ko-KR", "en": "en-GB"}[code]))


def render_svg(specification: dict[str, Any], *, font: str = look.FONTS) -> str:
    """The chart as an SVG text with plain colours, for paper and mail, in the language in use."""
    import vl_convert

    quiet = {**specification, "config": {**specification.get("config", {}), "aria": False, "font": font}}
    svg: str = vl_convert.vegalite_to_svg(
        quiet,
        vl_version="6.4",
        allowed_base_urls=[],
        time_format_locale=time_format_locale(language()),
    )
    return svg


def page_svg(specification: dict[str, Any], *, label: str) -> str:
    """The chart for standing inside an HTML page: scales with its column, follows the page's colours.

    Args:
        label: the text alternative, read aloud in place of the picture.
    """
    from markupsafe import escape

    svg = render_svg(specification, font=MEASURED)
    for colour, variable in [*THEMED.items(), *grade_colours()]:
        svg = svg.replace(f'"{colour}"', f'"var({variable})"')
    svg = re.sub(r' (font-family|aria-roledescription|role|aria-hidden|pointer-events)="[^"]*"', "", svg)
    svg = re.sub(r"(\d+\.\d\d)\d+", r"\1", svg)
    opening = re.match(r"<svg[^>]*>", svg)
    box = re.search(r'viewBox="[^"]*"', opening.group(0)) if opening else None
    if opening is None or box is None:
        raise ValueError(f"expected an SVG with a viewBox, found {svg[:80]!r}")
    head = f'<svg class="chart" {box.group(0)} role="img" aria-label="{escape(label)}">'
    return head + svg[opening.end() :]


def grade_colours() -> list[tuple[str, str]]:
    """The grades' colours, and the CSS variables that restate them."""
    from bongsu.reports.grades import LOOKS

    pairs = [(entry.fill, f"--g{entry.grade}") for entry in LOOKS[1:]]
    pairs += [(entry.wash, f"--w{entry.grade}") for entry in LOOKS[1:]]
    pairs += [(entry.ink, f"--k{entry.grade}") for entry in LOOKS[1:4]]
    return pairs

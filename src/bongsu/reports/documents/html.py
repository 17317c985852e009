"""A document as one HTML file that needs no other: styles and charts are inside it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from bongsu.reports.charts.render import page_svg
from bongsu.reports.documents.blocks import Block, Paper
from bongsu.reports.grades import LOOKS, beacon_svg, fires
from bongsu.reports.marks import mark_svg
from bongsu.words import say, speaking
from bongsu.words.grades import grade_word


def html_bytes(paper: Paper) -> bytes:
    """The document as HTML."""
    with speaking(paper.language):
        template = _environment().get_template("document.html")
        text = template.render(paper=paper, style=Markup(_style_sheet()), mark=Markup(mark_svg()))  # noqa: S704
    return text.encode()


def _kind(block: Block) -> str:
    return type(block).__name__


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("bongsu.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        say=say,
        grade_word=grade_word,
        fires=fires,
        kind=_kind,
        beacon=lambda grade: Markup(beacon_svg(grade, height=16)),  # noqa: S704 - our own shapes
        picture=lambda figure: Markup(page_svg(figure.specification, label=figure.alternative)),  # noqa: S704
    )
    return environment


@cache
def _style_sheet() -> str:
    colours = "".join(
        f"--g{look.grade}:{look.fill};--k{look.grade}:{look.ink};--w{look.grade}:{look.wash};"
        for look in LOOKS
    )
    chips = "".join(f".g{n}{{--fill:var(--g{n});--on:var(--k{n});}}" for n in range(6))
    source = Path(__file__).parent.parent / "templates" / "document.css"
    return source.read_text(encoding="utf-8").replace("/*grades*/", colours) + chips

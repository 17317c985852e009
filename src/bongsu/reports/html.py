"""The report as a folder of HTML pages that work from the disk: the board, and one page an item."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from bongsu.reports import board, figures
from bongsu.reports.charts.render import page_svg
from bongsu.reports.grades import LOOKS, beacon_shapes, fires, logo_svg
from bongsu.reports.sparkline import sparkline_svg
from bongsu.usecases import beside_words, pressure_words, sentences
from bongsu.usecases.report_content import ItemContent, ReportContent
from bongsu.words import amounts, flags, named, say, speaking, tripwires
from bongsu.words import language as language_in_use
from bongsu.words.grades import grade_word
from bongsu.words.units import unit_words
from bongsu.words.verdicts import direction_word, verdict_word

Tentative = Mapping[str, Mapping[str, Any]]
"""Item → its official and tentative grade with the standing notices (`usecases.watch.tentative_beside`)."""


def write_html(
    content: ReportContent, folder: Path, *, language: str, tentative: Tentative | None = None
) -> Path:
    """Writes `index.html`, one `item-CODE.html` an item, the style sheet and the mark into `folder`.

    Everything is inside the folder: no page asks another host for anything, and none needs a script.

    Args:
        language: "ko" or "en"; afterwards the language in use is what it was.
        tentative: the fast clock's grades, to stand beside the official ones.

    Returns:
        The path of `index.html`.
    """
    with speaking(language):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "bongsu.css").write_text(_style_sheet(), encoding="utf-8")
        (folder / "bongsu.svg").write_text(logo_svg(), encoding="utf-8")
        index = folder / "index.html"
        index.write_text(_index(content, tentative or {}), encoding="utf-8")
        ranked = content.ranked
        for place, item in enumerate(ranked):
            page = _item_page(
                content,
                item,
                above=ranked[place - 1] if place else None,
                below=ranked[place + 1] if place + 1 < len(ranked) else None,
                tentative=(tentative or {}).get(item.code),
            )
            (folder / item_file(item)).write_text(page, encoding="utf-8")
    return index


def item_file(item: ItemContent) -> str:
    """Name of an item's page."""
    return f"item-{item.code}.html"


def _index(content: ReportContent, tentative: Tentative) -> str:
    return _environment().get_template("index.html").render(
        content=content,
        standing=figures.probability_figure(content),
        tentative=[(item, tentative[item.code]) for item in content.ranked if item.code in tentative],
        judged=[item for item in content.ranked if beside_words.marks(item)],
        **_shared(content),
    )  # fmt: skip


def _item_page(
    content: ReportContent,
    item: ItemContent,
    *,
    above: ItemContent | None,
    below: ItemContent | None,
    tentative: Mapping[str, Any] | None,
) -> str:
    return _environment().get_template("item.html").render(
        content=content,
        item=item,
        above=above,
        below=below,
        tentative=tentative,
        sentence=sentences.reason(item),
        detections=figures.detections_figure(item),
        grades=figures.grades_figure(item),
        indicators=figures.indicators_figure(item),
        **_shared(content),
    )  # fmt: skip


def _shared(content: ReportContent) -> dict[str, Any]:
    return {
        "language": language_in_use(),
        "made_up_words": board.made_up_words() if content.made_up else "",
        "situation": sentences.situation(content),
        "horizon": sentences.HORIZON,
    }


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("bongsu.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    speaking: dict[str, Callable[..., Any]] = {
        "say": say,
        "named": named,
        "grade_word": grade_word,
        "verdict_word": verdict_word,
        "direction_word": direction_word,
        "flag_words": flags.flag_words,
        "flag_label": flags.flag_label,
        "driver_name": board.driver_name,
        "small_print": board.small_print,
        "marks": beside_words.marks,
        "override_sentence": beside_words.override_sentence,
        "advice_sentence": beside_words.advice_sentence,
        "trust_sentences": beside_words.trust_sentences,
        "nowcast_headers": beside_words.nowcast_headers,
        "nowcast_rows": beside_words.nowcast_rows,
        "pressure_label": pressure_words.pressure_label,
        "group_word": pressure_words.group_word,
        "tentative_words": tripwires.tentative_words,
        "notice_sentence": tripwires.notice_sentence,
        "reconciling_rule": tripwires.reconciling_rule,
        "signed": pressure_words.signed,
        "unit_words": unit_words,
        "fires": fires,
        "item_file": item_file,
        "spark": lambda item: Markup(sparkline_svg(item)),  # noqa: S704 - our own numbers
        "picture": lambda figure: Markup(page_svg(figure.specification, label=figure.alternative)),  # noqa: S704
        "beacon": lambda grade: Markup(beacon_shapes(grade, lit="var(--flame)", stone="var(--stone)")),  # noqa: S704
    }
    for name in ("percent", "points", "amount", "expected", "between", "length", "period_words"):
        speaking[name] = getattr(amounts, name)
    environment.globals.update(speaking)
    return environment


@cache
def _style_sheet() -> str:
    """The style sheet with the grades' colours, which have one home in `grades.py`, written on top."""
    light = "".join(_variables(e.grade, e.fill, e.ink, e.wash) for e in LOOKS)
    dark = "".join(_variables(e.grade, e.dark_fill, e.dark_ink, f"{e.dark_fill}33") for e in LOOKS)
    source = Path(__file__).parent / "templates" / "bongsu.css"
    return source.read_text(encoding="utf-8").replace("/*light*/", light).replace("/*dark*/", dark)


def _variables(grade: int, fill: str, ink: str, wash: str) -> str:
    return f"--g{grade}:{fill};--k{grade}:{ink};--w{grade}:{wash};"

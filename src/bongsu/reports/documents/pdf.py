"""A document as a tagged PDF (PDF/UA-1), set by Typst with fonts that the packages bring."""

from __future__ import annotations

import json
import tempfile
from dataclasses import asdict
from datetime import UTC
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bongsu.reports.charts.render import render_svg
from bongsu.reports.documents.blocks import Block, GradeLine, Paper, Picture
from bongsu.reports.grades import LOOKS, beacon_svg
from bongsu.reports.marks import mark_svg
from bongsu.words import say, speaking
from bongsu.words.grades import grade_word

FONT = "Noto Sans KR"
"""The family of text and charts; `Noto Sans CJK TC` is its bold."""

FONT_PACKAGES = ("pylopdf_fonts_ko", "cvttf_NotoSansCJK_Bold")


def pdf_bytes(paper: Paper) -> bytes:
    """The document as a PDF; a glyph without a font or a picture without words fails, as PDF/UA demands."""
    import typst

    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        with speaking(paper.language):
            _write_content(paper, root)
        source = root / "document.typ"
        template = files("bongsu.reports").joinpath("templates", "document.typ")
        source.write_text(template.read_text(encoding="utf-8"), encoding="utf-8")
        made: bytes = typst.compile(
            str(source),
            root=str(root),
            font_paths=font_folders(),
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
            timestamp=int(paper.moment.timestamp()),
        )
        return made


def png_bytes(svg: str, *, width_mm: int = 172, pixels_per_inch: float = 200.0) -> bytes:
    """A chart as a picture, for where no SVG is taken; set with the fonts of the PDF."""
    import typst

    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        (root / "chart.svg").write_text(svg, encoding="utf-8")
        source = root / "chart.typ"
        source.write_text(
            f"#set page(width: {width_mm}mm, height: auto, margin: 0pt)\n"
            '#set text(font: "Noto Sans KR")\n#image("chart.svg", width: 100%)\n',
            encoding="utf-8",
        )
        made: bytes = typst.compile(
            str(source),
            root=str(root),
            font_paths=font_folders(),
            ignore_system_fonts=True,
            format="png",
            ppi=pixels_per_inch,
        )
        return made


@cache
def font_folders() -> list[str]:
    """The folders of the fonts, which are the same on every machine; charts are measured with them too."""
    import vl_convert

    folders = []
    for package in FONT_PACKAGES:
        found = find_spec(package)
        if found is None or found.origin is None:
            raise ModuleNotFoundError(
                f"the font package {package} is missing; install bongsu with its requirements"
            )
        folders.append(str(Path(found.origin).parent))
    for folder in folders:
        vl_convert.register_font_directory(folder)
    return folders


def chart_svg(picture: Picture) -> str:
    """A chart as SVG in the fonts of the paper, in the language in use."""
    font_folders()
    return render_svg(picture.figure.specification, font=FONT)


def _write_content(paper: Paper, root: Path) -> None:
    (root / "mark.svg").write_text(mark_svg(), encoding="utf-8")
    for look in LOOKS:
        (root / f"beacon-{look.grade}.svg").write_text(beacon_svg(look.grade), encoding="utf-8")
    moment = paper.moment.astimezone(UTC)
    document = {
        **{name: getattr(paper, name) for name in _PLAIN},
        "day": paper.day.isoformat(),
        "moment": {
            name: getattr(moment, name) for name in ("year", "month", "day", "hour", "minute", "second")
        },
        "looks": [{"fill": look.fill, "ink": look.ink} for look in LOOKS],
        "words": {"number": say("document no."), "date": say("date")},
        "body": [_block(block, place, root) for place, block in enumerate(paper.body)],
    }
    (root / "content.json").write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")


_PLAIN = (
    "language", "organisation", "kind", "title", "number", "head", "closing", "classification", "made_up",
    "footer", "compact",
)  # fmt: skip


def _block(block: Block, place: int, root: Path) -> dict[str, Any]:
    kind = type(block).__name__
    if isinstance(block, Picture):
        file = f"figure-{place}.svg"
        (root / file).write_text(chart_svg(block), encoding="utf-8")
        figure = block.figure
        told = {"file": file, "caption": figure.caption, "alternative": figure.alternative}
        return {"type": kind, "width": block.width, **told}
    told = asdict(block)
    if isinstance(block, GradeLine):
        told["label"] = f"{block.grade or '–'} {grade_word(block.grade)}"
    if "numbers" in told:
        told["numbers"] = sorted(told["numbers"])
    return {"type": kind, **told}

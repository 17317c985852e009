"""The one style sheet, joined of its chapters, with the grades' colours from reports/grades."""

from __future__ import annotations

from pathlib import Path

from bongsu.reports.grades import LOOKS

CHAPTERS = (
    "tokens",
    "type",
    "frame",
    "pieces",
    "tables",
    "forms",
    "charts",
    "screens",
    "evidence",
    "phone",
    "print",
)
FOLDER = Path(__file__).parents[1] / "styles"


def style_sheet(font_faces: str) -> str:
    """All chapters in order below the fonts; the dark colours serve dark screens and `.dark`."""
    tokens, *others = (_chapter(name) for name in CHAPTERS)
    light = "".join(_variables(each.grade, each.fill, each.ink, each.wash) for each in LOOKS)
    dark = "".join(_variables(e.grade, e.dark_fill, e.dark_ink, f"{e.dark_fill}33") for e in LOOKS)
    night = _chapter("dark").replace("/*dark*/", dark)
    themes = f"@media screen and (prefers-color-scheme:dark){{:root{{{night}}}}}\n.dark{{{night}}}"
    return "\n".join([font_faces, tokens.replace("/*light*/", light), themes, *others])


def _chapter(name: str) -> str:
    return (FOLDER / f"{name}.css").read_text("utf-8")


def _variables(grade: int, fill: str, ink: str, wash: str) -> str:
    return f"--g{grade}:{fill};--k{grade}:{ink};--w{grade}:{wash};"

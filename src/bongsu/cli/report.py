"""`bongsu report`: an assessment as pages for people."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bongsu.cli import options
from bongsu.words import LANGUAGES, language, say, use_language
from bongsu.words.refusal import WrongUse

FORMATS = ("html", "board")


def report(
    workspace: options.Workspace = Path(),
    assessment: Annotated[
        str | None, typer.Option("--assessment", metavar="ID", help="The latest one if not named.")
    ] = None,
    form: Annotated[
        str, typer.Option("--format", help="html: a folder of pages; board: the board in this terminal.")
    ] = "html",
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Folder to write to; in the workspace's reports if not named."),
    ] = None,
    lang: Annotated[str | None, typer.Option("--lang", help="ko or en.")] = None,
) -> None:
    """Write the board and one page an item, which open in any browser without a network."""
    if form not in FORMATS:
        raise WrongUse("--format", expected=", ".join(FORMATS), found=form)
    if lang is not None and lang not in LANGUAGES:
        raise WrongUse("--lang", expected=", ".join(LANGUAGES), found=lang)
    from bongsu.usecases.gather_report import gather
    from bongsu.usecases.workspace import Workspace

    place = Workspace.open(workspace)
    content = gather(place, assessment)
    if form == "board":
        from rich.console import Console

        from bongsu.reports.board import Board

        use_language(lang or language())
        Console().print(Board(content))
        return
    from bongsu.reports.html import write_html

    index = write_html(content, out or place.reports / content.assessment, language=lang or language())
    print(say("Report written: {path}", path=index))

"""`bongsu demo`: a made-up country with known truth, from its facts to its board and report."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from bongsu.cli import options
from bongsu.words import language, say


def demo(
    directory: Annotated[Path, typer.Argument(help="Folder to make; must not hold a workspace.")] = Path(
        "demo"
    ),
    seed: Annotated[int | None, typer.Option("--seed", help="Another made-up country.")] = None,
    at: options.At = None,
) -> None:
    """Build the made-up country of 14 items and run the monthly cycle as of 2005-05-31."""
    import time

    from rich.console import Console

    from bongsu.usecases.demo import DEMO_AS_OF, run_demo

    moment = options.assessed_at(at, "Asia/Seoul", as_of=DEMO_AS_OF)
    started = time.monotonic()
    console = Console(stderr=True)

    def step(text: str) -> None:
        console.print(f"[dim]{time.monotonic() - started:5.1f} s[/dim]  {text}")

    content = run_demo(
        directory, seed=seed, step=step, actor=options.actor(), now=moment, progress=options.progress()
    )
    _finish(directory, content, step, DEMO_AS_OF)


def _finish(directory: Path, content, step, as_of: date) -> None:  # type: ignore[no-untyped-def]
    from rich.console import Console

    from bongsu.reports.board import Board
    from bongsu.reports.html import write_html

    step(say("Writing the report"))
    index = write_html(content, directory / "reports" / content.assessment, language=language())
    Console().print(Board(content))
    print(say("Report written: {path}", path=index))
    print(say("Next: {command}", command=f"bongsu explain tobacco --workspace {directory}"))

"""bongsu audit: is the log of decisions whole?"""

from __future__ import annotations

import json as json_
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from bongsu.cli import options
from bongsu.words import say
from bongsu.words.refusal import Refusal, WrongUse

app = typer.Typer(no_args_is_help=True, help="The log of every decision: is it whole?")


@app.command("verify")
def verify(
    workspace: options.Workspace = Path(),
    known: Annotated[
        list[str] | None,
        typer.Option("--known", metavar="LINE:HASH", help="A head noted down earlier; may be repeated."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")] = False,
) -> None:
    """Walks the whole log; ends with 1 and names the first broken line if it is not whole."""
    report = verification(workspace, known=known or ())
    if json:
        print(json_.dumps(report, ensure_ascii=False))
    elif report["ok"]:
        print(say("The audit log is whole: {lines} lines.", lines=report["lines"]))
        print(say("Head to note down: {line}:{head}", line=report["lines"], head=report["head"]))
    else:
        print(say("The audit log is broken: {why}.", why=report["why"]))
    raise typer.Exit(0 if report["ok"] else 1)


def verification(workspace: Path, *, known: list[str] | tuple[str, ...] = ()) -> dict[str, object]:
    """The report of `audit verify --json`: lines, ok, first_broken, fault, why, head.

    Raises:
        Refusal: the workspace has no records, or a head given cannot be read.
    """
    import os

    heads = dict(_known_head(text) for text in known)
    database = workspace / "bongsu.db"
    if not database.exists() and not os.environ.get("BONGSU_DATABASE"):
        raise Refusal(
            str(database),
            expected=say("the records of a workspace"),
            found=say("nothing"),
            todo=say("Name the workspace with --workspace."),
        )
    from bongsu import records
    from bongsu.records import audit

    records.setup(database)
    return asdict(audit.verify(known_heads=heads))


def _known_head(text: str) -> tuple[int, str]:
    line, _, line_hash = text.partition(":")
    if not line.isascii() or not line.isdigit() or not line_hash:
        raise WrongUse("--known", expected="LINE:HASH", found=text)
    return int(line), line_hash

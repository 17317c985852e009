"""`bongsu warn`: the warnings drafted so far."""

from __future__ import annotations

import json as json_
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from bongsu.cli import options
from bongsu.words import say

app = typer.Typer(no_args_is_help=True, help="Early warnings.")


@app.callback()
def group() -> None:
    """Early warnings: what was drafted, for which item, and why."""


@app.command("list")
def listing(
    workspace: options.Workspace = Path(),
    state: Annotated[
        str | None, typer.Option("--state", help="Only those in this state, e.g. draft.")
    ] = None,
    json: options.Json = False,
) -> None:
    """The warnings, the newest first."""
    from bongsu.records import early_warnings
    from bongsu.usecases.record_assessment import open_records
    from bongsu.usecases.workspace import Workspace

    open_records(Workspace.open(workspace))
    found = early_warnings.listing(state)
    if json:
        print(json_.dumps({"warnings": [asdict(each) for each in found]}, ensure_ascii=False, default=str))
        return
    if not found:
        print(say("No warning."))
    for each in found:
        print(f"{each.number}  {each.state:<10} {each.grade}  {each.item:<14} {each.title}")

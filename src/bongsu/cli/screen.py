"""`bongsu screen`: which indicators move before an item's detections do, or that none does."""

from __future__ import annotations

import json as json_
from pathlib import Path
from typing import Annotated

import typer

from bongsu.cli import options
from bongsu.words import say
from bongsu.words.refusal import Refusal


def screen(
    item: Annotated[str | None, typer.Argument(help="Code of the item, e.g. gold.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every item, a line each.")] = False,
    workspace: options.Workspace = Path(),
    as_of: options.AsOf = None,
    as_recorded: options.AsRecorded = None,
    json: options.Json = False,
) -> None:
    """Which indicators move before detections do, as known on a day: lead scan, null band, verdict."""
    if (item is None) == (not every):
        raise Refusal("bongsu screen", expected=say("an item, or --all"), found=item or say("none"))
    if as_of is None:
        raise Refusal(
            "bongsu screen",
            expected=say("--as-of DATE"),
            todo=say("The day is never guessed: give the last day whose knowledge counts."),
        )
    from bongsu.facts.ledger import Ledger
    from bongsu.usecases.screen import document
    from bongsu.usecases.screen import screen as run
    from bongsu.usecases.workspace import Workspace

    place = Workspace.open(workspace)
    found = run(
        Ledger(place.facts),
        place.catalogue,
        as_of=options.day(as_of, "--as-of"),
        items=() if item is None else (item,),
        as_recorded=options.moment(as_recorded, "--as-recorded"),
    )
    if json:
        print(json_.dumps(document(found), ensure_ascii=False, allow_nan=False))
        return
    from rich.console import Console

    from bongsu.reports.screening import ScreeningText

    Console().print(ScreeningText(found, made_up=place.settings.made_up))

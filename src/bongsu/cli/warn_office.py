"""`bongsu warn acknowledge|act|report|nil`: the office's part."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bongsu.cli import options
from bongsu.cli.warn_shown import told
from bongsu.cli.warn_write import Number

ForOffice = Annotated[
    str | None, typer.Option("--office", metavar="CODE", help="For which office; your only one if not said.")
]
Note = Annotated[str, typer.Option("--note", help="What is done, or was found.")]


part = typer.Typer()


@part.command("acknowledge")
def acknowledge(
    number: Number,
    office: ForOffice = None,
    note: Note = "",
    workspace: options.Workspace = Path(),
    by: options.By = None,
    at: options.At = None,
    json: options.Json = False,
) -> None:
    """Confirm that the office has received the warning."""
    from bongsu.cli.warn_acting import opened
    from bongsu.usecases import warn_answer

    place, person, moment = opened(workspace, by, at)
    told(warn_answer.acknowledge(place, number, by=person, at=moment, office=office, note=note), json)


@part.command("act")
def act(
    number: Number,
    office: ForOffice = None,
    note: Note = "",
    workspace: options.Workspace = Path(),
    by: options.By = None,
    at: options.At = None,
    json: options.Json = False,
) -> None:
    """Say what the office has begun to do."""
    from bongsu.cli.warn_acting import opened
    from bongsu.usecases import warn_answer

    place, person, moment = opened(workspace, by, at)
    told(warn_answer.act(place, number, by=person, at=moment, office=office, note=note), json)


@part.command("report")
def report(
    number: Number,
    office: ForOffice = None,
    note: Note = "",
    workspace: options.Workspace = Path(),
    by: options.By = None,
    at: options.At = None,
    json: options.Json = False,
) -> None:
    """Report what the office did and found."""
    from bongsu.cli.warn_acting import opened
    from bongsu.usecases import warn_answer

    place, person, moment = opened(workspace, by, at)
    told(warn_answer.report(place, number, by=person, at=moment, office=office, note=note), json)


@part.command("nil")
def nil(
    number: Number,
    office: ForOffice = None,
    note: Note = "",
    workspace: options.Workspace = Path(),
    by: options.By = None,
    at: options.At = None,
    json: options.Json = False,
) -> None:
    """Report that the office looked and found nothing."""
    from bongsu.cli.warn_acting import opened
    from bongsu.usecases import warn_answer

    place, person, moment = opened(workspace, by, at)
    entry = warn_answer.report(place, number, by=person, at=moment, office=office, note=note, nil=True)
    told(entry, json)

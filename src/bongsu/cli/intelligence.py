"""`bongsu intelligence`: reports about smuggling, with the reliability of their sources."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bongsu.cli import options
from bongsu.cli.warn_shown import dump
from bongsu.words import say

app = typer.Typer(no_args_is_help=True, help="Intelligence reports.")


@app.callback()
def group() -> None:
    """Intelligence: reports with the reliability of their source and the credibility of what they say."""


@app.command("add")
def add(
    items: Annotated[list[str], typer.Argument(help="Codes of the items it is about.")],
    source: Annotated[str, typer.Option("--source", help="Who says it, e.g. liaison-3.")],
    reliability: Annotated[
        str, typer.Option("--reliability", metavar="A-F", help="Of the source: A best, F cannot be judged.")
    ],
    credibility: Annotated[
        int, typer.Option("--credibility", metavar="1-6", help="Of what it says: 1 best, 6 cannot be judged.")
    ],
    direction: Annotated[
        str, typer.Option("--direction", metavar="+|-|?", help="More smuggling, less, or not said.")
    ],
    note: Annotated[str, typer.Option("--note", help="What it says.")],
    known_on: Annotated[
        str | None, typer.Option("--known-on", metavar="DATE", help="When it became known; today.")
    ] = None,
    expires: Annotated[
        str | None, typer.Option("--expires", metavar="DATE", help="Last day it counts; 62 days later.")
    ] = None,
    workspace: options.Workspace = Path(),
    by: options.By = None,
    json: options.Json = False,
) -> None:
    """Add a report."""
    from zoneinfo import ZoneInfo

    from bongsu.cli.warn_acting import opened
    from bongsu.usecases import intelligence

    place, person, now = opened(workspace, by, None)
    today = now.astimezone(ZoneInfo(place.settings.time_zone)).date()
    made = intelligence.add(
        place,
        items,
        source=source,
        reliability=reliability,
        credibility=credibility,
        direction=direction,
        note=note,
        known_on=options.day(known_on, "--known-on") if known_on else today,
        expires_on=options.day(expires, "--expires") if expires else None,
        by=person,
        now=now,
    )
    if json:
        dump({"report": made})
    else:
        print(f"{made['report']}  {', '.join(made['items'])}  {reliability}{credibility}  {direction}")


@app.command("list")
def listing(
    as_of: Annotated[str, typer.Option("--as-of", metavar="DATE", help="As known on this day.")],
    item: Annotated[str | None, typer.Option("--item", help="Only of this item.")] = None,
    workspace: options.Workspace = Path(),
    json: options.Json = False,
) -> None:
    """The reports known on a day, and what each weighs on that day."""
    from bongsu.usecases import intelligence
    from bongsu.usecases.workspace import Workspace

    found = intelligence.listing(Workspace.open(workspace), as_of=options.day(as_of, "--as-of"), item=item)
    if json:
        dump({"as_of": as_of, "reports": found})
        return
    if not found:
        print(say("No report."))
    for each in found:
        code = f"{each['reliability']}{each['credibility']} {each['direction']}"
        until = say("until {day}", day=each["last_day"])
        print(
            f"{each['item']:<12} {each['report']:<22} {code}  {each['standing']:<16} {until}  {each['note']}"
        )

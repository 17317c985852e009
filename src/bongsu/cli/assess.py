"""`bongsu assess`: screen, fit and grade every item as known on a day."""

from __future__ import annotations

import json as json_
import sys
from pathlib import Path
from typing import Annotated

import typer

from bongsu.cli import options
from bongsu.words import say
from bongsu.words.refusal import WrongUse


def assess(
    workspace: options.Workspace = Path(),
    as_of: options.AsOf = None,
    method: options.Method = None,
    as_recorded: options.AsRecorded = None,
    reproduce: Annotated[
        str | None, typer.Option("--reproduce", metavar="ID", help="Run a stored assessment again.")
    ] = None,
    listing: Annotated[bool, typer.Option("--list", help="List the stored assessments.")] = False,
    at: options.At = None,
    json: options.Json = False,
) -> None:
    """Screen, fit and grade every item as known on a day, store the result and draft warnings."""
    from bongsu.usecases.workspace import Workspace

    place = Workspace.open(workspace)
    if listing:
        _list(place, json)
    elif reproduce is not None:
        _reproduce(place, reproduce, json)
    elif as_of is None:
        raise WrongUse(
            "bongsu assess",
            expected=say("--as-of DATE"),
            todo=say("The day is never guessed: give the last day whose knowledge counts."),
        )
    else:
        _assess(place, as_of, method, as_recorded, at, json)


def _assess(  # type: ignore[no-untyped-def]
    place, as_of: str, method: str | None, as_recorded: str | None, at: str | None, json: bool
) -> None:
    from bongsu.usecases.record_assessment import assess_and_record

    day = options.day(as_of, "--as-of")
    recorded = assess_and_record(
        place,
        as_of=day,
        method=method,
        now=options.assessed_at(at, place.settings.time_zone, as_of=day),
        actor=options.actor(),
        as_recorded=options.moment(as_recorded, "--as-recorded"),
        progress=options.progress(),
    )
    if json:
        print(json_.dumps(recorded.document, ensure_ascii=False, allow_nan=False))
        return
    from rich.console import Console

    from bongsu.reports.board import Board
    from bongsu.usecases.gather_report import gather

    Console().print(Board(gather(place, recorded.document["assessment"], views=recorded.views)))
    for _, number, reason in recorded.drafts:
        print(f"{number}  {reason}")


def _reproduce(place, name: str, json: bool) -> None:  # type: ignore[no-untyped-def]
    from bongsu.usecases.record_assessment import reproduce

    again = reproduce(place, name, progress=options.progress())
    if json:
        told = {**again.document, "assessment": name, "stored_hash": again.stored_hash, "same": again.same}
        print(json_.dumps(told, ensure_ascii=False, allow_nan=False))
    elif again.same:
        print(say("{name}: the same result, digit for digit ({hash}).", name=name, hash=again.stored_hash))
    else:
        print(
            say(
                "{name}: another result. Stored: {stored} (bongsu {code}); now: {now}.",
                name=name,
                stored=again.stored_hash,
                code=again.stored_code,
                now=again.repeated_hash,
            ),
            file=sys.stderr,
        )
    raise typer.Exit(0 if again.same else 1)


def _list(place, json: bool) -> None:  # type: ignore[no-untyped-def]
    from bongsu.records import assessments
    from bongsu.usecases.record_assessment import open_records

    open_records(place)
    found = assessments.listing()
    if json:
        rows = [
            {
                "assessment": each.assessment,
                "as_of": each.as_of.isoformat(),
                "method": each.method,
                "hash": each.hash,
                "created_at": each.created_at.isoformat(),
                "created_by": each.created_by,
            }
            for each in found
        ]
        print(json_.dumps({"assessments": rows}, ensure_ascii=False))
        return
    for each in found:
        made = f"{each.created_at:%Y-%m-%d %H:%M}"
        print(f"{each.assessment}  {each.as_of}  {each.method:<16} {each.hash[:12]}  {made}")

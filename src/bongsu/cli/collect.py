"""`bongsu collect`: facts from the agencies' interfaces."""

from __future__ import annotations

import json as json_
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bongsu.cli import options
from bongsu.words import named, say

if TYPE_CHECKING:
    from bongsu.usecases.collect import CollectReport
    from bongsu.usecases.load import LoadReport

DROP = "drop/"


def collect(
    sources: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SOURCE…]", help="Data sets, agencies, sources, drop/FOLDER; else all."),
    ] = None,
    workspace: options.Workspace = Path(),
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE", help="As if this day were today."),
    ] = None,
    first: Annotated[
        str | None,
        typer.Option("--from", metavar="PERIOD", help="From this period on, not what is due."),
    ] = None,
    last: Annotated[str | None, typer.Option("--to", metavar="PERIOD", help="Up to this period.")] = None,
    accept: Annotated[
        list[str] | None,
        typer.Option("--accept", metavar="SERIES", help="Take this series though a gate would hold it back."),
    ] = None,
    plan: Annotated[
        bool, typer.Option("--plan", help="Ask nothing; show what would be asked, and how every feed stands.")
    ] = False,
    letters: Annotated[
        bool, typer.Option("--letters", help="Ask nothing; draft letters to agencies that are overdue.")
    ] = False,
    json: options.Json = False,
) -> None:
    """Ask agencies for what is due, hold the answers to their word, and load them."""
    from datetime import UTC, datetime

    if plan or letters:
        _show_plan(workspace, tuple(sources or ()), json=json, letters=letters)
        return

    from bongsu.sources.collecting.feeds import feeds_of
    from bongsu.usecases.collect import collect as collect_feeds
    from bongsu.usecases.collect_drops import collect_drops
    from bongsu.usecases.let_through import LetThrough
    from bongsu.usecases.workspace import Workspace

    place, now = Workspace.open(workspace), datetime.now(UTC)
    feeds = [name for name in sources or () if not name.startswith(DROP)]
    drops = [name.removeprefix(DROP) for name in sources or () if name.startswith(DROP)]
    dropped, reports = [], []
    passed = LetThrough(place, accept or (), actor=options.actor(), now=now)
    if drops or not feeds:
        dropped = collect_drops(place, drops, now=now, accept=passed)
    if feeds or (not drops and (feeds_of(place.catalogue.files) or not dropped)):
        reports = collect_feeds(
            place,
            feeds,
            now=now,
            as_of=options.day(as_of, "--as-of") if as_of else None,
            first=options.period(first, "--from") if first else None,
            last=options.period(last, "--to") if last else None,
            accept=passed,
            progress=options.progress(),
        )
    for series in accept or ():
        if series not in passed.used:
            print(
                say("{series}: no gate held it back; nothing was let through", series=series), file=sys.stderr
            )
    _show(reports, dropped, json=json)


def _show(reports: list[CollectReport], dropped: list[LoadReport], *, json: bool) -> None:
    """What became of everything; ends with 1 where something failed."""
    from bongsu.cli.load import as_json
    from bongsu.cli.load import sentence as load_sentence

    if json:
        found = {"feeds": [asdict(report) for report in reports], "drops": [as_json(one) for one in dropped]}
        print(json_.dumps(found, ensure_ascii=False))
    else:
        for one in dropped:
            print(say("Refused: {reason}", reason=one.refusal) if one.refusal else load_sentence(one))
        for report in reports:
            print(sentence(report))
    if any(report.outcome == "failed" for report in reports) or any(one.refusal for one in dropped):
        message = "A failed feed leaves the ledger as it was. Why, and what to do: bongsu facts quarantine"
        print(say(message), file=sys.stderr)
        raise typer.Exit(1)


def _show_plan(workspace: Path, sources: tuple[str, ...], *, json: bool, letters: bool) -> None:
    """The feeds' plan and the ledger of partners; with `letters`, the drafts written."""
    from datetime import UTC, datetime

    from bongsu.usecases.collect import today
    from bongsu.usecases.feed_plan import feed_plans, plan_sentence
    from bongsu.usecases.partners import partners
    from bongsu.usecases.workspace import Workspace

    place, now = Workspace.open(workspace), datetime.now(UTC)
    plans = feed_plans(place, sources, now=now) if not letters else []
    known = partners(place, now=now)
    written: list[Path] = []
    if letters:
        from bongsu.reports.reminder_letters import write_letters

        written = write_letters(known, place.reports / "letters", day=today(place, now))
    if json:
        found = {
            "feeds": [asdict(one) for one in plans],
            "partners": [asdict(one) for one in known],
            "letters": [str(file) for file in written],
        }
        print(json_.dumps(found, ensure_ascii=False, default=str))
        return
    for one in plans:
        print(plan_sentence(one))
    for partner in known:
        if partner.days_overdue and not letters:
            told = say(
                "{name}: {count} days overdue; {items} items depend on it",
                name=named(partner.names),
                count=partner.days_overdue,
                items=len(partner.costs),
            )
            print(told)
    for file in written:
        print(file)
    if letters and not written:
        print(say("Nobody is overdue: no letters."))


def sentence(report: CollectReport) -> str:
    """What became of one feed, as one line and a line for each note."""
    if report.outcome == "failed":
        told = say("{feed}: failed: {reason}", feed=report.feed, reason=report.reason)
    else:
        told = say(
            "{feed}: {rows} rows loaded, {known} known already, {bad} in quarantine",
            feed=report.feed,
            rows=report.rows,
            known=report.already_known,
            bad=report.quarantined,
        )
    if report.windows:
        asked = f"{report.windows[0].partition('…')[0]}…{report.windows[-1].partition('…')[2]}"
        told += say("; asked for {window}", window=asked)
    if report.silent:
        told += say("; {count} overdue periods marked", count=report.silent)
    return "\n".join([told, *(f"  {note}" for note in report.notes)])

"""`bongsu declarations`: import declarations of any size into observations by item, origin and month."""

from __future__ import annotations

import json as json_
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bongsu.cli import options
from bongsu.words import say

if TYPE_CHECKING:
    from bongsu.usecases.declarations import DeclarationsReport, Totals


def declarations(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE…", help="CSV or Parquet; all files of a month together.")
    ],
    mapping: Annotated[
        str, typer.Option("--map", metavar="NAME|FILE.toml", help="What the columns mean: shipped, or yours.")
    ],
    workspace: options.Workspace = Path(),
    known_at: Annotated[
        str | None,
        typer.Option("--known-at", metavar="DATE", help="The day the sums became known; else by the lag."),
    ] = None,
    digits: Annotated[
        int | None,
        typer.Option(
            "--totals", metavar="DIGITS", help="Only print sums by month and HS digits; store none."
        ),
    ] = None,
    json: options.Json = False,
) -> None:
    """Sum import declarations to item, origin and month, and store volume, value, unit value and form."""
    from datetime import UTC, datetime

    from bongsu.usecases.declarations import load_declarations, totals
    from bongsu.usecases.workspace import Workspace

    if digits is not None:
        _print_totals(totals(files, mapping=mapping, digits=digits), json=json)
        return
    report = load_declarations(
        Workspace.open(workspace),
        files,
        mapping=mapping,
        now=datetime.now(UTC),
        known_at=options.day(known_at, "--known-at") if known_at else None,
    )
    if json:
        print(json_.dumps(asdict(report), ensure_ascii=False))
    elif report.repeated:
        print(say("loaded before: nothing to do"))
    else:
        print(
            say(
                "{count} declarations of watched items from {files} files: {rows} observations of {series} "
                "series added, {known} known already, {bad} bad rows in quarantine.",
                count=report.declarations,
                files=len(report.files),
                rows=report.rows,
                series=report.series,
                known=report.already_known,
                bad=report.quarantined,
            )
        )
        for item, count in (report.items or {}).items():
            print(f"  {item:<16} {count:>10,}")
        for sentence in _about_repeats(report):
            print(sentence)
    if report.quarantined:
        message = "{count} rows went to the quarantine; see them with: bongsu facts quarantine"
        print(say(message, count=report.quarantined), file=sys.stderr)


def _print_totals(found: Totals, *, json: bool) -> None:
    """The sums on stdout; what is not in them on stderr, or in the JSON."""
    if json:
        said = {name: getattr(found, name) for name in ("left_out", "twice", "nameless", "first")}
        print(json_.dumps({"rows": found.rows.to_dicts()} | said, ensure_ascii=False))
        return
    print(found.rows.write_csv(), end="")
    if found.left_out:
        message = "{count} bad rows are not in these sums. The first: {first}"
        print(say(message, count=found.left_out, first=found.first), file=sys.stderr)
    for sentence in _about_repeats(found):
        print(sentence, file=sys.stderr)


def _about_repeats(found: Totals | DeclarationsReport) -> list[str]:
    """How many rows came a second time, and of how many nobody can tell."""
    told = []
    if found.twice:
        message = "{count} of the bad rows say a declaration's number and line a second time."
        told.append(say(message, count=found.twice))
    if found.nameless:
        message = "{count} declarations have no number: whether one is there twice cannot be told."
        told.append(say(message, count=found.nameless))
    return told

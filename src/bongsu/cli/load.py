"""`bongsu load`: facts from files."""

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
    from bongsu.usecases.load import LoadReport


def load(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE…", help="Files, folders, or patterns such as '2005/*.csv'.")
    ],
    workspace: options.Workspace = Path(),
    source: Annotated[
        str | None, typer.Option("--source", help="The publisher's data set, where the file does not tell.")
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="End with 1 if a row went to the quarantine.")
    ] = False,
    json: options.Json = False,
) -> None:
    """Load facts from CSV, Excel or Parquet files; good rows load, bad ones go to the quarantine."""
    from datetime import UTC, datetime

    from bongsu.usecases.load import load_files
    from bongsu.usecases.workspace import Workspace

    reports = load_files(
        Workspace.open(workspace),
        files,
        source=source,
        now=datetime.now(UTC),
        progress=options.progress(enabled=len(files) > 1),
    )
    if json:
        print(json_.dumps({"loads": [as_json(report) for report in reports]}, ensure_ascii=False))
    else:
        for report in reports:
            if not report.refusal:
                print(sentence(report))
    for report in reports:
        if report.refusal:
            print(say("Refused: {reason}", reason=report.refusal), file=sys.stderr)
    quarantined = sum(report.quarantined for report in reports)
    if quarantined:
        message = "{count} rows went to the quarantine; see them with: bongsu facts quarantine"
        print(say(message, count=quarantined), file=sys.stderr)
    if any(report.refusal for report in reports) or (strict and quarantined):
        raise typer.Exit(1)


def sentence(report: LoadReport) -> str:
    """What became of one file, as one line and a line for each note."""
    notes = [f"  {note}" for note in report.notes]
    if not report.table:
        return "\n".join([f"{report.file}:", *notes])
    told = say(
        "{file}: {table}: {rows} rows loaded, {known} known already, {bad} in quarantine",
        file=report.file,
        table=say(report.table),
        rows=report.rows,
        known=report.already_known,
        bad=report.quarantined,
    )
    if report.known_from:
        told += say("; known from {first} to {last}", first=report.known_from, last=report.known_to)
    return "\n".join([told, *notes])


def as_json(report: LoadReport) -> dict[str, object]:
    """The report as `--json` prints it."""
    days = {name: str(day) if (day := getattr(report, name)) else None for name in ("known_from", "known_to")}
    return asdict(report) | days | {"notes": list(report.notes)}

"""Mend a row of the quarantine: correct its cells, load the corrected row, and note who did it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import polars as pl

from bongsu.core.early_warning.people import Person, Role
from bongsu.records import mendings
from bongsu.usecases.list_facts import list_quarantine
from bongsu.usecases.load import LoadReport, load_files
from bongsu.usecases.preview_load import preview
from bongsu.usecases.record_assessment import open_records
from bongsu.usecases.workspace import Workspace
from bongsu.words import say
from bongsu.words.refusal import Refusal
from bongsu.words.warnings import role_words

MENDERS = (Role.STEWARD, Role.OPERATOR)
FOLDER = "mended"
SHOWN_REASONS = 3


def waiting(workspace: Workspace) -> pl.DataFrame:
    """The rows of the quarantine that nobody has mended or dismissed yet, by file and line."""
    open_records(workspace)
    rows = list_quarantine(workspace)
    done = mendings.done()
    keys = pl.struct("load", "line").map_elements(
        lambda key: (key["load"], key["line"]) in done, return_dtype=pl.Boolean
    )
    return rows.filter(~keys) if rows.height and done else rows


def mend(
    workspace: Workspace, load: str, line: int, cells: Mapping[str, str], *, by: Person, at: datetime
) -> LoadReport:
    """Loads the row with corrected cells; the row as it came stays in the quarantine, marked as mended.

    Raises:
        Refusal: she may not, there is no such row, or the corrected row is still bad; then nothing is loaded.
    """
    _check_mender(by)
    row = _row(workspace, load, line)
    mended = {name: cells.get(name, value).strip() for name, value in row.items()}
    file = _written(workspace, load, line, mended)
    tables = preview(workspace, file)
    rejects = [reject for table in tables for reject in table.rejects]
    if rejects:
        file.unlink()
        reasons = [
            f"{reject.column}: {say('expected {expected}', expected=reject.expected)}, "
            f"{say('found {found}', found=reject.found)}"
            for reject in rejects[:SHOWN_REASONS]
        ]
        raise Refusal(say("line {line}", line=line), expected=say("a good row"), found="; ".join(reasons))
    report = load_files(workspace, [file], now=at)[0]
    if report.refusal or report.quarantined:
        raise Refusal(
            say("line {line}", line=line),
            expected=say("a good row"),
            found=report.refusal or say("a row that disagrees with one loaded before"),
        )
    mendings.record(load, line, outcome="mended", mended_load=report.load, actor=by.name, now=at)
    return report


def dismiss(workspace: Workspace, load: str, line: int, *, by: Person, at: datetime, reason: str) -> None:
    """Marks a row as one that need not be loaded; raises Refusal without a reason."""
    _check_mender(by)
    if not reason.strip():
        raise Refusal(say("the reason"), expected=say("a reason"), found=say("nothing"))
    _row(workspace, load, line)
    mendings.record(load, line, outcome="dismissed", reason=reason.strip(), actor=by.name, now=at)


def take_up_again(workspace: Workspace, load: str, line: int, *, by: Person, at: datetime) -> None:
    """Undoes a dismissal; raises Refusal where the row was not dismissed."""
    _check_mender(by)
    open_records(workspace)
    mendings.reopen(load, line, actor=by.name, now=at)


def _row(workspace: Workspace, load: str, line: int) -> dict[str, str]:
    found = waiting(workspace).filter((pl.col("load") == load) & (pl.col("line") == line))
    if not found.height:
        raise Refusal(
            say("the quarantine"),
            expected=say("a row that waits to be mended"),
            found=say("line {line}", line=line),
        )
    row: dict[str, str] = json.loads(found["row"][0])
    return row


def _written(workspace: Workspace, load: str, line: int, row: Mapping[str, str]) -> Path:
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(row), lineterminator="\n")
    writer.writeheader()
    writer.writerow(row)
    folder = workspace.folder / "uploads" / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{load[:12]}-line-{line}.csv"
    file.write_text(text.getvalue(), encoding="utf-8")
    return file


def _check_mender(by: Person) -> None:
    if not by.has(*MENDERS):
        raise Refusal(
            say("the quarantine"),
            expected=role_words(role.value for role in MENDERS),
            found=role_words(by.roles) or say("none"),
        )

"""Preview a file before it is loaded: which table, how many good rows, which bad ones; nothing is written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bongsu.facts.ledger import Ledger
from bongsu.sources.bongsu_files import read_bongsu_file
from bongsu.sources.expectations import expectations_of
from bongsu.sources.limits import DEFAULT_LIMITS, Limits
from bongsu.sources.parsed import Reject
from bongsu.sources.registry import recognise
from bongsu.usecases.workspace import Workspace

SHOWN = 12
HIDDEN = ("known_at", "line")


@dataclass(frozen=True, slots=True)
class TablePreview:
    """One fact table of a file.

    Attributes:
        reader: code of the publisher's data set, or "" for our own formats.
        rows: good rows; columns and `first_rows` show the beginning of them.
        bad: lines that would go to the quarantine; `rejects`: why, each reason by itself.
    """

    table: str
    reader: str
    rows: int
    columns: tuple[str, ...]
    first_rows: tuple[tuple[str, ...], ...]
    bad: int
    rejects: tuple[Reject, ...]
    notes: tuple[str, ...]


def preview(
    workspace: Workspace, path: Path, *, source: str | None = None, limits: Limits = DEFAULT_LIMITS
) -> list[TablePreview]:
    """What `load_files` would take of a file, without comparing it with what the ledger holds.

    Raises:
        Refusal: the file as a whole cannot be read.
    """
    reader = recognise(path, source)
    if reader is None:
        parsed = read_bongsu_file(path, expectations_of(workspace.catalogue), limits=limits)
    else:
        ledger = Ledger(workspace.facts)
        parsed = reader.read(
            path, workspace.catalogue, held=lambda series: ledger.revisions("observations").clear()
        )
    found = []
    for part in parsed:
        shown = part.rows.drop(*HIDDEN, strict=False)
        shown = shown[[each.name for each in shown if each.null_count() < shown.height]]
        found.append(
            TablePreview(
                part.table,
                reader.code if reader else "",
                part.rows.height,
                tuple(shown.columns),
                tuple(
                    tuple("" if cell is None else str(cell) for cell in row)
                    for row in shown.head(SHOWN).rows()
                ),
                len({reject.line for reject in part.rejects}),
                part.rejects,
                part.notes,
            )
        )
    return found

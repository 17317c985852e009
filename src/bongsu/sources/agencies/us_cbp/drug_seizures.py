"""Reads the monthly drug seizures that U.S. Customs and Border Protection publishes.

The file has a row only where something was seized. Within the months that it covers an absent row is
therefore a count of zero, and is written as one: a row that a later file no longer has becomes a zero.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bongsu.sources.agencies.described_table import Row, plain, read_described
from bongsu.sources.agencies.us_cbp.absent_rows import Seizure, with_zeros
from bongsu.sources.agencies.us_cbp.seizure_words import SeizureWords
from bongsu.sources.description import Description
from bongsu.sources.parsed import Parsed, Reject
from bongsu.words import say


def read(
    path: Path, description: Description, catalogue: Any = None, held: Callable[..., Any] | None = None
) -> list[Parsed]:
    """The seizures of one file as monthly counts by drug, office and channel, zeros written out.

    A drug that neither the description nor the catalogue knows, a month, year, count or quantity that
    cannot be read, and rows that contradict each other are rejected; the cells that they might have spoken
    of stay empty instead of becoming zeros.
    """
    table = read_described(path, description)
    words = SeizureWords(description.settings, catalogue)
    read_rows: dict[tuple, list[tuple[Row, Seizure]]] = defaultdict(list)
    rejects, unread = list(table.rejects), []
    for row in table.rows:
        seizure, faults = words.read(row)
        if seizure is None:
            rejects += [fault.at(row.line, row.cells) for fault in faults]
            unread.append(words.readable_part(row))
        else:
            read_rows[seizure.key].append((row, seizure))
    seizures, contradictions = _one_of_each(read_rows)
    repeated = len(table.rows) - len(unread) - len(seizures) - len(contradictions)
    rejects += contradictions
    unread += [words.readable_part(Row(reject.line, reject.row)) for reject in contradictions]
    unread += [words.readable_part(_torn(reject, description)) for reject in table.rejects]
    rows, gaps = with_zeros(seizures, unread, description=description)
    notes = table.notes + words.notes() + gaps
    if repeated:
        notes += (say("{count} rows stood in the file twice and were taken once", count=repeated),)
    return [Parsed(description.table, rows, tuple(sorted(rejects, key=lambda one: one.line)), notes)]


def _one_of_each(read_rows: dict[tuple, list[tuple[Row, Seizure]]]) -> tuple[list[Seizure], list[Reject]]:
    """Rows of one key that say the same count once; those that differ are all rejected."""
    seizures, rejects = [], []
    for alike in read_rows.values():
        if all(seizure == alike[0][1] for _, seizure in alike):
            seizures.append(alike[0][1])
        else:
            lines = [row.line for row, _ in alike]
            rejects += [_contradiction(row, lines) for row, _ in alike]
    return seizures, rejects


def _torn(reject: Reject, description: Description) -> Row:
    """What is left of a row that has too few or too many cells."""
    cells = {plain(name): text.strip() for name, text in reject.row.items()}
    return Row(reject.line, {column: cells.get(plain(column), "") for column in description.columns})


def _contradiction(row: Row, lines: Sequence[int]) -> Reject:
    others = ", ".join(str(line) for line in lines if line != row.line)
    return Reject(
        row.line,
        "Count of Event",
        expected=say("one row for each month, office, channel and drug"),
        found=say("another count or quantity in line {lines}", lines=others),
        todo=say("Keep the row that is right. If the agency now splits its rows, edit the description."),
        row=row.cells,
    )

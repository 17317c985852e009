"""A publisher's table held to its description: the columns that it names, each row with its line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bongsu.sources.agencies.contract import checked_row_count, nearest
from bongsu.sources.description import Description
from bongsu.sources.parsed import Reject
from bongsu.sources.tabular_file import TextTable, read_tables
from bongsu.words import say
from bongsu.words.refusal import Refusal


def plain(name: str) -> str:
    """A column's name without the accidents of writing: case, blanks at the ends, doubled blanks.

    >>> plain(" Drug  Type")
    'drug type'
    """
    return " ".join(name.split()).lower()


@dataclass(frozen=True, slots=True)
class Row:
    """One data row: the line it begins on, and its cells by the column names of the description."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class DescribedTable:
    """What stood in the file.

    Attributes:
        rows: rows that have as many cells as the header.
        rejects: the other rows, and the columns that are missing; while one is missing there are no rows.
        notes: columns left out, unusual numbers of rows.
    """

    rows: tuple[Row, ...]
    rejects: tuple[Reject, ...]
    notes: tuple[str, ...]


def header_of(path: Path) -> tuple[str, ...]:
    """The column names of the file's first table; none where the file is no table."""
    try:
        return read_tables(path)[0].header
    except Refusal:
        return ()


def read_described(path: Path, description: Description) -> DescribedTable:
    """Reads the columns that the description names from the file's first table.

    Raises:
        Refusal: the file is no table, or has fewer rows than the description allows.
    """
    table = read_tables(path)[0]
    places = {plain(name): name for name in table.header}
    missing = [column for column in description.columns if plain(column) not in places]
    if missing:
        rejects = tuple(_missing(column, table) for column in missing)
        return DescribedTable((), rejects, table.notes)
    wanted = [places[plain(column)] for column in description.columns]
    rows = tuple(
        Row(line, dict(zip(description.columns, cells, strict=True)))
        for line, *cells in table.rows.select("line", *wanted).iter_rows()
    )
    notes = table.notes + _left_out(table.header, description)
    notes += checked_row_count(table.name, len(rows) + len(table.rejects), bounds=description.rows)
    return DescribedTable(rows, table.rejects, notes)


def _missing(column: str, table: TextTable) -> Reject:
    return Reject(
        table.header_line,
        column,
        expected=say("the column {column}", column=column),
        found=nearest(column, table.header) or ", ".join(table.header),
        todo=say("If the agency renamed the column, edit the data set's description."),
    )


def _left_out(header: Sequence[str], description: Description) -> tuple[str, ...]:
    wanted = {plain(column) for column in description.columns}
    extra = [name for name in header if plain(name) not in wanted]
    if not extra:
        return ()
    message = "{count} columns that the description of {code} does not know were left out: {names}"
    return (say(message, count=len(extra), code=description.code, names=", ".join(extra)),)

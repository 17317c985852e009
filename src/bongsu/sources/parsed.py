"""What a reader hands on: the good rows of one fact table, and the bad ones with the reason for each."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl


@dataclass(frozen=True, slots=True)
class Reject:
    """One reason why one row was not taken. A row with two faults gives two rejects.

    Attributes:
        line: in the file as a person sees it, the header being line 1.
        row: the row's cells as found, so that it can be mended and loaded again.
    """

    line: int
    column: str
    expected: str
    found: str
    todo: str = ""
    row: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Parsed:
    """One fact table's worth of a file.

    Attributes:
        table: name of the fact table.
        rows: columns as in `bongsu.facts.tables`, without `recorded_at` and `load`; `known_at` is filled.
            A column `line` says where each row stands, where the reader knows it.
        rejects: rows for the quarantine.
        notes: what a person should know, e.g. "two sheets were left out: Description, Annual Prices".
    """

    table: str
    rows: pl.DataFrame
    rejects: tuple[Reject, ...] = ()
    notes: tuple[str, ...] = ()

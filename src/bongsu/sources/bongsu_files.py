"""Reads bongsu's own file formats: the header tells which table, every row is checked, nothing is dropped."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl

from bongsu.facts.tables import STAMPS, TABLES
from bongsu.sources import bongsu_formats as formats
from bongsu.sources.bongsu_formats import Format, check_header, format_of, unknown_header
from bongsu.sources.detection_rows import case_rows, count_rows
from bongsu.sources.effort_rows import effort_rows
from bongsu.sources.event_rows import event_rows, intelligence_rows
from bongsu.sources.expectations import Expectations
from bongsu.sources.limits import DEFAULT_LIMITS, Limits
from bongsu.sources.naming_checks import dismiss_totals
from bongsu.sources.observation_rows import observation_rows
from bongsu.sources.own_duplicates import check_duplicates
from bongsu.sources.parsed import Parsed
from bongsu.sources.row_checks import RowChecks
from bongsu.sources.tabular_file import TextTable, read_tables
from bongsu.words import say
from bongsu.words.refusal import Refusal

READER = "bongsu-files-1"
"""Names these rules; a change of the rules that judges old files in another way gets a new name."""

_ROWS: dict[str, Callable[[RowChecks, Expectations], pl.DataFrame]] = {
    formats.OBSERVATIONS.name: observation_rows,
    formats.CASES.name: case_rows,
    formats.COUNTS.name: count_rows,
    formats.EFFORT.name: effort_rows,
    formats.EVENTS.name: event_rows,
    formats.INTELLIGENCE.name: intelligence_rows,
}


def read_bongsu_file(
    path: Path, expectations: Expectations, *, name: str | None = None, limits: Limits = DEFAULT_LIMITS
) -> list[Parsed]:
    """Every table in the file, the bad rows apart from the good ones, which carry their `line`.

    Args:
        name: what to call the file in messages, where `path` is a copy of it.

    Raises:
        Refusal: the file cannot be read as a table, or its header is none of ours.
    """
    tables = read_tables(path, name=name, limits=limits)
    fitting = [(table, kind) for table in tables if (kind := format_of(table))]
    if not fitting:
        raise unknown_header(tables[0])
    left_out = [table.name for table in tables if format_of(table) is None]
    notes = (
        (say("left out, as the header is none of ours: {names}", names=", ".join(left_out)),)
        if left_out
        else ()
    )
    return [parse_table(table, kind, expectations, limits=limits, notes=notes) for table, kind in fitting]


def parse_table(
    table: TextTable,
    kind: Format,
    expectations: Expectations,
    *,
    limits: Limits = DEFAULT_LIMITS,
    notes: tuple[str, ...] = (),
) -> Parsed:
    """One table checked row by row against its format.

    Raises:
        Refusal: its header has a missing or unknown column, it has no rows, or almost all are bad.
    """
    check_header(table, kind)
    if not table.rows.height and not table.rejects:
        raise Refusal(table.name, expected=say("rows under the header"), found=say("the header only"))
    checks = RowChecks(table)
    for column in ("series", "case_id", "item", "period", "event", "report"):
        if checks.has(column):
            dismiss_totals(checks, column)
    rows = _ROWS[kind.name](checks, expectations).filter(checks.good)
    key = list(TABLES[kind.table].key) if kind is not formats.CASES else ["case_id"]
    rows, repeated = check_duplicates(checks, rows, key=key)
    told = [*notes, *table.notes, *repeated, *_notes(rows, kind)]
    return Parsed(kind.table, _ordered(rows, kind.table), checks.rejects(limits=limits), tuple(told))


def _ordered(rows: pl.DataFrame, table: str) -> pl.DataFrame:
    columns = {name: type_ for name, type_ in TABLES[table].columns.items() if name not in STAMPS}
    return rows.select("line", *(pl.col(name).cast(type_) for name, type_ in columns.items()))


def _notes(rows: pl.DataFrame, kind: Format) -> list[str]:
    if kind is not formats.OBSERVATIONS or not rows.height:
        return []
    of_days = rows.filter(pl.col("frequency") == "day")["period"]
    if of_days.n_unique() < 3 or (of_days.dt.day() != 1).any():
        return []
    return [
        say("all days are the first of a month: if months are meant, write 2005-05 instead of 2005-05-01")
    ]

"""Reads the monthly table of land border crossings: a row for each border, a column for each measure."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from bongsu.core.panel.periods import Frequency
from bongsu.sources.agencies.contract import Fault, one_of, whole
from bongsu.sources.agencies.dated_prices import period_of
from bongsu.sources.agencies.described_table import Row, read_described
from bongsu.sources.agencies.observed_cells import Cell, observations
from bongsu.sources.description import Description
from bongsu.sources.parsed import Parsed, Reject
from bongsu.words import say

MONTH, BORDER = "month", "border"


def read(
    path: Path, description: Description, catalogue: Any = None, held: Callable[..., Any] | None = None
) -> list[Parsed]:
    """One series for each border and measure, e.g. `bts_us_mexico_personal_vehicles`."""
    table = read_described(path, description)
    taken: dict[str, tuple[int, list[Cell]]] = {}
    rejects = list(table.rejects)
    for row in table.rows:
        cells, faults = _cells(row, description)
        rejects += faults
        if not cells:
            continue
        line, first = taken.setdefault(f"{cells[0].series} {cells[0].period}", (row.line, cells))
        if first != cells:
            rejects.append(_twice(row, line))
    rows = observations((cell for _, cells in taken.values() for cell in cells), description, catalogue)
    return [Parsed(description.table, rows, tuple(rejects), table.notes)]


def _cells(row: Row, description: Description) -> tuple[list[Cell], list[Reject]]:
    """The row's cells; none where one of them is at fault, so that it is mended and loaded as a whole."""
    faults: list[Reject] = []

    def attempt(reading: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        try:
            return reading(*arguments, **named)
        except Fault as fault:
            faults.append(fault.at(row.line, row.cells))

    period = attempt(period_of, row.cells[MONTH], MONTH, frequency=Frequency.MONTH)
    border = attempt(one_of, row.cells[BORDER], BORDER, description.settings["borders"])
    cells = []
    for measure in description.columns[2:]:
        text = row.cells[measure]
        value = attempt(whole, text, measure) if text else None
        if period and border:
            number = None if value is None else float(value)
            cells.append(Cell(f"bts_{border}_{measure}", period, number, description.settings["unit"]))
    return ([], faults) if faults else (cells, [])


def _twice(row: Row, line: int) -> Reject:
    return Reject(
        row.line,
        MONTH,
        expected=say("one row for each month and border, as in line {line}", line=line),
        found=row.cells[MONTH],
        todo=say("Keep the row that is right."),
        row=row.cells,
    )

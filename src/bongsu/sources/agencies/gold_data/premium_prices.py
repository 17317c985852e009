"""Reads the Korean gold price, the world price and the exchange rate of each day or month.

The publisher's own premium and price in won are kept beside them, to compare what bongsu recomputes with.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from bongsu.core.panel.periods import Frequency, Period
from bongsu.sources.agencies.contract import Fault, number
from bongsu.sources.agencies.dated_prices import period_of, positive, twice
from bongsu.sources.agencies.described_table import Row, read_described
from bongsu.sources.agencies.observed_cells import Cell, jumps, observations
from bongsu.sources.description import Description
from bongsu.sources.parsed import Parsed


def read(
    path: Path, description: Description, catalogue: Any = None, held: Callable[..., Any] | None = None
) -> list[Parsed]:
    """The observations of one file; a row with a fault in any cell goes to the quarantine whole."""
    table = read_described(path, description)
    rejects = list(table.rejects)
    lines: dict[Period, int] = {}
    cells: list[Cell] = []
    for row in table.rows:
        try:
            found = _cells(row, description)
            if found[0].period in lines:
                raise twice(_time_column(description), str(found[0].period), line=lines[found[0].period])
            lines[found[0].period] = row.line
            cells += found
        except Fault as fault:
            rejects.append(fault.at(row.line, row.cells))
    rows = observations(cells, description, catalogue)
    prices = rows.filter(rows["series"] != description.settings["may_be_below_zero"])
    notes = table.notes + jumps(prices, factor=description.settings["jump"])
    return [Parsed(description.table, rows, tuple(rejects), notes)]


def _cells(row: Row, description: Description) -> list[Cell]:
    settings = description.settings
    column = _time_column(description)
    period = period_of(row.cells[column], column, frequency=Frequency(settings["frequency"]))
    cells = []
    for name, entry in settings["columns"].items():
        text = row.cells[name]
        signed = entry["series"] == settings["may_be_below_zero"]
        value = float(number(text, name)) if signed else positive(text, name)
        cells.append(Cell(entry["series"], period, value, entry["unit"]))
    return cells


def _time_column(description: Description) -> str:
    return str(description.settings["time"])

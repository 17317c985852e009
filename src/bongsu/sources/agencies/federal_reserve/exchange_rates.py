"""Reads the monthly exchange rates of the Federal Reserve; each series' unit says which way it is quoted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from bongsu.core.panel.periods import Frequency, Period
from bongsu.sources.agencies.contract import Fault, one_of
from bongsu.sources.agencies.dated_prices import period_of, positive, twice
from bongsu.sources.agencies.described_table import read_described
from bongsu.sources.agencies.observed_cells import Cell, jumps, observations
from bongsu.sources.description import Description
from bongsu.sources.parsed import Parsed
from bongsu.words import say

DATE, COUNTRY, RATE = "Date", "Country", "Exchange rate"


def read(
    path: Path, description: Description, catalogue: Any = None, held: Callable[..., Any] | None = None
) -> list[Parsed]:
    """One series a country, e.g. `fx_south_korea` in "KRW per USD"."""
    table = read_described(path, description)
    units = {entry["series"]: entry["unit"] for entry in description.settings["countries"].values()}
    series_of = {name: entry["series"] for name, entry in description.settings["countries"].items()}
    todo = say("If it is a new country, name its series and unit in the description.")
    cells: dict[tuple[str, Period], tuple[int, Cell]] = {}
    rejects = list(table.rejects)
    for row in table.rows:
        try:
            period = period_of(row.cells[DATE], DATE, frequency=Frequency.MONTH)
            series = one_of(row.cells[COUNTRY], COUNTRY, series_of, todo=todo)
            cell = Cell(series, period, positive(row.cells[RATE], RATE), units[series])
            line, first = cells.setdefault((series, period), (row.line, cell))
            if first != cell:
                raise twice(RATE, row.cells[RATE], line=line)
        except Fault as fault:
            rejects.append(fault.at(row.line, row.cells))
    rows = observations((cell for _, cell in cells.values()), description, catalogue)
    notes = table.notes + jumps(rows, factor=description.settings["jump"])
    return [Parsed(description.table, rows, tuple(rejects), notes)]

"""Reads files of a date and a price, `Date,Price`: one series a file, which the description names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from bongsu.core.panel.periods import Frequency, Period
from bongsu.sources.agencies.contract import Fault, number
from bongsu.sources.agencies.described_table import read_described
from bongsu.sources.agencies.observed_cells import Cell, jumps, observations
from bongsu.sources.description import Description
from bongsu.sources.parsed import Parsed
from bongsu.words import say

DATE, PRICE = "Date", "Price"


def read(
    path: Path, description: Description, catalogue: Any = None, held: Callable[..., Any] | None = None
) -> list[Parsed]:
    """The prices of one file; a date stands for the month or week that it falls in."""
    settings = description.settings
    below_zero = settings.get("may_be_below_zero", False)
    table = read_described(path, description)
    cells: dict[Period, tuple[int, Cell]] = {}
    rejects = list(table.rejects)
    for row in table.rows:
        try:
            period = period_of(row.cells[DATE], DATE, frequency=Frequency(settings["frequency"]))
            price = (
                float(number(row.cells[PRICE], PRICE)) if below_zero else positive(row.cells[PRICE], PRICE)
            )
            cell = Cell(settings["series"], period, price, settings["unit"])
            line, first = cells.setdefault(period, (row.line, cell))
            if first != cell:
                raise twice(PRICE, row.cells[PRICE], line=line)
        except Fault as fault:
            rejects.append(fault.at(row.line, row.cells))
    rows = observations((cell for _, cell in cells.values()), description, catalogue)
    notes = table.notes + jumps(rows, factor=settings["jump"])
    return [Parsed(description.table, rows, tuple(rejects), notes)]


def period_of(text: str, column: str, *, frequency: Frequency) -> Period:
    """The month or week of `2005-05` or of a day such as `2005-05-15`."""
    expected = say("a day such as 2005-05-15")
    try:
        if frequency is Frequency.MONTH and len(text) == len("2005-05"):
            return Period.parse(text)
        return Period.of(date.fromisoformat(text), frequency)
    except ValueError:
        raise Fault(column, expected=expected, found=repr(text)) from None


def positive(text: str, column: str) -> float:
    """A price or rate: a number above zero."""
    value = number(text, column)
    if value <= 0:
        raise Fault(column, expected=say("a number above zero"), found=text)
    return float(value)


def twice(column: str, text: str, *, line: int) -> Fault:
    """The fault of a row that contradicts an earlier one of the same series and period."""
    return Fault(
        column,
        expected=say("one value for each period, as in line {line}", line=line),
        found=text,
        todo=say("Keep the row that is right."),
    )

"""Reads the World Bank's monthly commodity prices, the "Pink Sheet", from the workbook as published."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

from bongsu.core.panel.periods import Frequency, Period
from bongsu.sources.agencies.contract import Fault, checked_row_count, nearest, slug
from bongsu.sources.agencies.observed_cells import Cell, observations
from bongsu.sources.agencies.workbook import Sheet, read_sheet
from bongsu.sources.description import Description
from bongsu.sources.editions import Held, only_news
from bongsu.sources.parsed import Parsed, Reject
from bongsu.words import say
from bongsu.words.refusal import Refusal

MONTH = re.compile(r"([12][0-9]{3})M(0[1-9]|1[0-2])")
LOOKS_LIKE_MONTH = re.compile(r"[0-9]{4} ?[Mm][0-9]{1,2}")
UPDATED = re.compile(r"updated on:? +([A-Z][a-z]+ [0-9]{1,2}, [0-9]{4})", re.IGNORECASE)
DAY_IN_NAME = re.compile(r"(?<![0-9])([12][0-9]{3}-[01][0-9]-[0-3][0-9])(?![0-9])")
NOT_AVAILABLE = {"", "…", "..", "...", "n.a.", "na", "-"}
ABSENT_FROM_THE_END = 12
"""Rows above the data in which the names and units may stand."""


def read(
    path: Path, description: Description, catalogue: Any = None, held: Held | None = None
) -> list[Parsed]:
    """One series a column, e.g. `wb_gold`; see `bongsu.sources.editions` for what a later edition adds.

    Raises:
        Refusal: the sheet, its row of names, its row of units, or the edition's date is not there.
    """
    sheet = read_sheet(path, description.sheet)
    first, names_row, units_row = layout(sheet, where=f"{path.name} [{description.sheet}]")
    edition, notes = edition_date(sheet, path.name, first=first)
    columns, rejects = _columns(sheet, names_row, units_row, description)
    notes += checked_row_count(path.name, sheet.height - first, bounds=description.rows)
    notes += _absent(columns, description)
    cells, months = [], {}
    for row in range(first, sheet.height):
        if not sheet.text(row, 0):
            continue
        faults, values = _row(sheet, row, columns, months=months)
        rejects += faults
        cells += values
    rows = only_news(observations(cells, description, catalogue), edition, held=held)
    return [Parsed(description.table, rows, tuple(rejects), notes)]


def layout(sheet: Sheet, *, where: str) -> tuple[int, int, int]:
    """The rows of the first month, of the names and of the units, found by what stands in them.

    The first month is the first cell like 1960M01 in the first column; above it stand, one under the
    other, a row of names and a row of units in brackets.
    """
    first = next((row for row in range(sheet.height) if LOOKS_LIKE_MONTH.fullmatch(sheet.text(row, 0))), None)
    if first is None:
        raise Refusal(where, expected=say("months such as 1960M01 in the first column"), found=say("none"))
    for units in range(first - 1, max(first - ABSENT_FROM_THE_END, 0), -1):
        texts = [text for text in sheet.row(units)[1:] if text]
        bracketed = [text for text in texts if text.startswith("(") and text.endswith(")")]
        if texts and 2 * len(bracketed) > len(texts):
            named = [text for text in sheet.row(units - 1)[1:] if text]
            if 2 * len(named) > len(texts):
                return first, units - 1, units
            break
    raise Refusal(
        where,
        expected=say("a row of names and under it a row of units such as ($/bbl)"),
        found=say("none above line {line}", line=first + 1),
        todo=say("If the layout has changed, edit the data set's reader."),
    )


def edition_date(sheet: Sheet, file_name: str, *, first: int) -> tuple[date, tuple[str, ...]]:
    """The day of the edition: of the cell "Updated on …" above the data, else in the file's name."""
    in_name = DAY_IN_NAME.search(file_name)
    named = date.fromisoformat(in_name[1]) if in_name and _is_day(in_name[1]) else None
    for row in range(first):
        for text in sheet.row(row):
            found = UPDATED.search(text)
            if found and (printed := _long_date(found[1])):
                if named not in (None, printed):
                    message = "edition of {printed} by its own word, although the file is named after {named}"
                    return printed, (say(message, printed=printed, named=named),)
                return printed, ()
    if named:
        return named, ()
    raise Refusal(
        file_name,
        expected=say('the day of the edition: a cell "Updated on May 02, 2025", or a day in the file name'),
        found=say("neither"),
        todo=say("Rename the file to end in the day it was published, such as _2025-05-02.xlsx."),
    )


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _long_date(text: str) -> date | None:
    for form in ("%B %d, %Y", "%b %d, %Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def unit_of(text: str) -> str:
    """The unit without brackets, currency spelt out.

    >>> unit_of("($/troy oz)"), unit_of("(cents/sheet)"), unit_of("(2010=100)")
    ('USD/troy oz', 'US cents/sheet', '2010=100')
    """
    unit = text.removeprefix("(").removesuffix(")").strip()
    return unit.replace("$", "USD").replace("cents/", "US cents/")


def series_of(name: str) -> str:
    """The series' code: the name without its mark of a footnote.

    >>> series_of("Coal, South African **"), series_of("Rice, Thai 5% ")
    ('wb_coal_south_african', 'wb_rice_thai_5')
    """
    return f"wb_{slug(name)}"


def _columns(
    sheet: Sheet, names_row: int, units_row: int, description: Description
) -> tuple[dict[int, tuple[str, str]], list[Reject]]:
    """Column → series and unit, without those whose unit or name breaks the contract."""
    known: dict[str, str] = description.settings["units"]
    columns: dict[int, tuple[str, str]] = {}
    rejects = []
    for place, name in enumerate(sheet.row(names_row)):
        if not place or not name:
            continue
        series, unit = series_of(name), unit_of(sheet.text(units_row, place))
        if series in {taken for taken, _ in columns.values()}:
            rejects.append(
                Reject(
                    names_row + 1, name, say("every series once"), series, row={"name": name, "unit": unit}
                )
            )
        elif unit != known.get(series, unit) or not unit:
            rejects.append(
                Reject(
                    units_row + 1,
                    name,
                    expected=known.get(series, say("a unit")),
                    found=unit or say("none"),
                    todo=say(
                        "If the agency changed the unit, give the series a new code in the description."
                    ),
                    row={"name": name, "unit": unit},
                )
            )
        else:
            columns[place] = (series, unit)
    return columns, rejects


def _absent(columns: dict[int, tuple[str, str]], description: Description) -> tuple[str, ...]:
    known = description.settings["units"]
    found = {series for series, _ in columns.values()}
    notes = []
    if len(found & set(known)) < len(known):
        names = ", ".join(sorted(set(known) - found))
        notes.append(say("series of the description that this file lacks: {names}", names=names))
    new = [f"{series} (~ {nearest(series, known)})" for series in sorted(found - set(known))]
    if new:
        notes.append(
            say("series that the description does not know, taken as they are: {names}", names=", ".join(new))
        )
    return tuple(notes)


def _row(
    sheet: Sheet, row: int, columns: dict[int, tuple[str, str]], *, months: dict[Period, int]
) -> tuple[list[Reject], list[Cell]]:
    """One month's cells; `months` remembers the line of every month read so far."""
    line, text = row + 1, sheet.text(row, 0)
    try:
        period = month_of(text)
        if months.setdefault(period, line) != line:
            first = months[period]
            raise Fault("", expected=say("every month once, not as in line {line}", line=first), found=text)
    except Fault as fault:
        return [fault.at(line, {"": text})], []
    rejects, cells = [], []
    for place, (series, unit) in columns.items():
        try:
            cells.append(Cell(series, period, value_of(sheet, row, place), unit))
        except Fault as fault:
            found = sheet.text(row, place)
            rejects.append(
                Reject(line, series, fault.expected, fault.found, fault.todo, {"": text, series: found})
            )
    return rejects, cells


def month_of(text: str) -> Period:
    """The month of `1960M01`."""
    match = MONTH.fullmatch(text)
    if not match:
        raise Fault("", expected=say("a month such as 1960M01"), found=repr(text))
    return Period(Frequency.MONTH, int(match[1]) * 12 + int(match[2]) - 1)


def value_of(sheet: Sheet, row: int, place: int) -> float | None:
    """The price; None where the sheet says that it is not available."""
    text = sheet.text(row, place)
    if text.lower() in NOT_AVAILABLE:
        return None
    value = sheet.number(row, place)
    if value is None:
        raise Fault("", expected=say('a number, or "…" where there is none'), found=repr(text))
    if not value > 0:
        raise Fault("", expected=say("a price above zero"), found=text)
    return value

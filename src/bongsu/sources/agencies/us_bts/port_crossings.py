"""Reads land border crossings port by port, and adds the ports of each border up to one series a measure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from bongsu.core.panel.periods import Frequency, Period
from bongsu.sources.agencies.contract import Fault, one_of, whole
from bongsu.sources.agencies.described_table import Row, read_described
from bongsu.sources.agencies.observed_cells import Cell, observations
from bongsu.sources.description import Description
from bongsu.sources.parsed import Parsed, Reject
from bongsu.words import say

MONTH_FORMS = (
    (re.compile(r"[A-Za-z]{3} [0-9]{4}"), "%b %Y"),
    (re.compile(r"[0-9]{1,2}/1/[0-9]{4}"), "%m/%d/%Y"),
)
MIDNIGHT = re.compile(r"[ T](12:00:00 AM|00:00:00(\.0+)?)$")

Place = tuple[str, Period]
"""A series and a month."""


def read(
    path: Path, description: Description, catalogue: Any = None, held: Callable[..., Any] | None = None
) -> list[Parsed]:
    """Sums over ports, e.g. `bts_us_mexico_trucks`; a sum of which one port could not be read is left out."""
    table = read_described(path, description)
    ports: dict[tuple[Place, str], list[tuple[Row, int]]] = defaultdict(list)
    rejects, spoilt = list(table.rejects), set()
    for row in table.rows:
        place, value, faults = _read_row(row, description)
        rejects += [fault.at(row.line, row.cells) for fault in faults]
        if faults:
            spoilt.add(place)
        else:
            ports[place, row.cells[description.settings["columns"]["port"]]].append((row, value))
    sums: dict[Place, int] = defaultdict(int)
    for (place, _), alike in ports.items():
        if len({value for _, value in alike}) > 1:
            rejects += _contradictions(alike, description)
            spoilt.add(place)
        else:
            sums[place] += alike[0][1]
    unit = description.settings["unit"]
    cells = [
        Cell(series, period, float(total), unit)
        for (series, period), total in sums.items()
        if (series, period) not in spoilt
    ]
    notes = table.notes + _left_out(spoilt)
    rows = observations(cells, description, catalogue)
    return [Parsed(description.table, rows, tuple(sorted(rejects, key=lambda one: one.line)), notes)]


def _read_row(row: Row, description: Description) -> tuple[Place | None, int, list[Fault]]:
    """Where the row's count belongs, if that can be read, the count, and what is wrong with the row."""
    names, faults = description.settings["columns"], []

    def attempt(reading: Callable[..., Any], column: str, *arguments: Any) -> Any:
        try:
            return reading(row.cells[column], column, *arguments)
        except Fault as fault:
            faults.append(fault)

    period = attempt(month_of, names["month"])
    border = attempt(one_of, names["border"], description.settings["borders"])
    measure = attempt(one_of, names["measure"], description.settings["measures"])
    value = attempt(whole, names["value"])
    if not row.cells[names["port"]]:
        faults.append(Fault(names["port"], expected=say("the code of a port"), found="''"))
    place = (f"bts_{border}_{measure}", period) if period and border and measure else None
    return place, value, faults


def month_of(text: str, column: str) -> Period:
    """The month of `2019-03`, `Mar 2019`, `2019-03-01T00:00:00` or `03/01/2019 12:00:00 AM`."""
    plain = MIDNIGHT.sub("", text)
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}(-01)?", plain):
            return Period.parse(plain[:7])
        for pattern, form in MONTH_FORMS:
            if pattern.fullmatch(plain.replace("/01/", "/1/")):
                return Period.of(datetime.strptime(plain, form).date(), Frequency.MONTH)  # noqa: DTZ007
    except ValueError:
        pass
    raise Fault(column, expected=say("a month such as 2019-03 or Mar 2019"), found=repr(text))


def _contradictions(alike: Sequence[tuple[Row, int]], description: Description) -> list[Reject]:
    column = description.settings["columns"]["value"]
    return [
        Reject(
            row.line,
            column,
            expected=say("one count for each month, port and measure"),
            found=say("also {values}", values=", ".join(str(v) for other, v in alike if other is not row)),
            todo=say("Keep the row that is right."),
            row=row.cells,
        )
        for row, _ in alike
    ]


def _left_out(spoilt: set[Place | None]) -> tuple[str, ...]:
    known = sorted(f"{place[0]} {place[1]}" for place in spoilt if place)
    notes = [
        say("sums left out, because a port of theirs could not be read: {names}", names=", ".join(known))
    ]
    unknown = [
        say("rows were rejected of which one cannot tell to which sum they belong: a sum is too small")
    ]
    return tuple((notes if known else []) + (unknown if None in spoilt else []))

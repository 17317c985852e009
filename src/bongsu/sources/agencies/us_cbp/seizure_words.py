"""The words of a row of the seizure file, and the codes that they stand for."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from bongsu.core.panel.periods import Frequency, Period
from bongsu.sources.agencies.contract import Fault, nearest, not_negative, one_of, slug, whole
from bongsu.sources.agencies.described_table import Row
from bongsu.sources.agencies.us_cbp.absent_rows import Seizure, Unread
from bongsu.words import say

FISCAL_YEAR = re.compile(r"((?:19|20)[0-9]{2})( ?\(FYTD\))?", re.IGNORECASE)
MONTHS = {calendar.month_abbr[number].upper(): number for number in range(1, 13)}
MILLIONTH = Decimal("0.000001")
"""Editions of one row differ in the 13th decimal by accident; rounded to this they are the same fact."""

YEAR, MONTH, COMPONENT = "FY", "Month (abbv)", "Component"
REGION, LAND, AREA = "Region", "Land Filter", "Area of Responsibility"
DRUG, COUNT, QUANTITY = "Drug Type", "Count of Event", "Sum Qty (lbs)"


class SeizureWords:
    """Reads rows, and remembers which names of offices, components and filters were new to it.

    Args:
        settings: of the data set's description.
        catalogue: its items and offices are known besides the description's; None knows none.
    """

    def __init__(self, settings: dict[str, Any], catalogue: Any = None) -> None:
        items = catalogue.items if catalogue else ()
        by_name = {name: item.code for item in items for name in (item.code, item.name.get("en", item.code))}
        self.items = {**by_name, **settings["items"]}
        self.components: dict[str, str] = settings["components"]
        self.land_filters: dict[str, str] = settings["land_filters"]
        offices = catalogue.offices if catalogue else ()
        self.parents = {office.code: office.parent for office in offices}
        self.new: dict[str, str] = {}

    def read(self, row: Row) -> tuple[Seizure | None, list[Fault]]:
        """The seizures that the row counts, or every reason why it cannot be read."""
        faults: list[Fault] = []

        def attempt(reading: Callable[..., Any], *arguments: Any) -> Any:
            try:
                return reading(*arguments)
            except Fault as fault:
                faults.append(fault)

        cells = row.cells
        year = attempt(fiscal_year, cells[YEAR])
        month = attempt(month_number, cells[MONTH])
        item = attempt(self.item, cells)
        office = attempt(self.office, cells)
        channel = attempt(self.channel, cells)
        count = attempt(whole, cells[COUNT], COUNT)
        quantity = attempt(not_negative, cells[QUANTITY], QUANTITY)
        if faults:
            return None, faults
        rounded = quantity.quantize(MILLIONTH, ROUND_HALF_EVEN)
        running = "FYTD" in cells[YEAR].upper()
        return Seizure(calendar_month(year, month), item, office, channel, count, rounded, running), []

    def readable_part(self, row: Row) -> Unread:
        """What a rejected row tells about the cell that it meant."""

        def attempt(reading: Callable[..., Any], *arguments: Any) -> Any:
            try:
                return reading(*arguments)
            except Fault:
                return None

        cells = row.cells
        return Unread(
            attempt(fiscal_year, cells[YEAR]),
            attempt(month_number, cells[MONTH]),
            attempt(self.item, cells),
            attempt(self.office, cells),
            attempt(self.channel, cells),
        )

    def item(self, cells: dict[str, str]) -> str:
        """The drug's item code."""
        todo = say("If it is a new drug, add an item of that name to items.toml and load the file again.")
        return one_of(cells[DRUG], DRUG, self.items, todo=todo)

    def office(self, cells: dict[str, str]) -> str:
        """The code of the area of responsibility; with its region where that is not the area's own.

        An area that the catalogue does not know is taken all the same: its seizures happened.
        """
        code = slug(cells[AREA])
        if not code:
            raise Fault(AREA, expected=say("the name of an office"), found=repr(cells[AREA]))
        component, region = slug(cells[COMPONENT]), slug(cells[REGION])
        if not region:
            raise Fault(REGION, expected=say("the name of a region"), found=repr(cells[REGION]))
        parent = self.parents.get(code)
        if parent and parent != parent_code(component, region):
            code = f"{code}_{region}"
        if self.parents and code not in self.parents:
            self.new[f"{AREA} {cells[AREA]} ({cells[REGION]})"] = nearest(code, self.parents)
        return code

    def channel(self, cells: dict[str, str]) -> str:
        """The way in which the goods came: whose officers found them, on land or elsewhere."""
        return "_".join(
            self._word(cells[column], column, known)
            for column, known in ((COMPONENT, self.components), (LAND, self.land_filters))
        )

    def _word(self, text: str, column: str, known: dict[str, str]) -> str:
        try:
            return one_of(text, column, known)
        except Fault:
            if not slug(text):
                raise
            self.new[f"{column} {text}"] = nearest(text, known)
            return slug(text)

    def notes(self) -> tuple[str, ...]:
        """What was new, each with the known name that looks most like it."""
        if not self.new:
            return ()
        names = "; ".join(f"{new} (~ {known})" if known else new for new, known in sorted(self.new.items()))
        message = "names that are new here, taken under codes of their own: {names}"
        return (say(message, names=names),)


def parent_code(component: str, region: str) -> str:
    """The code under which the catalogue gathers the offices of one component in one region."""
    return f"{component}_{region}"


def fiscal_year(text: str) -> int:
    """The year in which the fiscal year ends; "2026 (FYTD)" is the one that is still running."""
    match = FISCAL_YEAR.fullmatch(text)
    if not match:
        raise Fault(YEAR, expected=say('a fiscal year such as 2022 or "2026 (FYTD)"'), found=repr(text))
    return int(match[1])


def month_number(text: str) -> int:
    """The calendar month of an abbreviation such as OCT."""
    number = MONTHS.get(text.upper())
    if number is None:
        close = nearest(text, MONTHS)
        expected = say("{name} (the nearest known)", name=close) if close else ", ".join(MONTHS)
        raise Fault(MONTH, expected=expected, found=repr(text))
    return number


def calendar_month(year: int, month: int) -> Period:
    """The month of a fiscal year, which begins on 1 October of the year before.

    >>> str(calendar_month(2019, 10)), str(calendar_month(2019, 9))
    ('2018-10', '2019-09')
    """
    return Period(Frequency.MONTH, (year - (month >= 10)) * 12 + month - 1)

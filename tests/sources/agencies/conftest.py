"""Small made-up files with the traps of the publishers' own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import xlsxwriter

from bongsu.words import use_language

SEIZURE_HEADER = (
    "FY,Month (abbv),Component,Region,Land Filter,Area of Responsibility,"
    "Drug Type,Count of Event,Sum Qty (lbs)"
)
FIELD, PATROL = "Office of Field Operations", "U.S. Border Patrol"


def seizure(
    year: str = "2022",
    month: str = "OCT",
    drug: str = "Cocaine",
    count: object = 1,
    quantity: object = "2.5",
    *,
    component: str = FIELD,
    region: str = "Southwest Border",
    land: str = "Land Only",
    area: str = "LAREDO FIELD OFFICE",
) -> str:
    """One row of the seizure file."""
    return f"{year},{month},{component},{region},{land},{area},{drug},{count},{quantity}"


@pytest.fixture(autouse=True)
def _english():
    use_language("en")
    yield
    use_language("ko")


@pytest.fixture
def seizures(tmp_path: Path) -> Callable[..., Path]:
    """Writes rows under the seizure file's header, with the publisher's ends of line."""

    def write(*rows: str, name: str = "nationwide-drugs.csv", header: str = SEIZURE_HEADER) -> Path:
        path = tmp_path / name
        path.write_bytes("\r\n".join([header, *rows, ""]).encode())
        return path

    return write


@pytest.fixture
def pink_sheet(tmp_path: Path) -> Callable[..., Path]:
    """Writes a workbook laid out like the World Bank's; `rows` are lists that begin with the month."""

    def write(
        rows: Sequence[Sequence[object]],
        *,
        names: Sequence[str] = ("Gold", "Coal, South African **"),
        units: Sequence[str] = ("($/troy oz)", "($/mt)"),
        updated: str | None = "Updated on May 02, 2025",
        name: str = "CMO-Historical-Data-Monthly.xlsx",
        sheet: str = "Monthly Prices",
        above: int = 4,
    ) -> Path:
        path = tmp_path / name
        with xlsxwriter.Workbook(path) as book:
            book.add_worksheet("AFOSHEET")
            page = book.add_worksheet(sheet)
            page.write(0, 0, "World Bank Commodity Price Data (The Pink Sheet)")
            if updated:
                page.write(above - 1, 0, updated)
            page.write_row(above, 1, names)
            page.write_row(above + 1, 1, units)
            for offset, row in enumerate(rows):
                page.write_row(above + 2 + offset, 0, row)
        return path

    return write

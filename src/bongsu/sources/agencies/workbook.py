"""One sheet of a wide Excel workbook as a grid of texts and exact numbers."""

from __future__ import annotations

import math
import zipfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl

from bongsu.sources.limits import DEFAULT_LIMITS
from bongsu.words import say
from bongsu.words.refusal import Refusal


@dataclass(frozen=True)
class Sheet:
    """The cells of a sheet, row and column counted from 0; Excel's row number is one more.

    Attributes:
        texts: every cell as text; numbers in it are shortened.
        numbers: every cell that is a number, with all its digits; null elsewhere.
    """

    texts: pl.DataFrame
    numbers: pl.DataFrame

    @property
    def height(self) -> int:
        return self.texts.height

    @cached_property
    def _rows(self) -> list[tuple[str, ...]]:
        return [tuple((cell or "").strip() for cell in row) for row in self.texts.iter_rows()]

    @cached_property
    def _numbers(self) -> list[tuple[float | None, ...]]:
        return self.numbers.rows()

    def row(self, row: int) -> tuple[str, ...]:
        """A row's texts without outer blanks; "" where empty."""
        return self._rows[row]

    def text(self, row: int, column: int) -> str:
        """One cell's text without outer blanks."""
        return self._rows[row][column]

    def number(self, row: int, column: int) -> float | None:
        """One cell's number with all its digits; None where it is not one."""
        value = self._numbers[row][column]
        return value if value is not None and math.isfinite(value) else None


def sheet_names(path: Path) -> tuple[str, ...]:
    """The sheets of an Excel workbook; none where the file is not one."""
    import fastexcel

    try:
        _check_size(path)
        return tuple(fastexcel.read_excel(path).sheet_names)
    except (Refusal, fastexcel.FastExcelError):
        return ()


def read_sheet(path: Path, name: str) -> Sheet:
    """Reads one sheet.

    Raises:
        Refusal: no workbook, too large, or without such a sheet.
    """
    import fastexcel

    _check_size(path)
    try:
        workbook = fastexcel.read_excel(path)
        if name not in workbook.sheet_names:
            found = ", ".join(workbook.sheet_names)
            raise Refusal(path.name, expected=say('a sheet named "{name}"', name=name), found=found)
        texts = workbook.load_sheet(name, header_row=None, skip_rows=0, dtypes="string").to_polars()
        numbers = workbook.load_sheet(name, header_row=None, skip_rows=0, dtypes="float").to_polars()
    except fastexcel.FastExcelError as fault:
        found = str(fault).splitlines()[0]
        raise Refusal(path.name, expected=say("an Excel workbook"), found=found) from fault
    if not texts.height or texts.shape != numbers.shape:
        raise Refusal(f"{path.name} [{name}]", expected=say("cells"), found=say("an empty sheet"))
    return Sheet(texts, numbers)


def _check_size(path: Path) -> None:
    """A workbook is a ZIP archive: refuses one that unpacks to more than the machine should take."""
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as fault:
        raise Refusal(path.name, expected=say("an Excel workbook"), found=str(fault)) from fault
    limit = DEFAULT_LIMITS.unpacked_bytes
    if unpacked > limit:
        expected = say("at most {size} MB once unpacked", size=limit // 1_000_000)
        raise Refusal(path.name, expected=expected, found=f"{unpacked // 1_000_000} MB")

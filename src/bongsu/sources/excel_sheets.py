"""Excel workbooks (.xlsx) into rows of cells as text, with guards against files that unpack without end."""

from __future__ import annotations

import io
import logging
import re
import zipfile
import zlib

import polars as pl

from bongsu.sources.limits import Limits, too_large
from bongsu.words import say
from bongsu.words.refusal import Refusal

# A cell right of column AZ: our tables are narrow, and one far cell makes a reader fill the whole rectangle.
_FAR_COLUMN = re.compile(rb'\br="(?:[B-Z][A-Z]|[A-Z]{3})[0-9]')
_ROW_NUMBER = re.compile(rb'<(?:\w+:)?row\b[^>]*\br="([0-9]+)"')
_COLUMNS = 52
_CHUNK = 1 << 20
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
)


def sheets_of(payload: bytes, *, name: str, limits: Limits) -> list[tuple[str, pl.DataFrame]]:
    """Every sheet that is not empty: its name, and its cells with the column `line` (Excel's row number).

    Numbers that Excel holds as numbers come as their shortest text; dates as `2005-05-31 00:00:00`.

    Raises:
        Refusal: not a workbook, damaged, or larger than `limits` once unpacked.
    """
    import fastexcel

    logging.getLogger("fastexcel").setLevel(logging.ERROR)  # its guesses of types are no news to anyone
    _check_unpacked(payload, name=name, limits=limits)
    try:
        workbook = fastexcel.read_excel(payload)
        frames = [(sheet, _sheet(workbook, sheet)) for sheet in workbook.sheet_names]
    except fastexcel.FastExcelError as error:
        reason = str(error).splitlines()[0]
        raise Refusal(name, expected=say("an Excel workbook"), found=reason, todo=_again()) from error
    return [(sheet, frame) for sheet, frame in frames if frame.height]


def _sheet(workbook, sheet: str) -> pl.DataFrame:
    text = workbook.load_sheet(sheet, header_row=None, dtypes="string", skip_rows=0).to_polars()
    if not text.height or not text.width:
        return pl.DataFrame()
    text.columns = [str(index) for index in range(text.width)]
    text = text.with_columns(pl.all().fill_null(""))
    line = pl.int_range(1, text.height + 1, dtype=pl.Int64).alias("line")
    text = text.select(line, pl.all())
    filled = text.filter(pl.any_horizontal(pl.all().exclude("line").str.strip_chars() != ""))
    if not filled.height:
        return pl.DataFrame()
    under_header = filled["line"][0]
    return _with_exact_numbers(workbook, sheet, text, under_header=under_header).filter(
        pl.col("line").is_in(filled["line"].implode())
    )


def _with_exact_numbers(workbook, sheet: str, text: pl.DataFrame, *, under_header: int) -> pl.DataFrame:
    """fastexcel's text has nine decimals: columns that are all numbers are read once more as numbers."""
    if under_header >= text.height:
        return text
    typed = workbook.load_sheet(sheet, header_row=None, skip_rows=under_header).to_polars()
    if typed.height != text.height - under_header or typed.width != text.width - 1:
        return text
    typed.columns = text.columns[1:]
    for column, kind in typed.schema.items():
        if kind == pl.Float64:
            exact = typed[column].cast(pl.String).str.replace(r"\.0$", "").fill_null("")
            text = text.with_columns(pl.concat([text[column][:under_header], exact]).alias(column))
    return text


def _check_unpacked(payload: bytes, *, name: str, limits: Limits) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(payload)) as archive:
            members = archive.infolist()
            if not any(member.filename == "xl/workbook.xml" for member in members):
                raise Refusal(
                    name,
                    expected=say("CSV, Excel (.xlsx) or Parquet"),
                    found=say("a ZIP archive that is no Excel workbook"),
                    todo=say("Unpack it and load the files inside."),
                )
            # Python reads no further than the size that a member states, and the checksum tells a lie.
            unpacked = sum(member.file_size for member in members)
            if unpacked > limits.unpacked_bytes:
                raise too_large(name, unpacked=unpacked, limits=limits)
            for member in members:
                content = _read_whole(archive, member)
                if member.filename.startswith("xl/worksheets/"):
                    _check_rectangle(content, name=name, limits=limits)
    except _DAMAGE as error:
        found = str(error) or say("a damaged one")
        raise Refusal(name, expected=say("an Excel workbook"), found=found, todo=_again()) from error


def _read_whole(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """The member piece by piece: in one piece, one with a false size would unpack without end."""
    with archive.open(member) as stream:
        return b"".join(iter(lambda: stream.read(_CHUNK), b""))


def _check_rectangle(content: bytes, *, name: str, limits: Limits) -> None:
    far = _FAR_COLUMN.search(content)
    if far:
        cell = content[far.start() + 3 : far.end() + 8].split(b'"')[0].decode("ascii", "replace")
        raise Refusal(
            name,
            expected=say("at most {count} columns", count=_COLUMNS),
            found=say("a cell at {cell}", cell=cell),
            todo=say("Delete what stands right of the table, formats included."),
        )
    last = content.rfind(b"<row ")
    match = _ROW_NUMBER.search(content, max(last, 0))
    rows = int(match[1]) if match else 0
    if rows * _COLUMNS > limits.cells:
        raise Refusal(
            name,
            expected=say("at most {count} rows", count=limits.cells // _COLUMNS),
            found=say("a row numbered {row}", row=rows),
            todo=say("Save the table as CSV, or cut it in parts."),
        )


def _again() -> str:
    return say("Open it in Excel and save it as .xlsx without a password, or as 'CSV UTF-8'.")

"""Any table file (CSV, Excel, Parquet, packed or not) as text cells with line numbers, uninterpreted."""

from __future__ import annotations

import gzip
import io
import zlib
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from bongsu.sources.delimited_text import cut
from bongsu.sources.excel_sheets import sheets_of
from bongsu.sources.limits import DEFAULT_LIMITS, Limits, check_cell_count, too_large
from bongsu.sources.parquet_file import parquet_frame
from bongsu.sources.parsed import Reject
from bongsu.sources.text_encoding import decoded
from bongsu.words import say
from bongsu.words.refusal import Refusal

_NOT_TABLES = {
    b"\xd0\xcf\x11\xe0": "an old .xls workbook, or one with a password",
    b"%PDF": "a PDF",
    b"\x1f\x9d": "a .Z archive",
    b"BZh": "a .bz2 archive",
    b"\xfd7zXZ": "an .xz archive",
    b"(\xb5/\xfd": "a .zst archive",
    b"7z\xbc\xaf": "a .7z archive",
    b"Rar!": "a .rar archive",
}


@dataclass(frozen=True, slots=True)
class TextTable:
    """One table of a file.

    Attributes:
        name: of the file, and of the sheet where there are several.
        header: the column names, lower-case and stripped.
        rows: column `line` (the file's first line is 1), and one text column for each name; "" where empty.
        rejects: rows that could not be cut into cells.
    """

    name: str
    header: tuple[str, ...]
    header_line: int
    rows: pl.DataFrame
    rejects: tuple[Reject, ...] = ()
    notes: tuple[str, ...] = ()


def read_tables(path: Path, *, name: str | None = None, limits: Limits = DEFAULT_LIMITS) -> list[TextTable]:
    """The tables of a file: one of a CSV or Parquet file, one for each sheet of a workbook.

    Args:
        name: what to call the file in messages, where `path` is a copy of it.

    Raises:
        Refusal: not a readable table file, or beyond `limits`.
    """
    name = name or path.name
    payload = _payload(path, name=name, limits=limits)
    if payload[:4] == b"PAR1":
        frame = parquet_frame(payload, name=name, limits=limits)
        line = pl.int_range(2, frame.height + 2, dtype=pl.Int64).alias("line")
        places = [pl.nth(index).alias(str(index)) for index in range(frame.width)]
        return [_named(tuple(frame.columns), 1, frame.select(line, *places), name)]
    if payload[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _excel(payload, name=name, limits=limits)
    _refuse_other_kinds(payload, name=name)
    text = decoded(payload, name=name)
    rows = cut(text, name=name)
    check_cell_count(rows.cells.height * len(rows.header), name=name, limits=limits)
    return [_named(rows.header, rows.header_line, rows.cells, name, rejects=rows.rejects, notes=rows.notes)]


def _payload(path: Path, *, name: str, limits: Limits) -> bytes:
    if not path.is_file():
        found = say("a folder") if path.is_dir() else say("no such file")
        raise Refusal(name, expected=say("a file"), found=found)
    size = path.stat().st_size
    if size > limits.file_bytes:
        raise Refusal(
            name,
            expected=say("at most {size} MB", size=limits.file_bytes // 1_000_000),
            found=say("{size} MB", size=size // 1_000_000),
            todo=say("Cut the file in parts."),
        )
    payload = path.read_bytes()
    return _ungzipped(payload, name=name, limits=limits) if payload[:2] == b"\x1f\x8b" else payload


def _ungzipped(payload: bytes, *, name: str, limits: Limits) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(payload)) as stream:
            content = stream.read(limits.unpacked_bytes + 1)
    except (OSError, EOFError, zlib.error) as error:
        expected, todo = say("a whole .gz file"), say("Copy or download it again.")
        found = str(error) or say("a damaged one")
        raise Refusal(name, expected=expected, found=found, todo=todo) from error
    if len(content) > limits.unpacked_bytes:
        raise too_large(name, unpacked=len(content), limits=limits)
    return content


def _refuse_other_kinds(payload: bytes, *, name: str) -> None:
    start = payload[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    found = next((word for mark, word in _NOT_TABLES.items() if start.startswith(mark)), None)
    if start[:1] in (b"{", b"["):
        found = "JSON"
    elif start[:1] == b"<":
        found = "an HTML or XML page"
    if found:
        raise Refusal(
            name,
            expected=say("CSV, Excel (.xlsx) or Parquet"),
            found=say(found),
            todo=say("Save the table as 'CSV UTF-8' or .xlsx and load that."),
        )


def _excel(payload: bytes, *, name: str, limits: Limits) -> list[TextTable]:
    sheets = sheets_of(payload, name=name, limits=limits)
    if not sheets:
        raise Refusal(name, expected=say("a sheet with a header and rows"), found=say("empty sheets only"))
    tables = []
    for sheet, cells in sheets:
        title = f"{name} [{sheet}]" if len(sheets) > 1 else name
        header, *_ = cells.drop("line").iter_rows()
        rows = cells[1:]
        last = max((index for index, cell in enumerate(header, 1) if cell.strip()), default=0)
        surplus = [str(index) for index in range(last, len(header))]
        rejects = []
        if surplus:
            over = pl.any_horizontal(pl.col(surplus).str.strip_chars() != "")
            rejects = [
                _beyond_header(line, row, header[:last]) for line, *row in rows.filter(over).iter_rows()
            ]
            rows = rows.filter(~over).drop(surplus)
        tables.append(_named(header[:last], cells["line"][0], rows, title, rejects=rejects))
    return tables


def _beyond_header(line: int, row: list[str], header: tuple[str, ...]) -> Reject:
    names = [*header, *(f"({index})" for index in range(len(header) + 1, len(row) + 1))]
    return Reject(
        line,
        "",
        say("{count} cells, as in the header", count=len(header)),
        say("{count} cells", count=max(index for index, cell in enumerate(row, 1) if cell.strip())),
        say("Delete what stands right of the table."),
        dict(zip(names, row, strict=True)),
    )


def _named(header, header_line: int, rows: pl.DataFrame, name: str, *, rejects=(), notes=()) -> TextTable:
    """Gives the columns their names and strips the cells; refuses a header with a gap or a name twice."""
    names = tuple(cell.strip("\ufeff \t\n\u00a0\u3000").lower() for cell in header)
    where = say("{file} line {line}", file=name, line=header_line)
    for index, column in enumerate(names, 1):
        if not column or column == "line":
            found = say("none in column {index}", index=index) if not column else "'line'"
            raise Refusal(where, expected=say("a name for every column"), found=found)
        if column in names[: index - 1]:
            raise Refusal(
                where, expected=say("every column once"), found=say("'{column}' twice", column=column)
            )
    # By place, not by name: to Polars a column called "*" or "^x$" is a pattern.
    rows = rows.with_columns(pl.nth(*range(1, rows.width)).str.strip_chars("\ufeff \t\r\n\u00a0\u3000"))
    rows.columns = ["line", *names]
    return TextTable(name, names, header_line, rows, tuple(rejects), tuple(notes))

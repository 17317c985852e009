"""Lines of text into rows of cells: CSV with comma, semicolon or tab, quoted or not."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import polars as pl

from bongsu.sources.parsed import Reject
from bongsu.sources.text_encoding import DecodedText
from bongsu.words import say
from bongsu.words.refusal import Refusal

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}


class Record(NamedTuple):
    """One row as cut from the file; `first` and `last` are its lines, `fault` what is wrong with it."""

    first: int
    last: int
    cells: list[str]
    fault: str = ""


@dataclass(frozen=True, slots=True)
class CutRows:
    """A header and the rows under it.

    Attributes:
        cells: column `line`, and one text column for each header cell, named "0", "1", …; "" where empty.
        rejects: rows that could not be cut into as many cells as the header has.
    """

    header: list[str]
    header_line: int
    cells: pl.DataFrame
    rejects: list[Reject]
    notes: list[str]


def cut(text: DecodedText, *, name: str) -> CutRows:
    """Takes the first line that is not blank as the header and cuts every later line as it was cut.

    Raises:
        Refusal: no line at all, a damaged header, or a quotation mark that is never closed.
    """
    first = next((number for number, line in enumerate(text.lines, 1) if line.strip()), None)
    if first is None:
        raise Refusal(name, expected=say("a header line and rows under it"), found=say("an empty file"))
    delimiter = max(DELIMITERS, key=text.lines[first - 1].count)
    # A quoted cell that goes on in the next line leaves an odd number of quotation marks in this one.
    if any(line.count('"') % 2 for line in text.lines if '"' in line):
        records = (
            record for record in _records(text, name=name, delimiter=delimiter) if record.first >= first
        )
        header = next(records)
        cells, irregular = _even_records(records, width=len(header.cells))
    else:
        header = Record(first, first, next(csv.reader([text.lines[first - 1]], delimiter=delimiter)))
        cells, irregular = _even_lines(text, header, name=name, delimiter=delimiter)
    fault = header.fault or text.damaged.get(header.first)
    if fault:
        raise Refusal(
            say("{file} line {line}", file=name, line=header.first), expected=say("a header"), found=fault
        )
    named = len(_without_empty_end(header.cells))
    padded, rejects = _settled(irregular, header.cells[:named], damaged=text.damaged)
    cells, moved = _without_surplus(cells, header.cells, named=named, damaged=text.damaged)
    cells = pl.concat([cells, padded]).sort("line") if padded.height else cells
    rejects = sorted(rejects + moved, key=lambda reject: reject.line)
    return CutRows(header.cells[:named], header.last, cells, rejects, _notes(text, delimiter))


def _even_lines(
    text: DecodedText, header: Record, *, name: str, delimiter: str
) -> tuple[pl.DataFrame, list[Record]]:
    """Every line a record: those as wide as the header as a frame, the others one by one."""
    width = len(header.cells)
    frame = pl.DataFrame(
        {"line": range(1, len(text.lines) + 1), "text": text.lines},
        schema={"line": pl.Int64, "text": pl.String},
    )[header.first :]
    frame = frame.filter(pl.col("text").str.strip_chars() != "")
    quoted = frame["text"].str.contains('"', literal=True)
    hard: list[Record] = []
    if quoted.any():
        # Quotation marks around cells without separators in them say nothing and are taken off.
        cell = f'(?:"[^"{delimiter}]*"|[^"{delimiter}]*)'
        easy = frame["text"].str.contains(f"^{cell}(?:{delimiter}{cell})*$")
        hard = _records_of_lines(frame.filter(~easy), name=name, delimiter=delimiter)
        frame = frame.filter(easy).with_columns(pl.col("text").str.replace_all('"', "", literal=True))
    even = frame["text"].str.count_matches(delimiter, literal=True) == width - 1
    irregular = [
        Record(line, line, content.split(delimiter)) for line, content in frame.filter(~even).iter_rows()
    ]
    cells = frame.filter(even).select(
        "line", pl.col("text").str.split_exact(delimiter, width - 1).alias("cells")
    )
    cells = cells.unnest("cells")
    cells.columns = ["line", *(str(index) for index in range(width))]
    return cells, irregular + hard


def _records_of_lines(lines: pl.DataFrame, *, name: str, delimiter: str) -> list[Record]:
    """Quoted lines, each a record by itself."""
    texts = lines["text"].to_list()
    try:
        records = list(csv.reader((text + "\n" for text in texts), delimiter=delimiter, strict=True))
    except csv.Error:
        records = []
    if len(records) == len(texts):
        return [Record(line, line, cells) for line, cells in zip(lines["line"], records, strict=True)]
    return [
        record
        for line, text in lines.iter_rows()
        for record in _records(DecodedText([text], "", {}), name=name, delimiter=delimiter, at=line)
    ]


def _even_records(records: Iterator[Record], *, width: int) -> tuple[pl.DataFrame, list[Record]]:
    lines: list[int] = []
    rows: list[list[str]] = []
    irregular = []
    for record in records:
        if record.fault or len(record.cells) != width:
            irregular.append(record)
        else:
            lines.append(record.first)
            rows.append(record.cells)
    return _frame(lines, rows, width=width), irregular


def _records(text: DecodedText, *, name: str, delimiter: str, at: int = 1) -> Iterator[Record]:
    """Every record that is not blank; a quoted cell may hold ends of line. The first line is number `at`."""
    reader = csv.reader((line + "\n" for line in text.lines), delimiter=delimiter, strict=True)
    while True:
        begin = reader.line_num
        first, damage = at + begin, ""
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            cells = ["\n".join(text.lines[begin : reader.line_num])]
            if reader.line_num >= len(text.lines) and cells[0].count('"') % 2:
                raise Refusal(
                    say("{file} line {line}", file=name, line=first),
                    expected=say("a closing quotation mark"),
                    found=say("none before the end of the file"),
                    todo=say('Write a quotation mark inside a cell twice: "".'),
                ) from None
            damage = say("a quotation mark in the middle of a quoted cell, or an endless cell")
        last = at + reader.line_num - 1
        if text.damaged:
            damage = next((text.damaged[n] for n in range(first, last + 1) if n in text.damaged), damage)
        if damage or any(cell and not cell.isspace() for cell in cells):
            yield Record(first, last, cells, damage)


def _settled(
    irregular: list[Record], header: list[str], *, damaged: dict[int, str]
) -> tuple[pl.DataFrame, list[Reject]]:
    """Rows of another width: taken if only empty cells are too many, else rejected; blank ones left out."""
    lines: list[int] = []
    rows: list[list[str]] = []
    rejects = []
    for record in irregular:
        filled = _without_empty_end(record.cells)
        fault = record.fault or damaged.get(record.first, "")
        if not filled and not fault:
            continue
        if fault or len(filled) > len(header) or len(record.cells) < len(header):
            rejects.append(_reject(record, header, fault=fault))
        else:
            lines.append(record.first)
            rows.append(filled + [""] * (len(header) - len(filled)))
    return _frame(lines, rows, width=len(header)), rejects


def _without_surplus(
    cells: pl.DataFrame, header: list[str], *, named: int, damaged: dict[int, str]
) -> tuple[pl.DataFrame, list[Reject]]:
    """Drops blank rows and the unnamed columns at the end; damaged rows and what stands there are rejects."""
    everything = [str(index) for index in range(len(header))]
    surplus = everything[named:]
    blank = pl.all_horizontal(pl.col(everything).str.strip_chars() == "")
    bad = pl.col("line").is_in(sorted(damaged))
    if surplus:
        bad |= pl.any_horizontal(pl.col(surplus).str.strip_chars() != "")
    cells = cells.filter(bad | ~blank)
    rejects = [
        _reject(Record(line, line, list(row)), header[:named], fault=damaged.get(line, ""))
        for line, *row in cells.filter(bad).iter_rows()
    ]
    return cells.filter(~bad).drop(surplus), rejects


def _reject(record: Record, header: list[str], *, fault: str) -> Reject:
    names = header + [f"({index})" for index in range(len(header) + 1, len(record.cells) + 1)]
    row = dict(zip(names, record.cells, strict=False))
    if fault:
        expected, todo = say("undamaged text, in one encoding"), say("Type the row again.")
        return Reject(record.first, "", expected, fault, todo, row)
    return Reject(
        record.first,
        "",
        say("{count} cells, as in the header", count=len(header)),
        say("{count} cells", count=len(record.cells)),
        say('Put a cell that holds the separator in quotation marks, e.g. "1,234".'),
        row,
    )


def _frame(lines: list[int], rows: list[list[str]], *, width: int) -> pl.DataFrame:
    columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(width)]
    names = [str(index) for index in range(width)]
    schema = {"line": pl.Int64} | dict.fromkeys(names, pl.String)
    return pl.DataFrame({"line": lines} | dict(zip(names, columns, strict=True)), schema=schema)


def _without_empty_end(cells: list[str]) -> list[str]:
    last = next((index for index in range(len(cells), 0, -1) if cells[index - 1].strip()), 0)
    return cells[:last]


def _notes(text: DecodedText, delimiter: str) -> list[str]:
    notes = []
    if text.encoding != "UTF-8":
        notes.append(say("read as {encoding}", encoding=text.encoding))
    if delimiter != ",":
        notes.append(say("cells are separated by {delimiter}", delimiter=say(DELIMITERS[delimiter])))
    return notes

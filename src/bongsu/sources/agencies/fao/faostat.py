"""Fetches a bulk file of FAOSTAT and reads the wanted area, item and element, year by year."""

from __future__ import annotations

import csv
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from decimal import Decimal

from bongsu.core.panel.periods import Frequency, Period
from bongsu.sources.agencies.contract import Fault, number
from bongsu.sources.collecting.answers import fields, refused
from bongsu.sources.collecting.asking import Answer, Ask
from bongsu.sources.collecting.feeds import Feed, Found, Window
from bongsu.sources.parsed import Reject
from bongsu.words import say

FIELDS = ("Area", "Item", "Element", "Year", "Unit", "Value", "Flag")
MISSING_FLAGS = {"M", "O"}
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,
    RuntimeError,
    OSError,
    EOFError,
    ValueError,
    OverflowError,
    IndexError,
    csv.Error,
)
"""What Python's zipfile may say of a damaged archive."""
LARGEST = 6_000_000_000
LARGEST_RATIO = 200


def collect(ask: Ask, feed: Feed, window: Window) -> Iterator[Found | Reject | str]:
    """One file for all parts that name it."""
    for (file,), parts in feed.by("file").items():
        answer = ask(f"{ask.interface.url}/{file}")
        wanted = {(part["area"], part["item"], part["element"]): part for part in parts}
        for line, cells in rows(answer, file):
            part = wanted.get((cells["Area"], cells["Item"], cells["Element"]))
            if part is None:
                continue
            try:
                year = year_of(cells["Year"])
                if year in window:
                    yield Found(part, year, _value(cells), cells["Unit"])
            except Fault as fault:
                yield fault.at(line, cells)


def rows(answer: Answer, file: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of the data file in the ZIP, with their lines; it is never unpacked whole.

    Raises:
        Refusal: no ZIP, no such file in it, a bomb, or a column is not there.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            name = file.rpartition("/")[2].removesuffix(".zip") + ".csv"
            member = archive.getinfo(name)
            packed = max(member.compress_size, 1)
            if member.file_size > LARGEST or member.file_size / packed > LARGEST_RATIO:
                raise refused(answer, expected=say("at most {size} MB once unpacked", size=LARGEST // 10**6))
            with archive.open(member) as binary:
                yield from _lines(io.TextIOWrapper(binary, encoding="utf-8-sig", newline=""), answer)
    except KeyError:
        raise refused(answer, expected=say("a file {file}", file=name)) from None
    except UnicodeDecodeError:
        raise refused(answer, expected=say("text in UTF-8 or CP949"), found=say("another encoding")) from None
    except UNREADABLE as fault:
        raise refused(answer, expected="ZIP", found=f"{type(fault).__name__}: {fault}"[:200]) from None


def _lines(text: io.TextIOBase, answer: Answer) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.reader(text)
    header = next(reader, [])
    fields(dict.fromkeys(header, ""), FIELDS, answer=answer)
    places = {name: header.index(name) for name in FIELDS}
    for row in reader:
        if len(row) != len(header):
            raise refused(
                answer,
                expected=say("{count} cells", count=len(header)),
                found=say("{count} cells in line {line}", count=len(row), line=reader.line_num),
                todo=say("Was the download cut off?"),
            )
        yield reader.line_num, {name: row[place].strip() for name, place in places.items()}


def _value(cells: dict[str, str]) -> Decimal | None:
    if cells["Flag"] in MISSING_FLAGS or not cells["Value"]:
        return None
    return number(cells["Value"], "Value")


def year_of(text: str) -> Period:
    """The year of `2023`."""
    if len(text) == 4 and text.isascii() and text.isdigit() and text[0] in "12":
        return Period(Frequency.YEAR, int(text))
    raise Fault("Year", expected=say("a year such as {example}", example="2023"), found=repr(text))

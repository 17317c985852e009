"""Fetches the tariff table, a workbook, and reads the rates and the amounts a unit of the lines wanted."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from bongsu.sources.agencies.contract import Fault
from bongsu.sources.agencies.kr_customs.tariff_rates import found
from bongsu.sources.agencies.workbook import Sheet, read_sheet, sheet_names
from bongsu.sources.collecting.answers import fields, refused
from bongsu.sources.collecting.asking import Answer, Ask
from bongsu.sources.collecting.feeds import Feed, Found, Window
from bongsu.sources.parsed import Reject
from bongsu.words import say
from bongsu.words.refusal import Refusal

WORKBOOK = b"PK\x03\x04"
MEASURES = {"rate_pct": "관세율", "amount": "단위당세액", "base_price": "기준가격"}
NAMES = ("품목번호", "관세율구분", "관세율", "단위당세액", "기준가격", "적용개시일", "적용만료일")
DAYS = {"적용개시일": "aplyStrtDt", "적용만료일": "aplyEndDt"}
HEADER_WITHIN = 10


def collect(ask: Ask, feed: Feed, window: Window) -> Iterator[Found | Reject | str]:
    """One workbook for all parts that name the same file."""
    for (address,), parts in feed.by("file").items():
        answer = ask(address)
        wanted = {(part["hs"], part["type"]) for part in parts}
        rates = [(line, cells) for line, cells in rows(answer) if _key(cells) in wanted]
        for part in parts:
            measure = MEASURES.get(part["measure"])
            if measure is None:
                raise Refusal(f"{feed.code} {part.series} measure", expected=", ".join(MEASURES))
            for line, cells in rates:
                if _key(cells) != (part["hs"], part["type"]):
                    continue
                try:
                    yield from found(part, cells, measure, window)
                except Fault as fault:
                    yield fault.at(line, cells)


def rows(answer: Answer) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of every sheet that has the header, by its names, with their lines; a row twice comes once.

    The workbook holds the table in several sheets, one for each revision.

    Raises:
        Refusal: no workbook, or a column is not there.
    """
    if not answer.content.startswith(WORKBOOK):
        raise refused(answer, expected=say("an Excel workbook"))
    with tempfile.TemporaryDirectory(prefix="bongsu-") as folder:
        path = Path(folder) / "tariff.xlsx"
        path.write_bytes(answer.content)
        names = sheet_names(path)
        if not names:
            raise refused(answer, expected=say("an Excel workbook"), found=say("none that can be opened"))
        sheets = [read_sheet(path, name) for name in names]
    tops = [_header(sheet, answer) for sheet in sheets]
    if all(top is None for top in tops):
        found = ", ".join(sheets[0].row(0))
        raise refused(answer, expected=say("the field {name}", name=NAMES[0]), found=found)
    seen = set()
    for sheet, top in zip(sheets, tops, strict=True):
        for line in range(top + 1, sheet.height) if top is not None else ():
            held = dict(zip(sheet.row(top), sheet.row(line), strict=True))
            cells = fields(held, NAMES, answer=answer)
            if any(held.values()) and tuple(cells.values()) not in seen:
                seen.add(tuple(cells.values()))
                yield line + 1, cells | {english: cells[korean] for korean, english in DAYS.items()}


def _header(sheet: Sheet, answer: Answer) -> int | None:
    for row in range(min(HEADER_WITHIN, sheet.height)):
        if NAMES[0] in sheet.row(row):
            fields(dict.fromkeys(sheet.row(row), ""), NAMES, answer=answer)
            return row
    return None


def _key(cells: dict[str, str]) -> tuple[str, str]:
    return cells["품목번호"].replace(".", "").replace("-", ""), cells["관세율구분"]

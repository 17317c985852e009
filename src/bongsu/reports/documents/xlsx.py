"""A document as a workbook: its text on one sheet, every table and the numbers of every chart on its own.

Nothing in it is a formula or a link: every text is written as text, and one that begins like a formula is
also marked as text for whoever edits the cell later.
"""

from __future__ import annotations

import io
import re
from typing import Any

from bongsu.reports.documents.blocks import (
    Bullets,
    Cell,
    Facts,
    GradeLine,
    Grid,
    Heading,
    Paper,
    Paragraph,
    Picture,
)
from bongsu.reports.grades import LOOKS, fires
from bongsu.words import say, speaking
from bongsu.words.grades import grade_word

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a text must not begin with where a spreadsheet might read it as a formula."""

NAME_UNITS = 28
"""UTF-16 units of a sheet's name, with room for a number within the 31 that Excel allows."""

RULE = "#c3ccd2"
TOP: dict[str, Any] = {"valign": "top"}
QUIET: dict[str, Any] = {"font_color": "#56636b", "bold": False}
TITLE: dict[str, Any] = {"bold": True, "font_size": 13, "font_color": "#17324d"}
HEAD: dict[str, Any] = {"bold": True, "bg_color": "#e8eef3", "font_color": "#17324d", "bottom": 1, "top": 1,
                        "text_wrap": True, "indent": 1}  # fmt: skip

TEXT_WIDTH, TEXT_UNITS = 100, 118
"""Width of the wide column in Excel's measure, and the narrow letters that a line of it holds at least."""

WIDE_FROM = 0x1100
LONGEST = 32767
"""Characters that a cell may hold."""


def xlsx_bytes(paper: Paper) -> bytes:
    """The document as XLSX."""
    import xlsxwriter

    raw = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
               "strings_to_numbers": False}  # fmt: skip
    with speaking(paper.language), xlsxwriter.Workbook(raw, options) as book:
        book.set_properties(
            {
                "title": paper.title,
                "author": paper.organisation,
                "subject": paper.kind,
                "comments": " · ".join(part for part in (paper.classification, paper.made_up) if part),
                "created": paper.moment.replace(tzinfo=None),
            }
        )
        looks = _Looks(book)
        used: set[str] = {say("document").lower()}
        own = [block for block in paper.body if isinstance(block, Grid | Picture)]
        names = {id(block): _sheet_name(block.name, used) for block in own}
        _text_sheet(book, paper, looks, names)
        for block in own:
            sheet = book.add_worksheet(names[id(block)])
            _page(sheet, paper)
            if isinstance(block, Grid):
                _grid_sheet(sheet, block, looks)
            else:
                _figure_sheet(sheet, block, looks)
    return raw.getvalue()


class _Looks:
    """The formats of a workbook, each with a twin that marks its text as text."""

    def __init__(self, book: Any) -> None:
        self.book, self.made = book, {}  # type: ignore[var-annotated]

    def get(self, *, text: str = "", **wanted: Any) -> Any:
        """The format of a cell; one whose text begins like a formula has the mark of text."""
        settings = {"font_name": "Malgun Gothic", "font_size": 10, "valign": "vcenter", **wanted}
        if text.startswith(DANGEROUS):
            settings["quote_prefix"] = True
        key = tuple(sorted(settings.items()))
        if key not in self.made:
            self.made[key] = self.book.add_format(settings)
        return self.made[key]


def _put(sheet: Any, row: int, column: int, text: str, looks: _Looks, **wanted: Any) -> None:
    shown = text[:LONGEST]
    sheet.write_string(row, column, shown, looks.get(text=shown, **wanted))


def _text_sheet(book: Any, paper: Paper, looks: _Looks, names: dict[int, str]) -> None:
    sheet = book.add_worksheet(say("document"))
    _page(sheet, paper)
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, TEXT_WIDTH)
    rows: list[tuple[str, str, dict[str, Any]]] = [
        (paper.organisation, paper.classification, {"bold": True}),
        (paper.kind, paper.title, {"bold": True, "font_size": 14, "font_color": "#17324d"}),
    ]
    if paper.made_up:
        rows.append(("", paper.made_up, {"bold": True, "font_color": "#8a4b00"}))
    rows += [(say("document no."), paper.number, {}), (say("date"), paper.day.isoformat(), {})]
    rows += [(label, value, {}) for label, value in paper.head]
    for block in paper.body:
        rows += _text_rows(block, names)
    rows.append(("", paper.footer, {"font_color": "#56636b"}))
    for place, (label, text, wanted) in enumerate(rows):
        chip = wanted.pop("chip", {})
        sheet.set_row(place, _height(text, max(wanted.get("font_size", 10), chip.get("font_size", 10))))
        _put(sheet, place, 0, label, looks, text_wrap=True, **({"bold": True} | TOP | chip))
        _put(sheet, place, 1, text, looks, text_wrap=True, **(TOP | wanted))
    sheet.hide_gridlines(2)


def _height(text: str, size: float) -> float:
    """Points that a text takes in the wide column; not every spreadsheet finds them by itself."""
    units = sum(2 if ord(letter) > WIDE_FROM else 1 for letter in text)
    return max(1, -(-units // TEXT_UNITS)) * size * 1.5 + 3


def _text_rows(block: Any, names: dict[int, str]) -> list[tuple[str, str, dict[str, Any]]]:
    if isinstance(block, Heading):
        return [
            (block.text, "", {"chip": {"font_size": 12, "font_color": "#17324d", "bottom": 1}, "bottom": 1})
        ]
    if isinstance(block, Grid | Picture):
        about = block.caption if isinstance(block, Grid) else block.figure.caption
        return [(say("sheet “{name}”", name=names[id(block)]), about, {"chip": QUIET, **QUIET})]
    if isinstance(block, Paragraph):
        return [("", block.text, {})]
    if isinstance(block, Bullets):
        return [("", line, {}) for line in block.lines]
    if isinstance(block, Facts):
        return [(label, value, {}) for label, value in block.rows]
    if isinstance(block, GradeLine):
        look = LOOKS[block.grade]
        label = f"{block.grade or '–'} {grade_word(block.grade)} {fires(block.grade)}"
        chip = {"bg_color": look.fill, "font_color": look.ink, "bold": True}
        return [(label, block.text, {"chip": chip})]
    return []


def _grid_sheet(sheet: Any, block: Grid, looks: _Looks) -> None:
    _put(sheet, 0, 0, block.caption, looks, **TITLE)
    _head(sheet, 2, block.headers, looks, numbers=block.numbers)
    whole = sum(block.widths)
    for column, width in enumerate(block.widths):
        sheet.set_column(column, column, max(11.0, 110 * width / whole))
    for place, row in enumerate(block.rows, start=3):
        total = block.has_totals and place == len(block.rows) + 2
        for column, cell in enumerate(row):
            _cell(sheet, place, column, cell, looks, right=column in block.numbers, bold=total)
    if block.note:
        _put(sheet, len(block.rows) + 4, 0, block.note, looks, **QUIET)


def _figure_sheet(sheet: Any, block: Picture, looks: _Looks) -> None:
    figure = block.figure
    _put(sheet, 0, 0, figure.caption, looks, **TITLE)
    _put(sheet, 1, 0, figure.alternative, looks, **QUIET)
    _head(sheet, 3, figure.headers, looks, numbers=frozenset(range(1, len(figure.headers))))
    sheet.set_column(0, len(figure.headers) - 1, 20)
    for place, row in enumerate(figure.rows, start=4):
        for column, text in enumerate(row):
            _cell(sheet, place, column, Cell(text), looks, right=column > 0)


def _shown_number(text: str) -> tuple[float, str] | None:
    """The number that a text shows and its pattern, where it is nothing else; no digit more than is shown."""
    found = re.fullmatch(r"(\d[\d,]*)(\.\d+)?(%?)", text)
    if found is None:
        return None
    decimals = "." + "0" * (len(found[2]) - 1) if found[2] else ""
    value = float(found[1].replace(",", "") + (found[2] or ""))
    return (value / 100, f"0{decimals}%") if found[3] else (value, f"#,##0{decimals}")


def _cell(
    sheet: Any, row: int, column: int, cell: Cell, looks: _Looks, *, right: bool, bold: bool = False
) -> None:
    wanted: dict[str, Any] = {"bottom": 4, "bottom_color": RULE, "text_wrap": True, "indent": 1}
    if bold:
        wanted["bold"] = True
    if right:
        wanted["align"] = "right"
    if cell.grade is not None:
        look = LOOKS[cell.grade]
        chip = {"bg_color": look.fill, "font_color": look.ink, "bold": True}
        _put(sheet, row, column, f"{cell.text} {fires(cell.grade)}", looks, **(wanted | chip))
    elif right and (number := _shown_number(cell.text)):
        sheet.write_number(row, column, number[0], looks.get(num_format=number[1], **wanted))
    else:
        _put(sheet, row, column, cell.text, looks, **wanted)


def _head(sheet: Any, row: int, headers: tuple[str, ...], looks: _Looks, *, numbers: frozenset[int]) -> None:
    for column, text in enumerate(headers):
        side = {"align": "right"} if column in numbers else {}
        _put(sheet, row, column, text, looks, **(HEAD | side))
    sheet.set_row(row, 20)
    sheet.freeze_panes(row + 1, 1)
    sheet.repeat_rows(row)


def _page(sheet: Any, paper: Paper) -> None:
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.7)
    marks = " · ".join(part for part in (paper.classification, paper.made_up) if part).replace("&", "&&")
    sheet.set_header(f"&L{marks[:200]}")
    sheet.set_footer(f"&L{paper.footer.replace('&', '&&')[:200]}&R&P / &N")


def _sheet_name(wanted: str, used: set[str]) -> str:
    """A name that a workbook takes: no brackets or slashes, at most 31 characters, each once."""
    units = re.sub(r"[\[\]:*?/\\']", " ", wanted).encode("utf-16-le")[: 2 * NAME_UNITS]
    plain = units.decode("utf-16-le", errors="ignore").strip() or say("table")
    name, again = plain, 1
    while name.lower() in used:
        again += 1
        name = f"{plain} {again}"
    used.add(name.lower())
    return name

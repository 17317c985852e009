"""What a document is made of, before it is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bongsu.reports.figures import Figure


@dataclass(frozen=True, slots=True)
class Cell:
    """A table's cell: the text that is read, and the number behind it where it is one.

    Attributes:
        grade: drawn with fires and colour beside the text.
    """

    text: str
    number: float | None = None
    grade: int | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """A section's title."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; a small one is a note."""

    text: str
    small: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of sentences."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels with what they stand for, as a table of two columns without a head."""

    caption: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class GradeLine:
    """A grade as the document's chief statement: fires, number, word, colour, and a sentence."""

    grade: int
    text: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A table.

    Attributes:
        name: short, for the sheet of a workbook.
        numbers: the columns that hold numbers, counted from 0.
        widths: share of each column, in any unit.
        has_totals: the last row is a row of totals.
    """

    name: str
    caption: str
    headers: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numbers: frozenset[int]
    widths: tuple[float, ...]
    note: str = ""
    has_totals: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart; a workbook holds its numbers instead.

    Attributes:
        width: share of the column.
    """

    name: str
    figure: Figure
    width: float = 1.0


Block = Heading | Paragraph | Bullets | Facts | GradeLine | Grid | Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One document, whole.

    Attributes:
        organisation: who issues it.
        number, day: document number and date, as they stand in its head.
        head: the rows of its head (addressees, legal basis …).
        classification: for whom this version is.
        made_up: the mark of made-up data, or "".
        footer: as-of, method, assessment and hash.
        moment: creation date inside the file.
        compact: it has to fit one page.
    """

    language: str
    organisation: str
    kind: str
    title: str
    number: str
    day: date
    head: tuple[tuple[str, str], ...]
    body: tuple[Block, ...]
    closing: str
    classification: str
    made_up: str
    footer: str
    moment: datetime
    compact: bool = False

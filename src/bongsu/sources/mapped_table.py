"""Any table of any agency, a file or the answer of a database, read by a mapping of its columns to series."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from bongsu.catalogue import values
from bongsu.catalogue.strict import Key, Problems, Table, parse, read_table
from bongsu.catalogue.values import Unreadable
from bongsu.core.panel.periods import Frequency, Lag, Period
from bongsu.sources.agencies.contract import Fault, nearest, number
from bongsu.sources.agencies.observed_cells import Cell, observations
from bongsu.sources.description import Description
from bongsu.sources.parsed import Parsed, Reject
from bongsu.words import say
from bongsu.words.refusal import Refusal

FILE = "mapping.toml"
FREQUENCIES = tuple(one.value for one in Frequency)
NOTHING = {"", "-", "…", "NA", "n/a"}
_SERIES_KEYS = {"series", "column", "unit", "factor", "where"}


@dataclass(frozen=True, slots=True)
class MappedSeries:
    """One series: the column that holds its value, and the rows that are its own."""

    series: str
    column: str
    unit: str
    factor: Decimal = Decimal(1)
    where: dict[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class DropMapping:
    """What mapping.toml says.

    Attributes:
        date: the column that says when; `date_format` how, as strptime reads it ("": 2005-05 and the like).
        known_at: the column of the day each value became known; "" where the publication lag decides.
        url_variable, sql: environment variable with the database's address, and the query; "" for files.
    """

    source: str
    date: str
    date_format: str
    frequency: str
    series: tuple[MappedSeries, ...]
    known_at: str
    publication_lag: Lag | None
    url_variable: str
    sql: str
    notes: str

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that it needs, each once."""
        named = [self.date, self.known_at]
        for one in self.series:
            named += [one.column, *one.where]
        return tuple(dict.fromkeys(name for name in named if name))


def _series(value: object) -> tuple[MappedSeries, ...]:
    expected = say("a list of series, each with its unit")
    if not isinstance(value, list) or not value:
        raise Unreadable(expected)
    return tuple(_one(one, expected) for one in value)


def _one(raw: object, expected: str) -> MappedSeries:
    if not isinstance(raw, dict) or set(raw) - _SERIES_KEYS or {"series", "column", "unit"} - set(raw):
        raise Unreadable(expected)
    where = raw.get("where", {})
    texts = (raw["series"], raw["column"], raw["unit"])
    if not isinstance(where, dict) or not all(isinstance(text, str) for text in (*texts, *where.values())):
        raise Unreadable(expected)
    factor = raw.get("factor", 1)
    if isinstance(factor, bool) or not isinstance(factor, int | float) or not factor or factor != factor:
        raise Unreadable(say("a number"))
    return MappedSeries(*texts, Decimal(str(factor)), dict(where))


def _lag_or_none(value: object) -> Lag:
    return values.lag(value)


MAPPING = Table(
    FILE,
    "",
    (
        Key("source", values.text, ""),
        Key("date", values.text),
        Key("date_format", values.text, ""),
        Key("frequency", values.one_of(FREQUENCIES), "month"),
        Key("series", _series),
        Key("known_at", values.text, ""),
        Key("publication_lag", _lag_or_none, None),
        Key("url_variable", values.text, ""),
        Key("sql", values.text, ""),
        Key("notes", values.text, ""),
    ),
    DropMapping,
)


def read_mapping(text: str, *, where: str) -> DropMapping:
    """Reads a mapping strictly.

    Raises:
        Refusal: naming every mistake in it.
    """
    problems = Problems()
    found: DropMapping | None = read_table(parse(where, text, problems) or {}, MAPPING, where, problems)
    problems.check()
    assert found is not None
    if not found.known_at and found.publication_lag is None:
        raise Refusal(
            where,
            expected=say("known_at or publication_lag"),
            found=say("neither"),
            todo=say("Time is never guessed: say since when a value counts as known."),
        )
    if bool(found.sql) is not bool(found.url_variable):
        raise Refusal(where, expected=say("both sql and url_variable, or neither"))
    return found


def mapped(
    rows: Iterable[tuple[int, Mapping[str, str]]],
    header: Sequence[str],
    mapping: DropMapping,
    *,
    where: str,
    notes: tuple[str, ...] = (),
) -> Parsed:
    """The observations in a table; cells that cannot be read go to the quarantine.

    Raises:
        Refusal: a column of the mapping is not there.
    """
    for column in mapping.columns:
        if column not in header:
            raise Refusal(
                where,
                expected=say("the column {column}", column=column),
                found=nearest(column, header) or ", ".join(header),
                todo=say("If the agency renamed it, edit {file}.", file=FILE),
            )
    cells: list[Cell] = []
    rejects: list[Reject] = []
    for line, row in rows:
        try:
            cells += _cells(row, mapping)
        except Fault as fault:
            rejects.append(fault.at(line, dict(row)))
    description = Description(
        "drop", "", "", "", "observations", "", publication_lag=mapping.publication_lag or Lag(0, 0)
    )
    return Parsed("observations", observations(cells, description), tuple(rejects), notes)


def _cells(row: Mapping[str, str], mapping: DropMapping) -> Iterator[Cell]:
    mine = [one for one in mapping.series if all(row[name] == text for name, text in one.where.items())]
    if not mine:
        return
    period = _period(row[mapping.date], mapping)
    known_at = _day(row[mapping.known_at], mapping.known_at) if mapping.known_at else None
    for one in mine:
        text = row[one.column]
        value = None if text in NOTHING else float(number(text, one.column) * one.factor)
        yield Cell(one.series, period, value, one.unit, known_at)


def _period(text: str, mapping: DropMapping) -> Period:
    frequency = Frequency(mapping.frequency)
    try:
        if mapping.date_format:
            return Period.of(datetime.strptime(text, mapping.date_format).date(), frequency)  # noqa: DTZ007
        period = Period.parse(text[:10])
        return period if period.frequency is frequency else Period.of(period.start, frequency)
    except ValueError:
        expected = say("a date as the mapping says: {form}", form=mapping.date_format or frequency.value)
        raise Fault(mapping.date, expected=expected, found=repr(text)) from None


def _day(text: str, column: str) -> date:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise Fault(column, expected=say("a day such as 2005-05-15"), found=repr(text)) from None


def rows_of_records(
    records: Iterable[Sequence[Any]], header: Sequence[str]
) -> Iterator[tuple[int, dict[str, str]]]:
    """A database's records as rows of text, numbered from 1."""
    for line, record in enumerate(records, 1):
        cells = ("" if cell is None else str(cell) for cell in record)
        yield line, dict(zip(header, cells, strict=True))

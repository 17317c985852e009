"""Which absent rows of the seizure file are zeros, and which only were not read."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date
from decimal import Decimal
from statistics import median

import polars as pl

from bongsu.core.panel.periods import Frequency, Period, span
from bongsu.facts.tables import DETECTIONS, STAMPS
from bongsu.sources.description import Description
from bongsu.words import say


@dataclass(frozen=True, slots=True)
class Seizure:
    """One row of the file: events and weight of one drug, office, channel and month.

    Attributes:
        running: the fiscal year is not over; only months with rows are covered.
    """

    period: Period
    item: str
    office: str
    channel: str
    count: int
    quantity: Decimal
    running: bool = False

    @property
    def key(self) -> tuple[Period, str, str, str]:
        return (self.period, self.item, self.office, self.channel)


@dataclass(frozen=True, slots=True)
class Unread:
    """What could be read of a rejected row, else None: the cell that it meant must not become zero."""

    fiscal_year: int | None = None
    month: int | None = None
    item: str | None = None
    office: str | None = None
    channel: str | None = None


CELL = [field.name for field in fields(Unread)]
FEWEST_READABLE = 2
"""A line of which less could be read, a footnote for instance, speaks of no cell."""
SHARE_OF_A_WHOLE_MONTH = 1 / 3


def fiscal_year_of(period: Period) -> int:
    """The U.S. federal fiscal year, named after the year in which it ends; it starts on 1 October."""
    return period.start.year + (period.start.month >= 10)


def with_zeros(
    seizures: Sequence[Seizure], unread: Iterable[Unread], *, description: Description
) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Rows of the detections table: the seizures, and a zero for every cell of which the file is silent.

    Cells are drugs × (office, channel) pairs seen in the file × months covered, without those that a
    rejected row may have spoken of.

    Returns:
        the rows, sorted, and notes about months that are not covered.
    """
    covered, notes = covered_months(seizures, rows_a_month=description.settings["rows_a_month"])
    read = pl.DataFrame(
        [
            (*_cell(one.period), one.item, one.office, one.channel, one.count, one.quantity)
            for one in seizures
        ],
        schema=_schema(),
        orient="row",
    )
    cells = (
        read.select("item")
        .unique()
        .join(read.select("office", "channel").unique(), how="cross")
        .join(
            pl.DataFrame([_cell(month) for month in covered], schema=_month_schema(), orient="row"),
            how="cross",
        )
    )
    zeros = cells.join(read, on=["period", "item", "office", "channel"], how="anti")
    zeros = _without_unread(zeros, unread).with_columns(
        count=pl.lit(0, pl.Int64), quantity=pl.lit(Decimal(0), pl.Decimal(38, 6))
    )
    rows = pl.concat([read, zeros.select(read.columns)]).sort("period", "item", "office", "channel")
    return _detections(rows, description), notes


def covered_months(seizures: Sequence[Seizure], *, rows_a_month: int) -> tuple[list[Period], tuple[str, ...]]:
    """The months of which the file speaks: first to last one present, of a running fiscal year those present.

    A month inside without a single row is a month of zeros only where that is credible: a file with more
    than `rows_a_month` rows in a mean month does not have an empty one by chance.
    """
    if not seizures:
        return [], ()
    rows = Counter(one.period for one in seizures)
    running = {fiscal_year_of(one.period) for one in seizures if one.running}
    inside = span(min(rows), max(rows))
    empty = [month for month in inside if month not in rows and fiscal_year_of(month) not in running]
    is_full = len(seizures) > rows_a_month * len(rows)
    notes = _thin_months(rows) if is_full else ()
    if not empty:
        return sorted(rows), notes
    names = ", ".join(str(month) for month in empty)
    if is_full:
        message = "no row at all for {months}: a gap, not zeros; was the file cut or filtered?"
        return sorted(rows), (*notes, say(message, months=names))
    return sorted([*rows, *empty]), (say("no row at all for {months}: taken as zeros", months=names),)


def _thin_months(rows: Counter[Period]) -> tuple[str, ...]:
    usual = median(rows.values())
    message = "only {count} rows for {month}, usually {usual:.0f}: was the file cut off?"
    return tuple(
        say(message, count=rows[month], month=str(month), usual=usual)
        for month in sorted(rows)
        if rows[month] < SHARE_OF_A_WHOLE_MONTH * usual
    )


def _without_unread(zeros: pl.DataFrame, unread: Iterable[Unread]) -> pl.DataFrame:
    """Anti-joins the zeros on what was readable of each rejected row, if that is enough to mean something."""
    shapes: dict[tuple[str, ...], set[tuple]] = defaultdict(set)
    for row in unread:
        readable = tuple(name for name in CELL if getattr(row, name) is not None)
        if len(readable) >= FEWEST_READABLE:
            shapes[readable].add(tuple(value for value in astuple(row) if value is not None))
    for readable, values in shapes.items():
        schema = {name: zeros.schema[name] for name in readable}
        blocked = pl.DataFrame(sorted(values), schema=schema, orient="row")
        zeros = zeros.join(blocked, on=list(readable), how="anti")
    return zeros


def _cell(month: Period) -> tuple[date, date, int, int]:
    return month.start, month.end, fiscal_year_of(month), month.start.month


def _month_schema() -> dict[str, type[pl.DataType]]:
    return {"period": pl.Date, "end": pl.Date, "fiscal_year": pl.Int64, "month": pl.Int64}


def _schema() -> dict[str, pl.DataType | type[pl.DataType]]:
    names = {"item": pl.String, "office": pl.String, "channel": pl.String}
    return {**_month_schema(), **names, "count": pl.Int64, "quantity": pl.Decimal(38, 6)}


def _detections(rows: pl.DataFrame, description: Description) -> pl.DataFrame:
    ends = rows["end"].unique()
    known = {end: description.known_at(end) for end in ends}
    filled = {
        "case_id": pl.lit(""),
        "frequency": pl.lit(Frequency.MONTH.value),
        "unit": pl.lit(description.settings["unit"]),
        "known_at": pl.col("end").replace_strict(known, return_dtype=pl.Date),
    }
    empty_texts = ("value_basis", "direction", "origin", "route", "clue", "operation")
    filled |= {name: pl.lit("") for name in empty_texts}
    present = set(rows.columns) | set(filled)
    columns = {name: kind for name, kind in DETECTIONS.columns.items() if name not in STAMPS}
    nothing = {name: pl.lit(None, kind) for name, kind in columns.items() if name not in present}
    return rows.with_columns(**filled, **nothing).select(
        pl.col(name).cast(kind) for name, kind in columns.items()
    )

"""The fact tables: their columns, their types, and what makes two rows speak of the same thing.

`period` is the first day of the period and `frequency` says how long it lasts. `known_at` is the day on
which the world could know the row; `recorded_at` the moment at which this installation stored it. The last
three columns of every table are the ledger's own stamps: writers leave them out.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

STATUSES = ("reported", "not_reported", "feed_failed", "withheld")

FREQUENCIES = ("month", "week", "quarter", "year", "day")

STAMPS = {
    "recorded_at": pl.Datetime("us", "UTC"),
    "load": pl.String,
    "arrival": pl.Int64,  # how many rows the table held before this one: the order of arrival
}

_KNOWN = {"known_at": pl.Date, **STAMPS}


@dataclass(frozen=True, slots=True)
class FactTable:
    """One append-only table.

    Attributes:
        columns: column name → Polars type, the clock columns last.
        key: the columns that name the fact; rows with equal keys are revisions of each other.
        required: the columns that a writer must bring, none of them null; the others are filled by
            `bongsu.facts.conformance.complete`.
        choices: column name → the only words that may stand in it.
    """

    name: str
    columns: dict[str, pl.DataType | type[pl.DataType]]
    key: tuple[str, ...]
    required: tuple[str, ...]
    choices: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def is_dated(self) -> bool:
        """Whether its rows say when they became known, so that it can be read as of a day."""
        return "known_at" in self.columns


OBSERVATIONS = FactTable(
    "observations",
    {
        "series": pl.String,
        "frequency": pl.String,
        "period": pl.Date,
        "value": pl.Float64,  # null unless status is "reported"
        "unit": pl.String,
        "status": pl.String,
        "published_at": pl.Date,
        **_KNOWN,
    },
    key=("series", "frequency", "period"),
    required=("series", "frequency", "period", "known_at"),  # and value, which may be null
    choices={"frequency": FREQUENCIES, "status": STATUSES},
)

DETECTIONS = FactTable(
    "detections",
    {
        "case_id": pl.String,  # "" in rows that are counts
        "item": pl.String,
        "office": pl.String,  # "" where not said, likewise channel … operation
        "channel": pl.String,
        "frequency": pl.String,
        "period": pl.Date,  # of detection; for a case, the period that detected_on falls in
        "count": pl.Int64,  # 1 for a case
        "quantity": pl.Decimal(38, 6),
        "unit": pl.String,
        "value_krw": pl.Int64,
        "value_basis": pl.String,
        "direction": pl.String,
        "origin": pl.String,
        "route": pl.String,
        "clue": pl.String,
        "concealment": pl.String,
        "operation": pl.String,  # number of the special operation that found it
        "warning": pl.String,  # number of the early warning it answers
        "occurred_on": pl.Date,
        "detected_on": pl.Date,
        "booked_on": pl.Date,
        **_KNOWN,
    },
    key=("case_id", "item", "office", "channel", "frequency", "period", "operation"),
    required=("item", "frequency", "period", "count", "known_at"),
    choices={"frequency": FREQUENCIES},
)
"""A case is keyed by its case_id alone: a revised case that moves to another item or period replaces the old
row. Readers therefore use `case_id` as the key where it is not "". What an operation found, told as counts,
stands beside the counts of the same cell without an operation and adds to them."""

EFFORT = FactTable(
    "effort",
    {
        "item": pl.String,
        "office": pl.String,
        "channel": pl.String,
        "frequency": pl.String,
        "period": pl.Date,
        "inspections": pl.Int64,
        "officer_hours": pl.Float64,
        "random": pl.Boolean,
        "campaign": pl.String,  # number of the special operation
        "hits": pl.Int64,
        "nil_report": pl.Boolean,
        "planned": pl.Boolean,  # a plan for a period still to come, not work done
        **_KNOWN,
    },
    key=("item", "office", "channel", "frequency", "period", "random", "planned", "campaign"),
    required=("frequency", "period", "known_at"),
    choices={"frequency": FREQUENCIES},
)

EVENTS = FactTable(
    "events",
    {
        "event": pl.String,
        "kind": pl.String,
        "items": pl.List(pl.String),
        "announced_on": pl.Date,
        "effective_on": pl.Date,
        "magnitude": pl.Float64,
        **_KNOWN,
    },
    key=("event",),
    required=("event", "kind", "known_at"),
)

INTELLIGENCE = FactTable(
    "intelligence",
    {
        "report": pl.String,
        "items": pl.List(pl.String),
        "reliability": pl.String,  # A to F
        "credibility": pl.Int64,  # 1 to 6
        "direction": pl.String,  # "+", "-" or "?"
        "note": pl.String,
        "expires_on": pl.Date,
        **_KNOWN,
    },
    key=("report",),
    required=("report", "known_at"),
    choices={"reliability": ("", *"ABCDEF"), "direction": ("", "+", "-", "?")},
)

QUARANTINE = FactTable(
    "quarantine",
    {
        "file": pl.String,
        "line": pl.Int64,
        "column": pl.String,
        "expected": pl.String,
        "found": pl.String,
        "todo": pl.String,
        "row": pl.String,  # the rejected row as JSON, so that it can be mended
        "table": pl.String,
        **STAMPS,
    },
    key=("load", "line", "column"),
    required=("file", "line"),
)

LOADS = FactTable(
    "loads",
    {
        "source": pl.String,
        "file": pl.String,
        "sha256": pl.String,
        "table": pl.String,
        "rows": pl.Int64,
        "already_known": pl.Int64,
        "quarantined": pl.Int64,
        **STAMPS,
    },
    key=("load", "table"),
    required=("table", "rows"),
)

TABLES = {
    table.name: table for table in (OBSERVATIONS, DETECTIONS, EFFORT, EVENTS, INTELLIGENCE, QUARANTINE, LOADS)
}

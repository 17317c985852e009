"""The as-of read: of all rows about one fact, the newest one known by a day."""

from __future__ import annotations

from datetime import date, datetime

import polars as pl

from bongsu.facts.tables import FactTable
from bongsu.words import say
from bongsu.words.refusal import Refusal

_IS_COUNT = pl.col("case_id") == ""


def known(
    rows: pl.LazyFrame, table: FactTable, *, as_of: date | None, as_recorded: datetime | None
) -> pl.LazyFrame:
    """The rows known by the end of `as_of` and recorded by the moment `as_recorded`.

    Raises:
        Refusal: the table has no `known_at`, or the moment has no time zone.
    """
    if as_of is not None:
        if not table.is_dated:
            raise Refusal(
                say("facts table {table}", table=table.name),
                expected=say("a table whose rows say when they became known"),
                todo=say("read it with as_recorded"),
            )
        rows = rows.filter(pl.col("known_at") <= as_of)
    if as_recorded is not None:
        rows = rows.filter(pl.col("recorded_at") <= with_zone(as_recorded))
    return rows


def newest(rows: pl.LazyFrame, table: FactTable, *, where: pl.Expr | None) -> pl.DataFrame:
    """The newest row of every key that is as `where` says, sorted by key.

    `where` looks at the newest rows only: a fact whose older revision would pass does not. Where it asks
    about key columns alone it is also used to read less.
    """
    if where is not None:
        rows = rows.filter(_early(where, table))
    names = [f"__key_{column}" for column in table.key]
    keyed = rows.with_columns(part.alias(name) for part, name in zip(fact_key(table), names, strict=True))
    last = (
        keyed.sort(clock(table), maintain_order=True)
        .unique(names, keep="last", maintain_order=True)
        .drop(names)
        .collect()
    )
    chosen = last if where is None else last.filter(where)
    return chosen.sort(*table.key, *clock(table), maintain_order=True)


def revisions(rows: pl.LazyFrame, table: FactTable, *, where: pl.Expr | None) -> pl.DataFrame:
    """Every row that is as `where` says, sorted by key, then oldest first."""
    chosen = rows if where is None else rows.filter(where)
    return chosen.sort(*table.key, *clock(table), maintain_order=True).collect()


def fact_key(table: FactTable) -> list[pl.Expr]:
    """What names the fact a row speaks of; a case is named by its case_id alone."""
    if table.name != "detections":
        return [pl.col(column) for column in table.key]
    rest = [pl.when(_IS_COUNT).then(pl.col(column)) for column in table.key if column != "case_id"]
    return [pl.col("case_id"), *rest]


def clock(table: FactTable) -> list[str]:
    """The columns by which rows about one fact follow each other, oldest first."""
    return [column for column in ("known_at", "recorded_at", "arrival") if column in table.columns]


def with_zone(moment: datetime) -> datetime:
    """The moment, once it says its time zone.

    Raises:
        Refusal: it does not.
    """
    if moment.tzinfo is None:
        raise Refusal("recorded_at", expected=say("a moment with a time zone"), found=str(moment))
    return moment


def _early(where: pl.Expr, table: FactTable) -> pl.Expr:
    asked = set(where.meta.root_names())
    if not asked <= set(table.key):
        return pl.lit(value=True)
    return where | ~_IS_COUNT if table.name == "detections" else where

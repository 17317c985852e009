"""Detections, effort and observations with all their revisions, ready to be cut at any day."""

from __future__ import annotations

from typing import Literal

import polars as pl

from bongsu.core.panel.as_of import KnownValues
from bongsu.core.panel.periods import Frequency
from bongsu.facts.matrix import EPOCH_DAY, Grid
from bongsu.facts.newest import clock, fact_key
from bongsu.facts.tables import DETECTIONS, EFFORT, OBSERVATIONS, FactTable

Measure = Literal["inspections", "officer_hours", "hits"]

_YEAR, _MONTH, _QUARTER = pl.col("day").dt.year(), pl.col("day").dt.month(), pl.col("day").dt.quarter()
_DAY = pl.col("day").cast(pl.Int64) + EPOCH_DAY
_ORDINAL = {
    Frequency.MONTH: _YEAR.cast(pl.Int64) * 12 + _MONTH - 1,
    Frequency.WEEK: (_DAY - 1) // 7,
    Frequency.QUARTER: _YEAR.cast(pl.Int64) * 4 + _QUARTER - 1,
    Frequency.YEAR: _YEAR.cast(pl.Int64),
    Frequency.DAY: _DAY,
}
"""The ordinal that `Period.of` gives, for the column `day`."""


def detection_history(rows: pl.LazyFrame, grid: Grid, *, where: pl.Expr | None) -> KnownValues:
    """Counts and cases of the grid's items; cases of other items stay, as one may move and all span the feed.

    A case stored for another frequency falls in the period of its `detected_on`.
    """
    is_case = pl.col("case_id") != ""
    is_whole = pl.col("frequency") == grid.frequency.value
    is_daily = pl.col("frequency") == Frequency.DAY.value
    day = (
        pl.when(is_whole)
        .then(pl.col("period"))
        .otherwise(pl.coalesce("detected_on", pl.when(is_daily).then(pl.col("period"))))
    )
    kept = rows.filter(is_case | (is_whole & pl.col("item").is_in(list(grid.series))))
    return _known_values(
        kept.with_columns(
            day=pl.when(is_case).then(day).otherwise(pl.col("period")),
            is_case=is_case & day.is_not_null(),
            subject=pl.col("item"),
            amount=pl.col("count"),
            inside=pl.lit(value=True) if where is None else where,
        ),
        DETECTIONS,
        grid,
    )


def office_history(rows: pl.LazyFrame, grid: Grid, *, pairs: pl.DataFrame) -> KnownValues:
    """Counts reported by office, cases left out; the grid's series are the `name`s of the pairs.

    Args:
        pairs: item, office and name.
    """
    kept = rows.filter(pl.col("case_id") == "").join(pairs.lazy(), on=["item", "office"])
    return _plain(kept, DETECTIONS, grid, subject="name", amount="count", where=None)


def effort_history(
    rows: pl.LazyFrame, grid: Grid, *, measure: Measure, planned: bool, where: pl.Expr | None
) -> KnownValues:
    """One measure of effort, done or planned, of the grid's items ("" = effort not split by item)."""
    kept = rows.filter(pl.col("planned") == planned)
    return _plain(kept, EFFORT, grid, subject="item", amount=measure, where=where)


def observation_history(rows: pl.LazyFrame, grid: Grid) -> KnownValues:
    """The values of the grid's series; a row with a status and no value is NaN, like no row."""
    return _plain(rows, OBSERVATIONS, grid, subject="series", amount="value", where=None)


def _plain(
    rows: pl.LazyFrame, table: FactTable, grid: Grid, *, subject: str, amount: str, where: pl.Expr | None
) -> KnownValues:
    kept = rows.filter(pl.col("frequency") == grid.frequency.value, pl.col(subject).is_in(list(grid.series)))
    columns = {
        "day": pl.col("period"),
        "is_case": pl.lit(value=False),
        "subject": pl.col(subject),
        "amount": pl.col(amount),
        "inside": pl.lit(value=True) if where is None else where,
    }
    return _known_values(kept.with_columns(**columns), table, grid)


def _known_values(rows: pl.LazyFrame, table: FactTable, grid: Grid) -> KnownValues:
    subjects = pl.DataFrame({"subject": list(grid.series)}, schema={"subject": pl.String})
    key = [part.alias(f"key_{place}") for place, part in enumerate(fact_key(table))]
    names = [f"key_{place}" for place in range(len(key))]
    ordinal = _ORDINAL[grid.frequency]
    frame = (
        rows.select(
            *key, *clock(table), "subject", "amount", "is_case", "inside", time=ordinal - grid.first.ordinal
        )
        .join(subjects.with_row_index("place").lazy(), on="subject", how="left")
        .sort(*names, *clock(table))
        .with_columns(key=pl.struct(names).rle_id())
        .sort(*clock(table), "key")
        .collect()
    )
    series = pl.when(pl.col("inside") & pl.col("time").is_not_null()).then(pl.col("place")).cast(pl.Int64)
    columns = frame.select(
        time=pl.col("time").fill_null(-1),
        series=series.fill_null(-1),
        known_at=pl.col("known_at").cast(pl.Int64) + EPOCH_DAY,
        value=pl.col("amount").cast(pl.Float64).fill_null(float("nan")),
        key=pl.col("key").cast(pl.Int64),
        order=pl.int_range(pl.len()),
        is_case="is_case",
    )
    arrays = {name: columns[name].to_numpy() for name in columns.columns}
    return KnownValues.of(arrays.pop("time"), arrays.pop("series"), shape=grid.shape, **arrays)

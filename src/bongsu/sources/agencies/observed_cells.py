"""Cells read from a publisher's table into rows of observations, with the day each was known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import polars as pl

from bongsu.core.panel.periods import Lag, Period
from bongsu.facts.tables import OBSERVATIONS, STAMPS
from bongsu.sources.description import Description
from bongsu.words import say

COLUMNS = {name: kind for name, kind in OBSERVATIONS.columns.items() if name not in STAMPS}


@dataclass(frozen=True, slots=True)
class Cell:
    """One value; None where the publisher says that there is none.

    Attributes:
        known_at: since when, where the publisher says so; else the publication lag decides.
    """

    series: str
    period: Period
    value: float | None
    unit: str
    known_at: date | None = None


def observations(cells: Iterable[Cell], description: Description, catalogue: Any = None) -> pl.DataFrame:
    """Rows of the observations table, sorted; known from the end of the period plus the publication lag.

    The lag is the catalogue's where one of its indicators is made of the series, else the description's.
    """
    lag_of = cache(lambda series: publication_lag(series, description, catalogue))
    day_of = cache(lambda series, end: lag_of(series).after(end))
    rows = [
        (
            cell.series,
            cell.period.frequency.value,
            cell.period.start,
            cell.value,
            cell.unit,
            "not_reported" if cell.value is None else "reported",
            cell.known_at,
            cell.known_at or day_of(cell.series, cell.period.end),
        )
        for cell in cells
    ]
    return pl.DataFrame(rows, schema=COLUMNS, orient="row").sort("series", "frequency", "period")


def publication_lag(series: str, description: Description, catalogue: Any = None) -> Lag:
    """How long after a period's end a value of the series can be known."""
    if catalogue is not None and series in catalogue.series:
        return catalogue.publication_lag_of(series)
    return description.publication_lag


def jumps(rows: pl.DataFrame, *, factor: float) -> tuple[str, ...]:
    """Notes of values `factor` times their neighbour or more: another unit, a new currency, a slip?"""
    ratio = pl.col("value") / pl.col("value").shift(1).over("series", "frequency", order_by="period")
    found = (
        rows.filter(pl.col("value") > 0)
        .with_columns(ratio=ratio)
        .filter((pl.col("ratio") >= factor) | (pl.col("ratio") <= 1 / factor))
    )
    message = "{series}: from one period to {period} the value changes {ratio} times; is the unit the same?"
    return tuple(
        say(message, series=series, period=f"{period:%Y-%m}", ratio=f"{ratio:.4g}")
        for series, period, ratio in found.select("series", "period", "ratio").iter_rows()
    )

"""Rows for the ledger's tests, written short."""

from datetime import UTC, date, datetime

import polars as pl

MOMENT = datetime(2006, 1, 1, 9, tzinfo=UTC)


def month(number: int) -> date:
    """The first day of a month of 2005."""
    return date(2005, number, 1)


def observations(*rows: tuple) -> pl.DataFrame:
    """Rows (series, month, value or status, known_at)."""
    return pl.DataFrame(
        {
            "series": [row[0] for row in rows],
            "frequency": ["month"] * len(rows),
            "period": [month(row[1]) for row in rows],
            "value": [None if isinstance(row[2], str) else float(row[2]) for row in rows],
            "status": [row[2] if isinstance(row[2], str) else "reported" for row in rows],
            "known_at": [row[3] for row in rows],
        },
        schema_overrides={"value": pl.Float64, "series": pl.String, "status": pl.String, "known_at": pl.Date},
    )


def counts(*rows: tuple, **more: object) -> pl.DataFrame:
    """Counts (item, office, month, count, known_at)."""
    return _detections([("", *row) for row in rows], more)


def cases(*rows: tuple, **more: object) -> pl.DataFrame:
    """Cases (case id, item, office, month, count, known_at)."""
    return _detections(list(rows), more)


def _detections(rows: list[tuple], more: dict[str, object]) -> pl.DataFrame:
    frame = pl.DataFrame(
        rows,
        schema={
            "case_id": pl.String,
            "item": pl.String,
            "office": pl.String,
            "period": pl.Int64,
            "count": pl.Int64,
            "known_at": pl.Date,
        },
        orient="row",
    )
    return frame.with_columns(
        pl.date(2005, pl.col("period"), 1).alias("period"),
        frequency=pl.lit("month"),
        **{name: pl.lit(value) for name, value in more.items()},
    )

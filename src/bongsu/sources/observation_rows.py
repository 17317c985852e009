"""Rows of `observations.csv`: one value, or the reason why there is none, for a series and a period."""

from __future__ import annotations

from datetime import date

import polars as pl

from bongsu.core.panel.periods import Lag
from bongsu.facts.tables import STATUSES
from bongsu.sources.cells import choices, days, mapped, numbers, periods, safe_text
from bongsu.sources.expectations import Expectations, nearest
from bongsu.sources.naming_checks import units
from bongsu.sources.row_checks import Fault, RowChecks
from bongsu.words import say


def observation_rows(checks: RowChecks, expectations: Expectations) -> pl.DataFrame:
    """The rows as the fact table wants them, faulty ones included, with `line` and without the clock columns.

    `known_at` is the row's own, else its `published_at`, else the period's end plus the publication lag of
    the indicators made of the series.
    """
    checks.required("series")
    series = safe_text(checks, "series")
    period = periods(checks)
    status = _status(checks)
    value = numbers(checks, "value")
    units_due = mapped(series, {code: entry.unit for code, entry in expectations.series.items()}, pl.String)
    published_at = days(checks, "published_at")
    return pl.DataFrame(
        {
            "line": checks.rows["line"],
            "series": series,
            "frequency": period["frequency"],
            "period": period["period"],
            "value": value,
            "unit": units(checks, units_due.fill_null("")),
            "status": status,
            "published_at": published_at,
            "known_at": _known_at(checks, series, period, published_at, expectations=expectations),
        }
    )


def _status(checks: RowChecks) -> pl.Series:
    """Empty means reported; a value and a status that says there is none exclude each other."""
    status = choices(checks, "status", STATUSES)
    empty = checks.text("value") == ""
    checks.fault(
        empty & status.is_in(["", "reported"]),
        "value",
        expected=say("a number"),
        found=say("nothing"),
        todo=say("If there is none, write status: not_reported, feed_failed or withheld. Zero is written 0."),
    )
    checks.fault(
        ~empty & ~status.is_in(["", "reported"]) & status.is_in(STATUSES),
        "value",
        expected=say("nothing, as the status says that there is no value"),
        todo=say("Take the value out, or write status=reported."),
    )
    return pl.select(
        pl.when(status == "").then(pl.lit("reported")).otherwise(status).alias("status")
    ).to_series()


def _known_at(
    checks: RowChecks,
    series: pl.Series,
    period: pl.DataFrame,
    published_at: pl.Series,
    *,
    expectations: Expectations,
) -> pl.Series:
    own = days(checks, "known_at")
    told = pl.select(pl.coalesce(own, published_at)).to_series()
    by_rule = _by_publication_lag(series, period["ends"], expectations=expectations)
    unsaid = (checks.text("known_at") == "") & (checks.text("published_at") == "")
    dated = [code for code, entry in expectations.series.items() if entry.publication_lag is not None]
    strange = series.filter(unsaid & ~series.is_in(dated)).unique().to_list()
    checks.fault_by_text(
        "series", {code: _unknown_series(code, expectations) for code in strange if code}, among=unsaid
    )
    for column, day in (("known_at", own), ("published_at", published_at)):
        checks.fault(
            day < period["period"],
            column,
            expected=say("a day on or after the beginning of the period"),
            todo=say("Nobody knew the value before its time began: is the year right?"),
        )
    return pl.select(pl.coalesce(told, by_rule).alias("known_at")).to_series()


def _unknown_series(code: str, expectations: Expectations) -> Fault:
    near = nearest(code, {name.casefold(): name for name in expectations.series})
    expected = say("a series that an indicator is made of, or a known_at")
    if near:
        return Fault(
            expected,
            say("Is '{near}' meant? Without an indicator nobody knows its publication lag.", near=near),
        )
    return Fault(
        expected, say("Name it in indicators.toml, or say in known_at when each value became known.")
    )


def _by_publication_lag(series: pl.Series, ends: pl.Series, *, expectations: Expectations) -> pl.Series:
    lags = {code: entry.publication_lag for code, entry in expectations.series.items()}
    pairs = pl.DataFrame({"series": series, "ends": ends})
    distinct = pairs.unique().drop_nulls().filter(pl.col("series").is_in(list(lags)))
    after: dict[tuple[Lag, date], date] = {}
    known = []
    for code, end in distinct.iter_rows():
        lag = lags[code]
        if lag is not None and (lag, end) not in after:
            after[lag, end] = lag.after(end)
        known.append(after[lag, end] if lag is not None else None)
    distinct = distinct.with_columns(known=pl.Series(known, dtype=pl.Date))
    return pairs.join(distinct, on=["series", "ends"], how="left", maintain_order="left")["known"]

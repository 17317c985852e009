"""Rows of `effort.csv`: how much was inspected, or is planned to be, in a period."""

from __future__ import annotations

import polars as pl

from bongsu.sources.cells import days, flags, numbers, periods, safe_text
from bongsu.sources.expectations import Expectations
from bongsu.sources.naming_checks import check_frequency, items, offices
from bongsu.sources.row_checks import RowChecks
from bongsu.words import say


def effort_rows(checks: RowChecks, expectations: Expectations) -> pl.DataFrame:
    """Inspections by item, office, channel and period.

    `known_at` is the row's own; else the period's end; of a plan, the first day of its period.
    """
    item = items(checks, expectations, required=False)
    period = periods(checks)
    check_frequency(checks, item, period["frequency"], expectations=expectations)
    checks.fault(
        checks.text("inspections") == "",
        "inspections",
        expected=say("a whole number, 0 or more"),
        found=say("nothing"),
        todo=say("Write 0 if none were made; leave the row out if nothing was reported."),
    )
    planned = flags(checks, "planned").fill_null(False)
    hits = numbers(checks, "hits", whole=True, negative=False)
    nil_report = flags(checks, "nil_report").fill_null(False)
    _check_results(checks, planned, hits, nil_report)
    return pl.DataFrame(
        {
            "line": checks.rows["line"],
            "item": item,
            "office": offices(checks, expectations),
            "channel": safe_text(checks, "channel"),
            "frequency": period["frequency"],
            "period": period["period"],
            "inspections": numbers(checks, "inspections", whole=True, negative=False),
            "officer_hours": numbers(checks, "officer_hours", negative=False),
            "random": flags(checks, "random").fill_null(False),
            "campaign": safe_text(checks, "campaign"),
            "hits": hits,
            "nil_report": nil_report,
            "planned": planned,
            "known_at": _known_at(checks, period, planned),
        }
    )


def _check_results(checks: RowChecks, planned: pl.Series, hits: pl.Series, nil_report: pl.Series) -> None:
    for column in ("hits", "nil_report"):
        checks.fault(
            planned & (checks.text(column) != ""),
            column,
            expected=say("nothing, as the row is a plan"),
            todo=say("Results go into a row of their own without planned."),
        )
    checks.fault(
        nil_report & (hits > 0),
        "nil_report",
        expected=say("false or nothing, as there are hits"),
        todo=say("A nil report says that nothing was found."),
    )


def _known_at(checks: RowChecks, period: pl.DataFrame, planned: pl.Series) -> pl.Series:
    own = days(checks, "known_at")
    checks.fault(
        ~planned & (own < period["ends"]),
        "known_at",
        expected=say("a day on or after the end of the period"),
        todo=say("Work done is not known before the period is over; a plan says planned=true."),
    )
    checks.fault(
        planned & (own > period["ends"]),
        "known_at",
        expected=say("a day on or before the end of the period"),
        todo=say("A plan that became known after its period is none: leave planned out."),
    )
    rule = pl.when(planned).then(period["period"]).otherwise(period["ends"])
    return pl.select(pl.coalesce(own, rule).alias("known_at")).to_series()

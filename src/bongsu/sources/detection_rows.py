"""Rows of `detections.csv`: cases one by one, or counts of cases in a period."""

from __future__ import annotations

import polars as pl

from bongsu.core.panel.periods import Frequency, Period
from bongsu.sources.cells import days, decimals, mapped, numbers, periods, safe_text
from bongsu.sources.expectations import Expectations
from bongsu.sources.naming_checks import (
    check_frequency,
    item_frequency,
    items,
    offices,
    units,
)
from bongsu.sources.row_checks import RowChecks
from bongsu.words import say

_CASE_WORDS = ("direction", "origin", "route", "clue", "concealment", "operation", "warning")
_COUNT_WORDS = ("operation", "warning")


def count_rows(checks: RowChecks, expectations: Expectations) -> pl.DataFrame:
    """Counts by item, office, channel and period. `known_at` is the row's own, else the period's end."""
    item = items(checks, expectations)
    period = periods(checks)
    check_frequency(checks, item, period["frequency"], expectations=expectations)
    checks.fault(
        checks.text("count") == "",
        "count",
        expected=say("a whole number, 0 or more"),
        found=say("nothing"),
        todo=say("Write 0 if nothing was found; leave the row out if nothing was reported."),
    )
    count = numbers(checks, "count", whole=True, negative=False)
    own = days(checks, "known_at")
    checks.fault(
        own < period["ends"],
        "known_at",
        expected=say("a day on or after the end of the period"),
        todo=say("The count of a whole period cannot be known before it is over."),
    )
    amounts = _amounts(checks, item, expectations)
    for column in ("quantity", "value_krw"):
        checks.fault(
            (count == 0) & (amounts[column] > 0),
            column,
            expected=say("nothing or 0, as the count is 0"),
            todo=say("Correct the count or this cell."),
        )
    nothing = pl.lit("").alias
    return pl.DataFrame(
        {
            "line": checks.rows["line"],
            "item": item,
            "office": offices(checks, expectations),
            "channel": safe_text(checks, "channel"),
            "frequency": period["frequency"],
            "period": period["period"],
            "count": count,
            **{column: safe_text(checks, column) for column in _COUNT_WORDS},
            **amounts,
            "known_at": pl.select(pl.coalesce(own, period["ends"])).to_series(),
        }
    ).with_columns(
        nothing("case_id"),
        *(nothing(column) for column in _CASE_WORDS if column not in _COUNT_WORDS),
        *(pl.lit(None, pl.Date).alias(column) for column in ("occurred_on", "detected_on", "booked_on")),
    )


def case_rows(checks: RowChecks, expectations: Expectations) -> pl.DataFrame:
    """One case a row. `known_at` is the row's own, else `booked_on`, else `detected_on`."""
    checks.required("case_id")
    case = safe_text(checks, "case_id")
    item = items(checks, expectations)
    checks.required("detected_on")
    dates = {
        column: days(checks, column) for column in ("occurred_on", "detected_on", "booked_on", "known_at")
    }
    detected = dates["detected_on"]
    _check_order(checks, dates)
    frequency = item_frequency(item, expectations)
    return pl.DataFrame(
        {
            "line": checks.rows["line"],
            "case_id": case,
            "item": item,
            "office": offices(checks, expectations),
            **{column: safe_text(checks, column) for column in ("channel", *_CASE_WORDS)},
            "frequency": frequency,
            "period": _period_of(detected, frequency),
            **_amounts(checks, item, expectations),
            **{column: dates[column] for column in ("occurred_on", "detected_on", "booked_on")},
            "known_at": pl.select(
                pl.coalesce(dates["known_at"], dates["booked_on"], dates["detected_on"])
            ).to_series(),
        }
    ).with_columns(pl.lit(1, pl.Int64).alias("count"))


def _check_order(checks: RowChecks, dates: dict[str, pl.Series]) -> None:
    detected = dates["detected_on"]
    checks.fault(
        dates["occurred_on"] > detected,
        "occurred_on",
        expected=say("a day on or before detected_on"),
        todo=say("Are the two days exchanged?"),
    )
    for column in ("booked_on", "known_at"):
        checks.fault(
            dates[column] < detected,
            column,
            expected=say("a day on or after detected_on"),
            todo=say("A case is not known before it is detected."),
        )


def _period_of(day: pl.Series, frequency: pl.Series) -> pl.Series:
    """First day of the period in which the day falls."""
    starts = {
        (name, value): Period.of(value, Frequency(name)).start
        for name, value in pl.DataFrame({"frequency": frequency, "day": day})
        .unique()
        .drop_nulls()
        .iter_rows()
    }
    key = pl.select(pl.concat_str(frequency, pl.lit(" "), day.cast(pl.String))).to_series()
    return mapped(key, {f"{name} {value}": start for (name, value), start in starts.items()}, pl.Date)


def _amounts(checks: RowChecks, item: pl.Series, expectations: Expectations) -> dict[str, pl.Series]:
    """Quantity in the item's unit, and value in whole won."""
    due = mapped(item, {code: entry.unit for code, entry in expectations.items.items()}, pl.String)
    return {
        "quantity": decimals(checks, "quantity"),
        "unit": units(checks, due.fill_null("")),
        "value_krw": numbers(checks, "value_krw", whole=True, negative=False),
        "value_basis": safe_text(checks, "value_basis"),
    }

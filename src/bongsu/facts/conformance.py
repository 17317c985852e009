"""Does this frame have the table's form? Fills what may be left out and refuses the rest."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import polars as pl

from bongsu.facts.tables import STAMPS, TABLES, FactTable
from bongsu.words import say
from bongsu.words.refusal import Refusal

if TYPE_CHECKING:
    import pandera.polars as pandera

_PERIOD_STEPS = {"month": "1mo", "week": "1w", "quarter": "1q", "year": "1y", "day": "1d"}


@dataclass(frozen=True, slots=True)
class _Rule:
    """What every row must hold, shown at one column. A null answer passes."""

    table: str
    column: str
    expected: str
    holds: pl.Expr


def _rules(table: FactTable) -> list[_Rule]:
    value, count = pl.col("value"), pl.col("count")
    is_reported = pl.col("status") == "reported"
    rules = [
        _Rule("observations", "value", say("a finite number"), value.is_finite()),
        _Rule(
            "observations",
            "value",
            say("a number, as the status is reported"),
            ~is_reported | value.is_not_null(),
        ),
        _Rule(
            "observations",
            "value",
            say("nothing, as the status is not reported"),
            is_reported | value.is_null(),
        ),
        _Rule("detections", "count", say("a number of 0 or more"), count >= 0),
        _Rule("effort", "inspections", say("a number of 0 or more"), pl.col("inspections") >= 0),
        _Rule("effort", "officer_hours", say("a number of 0 or more"), pl.col("officer_hours") >= 0),
        _Rule(
            "intelligence", "credibility", say("a number from 1 to 6"), pl.col("credibility").is_between(1, 6)
        ),
    ]
    if "frequency" in table.columns:
        rules.append(_Rule(table.name, "period", say("the first day of a period"), _is_first_day()))
    return [rule for rule in rules if rule.table == table.name]


def complete(table: FactTable, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with every column of the table but the stamps, in the table's order.

    A column left out becomes "" (text), an empty list or null; likewise null text becomes "". A boolean that
    only some rows carry (`planned`, `nil_report`) becomes false. An observation without a status is reported.

    >>> from bongsu.facts.tables import EVENTS
    >>> complete(EVENTS, pl.DataFrame({"event": ["e1"], "kind": ["tariff"], "known_at": [None]})).row(0)
    ('e1', 'tariff', [], None, None, None, None)

    Raises:
        Refusal: a required column is missing.
    """
    kinds = {name: kind for name, kind in table.columns.items() if name not in STAMPS}
    missing = [name for name in table.required if name not in rows.columns]
    if missing:
        raise Refusal(
            say("facts table {table}", table=table.name),
            expected=say("the columns {columns}", columns=", ".join(missing)),
            found=", ".join(rows.columns),
        )
    rows = rows.drop(STAMPS, strict=False)
    unknown = [name for name in rows.columns if name not in kinds]
    filled = rows.with_columns(
        _default(name, kind, present=name in rows.columns and rows.schema[name] != pl.Null)
        for name, kind in kinds.items()
        if name not in rows.columns or rows.schema[name] in (pl.Null, pl.String, pl.Boolean)
    )
    return filled.select(*kinds, *unknown)


def _default(name: str, kind: Any, *, present: bool) -> pl.Expr:
    column = pl.col(name) if present else pl.lit(None, kind).alias(name)
    if name in ("planned", "nil_report"):
        return column.fill_null(value=False)
    if name == "status":
        return column.fill_null("reported")
    if kind == pl.List(pl.String) and not present:
        return pl.lit([], kind).alias(name)
    if kind == pl.String and not (present and name in _required()):
        return column.fill_null("")
    return column


@cache
def _required() -> frozenset[str]:
    return frozenset(name for table in TABLES.values() for name in table.required)


def check(table: FactTable, rows: pl.DataFrame) -> None:
    """Raises a Refusal naming the first column, row and cell that the table cannot take."""
    import pandera.polars as pandera

    try:
        _schema(table.name).validate(rows, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        raise _refusal(table, rows, errors.failure_cases.row(0, named=True)) from None


@cache
def _schema(name: str) -> pandera.DataFrameSchema:
    import pandera.polars as pandera

    table = TABLES[name]
    columns = {}
    for column, kind in table.columns.items():
        if column in STAMPS:
            continue
        choices = table.choices.get(column)
        required = column in table.required
        checks = [pandera.Check.isin(choices)] if choices else []
        if required and kind == pl.String:
            checks.append(pandera.Check.str_length(min_value=1))
        columns[column] = pandera.Column(kind, checks=checks, nullable=not required and kind != pl.String)
    rules = [_row_check(number, rule.holds) for number, rule in enumerate(_rules(table))]
    return pandera.DataFrameSchema(columns, checks=rules, strict=True)


def _row_check(number: int, holds: pl.Expr) -> pandera.Check:
    import pandera.polars as pandera

    return pandera.Check(lambda data: data.lazyframe.select(holds.fill_null(value=True)), name=str(number))


def _is_first_day() -> pl.Expr:
    first = pl.col("period")
    whole: pl.Expr = pl.lit(value=True)
    for frequency, step in _PERIOD_STEPS.items():
        whole = (
            pl.when(pl.col("frequency") == frequency).then(first.dt.truncate(step) == first).otherwise(whole)
        )
    return whole


def _refusal(table: FactTable, rows: pl.DataFrame, case: dict[str, Any]) -> Refusal:
    column, check, found = case["column"], str(case["check"]), case["failure_case"]
    if check.isdigit() and case["schema_context"] == "DataFrameSchema":
        rule = _rules(table)[int(check)]
        column, expected, found = rule.column, rule.expected, rows[rule.column][case["index"]]
    elif check == "column_in_schema":
        column, expected = found, say("one of the columns {columns}", columns=", ".join(table.columns))
    elif check.startswith("dtype"):
        expected = str(table.columns[column])
    elif check.startswith("isin"):
        expected = say("one of {choices}", choices=", ".join(table.choices[column]))
    else:
        expected = say("a value")
    where = say("facts table {table}, column {column}", table=table.name, column=column)
    if case["index"] is not None:
        where = say("{where}, row {row}", where=where, row=case["index"] + 1)
    return Refusal(where, expected=expected, found=str(found) or '""')

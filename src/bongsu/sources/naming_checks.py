"""Checks that several tables share: totals among the rows, items, offices, units, membership."""

from __future__ import annotations

import polars as pl

from bongsu.core.panel.periods import Frequency
from bongsu.sources.cells import mapped, safe_text, unknown
from bongsu.sources.expectations import Expectations
from bongsu.sources.row_checks import RowChecks
from bongsu.words import say

TOTALS = ("총계", "합계", "소계", "계", "누계", "전체", "total", "subtotal", "grand total", "sum", "all")


def dismiss_totals(checks: RowChecks, column: str) -> None:
    """Rejects a header that stands again among the rows, and rows of totals, for that reason alone."""
    checks.dismiss(
        checks.text(column).str.to_lowercase() == column,
        column,
        expected=say("a row"),
        todo=say("The header stands here again: were two files joined?"),
    )
    plain = checks.text(column).str.to_lowercase().str.replace_all(r"[\s()\[\]]", "")
    checks.dismiss(
        plain.is_in([name.replace(" ", "") for name in TOTALS]),
        column,
        expected=say("a single {column}", column=column),
        todo=say("Take rows of totals out: they would be counted twice."),
    )


def items(checks: RowChecks, expectations: Expectations, *, required: bool = True) -> pl.Series:
    """The column `item`, each one in the catalogue."""
    text = checks.required("item") if required else checks.text("item")
    _check_known(
        checks, "item", expectations.items, expectations.item_names, expected=say("an item of the catalogue")
    )
    return text


def offices(checks: RowChecks, expectations: Expectations) -> pl.Series:
    """The column `office`, each one in the catalogue where that has offices."""
    if expectations.offices:
        _check_known(
            checks,
            "office",
            expectations.offices,
            expectations.office_names,
            expected=say("an office of the catalogue"),
        )
    return safe_text(checks, "office")


def _check_known(checks: RowChecks, column: str, known, names: dict[str, str], *, expected: str) -> None:
    strange = [text for text in checks.text(column).unique().to_list() if text and text not in known]
    checks.fault_by_text(column, {text: unknown(text, names, expected=expected) for text in strange})


def item_frequency(item: pl.Series, expectations: Expectations) -> pl.Series:
    """The frequency at which each row's item is watched; null where the item is unknown or not said."""
    frequencies = {code: entry.frequency.value for code, entry in expectations.items.items()}
    return mapped(item, frequencies, pl.String)


def check_frequency(
    checks: RowChecks, item: pl.Series, frequency: pl.Series, *, expectations: Expectations
) -> None:
    """Rejects periods of another frequency than the item's."""
    due = item_frequency(item, expectations)
    messages = {name: say("a {frequency}, as the item is watched", frequency=say(name)) for name in Frequency}
    checks.fault(
        due != frequency,
        "period",
        expected=mapped(due, messages, pl.String),
        todo=say("Write 2005-05 or 2005-W22. Excel turns 2005-05 into a day: make the column text first."),
    )


def units(checks: RowChecks, due: pl.Series) -> pl.Series:
    """The column `unit`: empty ones become the due unit; others must equal it, where one is due."""
    found = safe_text(checks, "unit")
    checks.fault(
        (found != "") & (due != "") & (found != due),
        "unit",
        expected="'" + due + "'",
        todo=say("Convert the numbers to this unit."),
    )
    return pl.select(pl.when(found == "").then(due).otherwise(found).alias("unit")).to_series()

"""Text cells into numbers, days, periods, booleans and lists, each bad cell with its own reason."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl

from bongsu.core.panel.periods import Period
from bongsu.sources.expectations import nearest
from bongsu.sources.row_checks import Fault, RowChecks
from bongsu.words import say

YEARS = range(1900, 2101)
_NUMBER = r"^[+-]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)?(?:\.[0-9]*)?(?:[eE][+-]?[0-9]{1,3})?$"
_DIGIT_FIRST = r"^[+-]?\.?[0-9]"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FORMULA = r"^[=@]|^[+-].*[(|!]|^[\t\r]"
_NOTHING = ("-", "–", "—", "…", "...", "x", "X", "n/a", "N/A", "na", "NA", "null", "NULL", "#N/A", "·")
_TRUE, _FALSE = ("true", "1", "yes"), ("false", "0", "no")
LARGEST = 10**15


def numbers(checks: RowChecks, column: str, *, whole: bool = False, negative: bool = True) -> pl.Series:
    """Float64 (Int64 if `whole`), null where the cell is empty or bad. Thousands may be set off by commas."""
    text = checks.text(column)
    readable = _readable(text)
    _explain(checks, column, (text != "") & ~readable, expected=_expected(whole=whole, negative=negative))
    plain = pl.select(pl.when(readable).then(text.str.replace_all(",", "", literal=True))).to_series()
    value = plain.cast(pl.Float64, strict=False)
    big = (value.abs() >= LARGEST) | ~value.is_finite()
    checks.fault(big, column, expected=say("a number below {largest}", largest=f"{LARGEST:.0e}"))
    if not negative:
        checks.fault(value < 0, column, expected=_expected(whole=whole, negative=negative))
    if not whole:
        return value.alias(column)
    fraction = value.is_finite() & (value != value.round())
    todo = say("Half a case does not exist: is this a share, or a number in thousands?")
    checks.fault(fraction, column, expected=_expected(whole=whole, negative=negative), todo=todo)
    usable = readable & ~big & ~fraction
    return pl.select(pl.when(usable).then(value)).to_series().cast(pl.Int64).alias(column)


def decimals(checks: RowChecks, column: str) -> pl.Series:
    """Decimal with six places, 0 or more, null where the cell is empty or bad; more places are rounded."""
    value = numbers(checks, column, negative=False)
    text = checks.text(column).str.replace_all(",", "", literal=True)
    usable = value.is_not_null() & (value < LARGEST) & (value >= 0)
    exact = pl.select(pl.when(usable).then(text)).to_series()
    return exact.cast(pl.Decimal(38, 6), strict=False).alias(column)


def days(checks: RowChecks, column: str) -> pl.Series:
    """Date, null where the cell is empty or bad."""
    found, faults = _by_distinct(checks.text(column), _read_day)
    checks.fault_by_text(column, faults)
    return mapped(checks.text(column), found, pl.Date).alias(column)


def periods(checks: RowChecks, column: str = "period") -> pl.DataFrame:
    """Columns `frequency`, `period` (first day) and `ends` (last day), null where the cell is bad."""
    text = checks.required(column)
    found, faults = _by_distinct(text, _read_period)
    checks.fault_by_text(column, faults)
    return pl.DataFrame(
        {
            "frequency": mapped(text, {key: p.frequency.value for key, p in found.items()}, pl.String),
            "period": mapped(text, {key: p.start for key, p in found.items()}, pl.Date),
            "ends": mapped(text, {key: p.end for key, p in found.items()}, pl.Date),
        }
    )


def flags(checks: RowChecks, column: str) -> pl.Series:
    """Boolean from true, 1, yes, false, 0, no; null where the cell is empty or bad."""
    text = checks.text(column).str.to_lowercase()
    checks.fault(
        ~text.is_in(["", *_TRUE, *_FALSE]),
        column,
        expected=say("true or false"),
        todo=say("Or leave it empty."),
    )
    known = dict.fromkeys(_TRUE, True) | dict.fromkeys(_FALSE, False)
    return mapped(text, known, pl.Boolean).alias(column)


def lists(checks: RowChecks, column: str, *, known: dict[str, str]) -> pl.Series:
    """Lists of codes written `gold;tobacco`; a code that is not among the values of `known` is rejected."""

    def read(text: str) -> list[str] | Fault:
        codes = [code for code in re.split(r"[;,\s]+", text) if code]
        strange = next((code for code in codes if code not in known.values()), None)
        return (
            unknown(strange, known, expected=say("items of the catalogue")) if strange else sorted(set(codes))
        )

    text = checks.text(column)
    found, faults = _by_distinct(text, read)
    checks.fault_by_text(column, faults)
    kind = pl.List(pl.String)
    return mapped(text, found | {"": []}, kind).alias(column)


def choices(checks: RowChecks, column: str, allowed: tuple[str, ...], *, todo: str = "") -> pl.Series:
    """The cells, of which each must be empty or one of `allowed`."""
    text = checks.text(column)
    expected = say("one of {choices}", choices=", ".join(allowed))
    checks.fault(~text.is_in(["", *allowed]), column, expected=expected, todo=todo)
    return text


def safe_text(checks: RowChecks, column: str) -> pl.Series:
    """The cells; one that a spreadsheet would run as a formula is rejected."""
    text = checks.text(column)
    formula = text.str.contains(_FORMULA)
    checks.fault(
        formula,
        column,
        expected=say("text"),
        todo=say("A spreadsheet would run this as a formula: write what it says instead."),
    )
    return text


def unknown(code: str, known: dict[str, str], *, expected: str) -> Fault:
    """The fault of a code that is not in the catalogue, with the one of that name or the nearest one."""
    if code.casefold() in known:
        return Fault(expected, say("Write the code '{code}'.", code=known[code.casefold()]))
    near = nearest(code, known)
    if near:
        return Fault(expected, say("Write '{near}', or add '{code}' to the catalogue.", near=near, code=code))
    return Fault(expected, say("Add '{code}' to the catalogue and load the file again.", code=code))


def _readable(text: pl.Series) -> pl.Series:
    return text.str.contains(_NUMBER) & text.str.contains(_DIGIT_FIRST)


def _expected(*, whole: bool, negative: bool) -> str:
    if whole:
        return say("a whole number") if negative else say("a whole number, 0 or more")
    return say("a number") if negative else say("a number, 0 or more")


def _explain(checks: RowChecks, column: str, bad: pl.Series, *, expected: str) -> None:
    distinct = checks.text(column).filter(bad).unique().to_list()
    checks.fault_by_text(column, {text: Fault(expected, _advice(text)) for text in distinct}, among=bad)


def _advice(text: str) -> str:
    if text in _NOTHING:
        return say("A sign for nothing is not read: write 0 if it was zero, else leave it empty and say why.")
    if not text.isascii() and any(character.isdigit() for character in text if not character.isascii()):
        return say("Write the digits 0 to 9 in half width.")
    if text[0] in "=@" or re.match(_FORMULA, text):
        return say("Write the value, not a formula.")
    if text.strip("+-").lower() in ("nan", "inf", "infinity"):
        return say("Leave the cell empty and say why, e.g. with status=not_reported.")
    if re.fullmatch(r"[+-]?[0-9.]+,[0-9]{1,2}", text):
        return say("Write a decimal point, not a comma.")
    if re.match(r"[+-]?[0-9][0-9,.]*\s*[^\s0-9,.]", text):
        return say("Write the number alone; the unit has a column of its own.")
    return ""


def _read_day(text: str) -> date | Fault:
    text = text.removesuffix(" 00:00:00")
    expected = say("a day such as 2005-05-31")
    if not _DAY.fullmatch(text):
        return Fault(expected, _date_advice(text))
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return Fault(expected, say("There is no such day."))
    return day if day.year in YEARS else Fault(expected, _year_advice())


def _read_period(text: str) -> Period | Fault:
    text = text.removesuffix(" 00:00:00")
    expected = say("a period such as 2005-05, 2005-W22, 2005-Q2 or 2005-05-31")
    try:
        period = Period.parse(text) if text.isascii() else None
        inside = period is not None and period.start.year in YEARS
    except (ValueError, OverflowError):
        shaped = re.fullmatch(r"[0-9]{4}-(?:W|Q)?[0-9]{1,2}(?:-[0-9]{1,2})?", text)
        return Fault(expected, say("There is no such period.") if shaped else _date_advice(text))
    if period is None:
        return Fault(expected, _date_advice(text))
    return period if inside else Fault(expected, _year_advice())


def _year_advice() -> str:
    return say("Only the years {first} to {last} are taken.", first=YEARS[0], last=YEARS[-1])


def _date_advice(text: str) -> str:
    if not text.isascii() and any(character.isdigit() for character in text if not character.isascii()):
        return say("Write the digits 0 to 9 in half width.")
    if re.fullmatch(r"[0-9]{5}(\.[0-9]+)?", text):
        return say("This looks like Excel's number of a day: format the column as text and write the date.")
    return say("Write the year first, with hyphens, and leave the time of day out.")


def _by_distinct(text: pl.Series, read: Callable[[str], Any]) -> tuple[dict[str, Any], dict[str, Fault]]:
    """Reads every distinct text once; "" is left out."""
    outcomes = {key: read(key) for key in text.unique().to_list() if key}
    found = {key: outcome for key, outcome in outcomes.items() if not isinstance(outcome, Fault)}
    return found, {key: outcome for key, outcome in outcomes.items() if isinstance(outcome, Fault)}


def mapped(keys: pl.Series, values: dict[Any, Any], kind: Any) -> pl.Series:
    """The value of each key; null where it has none."""
    if not values:
        return pl.Series(keys.name, [None] * len(keys), dtype=kind)
    table = pl.DataFrame(
        {
            "key": pl.Series(list(values), dtype=keys.dtype),
            "value": pl.Series(list(values.values()), dtype=kind),
        }
    )
    joined = pl.DataFrame({"key": keys}).join(table, on="key", how="left", maintain_order="left")
    return joined["value"]

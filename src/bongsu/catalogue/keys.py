"""Every key that a catalogue file may hold; `docs/catalogue.md` tells their meaning."""

from __future__ import annotations

from datetime import date
from typing import Any

from bongsu.catalogue import values
from bongsu.catalogue.days_off import CALENDAR
from bongsu.catalogue.entries import Conversion, Grades, Indicator, Item, Office, Series, Source, Tripwire
from bongsu.catalogue.strict import Key, Table
from bongsu.core.early_warning.channels import Channel
from bongsu.core.panel.periods import Frequency, Lag
from bongsu.words import LANGUAGES

MODES = ("direct_smuggling", "duty_evasion", "market_opening")
SOURCE_FREQUENCIES = ("day", "week", "month", "quarter", "year", "irregular")
GRADE_WORDS = {
    "ko": ("정상", "유의", "경고", "심각", "위험"),
    "en": ("Normal", "Watch", "Warning", "Serious", "Danger"),
}


def _named(entry: dict[str, Any]) -> dict[str, Any]:
    return {**entry, "name": entry["name"] or dict.fromkeys(LANGUAGES, entry["code"])}


def _item(**entry: Any) -> Item:
    return Item(**_named({**entry, "frequency": Frequency(entry["frequency"])}))


def _indicator(**entry: Any) -> Indicator:
    return Indicator(**_named({**entry, "kind": entry["kind"] or entry["code"]}))


def _office(**entry: Any) -> Office:
    return Office(**_named(entry))


def _source(**entry: Any) -> Source:
    return Source(**_named(entry))


def _series(**entry: Any) -> Series:
    return Series(**_named(entry))


def _conversion(**entry: Any) -> Conversion:
    return Conversion(**_named(entry))


def _tripwire(**entry: Any) -> Tripwire:
    return Tripwire(**_named({**entry, "frequency": Frequency(entry["frequency"])}))


def _grades(**entry: Any) -> Grades:
    return Grades(action_grades=entry.pop("action_grade"), **entry)


_CODE = Key("code", values.code)
_NAME = Key("name", values.names, None)
_VALID = (Key("valid_from", values.first_day, None), Key("valid_to", values.last_day, None))
_REMARKS = (Key("notes", values.text, ""), Key("unverified", values.texts, ()))

ITEMS = Table(
    "items.toml",
    "item",
    (
        _CODE,
        _NAME,
        Key("unit", values.text, ""),
        Key("hs", values.hs_codes, ()),
        Key("frequency", values.one_of(("month", "week")), "month"),
        Key("indicators", values.codes, None),
        *_VALID,
        Key("mode", values.one_of(MODES), ""),
        Key("exposure", values.code, None),
        Key("offices", values.codes, ()),
        Key("channels", values.some_of(tuple(Channel)), ()),
        *_REMARKS,
    ),
    _item,
)

INDICATORS = Table(
    "indicators.toml",
    "indicator",
    (
        _CODE,
        Key("kind", values.code, ""),
        _NAME,
        Key("formula", values.formula, None),
        Key("series", values.code, None),
        Key("unit", values.text, ""),
        Key("sign", values.one_of(("+", "-", "?")), "?"),
        Key("threshold", values.truth, False),
        Key("leads", values.leads, (0, 12)),
        Key("publication_lag", values.lag, Lag(0, 0)),
        Key("source", values.code, ""),
        Key("definition", values.definition, ""),
        *_REMARKS,
    ),
    _indicator,
)

SERIES = Table(
    "series.toml",
    "series",
    (
        _CODE,
        _NAME,
        Key("unit", values.unit),
        Key("alias", values.codes, ()),
        Key("source", values.code, ""),
        *_REMARKS,
    ),
    _series,
)

CONVERSIONS = Table(
    "conversions.toml",
    "conversion",
    (_CODE, _NAME, Key("value", values.factor), Key("unit", values.unit), *_REMARKS),
    _conversion,
)

OFFICES = Table(
    "offices.toml",
    "office",
    (
        _CODE,
        _NAME,
        Key("parent", values.code, ""),
        Key("latitude", values.degrees(90), None),
        Key("longitude", values.degrees(180), None),
        *_VALID,
        *_REMARKS,
    ),
    _office,
)

SOURCES = Table(
    "sources.toml",
    "source",
    (
        _CODE,
        _NAME,
        Key("description", values.text, ""),
        Key("owner", values.text, ""),
        Key("licence", values.text, ""),
        Key("key_variable", values.text, ""),
        Key("frequency", values.one_of(SOURCE_FREQUENCIES), "irregular"),
        Key("datasets", values.texts, ()),
        Key("contact", values.text, ""),
        *_REMARKS,
    ),
    _source,
)

GRADES = Table(
    "grades.toml",
    "",
    (
        Key("words", values.grade_words, GRADE_WORDS),
        Key("entry_cuts", values.cuts(0.0, 1.0), (0.20, 0.34, 0.55, 0.80)),
        Key("z_cuts", values.cuts(-10.0, 10.0), (0.07, 0.36, 0.68, 1.09)),
        Key("month_shares", values.shares, (0.60, 0.20, 0.12, 0.06, 0.02)),
        Key("budget_window", values.whole(1, 1200), 36),
        Key("dwell_periods", values.whole(1, 60), 2),
        Key("dwell_factor", values.share, 0.75),
        Key("action_grade", values.action_grades, ((date.min, 3),)),
    ),
    _grades,
)

_WINDOWS = (Lag(0, 1), Lag(0, 5), Lag(0, 28), Lag(0, 91), Lag(6, 0), Lag(12, 0))

TRIPWIRES = Table(
    "tripwires.toml",
    "tripwire",
    (
        _CODE,
        _NAME,
        Key("indicator", values.code),
        Key("frequency", values.one_of(("day", "week")), "day"),
        Key("direction", values.one_of(("", "+", "-", "?")), ""),
        Key("logarithm", values.truth, False),
        Key("windows", values.lags, _WINDOWS),
        Key("false_alarm", values.lag, Lag(12, 0)),
        Key("rearm", values.lag, Lag(0, 28)),
        Key("stands", values.lag, Lag(0, 28)),
        *_REMARKS,
    ),
    _tripwire,
)

TABLES = {
    table.file: table
    for table in (ITEMS, INDICATORS, SERIES, CONVERSIONS, OFFICES, SOURCES, GRADES, TRIPWIRES, CALENDAR)
}

"""The catalogue: what is watched, by which indicators, for which offices, and graded by which rules."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from bongsu.catalogue import checks
from bongsu.catalogue.days_off import CALENDAR, DaysOff
from bongsu.catalogue.entries import (
    Conversion,
    Grades,
    Indicator,
    Item,
    Office,
    Series,
    Source,
    Tripwire,
    is_member,
)
from bongsu.catalogue.keys import (
    CONVERSIONS,
    GRADES,
    INDICATORS,
    ITEMS,
    OFFICES,
    SERIES,
    SOURCES,
    TABLES,
    TRIPWIRES,
)
from bongsu.catalogue.strict import Problems, Table, document, nearest, parse, read_entries, read_table
from bongsu.catalogue.tariffs import FOLDER, read_tariffs
from bongsu.core.indicators.tariff import Tariff
from bongsu.core.indicators.units import UNKNOWN
from bongsu.core.panel.periods import Lag, Period
from bongsu.words import say
from bongsu.words.refusal import Refusal

Entry = TypeVar("Entry", Item, Indicator, Office, Source, Tripwire)

MEAN_DAYS_PER_MONTH = 365.2425 / 12


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One state of the catalogue files.

    Attributes:
        offices: empty where there is no offices.toml: then offices are not checked.
        files: file name → content, of every TOML file in the folder and below it; `from_files` reads it back.
        declared: the series that series.toml gives a unit; empty where there is none: then units are not
            checked.
        conversions: constants that formulas name.
        tariffs: of the items that have a file in `tariffs/`.
        days_off: weekends and public holidays, on which deadlines stand still.
        retired, added: (item, indicator) pairs that reviews took out of items or put into them.
        operations: (number, items) of the operations on record: their effort without an item is about these.
    """

    items: tuple[Item, ...]
    indicators: tuple[Indicator, ...]
    offices: tuple[Office, ...]
    sources: tuple[Source, ...]
    grades: Grades
    files: dict[str, str] = field(repr=False, hash=False)
    declared: tuple[Series, ...] = ()
    conversions: tuple[Conversion, ...] = ()
    tariffs: tuple[Tariff, ...] = field(default=(), hash=False)
    retired: tuple[tuple[str, str], ...] = ()
    added: tuple[tuple[str, str], ...] = ()
    tripwires: tuple[Tripwire, ...] = ()
    operations: tuple[tuple[str, tuple[str, ...]], ...] = ()
    days_off: DaysOff = field(default_factory=DaysOff)

    @classmethod
    def load(cls, folder: Path) -> Catalogue:
        """Reads the catalogue files in a folder.

        Raises:
            Refusal: naming every mistake in them.
        """
        problems = Problems()
        files: dict[str, str] = {}
        for path in sorted(folder.rglob("*.toml")):
            name = path.relative_to(folder).as_posix()
            try:
                files[name] = path.read_text("utf-8-sig")
            except UnicodeDecodeError as error:
                found = say("byte {byte} that is not", byte=error.start + 1)
                problems.add(name, expected="UTF-8", found=found, todo=say("save the file as UTF-8"))
        problems.check()
        return cls.from_files(files, where=str(folder))

    @classmethod
    def from_files(cls, files: Mapping[str, str], *, where: str = "") -> Catalogue:
        """Reads a catalogue from file name → content, as kept in `files`.

        Args:
            where: the folder, for the refusal of a catalogue without items.toml.

        Raises:
            Refusal: naming every mistake in them.
        """
        problems = Problems()
        _check_file_names(files, where, problems)
        documents = {name: parse(name, files.get(name, ""), problems) for name in TABLES}
        items, indicators, offices, sources, series, conversions, tripwires = (
            read_entries(documents[table.file] or {}, table, problems)
            for table in (ITEMS, INDICATORS, OFFICES, SOURCES, SERIES, CONVERSIONS, TRIPWIRES)
        )
        indicators = _with_constants(indicators, conversions)
        grades = read_table(documents[GRADES.file] or {}, GRADES, GRADES.file, problems)
        known_sources = _codes(documents, SOURCES) if SOURCES.file in files else None
        days_off = read_table(documents[CALENDAR.file] or {}, CALENDAR, CALENDAR.file, problems)
        checks.check_items(items, _codes(documents, INDICATORS), _codes(documents, OFFICES), problems)
        checks.check_indicators(indicators, known_sources, problems)
        checks.check_offices(offices, _codes(documents, OFFICES), problems)
        checks.check_sources(sources, problems)
        checks.check_remarks(series, conversions, known_sources, problems)
        checks.check_tripwires(tripwires, _codes(documents, INDICATORS), problems)
        if SERIES.file in files:
            checks.check_units(indicators, series, conversions, problems)
        tariffs = read_tariffs(files, _codes(documents, ITEMS), problems)
        problems.check()
        return cls(
            items,
            indicators,
            offices,
            sources,
            grades,
            dict(files),
            series,
            conversions,
            tariffs,
            tripwires=tripwires,
            days_off=days_off,
        )

    @property
    def digest(self) -> str:
        """SHA-256 of what the files say, in hexadecimal; comments and layout do not change it."""
        said: dict[str, Any] = {name: document(self.files[name]) for name in sorted(self.files)}
        if self.retired:
            said["retired"] = self.retired
        if self.added:
            said["added"] = self.added
        canonical = json.dumps(said, ensure_ascii=False, sort_keys=True, default=str)
        return hashlib.sha256(canonical.encode()).hexdigest()

    def item(self, code: str) -> Item:
        """The item of this code; raises Refusal naming the nearest one."""
        return _find(self.items, code, say("an item of the catalogue"))

    def indicator(self, code: str) -> Indicator:
        """The indicator of this code; raises Refusal naming the nearest one."""
        return _find(self.indicators, code, say("an indicator of the catalogue"))

    def tripwire(self, code: str) -> Tripwire:
        """The tripwire of this code; raises Refusal naming the nearest one."""
        return _find(self.tripwires, code, say("a tripwire of the catalogue"))

    def items_with(self, indicator: str) -> tuple[Item, ...]:
        """The items of which an indicator is a candidate."""
        return tuple(item for item in self.items if item.indicators is None or indicator in item.indicators)

    def office(self, code: str) -> Office:
        """The office of this code; raises Refusal naming the nearest one."""
        return _find(self.offices, code, say("an office of the catalogue"))

    def source(self, code: str) -> Source:
        """The source of this code; raises Refusal naming the nearest one."""
        return _find(self.sources, code, say("a source of the catalogue"))

    def tariff(self, item: str) -> Tariff:
        """The tariff of an item; raises Refusal naming the items that have one."""
        by_item = {tariff.item: tariff for tariff in self.tariffs}
        if item not in by_item:
            expected = say("an item with a file in {folder}", folder=FOLDER)
            todo = nearest(item, by_item) or say("there are: {codes}", codes=", ".join(by_item) or "-")
            raise Refusal(f"'{item}'", expected=expected, todo=todo)
        return by_item[item]

    def items_on(self, on: Period | date) -> tuple[Item, ...]:
        """The items that are members on a day, or on at least one day of a period."""
        return tuple(item for item in self.items if is_member(item, on))

    def offices_on(self, on: Period | date) -> tuple[Office, ...]:
        """The offices that exist on a day, or on at least one day of a period."""
        return tuple(office for office in self.offices if is_member(office, on))

    def offices_under(self, code: str) -> tuple[str, ...]:
        """The codes of an office and of all that report to it, directly or through others."""
        found = [self.office(code).code]
        for above in found:
            found += [office.code for office in self.offices if office.parent == above]
        return tuple(found)

    def indicators_of(self, item: Item | str) -> tuple[Indicator, ...]:
        """An item's candidate indicators, in the order of the item's list, else of the file."""
        listed = (self.item(item) if isinstance(item, str) else item).indicators
        if listed is None:
            return self.indicators
        return tuple(self.indicator(code) for code in listed)

    def with_added(self, added: Mapping[str, Iterable[str]]) -> Catalogue:
        """The same catalogue, in which each item has also the indicators that reviews added to it."""
        pairs = tuple(sorted((item, code) for item, codes in added.items() for code in set(codes)))
        if not pairs:
            return self
        more = {item: [code for each, code in pairs if each == item] for item in dict(pairs)}
        items = tuple(
            replace(item, indicators=tuple(dict.fromkeys((*item.indicators, *more[item.code]))))
            if item.code in more and item.indicators is not None
            else item
            for item in self.items
        )
        return replace(self, items=items, added=pairs)

    def without_retired(self, retired: Mapping[str, Iterable[str]]) -> Catalogue:
        """The same catalogue, in which each item has lost the indicators retired from it."""
        pairs = tuple(sorted((item, code) for item, codes in retired.items() for code in set(codes)))
        if not pairs:
            return self
        gone = set(pairs)
        items = tuple(
            replace(item, indicators=tuple(each.code for each in left))
            if len(left := [e for e in self.indicators_of(item) if (item.code, e.code) not in gone])
            < len(self.indicators_of(item))
            else item
            for item in self.items
        )
        return replace(self, items=items, retired=pairs)

    def with_operations(self, items: Mapping[str, Iterable[str]]) -> Catalogue:
        """The same catalogue, which knows which items the operations on record are about."""
        return replace(self, operations=tuple((number, tuple(items[number])) for number in sorted(items)))

    @property
    def series(self) -> tuple[str, ...]:
        """The names of all raw series that indicators and exposures are made of, sorted."""
        inputs = {name for indicator in self.indicators for name in indicator.inputs}
        return tuple(sorted(inputs | {item.exposure for item in self.items if item.exposure}))

    def publication_lag_of(self, series: str) -> Lag:
        """The longest publication lag among the indicators made of a series; none, where there are none."""
        lags = [indicator.publication_lag for indicator in self.indicators if series in indicator.inputs]
        return max(lags, key=_days, default=Lag(0, 0))

    def unit_of_series(self, series: str) -> str | None:
        """The unit that rows of a series must have; None where nothing says it."""
        units = [each.unit for each in self.declared if each.code == series and each.unit != UNKNOWN]
        units += [indicator.unit for indicator in self.indicators if indicator.series == series]
        return next((unit for unit in units if unit), None)


def _with_constants(
    indicators: Iterable[Indicator], conversions: Iterable[Conversion]
) -> tuple[Indicator, ...]:
    """The indicators with the values of the conversions that their formulas name."""
    values = {each.code: each.value for each in conversions}
    return tuple(
        replace(each, constants=tuple((name, values[name]) for name in each.formula.series if name in values))
        if each.formula
        else each
        for each in indicators
    )


def _find(entries: Iterable[Entry], code: str, expected: str) -> Entry:
    by_code = {entry.code: entry for entry in entries}
    if code not in by_code:
        todo = nearest(code, by_code) or say("there are: {codes}", codes=", ".join(by_code) or "-")
        raise Refusal(f"'{code}'", expected=expected, todo=todo)
    return by_code[code]


def _codes(documents: Mapping[str, Any], table: Table) -> list[str] | None:
    """The codes of a file's entries, also of those with mistakes; None where the file cannot be read."""
    document = documents[table.file]
    if document is None or not isinstance(document.get(table.name, []), list):
        return None
    entries = [raw for raw in document.get(table.name, []) if isinstance(raw, dict)]
    return [raw["code"] for raw in entries if isinstance(raw.get("code"), str)]


def _check_file_names(files: Mapping[str, str], where: str, problems: Problems) -> None:
    missing = [name for name in TABLES if name not in files]
    for name in files:
        meant = nearest(name, missing) if name not in TABLES and "/" not in name else ""
        if meant:
            problems.add(f"{name}: " + say("no catalogue file has this name"), todo=meant)
    if ITEMS.file not in files:
        problems.add(
            where or ITEMS.file,
            expected=say("a file {file}", file=ITEMS.file),
            found=", ".join(sorted(files)) or say("no TOML file"),
        )


def _days(lag: Lag) -> float:
    return lag.months * MEAN_DAYS_PER_MONTH + lag.days

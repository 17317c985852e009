"""What the entries of a catalogue owe to each other: every code that is named exists, and means one thing.

Where the codes to compare with are None, their file is absent or cannot be read, and nothing is compared.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from bongsu.catalogue.entries import Conversion, Indicator, Item, Office, Series, Source, Tripwire
from bongsu.catalogue.keys import CONVERSIONS, INDICATORS, ITEMS, OFFICES, SERIES, SOURCES, TRIPWIRES
from bongsu.catalogue.strict import Problems, Table, label, nearest, shown
from bongsu.core.indicators.formula import Formula
from bongsu.core.indicators.formula_units import check_unit, unit_of
from bongsu.core.indicators.units import UNKNOWN, UnitError, parse_unit
from bongsu.words import say


def check_items(
    items: Iterable[Item],
    indicator_codes: Collection[str] | None,
    office_codes: Collection[str] | None,
    problems: Problems,
) -> None:
    """Every indicator and office named by an item exists, and no item ends before it begins."""
    for item in items:
        where = label(ITEMS, item.code)
        for code in item.indicators or ():
            _check_known(f"{where}: indicators", code, indicator_codes, INDICATORS, problems)
        for code in item.offices:
            _check_known(f"{where}: offices", code, office_codes, OFFICES, problems)
        _check_order(item, where, problems)
        _check_unverified(item, ITEMS, item.hs, problems)


def check_indicators(
    indicators: Iterable[Indicator], source_codes: Collection[str] | None, problems: Problems
) -> None:
    """An indicator has a formula or a series, its source exists, and a series has one unit."""
    units: dict[str, Indicator] = {}
    for indicator in indicators:
        where = label(INDICATORS, indicator.code)
        if (indicator.formula is None) == (indicator.series is None):
            problems.add(
                where,
                expected=say("either 'formula' or 'series'"),
                found=say("neither") if indicator.formula is None else say("both"),
            )
        if indicator.source:
            _check_known(f"{where}: source", indicator.source, source_codes, SOURCES, problems)
        if indicator.series and indicator.unit:
            first = units.setdefault(indicator.series, indicator)
            if first.unit != indicator.unit:
                expected = say(
                    "{unit}, as in indicator '{code}' of the same series", unit=first.unit, code=first.code
                )
                problems.add(f"{where}: unit", expected=expected, found=shown(indicator.unit))
        _check_unverified(indicator, INDICATORS, (), problems)


def check_tripwires(
    tripwires: Iterable[Tripwire], indicator_codes: Collection[str] | None, problems: Problems
) -> None:
    """Every tripwire watches an indicator that exists."""
    for each in tripwires:
        where = f"{label(TRIPWIRES, each.code)}: indicator"
        _check_known(where, each.indicator, indicator_codes, INDICATORS, problems)
        _check_unverified(each, TRIPWIRES, (), problems)


def check_units(
    indicators: Iterable[Indicator],
    series: Sequence[Series],
    conversions: Sequence[Conversion],
    problems: Problems,
) -> None:
    """Every series of a formula is declared with a unit, and every formula gives the unit of its entry."""
    units = {each.code: each.unit for each in (*series, *conversions)}
    for indicator in indicators:
        where = label(INDICATORS, indicator.code)
        if indicator.series is not None:
            _check_known(f"{where}: series", indicator.series, units, SERIES, problems)
            declared = units.get(indicator.series, UNKNOWN)
            if indicator.unit and UNKNOWN not in (declared, indicator.unit):
                _check_plain_unit(indicator, declared, f"{where}: unit", problems)
        elif indicator.formula is not None:
            _check_formula_units(indicator, indicator.formula, units, where, problems)


def _check_formula_units(
    indicator: Indicator, formula: Formula, units: Mapping[str, str], where: str, problems: Problems
) -> None:
    unknown = [name for name in formula.series if name not in units]
    for name in unknown:
        _check_known(f"{where}: formula", name, units, SERIES, problems)
    if unknown:
        return
    try:
        if indicator.unit in ("", UNKNOWN):
            unit_of(formula, units)
        else:
            check_unit(formula, units, expected=indicator.unit)
    except UnitError as error:
        problems.add(
            f"{where}: formula",
            expected=say("units that go together"),
            found=shown(formula.text),
            todo=say(error.message, **error.values),
        )


def _check_plain_unit(indicator: Indicator, declared: str, where: str, problems: Problems) -> None:
    try:
        same = parse_unit(indicator.unit).same(parse_unit(declared))
    except UnitError as error:
        todo = say(error.message, **error.values)
        problems.add(where, expected=say("a unit of the list"), found=shown(indicator.unit), todo=todo)
        return
    if not same:
        problems.add(
            where,
            expected=say("{unit}, as in {file}", unit=declared, file=SERIES.file),
            found=shown(indicator.unit),
        )


def check_remarks(
    series: Iterable[Series],
    conversions: Iterable[Conversion],
    source_codes: Collection[str] | None,
    problems: Problems,
) -> None:
    """Sources of series exist, what is marked unverified is there, and no code stands for two things."""
    codes = set()
    for each in series:
        codes.add(each.code)
        if each.source:
            _check_known(f"{label(SERIES, each.code)}: source", each.source, source_codes, SOURCES, problems)
        _check_unverified(each, SERIES, (), problems)
    for conversion in conversions:
        where = label(CONVERSIONS, conversion.code)
        if conversion.code in codes:
            problems.add(where, expected=say("a code that no series has"), found=shown(conversion.code))
        _check_unverified(conversion, CONVERSIONS, (), problems)


def check_offices(
    offices: Iterable[Office], office_codes: Collection[str] | None, problems: Problems
) -> None:
    """Every parent exists, and no office reports to itself, not even through others."""
    parents = {office.code: office.parent for office in offices}
    for office in offices:
        where = label(OFFICES, office.code)
        if office.parent:
            _check_known(f"{where}: parent", office.parent, office_codes, OFFICES, problems)
        above, ancestor = {office.code}, office.parent
        while ancestor and ancestor not in above:
            above.add(ancestor)
            ancestor = parents.get(ancestor, "")
        if ancestor == office.code:
            problems.add(f"{where}: parent", expected=say("an office that does not report to this one"))
        _check_order(office, where, problems)
        _check_unverified(office, OFFICES, (), problems)


def check_sources(sources: Iterable[Source], problems: Problems) -> None:
    """What is marked unverified is there."""
    for source in sources:
        _check_unverified(source, SOURCES, (), problems)


def _check_known(
    where: str, code: str, known: Collection[str] | None, table: Table, problems: Problems
) -> None:
    if known is not None and code not in known:
        expected = say("the code of an entry in {file}", file=table.file)
        problems.add(where, expected=expected, found=shown(code), todo=nearest(code, known))


def _check_order(entry: Item | Office, where: str, problems: Problems) -> None:
    if entry.valid_from and entry.valid_to and entry.valid_to < entry.valid_from:
        problems.add(
            f"{where}: valid_to",
            expected=say("{day} or later, which is valid_from", day=entry.valid_from),
            found=str(entry.valid_to),
        )


def _check_unverified(entry: Any, table: Table, hs: tuple[str, ...], problems: Problems) -> None:
    known = [*hs, *(key.name for key in table.keys)]
    for mark in entry.unverified:
        if mark not in known:
            problems.add(
                f"{label(table, entry.code)}: unverified",
                expected=say("one of the entry's HS codes or keys"),
                found=shown(mark),
                todo=nearest(mark, known),
            )

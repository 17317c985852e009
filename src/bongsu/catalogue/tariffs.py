"""Reads the dated tariff files of a catalogue, `tariffs/*.toml`: goods, duty rates and taxes of an item."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from bongsu.catalogue import values
from bongsu.catalogue.strict import REQUIRED, Key, Problems, Table, nearest, parse, read_table, shown
from bongsu.core.indicators.tariff import CIF, DUTY, RATE_TYPES, RETAIL, RULES, Good, Rate, Tariff, Tax
from bongsu.words import LANGUAGES, say

FOLDER = "tariffs/"
TOP_KEYS = ("item", "notes", "good", "rate", "tax")


def _good(**entry: Any) -> Good:
    return Good(**{**entry, "name": entry["name"] or dict.fromkeys(LANGUAGES, entry["code"])})


def _tax(**entry: Any) -> Tax:
    return Tax(**{**entry, "name": entry["name"] or dict.fromkeys(LANGUAGES, entry["code"])})


_VALID = (Key("valid_from", values.first_day), Key("valid_to", values.last_day, None))
_REMARKS = (
    Key("source", values.text, ""),
    Key("notes", values.text, ""),
    Key("unverified", values.texts, ()),
)

GOOD = (
    Key("code", values.code),
    Key("name", values.names, None),
    Key("unit", values.unit),
    Key("hs", values.hs_codes, ()),
    Key("notes", values.text, ""),
    Key("unverified", values.texts, ()),
)
RATE = (
    Key("good", values.code),
    Key("type", values.one_of(RATE_TYPES)),
    Key("ad_valorem", values.amount, None),
    Key("specific", values.amount, None),
    Key("rule", values.one_of(RULES), ""),
    *_VALID,
    Key("origins", values.codes, ()),
    Key("agreement", values.text, ""),
    Key("quota", values.factor, None),
    Key("trigger", values.factor, None),
    *_REMARKS,
)
TAX = (
    Key("code", values.code),
    Key("name", values.names, None),
    Key("goods", values.codes, ()),
    Key("rate", values.amount, None),
    Key("of", values.codes, ()),
    Key("above", values.amount, 0.0),
    Key("inclusive", values.truth, False),
    Key("per_unit", values.amount, None),
    Key("exempt", values.truth, False),
    *_VALID,
    *_REMARKS,
)
KINDS = {"good": (GOOD, _good), "rate": (RATE, Rate), "tax": (TAX, _tax)}


def read_tariffs(
    files: Mapping[str, str], item_codes: Collection[str] | None, problems: Problems
) -> tuple[Tariff, ...]:
    """Every tariff file's content, with notes of what is wrong with it."""
    found = []
    for name in sorted(files):
        if name.startswith(FOLDER):
            tariff = _tariff(name, files[name], item_codes, problems)
            if tariff is not None:
                found.append(tariff)
    items = [tariff.item for tariff in found]
    for item in sorted({item for item in items if items.count(item) > 1}):
        problems.add(FOLDER, expected=say("one file for an item"), found=shown(item))
    return tuple(found)


def _tariff(file: str, content: str, item_codes: Collection[str] | None, problems: Problems) -> Tariff | None:
    document = parse(file, content, problems)
    if document is None:
        return None
    wrong = False
    for key in document:
        if key not in TOP_KEYS:
            wrong = True
            todo = nearest(key, TOP_KEYS) or say("the keys are {keys}", keys=", ".join(TOP_KEYS))
            problems.add(f"{file}: " + say("unknown key '{key}'", key=key), todo=todo)
    head = read_table(
        {key: value for key, value in document.items() if key in ("item", "notes")},
        Table(file, "", (Key("item", values.code, REQUIRED), Key("notes", values.text, "")), dict),
        file,
        problems,
    )
    entries = {kind: _entries(file, kind, document, problems) for kind in KINDS}
    if wrong or head is None or any(each is None for each in entries.values()):
        return None
    if item_codes is not None and head["item"] not in item_codes:
        expected = say("the code of an entry in {file}", file="items.toml")
        problems.add(
            f"{file}: item",
            expected=expected,
            found=shown(head["item"]),
            todo=nearest(head["item"], item_codes),
        )
        return None
    goods, rates, taxes = (entries[kind] or () for kind in KINDS)
    before = len(problems)
    _check(file, goods, rates, taxes, problems)
    if len(problems) > before:
        return None
    return Tariff(head["item"], tuple(goods), tuple(rates), tuple(taxes), head["notes"])


def _entries(file: str, kind: str, document: dict[str, Any], problems: Problems) -> tuple[Any, ...] | None:
    raw_entries = document.get(kind, [])
    if not isinstance(raw_entries, list) or not all(isinstance(raw, dict) for raw in raw_entries):
        expected = say("[[{name}]] entries, with two brackets", name=kind)
        problems.add(file, expected=expected, found=shown(raw_entries))
        return None
    keys, build = KINDS[kind]
    table = Table(file, kind, keys, build)
    read = [
        read_table(raw, table, f"{file}, {kind} {number}", problems)
        for number, raw in enumerate(raw_entries, start=1)
    ]
    return None if any(entry is None for entry in read) else tuple(read)


def _check(
    file: str, goods: Collection[Good], rates: Collection[Rate], taxes: Collection[Tax], problems: Problems
) -> None:
    codes = [good.code for good in goods]
    if not codes or len(set(codes)) < len(codes):
        problems.add(file, expected=say("one [[good]] at least, each with a code of its own"))
    for number, rate in enumerate(rates, start=1):
        where = f"{file}, rate {number}"
        _check_goods(where, (rate.good,), codes, problems)
        _check_rate(where, rate, problems)
        _check_days(where, rate.valid_from, rate.valid_to, problems)
        _check_marks(where, rate.unverified, RATE, problems)
    _check_overlaps(file, rates, problems)
    _check_taxes_once(file, taxes, codes, problems)
    levied = [CIF, DUTY, RETAIL]
    for number, tax in enumerate(taxes, start=1):
        where = f"{file}, tax {number}"
        _check_goods(where, tax.goods, codes, problems)
        _check_tax(where, tax, levied, problems)
        _check_days(where, tax.valid_from, tax.valid_to, problems)
        _check_marks(where, tax.unverified, TAX, problems)
        levied.append(tax.code)


def _check_goods(where: str, named: Collection[str], codes: Collection[str], problems: Problems) -> None:
    for code in named:
        if code not in codes:
            expected = say("the code of a [[good]] of the file")
            problems.add(f"{where}: good", expected=expected, found=shown(code), todo=nearest(code, codes))


def _check_rate(where: str, rate: Rate, problems: Problems) -> None:
    count = (rate.ad_valorem is not None) + (rate.specific is not None)
    if count == 0:
        problems.add(where, expected=say("'ad_valorem', 'specific' or both"), found=say("neither"))
    if (count == 2) != bool(rate.rule):
        expected = say("'rule' where there are both 'ad_valorem' and 'specific', and only there")
        problems.add(where, expected=expected, found=shown(rate.rule))


def _check_tax(where: str, tax: Tax, levied: Collection[str], problems: Problems) -> None:
    ways = (tax.rate is not None) + (tax.per_unit is not None) + tax.exempt
    if ways != 1 or (tax.rate is None) == bool(tax.of):
        expected = say("'rate' with 'of', or 'per_unit', or 'exempt'")
        problems.add(where, expected=expected, found=say("{count} of them", count=ways))
    for base in tax.of:
        if base not in levied:
            expected = say("cif, duty, retail, or a tax before it")
            problems.add(f"{where}: of", expected=expected, found=shown(base), todo=nearest(base, levied))


def _check_days(where: str, first: date, last: date | None, problems: Problems) -> None:
    if last is not None and last < first:
        expected = say("{day} or later, which is valid_from", day=first)
        problems.add(f"{where}: valid_to", expected=expected, found=str(last))


def _check_marks(where: str, marks: Collection[str], keys: tuple[Key, ...], problems: Problems) -> None:
    known = [key.name for key in keys]
    for mark in marks:
        if mark not in known:
            expected = say("one of the entry's HS codes or keys")
            problems.add(
                f"{where}: unverified", expected=expected, found=shown(mark), todo=nearest(mark, known)
            )


def _check_taxes_once(file: str, taxes: Collection[Tax], goods: Collection[str], problems: Problems) -> None:
    """No good bears one tax twice on the same day, and no tax is called like a base."""
    seen: dict[tuple[str, str], list[tuple[date, date]]] = {}
    for number, tax in enumerate(taxes, start=1):
        if tax.code in (CIF, DUTY, RETAIL):
            expected = say("a code other than cif, duty and retail")
            problems.add(f"{file}, tax {number}: code", expected=expected, found=shown(tax.code))
        days = (tax.valid_from, tax.valid_to or date.max)
        for good in tax.goods or goods:
            others = seen.setdefault((tax.code, good), [])
            if any(first <= days[1] and days[0] <= last for first, last in others):
                expected = say("days on which the good '{good}' does not bear this tax already", good=good)
                found = f"{days[0]} – {tax.valid_to or ''}"
                problems.add(f"{file}, tax {number}", expected=expected, found=found)
            others.append(days)


def _check_overlaps(file: str, rates: Collection[Rate], problems: Problems) -> None:
    """No two rates of one type, good, origin and agreement are in force on the same day."""
    seen: dict[tuple[str, str, tuple[str, ...], str], list[tuple[date, date]]] = {}
    for number, rate in enumerate(rates, start=1):
        days = (rate.valid_from, rate.valid_to or date.max)
        others = seen.setdefault((rate.good, rate.type, rate.origins, rate.agreement), [])
        if any(first <= days[1] and days[0] <= last for first, last in others):
            expected = say("days on which no other rate of this good and type is in force")
            problems.add(
                f"{file}, rate {number}", expected=expected, found=f"{days[0]} – {rate.valid_to or ''}"
            )
        others.append(days)

"""Feeds: which series of the catalogue come from which data set, by which of the agency's codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from bongsu.catalogue import values
from bongsu.catalogue.strict import Key, Problems, Table, nearest, parse, read_entries
from bongsu.catalogue.values import Unreadable
from bongsu.core.panel.periods import Period
from bongsu.sources.description import Description, data_sets
from bongsu.words import say

FOLDER = "feeds/"
_OWN = ("series", "unit", "says", "factor", "label", "unverified")
UNKNOWN = "?"
"""Written in place of one of the agency's codes that nobody knows yet."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One part of a series that a feed brings; several parts of one series are added up.

    Attributes:
        unit: of the ledger's series.
        says: the unit that the agency must state; "" where it states none.
        factor: what the agency's number is multiplied by to be in `unit`.
        label: the name that the agency must give it, where the wiring says one.
        select: the agency's codes for it.
        unverified: names of the keys that nobody has checked against the agency.
    """

    series: str
    unit: str
    says: str = ""
    factor: Decimal = Decimal(1)
    label: str = ""
    select: dict[str, str] = field(default_factory=dict, hash=False)
    unverified: tuple[str, ...] = ()

    @property
    def unknown(self) -> tuple[str, ...]:
        """The keys whose codes nobody knows yet."""
        return tuple(name for name, value in self.select.items() if value == UNKNOWN)

    def __getitem__(self, name: str) -> str:
        return self.select.get(name, "")


@dataclass(frozen=True, slots=True)
class Feed:
    """One data set as this workspace wants it.

    Attributes:
        start: the first day wanted; None for all that there is.
        gates: thresholds that replace those of the description.
    """

    description: Description
    series: tuple[Wanted, ...] = ()
    start: date | None = None
    gates: dict[str, Any] = field(default_factory=dict, hash=False)

    @property
    def code(self) -> str:
        """The data set's code."""
        return self.description.code

    @property
    def names(self) -> tuple[str, ...]:
        """The series it brings, each once."""
        return tuple(dict.fromkeys(wanted.series for wanted in self.series))

    def by(self, *keys: str) -> dict[tuple[str, ...], list[Wanted]]:
        """The wanted parts grouped by some of the agency's codes, in the order of the wiring."""
        groups: dict[tuple[str, ...], list[Wanted]] = {}
        for wanted in self.series:
            groups.setdefault(tuple(wanted[key] for key in keys), []).append(wanted)
        return groups


@dataclass(frozen=True, slots=True)
class Window:
    """The first and the last period asked for."""

    first: Period
    last: Period

    def __contains__(self, period: Period) -> bool:
        same = period.frequency is self.first.frequency
        return same and self.first.ordinal <= period.ordinal <= self.last.ordinal

    def __str__(self) -> str:
        return f"{self.first}…{self.last}"


@dataclass(frozen=True, slots=True)
class Found:
    """One number that an answer holds for one wanted part.

    Attributes:
        value: as the agency writes it; None where it says that there is none.
        unit, label: as the agency states them; "" where it does not.
        known_at: since when, where the agency says so itself; else the rules of editions decide.
        status: "withheld" where the agency keeps the number secret, "feed_failed" where a part of it could
            not be read; then there is no value.
    """

    wanted: Wanted
    period: Period
    value: Decimal | None
    unit: str = ""
    label: str = ""
    known_at: date | None = None
    status: str = ""


def _parts(value: object) -> tuple[dict[str, Any], ...]:
    if not isinstance(value, list) or not value or not all(isinstance(one, dict) for one in value):
        raise Unreadable(say("a list of series, each with its unit"))
    return tuple(value)


def _table(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Unreadable(say("a table of thresholds"))
    return value


def _table_of_feeds(file: str) -> Table:
    return Table(
        file,
        "feed",
        (
            Key("code", values.code),
            Key("series", _parts, ()),
            Key("start", values.first_day, None),
            Key("gates", _table, {}),
            Key("notes", values.text, ""),
        ),
        dict,
    )


def feeds_of(files: Mapping[str, str]) -> tuple[Feed, ...]:
    """The feeds that the catalogue's files `feeds/*.toml` wire, sorted by code.

    Args:
        files: the catalogue's, file name → content.

    Raises:
        Refusal: naming every mistake in them.
    """
    problems = Problems()
    feeds: dict[str, Feed] = {}
    for name in sorted(files):
        if not name.startswith(FOLDER):
            continue
        document = parse(name, files[name], problems) or {}
        for raw in read_entries(document, _table_of_feeds(name), problems):
            where = f'{name}, feed "{raw["code"]}"'
            feed = _feed(raw, where, problems)
            if feed and feed.code in feeds:
                problems.add(where, expected=say("a data set that no other feed names"), found=feed.code)
            if feed:
                feeds[feed.code] = feed
    problems.check()
    return tuple(feeds[code] for code in sorted(feeds))


def _feed(raw: Mapping[str, Any], where: str, problems: Problems) -> Feed | None:
    known = {code: one for code, one in data_sets().items() if one.collect}
    description = known.get(raw["code"])
    if description is None:
        expected = say("a data set that can be collected")
        problems.add(where, expected=expected, found=raw["code"], todo=nearest(raw["code"], known))
        return None
    parts = [
        _wanted(part, description, f"{where}, series {at}", problems)
        for at, part in enumerate(raw["series"], 1)
    ]
    interface = description.collect
    if interface and interface.kind == "answers" and not parts:
        problems.add(where, expected=say("the key {key}", key="series"))
    return Feed(description, tuple(part for part in parts if part), raw["start"], raw["gates"])


def _wanted(part: dict[str, Any], description: Description, where: str, problems: Problems) -> Wanted | None:
    interface = description.collect
    assert interface is not None
    known = (*_OWN, *interface.select, *interface.select_optional)
    bad = [name for name in part if name not in known]
    missing = [name for name in ("series", "unit", *interface.select) if name not in part]
    for name in bad:
        todo = nearest(name, known) or say("the keys are {keys}", keys=", ".join(known))
        problems.add(f"{where}: " + say("unknown key '{key}'", key=name), todo=todo)
    for name in missing:
        problems.add(f"{where}: " + say("the key '{key}' is missing", key=name))
    try:
        factor = Decimal(str(part.get("factor", 1)))
    except InvalidOperation:
        factor = Decimal(0)
    if not factor.is_finite() or factor == 0:
        problems.add(f"{where}: factor", expected=say("a number"), found=str(part.get("factor")))
    unverified = part.get("unverified", [])
    listed = isinstance(unverified, list) and all(isinstance(name, str) for name in unverified)
    if not listed or any(name not in part for name in unverified):
        problems.add(
            f"{where}: unverified", expected=say("names of keys of this part"), found=str(unverified)
        )
        return None
    if bad or missing:
        return None
    own = {name: str(part[name]) for name in ("series", "unit", "says", "label") if name in part}
    select = {name: str(value) for name, value in part.items() if name not in _OWN}
    return Wanted(**own, factor=factor, select=select, unverified=tuple(unverified))


def units_of(parts: Iterable[Wanted]) -> dict[str, str]:
    """Series → unit of the ledger."""
    return {part.series: part.unit for part in parts}

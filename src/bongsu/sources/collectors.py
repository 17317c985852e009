"""Collectors: a feed's answers held to their word, as rows of observations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib import import_module
from typing import Any

import polars as pl

from bongsu.core.panel.periods import Period, span
from bongsu.sources.agencies.observed_cells import Cell, observations
from bongsu.sources.collecting.asking import Answer, Ask
from bongsu.sources.collecting.feeds import UNKNOWN, Feed, Found, Wanted, Window
from bongsu.sources.editions import Held, only_news
from bongsu.sources.parsed import Parsed, Reject
from bongsu.words import say
from bongsu.words.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Collected:
    """What the answers for one window say.

    Attributes:
        found: the numbers, each wanted part and period once for each day it became known on.
        newest: the newest period that any answer speaks of; None where they hold nothing.
    """

    found: tuple[Found, ...]
    rejects: tuple[Reject, ...]
    notes: tuple[str, ...]
    newest: Period | None


def run(feed: Feed, window: Window, ask: Ask) -> Collected:
    """Asks for one window and holds the answers to the contract.

    Raises:
        Refusal: other periods than were asked for, another unit or name, too many rows, or what the data
            set's own function finds.
    """
    interface = feed.description.collect
    assert interface is not None
    _check_codes(feed)
    found: dict[tuple[int, Period, date | None], Found] = {}
    places = {id(wanted): at for at, wanted in enumerate(feed.series)}
    rejects, notes, clashes = [], [], set()
    for count, one in enumerate(_collect(feed)(ask, feed, window), 1):
        if count > interface.rows:
            raise Refusal(
                feed.code,
                expected=say("at most {count} rows", count=interface.rows),
                found=say("more"),
                todo=say("Ask for a shorter window, or raise rows in the description."),
            )
        if isinstance(one, Reject):
            rejects.append(one)
        elif isinstance(one, str):
            notes.append(one)
        else:
            _check(one, feed, window)
            key = (places[id(one.wanted)], one.period, one.known_at)
            first = found.setdefault(key, one)
            if (first.value, first.status) != (one.value, one.status):
                clashes.add(key)
    rejects += [_clash(found.pop(key)) for key in clashes]
    newest = max((one.period for one in found.values()), default=None)
    if interface.dense:
        _check_dense(feed, list(found.values()))
    if interface.absent == "zero":
        notes += _silent(feed, {place for place, _, _ in found}, window)
    return Collected(tuple(found.values()), tuple(rejects), tuple(dict.fromkeys(notes)), newest)


def find_file(feed: Feed, ask: Ask) -> tuple[str, Answer]:
    """The newest file of a data set that comes as files: its name and its content."""
    return import_module(_module(feed)).find_file(ask, feed)


def rows_of(
    collected: Collected,
    feed: Feed,
    window: Window,
    *,
    catalogue: Any,
    held: Held | None,
    edition: date,
) -> Parsed:
    """The rows that the ledger does not know yet, by the rule of editions; dated rows bring their days."""
    dated = [one for one in collected.found if one.known_at]
    undated = [one for one in collected.found if not one.known_at]
    frames = []
    cells = list(_summed(undated, feed, window, newest=collected.newest)) if not dated else []
    plain = observations((cell for cell, _ in cells), feed.description, catalogue)
    marked = [(cell.series, cell.period.start, status) for cell, status in cells if status]
    if marked:
        plain = _with_status(plain, marked)
    frames.append(only_news(plain, edition, held=held) if plain.height else plain)
    frames += [_dated_rows(dated, feed)] if dated else []
    rows = pl.concat(frames).sort("series", "frequency", "period", "known_at")
    return Parsed(feed.description.table, rows, collected.rejects, collected.notes)


def _module(feed: Feed) -> str:
    return feed.description.collector


def _collect(feed: Feed) -> Callable[[Ask, Feed, Window], Iterator[Found | Reject | str]]:
    return import_module(_module(feed)).collect


def _check_codes(feed: Feed) -> None:
    """No question is asked with a code that nobody knows."""
    for part in feed.series:
        if part.unknown:
            raise Refusal(
                f"{feed.code} {part.series} {part.unknown[0]}",
                expected=say("the agency's code"),
                found=UNKNOWN,
                todo=say("Look it up at the agency and write it into the feed in the catalogue."),
            )


def _check(one: Found, feed: Feed, window: Window) -> None:
    """The period is one that was asked for, and unit and name are those of the wiring."""
    wanted = one.wanted
    if one.period not in window:
        raise Refusal(
            f"{feed.code} {wanted.series}",
            expected=say("periods within {window}, as asked", window=window),
            found=str(one.period),
            todo=say("The interface answers another question than it was asked; nothing of it was taken."),
        )
    if wanted.says and one.unit and one.unit != wanted.says:
        raise Refusal(
            f"{feed.code} {wanted.series} {one.period}",
            expected=say("the unit {unit}", unit=wanted.says),
            found=one.unit,
            todo=say("If the agency changed the unit, edit the feed in the catalogue."),
        )
    if wanted.label and one.label and one.label != wanted.label:
        raise Refusal(
            f"{feed.code} {wanted.series} {one.period}",
            expected=say("the name {name}", name=wanted.label),
            found=one.label,
            todo=say("If it is still the same thing, edit the feed in the catalogue."),
        )


def _silent(feed: Feed, spoken: set[int], window: Window) -> list[str]:
    """A note for each part of which no answer says a word: a wrong code looks like zeros."""
    message = "{series}: not one row for {codes} in {window}; if its code is right, these are zeros"
    return [
        say(message, series=part.series, codes=", ".join(part.select.values()), window=window)
        for place, part in enumerate(feed.series)
        if place not in spoken
    ]


def _check_dense(feed: Feed, found: list[Found]) -> None:
    """Between a part's first and last period there is no gap."""
    periods: dict[int, set[Period]] = {}
    for one in found:
        periods.setdefault(feed.series.index(one.wanted), set()).add(one.period)
    for at, held in periods.items():
        absent = [period for period in span(min(held), max(held)) if period not in held]
        if absent:
            raise Refusal(
                f"{feed.code} {feed.series[at].series}",
                expected=say("every period from {first} to {last}", first=min(held), last=max(held)),
                found=say("{count} missing, the first {period}", count=len(absent), period=absent[0]),
                todo=say("Was the answer cut?"),
            )


def _summed(
    found: Iterable[Found], feed: Feed, window: Window, *, newest: Period | None
) -> Iterator[tuple[Cell, str]]:
    """Each series and period once: parts converted and added, what is absent filled as is agreed."""
    interface = feed.description.collect
    assert interface is not None
    at: dict[tuple[int, Period], Found] = {(feed.series.index(one.wanted), one.period): one for one in found}
    for series in feed.names:
        parts = [(place, part) for place, part in enumerate(feed.series) if part.series == series]
        periods = {period for place, period in at if any(place == own for own, _ in parts)}
        if interface.absent != "nothing" and newest is not None:
            periods |= set(span(window.first, newest))
        for period in sorted(periods):
            yield _one(series, period, parts, at, absent_is_zero=interface.absent == "zero")


def _one(
    series: str,
    period: Period,
    parts: list[tuple[int, Wanted]],
    at: dict[tuple[int, Period], Found],
    *,
    absent_is_zero: bool,
) -> tuple[Cell, str]:
    unit, total = parts[0][1].unit, Decimal(0)
    statuses = {at[place, period].status for place, _ in parts if (place, period) in at} - {""}
    if statuses:
        return Cell(series, period, None, unit), "feed_failed" if "feed_failed" in statuses else "withheld"
    for place, part in parts:
        one = at.get((place, period))
        if one is not None and one.value is not None:
            total += one.value * part.factor
        elif one is not None or not absent_is_zero:
            return Cell(series, period, None, unit), ""
    return Cell(series, period, float(total), unit), ""


def _with_status(rows: pl.DataFrame, marked: list[tuple[str, date, str]]) -> pl.DataFrame:
    schema = {"series": pl.String, "period": pl.Date, "marked": pl.String}
    marks = pl.DataFrame(marked, schema=schema, orient="row")
    joined = rows.join(marks, on=["series", "period"], how="left", maintain_order="left")
    return joined.with_columns(
        status=pl.coalesce("marked", "status"),
        value=pl.when(pl.col("marked").is_null()).then(pl.col("value")),
    ).drop("marked")


def _dated_rows(found: list[Found], feed: Feed) -> pl.DataFrame:
    """Rows whose agency says since when each value was known; a value said again is no news."""
    cells = [
        (one.known_at, Cell(one.wanted.series, one.period, _value(one), one.wanted.unit)) for one in found
    ]
    rows = observations((cell for _, cell in cells), feed.description)
    days = pl.DataFrame(
        [(cell.series, cell.period.start, day, cell.value) for day, cell in cells],
        schema={"series": pl.String, "period": pl.Date, "day": pl.Date, "dated": pl.Float64},
        orient="row",
    )
    once = rows.unique(["series", "frequency", "period"], maintain_order=True).drop("value", "status")
    joined = days.join(once, on=["series", "period"], how="left", maintain_order="left")
    return joined.select(
        "series",
        "frequency",
        "period",
        value="dated",
        unit="unit",
        status=pl.when(pl.col("dated").is_null()).then(pl.lit("not_reported")).otherwise(pl.lit("reported")),
        published_at="day",
        known_at="day",
    ).select(rows.columns)


def _value(one: Found) -> float | None:
    return None if one.value is None else float(one.value * one.wanted.factor)


def _clash(one: Found) -> Reject:
    return Reject(
        0,
        one.wanted.series,
        expected=say("one value for each period"),
        found=say("different values for {period}", period=one.period),
        todo=say("Ask the agency which is right."),
        row={"series": one.wanted.series, "period": str(one.period)},
    )

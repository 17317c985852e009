"""Asks FRED for a series with all its vintages: `realtime_start` is the day since which a value was known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from bongsu.core.panel.periods import Period
from bongsu.sources.agencies.contract import Fault, number
from bongsu.sources.collecting.answers import fields, inside, json_of, refused, table_of
from bongsu.sources.collecting.asking import Answer, Ask
from bongsu.sources.collecting.feeds import Feed, Found, Wanted, Window
from bongsu.sources.parsed import Reject
from bongsu.words import say

EARLIEST, LATEST = "1776-07-04", "9999-12-31"
PAGE = 100_000
MISSING = "."
FIELDS = ("realtime_start", "realtime_end", "date", "value")
VINTAGES = "https://api.stlouisfed.org/fred/series/vintagedates"


def collect(ask: Ask, feed: Feed, window: Window) -> Iterator[Found | Reject | str]:
    """Each series' first vintage, then its observations of the window in every vintage."""
    for part in feed.series:
        first = _first_vintage(ask, part)
        for cells, line in _observations(ask, part, window):
            try:
                yield _found(cells, part, feed, window, first=first)
            except Fault as fault:
                yield fault.at(line, cells)


def _common(part: Wanted) -> dict[str, object]:
    return {
        "series_id": part["id"],
        "api_key": "{FRED_KEY}",
        "file_type": "json",
        "realtime_start": EARLIEST,
        "realtime_end": LATEST,
    }


def _first_vintage(ask: Ask, part: Wanted) -> date | None:
    answer = ask(VINTAGES, _common(part) | {"sort_order": "asc", "limit": 1})
    days = inside(json_of(answer), "vintage_dates", answer=answer)
    if not isinstance(days, list):
        raise refused(answer, expected=say("a list of rows in {name}", name="vintage_dates"))
    try:
        return date.fromisoformat(str(days[0])) if days else None
    except ValueError:
        raise refused(answer, expected=say("a day such as 2005-05-15"), found=repr(days[0])) from None


def _observations(ask: Ask, part: Wanted, window: Window) -> Iterator[tuple[dict[str, str], int]]:
    got, total = 0, 1
    while got < total:
        answer = ask(
            params=_common(part)
            | {
                "observation_start": window.first.start,
                "observation_end": window.last.end,
                "output_type": 1,
                "limit": PAGE,
                "offset": got,
            }
        )
        document = json_of(answer)
        _check_vintages(document, answer)
        count = str(inside(document, "count", answer=answer))
        rows = table_of(inside(document, "observations", answer=answer), answer, name="observations")
        if not (count.isascii() and count.isdigit() and len(count) < 9):
            raise refused(answer, expected=say("a count in {name}", name="count"), found=count[:40])
        total = int(count)
        if not rows and got < total:
            raise refused(
                answer,
                expected=say("{count} rows, as the answer itself states", count=total),
                found=say("{count} rows", count=got),
            )
        for row in rows:
            got += 1
            yield fields(row, FIELDS, answer=answer), got


def _check_vintages(document: object, answer: Answer) -> None:
    """The answer covers every vintage; one that says today's day holds today's state only."""
    for name, wanted in (("realtime_start", EARLIEST), ("realtime_end", LATEST)):
        found = str(inside(document, name, answer=answer))
        if found != wanted:
            raise refused(
                answer,
                expected=f"{name} {wanted}",
                found=found,
                todo=say("Without vintages nobody can tell since when a value was known; nothing was taken."),
            )


def _found(cells: dict[str, str], part: Wanted, feed: Feed, window: Window, *, first: date | None) -> Found:
    frequency = window.first.frequency
    period = Period.of(_day(cells, "date"), frequency)
    known_at = _day(cells, "realtime_start")
    if first is not None and known_at <= first:
        known_at = min(known_at, feed.description.known_at(period.end))
    if known_at < period.start:
        raise Fault("realtime_start", expected=say("a day not before the period"), found=str(known_at))
    return Found(part, period, _value(cells["value"]), known_at=known_at)


def _day(cells: dict[str, str], name: str) -> date:
    try:
        return date.fromisoformat(cells[name])
    except ValueError:
        raise Fault(name, expected=say("a day such as 2005-05-15"), found=repr(cells[name])) from None


def _value(text: str) -> Decimal | None:
    return None if text == MISSING else number(text, "value")

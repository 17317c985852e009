"""Editions of one table: which of an edition's values are new, which are revisions, and since when.

A publisher that prints the whole table again every month revises the past silently. The rule:

* on the day of an edition and until the next one, its values are what the world knew;
* before the first edition that shows a cell, the cell counts as known from the end of its period plus the
  publication lag, with the value of that first edition. (Nobody kept the editions of those years; without
  this there would be no past to learn from.)

The rows written follow from this rule and not from the order of loading: an older edition that arrives
later takes over the time before its successor, and gives it back on the successor's day.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

Held = Callable[[Sequence[str]], pl.DataFrame]
"""Gives, for the named series, every row that the ledger holds, superseded ones too: the columns of
`observations`, of which `recorded_at` and `arrival` order rows of one `known_at`."""

Content = tuple[float | None, str, str]
"""A cell's value, unit and status."""


@dataclass(frozen=True, slots=True)
class Version:
    """What a cell says from `known_at` on, and the day of the edition that says so."""

    known_at: date
    edition: date
    content: Content


def only_news(rows: pl.DataFrame, edition: date, *, held: Held | None) -> pl.DataFrame:
    """The rows to be written so that the ledger knows this edition too.

    Args:
        rows: observations of one edition, each cell once, with `known_at` by the publication lag.
        edition: the day on which the edition was published.
        held: the ledger's rows; None where it is empty.

    Returns:
        rows with `known_at` and `published_at` as the rule says, sorted; none for an edition already held.
    """
    ledger = held(rows["series"].unique().sort().to_list()) if held else None
    timelines = _timelines(ledger)
    editions = sorted({version.edition for timeline in timelines.values() for version in timeline})
    place = bisect_right(editions, edition)
    following = editions[place] if place < len(editions) else None
    written = []
    for series, frequency, period, known_at, *content in rows.select(
        "series", "frequency", "period", "known_at", "value", "unit", "status"
    ).iter_rows():
        key = (series, frequency, period)
        found = Version(min(known_at, edition), edition, tuple(content))
        news = versions_to_write(found, timelines.get(key, ()), following=following)
        written += [(*key, one.known_at, one.edition, *one.content) for one in news]
    columns = {name: kind for name, kind in rows.schema.items() if name != "published_at"}
    names = ["series", "frequency", "period", "known_at", "published_at", "value", "unit", "status"]
    frame = pl.DataFrame(
        written, schema={name: columns.get(name, pl.Date) for name in names}, orient="row"
    ).select(rows.columns)
    return frame.sort("series", "frequency", "period", "known_at")


def versions_to_write(
    found: Version, timeline: Sequence[Version], *, following: date | None
) -> list[Version]:
    """One cell's news.

    Args:
        found: the cell in this edition, `known_at` as if it were the first.
        timeline: the cell's versions held, oldest first.
        following: day of the next later edition held, of whatever cell.
    """
    if not timeline:
        return [found]
    first = timeline[0]
    if found.edition < first.edition:
        news = [found, *_given_back(first.content, found, timeline, on=first.edition)]
        if found.known_at < first.known_at < first.edition:
            news.insert(1, Version(first.known_at, found.edition, found.content))
        return news
    before = _in_force(timeline, found.edition)
    if before.content == found.content:
        return []
    if found.edition == first.edition:  # printed again on the same day: a correction of the first edition
        news = [Version(first.known_at, found.edition, found.content)]
    else:
        news = [Version(found.edition, found.edition, found.content)]
    if following:
        news += _given_back(_in_force(timeline, following).content, found, timeline, on=following)
    return news


def _given_back(content: Content, found: Version, timeline: Sequence[Version], *, on: date) -> list[Version]:
    """The later edition's own content on its own day, unless it is the same or stands there already."""
    stands = any(version.known_at == on for version in timeline)
    return [] if stands or content == found.content else [Version(on, on, content)]


def _in_force(timeline: Sequence[Version], day: date) -> Version:
    known = [version for version in timeline if version.known_at <= day]
    return known[-1] if known else timeline[0]


def _timelines(ledger: pl.DataFrame | None) -> dict[tuple, list[Version]]:
    """Each cell's versions, oldest first, of one day the one recorded last."""
    if ledger is None or not ledger.height:
        return {}
    order = [name for name in ("known_at", "recorded_at", "arrival") if name in ledger.columns]
    timelines: dict[tuple, dict[date, Version]] = defaultdict(dict)
    for series, frequency, period, known_at, published_at, *content in (
        ledger.sort(order, maintain_order=True)
        .select("series", "frequency", "period", "known_at", "published_at", "value", "unit", "status")
        .iter_rows()
    ):
        version = Version(known_at, published_at or known_at, tuple(content))
        timelines[series, frequency, period][known_at] = version
    return {key: list(versions.values()) for key, versions in timelines.items()}

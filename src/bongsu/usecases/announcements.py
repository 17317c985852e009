"""Announced taxes and rules as tripwire notices: what the ledger's events said by a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from bongsu.core.early_warning import announcements
from bongsu.facts.ledger import Ledger
from bongsu.records.tripwires import ANNOUNCEMENT, NewNotice

LONGEST_EVENT, LONGEST_KIND = 256, 64


def announced(ledger: Ledger, *, since: date, as_of: date) -> list[NewNotice]:
    """A notice for every watched event that became known after `since` and up to `as_of`.

    Its day is the one on which it was known here, which may lie after the announcement.
    """
    events = ledger.read("events", as_of=as_of).filter(pl.col("known_at") > since).sort("known_at", "event")
    return [_notice(row) for row in events.iter_rows(named=True) if announcements.is_watched(row["kind"])]


def _notice(row: Mapping[str, Any]) -> NewNotice:
    day, effective = row["known_at"], row["effective_on"]
    return NewNotice(
        tripwire=ANNOUNCEMENT,
        indicator="",
        group=announcements.GROUP,
        items=list(row["items"] or ()),
        period=str(day),
        day=day,
        begins=str(row["announced_on"] or day),
        window_days=0.0,
        change=0.0 if row["magnitude"] is None else row["magnitude"],
        unit="",
        statistic=0.0,
        threshold=0.0,
        days_between=0.0,
        promised_days=0.0,
        pushes=announcements.pushes(row["kind"], row["magnitude"]),
        stands_until=announcements.stands_until(day, effective),
        event=row["event"][:LONGEST_EVENT],
        event_kind=row["kind"][:LONGEST_KIND],
        effective_on=effective,
    )

"""Overdue periods of which the ledger says nothing: the feed failed, or the agency had nothing."""

from __future__ import annotations

from datetime import date

import polars as pl

from bongsu.core.panel.periods import span
from bongsu.facts.tables import OBSERVATIONS, STAMPS
from bongsu.sources.collecting.feeds import Feed, units_of
from bongsu.sources.collecting.windows import due
from bongsu.usecases.held_periods import newest_by_series
from bongsu.usecases.workspace import Workspace

COLUMNS = {name: kind for name, kind in OBSERVATIONS.columns.items() if name not in STAMPS}
MOST = 24
"""Periods of one series; a feed that has been silent for longer has said so already."""


def silent_rows(workspace: Workspace, feed: Feed, *, day: date, failed: bool) -> pl.DataFrame:
    """One row for each series and overdue period after the newest one held.

    Nothing is written where days come irregularly (daily series), nor for a series that never came: what is
    not there yet is not missing.

    Args:
        failed: whether asking failed: then `feed_failed`, else `not_reported`.
    """
    interface = feed.description.collect
    assert interface is not None
    if interface.frequency.value == "day" or not feed.names:
        return pl.DataFrame(schema=COLUMNS)
    held = newest_by_series(workspace, feed.names, interface.frequency)
    overdue, units = due(feed, day), units_of(feed.series)
    status = "feed_failed" if failed else "not_reported"
    rows = [
        (series, interface.frequency.value, period.start, None, units[series], status, day, day)
        for series, newest in held.items()
        for period in list(span(newest + 1, overdue))[-MOST:]
    ]
    return pl.DataFrame(rows, schema=COLUMNS, orient="row")

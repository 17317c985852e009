"""Up to which period the ledger holds the series of a feed."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from bongsu.core.panel.periods import Frequency, Period
from bongsu.facts.ledger import Ledger
from bongsu.sources.collecting.feeds import Feed
from bongsu.usecases.workspace import Workspace

ANSWERED = ("reported", "not_reported", "withheld")


def newest_by_series(workspace: Workspace, names: Sequence[str], frequency: Frequency) -> dict[str, Period]:
    """Series → the newest period of which an agency has said anything, also that it has nothing."""
    wanted = (
        pl.col("series").is_in(list(names))
        & (pl.col("frequency") == frequency.value)
        & pl.col("status").is_in(ANSWERED)
    )
    rows = Ledger(workspace.facts).read("observations", where=wanted)
    newest = rows.group_by("series").agg(pl.col("period").max())
    return {series: Period.of(day, frequency) for series, day in newest.sort("series").iter_rows()}


def newest_held(workspace: Workspace, feed: Feed) -> Period | None:
    """The newest period of a feed; None where one of its series has nothing yet."""
    interface = feed.description.collect
    assert interface is not None
    held = newest_by_series(workspace, feed.names, interface.frequency)
    if len(held) < len(feed.names) or not held:
        return None
    return max(held.values())

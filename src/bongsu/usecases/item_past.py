"""An item's surroundings: past stretches that looked alike, events, intelligence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from bongsu.core.stats.nearest_windows import nearest_windows
from bongsu.facts.ledger import Ledger
from bongsu.usecases.list_facts import list_facts
from bongsu.usecases.report_content import CountAt, ItemContent
from bongsu.usecases.workspace import Workspace

STRETCH, AFTER, SHOWN = 6, 3, 3


@dataclass(frozen=True, slots=True)
class Episode:
    """A past stretch that looked like the present one.

    Attributes:
        counts: its detections; `after`: those that followed.
        scaled: what followed, times the ratio of the present level to that of then.
        distance: how far the shapes are apart; 0 is the same.
    """

    first: str
    last: str
    counts: tuple[int, ...]
    after: tuple[int, ...]
    scaled: tuple[float, ...]
    distance: float


def look_alikes(item: ItemContent) -> tuple[Episode, ...]:
    """The past stretches most like the last periods that are complete, with what followed each."""
    points = _complete(item)
    counts = np.array([np.nan if point.count is None else point.count for point in points], dtype=float)
    found = nearest_windows(counts, length=STRETCH, following=AFTER, shown=SHOWN)
    episodes = []
    for near in found:
        middle, end = near.start + STRETCH, near.start + STRETCH + AFTER
        after = counts[middle:end]
        episodes.append(
            Episode(
                points[near.start].period,
                points[middle - 1].period,
                tuple(int(each) for each in counts[near.start : middle]),
                tuple(int(each) for each in after),
                tuple(float(each) for each in after * near.scale),
                near.distance,
            )
        )
    return tuple(episodes)


def present_stretch(item: ItemContent) -> tuple[CountAt, ...]:
    """The last complete periods, which past stretches are compared with."""
    return tuple(_complete(item)[-STRETCH:])


def _complete(item: ItemContent) -> list[CountAt]:
    points = list(item.detections)
    while points and points[-1].status != "reported":
        points.pop()
    return points


def events_of(workspace: Workspace, item: str, *, as_of: date) -> list[dict[str, Any]]:
    """Events that concern the item as known on a day, the newest first."""
    return _newest_first(workspace, "events", item, as_of, "announced_on")


def intelligence_on(workspace: Workspace, item: str, *, as_of: date) -> list[dict[str, Any]]:
    """Intelligence reports that name the item as known on a day, the newest first."""
    return _newest_first(workspace, "intelligence", item, as_of, "known_at")


def _newest_first(workspace: Workspace, table: str, item: str, as_of: date, day: str) -> list[dict[str, Any]]:
    version = Ledger(workspace.facts).versions().get(table, -1)
    found = _known(workspace.folder, table, version, item, as_of)
    if day in found.columns:
        found = found.sort(day, descending=True, nulls_last=True)
    return found.to_dicts()


@lru_cache(maxsize=256)
def _known(folder: Path, table: str, version: int, item: str, as_of: date) -> pl.DataFrame:
    """The rows about an item while the table stands at this version."""
    return list_facts(Workspace.open(folder), table, items=[item], as_of=as_of)

"""Tries a new item on a copy of the workspace: its first values and its grade; nothing is kept."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from bongsu.catalogue.catalogue import Catalogue
from bongsu.catalogue.entries import Indicator, Item, is_member
from bongsu.core.panel.periods import Period
from bongsu.facts.ledger import Ledger
from bongsu.usecases import calibrations, grade_rules, standing
from bongsu.usecases.add_item import Added, add_item
from bongsu.usecases.assess import assess, assessing_method
from bongsu.usecases.known_panel import KnownPanel
from bongsu.usecases.new_item import NewItem
from bongsu.usecases.record_assessment import add_sentences, open_records
from bongsu.usecases.workspace import SETTINGS_FILE, Workspace

SHOWN_VALUES = 6
REWRITTEN = "_last_checkpoint"
"""The one file of a Delta table that is written over."""


@dataclass(frozen=True, slots=True)
class IndicatorValues:
    """The beginning of one indicator.

    Attributes:
        first: the first periods of which it has a value, and these.
        periods: how many there are. last: the newest period and its value; None where there is none.
    """

    indicator: Indicator
    first: tuple[tuple[Period, float], ...]
    periods: int
    last: tuple[Period, float] | None


@dataclass(frozen=True, slots=True)
class Tried:
    """What adding the item would bring.

    Attributes:
        added: as `add_item` says it, of the copy.
        as_of: the day on which its newest detections were known; None where there are none.
        graded: the item's entry of an assessment of that day, with its sentence; None where there is none.
    """

    added: Added
    values: tuple[IndicatorValues, ...]
    as_of: date | None
    graded: dict[str, Any] | None


def try_item(workspace: Workspace, wanted: NewItem, *, now: datetime, files: Sequence[Path] = ()) -> Tried:
    """Adds the item to a copy of the workspace, loads the files there, and grades it by the method in force.

    Raises:
        Refusal: as `add_item`.
    """
    open_records(workspace)
    with scratch_copy(workspace) as copy:
        added = add_item(copy, wanted, now=now, files=files)
        catalogue = Workspace.open(copy.folder).catalogue
        ledger, item = Ledger(copy.facts), catalogue.item(wanted.code)
        values = first_values(ledger, catalogue, item, as_of=now.date())
        day = newest_day(ledger, wanted.code, up_to=now.date())
        graded = _graded(ledger, catalogue, item, as_of=day) if day and is_member(item, day) else None
    return Tried(added, values, day, graded)


@contextmanager
def scratch_copy(workspace: Workspace) -> Iterator[Workspace]:
    """A copy to write to, gone afterwards; by hard links it shares what is never written over."""
    with tempfile.TemporaryDirectory(dir=workspace.folder, prefix=".trial-") as name:
        folder = Path(name)
        shutil.copy2(workspace.folder / SETTINGS_FILE, folder / SETTINGS_FILE)
        shutil.copytree(workspace.catalogue_folder, folder / workspace.catalogue_folder.name)
        if workspace.facts.is_dir():
            shutil.copytree(workspace.facts, folder / workspace.facts.name, copy_function=_share)
        yield Workspace.open(folder)


def first_values(
    ledger: Ledger, catalogue: Catalogue, item: Item, *, as_of: date
) -> tuple[IndicatorValues, ...]:
    """The beginning of each of the item's indicators, as known on a day."""
    indicators = catalogue.indicators_of(item)
    names = {name for indicator in indicators for name in indicator.inputs}
    rows = ledger.read("observations", as_of=as_of, where=pl.col("series").is_in(list(names)))
    start = rows["period"].min()
    if not isinstance(start, date):
        return tuple(IndicatorValues(indicator, (), 0, None) for indicator in indicators)
    first = Period.of(start, item.frequency)
    panel = KnownPanel(ledger, catalogue, (item,), as_of=as_of, first=first)
    table = panel.indicator_values(item.code)
    return tuple(_values(each, table[:, k], panel.axis_first) for k, each in enumerate(indicators))


def newest_day(ledger: Ledger, item: str, *, up_to: date) -> date | None:
    """The day on which the item's newest detections became known; None where there are none."""
    day = ledger.read("detections", as_of=up_to, where=pl.col("item") == item)["known_at"].max()
    return day if isinstance(day, date) else None


def _values(indicator: Indicator, column: Any, first: Period) -> IndicatorValues:
    there = np.flatnonzero(np.isfinite(column))
    found = [(first + int(row), float(column[row])) for row in there]
    return IndicatorValues(indicator, tuple(found[:SHOWN_VALUES]), len(found), found[-1] if found else None)


def _graded(ledger: Ledger, catalogue: Catalogue, item: Item, *, as_of: date) -> dict[str, Any] | None:
    method = standing.champion_on(as_of)
    learned = calibrations.in_force(assessing_method(method).name, as_of)
    result = assess(
        ledger,
        replace(catalogue, items=(item,)),
        as_of=as_of,
        method=method,
        rule=grade_rules.rule_in_force(catalogue.grades, as_of),
        calibration=learned.calibration if learned else None,
    )
    add_sentences(result.document, result.assessment, catalogue)
    entry: dict[str, Any] = result.document["items"][0]
    return entry if entry["grade"] else None


def _share(source: str, target: str) -> None:
    """The file itself where it is never written over and links are possible; else a copy."""
    if Path(source).name != REWRITTEN:
        try:
            os.link(source, target)
            return
        except OSError:
            pass
    shutil.copy2(source, target)

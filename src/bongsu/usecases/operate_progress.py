"""How far special operations have come: what was planned beside what the ledger says was done and found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import polars as pl

from bongsu.core.early_warning.people import Person
from bongsu.facts.ledger import Ledger
from bongsu.records.operations import OperationEntry
from bongsu.usecases.workspace import Workspace

Cell = tuple[str, str]
Number = TypeVar("Number", int, float)


@dataclass(frozen=True, slots=True)
class Done:
    """One office and channel of an operation, or several of them together.

    Attributes:
        planned, planned_hours: inspections and officer hours of the plan.
        inspections, hours: that were reported; hours None where nobody told them.
        random: of the inspections, those chosen by chance.
        cases: detections that name the operation.
        value: of them, in won; None where no value was told.
    """

    planned: int = 0
    planned_hours: float = 0.0
    inspections: int = 0
    random: int = 0
    hours: float | None = None
    cases: int = 0
    value: int | None = None

    def __add__(self, other: Done) -> Done:
        return Done(
            self.planned + other.planned,
            self.planned_hours + other.planned_hours,
            self.inspections + other.inspections,
            self.random + other.random,
            _sum(self.hours, other.hours),
            self.cases + other.cases,
            _sum(self.value, other.value),
        )

    @property
    def random_share(self) -> float | None:
        """Share of the inspections that were chosen by chance; None before the first one."""
        return self.random / self.inspections if self.inspections else None


@dataclass(frozen=True, slots=True)
class Progress:
    """An operation's cells, (office, channel) each; the channel is "" where a report names none."""

    cells: dict[Cell, Done]

    @property
    def total(self) -> Done:
        """Everything together."""
        return sum(self.cells.values(), Done())


def progress(
    workspace: Workspace, entries: Sequence[OperationEntry], *, by: Person | None
) -> dict[str, Progress]:
    """Number of the operation → what was planned and done; a field officer's holds her own offices only."""
    numbers = [entry.number for entry in entries]
    own = None if by is None or by.is_national else frozenset(by.offices)
    cells: dict[str, dict[Cell, Done]] = {number: {} for number in numbers}
    for entry in entries:
        for each in entry.planned:
            if own is None or each["office"] in own:
                hours = each["inspections"] * each.get("hours", 1.0)
                _put(cells, entry.number, each, Done(planned=each["inspections"], planned_hours=hours))
    if not numbers:
        return {}
    versions = Ledger(workspace.facts).versions()
    standing = tuple((table, versions[table]) for table in ("detections", "effort") if table in versions)
    done, found = _reported(workspace.facts, standing, tuple(sorted(numbers)), own)
    for row in done.iter_rows(named=True):
        made = row["inspections"] or 0
        told = Done(inspections=made, random=made if row["random"] else 0, hours=row["officer_hours"])
        _put(cells, row["campaign"], row, told)
    for row in found.iter_rows(named=True):
        _put(cells, row["operation"], row, Done(cases=row["count"] or 0, value=row["value_krw"]))
    return {number: Progress(dict(sorted(each.items()))) for number, each in cells.items()}


@lru_cache(maxsize=32)
def _reported(
    facts: Path,
    versions: tuple[tuple[str, int], ...],
    numbers: tuple[str, ...],
    own: frozenset[str] | None,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Inspections and cases of these operations at these versions of the ledger, which never change."""
    ledger = Ledger(facts).at(dict(versions))
    done = ledger.read("effort", where=_of("campaign", numbers, own) & ~pl.col("planned"))
    return done, ledger.read("detections", where=_of("operation", numbers, own))


def _of(column: str, numbers: Sequence[str], own: frozenset[str] | None) -> pl.Expr:
    chosen = pl.col(column).is_in(list(numbers))
    return chosen if own is None else chosen & pl.col("office").is_in(sorted(own))


def _put(cells: dict[str, dict[Cell, Done]], number: str, row: dict[str, object], told: Done) -> None:
    place = (str(row["office"]), str(row["channel"]))
    cells[number][place] = cells[number].get(place, Done()) + told


def _sum(one: Number | None, other: Number | None) -> Number | None:
    if one is None:
        return other
    return one if other is None else one + other

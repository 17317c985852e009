"""Pressure readings of an assessment: which items get one, as known at each cutoff, and as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from bongsu.catalogue.catalogue import Catalogue
from bongsu.catalogue.entries import Item
from bongsu.core.grading.assessment import Reading
from bongsu.core.grading.pressure_method import (
    PRESSURE,
    PRESSURE_ONLY,
    PressureMethod,
    PressureReading,
)
from bongsu.core.panel.periods import Period
from bongsu.core.screening.pressure import GROUP_BOUND, LEAST_VALUES, LONGEST_CARRY, Push
from bongsu.facts.ledger import Ledger
from bongsu.usecases.known_panel import KnownPanel

YEARS = 10
"""The past against which pressure is measured."""
PATH_YEARS = 3
DIGITS = 10


def pressure_readings(
    ledger: Ledger,
    catalogue: Catalogue,
    items: Sequence[Item],
    *,
    as_of: date,
    as_recorded: datetime | None = None,
    method: PressureMethod | None = None,
) -> dict[str, Reading]:
    """Item → its reading by pressure alone; all items of one frequency. Their detections play no part."""
    if not items:
        return {}
    frequency = items[0].frequency
    cutoff = Period.last_complete(as_of, frequency)
    panel = KnownPanel(
        ledger,
        catalogue,
        items,
        as_of=as_of,
        as_recorded=as_recorded,
        first=cutoff - round(YEARS * frequency.per_year),
    )
    steps = round(PATH_YEARS * frequency.per_year)
    panels = [panel.at(cutoff - back) for back in range(steps - 1, -1, -1)]
    paths = (method or PressureMethod()).paths(panels)
    return {item.code: _reading(item.code, path) for item, path in zip(items, paths, strict=True)}


def pressure_settings() -> dict[str, Any]:
    """Everything that a reading by pressure depends on beside the facts and the catalogue, as JSON."""
    rule = PressureMethod().rule
    return {
        **{name: list(part) if isinstance(part, tuple) else part for name, part in asdict(rule).items()},
        "years": YEARS,
        "path_years": PATH_YEARS,
        "group_bound": GROUP_BOUND,
        "least_values": LEAST_VALUES,
        "longest_carry": LONGEST_CARRY,
    }


def pressure_entry(path: Sequence[PressureReading]) -> dict[str, Any]:
    """The pressure as it stands in an assessment's document, under "pressure"."""
    last = path[-1]
    return {
        "score": _number(last.score),
        "share": _number(last.share),
        "periods": last.periods,
        "level": _number(last.level),
        "groups": {name: _number(part) for name, part in last.groups.items()},
        "pushes": [
            {
                "indicator": push.indicator,
                "group": push.group,
                "value": _number(push.value),
                "z": _number(push.z),
                "age": push.age,
            }
            for push in last.pushes
        ],
        "left_out": list(last.left_out),
        "path": [
            {
                "cutoff": each.cutoff,
                "score": _number(each.score),
                "share": _number(each.share),
                "level": _number(each.level),
                "grade": each.grade,
            }
            for each in path
        ],
    }


def pressure_of(entry: Mapping[str, Any]) -> tuple[PressureReading, ...]:
    """The pressure of one item's entry of a document read back; none where the grade is not pressure's."""
    told = entry.get("pressure")
    if not told:
        return ()
    path = [
        PressureReading(
            step["cutoff"],
            step["score"],
            step["share"],
            told["periods"],
            step["level"],
            step["grade"],
        )
        for step in told["path"]
    ]
    pushes = tuple(Push(**push) for push in told["pushes"])
    last = path[-1]
    full = PressureReading(
        last.cutoff,
        last.score,
        last.share,
        told["periods"],
        last.level,
        last.grade,
        dict(told["groups"]),
        pushes,
        tuple(told["left_out"]),
    )
    return (*path[:-1], full)


def _reading(item: str, path: tuple[PressureReading, ...]) -> Reading:
    last = path[-1]
    return Reading(item, PRESSURE, last.grade, None, flags=(PRESSURE_ONLY,), pressure=path)


def _number(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.{DIGITS}g}")

"""What if: a change of prices, rates or taxes carried to an item's indicators, forecast and grade."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bongsu.catalogue.catalogue import Catalogue
from bongsu.core.forecasting.predictive import LEVELS
from bongsu.core.forecasting.scenario import (
    IndicatorShift,
    Silence,
    carried_forward,
    shifts,
    shocked_view,
    silences,
)
from bongsu.core.grading.assessment import Finding
from bongsu.core.grading.grades import GradeRule, grade_path
from bongsu.core.grading.methods import MethodReading
from bongsu.core.grading.surge import Calibration
from bongsu.core.indicators.landed_cost import LandedCost
from bongsu.core.panel.periods import Period
from bongsu.core.panel.view import HORIZON, ItemView, PanelView
from bongsu.facts.ledger import Ledger
from bongsu.usecases.assess import Progress, grade_values, rounded
from bongsu.usecases.known_panel import KnownPanel
from bongsu.usecases.landed_cost import as_document as landed_document
from bongsu.usecases.margins import margins
from bongsu.usecases.whatif_ground import Ground, level_method, member_on, prepare
from bongsu.usecases.whatif_levers import Change, Lever, levers
from bongsu.words import say
from bongsu.words.refusal import Refusal, WrongUse

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Projection:
    """The next count's forecast and the grade, with or without the change; `grade` is 0 where none."""

    expected: float
    interval80: tuple[float, float]
    probability: float
    grade: int


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario's answer.

    Attributes:
        first: first period under the change; horizon: the periods the forecast looks at.
        ahead: expected detections by period of the horizon, without and with the change.
        indicators: each indicator that the change turns, its finding, and what the history cannot say of it.
        remarks: what holds for the whole answer, in words.
        landed: landed cost and margins without and with the change; None where the item's series do not say.
    """

    item: str
    as_of: date
    first: Period
    horizon: tuple[Period, ...]
    levers: tuple[Lever, ...]
    before: Projection
    after: Projection
    ahead: tuple[tuple[float, float], ...]
    indicators: tuple[tuple[IndicatorShift, Finding | None, tuple[Silence, ...]], ...]
    remarks: tuple[str, ...]
    landed: tuple[LandedCost, LandedCost] | None = None


def day_of(first: Period | None, as_of: date | None, today: date) -> date:
    """The day whose knowledge counts: the one given, else the day before the change begins, else today."""
    if as_of is not None:
        return as_of
    return min(first.start - timedelta(days=1), today) if first is not None else today


def what_if(
    ledger: Ledger,
    catalogue: Catalogue,
    item: str,
    changes: Sequence[Change],
    *,
    as_of: date,
    first: Period | None = None,
    as_recorded: datetime | None = None,
    method: str | None = None,
    rule: GradeRule | None = None,
    calibration: Calibration | None = None,
    progress: Progress | None = None,
) -> Scenario:
    """The item's indicators, forecast and grade without and with the changes, as known on a day.

    Without the changes the answer is that of `assess`. Series not published yet are carried forward.

    Args:
        first: first period under the change; None: the first after the last complete one. A change of the
            past is refused: what would have happened cannot be read from what did.

    Raises:
        Refusal: the item is no member on the day, has no history, or the method is not the level model's.
        WrongUse: a name stands for no series, or the change begins in the past.
    """
    way = level_method(method, calibration)
    frequency = member_on(catalogue, item, as_of).frequency
    levers(catalogue, item, changes)
    _start(first, Period.last_complete(as_of, frequency), as_of)
    ground = prepare(
        ledger,
        catalogue,
        frequency,
        as_of=as_of,
        as_recorded=as_recorded,
        way=way,
        rule=rule,
        progress=progress,
    )
    return answer(ground, item, changes, first=first)


def answer(ground: Ground, item: str, changes: Sequence[Change], *, first: Period | None = None) -> Scenario:
    """The same on ground prepared before, which many scenarios of one day share; raises as `what_if`."""
    catalogue, as_of, panel, way = ground.catalogue, ground.as_of, ground.panel, ground.way
    turned = levers(catalogue, item, changes)
    start = _start(first, panel.cutoff, as_of)
    place = ground.place(item)
    view, usual = ground.views[place], ground.readings[-1][place]
    if usual.predictive is None:
        raise Refusal(item, expected=say("enough detections to forecast"), found=", ".join(usual.flags))
    rows = panel.cutoff - panel.axis_first + 1
    raw, turned_raw = _series(panel, turned, start, rows)
    before, after = panel.derive(raw, item), panel.derive(turned_raw, item)
    shocked = shocked_view(view, before, after)
    again, changed = way.read(PanelView(as_of, (view, shocked)), ground.learned, rule=ground.rule)
    grades = _grades(ground.readings, place, [usual, changed], ground.rule)
    horizon = tuple(panel.cutoff + step for step in range(1, HORIZON + 1))
    ahead = (way.expected_ahead(each, ground.learned) for each in (view, shocked))
    same = abs(_mean(again) - _mean(usual)) < 1e-9 * max(1.0, _mean(usual))
    return Scenario(
        item,
        as_of,
        start,
        horizon,
        tuple(turned),
        _projection(usual, grades[0]),
        _projection(changed, grades[1]),
        tuple(zip(*ahead, strict=True)),
        _told(view, usual, turned, before, after, catalogue=catalogue, under=HORIZON - (start - horizon[0])),
        _remarks(view, turned, start, horizon, same=same),
        landed=_landed(catalogue, item, raw, turned_raw, on=as_of),
    )


def _start(first: Period | None, cutoff: Period, as_of: date) -> Period:
    """The first period under the change, checked."""
    start = first or cutoff + 1
    if start.frequency is not cutoff.frequency:
        raise WrongUse("--from", expected=say("a period of the item's frequency"), found=str(start))
    if start < cutoff + 1:
        expected = say("a period after {period}, the last one known on {day}", period=cutoff, day=as_of)
        todo = say("An earlier day of knowledge can be chosen by --as-of.")
        raise WrongUse("--from", expected=expected, found=str(start), todo=todo)
    return start


def _landed(
    catalogue: Catalogue, item: str, raw: dict[str, Array], changed: dict[str, Array], *, on: date
) -> tuple[LandedCost, LandedCost] | None:
    """Landed costs at the prices of the end of the horizon, under the duties of the day."""
    before, after = (
        margins(catalogue, item, {name: float(each[-1]) for name, each in found.items()}, on=on)
        for found in (raw, changed)
    )
    return (before, after) if before is not None and after is not None else None


def _series(
    panel: KnownPanel, turned: Sequence[Lever], start: Period, rows: int
) -> tuple[dict[str, Array], dict[str, Array]]:
    """The raw series up to the horizon without and with the change [time + HORIZON]."""
    raw = {name: carried_forward(values, rows) for name, values in panel.raw_series().items()}
    changed = {name: values.copy() for name, values in raw.items()}
    from_row = start - panel.axis_first
    for lever in turned:
        for name in lever.series:
            if name in changed:
                changed[name][from_row:] = lever.change.applied(changed[name][from_row:])
    return raw, changed


def _grades(
    readings: Sequence[Sequence[MethodReading]], place: int, last: Sequence[MethodReading], rule: GradeRule
) -> list[int]:
    """The grade that each of some last readings would give, the whole path and all other items unchanged."""
    values = grade_values(readings)
    found = []
    for reading in last:
        told = values.copy()
        told[-1, place] = rounded(reading.grade_value)
        found.append(min(int(grade_path(told, rule)[-1, place]), reading.grade_cap))
    return found


def _projection(reading: MethodReading, grade: int) -> Projection:
    assert reading.predictive is not None
    quantiles = dict(zip(LEVELS, reading.predictive.quantiles(), strict=True))
    return Projection(
        rounded(reading.predictive.mean),
        (float(quantiles[0.1]), float(quantiles[0.9])),
        rounded(reading.probability),
        grade,
    )


def _told(
    view: ItemView,
    reading: MethodReading,
    turned: Sequence[Lever],
    before: Array,
    after: Array,
    *,
    catalogue: Catalogue,
    under: int,
) -> tuple[tuple[IndicatorShift, Finding | None, tuple[Silence, ...]], ...]:
    series = {name for lever in turned for name in lever.series}
    findings = {finding.indicator: finding for finding in reading.findings}
    told = []
    for shift in shifts(view, before, after):
        concerned = bool(series & set(catalogue.indicator(shift.indicator).inputs))
        finding = findings.get(shift.indicator)
        said = silences(
            shift,
            lead=finding.lead if finding else None,
            verdict=finding.verdict if finding else "none",
            periods_under=max(under, 0),
            turned=concerned,
        )
        if concerned:
            told.append((shift, finding, said))
    return tuple(told)


def _remarks(
    view: ItemView, turned: Sequence[Lever], start: Period, horizon: Sequence[Period], *, same: bool
) -> tuple[str, ...]:
    said = [lever.assumed for lever in turned if lever.assumed]
    if start > horizon[-1]:
        said.append(
            say(
                "The change begins in {first}, after the last period of the forecast, {last}.",
                first=start,
                last=horizon[-1],
            )
        )
    if not view.traits:
        said.append(say("The item has no indicators: nothing can carry the change to the forecast."))
    if view.length < 36:
        said.append(
            say("The history is too short for indicators; the forecast rests on the detections alone.")
        )
    if not same:
        said.append(say("The reading without the change is not the assessed one: the pooled prior differs."))
    said.append(
        say("The effect is what the history's regularities say; reactions to the change are not in it.")
    )
    return tuple(said)


def _mean(reading: MethodReading) -> float:
    return reading.predictive.mean if reading.predictive else float("nan")


def as_document(found: Scenario) -> dict[str, Any]:
    """The JSON shape of `bongsu whatif --json`."""
    return {
        "item": found.item,
        "as_of": found.as_of.isoformat(),
        "from": str(found.first),
        "periods": [str(period) for period in found.horizon],
        "changes": [
            {"set": lever.change.text, "series": list(lever.series), "assumed": lever.assumed or None}
            for lever in found.levers
        ],
        "before": _projection_document(found.before),
        "after": _projection_document(found.after),
        "expected_ahead": [
            {"period": str(period), "before": rounded(before), "after": rounded(after)}
            for period, (before, after) in zip(found.horizon, found.ahead, strict=True)
        ],
        "indicators": [
            {
                "indicator": shift.indicator,
                "before": _number(shift.before),
                "after": _number(shift.after),
                "seen": [_number(shift.seen[0]), _number(shift.seen[1])],
                "lead": finding.lead if finding else None,
                "verdict": finding.verdict if finding else "none",
                "history_cannot_say": list(said),
            }
            for shift, finding, said in found.indicators
        ],
        "landed_cost": [landed_document(each, item=found.item) for each in found.landed or ()] or None,
        "remarks": list(found.remarks),
    }


def _projection_document(found: Projection) -> dict[str, Any]:
    return {
        "grade": found.grade,
        "probability": found.probability,
        "expected": found.expected,
        "interval80": list(found.interval80),
    }


def _number(value: float) -> float | None:
    return rounded(value) if np.isfinite(value) else None

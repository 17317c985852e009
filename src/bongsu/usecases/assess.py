"""Assess: screen, fit and grade every item as known on a day, and store all that the result rests on."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, is_dataclass, replace
from datetime import date, datetime
from typing import Any

import numpy as np

from bongsu import __version__
from bongsu.catalogue.catalogue import Catalogue
from bongsu.catalogue.entries import Item
from bongsu.core.forecasting.predictive import LEVELS
from bongsu.core.grading.assessment import Assessment, Elasticity, Forecast, Reading
from bongsu.core.grading.grades import GradeRule, cuts_in_force, grade_path
from bongsu.core.grading.methods import METHODS, Method, MethodReading, with_calibration
from bongsu.core.grading.pressure_alone import PressureAlone
from bongsu.core.grading.pressure_method import PRESSURE
from bongsu.core.grading.rolling import roll
from bongsu.core.grading.surge import Calibration
from bongsu.core.panel.periods import Frequency, Period
from bongsu.core.panel.view import ItemView
from bongsu.engine.local import on_all_cores
from bongsu.facts.ledger import Ledger
from bongsu.usecases import regimes
from bongsu.usecases.grade_rules import catalogue_rule
from bongsu.usecases.known_panel import KnownPanel
from bongsu.usecases.pressure import pressure_entry, pressure_readings
from bongsu.usecases.regimes import Ground
from bongsu.words import say
from bongsu.words.refusal import Refusal, WrongUse

DEFAULT_METHOD = "level-bma"
DIGITS = 10
ABOUT_DETECTIONS = ("too_few_periods", "skill_not_yet_known", "base_rate_only")
"""Flags that say nothing of a reading by pressure alone."""
Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and of how much."""


@dataclass(frozen=True, slots=True)
class Assessed:
    """An assessment in both its forms.

    Attributes:
        document: the JSON shape of `bongsu assess --json`; "assessment" is None until it is stored.
        views: the items as known on the day.
    """

    assessment: Assessment
    document: dict[str, Any]
    views: tuple[ItemView, ...]


def chosen_method(name: str | None) -> Method:
    """The method of this name; raises Refusal naming the known ones."""
    wanted = name or DEFAULT_METHOD
    if wanted not in METHODS:
        raise WrongUse("--method", expected=", ".join(METHODS), found=wanted)
    return METHODS[wanted]


def assessing_method(name: str | None) -> Method:
    """The method of this name for an assessment, which also "pressure" may give alone."""
    return PressureAlone() if name == PRESSURE else chosen_method(name)


def assess(
    ledger: Ledger,
    catalogue: Catalogue,
    *,
    as_of: date,
    method: str | None = None,
    as_recorded: datetime | None = None,
    rule: GradeRule | None = None,
    calibration: Calibration | None = None,
    progress: Progress | None = None,
) -> Assessed:
    """Every item's reading as known at the end of the day `as_of`.

    The readings of the earlier cutoffs in a reading's path are made from what was known on their own days,
    and the grade follows from the path, so that it does not depend on what was assessed before.

    Args:
        rule: the grade rule in force on the day; None: the catalogue's.
        calibration: the method's calibration in force on the day, for the whole path; None: the factory's.

    Raises:
        Refusal: the catalogue has no item on that day, or the method is not known or forecasts no counts.
    """
    way = with_calibration(assessing_method(method), calibration)
    if not way.forecasts:
        raise Refusal(
            "--method",
            expected=say("a method that forecasts counts"),
            found=way.name,
            todo=say("Compare it with the others by 'bongsu backtest'."),
        )
    items = catalogue.items_on(as_of)
    if not items:
        raise Refusal("items.toml", expected=say("an item valid on {day}", day=as_of), found=say("none"))
    readings: list[Reading] = []
    cuts: dict[str, tuple[float, ...]] = {}
    grounds: dict[str, Ground] = {}
    views: list[ItemView] = []
    for frequency in sorted({item.frequency for item in items}, key=lambda each: each.value):
        group = [item for item in items if item.frequency is frequency]
        found, in_force, ground, known = _assess_group(
            ledger,
            catalogue,
            group,
            way,
            as_of=as_of,
            as_recorded=as_recorded,
            rule=rule or catalogue_rule(catalogue.grades),
            progress=progress,
        )
        readings += found
        views += known
        cuts[frequency.value] = in_force
        grounds |= ground
    order = {item.code: place for place, item in enumerate(items)}
    readings.sort(key=lambda reading: order[reading.item])
    assessment = Assessment(as_of, way.name, tuple(readings))
    document = _document(assessment, cuts, {item.code: item for item in items}, grounds)
    return Assessed(assessment, document, tuple(views))


def path_cutoffs(cutoff: Period, first: Period, window: int) -> list[Period]:
    """The cutoffs whose readings a grade rests on, oldest first, none before the first count."""
    start = max(cutoff.ordinal - window, first.ordinal)
    return [Period(cutoff.frequency, ordinal) for ordinal in range(start, cutoff.ordinal + 1)]


def forecasts(
    readings: Sequence[Sequence[MethodReading]], cutoffs: Sequence[Period], place: int, grades: Any
) -> tuple[Forecast, ...]:
    """The path of one item: its forecast at every cutoff that has one."""
    path = []
    for row, cutoff in enumerate(cutoffs):
        reading = readings[row][place]
        if reading.predictive is None:
            continue
        quantiles = reading.predictive.quantiles()
        path.append(
            Forecast(
                str(cutoff),
                str(cutoff + 1),
                rounded(reading.predictive.mean),
                {f"{level:g}": rounded(value) for level, value in zip(LEVELS, quantiles, strict=True)},
                rounded(reading.probability),
                rounded(reading.score),
                min(int(grades[row, place]), reading.grade_cap),
            )
        )
    return tuple(path)


def grade_values(readings: Sequence[Sequence[MethodReading]]) -> Any:
    """What the grade rule's cuts apply to, rounded as it is stored [cutoff, item]."""
    return np.array([[rounded(reading.grade_value) for reading in row] for row in readings])


def read_past(
    panel: KnownPanel, way: Method, rule: GradeRule, progress: Progress | None
) -> tuple[list[Period], list[list[MethodReading]]]:
    """The cutoffs of the panel's grade path, and the method's readings at them [cutoff, item].

    Args:
        rule: as the method takes it (`way.grade_rule`).
    """
    window = GradeRule().window if rule.budget is None else rule.window
    cutoffs = path_cutoffs(panel.cutoff, panel.first, window)
    steps = len(cutoffs)
    readings = roll(
        way,
        panel.at,
        cutoffs,
        rule=rule,
        run=on_all_cores,
        progress=(lambda done: progress(say("reading the past"), done, steps)) if progress else None,
    )
    return cutoffs, readings


def _assess_group(
    ledger: Ledger,
    catalogue: Catalogue,
    items: Sequence[Item],
    way: Method,
    *,
    as_of: date,
    as_recorded: datetime | None,
    rule: GradeRule,
    progress: Progress | None,
) -> tuple[list[Reading], tuple[float, ...], dict[str, Ground], tuple[ItemView, ...]]:
    rule = way.grade_rule(rule)
    panel = KnownPanel(ledger, catalogue, items, as_of=as_of, as_recorded=as_recorded)
    cutoffs, readings = read_past(panel, way, rule, progress)
    values = grade_values(readings)
    grades = grade_path(values, rule)
    nowcasts, random = panel.nowcasts(), panel.random_stream()
    events = regimes.known_events(ledger, as_of=as_of, as_recorded=as_recorded)
    grounds = regimes.grounds(panel, cutoffs, readings, events=events)
    mute = [item for place, item in enumerate(items) if readings[-1][place].predictive is None]
    pressed = pressure_readings(ledger, catalogue, mute, as_of=as_of, as_recorded=as_recorded)
    found = []
    for place, item in enumerate(items):
        last = readings[-1][place]
        path = forecasts(readings, cutoffs, place, grades)
        known = last.predictive is not None
        if not known and pressed[item.code].grade:
            said = (*last.flags, *grounds[place].codes)
            flags = tuple(flag for flag in said if flag not in ABOUT_DETECTIONS)
            found.append(replace(pressed[item.code], flags=(*pressed[item.code].flags, *flags)))
            continue
        found.append(
            Reading(
                item.code,
                way.name,
                path[-1].grade if known else 0,
                path[-1] if known else None,
                path,
                last.findings,
                tuple(dict.fromkeys((*last.flags, *grounds[place].codes))),
                nowcasts[place],
                random[place],
                elasticity=last.elasticity,
            )
        )
    told = {item.code: ground for item, ground in zip(items, grounds, strict=True)}
    in_force = tuple(rounded(cut) for cut in cuts_in_force(values, rule)[-1])
    return found, in_force, told, panel.at(panel.cutoff).items


def _document(
    assessment: Assessment,
    cuts: dict[str, tuple[float, ...]],
    items: dict[str, Item],
    grounds: dict[str, Ground],
) -> dict[str, Any]:
    entries = [
        {
            **_entry(reading, cuts, items[reading.item].frequency),
            **regimes.ground_entry(grounds[reading.item]),
        }
        for reading in assessment.readings
    ]
    return {
        "assessment": None,
        "as_of": assessment.as_of.isoformat(),
        "hash": result_hash(assessment.as_of, assessment.method, entries),
        "method": assessment.method,
        "items": entries,
    }


def _entry(reading: Reading, cuts: dict[str, tuple[float, ...]], frequency: Frequency) -> dict[str, Any]:
    forecast = reading.forecast
    pressed = {"pressure": pressure_entry(reading.pressure)} if reading.pressure else {}
    return pressed | {
        "item": reading.item,
        "grade": reading.grade,
        "previous_grade": reading.previous_grade,
        "probability": forecast.probability if forecast else None,
        "expected": forecast.mean if forecast else None,
        "interval80": [forecast.quantiles["0.1"], forecast.quantiles["0.9"]] if forecast else None,
        "method": reading.method,
        "period": forecast.period if forecast else None,
        "cuts": list(cuts[frequency.value]),
        "indicators": [
            {
                "indicator": found.indicator,
                "lead_months": _lead_months(found.lead, frequency),
                "lead": found.lead,
                "inclusion": _number(found.inclusion),
                "verdict": found.verdict,
                "direction": found.direction,
                "correlation": _number(found.correlation),
                "contribution": _number(found.contribution),
            }
            for found in reading.findings
        ],
        "nowcasts": [
            {
                "period": period,
                "reported": found.reported,
                "completeness": rounded(found.completeness),
                "expected": rounded(found.expected),
                "interval80": [found.low, found.high],
            }
            for period, found in reading.nowcasts
        ],
        "effort_elasticity": _elasticity(reading.elasticity),
        "random_inspections": _plain(reading.random) if reading.random else None,
        "flags": list(reading.flags),
        "path": [_plain(point) for point in reading.path],
    }


def _elasticity(found: Elasticity | None) -> dict[str, Any] | None:
    if found is None:
        return None
    interval = [rounded(found.low), rounded(found.high)]
    return {"mean": rounded(found.mean), "interval80": interval, "learned": found.learned}


def result_hash(as_of: date, method: str, entries: Sequence[dict[str, Any]]) -> str:
    """SHA-256 over everything that an assessment says, words left out."""
    said = {"as_of": as_of.isoformat(), "method": method, "items": list(entries)}
    return hashlib.sha256(json.dumps(said, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _lead_months(lead: int | None, frequency: Frequency) -> float | int | None:
    if lead is None or frequency is Frequency.MONTH:
        return lead
    return round(lead * 12.0 / frequency.per_year, 2)


def _plain(value: Any) -> dict[str, Any]:
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else dict(value)


def rounded(value: float) -> float:
    """A number to ten significant digits, so that a stored result can be compared digit for digit."""
    return float(f"{float(value):.{DIGITS}g}")


def _number(value: float | None) -> float | None:
    """The same for a document, in which a number that is not known is null."""
    return None if value is None or not math.isfinite(value) else rounded(value)


def code_version() -> str:
    """The version of bongsu that an assessment was made with."""
    return __version__

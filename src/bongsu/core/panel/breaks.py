"""Where the data stop being one regime: shifted levels, restated pasts, unit slips, silent feeds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from bongsu.core.panel.periods import Period
from bongsu.core.panel.view import ItemView, PanelView
from bongsu.core.stats.level_shift import LevelShift, level_shift

Array = NDArray[np.float64]
BreakCode = Literal[
    "count_level_shift", "indicator_level_shift", "restated_counts", "restated_indicator", "unit_jump",
    "stale_indicator", "missing_indicator", "partial_period",
]  # fmt: skip

DETECTIONS = "detections"
FALSE_DISCOVERY = 0.10
"""Of all shifts shown for a panel, at most this share is expected to be chance (Benjamini–Hochberg)."""
OLD_PERIODS = 6
"""A period this far back should no longer be revised."""
BEYOND_USUAL = 3.0
LEAST_COUNT_RESTATED, LEAST_LOG_RESTATED = 2.0, math.log(1.25)
LEAST_VALUE_RESTATED = 0.1
UNIT_POWERS = (1, 3)
UNIT_ROOM = 0.02
LEAST_FOR_UNITS = 24
NEAR_EVENT = 1
LEAST_FOR_USUAL_LAG = 6


@dataclass(frozen=True, slots=True)
class Event:
    """A dated change from outside, e.g. a tax reform; of every item where `items` is empty."""

    event: str
    kind: str
    items: tuple[str, ...]
    announced_on: date | None
    effective_on: date | None


@dataclass(frozen=True, slots=True)
class Flag:
    """One thing about the data that a reader must know before trusting a grade.

    Attributes:
        subject: code of the indicator, or "detections".
        date: the period it concerns, as text: the first of the new level, the cutoff at which the past was
            restated, the first unpublished period.
        p_value: where it rests on a test.
        size: of a count's shift, new level divided by old; of an indicator's, new minus old in its unit; of
            a restatement, the largest change (a ratio for counts, standard deviations for indicators); of a
            unit jump, the factor; of a stale indicator, the periods past its usual publication.
            of a partial period, the share of the count that the missing offices usually report.
        events: the events about that time. offices: those missing in a partial period.
    """

    code: BreakCode
    subject: str
    date: str
    p_value: float | None
    size: float
    events: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()


def panel_flags(history: Sequence[PanelView], events: Sequence[Event] = ()) -> dict[str, tuple[Flag, ...]]:
    """Every item's flags, from its panels as known at successive cutoffs; the last one is today's.

    Only the views are read, so nothing that became known later can enter. Shifts are tested for every series
    of the panel once, and those kept hold the false discovery rate over the panel.
    """
    if not history:
        return {}
    today = history[-1]
    shifts = _kept(_all_shifts(today))
    found: dict[str, tuple[Flag, ...]] = {}
    for view in today.items:
        past = [other for panel in history for other in panel.items if other.item == view.item]
        flags = [*silent_indicators(past), *restatements(past), *unit_jumps(view), *partial_flags(view)]
        slipped = {flag.subject for flag in flags if flag.code == "unit_jump"}
        for subject, flag in shifts.items():
            mine = subject == (view.item, DETECTIONS) or (
                subject[0] == "" and any(trait.code == subject[1] for trait in view.traits)
            )
            if mine and flag.subject not in slipped:
                flags.append(flag)
        found[view.item] = tuple(
            sorted(
                (_beside_events(flag, view.item, events) for flag in flags),
                key=lambda flag: (flag.subject != DETECTIONS, flag.subject, flag.code, flag.date),
            )
        )
    return found


def partial_flags(view: ItemView) -> list[Flag]:
    """The last periods in which regular offices have not reported."""
    return [
        Flag("partial_period", DETECTIONS, found.period, None, found.share, offices=found.offices)
        for found in view.partial
    ]


def _all_shifts(panel: PanelView) -> dict[tuple[str, str], tuple[Flag, LevelShift]]:
    """(item, "detections") or ("", indicator) → its most likely shift; an indicator of many items once."""
    found: dict[tuple[str, str], tuple[Flag, LevelShift]] = {}
    for view in panel.items:
        season = round(view.cutoff.frequency.per_year)
        season_or_none = season if season >= 4 else None
        shift = level_shift(log_rate(view), season=season_or_none)
        if shift:
            flag = Flag(
                "count_level_shift",
                DETECTIONS,
                str(view.first + shift.position),
                shift.p_value,
                math.exp(shift.size),
            )
            found[view.item, DETECTIONS] = flag, shift
        for k, trait in enumerate(view.traits):
            if ("", trait.code) in found:
                continue
            shift = level_shift(view.indicators[:, k], season=season_or_none)
            if shift:
                at = str(view.first - view.lead_rows + shift.position)
                flag = Flag("indicator_level_shift", trait.code, at, shift.p_value, shift.size)
                found["", trait.code] = flag, shift
    return found


def log_rate(view: ItemView) -> Array:
    """Log of the completed counts for the exposure they had [time]; a count of 0 stands as a half."""
    exposure = view.log_exposure[: view.length]
    return np.asarray(np.log(view.counts / view.completeness + 0.5) - exposure)


def _kept(
    shifts: dict[tuple[str, str], tuple[Flag, LevelShift]], rate: float = FALSE_DISCOVERY
) -> dict[tuple[str, str], Flag]:
    ranked = sorted(shifts, key=lambda key: (shifts[key][1].p_value, key))
    last = 0
    for rank, key in enumerate(ranked, start=1):
        if shifts[key][1].p_value <= rate * rank / len(ranked):
            last = rank
    return {key: shifts[key][0] for key in ranked[:last]}


def restatements(history: Sequence[ItemView]) -> list[Flag]:
    """Old periods that changed by more than revisions usually do: the last time it happened, per series.

    A revision is usual up to three times the 95 % quantile of the revisions of periods younger than half a
    year, and never remarkable below 25 % and 2 detections, or a tenth of an indicator's standard deviation.
    """
    counts = [(view.first, view.counts[:, None]) for view in history]
    values = [(view.first - view.lead_rows, view.indicators) for view in history]
    cutoffs = [view.cutoff for view in history[1:]]
    flags = []
    restated = _restated([_recount(*pair) for pair in pairwise(counts)], LEAST_LOG_RESTATED)
    for _, row, size in restated:
        flags.append(Flag("restated_counts", DETECTIONS, str(cutoffs[row]), None, math.exp(size)))
    restated = _restated([_revaluation(*pair) for pair in pairwise(values)], LEAST_VALUE_RESTATED)
    for k, row, size in restated:
        code = history[-1].traits[k].code
        flags.append(Flag("restated_indicator", code, str(cutoffs[row]), None, size))
    return flags


Known = tuple[Period, Array]
"""The first period of some series, and their values as known on one day [time, series]."""
Revision = tuple[NDArray[np.int64], Array]
"""Age at the later of two cutoffs [time], and size of the change between them [time, series]."""


def _restated(steps: Sequence[Revision], floor: float) -> list[tuple[int, int, float]]:
    """(series, step, size) of the last remarkable change of old periods, of each series that has one."""
    if not steps:
        return []
    young = np.abs(np.concatenate([change[age < OLD_PERIODS] for age, change in steps]))
    old = np.array([np.fmax.reduce(np.abs(change[age >= OLD_PERIODS]), initial=0.0) for age, change in steps])
    found = []
    for k in np.flatnonzero((old > floor).any(axis=0)):
        known = young[~np.isnan(young[:, k]), k]
        usual = float(np.quantile(known, 0.95)) if known.shape[0] else 0.0
        rows = np.flatnonzero(old[:, k] > max(BEYOND_USUAL * usual, floor))
        if rows.shape[0]:
            found.append((int(k), int(rows[-1]), float(old[rows[-1], k])))
    return found


def _recount(before: Known, after: Known) -> Revision:
    """Changes of counts, as the log of their ratio; 0 below two detections."""
    age, old, new = _of_both(before, after)
    change = np.log((new + 0.5) / (old + 0.5))
    return age, np.where(np.abs(new - old) < LEAST_COUNT_RESTATED, 0.0, change)


def _revaluation(before: Known, after: Known) -> Revision:
    """Changes of indicators, in standard deviations of what was known before."""
    age, old, new = _of_both(before, after)
    unknown = np.isnan(old)
    number = np.maximum((~unknown).sum(axis=0), 1)
    centred = old - np.where(unknown, 0.0, old).sum(axis=0) / number
    spread = np.sqrt(np.where(unknown, 0.0, centred * centred).sum(axis=0) / number)
    return age, (new - old) / np.where(spread > 0, spread, np.nan)


def _of_both(before: Known, after: Known) -> tuple[NDArray[np.int64], Array, Array]:
    """Age at the later cutoff, values before and values after, of the periods of both."""
    first = max(before[0].ordinal, after[0].ordinal)
    old = before[1][first - before[0].ordinal :]
    new = after[1][first - after[0].ordinal :]
    length = min(old.shape[0], new.shape[0])
    return new.shape[0] - 1 - np.arange(length), old[:length], new[:length]


def unit_jumps(view: ItemView) -> list[Flag]:
    """Values ten or a thousand times the one before, or a tenth or a thousandth, where that is not usual.

    Only where the series keeps to one side of nought: about nought, ratios say nothing of units. The
    step must be three times what 95 % of the series’ steps stay within.
    """
    flags = []
    for k, trait in enumerate(view.traits):
        values = view.indicators[:, k]
        known = np.flatnonzero(~np.isnan(values))
        series = values[known]
        if known.shape[0] < LEAST_FOR_UNITS or not ((series > 0).all() or (series < 0).all()):
            continue
        step = np.log10(np.abs(series[1:] / series[:-1]))
        usual = float(np.quantile(np.abs(step), 0.95))
        room = UNIT_ROOM + usual
        power = np.zeros(step.shape[0], dtype=np.int64)
        for each in UNIT_POWERS:
            power[np.abs(np.abs(step) - each) < room] = each
        at = np.flatnonzero((power > 0) & (np.abs(step) > BEYOND_USUAL * usual))
        if at.shape[0]:
            place = int(at[-1])
            period = view.first - view.lead_rows + int(known[place + 1])
            factor = 10.0 ** (int(power[place]) * (1 if step[place] > 0 else -1))
            flags.append(Flag("unit_jump", trait.code, str(period), None, factor))
    return flags


def silent_indicators(history: Sequence[ItemView]) -> list[Flag]:
    """Indicators that are past their usual publication, by as many periods as `size` says, or never came.

    Usual is the 90 % quantile of how many periods were still unpublished at the earlier cutoffs.
    """
    today = history[-1]
    unpublished = np.array([_unpublished(view.indicators) for view in history])
    flags = []
    for k, trait in enumerate(today.traits):
        gap = int(unpublished[-1, k])
        if gap < 0:
            flags.append(Flag("missing_indicator", trait.code, str(today.cutoff), None, float("nan")))
            continue
        earlier = unpublished[:-1, k]
        earlier = earlier[earlier >= 0]
        if earlier.shape[0] < LEAST_FOR_USUAL_LAG or gap <= earlier.min():
            continue
        late = gap - int(np.quantile(earlier, 0.9, method="lower"))
        if late > 0:
            first_missing = today.cutoff - (gap - 1)
            flags.append(Flag("stale_indicator", trait.code, str(first_missing), None, float(late)))
    return flags


def _unpublished(values: Array) -> NDArray[np.int64]:
    """Unknown values at the end of each series [series]; -1 where all are unknown."""
    known = ~np.isnan(values[::-1])
    return (
        np.where(known.any(axis=0), known.argmax(axis=0), -1)
        if values.shape[0]
        else np.full(values.shape[1], -1)
    )


def _beside_events(flag: Flag, item: str, events: Sequence[Event]) -> Flag:
    if flag.code not in ("count_level_shift", "indicator_level_shift", "unit_jump"):
        return flag
    at = Period.parse(flag.date)
    near = []
    for event in events:
        days = [day for day in (event.announced_on, event.effective_on) if day is not None]
        if event.items and item not in event.items:
            continue
        if any(abs(Period.of(day, at.frequency).ordinal - at.ordinal) <= NEAR_EVENT for day in days):
            near.append(event.event)
    return replace(flag, events=tuple(sorted(near)))

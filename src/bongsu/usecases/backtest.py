"""Backtest: every method at every cutoff of a range, from what was known then, beside the naive ones."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bongsu.catalogue.catalogue import Catalogue
from bongsu.catalogue.entries import Item
from bongsu.core.forecasting.predictive import LEVELS
from bongsu.core.grading.grades import GradeRule, grade_path
from bongsu.core.grading.methods import METHODS, Method
from bongsu.core.panel.periods import Period
from bongsu.core.panel.view import HORIZON
from bongsu.core.review.hindsight import Hindsight, hindsight
from bongsu.engine.local import on_all_cores
from bongsu.facts.ledger import Ledger
from bongsu.usecases.assess import Progress, chosen_method, path_cutoffs, rounded
from bongsu.usecases.backtest_parts import PartStore, Said, said_by
from bongsu.usecases.backtest_summary import Told, compare, summarise
from bongsu.usecases.grade_rules import catalogue_rule
from bongsu.usecases.known_panel import KnownPanel
from bongsu.words import say
from bongsu.words.refusal import Refusal

Calibrated = Callable[[Method, date], Method]
"""The method with the calibration in force on a day."""


@dataclass(frozen=True, slots=True)
class _Range:
    """What every method is asked, and what is known of the answers [cutoff, item]."""

    panel: KnownPanel
    cutoffs: tuple[Period, ...]
    items: tuple[Item, ...]
    member: NDArray[np.bool_]
    observed: NDArray[np.float64]

    def part(self, first: int, length: int) -> _Range:
        """Some of its cutoffs, one after another."""
        here = slice(first, first + length)
        return replace(
            self, cutoffs=self.cutoffs[here], member=self.member[here], observed=self.observed[here]
        )


@dataclass(frozen=True, slots=True)
class Replay:
    """What every method would have said at every cutoff, and what came of it [cutoff, item].

    Attributes:
        told: method → what it said; label: surges judged later, see `core/review/hindsight.py`.
    """

    asked: _Range
    told: dict[str, Told]
    label: Hindsight


def backtest(
    ledger: Ledger,
    catalogue: Catalogue,
    *,
    first: Period,
    last: Period,
    as_of: date,
    methods: Sequence[str] | None = None,
    rule: GradeRule | None = None,
    calibrated: Calibrated | None = None,
    progress: Progress | None = None,
    parts: PartStore | None = None,
) -> dict[str, Any]:
    """The rows and the summary of `bongsu backtest --json`; the arguments are those of `replay`."""
    found = replay(
        ledger,
        catalogue,
        first=first,
        last=last,
        as_of=as_of,
        methods=methods,
        rule=rule,
        calibrated=calibrated,
        progress=progress,
        parts=parts,
    )
    summary = [summarise(name, each, found.asked.observed, found.label) for name, each in found.told.items()]
    compare(summary, found.told)
    rows = [row for name, each in found.told.items() for row in _rows(name, each, found.asked)]
    return {"rows": rows, "summary": summary}


def replay(
    ledger: Ledger,
    catalogue: Catalogue,
    *,
    first: Period,
    last: Period,
    as_of: date,
    methods: Sequence[str] | None = None,
    rule: GradeRule | None = None,
    calibrated: Calibrated | None = None,
    progress: Progress | None = None,
    parts: PartStore | None = None,
) -> Replay:
    """Every method at every cutoff of a range, from what was known then.

    Args:
        first, last: the range of cutoffs; each forecasts the period after it.
        as_of: the day up to which counts are taken as what was observed in the end, and whose hindsight says
            which periods were surges.
        rule: the grade rule; None: the catalogue's.
        calibrated: each cutoff is read under the calibration in force on its own day; None: the factory's.
        parts: where finished parts are kept and taken up again.

    Raises:
        Refusal: the range is empty, no item has its frequency, or a method is not known.
    """
    if last < first or first.frequency is not last.frequency:
        raise Refusal(
            "--from, --to", expected=say("two periods of one kind in order"), found=f"{first}, {last}"
        )
    items = tuple(item for item in catalogue.items if item.frequency is first.frequency)
    if not items:
        raise Refusal("--from", expected=say("periods of the items' own frequency"), found=str(first))
    ways = [chosen_method(name) for name in methods or METHODS]
    ledger = ledger.at(ledger.versions())
    day = max(as_of, last.end)
    asked = _range(KnownPanel(ledger, catalogue, items, as_of=day), catalogue, first, last)
    store = parts.of(ledger, catalogue, day) if parts else None
    rule = rule or catalogue_rule(catalogue.grades)
    told = {
        way.name: _told_in_turn(_in_force(way, asked, calibrated), asked, rule, store, progress)
        for way in ways
    }
    if progress:
        progress(say("labelling surges with hindsight"), 1, 1)
    return Replay(asked, told, _label(asked))


def _range(panel: KnownPanel, catalogue: Catalogue, first: Period, last: Period) -> _Range:
    cutoffs = tuple(Period(first.frequency, o) for o in range(first.ordinal, last.ordinal + 1))
    # An item that is watched later takes part: what would have been said of it is what a backtest asks.
    members = [{item.code for item in catalogue.items if not item.has_ended(cutoff)} for cutoff in cutoffs]
    return _Range(
        panel,
        cutoffs,
        panel.items,
        np.array([[item.code in valid for item in panel.items] for valid in members]),
        np.array([panel.observed(cutoff + 1) for cutoff in cutoffs]),
    )


def _label(asked: _Range) -> Hindsight:
    """Labels from one period before the first cutoff to three after the last."""
    cutoffs = asked.cutoffs
    before = cutoffs[0] - 1
    periods = [before + step for step in range(len(cutoffs) + 1 + HORIZON)]
    found = hindsight(asked.panel.at(asked.panel.cutoff), periods, run=on_all_cores)
    valid = np.vstack([asked.member[:1], asked.member, *[asked.member[-1:]] * HORIZON])
    return Hindsight(found.surge, found.onset, found.known & valid)


def _in_force(way: Method, asked: _Range, calibrated: Calibrated | None) -> list[Method]:
    """The method as it was calibrated on the day of each cutoff."""
    return [calibrated(way, cutoff.end) if calibrated else way for cutoff in asked.cutoffs]


def _told_in_turn(
    ways: Sequence[Method], asked: _Range, rule: GradeRule, store: PartStore | None, progress: Progress | None
) -> Told:
    """What is said in the range, cutoffs of one calibration together: it reads the whole path before them."""
    parts, first = [], 0
    for way, same in groupby(ways):
        length = len(list(same))
        parts.append(_told(way, asked.part(first, length), rule, store, progress))
        first += length
    return Told([row for each in parts for row in each.said], np.vstack([each.grades for each in parts]))


def _told(
    way: Method, asked: _Range, rule: GradeRule, store: PartStore | None, progress: Progress | None
) -> Told:
    """What one method says in the range, its grades resting on the periods before it too."""
    rule = way.grade_rule(rule)
    earlier = path_cutoffs(asked.cutoffs[0], asked.panel.first, rule.window)[:-1]
    every = [*earlier, *asked.cutoffs]
    said = said_by(
        way,
        asked.panel,
        every,
        rule=rule,
        store=store,
        progress=(lambda done: progress(way.name, done, len(every))) if progress else None,
    )
    values = np.array([[_number(each.grade_value) for each in row] for row in said])
    grades = np.zeros(asked.member.shape, dtype=np.int64)
    for step in range(len(asked.cutoffs)):
        at = len(earlier) + step
        path = grade_path(values[max(0, at - rule.window) : at + 1], rule)[-1]
        for place, each in enumerate(said[at]):
            if asked.member[step, place] and each.probability is not None:
                grades[step, place] = min(int(path[place]), each.grade_cap)
    return Told(
        [_members(row, valid) for row, valid in zip(said[len(earlier) :], asked.member, strict=True)], grades
    )


def _members(row: Sequence[Said], member: NDArray[np.bool_]) -> list[Said | None]:
    return [each if valid else None for each, valid in zip(row, member, strict=True)]


def _rows(name: str, told: Told, asked: _Range) -> list[dict[str, Any]]:
    rows = []
    for step, cutoff in enumerate(asked.cutoffs):
        for place, said in enumerate(told.said[step]):
            if said is not None:
                seen = float(asked.observed[step, place])
                rows.append(_row(name, said, cutoff, int(told.grades[step, place]), seen))
    return rows


def _row(name: str, said: Said, cutoff: Period, grade: int, observed: float) -> dict[str, Any]:
    quantiles = said.quantiles
    return {
        "method": name,
        "item": said.item,
        "as_of": cutoff.end.isoformat(),
        "period": str(cutoff + 1),
        "mean": said.mean,
        "quantiles": None
        if quantiles is None
        else {f"{level:g}": value for level, value in zip(LEVELS, quantiles, strict=True)},
        "probability": said.probability,
        "grade": grade,
        "observed": None if math.isnan(observed) else observed,
    }


def _number(value: float | None) -> float:
    return math.nan if value is None else rounded(value)

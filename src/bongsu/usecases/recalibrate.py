"""Learn a method's calibration again from what surged, as known on a day; nothing is decided here."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bongsu.catalogue.catalogue import Catalogue
from bongsu.catalogue.entries import Item
from bongsu.core.grading.grades import GradeRule
from bongsu.core.grading.methods import Method
from bongsu.core.grading.recalibration import (
    LATER_PERIODS,
    LEAST_EVENTS,
    Trial,
    early_and_last,
    recalibrate,
    tried_held_out,
    tried_in_sample,
)
from bongsu.core.grading.surge import Calibration
from bongsu.core.panel.periods import Period
from bongsu.core.panel.view import HORIZON
from bongsu.core.review.hindsight import surges_that_followed
from bongsu.engine.local import on_all_cores
from bongsu.facts.ledger import Ledger
from bongsu.usecases.assess import Progress, chosen_method, rounded
from bongsu.usecases.backtest_parts import PartStore, said_by
from bongsu.usecases.known_panel import KnownPanel
from bongsu.words import say
from bongsu.words.refusal import Refusal

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Evidence:
    """Scores given on their own days and labels as known today, both NaN where unknown [item-period]."""

    score: Array
    label: Array
    early: Flags
    last: Flags


def learn_again(
    ledger: Ledger,
    catalogue: Catalogue,
    *,
    as_of: date,
    method: str | None = None,
    in_force: Calibration | None = None,
    progress: Progress | None = None,
    parts: PartStore | None = None,
) -> dict[str, Any]:
    """The document of `bongsu grades recalibrate --json`: what is learned as of a day, and its errors.

    Args:
        in_force: the calibration in force on the day; None: the factory's.
        parts: where the readings of the past are kept and taken up again.

    Raises:
        Refusal: the catalogue has no item on that day, the method is not known, or fewer than 40 labelled
            item-periods were followed by a surge.
    """
    way = chosen_method(method)
    items = catalogue.items_on(as_of)
    if not items:
        raise Refusal("items.toml", expected=say("an item valid on {day}", day=as_of), found=say("none"))
    ledger = ledger.at(ledger.versions())
    store = parts.of(ledger, catalogue, as_of) if parts else None
    groups = [
        _evidence(
            KnownPanel(
                ledger, catalogue, [item for item in items if item.frequency is frequency], as_of=as_of
            ),
            catalogue,
            way,
            store=store,
            progress=progress,
        )
        for frequency in sorted({item.frequency for item in items}, key=lambda each: each.value)
    ]
    found = _Evidence(
        np.concatenate([each.score for each in groups]),
        np.concatenate([each.label for each in groups]),
        np.concatenate([each.early for each in groups]),
        np.concatenate([each.last for each in groups]),
    )
    return {"as_of": as_of.isoformat(), "method": way.name, **_learned(found, way, in_force)}


def _learned(found: _Evidence, way: Method, in_force: Calibration | None) -> dict[str, Any]:
    before = in_force or way.calibration
    learned = recalibrate(found.score, found.label, factory=way.calibration)
    if not learned.learned:
        raise Refusal(
            "bongsu grades recalibrate",
            expected=say("at least {least} item-periods followed by a surge", least=LEAST_EVENTS),
            found=say("{events} of {pairs} labelled", events=learned.events, pairs=learned.pairs),
            todo=say("Wait for more periods; until then the calibration stays as it is."),
        )
    whole = tried_in_sample(found.score, found.label, in_force=before, learned=learned)
    later = tried_held_out(
        found.score, found.label, found.last, found.early, in_force=before, factory=way.calibration
    )
    return {
        "item_periods": learned.pairs,
        "events": learned.events,
        "in_force": _numbers(before),
        "proposed": _numbers(learned.calibration),
        "in_sample": _errors(whole),
        "held_out": {
            "item_periods": later.pairs,
            "events": later.events,
            "learned_from_events": later.learned_events,
            **_errors(later),
        },
    }


def _evidence(
    panel: KnownPanel,
    catalogue: Catalogue,
    way: Method,
    *,
    store: PartStore | None,
    progress: Progress | None,
) -> _Evidence:
    """Of one frequency: every cutoff old enough to have a label."""
    last = panel.cutoff.ordinal - LATER_PERIODS - HORIZON
    cutoffs = [Period(panel.frequency, ordinal) for ordinal in range(panel.first.ordinal, last + 1)]
    if not cutoffs:
        return _Evidence(np.zeros(0), np.zeros(0), np.zeros(0, dtype=np.bool_), np.zeros(0, dtype=np.bool_))
    said = said_by(
        way,
        panel,
        cutoffs,
        rule=way.grade_rule(GradeRule()),
        store=store,
        progress=(lambda done: progress(say("reading the past"), done, len(cutoffs))) if progress else None,
    )
    score = np.array([[math.nan if each.score is None else each.score for each in row] for row in said])
    label = surges_that_followed(panel.at(panel.cutoff), cutoffs, run=on_all_cores)
    label[~_member(catalogue, panel.items, cutoffs)] = math.nan
    known = (~np.isnan(score) & ~np.isnan(label)).any(axis=1)
    early, late = (np.repeat(each, len(panel.items)) for each in early_and_last(known))
    return _Evidence(score.ravel(), label.ravel(), early, late)


def _member(catalogue: Catalogue, items: Sequence[Item], cutoffs: Sequence[Period]) -> Flags:
    """Whether each item was valid at each cutoff [cutoff, item]."""
    valid = [{item.code for item in catalogue.items_on(cutoff)} for cutoff in cutoffs]
    return np.array([[item.code in codes for item in items] for codes in valid])


def _numbers(calibration: Calibration) -> dict[str, float]:
    return {"intercept": rounded(calibration.intercept), "slope": rounded(calibration.slope)}


def _errors(trial: Trial) -> dict[str, dict[str, float] | None]:
    told = {"before": trial.before, "after": trial.after}
    return {
        name: None
        if each is None
        else {
            "calibration_error": rounded(each.calibration),
            "by_chance": rounded(each.by_chance),
            "brier": rounded(each.brier),
        }
        for name, each in told.items()
    }

"""What an assessment must say of its own ground: breaks in the data, silent feeds, skill or none."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np

from bongsu.core.forecasting.naive import forecast_naive
from bongsu.core.grading.method import MethodReading
from bongsu.core.panel.breaks import Event, Flag, panel_flags
from bongsu.core.panel.periods import Period
from bongsu.core.review.skill import Skill, skill_over_persistence
from bongsu.facts.ledger import Ledger
from bongsu.usecases.known_panel import KnownPanel
from bongsu.words.breaks import break_words

COMPLETE = 0.9
"""A count is taken as observed once at least this share of it is expected to be reported."""
DIGITS = 6


@dataclass(frozen=True, slots=True)
class Ground:
    """What one item's reading stands on."""

    flags: tuple[Flag, ...]
    skill: Skill

    @property
    def codes(self) -> tuple[str, ...]:
        """The short codes for the reading's flags, each once."""
        codes = [flag.code for flag in self.flags]
        return tuple(dict.fromkeys(codes + ([self.skill.flag] if self.skill.flag else [])))


def grounds(
    panel: KnownPanel,
    cutoffs: Sequence[Period],
    readings: Sequence[Sequence[MethodReading]],
    *,
    events: Sequence[Event] = (),
) -> list[Ground]:
    """The ground of each item of a panel, in its order, from the replay that the grades rest on anyway.

    Args:
        readings: [cutoff][item], each from what was known on its own day.
    """
    history = [panel.at(cutoff) for cutoff in cutoffs]
    flags = panel_flags(history, events)
    return [
        Ground(flags[item.code], _skill(panel, cutoffs, readings, place))
        for place, item in enumerate(panel.items)
    ]


def known_events(ledger: Ledger, *, as_of: date, as_recorded: datetime | None = None) -> list[Event]:
    """The events known on a day."""
    rows = ledger.read("events", as_of=as_of, as_recorded=as_recorded).sort("event")
    return [
        Event(row["event"], row["kind"], tuple(row["items"] or ()), row["announced_on"], row["effective_on"])
        for row in rows.iter_rows(named=True)
    ]


def ground_entry(ground: Ground) -> dict[str, Any]:
    """The ground as it stands in an assessment's document, under "breaks" and "skill"."""
    return {
        "breaks": [
            {
                "code": flag.code,
                "subject": flag.subject,
                "period": flag.date,
                "p_value": _number(flag.p_value),
                "size": _number(flag.size),
                "events": list(flag.events),
                **({"offices": list(flag.offices)} if flag.offices else {}),
            }
            for flag in ground.flags
        ],
        "skill": {
            "over_persistence": _number(ground.skill.skill),
            "interval80": [_number(ground.skill.low), _number(ground.skill.high)],
            "pairs": ground.skill.pairs,
        },
    }


def break_sentences(ground: Ground) -> list[str]:
    """The breaks in plain sentences."""
    return [break_words(flag) for flag in ground.flags]


def _skill(
    panel: KnownPanel, cutoffs: Sequence[Period], readings: Sequence[Sequence[MethodReading]], place: int
) -> Skill:
    last = panel.at(panel.cutoff).items[place]
    own, naive = np.full(len(cutoffs), np.nan), np.full(len(cutoffs), np.nan)
    for row, cutoff in enumerate(cutoffs):
        predictive = readings[row][place].predictive
        at = (cutoff + 1).ordinal - last.first.ordinal
        if predictive is None or not 0 <= at < last.length or last.completeness[at] < COMPLETE:
            continue
        observed = float(last.counts[at])
        repeated = forecast_naive(panel.at(cutoff).items[place], "persistence")
        if math.isnan(observed) or repeated is None:
            continue
        own[row] = predictive.scores(observed).crps
        naive[row] = repeated.scores(observed).crps
    return skill_over_persistence(own, naive)


def _number(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else float(f"{value:.{DIGITS}g}")

"""Review: were we right about an item, or about all of them, and what should change?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bongsu.catalogue.catalogue import Catalogue
from bongsu.catalogue.entries import Item
from bongsu.core.grading.adjustment import Override
from bongsu.core.grading.grades import GradeRule
from bongsu.core.grading.methods import HISTORY, LEVEL_BMA
from bongsu.core.panel.breaks import panel_flags
from bongsu.core.panel.periods import Frequency, Period
from bongsu.core.review.accuracy import Record, accuracy, yields
from bongsu.core.review.alarm_budget import alarm_budget
from bongsu.core.review.comparison import Difference, compare_scores
from bongsu.core.review.proposal import propose
from bongsu.core.review.suitability import Suitability
from bongsu.facts.ledger import Ledger
from bongsu.usecases import review_document
from bongsu.usecases.assess import Progress
from bongsu.usecases.backtest import Calibrated, Replay, replay
from bongsu.usecases.backtest_parts import PartStore
from bongsu.usecases.regimes import known_events
from bongsu.usecases.review_indicators import suitability_of
from bongsu.usecases.review_records import overrides_record
from bongsu.words import say
from bongsu.words.refusal import Refusal

PERSISTENCE = "persistence"
PERIODS_BACK = {Frequency.MONTH: 36, Frequency.WEEK: 104}
LEAST_PERIODS = 12


@dataclass(frozen=True, slots=True)
class Standing:
    """What is in force on the day of a review.

    Attributes:
        champion: the method that grades; challengers: those that run beside it.
        action_grade: the grade from which offices are warned.
    """

    rule: GradeRule
    action_grade: int
    champion: str = LEVEL_BMA
    challengers: tuple[str, ...] = ()
    calibrated: Calibrated | None = None


def review(
    ledger: Ledger,
    catalogue: Catalogue,
    standing: Standing,
    *,
    as_of: date,
    item: str | None = None,
    periods: int | None = None,
    overrides: Sequence[Override] = (),
    progress: Progress | None = None,
    parts: PartStore | None = None,
) -> dict[str, Any]:
    """The evidence on an item, or on all items together, and what it speaks for; nothing is decided here.

    The past is read again as it was known on its own days, under the settings in force on the day of the
    review, so that what is judged is what would be used next.

    Args:
        periods: how many cutoffs to look back; None: three years of months, two of weeks.
        overrides: analysts' own grades, to be weighed against the model's.

    Raises:
        Refusal: there is no such item on that day, or too short a past to review.
    """
    chosen = _chosen(catalogue, as_of, item)
    ledger = ledger.at(ledger.versions())
    panels = []
    for frequency in sorted({each.frequency for each in chosen}, key=lambda each: each.value):
        group = [each for each in chosen if each.frequency is frequency]
        back = periods or PERIODS_BACK.get(frequency, LEAST_PERIODS)
        panels.append(
            _panel(
                ledger,
                catalogue,
                standing,
                group,
                as_of=as_of,
                back=back,
                with_indicators=item is not None,
                overrides=overrides,
                progress=progress,
                parts=parts,
            )
        )
    return {
        "review": None,
        "as_of": as_of.isoformat(),
        "item": item,
        "champion": standing.champion,
        "action_grade": standing.action_grade,
        "panels": panels,
        "proposals": [each for panel in panels for each in panel["proposals"]],
    }


def _chosen(catalogue: Catalogue, as_of: date, item: str | None) -> list[Item]:
    valid = list(catalogue.items_on(as_of))
    chosen = [each for each in valid if item in (None, each.code)]
    if not chosen:
        raise Refusal(
            "items.toml",
            expected=", ".join(each.code for each in valid) or say("an item valid on {day}", day=as_of),
            found=item or say("none"),
        )
    return chosen


def _panel(
    ledger: Ledger,
    catalogue: Catalogue,
    standing: Standing,
    items: Sequence[Item],
    *,
    as_of: date,
    back: int,
    with_indicators: bool,
    overrides: Sequence[Override],
    progress: Progress | None,
    parts: PartStore | None,
) -> dict[str, Any]:
    frequency = items[0].frequency
    last = Period.of(as_of, frequency)
    last = last if last.end <= as_of else last - 1
    found = replay(
        ledger,
        catalogue,
        first=last - (back - 1),
        last=last,
        as_of=as_of,
        methods=_methods(standing),
        rule=standing.rule,
        calibrated=standing.calibrated,
        progress=progress,
        parts=parts,
    )
    places = [place for place, each in enumerate(found.asked.items) if each in items]
    record = _record(found, standing.champion).of_items(places)
    judged = accuracy(record, action_grade=standing.action_grade)
    # the budget is one of all items together, so one item cannot keep or break it
    budget = () if with_indicators else alarm_budget(record.grade, standing.rule.budget)
    challengers = tuple(
        (name, _difference(found, standing.champion, name, places)) for name in standing.challengers
    )
    indicators: tuple[Suitability, ...] = ()
    if with_indicators:
        indicators = suitability_of(found.asked.panel, found.asked.cutoffs, places[0], progress=progress)
    history = [found.asked.panel.at(cutoff) for cutoff in found.asked.cutoffs]
    flags = panel_flags(history, known_events(ledger, as_of=as_of))
    proposals = propose(
        judged,
        budget=budget,
        indicators=indicators,
        challengers=challengers,
    )
    return review_document.panel(
        frequency=frequency.value,
        first=str(found.asked.cutoffs[0]),
        last=str(last),
        items=[each.code for each in items],
        accuracy=judged,
        yields=yields(record),
        item_years=len(items) * len(found.asked.cutoffs) / frequency.per_year,
        budget=budget,
        history=_difference(found, HISTORY, standing.champion, places),
        challengers=challengers,
        indicators=indicators,
        breaks={each.code: flags.get(each.code, ()) for each in items},
        proposals=proposals,
        overrides=overrides_record(
            overrides,
            found.label,
            first=found.asked.cutoffs[0],
            places={found.asked.items[place].code: place for place in places},
        ),
    )


def _methods(standing: Standing) -> list[str]:
    names = [standing.champion, *standing.challengers, HISTORY, PERSISTENCE]
    return list(dict.fromkeys(names))


def _record(found: Replay, method: str) -> Record:
    said = found.told[method]
    return Record(
        said.grades,
        said.each(lambda each: each.probability),
        said.scored(0),
        found.told[PERSISTENCE].scored(0),
        said.scored(2),
        said.scored(3),
        found.label,
    )


def _difference(found: Replay, champion: str, challenger: str, places: Sequence[int]) -> Difference:
    old: NDArray[np.float64] = found.told[champion].scored(0)[:, list(places)]
    new: NDArray[np.float64] = found.told[challenger].scored(0)[:, list(places)]
    return compare_scores(old, new)

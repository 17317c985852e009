"""What the records add to a review: analysts' overrides, evaluations of effect, offices' feedback."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bongsu.core.grading.adjustment import Override
from bongsu.core.panel.periods import Period
from bongsu.core.review.hindsight import Hindsight
from bongsu.core.review.overrides import OverrideOutcome, weigh_overrides
from bongsu.records import evaluations, overrides, warning_feedback

AHEAD = 3
"""Periods within which a surge has to follow for the higher grade to have been nearer."""


def decided_overrides(item: str | None, *, as_of: date) -> list[Override]:
    """The overrides that began by a day, of one item or of all; the records must be open."""
    return [each.as_override() for each in overrides.listing(item) if each.first_day <= as_of]


def overrides_record(
    decided: Sequence[Override], label: Hindsight, *, first: Period, places: Mapping[str, int]
) -> dict[str, Any]:
    """The overrides weighed against what happened within three periods of each.

    Args:
        label: surges judged with hindsight, one row a period, from the one before `first` on.
        places: item → its column in `label`.
    """
    outcomes = [
        OverrideOutcome(each, _surged(each, label, first=first, place=places[each.item]))
        for each in decided
        if each.item in places
    ]
    return asdict(weigh_overrides(outcomes))


def stored_effects(item: str | None, *, as_of: date) -> list[dict[str, Any]]:
    """The newest evaluation of each warning by what was known on a day, the newest first."""
    found: dict[str, dict[str, Any]] = {}
    for each in evaluations.listing(item=item):
        if each.as_of > as_of or (each.warning or each.evaluation) in found:
            continue
        entries = [entry for entry in each.document["items"] if item in (None, entry["item"])]
        found[each.warning or each.evaluation] = {
            "evaluation": each.evaluation,
            "warning": each.warning,
            "from": each.first_period,
            "to": each.last_period,
            "items": [
                {name: entry[name] for name in ("item", "observed", "expected", "ratio", "total_ratio")}
                for entry in entries
            ],
        }
    return list(found.values())


def feedback_given(item: str | None) -> dict[str, Any]:
    """How many offices answered and what, over the warnings of an item or of all."""
    found = warning_feedback.summary(by_item=item is not None).get(item or "all")
    if found is None:
        return {"asked": 0, "answered": 0, "labels": {}, "coverage": None}
    return {**asdict(found), "coverage": found.coverage}


def _surged(override: Override, label: Hindsight, *, first: Period, place: int) -> bool | None:
    cutoff = Period.last_complete(override.first_day, first.frequency)
    row = cutoff - (first - 1)
    if row < 0:
        return None
    surge: NDArray[np.bool_] = label.surge[row + 1 : row + 1 + AHEAD, place]
    known: NDArray[np.bool_] = label.known[row + 1 : row + 1 + AHEAD, place]
    if (surge & known).any():
        return True
    return False if len(known) == AHEAD and known.all() else None

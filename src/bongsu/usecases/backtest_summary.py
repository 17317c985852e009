"""The scoreboard of a backtest: scores on counts, on surges labelled later, and beside the naive methods."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bongsu.core.grading.methods import BASELINES
from bongsu.core.review.hindsight import Hindsight
from bongsu.core.review.scoreboard import (
    FALSE_ALARM_RATE,
    Outcomes,
    count_scores,
    grade_rates,
    outcomes,
    pit_histogram,
    warning_scores,
)
from bongsu.core.stats.scores import brier, calibration_error
from bongsu.usecases.assess import rounded
from bongsu.usecases.backtest_parts import Said

Array = NDArray[np.float64]

SURGE_LABEL = "hindsight"
"""How the surges of a summary are known: labelled later, see `core/review/hindsight.py`."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a method said [cutoff][item], None where an item was no member, and its grades [cutoff, item]."""

    said: Sequence[Sequence[Said | None]]
    grades: NDArray[np.int64]

    def each(self, value: Callable[[Said], float | None]) -> Array:
        """One number of everything said [cutoff, item], NaN where it was not said."""
        found = [[None if said is None else value(said) for said in row] for row in self.said]
        return np.array([[math.nan if one is None else one for one in row] for row in found])

    def scored(self, place: int) -> Array:
        """One of the count scores [cutoff, item]."""
        return self.each(lambda said: None if said.scores is None else said.scores[place])


def summarise(name: str, told: Told, observed: Array, label: Hindsight) -> dict[str, Any]:
    """One method's entry of the summary; what cannot be said is null."""
    entry = {"method": name, **_count_entry(told, observed), **_warning_entry(told, label)}
    return {key: _plain(value) for key, value in entry.items()}


def compare(summary: list[dict[str, Any]], told: dict[str, Told]) -> None:
    """Adds to each method how it stands to the naive ones, on the rows where both speak.

    `crps_to_…` is a ratio, below 1 is better; `auc_above_…` a difference, above 0 is better.
    """
    entries = {entry["method"]: entry for entry in summary}
    for base in BASELINES:
        if base not in entries:
            continue
        key, reference = base.replace("-", "_"), told[base].scored(0)
        for entry in summary:
            own = told[entry["method"]].scored(0)
            both = ~np.isnan(own) & ~np.isnan(reference)
            if both.any() and reference[both].mean() > 0:
                entry[f"crps_to_{key}"] = rounded(own[both].mean() / reference[both].mean())
            if entry["auc"] is not None and entries[base]["auc"] is not None:
                entry[f"auc_above_{key}"] = rounded(entry["auc"] - entries[base]["auc"])


def _count_entry(told: Told, observed: Array) -> dict[str, Any]:
    crps, log_score, low, high = (told.scored(place) for place in range(4))
    counted = count_scores(*(each.ravel() for each in (crps, log_score, low, high)))
    if not counted.rows:
        return {"rows": 0}
    error = told.each(lambda said: said.mean) - observed
    error = error[~np.isnan(crps)]
    return {
        "rows": counted.rows,
        "crps": counted.crps,
        "log_score": counted.log_score,
        "coverage80": counted.coverage80,
        "coverage95": counted.coverage95,
        "mean_absolute_error": float(np.abs(error).mean()),
        "bias": float(error.mean()),
        "pit": pit_histogram(low.ravel(), high.ravel()),
    }


def _warning_entry(told: Told, label: Hindsight) -> dict[str, Any]:
    score = told.each(lambda said: said.score)
    found = warning_scores(score, label.surge, label.onset, 1, known=label.known)
    after = outcomes(label.surge, label.known, 1, score.shape[0])
    return {
        "surge_label": SURGE_LABEL,
        "labelled": found.labelled,
        "surges": found.surges,
        "auc": found.auc,
        "auc_onset": found.auc_onset,
        "average_precision": found.average_precision,
        "false_alarm_rate": FALSE_ALARM_RATE,
        "episodes": found.episodes,
        "detected": found.detected,
        "detected_before": found.detected_before,
        "median_lead": found.median_lead,
        **_probability_entry(told, after),
        "by_grade": [
            {"grade": each.grade, "rows": each.rows, "surges": each.surges, "rate": _plain(each.rate)}
            for each in grade_rates(told.grades, after)
        ],
    }


def _probability_entry(told: Told, after: Outcomes) -> dict[str, float]:
    probability = told.each(lambda said: said.probability)
    here = after.labelled & ~np.isnan(probability)
    if not here.any():
        return {"brier": math.nan, "calibration_error": math.nan}
    return {
        "brier": brier(probability[here], after.soon[here]),
        "calibration_error": calibration_error(probability[here], after.soon[here]),
    }


def _plain(value: Any) -> Any:
    """A value as JSON has it: rounded, null where it is not a number."""
    if isinstance(value, float):
        return rounded(value) if math.isfinite(value) else None
    if isinstance(value, list) and value and isinstance(value[0], float):
        return [_plain(each) for each in value]
    return value

"""A review as the JSON that is stored, printed and drawn."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from bongsu.core.panel.breaks import Flag
from bongsu.core.review.accuracy import Accuracy, Lateness
from bongsu.core.review.alarm_budget import BudgetLine
from bongsu.core.review.comparison import Difference
from bongsu.core.review.proposal import Proposal
from bongsu.core.review.suitability import Suitability
from bongsu.words.breaks import break_words
from bongsu.words.review import advice_words, proposal_words

DIGITS = 6


def panel(
    *,
    frequency: str,
    first: str,
    last: str,
    items: Sequence[str],
    accuracy: Accuracy,
    yields: Mapping[int, Lateness],
    item_years: float,
    budget: Sequence[BudgetLine],
    history: Difference,
    challengers: Sequence[tuple[str, Difference]],
    indicators: Sequence[Suitability],
    breaks: Mapping[str, Sequence[Flag]],
    proposals: Sequence[Proposal],
    overrides: Mapping[str, Any],
) -> dict[str, Any]:
    """What was found on the items of one frequency."""
    return {
        "frequency": frequency,
        "from": first,
        "to": last,
        "items": list(items),
        "accuracy": _accuracy(accuracy),
        "overrides": dict(overrides),
        "threshold_yield": [
            {"grade": grade, **_lateness(each, item_years)} for grade, each in sorted(yields.items())
        ],
        "budget": [
            {
                "grade": line.grade,
                "observed": _number(line.observed),
                "interval90": [_number(line.low), _number(line.high)],
                "meant": line.meant,
                "kept": line.kept,
            }
            for line in budget
        ],
        "beside_history_alone": difference(history),
        "challengers": [{"method": name, **difference(each)} for name, each in challengers],
        "indicators": [_indicator(each) for each in indicators],
        "breaks": [
            {"item": item, "code": flag.code, "period": flag.date, "sentence": break_words(flag)}
            for item, flags in breaks.items()
            for flag in flags
        ],
        "proposals": [
            {
                "measure": each.measure.value,
                "subject": each.subject,
                "reason": each.reason,
                "sentence": proposal_words(each),
            }
            for each in proposals
        ],
    }


def difference(found: Difference) -> dict[str, Any]:
    """A comparison of two methods on the same rows."""
    return {
        "crps_champion": _number(found.champion),
        "crps_challenger": _number(found.challenger),
        "interval90": [_number(found.low), _number(found.high)],
        "periods": found.periods,
        "rows": found.rows,
        "standing": found.standing,
    }


def _accuracy(found: Accuracy) -> dict[str, Any]:
    return {
        "labelled": found.labelled,
        "surges": found.surges,
        "base_rate": _number(found.base_rate),
        "by_grade": [
            {"grade": each.grade, "rows": each.rows, "surges": each.surges, "rate": _number(each.rate)}
            for each in found.by_grade
        ],
        "brier": _number(found.brier),
        "base_rate_brier": _number(found.base_rate_brier),
        "calibration_error": _number(found.calibration_error),
        "calibration_error_by_chance": _number(found.by_chance),
        "coverage80": _number(found.coverage80),
        "crps": _number(found.crps),
        "persistence_crps": _number(found.persistence_crps),
        "skill_over_persistence": _number(found.skill.skill),
        "skill_interval80": [_number(found.skill.low), _number(found.skill.high)],
        "skill_flag": found.skill.flag,
        **_lateness(found.lateness, None),
    }


def _lateness(found: Lateness, item_years: float | None) -> dict[str, Any]:
    told: dict[str, Any] = {
        "episodes": found.episodes,
        "warned": found.warned,
        "warned_before": found.warned_before,
        "median_lead": float(np.median(found.leads)) if found.leads else None,
        "quiet": found.quiet,
        "false_alarms": found.false_alarms,
    }
    if item_years is not None:
        told["new_warnings_per_item_year"] = _number(found.crossings / item_years)
    return told


def _indicator(found: Suitability) -> dict[str, Any]:
    return {
        "indicator": found.indicator,
        "coverage": _number(found.coverage),
        "silent_periods": found.silent,
        "delay_days": _number(found.delay_days),
        "revision": _number(found.revision),
        "agrees": found.agrees,
        "history": [
            {
                "as_of": each.as_of,
                "inclusion": _number(each.inclusion),
                "verdict": each.verdict,
                "direction": each.direction,
            }
            for each in found.history
        ],
        "left_out": difference(found.skill) if found.skill else None,
        "advice": found.advice.value,
        "sentence": advice_words(found.advice),
    }


def _number(value: float) -> float | None:
    return float(f"{value:.{DIGITS}g}") if math.isfinite(value) else None

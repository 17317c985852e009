"""Backtest: every method at every cutoff of a range, from what was known then, beside the naive ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np

from bongsu.catalogue.catalogue import Catalogue
from bongsu.catalogue.entries import Item
from bongsu.core.forecasting.predictive import LEVELS
from bongsu.core.grading.grades import grade_path
from bongsu.core.grading.methods import METHODS, Method, MethodReading
from bongsu.core.grading.rolling import roll
from bongsu.core.panel.periods import Period
from bongsu.core.review.scoreboard import CountScores, count_scores
from bongsu.engine.local import on_all_cores
from bongsu.facts.ledger import Ledger
from bongsu.usecases.assess import Progress, chosen_method, grade_rule, grade_values, path_cutoffs, rounded
from bongsu.usecases.known_panel import KnownPanel
from bongsu.words import say
from bongsu.words.refusal import Refusal


def backtest(
    ledger: Ledger,
    catalogue: Catalogue,
    *,
    first: Period,
    last: Period,
    as_of: date,
    methods: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """The rows and the summary of `bongsu backtest --json`.

    Args:
        first, last: the range of cutoffs; each forecasts the period after it.
        as_of: the day up to which counts are taken as what was observed in the end.

    Raises:
        Refusal: the range is empty, or no item has its frequency.
    """
    if last < first or first.frequency is not last.frequency:
        raise Refusal(
            "--from, --to", expected=say("two periods of one kind in order"), found=f"{first}, {last}"
        )
    items = [item for item in catalogue.items if item.frequency is first.frequency]
    if not items:
        raise Refusal("--from", expected=say("periods of the items' own frequency"), found=str(first))
    panel = KnownPanel(ledger, catalogue, items, as_of=max(as_of, last.end))
    cutoffs = [Period(first.frequency, o) for o in range(first.ordinal, last.ordinal + 1)]
    observed = np.array([panel.observed(cutoff + 1) for cutoff in cutoffs])
    rows: list[dict[str, Any]] = []
    summary: list[dict[str, Any]] = []
    for name in methods or tuple(METHODS):
        way = chosen_method(name)
        found = _rows(way, panel, cutoffs, observed, items, catalogue, progress)
        rows += [row for row, _ in found]
        summary.append(_summary(name, [scores for _, scores in found if scores is not None]))
    _compare(summary)
    return {"rows": rows, "summary": summary}


def _rows(
    way: Method,
    panel: KnownPanel,
    cutoffs: Sequence[Period],
    observed: Any,
    items: Sequence[Item],
    catalogue: Catalogue,
    progress: Progress | None,
) -> list[tuple[dict[str, Any], tuple[float, ...] | None]]:
    rule = way.grade_rule(grade_rule(catalogue.grades))
    window = rule.window
    earlier = path_cutoffs(cutoffs[0], panel.first, window)
    every = [*earlier[:-1], *cutoffs]
    readings = roll(
        way,
        panel.at,
        every,
        rule=rule,
        run=on_all_cores,
        progress=(lambda done: progress(way.name, done, len(every))) if progress else None,
    )
    values = grade_values(readings)
    found = []
    for step, cutoff in enumerate(cutoffs):
        at = len(earlier) - 1 + step
        start = max(0, at - window)
        grades = grade_path(values[start : at + 1], rule)[-1]
        members = {item.code for item in catalogue.items_on(cutoff)}
        for place, item in enumerate(items):
            if item.code in members:
                found.append(
                    _row(way, readings[at][place], cutoff, int(grades[place]), float(observed[step, place]))
                )
    return found


def _row(
    way: Method, reading: MethodReading, cutoff: Period, grade: int, observed: float
) -> tuple[dict[str, Any], tuple[float, ...] | None]:
    seen = None if np.isnan(observed) else observed
    row: dict[str, Any] = {
        "method": way.name,
        "item": reading.item,
        "as_of": cutoff.end.isoformat(),
        "period": str(cutoff + 1),
        "mean": None,
        "quantiles": None,
        "probability": None,
        "grade": 0,
        "observed": seen,
    }
    if reading.predictive is None:
        return row, None
    quantiles = reading.predictive.quantiles()
    row["mean"] = rounded(reading.predictive.mean)
    row["quantiles"] = {f"{level:g}": rounded(value) for level, value in zip(LEVELS, quantiles, strict=True)}
    row["probability"] = rounded(reading.probability)
    row["grade"] = min(grade, reading.grade_cap)
    if seen is None:
        return row, None
    scores = reading.predictive.scores(seen)
    return row, (
        scores.crps,
        scores.log_score,
        scores.pit_low,
        scores.pit_high,
        reading.predictive.mean - seen,
    )


def _summary(name: str, scores: list[tuple[float, ...]]) -> dict[str, Any]:
    if not scores:
        return {"method": name, "rows": 0}
    columns = np.array(scores).T
    scored: CountScores = count_scores(columns[0], columns[1], columns[2], columns[3])
    return {
        "method": name,
        "rows": scored.rows,
        "crps": rounded(scored.crps),
        "log_score": rounded(scored.log_score),
        "coverage80": rounded(scored.coverage80),
        "coverage95": rounded(scored.coverage95),
        "mean_absolute_error": rounded(float(np.abs(columns[4]).mean())),
        "bias": rounded(float(columns[4].mean())),
    }


def _compare(summary: list[dict[str, Any]]) -> None:
    """Adds to each method its CRPS relative to the naive ones; below 1 is better."""
    crps = {entry["method"]: entry.get("crps") for entry in summary}
    for base in ("persistence", "seasonal-naive"):
        for entry in summary:
            if crps.get(base) and entry.get("crps") is not None:
                entry[f"crps_to_{base.replace('-', '_')}"] = rounded(entry["crps"] / crps[base])

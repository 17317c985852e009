"""Preview other cuts, budget or dwell on the probabilities of a stored assessment, without a refit."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

import numpy as np

from bongsu.core.grading.grades import Z_RULE, GradeRule
from bongsu.core.grading.level_method import SHORT_HISTORY_CAP
from bongsu.core.grading.methods import METHODS
from bongsu.core.grading.preview import Preview, implied_caps, preview
from bongsu.core.panel.periods import Frequency, Period
from bongsu.usecases.grade_rules import changed_rule, check_change, rule_document, stored_rule
from bongsu.usecases.workspace import Workspace
from bongsu.words import say
from bongsu.words.refusal import Refusal

CAPPED_FLAG = "short_history_grade_capped"


def preview_grades(
    document: Mapping[str, Any],
    *,
    in_force: GradeRule,
    cuts: list[float] | None = None,
    budget: list[float] | None = None,
    dwell: int | None = None,
) -> dict[str, Any]:
    """What a stored assessment's path would have been under other settings, beside those it was made with.

    Args:
        document: the assessment's document.
        in_force: the rule the assessment was made with.

    Raises:
        Refusal: the method is not graded from a probability, or no item has a path.
    """
    method = document["method"]
    if METHODS[method].grade_rule(GradeRule()) == Z_RULE:
        raise Refusal(
            say("assessment {name}", name=document["assessment"]),
            expected=say("a method that is graded from a probability"),
            found=method,
            todo=say("The method of 2005 has its own fixed cuts."),
        )
    proposed = changed_rule(in_force, cuts=cuts, budget=budget, dwell=dwell)
    panels = [
        {"frequency": frequency.value, **_panel(entries, frequency, in_force, proposed)}
        for frequency, entries in _by_frequency(document["items"])
    ]
    if not panels:
        raise Refusal(
            say("assessment {name}", name=document["assessment"]),
            expected=say("a path of past forecasts"),
            found=say("none"),
        )
    return {
        "assessment": document["assessment"],
        "as_of": document["as_of"],
        "method": method,
        "rule": rule_document(in_force),
        "proposed_rule": rule_document(proposed),
        "panels": panels,
    }


def preview_stored(
    workspace: Workspace,
    assessment: str | None = None,
    *,
    as_of: date | None = None,
    cuts: list[float] | None = None,
    budget: list[float] | None = None,
    dwell: int | None = None,
) -> dict[str, Any]:
    """The preview on a stored assessment: the named one, or the latest one up to a day.

    Raises:
        Refusal: there is no such assessment, or a value is out of range.
    """
    from bongsu.records import assessments
    from bongsu.usecases.record_assessment import open_records

    check_change(cuts=cuts, budget=budget, dwell=dwell)
    open_records(workspace)
    stored = assessments.get(assessment) if assessment else assessments.latest(as_of)
    if stored is None:
        raise Refusal(
            str(workspace.folder),
            expected=say("an assessment"),
            found=say("none"),
            todo=say("Make one first: bongsu assess --as-of DATE."),
        )
    return preview_grades(
        stored.document, in_force=stored_rule(stored), cuts=cuts, budget=budget, dwell=dwell
    )


def _by_frequency(
    entries: Sequence[Mapping[str, Any]],
) -> list[tuple[Frequency, list[Mapping[str, Any]]]]:
    """The items that have a path, by the length of their periods."""
    found: dict[Frequency, list[Mapping[str, Any]]] = {}
    for entry in entries:
        if entry.get("path"):
            found.setdefault(Period.parse(entry["path"][-1]["cutoff"]).frequency, []).append(entry)
    return sorted(found.items(), key=lambda each: each[0].value)


def _panel(
    entries: Sequence[Mapping[str, Any]], frequency: Frequency, in_force: GradeRule, proposed: GradeRule
) -> dict[str, Any]:
    first = min(Period.parse(entry["path"][0]["cutoff"]).ordinal for entry in entries)
    last = max(Period.parse(entry["path"][-1]["cutoff"]).ordinal for entry in entries)
    shape = (last - first + 1, len(entries))
    values, told = np.full(shape, np.nan), np.zeros(shape, dtype=np.int64)
    for place, entry in enumerate(entries):
        for point in entry["path"]:
            row = Period.parse(point["cutoff"]).ordinal - first
            values[row, place], told[row, place] = point["probability"], point["grade"]
    caps = implied_caps(values, told, in_force)
    for place, entry in enumerate(entries):
        if CAPPED_FLAG in entry["flags"]:
            caps[:, place] = np.minimum(caps[:, place], SHORT_HISTORY_CAP)
    seen = preview(
        tuple(entry["item"] for entry in entries),
        values,
        caps=caps,
        in_force=in_force,
        proposed=proposed,
        periods_per_year=frequency.per_year,
    )
    start = Period(frequency, first + 1 if seen.periods else first)
    return {"from": str(start), "to": str(Period(frequency, last)), **_plain(seen)}


def _plain(seen: Preview) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(json.dumps(asdict(seen)))
    for name in ("in_force", "proposed"):
        for rate in plain[name]["warnings"]:
            for key in ("a_year", "low", "high"):
                rate[key] = round(rate[key], 4) if seen.years > 0 else None
    return plain

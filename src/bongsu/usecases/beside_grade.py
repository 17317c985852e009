"""What stands beside the model's grade in a stored assessment, read back for a report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bongsu.core.grading.adjustment import Advice, Override
from bongsu.core.grading.assessment import Elasticity
from bongsu.core.panel.breaks import Flag
from bongsu.core.panel.random_inspection import RandomInspections
from bongsu.core.panel.reporting_delay import Nowcast
from bongsu.core.review.skill import Skill


@dataclass(frozen=True, slots=True)
class BesideGrade:
    """What people decided, what intelligence advises, and what is doubtful; none of it changes the grade.

    Attributes:
        override: the analyst's decision in force on the day of the assessment.
        advice: None where no intelligence report names the item.
        skill: None where the assessment does not say.
    """

    override: Override | None = None
    advice: Advice | None = None
    breaks: tuple[Flag, ...] = ()
    skill: Skill | None = None


def beside_of(entry: Mapping[str, Any]) -> BesideGrade:
    """What one item's entry of an assessment's document says beside its grade; older documents say less."""
    skill = entry.get("skill")
    return BesideGrade(
        override=_override(entry.get("override")),
        advice=_advice(entry.get("intelligence")),
        breaks=tuple(_break(found) for found in entry.get("breaks") or ()),
        skill=_skill(skill) if skill else None,
    )


def nowcasts_of(entry: Mapping[str, Any]) -> tuple[tuple[str, Nowcast], ...]:
    """(period, nowcast) of the periods whose reports were still coming in, oldest first."""
    return tuple(
        (
            found["period"],
            Nowcast(found["reported"], found["completeness"], found["expected"], *found["interval80"]),
        )
        for found in entry.get("nowcasts") or ()
    )


def elasticity_of(entry: Mapping[str, Any]) -> Elasticity | None:
    """The learned elasticity of detections to inspections, or None."""
    found = entry.get("effort_elasticity")
    if not found:
        return None
    low, high = found["interval80"]
    return Elasticity(found["mean"], low, high, found["learned"])


def random_of(entry: Mapping[str, Any]) -> RandomInspections | None:
    """The last year's random inspections, or None."""
    found = entry.get("random_inspections")
    return RandomInspections(**found) if found else None


def _override(found: Mapping[str, Any] | None) -> Override | None:
    if not found:
        return None
    return Override(
        item=found["item"],
        grade=found["grade"],
        reason=found["reason"],
        first_day=date.fromisoformat(found["from"]),
        until=date.fromisoformat(found["until"]),
        author=found["author"],
        model_grade=found["model_grade"],
    )


def _advice(found: Mapping[str, Any] | None) -> Advice | None:
    if not found:
        return None
    return Advice(
        model_grade=found["advised_grade"] - found["step"],
        advised_grade=found["advised_grade"],
        reason=found["reason"],
        points=found["points"],
        standings=tuple((report["report"], report["standing"]) for report in found["reports"]),
    )


def _break(found: Mapping[str, Any]) -> Flag:
    return Flag(
        found["code"],
        found["subject"],
        found["period"],
        found["p_value"],
        _number(found["size"]),
        tuple(found["events"]),
        tuple(found.get("offices") or ()),
    )


def _skill(found: Mapping[str, Any]) -> Skill:
    low, high = found["interval80"]
    return Skill(_number(found["over_persistence"]), _number(low), _number(high), found["pairs"])


def _number(value: float | None) -> float:
    """A number of a document, in which one that is not known is null."""
    return float("nan") if value is None else float(value)

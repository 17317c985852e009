"""The grade rule in force on a day: the catalogue's, with what people decided over it; and deciding anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from typing import Any

from bongsu.catalogue.catalogue import Catalogue
from bongsu.catalogue.entries import Grades
from bongsu.core.grading.grades import GradeRule
from bongsu.records.assessments import StoredAssessment
from bongsu.words import say
from bongsu.words.refusal import Refusal

RULE_SETTINGS = ("grade_cuts", "grade_budget", "grade_dwell")
"""The settings of which the rule is made."""


def catalogue_rule(grades: Grades) -> GradeRule:
    """The core's rule from the catalogue's grades."""
    cuts, shares = grades.entry_cuts, grades.month_shares
    return GradeRule(
        (cuts[0], cuts[1], cuts[2], cuts[3]),
        (shares[0], shares[1], shares[2], shares[3], shares[4]),
        grades.budget_window,
        grades.dwell_periods,
        grades.dwell_factor,
    )


def rule_in_force(grades: Grades, day: date, *, as_decided: datetime | None = None) -> GradeRule:
    """The catalogue's rule with the cuts, the budget and the dwell that were decided for the day.

    The records must be open. The rule that holds on the as-of day grades the whole path of an assessment, so
    that a change of the rule is not mistaken for a change of the item.

    Args:
        as_decided: only what had been decided by this moment; None: everything decided so far.
    """
    from bongsu.records.settings_versions import setting_at

    rule = catalogue_rule(grades)
    found = {
        name: setting_at(name, day, as_decided=as_decided)
        for name in ("grade_cuts", "grade_budget", "grade_dwell")
    }
    return changed_rule(
        rule,
        cuts=found["grade_cuts"].value if found["grade_cuts"] else None,
        budget=found["grade_budget"].value if found["grade_budget"] else None,
        dwell=found["grade_dwell"].value if found["grade_dwell"] else None,
    )


def changed_rule(
    rule: GradeRule,
    *,
    cuts: list[float] | None = None,
    budget: list[float] | None = None,
    dwell: int | None = None,
) -> GradeRule:
    """The rule with what is given in place of its own; an empty budget is no budget."""
    if cuts is not None:
        rule = replace(rule, cuts=(cuts[0], cuts[1], cuts[2], cuts[3]))
    if budget is not None:
        shares = (budget[0], budget[1], budget[2], budget[3], budget[4]) if budget else None
        rule = replace(rule, budget=shares)
    return rule if dwell is None else replace(rule, dwell=dwell)


def check_change(
    *, cuts: list[float] | None = None, budget: list[float] | None = None, dwell: int | None = None
) -> None:
    """Raises Refusal where one of the given values is out of range, or nothing is given."""
    from bongsu.records.settings_versions import CHECKS

    wanted = _given(cuts=cuts, budget=budget, dwell=dwell)
    if not wanted:
        raise Refusal("bongsu grades", expected="--cuts, --budget, --dwell", found=say("nothing"))
    for name, value in wanted.items():
        CHECKS[name](value)


def decide_rule(
    *,
    cuts: list[float] | None = None,
    budget: list[float] | None = None,
    dwell: int | None = None,
    valid_from: date,
    actor: str,
    reason: str,
    now: datetime,
) -> dict[str, int]:
    """Records the given values as new versions of the settings, all or none; setting → version.

    The records must be open.

    Raises:
        Refusal: a value is out of range, nothing is given, or the reason is missing.
    """
    from bongsu.records.deciding import decide
    from bongsu.records.settings_versions import decide_setting

    check_change(cuts=cuts, budget=budget, dwell=dwell)
    wanted = _given(cuts=cuts, budget=budget, dwell=dwell)

    def act() -> dict[str, int]:
        return {
            name: decide_setting(
                name, value, valid_from=valid_from, decided_by=actor, reason=reason, now=now
            ).version
            for name, value in wanted.items()
        }

    return decide(act, at=now)


def undo_rule(
    grades: Grades, undone: Mapping[str, int], *, actor: str, reason: str, now: datetime
) -> dict[str, int]:
    """Decides again what held before some versions, from their own first day; setting → new version.

    The records must be open. The versions undone stay as they are: what was decided meanwhile was decided.

    Args:
        undone: setting → its newest version.

    Raises:
        Refusal: nothing is named, or a version is not the newest of its setting.
    """
    from bongsu.records.settings_versions import history

    found = [version for name in undone if name in RULE_SETTINGS for version in history(name)[-1:]]
    first = found[0] if found else None
    if {each.name: each.version for each in found} != dict(undone) or not (
        first and first.valid_from and first.decided_at
    ):
        raise Refusal(
            say("the settings"),
            expected=say("the newest version of each"),
            found=", ".join(f"{name} {version}" for name, version in undone.items()) or say("nothing"),
            todo=say("Preview the values wanted and decide them anew."),
        )
    moment_before = first.decided_at - timedelta(microseconds=1)
    before = rule_in_force(grades, first.valid_from, as_decided=moment_before)
    return decide_rule(
        cuts=list(before.cuts) if "grade_cuts" in undone else None,
        budget=list(before.budget or ()) if "grade_budget" in undone else None,
        dwell=before.dwell if "grade_dwell" in undone else None,
        valid_from=first.valid_from,
        actor=actor,
        reason=reason,
        now=now,
    )


def rule_document(rule: GradeRule) -> dict[str, Any]:
    """The rule as JSON, as an assessment's method settings keep it under "grade_rule"."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(rule).items()}


def rule_from_document(document: dict[str, Any]) -> GradeRule:
    """The rule that `rule_document` wrote."""
    cuts, budget = document["cuts"], document["budget"]
    return GradeRule(
        (cuts[0], cuts[1], cuts[2], cuts[3]),
        (budget[0], budget[1], budget[2], budget[3], budget[4]) if budget else None,
        document["window"],
        document["dwell"],
        document["release"],
    )


def stored_rule(stored: StoredAssessment) -> GradeRule:
    """The grade rule an assessment was made with: as its settings say, or else that of its catalogue."""
    from bongsu.records import catalogue_versions

    told = stored.method_settings.get("grade_rule")
    if told:
        return rule_from_document(told)
    return catalogue_rule(Catalogue.from_files(catalogue_versions.files(stored.catalogue)).grades)


def _given(*, cuts: list[float] | None, budget: list[float] | None, dwell: int | None) -> dict[str, Any]:
    said = {"grade_cuts": cuts, "grade_budget": budget, "grade_dwell": dwell}
    return {name: value for name, value in said.items() if value is not None}

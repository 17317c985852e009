"""What a review proposes, and why; a person decides, and a second one signs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bongsu.core.early_warning.people import Person, Role
from bongsu.core.review.accuracy import Accuracy
from bongsu.core.review.alarm_budget import BudgetLine
from bongsu.core.review.comparison import Difference
from bongsu.core.review.suitability import Advice, Suitability


class Measure(StrEnum):
    """A thing that a review can propose and a decision can order."""

    KEEP = "keep"
    RECALIBRATE = "recalibrate"  # probabilities lie too far from what happened
    CHANGE_CUTS = "change_cuts"  # more alarms than the budget means
    BASE_RATE_ONLY = "base_rate_only"  # the item's grade says no more than its past average
    RETIRE_INDICATOR = "retire_indicator"
    ADD_INDICATOR = "add_indicator"  # one of the catalogue's joins the item, or one retired comes back
    WATCH_INDICATOR = "watch_indicator"
    PROMOTE = "promote"  # the challenger becomes champion


@dataclass(frozen=True, slots=True)
class Proposal:
    """One measure, what it is about (an indicator, a method or ""), and the code of the reason."""

    measure: Measure
    subject: str
    reason: str


TIMES_CHANCE = 1.5
LEAST_LABELLED = 40


def propose(
    accuracy: Accuracy,
    *,
    budget: tuple[BudgetLine, ...] = (),
    indicators: tuple[Suitability, ...] = (),
    challengers: tuple[tuple[str, Difference], ...] = (),
) -> tuple[Proposal, ...]:
    """Every measure that the evidence speaks for; `keep` alone where it speaks for none."""
    found = []
    if (
        accuracy.surges >= LEAST_LABELLED
        and accuracy.calibration_error > TIMES_CHANCE * accuracy.by_chance
        and accuracy.calibration_error > 0.02
    ):
        found.append(Proposal(Measure.RECALIBRATE, "", "calibration_error"))
    over = [line.grade for line in budget if line.kept is False]
    if over:
        found.append(Proposal(Measure.CHANGE_CUTS, str(over[0]), "budget_exceeded"))
    if accuracy.skill.flag == "base_rate_only":
        found.append(Proposal(Measure.BASE_RATE_ONLY, "", "no_skill_over_persistence"))
    for each in indicators:
        if each.advice in (Advice.RETIRE_SILENT, Advice.RETIRE_EMPTY):
            found.append(Proposal(Measure.RETIRE_INDICATOR, each.indicator, each.advice.value))
        elif each.advice is not Advice.KEEP:
            found.append(Proposal(Measure.WATCH_INDICATOR, each.indicator, each.advice.value))
    found += [
        Proposal(Measure.PROMOTE, name, "better_on_the_same_rows")
        for name, difference in challengers
        if difference.standing == "better"
    ]
    return tuple(found) or (Proposal(Measure.KEEP, "", "nothing_speaks_against_it"),)


DECIDES = Role.STEWARD
SIGNS = Role.APPROVER


def check_decides(person: Person) -> None:
    """Raises PermissionError unless she may decide a review."""
    if not person.has(DECIDES):
        raise PermissionError(f"expected somebody with the role {DECIDES}, found {person.name}")


def check_signs(person: Person, *, decided_by: str) -> None:
    """Raises PermissionError unless she may sign what somebody else decided."""
    if not person.has(SIGNS):
        raise PermissionError(f"expected somebody with the role {SIGNS}, found {person.name}")
    if person.name == decided_by:
        raise PermissionError(f"expected a second person, found {person.name}, who decided it herself")

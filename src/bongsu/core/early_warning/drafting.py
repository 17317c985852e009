"""Which items of an assessment call for a warning to be drafted, and why the others do not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bongsu.core.early_warning.states import STATES, check_state
from bongsu.core.grading.assessment import Assessment, Reading

LOWEST_ACTION_GRADE, HIGHEST_GRADE = 2, 5


class Reason(StrEnum):
    """Why a warning is drafted or is not; `values` of the proposal hold the numbers of the sentence."""

    NEW_CROSSING = "new_crossing"  # at or above the action grade; below it, or unknown, before
    RAISED = "raised"  # above the grade of the warning that is open
    REDRAWN = "redrawn"  # below the grade of a warning nobody has been told of yet
    NOT_WARNED = "not_warned"  # above before too, but no warning is open: it ended, or the action grade fell
    HELD = "held"  # the open warning says the same grade
    EASED = "eased"  # below the grade of an issued warning, but not below the action grade
    FALLEN_BELOW = "fallen_below"  # below the action grade while a warning is open: lifting is a person's act
    BELOW_ACTION_GRADE = "below_action_grade"
    NOT_GRADED = "not_graded"


DRAFTING = frozenset({Reason.NEW_CROSSING, Reason.RAISED, Reason.REDRAWN, Reason.NOT_WARNED})


@dataclass(frozen=True, slots=True)
class OpenWarning:
    """A warning, drafted or issued, that still speaks for its item."""

    number: str
    item: str
    grade: int
    state: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """What to do about one item.

    Attributes:
        values: what the reason is made of: `grade`, `action_grade`, and where they apply `previous`
            (None where unknown), `warning` and `warning_grade` of the open warning, `flags`.
    """

    item: str
    grade: int
    reason_code: Reason
    values: dict[str, object] = field(default_factory=dict)

    @property
    def is_draft(self) -> bool:
        """Whether a warning is to be drafted."""
        return self.reason_code in DRAFTING


def proposals(
    assessment: Assessment,
    *,
    action_grade: int,
    open_warnings: Iterable[OpenWarning],
    previous: Mapping[str, int],
) -> list[Proposal]:
    """One proposal for every item of the assessment, the most worrying first, items by name within a tie.

    Args:
        action_grade: the grade, 2 to 5, from which a warning is drafted.
        open_warnings: the warnings that speak for their items now, drafts included.
        previous: each item's grade in the assessment before; an item not in it was not graded then.

    Raises:
        ValueError: the action grade is out of range, or a warning given as open is in a closed state.

    >>> from datetime import date
    >>> gold, rice = Reading("gold", "m", 4, None), Reading("rice", "m", 2, None)
    >>> found = proposals(
    ...     Assessment(date(2005, 5, 31), "m", (rice, gold)),
    ...     action_grade=3,
    ...     open_warnings=(),
    ...     previous={"gold": 2},
    ... )
    >>> [(each.item, str(each.reason_code), each.is_draft) for each in found]
    [('gold', 'new_crossing', True), ('rice', 'below_action_grade', False)]
    """
    check_action_grade(action_grade)
    highest = _highest_open(open_warnings)
    readings = sorted(assessment.readings, key=_worry)
    return [
        _proposal(reading, action_grade=action_grade, warning=highest.get(reading.item), previous=previous)
        for reading in readings
    ]


def check_action_grade(grade: int) -> None:
    """Raises ValueError unless the grade is one from which a warning can sensibly be drafted."""
    if not LOWEST_ACTION_GRADE <= grade <= HIGHEST_GRADE:
        raise ValueError(
            f"expected an action grade from {LOWEST_ACTION_GRADE} to {HIGHEST_GRADE}, found {grade}"
        )


def _worry(reading: Reading) -> tuple[int, float, str]:
    probability = reading.forecast.probability if reading.forecast else 0.0
    return -reading.grade, -probability, reading.item


def _highest_open(warnings: Iterable[OpenWarning]) -> dict[str, OpenWarning]:
    highest: dict[str, OpenWarning] = {}
    for warning in warnings:
        if not STATES[check_state(warning.state)].is_open:
            raise ValueError(
                f"expected open warnings, found {warning.number} in the state {warning.state!r}; "
                "leave closed warnings out"
            )
        known = highest.get(warning.item)
        if known is None or (warning.grade, warning.number) > (known.grade, known.number):
            highest[warning.item] = warning
    return highest


def _proposal(
    reading: Reading, *, action_grade: int, warning: OpenWarning | None, previous: Mapping[str, int]
) -> Proposal:
    values: dict[str, object] = {"grade": reading.grade, "action_grade": action_grade}
    if warning:
        values |= {"warning": warning.number, "warning_grade": warning.grade}
    if not reading.grade:
        return Proposal(reading.item, 0, Reason.NOT_GRADED, values | {"flags": reading.flags})
    if reading.item in previous or reading.grade >= action_grade:
        values["previous"] = previous.get(reading.item)
    reason = _reason(reading, action_grade, warning=warning, previous_grade=previous.get(reading.item, 0))
    return Proposal(reading.item, reading.grade, reason, values)


def _reason(
    reading: Reading, action_grade: int, *, warning: OpenWarning | None, previous_grade: int
) -> Reason:
    if reading.grade < action_grade:
        return Reason.FALLEN_BELOW if warning else Reason.BELOW_ACTION_GRADE
    if warning is None:
        return Reason.NEW_CROSSING if previous_grade < action_grade else Reason.NOT_WARNED
    if reading.grade > warning.grade:
        return Reason.RAISED
    if reading.grade == warning.grade:
        return Reason.HELD
    return Reason.EASED if STATES[warning.state].is_public else Reason.REDRAWN

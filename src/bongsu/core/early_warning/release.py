"""When a warning in force may be stepped down or lifted: up at once, down one step after quieter periods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

QUIETER_PERIODS = 2


class Release(StrEnum):
    """What an assessment says about a warning in force."""

    HELD = "held"  # the grade is the warning's, or above it
    WAITING = "waiting"  # quieter, but not for long enough
    STEP_DOWN = "step_down"  # quieter for long enough: a warning one grade lower is drafted
    LIFT = "lift"  # the same, and one grade lower would be below the action grade: lifting is advised
    DATA_FAILED = "data_failed"  # the item could not be graded: the warning stays as it is


@dataclass(frozen=True, slots=True)
class ReleaseAdvice:
    """What is advised; a person signs it.

    Attributes:
        to_grade: the grade after it; the warning's own where nothing changes.
        quieter: periods in a row below the warning's grade, the newest included.
    """

    kind: Release
    to_grade: int
    quieter: int


def release_advice(
    grade: int, readings: Sequence[int], *, action_grade: int, dwell: int = QUIETER_PERIODS
) -> ReleaseAdvice:
    """The advice for a warning of this grade.

    Args:
        readings: the item's grade in each period after the warning was drafted, the newest last; 0 where it
            could not be graded, which neither counts as quieter nor breaks the row.

    >>> release_advice(5, [3, 2], action_grade=3)
    ReleaseAdvice(kind=<Release.STEP_DOWN: 'step_down'>, to_grade=4, quieter=2)
    >>> str(release_advice(3, [2, 0, 1], action_grade=3).kind)
    'lift'
    >>> str(release_advice(4, [2, 1, 0], action_grade=3).kind)
    'data_failed'
    """
    quieter = 0
    for reading in reversed(readings):
        if reading >= grade:
            break
        quieter += reading > 0
    if readings and readings[-1] == 0:
        return ReleaseAdvice(Release.DATA_FAILED, grade, quieter)
    if not quieter:
        return ReleaseAdvice(Release.HELD, grade, 0)
    if quieter < dwell:
        return ReleaseAdvice(Release.WAITING, grade, quieter)
    lower = grade - 1
    return ReleaseAdvice(Release.LIFT if lower < action_grade else Release.STEP_DOWN, lower, quieter)

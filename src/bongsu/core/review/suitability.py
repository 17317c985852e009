"""Is an indicator fit to stay: does it come, on time, unrevised, and does it tell anything?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from bongsu.core.grading.assessment import Direction, Verdict
from bongsu.core.review.comparison import Difference

Array = NDArray[np.float64]

LEAST_COVERAGE = 0.5
STALE_PERIODS = 6
LARGE_REVISION = 0.5
LITTLE = 0.05
LONG_ENOUGH = 6


class Advice(StrEnum):
    """What a steward is advised to do with an indicator, and why."""

    KEEP = "keep"
    WATCH_COVERAGE = "watch_coverage"  # too many periods without a value
    WATCH_REVISIONS = "watch_revisions"  # what was known first differs much from what is known now
    WATCH_DIRECTION = "watch_direction"  # supported or candidate against the expected sign, or turning round
    RETIRE_SILENT = "retire_silent"  # no value for a long time
    RETIRE_EMPTY = "retire_empty"  # never carried weight at any look back


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What screening said on one day of the past."""

    as_of: str
    inclusion: float
    verdict: Verdict
    direction: Direction


@dataclass(frozen=True, slots=True)
class Suitability:
    """The scorecard of one indicator of one item.

    Attributes:
        coverage: share of the item's periods with a value known now.
        silent: periods since the last value.
        delay_days: median days from the end of a period to the day its value was first known; NaN if none.
        revision: median change from the first known value to today's, in standard deviations; NaN if none.
        history: what screening said, oldest first.
        skill: CRPS without the indicator minus CRPS with it, on the same periods; None where it never
            carried enough weight to matter.
        agrees: the latest direction is the expected one; None where either is unknown.
    """

    indicator: str
    coverage: float
    silent: int
    delay_days: float
    revision: float
    history: tuple[Snapshot, ...]
    skill: Difference | None
    agrees: bool | None
    advice: Advice


def coverage_and_silence(values: Array) -> tuple[float, int]:
    """Share of the periods with a value, and the number of periods after the last one.

    >>> coverage_and_silence(np.array([1.0, np.nan, 2.0, np.nan]))
    (0.5, 1)
    """
    known = np.flatnonzero(~np.isnan(values))
    if not known.size:
        return 0.0, int(values.shape[0])
    return float(known.size / values.shape[0]), int(values.shape[0] - 1 - known[-1])


def revision_size(first: Array, now: Array) -> float:
    """Median absolute change from the value first known to today's, in standard deviations of today's."""
    both = ~np.isnan(first) & ~np.isnan(now)
    spread = float(np.nanstd(now)) if both.any() else 0.0
    if not both.any() or spread == 0.0:
        return float("nan")
    return float(np.median(np.abs(now[both] - first[both])) / spread)


def advise(
    *, coverage: float, silent: int, revision: float, history: tuple[Snapshot, ...], agrees: bool | None
) -> Advice:
    """The first advice that applies; nothing is retired for lack of evidence before six looks back."""
    if silent >= STALE_PERIODS:
        return Advice.RETIRE_SILENT
    looks = [each.inclusion for each in history if not np.isnan(each.inclusion)]
    if len(looks) >= LONG_ENOUGH and max(looks) < LITTLE:
        return Advice.RETIRE_EMPTY
    if coverage < LEAST_COVERAGE:
        return Advice.WATCH_COVERAGE
    if revision > LARGE_REVISION:
        return Advice.WATCH_REVISIONS
    told = [each.direction for each in history if each.verdict != "none" and each.direction != "?"]
    if len(set(told)) > 1 or (told and agrees is False):
        return Advice.WATCH_DIRECTION
    return Advice.KEEP

"""The result of one assessment: for each item a grade, a probability, a forecast and the reasons for them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from bongsu.core.grading.pressure_method import PressureReading
from bongsu.core.panel.random_inspection import RandomInspections
from bongsu.core.panel.reporting_delay import Nowcast

Verdict = Literal["supported", "candidate", "none"]
Direction = Literal["+", "-", "?"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What screening found about one indicator of an item.

    Attributes:
        lead: periods by which the indicator moves first; None where none was found.
        inclusion: posterior probability that the indicator belongs in the model; None if the method has none.
        correlation: at that lead; None where it could not be computed.
        contribution: what it adds to the log of the expected detections of the next period.
    """

    indicator: str
    lead: int | None
    inclusion: float | None
    verdict: Verdict
    direction: Direction
    correlation: float | None = None
    contribution: float | None = None


@dataclass(frozen=True, slots=True)
class Elasticity:
    """By how many per cent detections change when one per cent more is looked at.

    Attributes:
        mean, low, high: posterior mean and 80 % interval.
        learned: whether the item's own counts narrowed what was assumed beforehand; they cannot where
            inspections are not known or never varied.
    """

    mean: float
    low: float
    high: float
    learned: bool


@dataclass(frozen=True, slots=True)
class Forecast:
    """What was forecast at a cutoff for the next period.

    Attributes:
        cutoff, period: the last period known and the period forecast, as text.
        mean: expected detections; `quantiles` has the keys "0.025", "0.1", "0.5", "0.9", "0.975".
        probability: calibrated probability of a surge within three periods.
        score: the method's own risk reading, of which probability is a monotone function.
    """

    cutoff: str
    period: str
    mean: float
    quantiles: dict[str, float]
    probability: float
    score: float
    grade: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """One item's reading on the day of the assessment.

    Attributes:
        grade: 1 정상 normal … 5 위험 danger; 0 where the item could not be graded (see `flags`).
        path: the forecasts of the earlier cutoffs, oldest first, each made from what was known on its own
            day; the last one is this reading's own.
        random: the last year's random inspections, whose hit rate no warning has steered; None without any.
        nowcasts: (period, nowcast) of the last periods, whose reports are still coming in.
        elasticity: of detections to inspections; None where the method has none.
        flags: short codes of what a reader must know, e.g. "no_indicators", "short_history".
        pressure: the pressure at the same cutoffs, where the grade is pressure's alone: then there is no
            forecast and no probability.
    """

    item: str
    method: str
    grade: int
    forecast: Forecast | None
    path: tuple[Forecast, ...] = ()
    findings: tuple[Finding, ...] = ()
    flags: tuple[str, ...] = ()
    nowcasts: tuple[tuple[str, Nowcast], ...] = ()
    random: RandomInspections | None = None
    pressure: tuple[PressureReading, ...] = ()
    elasticity: Elasticity | None = None

    @property
    def previous_grade(self) -> int | None:
        """The grade one period earlier, or None."""
        if self.pressure:
            return self.pressure[-2].grade or None if len(self.pressure) > 1 else None
        return self.path[-2].grade if len(self.path) > 1 else None


@dataclass(frozen=True, slots=True)
class Assessment:
    """Every item's reading as of one day."""

    as_of: date
    method: str
    readings: tuple[Reading, ...] = field(default=())

"""The door that every way of reading a panel goes through, and what comes out: one reading for each item."""

from __future__ import annotations

import math
from dataclasses import dataclass, is_dataclass, replace
from typing import Protocol

import numpy as np

from bongsu.core.forecasting.level_model import LevelPrior, Run, in_turn
from bongsu.core.forecasting.predictive import Predictive
from bongsu.core.grading.assessment import Elasticity, Finding
from bongsu.core.grading.grades import GradeRule
from bongsu.core.grading.surge import Calibration
from bongsu.core.panel.view import ItemView, PanelView

MINIMUM_PERIODS = 8


@dataclass(frozen=True, slots=True)
class MethodReading:
    """What a method says of one item on one day.

    Attributes:
        predictive: of the next count; None where the method forecasts no counts or cannot speak.
        score: the method's risk reading, larger is riskier; probability: calibrated, of a surge within three
            periods. Both are NaN where the method cannot speak.
        grade_value: what the grade rule's cuts apply to (the probability, or z in 2005).
        grade_cap: highest grade this reading may give.
        elasticity: of detections to inspections, as learned; None where the method has none.
    """

    item: str
    predictive: Predictive | None
    score: float = float("nan")
    probability: float = float("nan")
    grade_value: float = float("nan")
    findings: tuple[Finding, ...] = ()
    flags: tuple[str, ...] = ()
    grade_cap: int = 5
    elasticity: Elasticity | None = None

    @property
    def speaks(self) -> bool:
        """Whether the method could say anything of the item."""
        return not math.isnan(self.score)


class Method(Protocol):
    """A way of reading a panel. `learn` looks at one panel (at a refresh), `read` at the present one."""

    @property
    def name(self) -> str:
        """Its name on the command line."""

    @property
    def calibration(self) -> Calibration:
        """How its score becomes a probability."""

    @property
    def forecasts(self) -> bool:
        """Whether it forecasts counts; one that does not can be compared, but nothing is assessed with it."""

    def learn(self, panel: PanelView, *, run: Run = in_turn) -> LevelPrior | None:
        """What is taken from a panel for the periods that follow."""

    def read(
        self, panel: PanelView, learned: LevelPrior | None, *, rule: GradeRule, run: Run = in_turn
    ) -> list[MethodReading]:
        """One reading for each item, in the panel's order."""

    def grade_rule(self, rule: GradeRule) -> GradeRule:
        """The grade rule that applies to this method's `grade_value`."""


def with_calibration(method: Method, calibration: Calibration | None) -> Method:
    """The same method with another calibration; None leaves it the factory's."""
    if calibration is None:
        return method
    if not is_dataclass(method) or isinstance(method, type):
        raise TypeError(f"expected a method made of settings, found {method!r}")
    changed: Method = replace(method, calibration=calibration)
    return changed


def known_counts(view: ItemView) -> int:
    """Number of periods with a reported count."""
    return int((~np.isnan(view.counts)).sum())

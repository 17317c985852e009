"""The method that never looks at detections: it is silent on every item, so that pressure speaks for all."""

from __future__ import annotations

from dataclasses import dataclass

from bongsu.core.forecasting.level_model import Run, in_turn
from bongsu.core.grading.grades import GradeRule
from bongsu.core.grading.method import MethodReading
from bongsu.core.grading.pressure_method import PRESSURE
from bongsu.core.grading.surge import FACTORY, Calibration
from bongsu.core.panel.view import PanelView


@dataclass(frozen=True, slots=True)
class PressureAlone:
    """A `Method` for assessing only: it forecasts nothing, so there is nothing to compare or calibrate."""

    name: str = PRESSURE
    calibration: Calibration = FACTORY
    forecasts: bool = True

    def learn(self, panel: PanelView, *, run: Run = in_turn) -> None:
        """Nothing."""

    def read(
        self, panel: PanelView, learned: object, *, rule: GradeRule, run: Run = in_turn
    ) -> list[MethodReading]:
        """Silence on every item."""
        return [MethodReading(view.item, None) for view in panel.items]

    def grade_rule(self, rule: GradeRule) -> GradeRule:
        """The rule as it is; no grade comes of it."""
        return rule

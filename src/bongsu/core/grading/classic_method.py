"""The method of 2005 as a method: its z is graded by the z-cuts, its findings are the screened indicators."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy.special import expit

from bongsu.core.forecasting.classic_2005 import ClassicForecast, forecast_classic_many
from bongsu.core.forecasting.level_model import LevelPrior, Run, in_turn
from bongsu.core.grading.assessment import Direction, Finding
from bongsu.core.grading.grades import Z_RULE, GradeRule
from bongsu.core.grading.method import MethodReading
from bongsu.core.grading.surge import Calibration
from bongsu.core.panel.view import ItemView, PanelView


@dataclass(frozen=True, slots=True)
class ClassicMethod:
    """The method of 2005; `forced` names the indicators that are used without screening, by item."""

    name: str
    calibration: Calibration
    best_lead: bool = False
    forced: tuple[tuple[str, tuple[str, ...]], ...] = (("gold", ("gold_price_gap", "gold_net_imports")),)

    @property
    def forecasts(self) -> bool:
        return True

    def learn(self, panel: PanelView, *, run: Run = in_turn) -> None:
        return None

    def read(
        self, panel: PanelView, learned: LevelPrior | None, *, rule: GradeRule, run: Run = in_turn
    ) -> list[MethodReading]:
        forced = dict(self.forced)
        found = forecast_classic_many(
            panel.items,
            forced=[forced.get(view.item, ()) for view in panel.items],
            best_lead=self.best_lead,
            run=run,
        )
        return [self._reading(view, each) for view, each in zip(panel.items, found, strict=True)]

    def grade_rule(self, rule: GradeRule) -> GradeRule:
        return Z_RULE

    def _reading(self, view: ItemView, found: ClassicForecast | None) -> MethodReading:
        if found is None:
            return MethodReading(view.item, None, flags=(*view.flags, "too_few_periods"))
        findings = []
        for k, trait in enumerate(view.traits):
            used = k in found.selected
            at = found.selected.index(k) if used else -1
            r = float(found.correlation[k])
            direction: Direction = "?" if math.isnan(r) or r == 0.0 else "+" if r > 0 else "-"
            findings.append(
                Finding(
                    trait.code,
                    found.lead[at] if used else None,
                    None,
                    "candidate" if used else "none",
                    direction,
                    None if math.isnan(r) else r,
                )
            )
        findings.sort(key=lambda f: (f.verdict == "none", -abs(f.correlation or 0.0), f.indicator))
        probability = float(expit(self.calibration.intercept + self.calibration.slope * found.z))
        flags = view.flags if view.traits else (*view.flags, "no_indicators")
        return MethodReading(
            view.item, found.predictive, found.z, probability, found.z, tuple(findings), flags
        )

"""Methods that read each item by itself, from a table of looks: the naive ones and the rivals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.special import expit

from bongsu.core.forecasting import klr, lasso, monthly_detectors, observation_driven
from bongsu.core.forecasting.level_model import LevelPrior, Run, in_turn
from bongsu.core.forecasting.naive import NAIVE_METHODS, NaiveMethod, forecast_naive
from bongsu.core.forecasting.outlook import Outlook, rise
from bongsu.core.grading.grades import GradeRule
from bongsu.core.grading.method import MINIMUM_PERIODS, MethodReading, known_counts
from bongsu.core.grading.surge import Calibration
from bongsu.core.panel.view import ItemView, PanelView

Look = Callable[[ItemView], Outlook | None]


def look_naive(view: ItemView, method: NaiveMethod) -> Outlook | None:
    """A naive forecast; its score is how far it lies above the item's own mean."""
    forecast = forecast_naive(view, method)
    if forecast is None:
        return None
    return Outlook(forecast, rise(forecast.mean, float(np.nanmean(view.counts / view.completeness))))


LOOKS: dict[str, Look] = {
    **{method: partial(look_naive, method=method) for method in NAIVE_METHODS},
    "ingarch": partial(observation_driven.look, recursion="ingarch"),
    "gas": partial(observation_driven.look, recursion="gas"),
    "lasso": lasso.look,
    "klr": klr.look,
    "farrington": monthly_detectors.look_farrington,
    "ears-c1": partial(monthly_detectors.look_ears, variant=1),
    "ears-c2": partial(monthly_detectors.look_ears, variant=2),
    "cusum": monthly_detectors.look_cusum,
}
"""What each of these methods makes of one item, by the method's name."""

SCORES_ONLY = ("klr", "cusum")
"""Those that score the risk but forecast no counts."""


@dataclass(frozen=True, slots=True)
class ItemMethod:
    """A method of `LOOKS`, its score calibrated to a probability."""

    name: str
    calibration: Calibration

    @property
    def forecasts(self) -> bool:
        return self.name not in SCORES_ONLY

    def learn(self, panel: PanelView, *, run: Run = in_turn) -> None:
        return None

    def read(
        self, panel: PanelView, learned: LevelPrior | None, *, rule: GradeRule, run: Run = in_turn
    ) -> list[MethodReading]:
        return run(self._read_item, panel.items)

    def grade_rule(self, rule: GradeRule) -> GradeRule:
        return rule

    def _read_item(self, view: ItemView) -> MethodReading:
        outlook = LOOKS[self.name](view) if known_counts(view) >= MINIMUM_PERIODS else None
        if outlook is None:
            return MethodReading(view.item, None, flags=(*view.flags, "too_few_periods"))
        probability = float(expit(self.calibration.intercept + self.calibration.slope * outlook.score))
        return MethodReading(
            view.item, outlook.predictive, outlook.score, probability, probability, flags=view.flags
        )

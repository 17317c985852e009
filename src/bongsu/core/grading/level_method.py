"""The level model as a method: with indicators (level-BMA) or from history alone."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from bongsu.core.forecasting.level_design import ELASTICITY_SPREAD
from bongsu.core.forecasting.level_model import (
    LevelForecast,
    LevelPrior,
    LevelSettings,
    Run,
    fit_prior,
    forecast_item,
    in_turn,
)
from bongsu.core.forecasting.predictive import NegativeBinomialForecast
from bongsu.core.grading.assessment import Direction, Elasticity, Finding, Verdict
from bongsu.core.grading.grades import GradeRule
from bongsu.core.grading.method import MINIMUM_PERIODS, MethodReading, known_counts
from bongsu.core.grading.surge import Calibration, surge_risk
from bongsu.core.panel.view import ItemView, PanelView

Array = NDArray[np.float64]

CANDIDATE = 0.25
FALSE_DISCOVERY = 0.1
INTERVAL80 = float(ndtri(0.9))
NARROWED = 0.9
"""The elasticity counts as learned once its deviation is below this part of the one assumed beforehand."""
SHORT_HISTORY = 24
SHORT_HISTORY_CAP = 3


@dataclass(frozen=True, slots=True)
class LevelMethod:
    """The level model, with indicators (level-BMA) or from history alone."""

    name: str
    with_indicators: bool
    calibration: Calibration
    settings: LevelSettings = field(default_factory=LevelSettings)

    @property
    def forecasts(self) -> bool:
        return True

    def learn(self, panel: PanelView, *, run: Run = in_turn) -> LevelPrior:
        seen = self._seen(panel)
        enough = tuple(view for view in seen.items if known_counts(view) >= MINIMUM_PERIODS)
        return fit_prior(PanelView(seen.as_of, enough), settings=self.settings, run=run)

    def read(
        self, panel: PanelView, learned: LevelPrior | None, *, rule: GradeRule, run: Run = in_turn
    ) -> list[MethodReading]:
        prior = learned or self.learn(panel, run=run)
        views = self._seen(panel).items

        def one(view: ItemView) -> MethodReading:
            return self._read_item(view, prior)

        return run(one, views)

    def expected_ahead(self, view: ItemView, learned: LevelPrior) -> tuple[float, ...]:
        """Expected count of each period of the horizon."""
        forecast = forecast_item(view, learned)
        return tuple(
            NegativeBinomialForecast(float(mean), float(variance), forecast.size).mean
            for mean, variance in zip(forecast.log_mean, forecast.log_variance, strict=True)
        )

    def grade_rule(self, rule: GradeRule) -> GradeRule:
        return rule

    def _seen(self, panel: PanelView) -> PanelView:
        if self.with_indicators:
            return panel
        return PanelView(panel.as_of, tuple(view.without_indicators() for view in panel.items))

    def _read_item(self, view: ItemView, prior: LevelPrior) -> MethodReading:
        if known_counts(view) < MINIMUM_PERIODS:
            return MethodReading(view.item, None, flags=(*view.flags, "too_few_periods"))
        forecast = forecast_item(view, prior)
        risk = surge_risk(view, forecast, self.calibration)
        flags = [*view.flags, *forecast.flags]
        if self.with_indicators and not view.traits:
            flags.append("no_indicators")
        short = view.length < SHORT_HISTORY
        if short:
            flags.append("short_history_grade_capped")
        return MethodReading(
            view.item,
            NegativeBinomialForecast(
                float(forecast.log_mean[0]), float(forecast.log_variance[0]), forecast.size
            ),
            risk.score,
            risk.probability,
            risk.probability,
            _level_findings(view, forecast) if "history_too_short_for_indicators" not in flags else (),
            tuple(flags),
            SHORT_HISTORY_CAP if short else 5,
            _elasticity(forecast),
        )


def _elasticity(forecast: LevelForecast) -> Elasticity:
    mean, deviation = forecast.elasticity, forecast.elasticity_deviation
    reach = INTERVAL80 * deviation
    return Elasticity(mean, mean - reach, mean + reach, deviation < NARROWED * ELASTICITY_SPREAD)


def supported_set(inclusion: Array, rate: float = FALSE_DISCOVERY) -> NDArray[np.bool_]:
    """The largest set of indicators whose mean probability of being no driver is at most `rate`.

    >>> supported_set(np.array([0.99, 0.5, 0.93])).tolist()
    [True, False, True]
    """
    order = np.argsort(-inclusion, kind="stable")
    false_share = np.cumsum(1.0 - inclusion[order]) / np.arange(1, inclusion.shape[0] + 1)
    size = int((false_share <= rate).sum())
    chosen = np.zeros(inclusion.shape[0], dtype=np.bool_)
    chosen[order[:size]] = True
    return chosen


def _level_findings(view: ItemView, forecast: LevelForecast) -> tuple[Finding, ...]:
    if not view.traits:
        return ()
    supported = supported_set(forecast.inclusion)
    findings = []
    for k, trait in enumerate(view.traits):
        probability = float(forecast.inclusion[k])
        verdict: Verdict = "supported" if supported[k] else "candidate" if probability > CANDIDATE else "none"
        effect = float(forecast.coefficient[k])
        direction: Direction = "?" if effect == 0.0 else "+" if effect > 0 else "-"
        lead = int(forecast.lead[k]) if probability > 0.0 else None
        findings.append(
            Finding(
                trait.code,
                lead,
                probability,
                verdict,
                direction,
                contribution=float(forecast.contribution[k]),
            )
        )
    return tuple(sorted(findings, key=lambda found: (-(found.inclusion or 0.0), found.indicator)))

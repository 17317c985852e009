"""Every way of reading a panel, behind one door: a forecast of the next count and a risk score per item."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from bongsu.core.forecasting.classic_2005 import forecast_classic
from bongsu.core.forecasting.level_model import (
    LevelForecast,
    LevelPrior,
    LevelSettings,
    Run,
    fit_prior,
    forecast_item,
    in_turn,
)
from bongsu.core.forecasting.naive import NAIVE_METHODS, NaiveMethod, forecast_naive
from bongsu.core.forecasting.predictive import NegativeBinomialForecast, Predictive
from bongsu.core.grading.assessment import Direction, Finding, Verdict
from bongsu.core.grading.grades import Z_RULE, GradeRule
from bongsu.core.grading.surge import Calibration, surge_risk
from bongsu.core.panel.view import ItemView, PanelView

Array = NDArray[np.float64]

CANDIDATE = 0.25
FALSE_DISCOVERY = 0.1
SHORT_HISTORY = 24
SHORT_HISTORY_CAP = 3
MINIMUM_PERIODS = 8


@dataclass(frozen=True, slots=True)
class MethodReading:
    """What a method says of one item on one day; `predictive` is None where it cannot speak.

    Attributes:
        score: the method's risk reading, larger is riskier; probability: calibrated, of a surge within three
            periods. grade_value: what the grade rule's cuts apply to (the probability, or z in 2005).
        grade_cap: highest grade this reading may give.
    """

    item: str
    predictive: Predictive | None
    score: float = float("nan")
    probability: float = float("nan")
    grade_value: float = float("nan")
    findings: tuple[Finding, ...] = ()
    flags: tuple[str, ...] = ()
    grade_cap: int = 5


class Method(Protocol):
    """A way of reading a panel. `learn` looks at one panel (at a refresh), `read` at the present one."""

    @property
    def name(self) -> str:
        """Its name on the command line."""

    def learn(self, panel: PanelView, *, run: Run = in_turn) -> LevelPrior | None:
        """What is taken from a panel for the periods that follow."""

    def read(
        self, panel: PanelView, learned: LevelPrior | None, *, rule: GradeRule, run: Run = in_turn
    ) -> list[MethodReading]:
        """One reading for each item, in the panel's order."""

    def grade_rule(self, rule: GradeRule) -> GradeRule:
        """The grade rule that applies to this method's `grade_value`."""


@dataclass(frozen=True, slots=True)
class LevelMethod:
    """The level model, with indicators (level-BMA) or from history alone."""

    name: str
    with_indicators: bool
    calibration: Calibration
    settings: LevelSettings = field(default_factory=LevelSettings)

    def learn(self, panel: PanelView, *, run: Run = in_turn) -> LevelPrior:
        seen = self._seen(panel)
        enough = tuple(view for view in seen.items if _known_counts(view) >= MINIMUM_PERIODS)
        return fit_prior(PanelView(seen.as_of, enough), settings=self.settings, run=run)

    def read(
        self, panel: PanelView, learned: LevelPrior | None, *, rule: GradeRule, run: Run = in_turn
    ) -> list[MethodReading]:
        prior = learned or self.learn(panel, run=run)
        views = self._seen(panel).items

        def one(view: ItemView) -> MethodReading:
            return self._read_item(view, prior)

        return run(one, views)

    def grade_rule(self, rule: GradeRule) -> GradeRule:
        return rule

    def _seen(self, panel: PanelView) -> PanelView:
        if self.with_indicators:
            return panel
        return PanelView(panel.as_of, tuple(view.without_indicators() for view in panel.items))

    def _read_item(self, view: ItemView, prior: LevelPrior) -> MethodReading:
        if _known_counts(view) < MINIMUM_PERIODS:
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
        )


def _known_counts(view: ItemView) -> int:
    return int((~np.isnan(view.counts)).sum())


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


@dataclass(frozen=True, slots=True)
class ClassicMethod:
    """The method of 2005; `forced` names the indicators that are used without screening, by item."""

    name: str
    calibration: Calibration
    best_lead: bool = False
    forced: tuple[tuple[str, tuple[str, ...]], ...] = (("gold", ("gold_price_gap", "gold_net_imports")),)

    def learn(self, panel: PanelView, *, run: Run = in_turn) -> None:
        return None

    def read(
        self, panel: PanelView, learned: LevelPrior | None, *, rule: GradeRule, run: Run = in_turn
    ) -> list[MethodReading]:
        return [self._read_item(view) for view in panel.items]

    def grade_rule(self, rule: GradeRule) -> GradeRule:
        return Z_RULE

    def _read_item(self, view: ItemView) -> MethodReading:
        forced = dict(self.forced).get(view.item, ())
        found = forecast_classic(view, forced=forced, best_lead=self.best_lead)
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


@dataclass(frozen=True, slots=True)
class NaiveReading:
    """A naive method; its score is how far its forecast lies above the item's own mean."""

    name: NaiveMethod
    calibration: Calibration

    def learn(self, panel: PanelView, *, run: Run = in_turn) -> None:
        return None

    def read(
        self, panel: PanelView, learned: LevelPrior | None, *, rule: GradeRule, run: Run = in_turn
    ) -> list[MethodReading]:
        return [self._read_item(view) for view in panel.items]

    def grade_rule(self, rule: GradeRule) -> GradeRule:
        return rule

    def _read_item(self, view: ItemView) -> MethodReading:
        known = view.counts[~np.isnan(view.counts)]
        forecast = forecast_naive(view, self.name) if known.shape[0] >= MINIMUM_PERIODS else None
        if forecast is None:
            return MethodReading(view.item, None, flags=(*view.flags, "too_few_periods"))
        rate = view.counts / view.completeness
        score = math.log((forecast.mean + 0.5) / (float(np.nanmean(rate)) + 0.5))
        probability = float(expit(self.calibration.intercept + self.calibration.slope * score))
        return MethodReading(view.item, forecast, score, probability, probability, flags=view.flags)


LEVEL_BMA = "level-bma"
HISTORY = "history"
CLASSIC = "2005"

_NAIVE_CALIBRATION = {method: Calibration(-1.3, 1.5) for method in NAIVE_METHODS}

METHODS: dict[str, Method] = {
    LEVEL_BMA: LevelMethod(LEVEL_BMA, True, Calibration(-0.572, 0.676)),
    HISTORY: LevelMethod(HISTORY, False, Calibration(-0.572, 0.676)),
    CLASSIC: ClassicMethod(CLASSIC, Calibration(-1.3, 0.8)),
    "2005-best-lead": ClassicMethod("2005-best-lead", Calibration(-1.3, 0.8), best_lead=True),
    **{method: NaiveReading(method, _NAIVE_CALIBRATION[method]) for method in NAIVE_METHODS},
}
"""Every method by its name on the command line; the calibrations are printed by `benchmarks/worlds.py --fit`."""

"""The indicators' part of a review: coverage, timeliness, revisions, verdicts over time, skill."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bongsu.core.forecasting.level_model import LevelPrior, forecast_item
from bongsu.core.forecasting.predictive import NegativeBinomialForecast
from bongsu.core.grading.assessment import Finding
from bongsu.core.grading.grades import GradeRule
from bongsu.core.grading.methods import LEVEL_BMA, METHODS
from bongsu.core.grading.rolling import refresh_cutoff
from bongsu.core.panel.periods import Period
from bongsu.core.panel.view import ItemView, PanelView
from bongsu.core.review.comparison import Difference, compare_scores
from bongsu.core.review.suitability import (
    LITTLE,
    Snapshot,
    Suitability,
    advise,
    coverage_and_silence,
    revision_size,
)
from bongsu.engine.local import on_all_cores
from bongsu.usecases.assess import Progress
from bongsu.usecases.known_panel import KnownPanel
from bongsu.words import say

Array = NDArray[np.float64]
EVERY = 6
"""Screening is looked back at every so many cutoffs: that often the level model learns anew."""


def suitability_of(
    panel: KnownPanel, cutoffs: Sequence[Period], place: int, *, progress: Progress | None = None
) -> tuple[Suitability, ...]:
    """The scorecard of every indicator of one item of a panel, those with most weight first."""
    views = [panel.at(cutoff).items[place] for cutoff in cutoffs]
    today = views[-1]
    if not today.traits:
        return ()
    findings = _findings(panel, cutoffs, place)
    history = _histories(cutoffs, findings, [trait.code for trait in today.traits])
    weighty = [
        k
        for k, trait in enumerate(today.traits)
        if any(each.inclusion >= LITTLE for each in history[trait.code])
    ]
    without = _skills(panel, cutoffs, place, weighty, progress)
    first, delay = _first_known(views)
    found = [
        _scorecard(
            today, k, history[trait.code], first[:, k], delay[:, k], without.get(k), panel.frequency.per_year
        )
        for k, trait in enumerate(today.traits)
    ]
    return tuple(sorted(found, key=lambda each: (-_weight(each.history[-1]), each.indicator)))


def _weight(look: Snapshot) -> float:
    return 0.0 if math.isnan(look.inclusion) else look.inclusion


def _findings(panel: KnownPanel, cutoffs: Sequence[Period], place: int) -> list[tuple[Finding, ...]]:
    """What the level model with indicators found at each look back; the last cutoff is always one."""
    way = METHODS[LEVEL_BMA]
    found = []
    for cutoff in _looks(cutoffs):
        seen = panel.at(cutoff)
        learned = way.learn(panel.at(refresh_cutoff(cutoff)), run=on_all_cores)
        one = PanelView(seen.as_of, (seen.items[place],))
        found.append(way.read(one, learned, rule=GradeRule())[0].findings)
    return found


def _looks(cutoffs: Sequence[Period]) -> list[Period]:
    return list(reversed([*reversed(cutoffs)][::EVERY]))


def _histories(
    cutoffs: Sequence[Period], findings: Sequence[tuple[Finding, ...]], codes: Sequence[str]
) -> dict[str, tuple[Snapshot, ...]]:
    looks = _looks(cutoffs)
    found: dict[str, list[Snapshot]] = {code: [] for code in codes}
    for cutoff, row in zip(looks, findings, strict=True):
        said = {each.indicator: each for each in row}
        for code in codes:
            each = said.get(code)
            found[code].append(
                Snapshot(cutoff.end.isoformat(), each.inclusion or 0.0, each.verdict, each.direction)
                if each
                else Snapshot(cutoff.end.isoformat(), math.nan, "none", "?")
            )
    return {code: tuple(each) for code, each in found.items()}


def _skills(
    panel: KnownPanel,
    cutoffs: Sequence[Period],
    place: int,
    weighty: Sequence[int],
    progress: Progress | None,
) -> dict[int, Difference]:
    """CRPS without each indicator minus CRPS with it, over the cutoffs whose next count is known."""
    whole = np.full((len(cutoffs), 1), np.nan)
    less = {k: np.full((len(cutoffs), 1), np.nan) for k in weighty}
    learned: dict[Period, Any] = {}
    way = METHODS[LEVEL_BMA]
    for row, cutoff in enumerate(cutoffs if weighty else ()):
        observed = float(panel.observed(cutoff + 1)[place])
        refresh = refresh_cutoff(cutoff)
        if refresh not in learned:
            learned = {refresh: way.learn(panel.at(refresh), run=on_all_cores)}
        prior = learned[refresh]
        if math.isnan(observed) or prior is None:
            continue
        view = panel.at(cutoff).items[place]
        pieces = [view, *(_without(view, k) for k in weighty)]
        scores = on_all_cores(partial(_crps, prior=prior, observed=observed), pieces)
        whole[row, 0] = scores[0]
        for k, score in zip(weighty, scores[1:], strict=True):
            less[k][row, 0] = score
        if progress:
            progress(say("each indicator left out in turn"), row + 1, len(cutoffs))
    return {k: compare_scores(without, whole) for k, without in less.items()}


def _without(view: ItemView, k: int) -> ItemView:
    traits = tuple(trait for place, trait in enumerate(view.traits) if place != k)
    return replace(view, indicators=np.delete(view.indicators, k, axis=1), traits=traits)


def _crps(view: ItemView, *, prior: LevelPrior, observed: float) -> float:
    forecast = forecast_item(view, prior)
    predictive = NegativeBinomialForecast(
        float(forecast.log_mean[0]), float(forecast.log_variance[0]), forecast.size
    )
    return float(predictive.scores(observed).crps)


def _first_known(views: Sequence[ItemView]) -> tuple[Array, Array]:
    """The value of each period as first known at a cutoff, and the days until that cutoff [time, indicator].

    Periods before the first cutoff have no delay that could be seen.
    """
    today = views[-1].indicators
    first, delay = np.full(today.shape, np.nan), np.full(today.shape, np.nan)
    begins = views[-1].first - views[-1].lead_rows
    for number, view in enumerate(views):
        offset = (view.first - view.lead_rows) - begins
        rows = np.arange(view.indicators.shape[0]) + offset
        inside = (rows >= 0) & (rows < today.shape[0])
        seen = np.full(today.shape, np.nan)
        seen[rows[inside]] = view.indicators[inside]
        new = np.isnan(first) & ~np.isnan(seen)
        first = np.where(new, seen, first)
        if number:
            days = np.array(
                [view.cutoff.end.toordinal() - (begins + row).end.toordinal() for row in range(len(today))]
            )
            delay = np.where(new, days[:, None], delay)
    return first, delay


def _scorecard(
    today: ItemView,
    k: int,
    history: tuple[Snapshot, ...],
    first: Array,
    delay: Array,
    skill: Difference | None,
    per_year: float,
) -> Suitability:
    own = today.indicators[today.lead_rows :, k]
    coverage, silent = coverage_and_silence(own)
    recent = ~np.isnan(delay)
    revision = revision_size(np.where(recent, first, np.nan), today.indicators[:, k])
    trait, latest = today.traits[k], history[-1]
    sign = {"+": 1, "-": -1}.get(latest.direction, 0)
    agrees = None if not sign or not trait.sign or latest.verdict == "none" else sign == trait.sign
    return Suitability(
        trait.code,
        coverage,
        silent,
        float(np.median(delay[recent])) if recent.any() else math.nan,
        revision,
        history,
        skill,
        agrees,
        advise(coverage=coverage, silent=silent, revision=revision, history=history, agrees=agrees),
    )

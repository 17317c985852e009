"""Everything screening says of one item: the lead scan, its null band, inclusion, comparisons and signals.

Joins what the tests of `core/screening` say of each indicator by itself with the inclusion probabilities of
the level model, which weighs the indicators against one another and alone decides the verdict.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bongsu.core.forecasting import level_design as layout
from bongsu.core.forecasting.level_model import LevelForecast, LevelPrior, forecast_item
from bongsu.core.grading.assessment import Direction, Verdict
from bongsu.core.grading.methods import CANDIDATE, supported_set
from bongsu.core.grading.surge import surge_level
from bongsu.core.panel.view import ItemView
from bongsu.core.screening.candidates import Candidates, lagged_values, strongest
from bongsu.core.screening.circular_shift import circular_shift_test
from bongsu.core.screening.false_discovery import benjamini_hochberg
from bongsu.core.screening.level_whitening import FittedLevel, whiten, working_response
from bongsu.core.screening.max_t import DRAWS, MaxT, max_t_test
from bongsu.core.screening.pearson import Correlations, correlate
from bongsu.core.screening.signals import HORIZON, Signals, signals_approach
from bongsu.core.screening.spearman import correlate_ranks
from bongsu.core.screening.stability import Stability, stability

Array = NDArray[np.float64]
Integers = NDArray[np.int64]

SEED = 20050531
"""Of the null draws: fixed, so that the same data give the same p-values."""
MINIMUM_PERIODS = 24


@dataclass(frozen=True, slots=True)
class Comparison:
    """A correlation that does not model the level, at its best lead; shown beside, never used for a verdict.

    Attributes:
        r, p_value: [indicator, lead] for naive correlations; p_value is [indicator] for the circular shift.
        lead: strongest [indicator], −1 where there is none.
        best_p, q_value: p at the best lead and the same after Benjamini-Hochberg [indicator].
    """

    r: Array
    p_value: Array
    lead: Integers
    best_p: Array
    q_value: Array


@dataclass(frozen=True, slots=True)
class ScreenedItem:
    """One item's screening; arrays are [indicator] in the order of `codes`, or [indicator, lead].

    Attributes:
        periods: counts used; sigma, rho, size: the level they were tested against.
        test: correlation with detections with the level modelled; None with too short a history.
        inclusion, inclusion_by_lead: of the level model; NaN where it was not fitted.
        inclusion_lead: its most probable lead, −1 where it has none.
        agrees: 1 the direction found is the expected one, −1 the other, 0 none was expected or found.
        event: periods in a surge of the smoothed level, which the signals are judged by [time].
    """

    item: str
    codes: tuple[str, ...]
    expected_sign: Integers
    periods: int
    sigma: float
    rho: float
    size: float
    test: MaxT | None
    stability: Stability | None
    inclusion: Array
    inclusion_by_lead: Array
    inclusion_lead: Integers
    verdict: tuple[Verdict, ...]
    direction: tuple[Direction, ...]
    agrees: Integers
    pearson: Comparison
    spearman: Comparison
    circular: Comparison | None
    signals: Signals
    event: NDArray[np.bool_]
    flags: tuple[str, ...]

    @property
    def found(self) -> bool:
        """Whether any indicator is supported or a candidate."""
        return any(verdict != "none" for verdict in self.verdict)


def screen_item(
    view: ItemView, prior: LevelPrior, *, seed: int = SEED, draws: int = DRAWS, horizon: int = HORIZON
) -> ScreenedItem:
    """Screens every indicator of one item as known on the day of the view.

    Args:
        prior: what the whole panel taught the level model.
        horizon: periods within which a signal must be followed by a surge.
    """
    forecast = forecast_item(view, prior)
    count = len(view.traits)
    leads = max((trait.leads[1] for trait in view.traits), default=0) + 1
    sign = np.array([trait.sign for trait in view.traits], dtype=np.int64)
    level = fitted_level(view, prior, forecast)
    candidates = raw_candidates(view)
    lagged = lagged_values(view.indicators, view.lead_rows, leads)
    event = forecast.smoothed >= surge_level(forecast.smoothed)
    enough = int((~np.isnan(view.counts)).sum()) >= MINIMUM_PERIODS and candidates.lead.shape[0] > 0
    test, stable, circular = None, None, None
    if enough:
        working = working_response(view.counts, level)
        test = max_t_test(
            whiten(working, candidates.values), candidates, rng=np.random.default_rng(seed), draws=draws
        )
        stable = stability(working, candidates, t=test.t, per_year=round(view.first.frequency.per_year))
        shifted = circular_shift_test(view.counts, candidates)
        circular = Comparison(
            shifted.r, shifted.p_value, shifted.lead, shifted.p_value, benjamini_hochberg(shifted.p_value)
        )
    inclusion, by_lead, inclusion_lead = _inclusion(forecast, count)
    direction = _directions(test, forecast, inclusion_lead, count)
    found_sign = np.array([{"+": 1, "-": -1, "?": 0}[each] for each in direction], dtype=np.int64)
    return ScreenedItem(
        view.item,
        tuple(trait.code for trait in view.traits),
        sign,
        int((~np.isnan(view.counts)).sum()),
        level.sigma,
        level.rho,
        level.size,
        test,
        stable,
        inclusion,
        by_lead,
        inclusion_lead,
        verdicts(inclusion),
        direction,
        sign * found_sign,
        _naive(correlate, view, lagged),
        _naive(correlate_ranks, view, lagged),
        circular,
        signals_approach(view.indicators[view.lead_rows :], event, sign=sign, horizon=horizon),
        event,
        (*view.flags, *forecast.flags) if enough else (*view.flags, *forecast.flags, "too_short_to_screen"),
    )


def fitted_level(view: ItemView, prior: LevelPrior, forecast: LevelForecast) -> FittedLevel:
    """The level fitted from history alone: hyper-parameters as they are before any indicator is seen."""
    n = view.length
    sigma = forecast.sigma
    evidence = prior.evidence.get(view.item)
    if evidence is not None:
        settings = prior.settings
        at = (settings.rhos.index(forecast.rho), settings.sizes.index(forecast.size))
        along = np.log(prior.grid[:, at[0], at[1]]) + evidence[:, at[0], at[1]]
        weight = np.exp(along - along.max())
        sigma = float((weight * np.array(settings.sigmas)).sum() / weight.sum())
    return FittedLevel(
        layout.offsets(view)[:n], layout.fixed_effects(view)[:n], sigma, forecast.rho, forecast.size
    )


def raw_candidates(view: ItemView) -> Candidates:
    """The level model's own unsmoothed columns: standardised, their unpublished edge filled."""
    design = layout.design(view)
    raw = (design.indicator >= 0) & (design.form == layout.RAW)
    return Candidates(
        np.ascontiguousarray(design.columns[: view.length, raw]),
        design.indicator[raw],
        design.lead[raw],
        len(view.traits),
    )


def verdicts(inclusion: Array) -> tuple[Verdict, ...]:
    """Supported: the largest set with a Bayesian false discovery rate of .1; candidate: more than 25 %."""
    probability = np.where(np.isnan(inclusion), 0.0, inclusion)
    supported = supported_set(probability)
    return tuple(
        "supported" if chosen else "candidate" if share > CANDIDATE else "none"
        for chosen, share in zip(supported, probability, strict=True)
    )


def _inclusion(forecast: LevelForecast, count: int) -> tuple[Array, Array, Integers]:
    if forecast.inclusion.shape[0] != count or count == 0:
        return np.full(count, np.nan), np.full((count, 1), np.nan), np.full(count, -1, dtype=np.int64)
    lead = np.where(forecast.inclusion > 0.0, forecast.lead, -1)
    return forecast.inclusion, forecast.by_lead, lead.astype(np.int64)


def _directions(
    test: MaxT | None, forecast: LevelForecast, inclusion_lead: Integers, count: int
) -> tuple[Direction, ...]:
    """The level model's sign where it has one, else that of the strongest lead of the test."""
    found: list[Direction] = []
    for k in range(count):
        effect = float(forecast.coefficient[k]) if inclusion_lead[k] >= 0 else 0.0
        if effect == 0.0 and test is not None and test.lead[k] >= 0:
            effect = float(test.t[k, test.lead[k]])
        found.append("?" if effect == 0.0 else "+" if effect > 0 else "-")
    return tuple(found)


def _naive(correlation: Callable[[Array, Array], Correlations], view: ItemView, lagged: Array) -> Comparison:
    """A naive correlation at every lead the indicator may have, all leads in one pass."""
    n, count, leads = lagged.shape
    found = correlation(view.counts, lagged.reshape(n, count * leads))
    r, p = found.r.reshape(count, leads), found.p_value.reshape(count, leads)
    outside = np.array(
        [[not trait.leads[0] <= lead <= trait.leads[1] for lead in range(leads)] for trait in view.traits],
        dtype=np.bool_,
    ).reshape(count, leads)
    r, p = np.where(outside, np.nan, r), np.where(outside, np.nan, p)
    _, lead = strongest(r)
    best_p = np.where(lead < 0, np.nan, p[np.arange(count), np.maximum(lead, 0)])
    return Comparison(r, p, lead, best_p, benjamini_hochberg(best_p))

"""The probability of a surge against its formula, and the directions in which it must move."""

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import norm

from bongsu.core.forecasting.level_model import fit_prior, forecast_item
from bongsu.core.grading.surge import Calibration, recent_change, surge_level, surge_risk
from bongsu.core.panel.periods import Period
from bongsu.core.panel.view import PanelView, plain_view

FIRST = Period.parse("2001-01")
PLAIN = Calibration(0.0, 1.0)


def counts(last=()):
    rng = np.random.default_rng(3)
    series = rng.poisson(6, 60).astype(float)
    if len(last):
        series[-len(last) :] = last
    return series


def read(series):
    view = plain_view("x", FIRST, series)
    return view, forecast_item(view, fit_prior(PanelView(view.cutoff.end, (view,))))


def test_a_quiet_level_must_rise_by_half_and_a_restless_one_to_its_own_highest_sixth():
    quiet = 0.1 * np.sin(np.arange(100))
    assert surge_level(quiet) == pytest.approx(np.median(quiet) + math.log(1.5))
    restless = 5 * quiet + 1.0
    assert surge_level(20 * restless) == pytest.approx(np.quantile(20 * restless, 0.85))


def test_the_change_is_ears_c2_on_completed_counts():
    view = plain_view("x", FIRST, counts())
    share = np.ones(60)
    share[-2:] = (0.95, 0.8)
    view = replace(view, completeness=share)
    adjusted = view.counts / share
    baseline = [adjusted[t] for t in range(60 - 15, 60 - 3)]
    expected = (adjusted[59] - np.mean(baseline)) / np.std(baseline, ddof=1)
    assert recent_change(view) == pytest.approx(np.clip(expected, -2, 4))
    assert len(baseline) == 12


@pytest.mark.parametrize(("last", "expected"), [([500.0], 4.0), ([np.nan], 0.0)])
def test_the_change_is_bounded_and_zero_where_the_last_count_is_unknown(last, expected):
    assert recent_change(plain_view("x", FIRST, counts(last))) == expected


def test_a_baseline_without_spread_counts_as_half_a_detection_wide():
    assert recent_change(plain_view("x", FIRST, [2.0] * 30 + [3.0])) == pytest.approx(2.0)


def test_the_risk_is_the_largest_chance_of_passing_the_surge_level_in_the_horizon():
    view, forecast = read(counts())
    level = surge_level(forecast.smoothed)
    chance = max(
        norm.cdf((mean - level) / math.sqrt(variance))
        for mean, variance in zip(forecast.level, forecast.level_variance, strict=True)
    )
    risk = surge_risk(view, forecast, PLAIN)
    assert risk.raw == pytest.approx(chance)
    score = math.log(chance / (1 - chance)) + 0.2 * recent_change(view)
    assert risk.score == pytest.approx(score)
    assert risk.probability == pytest.approx(1 / (1 + math.exp(-score)))
    bent = surge_risk(view, forecast, Calibration(-0.5, 0.7))
    assert bent.probability == pytest.approx(1 / (1 + math.exp(0.5 - 0.7 * score)))


def test_the_more_the_last_counts_have_risen_the_likelier_a_surge():
    lasts = ([6, 6, 6], [10, 12, 14], [20, 25, 30])
    risks = [surge_risk(*read(counts(last)), PLAIN).probability for last in lasts]
    assert risks == sorted(risks)
    assert risks[2] > 0.8


def test_an_impossible_level_still_gives_a_finite_score():
    view, forecast = read(counts())
    for level in (-1e6, 1e6):
        risk = surge_risk(view, replace(forecast, level=np.full(3, level)), PLAIN)
        assert math.isfinite(risk.score)

"""Pressure: signed, grouped, bounded scores against an item's own past, blind to detections."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import median_abs_deviation

from bongsu.core.grading.pressure_method import PressureMethod, PressureRule
from bongsu.core.panel.periods import Period
from bongsu.core.panel.view import IndicatorTrait, ItemView
from bongsu.core.screening.pressure import GROUP_BOUND, exceedance, group_of, pressure, robust_z

GAP = IndicatorTrait("gap", "price_gap", 1)
STOCKS = IndicatorTrait("stocks", "stocks", -1)
UNSIGNED = IndicatorTrait("fx", "exchange_rate", 0)


def view(values: np.ndarray, *traits: IndicatorTrait, counts: int = 0) -> ItemView:
    """An item whose indicators are known from 2010-01, its last `counts` periods with detections."""
    rows = values.shape[0]
    first = Period.parse("2010-01") + (rows - counts)
    empty = np.zeros(counts + 3)
    return ItemView(
        "gold", first, np.full(counts, 99.0), np.ones(counts), empty, empty, values, rows - counts, traits
    )


def test_the_z_score_is_scipys_scaled_median_deviation():
    values = np.random.default_rng(1).standard_t(3, 60)
    expected = (values - np.median(values)) / (1.4826 * median_abs_deviation(values))
    assert robust_z(values, values) == pytest.approx(expected, rel=1e-12)


def test_a_series_that_is_mostly_the_same_falls_back_on_its_standard_deviation():
    values = np.array([0.0] * 20 + [1.0])
    assert robust_z(values, values)[-1] == pytest.approx(1.0 / values.std(ddof=1))
    assert np.isnan(robust_z(np.zeros(20), np.zeros(20))).all()


def test_a_falling_stock_pushes_and_an_indicator_without_a_sign_takes_no_part():
    rng = np.random.default_rng(2)
    values = rng.normal(size=(60, 2))
    values[-1] = (-4.0, 9.0)
    found = pressure(values, (STOCKS, UNSIGNED))
    assert [push.indicator for push in found.pushes] == ["stocks"] and found.pushes[0].z > 3
    assert found.left_out == ("fx",)


def test_twenty_indicators_of_one_group_weigh_no_more_than_one():
    rng = np.random.default_rng(3)
    gap, stocks = rng.normal(size=(2, 60))
    gap[-1] = 50.0
    one = pressure(np.column_stack([gap, stocks]), (GAP, STOCKS))
    copies = [IndicatorTrait(f"gap{k}", "price_gap", 1) for k in range(20)]
    many = pressure(np.column_stack([*[gap] * 20, stocks]), (*copies, STOCKS))
    assert many.scores == pytest.approx(one.scores, nan_ok=True)
    assert one.groups["price"] <= GROUP_BOUND


def test_a_value_not_out_yet_is_carried_for_three_periods_and_no_longer():
    values = np.random.default_rng(4).normal(size=(40, 1))
    values[-3:] = np.nan
    assert pressure(values, (GAP,)).pushes[0].age == 3
    values[-4:] = np.nan
    assert not pressure(values, (GAP,)).pushes


def test_exceedance_counts_the_newest_with_its_past():
    scores = np.random.default_rng(5).normal(size=200)
    share, periods = exceedance(scores)
    assert (share, periods) == ((scores >= scores[-1]).sum() / 200, 199)


def test_in_a_world_without_news_the_top_grade_is_as_rare_as_it_says():
    rng = np.random.default_rng(6)
    rule = PressureRule()
    top = 0
    for _ in range(4000):
        scores = rng.normal(size=60)
        top += rule.level(scores[-1], exceedance(scores)[0]) >= 5.0
    assert top / 4000 <= rule.rarity[3]


def test_a_quiet_item_is_never_alarming_however_rare_its_month_is():
    assert PressureRule().level(0.7, 0.001) < 2.0


def test_the_grade_rises_at_once_and_falls_by_one_after_two_quieter_periods():
    rng = np.random.default_rng(7)
    values = rng.normal(size=(66, 1))
    values[60] = 12.0
    values[61:] = -1.0
    path = PressureMethod().path([view(values[: 59 + k], GAP) for k in range(1, 8)])
    assert [step.grade for step in path] == [path[0].grade, 5, 5, 4, 4, 3, 3][:7]


def test_detections_play_no_part():
    values = np.random.default_rng(8).normal(size=(60, 2))
    without = PressureMethod().path([view(values, GAP, STOCKS)])
    with_counts = PressureMethod().path([view(values, GAP, STOCKS, counts=30)])
    assert with_counts == without


def test_a_short_past_is_not_graded():
    values = np.random.default_rng(9).normal(size=(24, 1))
    path = PressureMethod().path([view(values, GAP)])
    assert path[0].grade == 0 and path[0].periods == 23


def test_every_kind_has_one_group():
    assert {
        group_of(kind) for kind in ("smuggling_margin", "harvest", "tax_wedge", "crossings", "quarantine")
    } == {
        "price",
        "supply",
        "tax",
        "flow",
        "enforcement",
    }

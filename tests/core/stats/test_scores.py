"""Scores against versions written out plainly."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bongsu.core.stats.scores import (
    area_under_curve,
    average_precision,
    brier,
    calibration_error,
    calibration_error_by_chance,
    threshold_at_false_alarm_rate,
)

ROWS = st.lists(st.tuples(st.integers(0, 6), st.booleans()), min_size=2, max_size=40)


def arrays(rows):
    return np.array([score for score, _ in rows], dtype=float), np.array([event for _, event in rows])


@given(ROWS)
def test_the_area_under_the_curve_counts_pairs_with_ties_for_half(rows):
    score, event = arrays(rows)
    pairs = [
        1.0 if high > low else 0.5 if high == low else 0.0 for high in score[event] for low in score[~event]
    ]
    found = area_under_curve(score, event)
    assert found == pytest.approx(np.mean(pairs)) if pairs else np.isnan(found)


@given(st.permutations(range(12)), st.lists(st.booleans(), min_size=12, max_size=12))
def test_average_precision_is_the_mean_precision_at_each_event(order, events):
    score, event = np.array(order, dtype=float), np.array(events)
    precisions = [
        (event & (score >= score[i])).sum() / (score >= score[i]).sum() for i in np.flatnonzero(event)
    ]
    found = average_precision(score, event)
    assert found == pytest.approx(np.mean(precisions)) if precisions else np.isnan(found)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=40))
def test_calibration_error_weighs_each_bins_gap_by_its_size(rows):
    probability, event = arrays(rows)
    total = 0.0
    for b in range(10):
        inside = [(p, e) for p, e in rows if min(int(p * 10), 9) == b]
        if inside:
            gap = abs(sum(p for p, _ in inside) - sum(e for _, e in inside)) / len(inside)
            total += gap * len(inside) / len(rows)
    assert calibration_error(probability, event) == pytest.approx(total)


def test_the_brier_score_of_a_sure_and_right_forecast_is_zero():
    assert brier(np.array([1.0, 0.0]), np.array([True, False])) == 0.0
    assert brier(np.array([0.5, 0.5]), np.array([True, False])) == 0.25


def test_the_threshold_is_exceeded_by_the_share_of_quiet_rows_asked_for():
    score = np.arange(1000.0)
    threshold = threshold_at_false_alarm_rate(score, score < 900, rate=0.05)
    assert (score[score < 900] > threshold).mean() == pytest.approx(0.05, abs=0.002)


def test_the_calibration_error_by_chance_is_the_mean_over_outcomes_drawn_from_the_forecast():
    rng = np.random.default_rng(8)
    probability = rng.beta(1.0, 3.0, 400)
    drawn = [calibration_error(probability, rng.random(400) < probability) for _ in range(800)]
    assert calibration_error_by_chance(probability) == pytest.approx(np.mean(drawn), rel=0.05)

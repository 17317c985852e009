"""The detectors' monthly readings against the detectors themselves."""

import numpy as np
import pytest

from bongsu.core.forecasting.monthly_detectors import (
    cusum_level,
    look_cusum,
    look_ears,
    look_farrington,
)
from bongsu.core.panel.periods import Period
from bongsu.core.panel.view import plain_view
from bongsu.core.stats.detectors.cusum import cusum

FIRST = Period.parse("2001-01")
LOOKS = {
    "farrington": look_farrington,
    "ears-c1": lambda view: look_ears(view, 1),
    "ears-c2": lambda view: look_ears(view, 2),
    "cusum": look_cusum,
}


def view(counts):
    return plain_view("gold", FIRST, counts)


def test_the_cusum_alarms_exactly_where_the_level_reaches_h():
    counts = np.random.default_rng(7).poisson(4.0, 120).astype(float)
    counts[80:86] += 6
    counts[50] = np.nan
    judged = cusum(counts, 40, k=1.04, h=2.26)
    level = cusum_level(counts[40:], float(judged.expected[-1, 0]), k=1.04)
    said = judged.alarm[40:, 0]
    assert said.max() == 1
    assert np.array_equal(said[said >= 0] == 1, level[said >= 0] >= 2.26)


def test_ears_scores_are_standard_deviations_of_the_baseline():
    counts = np.random.default_rng(8).poisson(5.0, 40).astype(float)
    for variant, gap in ((1, 0), (2, 2)):
        baseline = counts[-13 - gap : -1 - gap]
        outlook = look_ears(view(counts), variant)
        assert outlook.score == pytest.approx((counts[-1] - baseline.mean()) / baseline.std(ddof=1))
        ahead = counts[len(counts) - 12 - gap : len(counts) - gap]
        assert outlook.predictive.mean == pytest.approx(ahead.mean())


def test_farrington_expects_the_same_months_of_past_years():
    season = np.tile([2, 2, 2, 2, 2, 2, 9, 9, 9, 2, 2, 2], 6).astype(float)
    season[::5] += 1
    before_peak = look_farrington(view(season[: 5 * 12 + 7]))  # forecasts August
    after_peak = look_farrington(view(season[: 5 * 12 + 10]))  # forecasts November
    assert before_peak.predictive.mean == pytest.approx(9, abs=1.5)
    assert after_peak.predictive.mean == pytest.approx(2, abs=1)


@pytest.mark.parametrize("name", LOOKS)
def test_a_jump_scores_higher_than_none(name):
    counts = np.random.default_rng(9).poisson(4.0, 72).astype(float)
    jumped = counts.copy()
    jumped[-1] = 25.0
    assert LOOKS[name](view(jumped)).score > LOOKS[name](view(counts)).score + 0.5


@pytest.mark.parametrize("name", LOOKS)
def test_too_short_a_history_gives_no_outlook(name):
    assert LOOKS[name](view([3.0, 1.0])) is None

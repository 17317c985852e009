"""The robust regression detector agrees with a slow plain version and shrugs off past outbreaks."""

import numpy as np
import pytest
from tests.reference.robust_glm_plain import robust_glm_at

from bongsu.core.stats.detectors.detections import Reason
from bongsu.core.stats.detectors.robust_glm import robust_glm
from bongsu.core.stats.outbreak_scenarios import outbreak_scenarios, simulate_outbreaks


@pytest.mark.parametrize("scenario", [0, 14, 29])
def test_it_is_the_plain_version(scenario):
    counts = simulate_outbreaks(outbreak_scenarios()[scenario], np.random.default_rng(scenario)).counts
    counts = counts[:420].astype(float)
    result = robust_glm(counts, first=405)
    expected, _, p_value = robust_glm_at(counts, 419)
    assert result.expected[419, 0] == pytest.approx(expected, rel=1e-5)
    assert result.p_value[419, 0] == pytest.approx(p_value, rel=1e-4)


def test_alarms_are_where_the_p_value_is_below_alpha():
    rng = np.random.default_rng(2)
    counts = rng.negative_binomial(3, 0.4, (420, 20)).astype(float)
    for summed in (1, 2):
        result = robust_glm(counts, alpha=0.05, first=300, summed=summed)
        np.testing.assert_array_equal(result.alarm[300:] == 1, result.p_value[300:] < 0.05)
        np.testing.assert_array_equal(result.alarm[300:] == 1, result.observed[300:] > result.upper[300:])


def test_the_first_judged_time_changes_nothing():
    counts = np.random.default_rng(4).poisson(6, 300).astype(float)
    early, late = robust_glm(counts, first=200), robust_glm(counts, first=277)
    np.testing.assert_array_equal(early.upper[277:], late.upper[277:])


def test_nothing_after_a_time_changes_what_is_said_of_it():
    counts = np.random.default_rng(4).poisson(6, 300).astype(float)
    later = counts.copy()
    later[271:] = 500
    np.testing.assert_array_equal(robust_glm(counts).p_value[:271], robust_glm(later).p_value[:271])


def test_a_past_outbreak_hardly_moves_the_bound():
    counts = np.random.default_rng(6).poisson(5, 300).astype(float)
    outbreak = counts.copy()
    outbreak[100:104] += 60
    assert robust_glm(outbreak).upper[-1, 0] <= robust_glm(counts).upper[-1, 0] + 1


def test_a_two_week_sum_expects_the_two_weeks_together():
    counts = np.random.default_rng(7).poisson(8, 300).astype(float)
    one, two = robust_glm(counts, first=280), robust_glm(counts, first=280, summed=2)
    assert two.observed[290, 0] == counts[289] + counts[290]
    assert two.expected[290, 0] == pytest.approx(one.expected[290, 0] + one.expected[289, 0])


def test_exposure_scales_the_expected_count():
    counts = np.random.default_rng(8).poisson(20, 300).astype(float)
    exposure = np.ones(300)
    exposure[-1] = 3.0
    result = robust_glm(counts, exposure=exposure)
    assert result.expected[-1, 0] == pytest.approx(3 * result.expected[-2, 0], rel=0.1)


def test_zeros_then_a_case():
    counts = np.zeros(200)
    counts[-1] = 2
    result = robust_glm(counts)
    assert result.alarm[-2:, 0].tolist() == [0, 1]
    assert result.reason[-1, 0] == Reason.ALL_ZERO_HISTORY


def test_a_single_case_in_the_past_is_enough_to_fit():
    counts = np.zeros(300)
    counts[50] = 1
    result = robust_glm(counts)
    assert np.all(result.alarm[250:] == 0)
    assert 0 < result.expected[-1, 0] < 0.1


def test_less_than_a_year_is_too_little():
    assert np.all(robust_glm(np.ones(70)).reason == Reason.TOO_LITTLE_HISTORY)


def test_gaps_and_an_early_end_are_not_zeros():
    counts = np.random.default_rng(9).poisson(30, 300).astype(float)
    counts[np.arange(20, 200, 7)] = np.nan
    counts[296:] = np.nan
    result = robust_glm(counts)
    assert result.expected[299, 0] == pytest.approx(30, rel=0.1)
    assert np.all(result.reason[296:] == Reason.NOT_REPORTED)
    assert np.all(result.alarm[296:] == -1)

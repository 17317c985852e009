"""EARS, Bayes and CUSUM give the numbers that their formulas give by hand."""

import numpy as np
import pytest
from scipy import stats

from bongsu.core.stats.detectors.bayes import bayes
from bongsu.core.stats.detectors.cusum import cusum
from bongsu.core.stats.detectors.detections import Reason
from bongsu.core.stats.detectors.ears import ears

WEEKS = np.array([2.0, 5, 3, 4, 6, 2, 3, 4, 1, 9, 12, 5])


def test_c1_and_c2_are_mean_plus_z_deviations():
    z = stats.norm.ppf(0.999)
    window = WEEKS[2:9]
    assert ears(WEEKS, 1).upper[9, 0] == pytest.approx(window.mean() + z * window.std(ddof=1))
    assert ears(WEEKS, 2).upper[11, 0] == pytest.approx(window.mean() + z * window.std(ddof=1))
    p_value = stats.norm.sf((9 - window.mean()) / window.std(ddof=1))
    assert ears(WEEKS, 1).p_value[9, 0] == pytest.approx(p_value)


def test_c3_takes_the_excesses_of_the_two_weeks_before_off_the_bound():
    def c2(t):
        window = WEEKS[t - 9 : t - 2]
        return (WEEKS[t] - window.mean()) / window.std(ddof=1)

    excess = max(0, c2(9) - 1) + max(0, c2(10) - 1)
    deviation = WEEKS[2:9].std(ddof=1)
    upper = max(0, WEEKS[11] + deviation * (stats.norm.ppf(0.975) - excess))
    assert ears(WEEKS, 3).upper[11, 0] == pytest.approx(upper)


def test_ears_needs_its_baseline():
    assert [int((ears(WEEKS, v).reason == Reason.TOO_LITTLE_HISTORY).sum()) for v in (1, 2, 3)] == [7, 9, 11]


def test_c3_cannot_be_said_where_the_baseline_does_not_vary():
    result = ears(np.zeros(20), 3)
    assert result.reason[-1, 0] == Reason.NO_VARIANCE
    assert result.alarm[-1, 0] == -1


def test_c1_calls_a_first_case_after_zeros_an_alarm():
    counts = np.zeros(20)
    counts[-1] = 1
    assert ears(counts, 1).alarm[-1, 0] == 1


def test_ears_leaves_gaps_out_of_the_baseline():
    gaps = WEEKS.copy()
    gaps[[4, 5]] = np.nan
    rest = gaps[2:9][~np.isnan(gaps[2:9])]
    z = stats.norm.ppf(0.999)
    assert ears(gaps, 1).upper[9, 0] == pytest.approx(rest.mean() + z * rest.std(ddof=1))
    gaps[2:7] = np.nan
    assert ears(gaps, 1).reason[9, 0] == Reason.TOO_LITTLE_HISTORY


def test_bayes_is_the_negative_binomial_after_jeffreys_prior():
    rng = np.random.default_rng(3)
    counts = rng.poisson(4, 120).astype(float)
    past = np.concatenate([counts[115 - 6 : 115], counts[115 - 52 - 6 : 115 - 52 + 7]])
    law = stats.nbinom(past.sum() + 0.5, len(past) / (len(past) + 1))
    result = bayes(counts, years=1)
    assert result.upper[115, 0] == law.ppf(0.95)
    assert result.p_value[115, 0] == pytest.approx(law.sf(counts[115] - 1))
    assert result.expected[115, 0] == pytest.approx(law.mean())


@pytest.mark.parametrize("transformation", ["rossi", "standard", "anscombe"])
def test_a_count_that_reaches_the_cusum_bound_is_an_alarm(transformation):
    rng = np.random.default_rng(1)
    counts = rng.poisson(9, 60).astype(float)
    bound = cusum(counts, 52, transformation=transformation).upper[53, 0]
    for count, alarm in ((np.ceil(bound + 1e-9), 1), (np.floor(bound - 1e-9), 0)):
        counts[53] = count
        assert cusum(counts, 52, transformation=transformation).alarm[53, 0] == alarm


def test_the_cusum_stands_still_where_nothing_is_reported():
    counts = np.array([4.0] * 20 + [9.0, np.nan, 9.0])
    closed = np.array([4.0] * 20 + [9.0, 9.0])
    assert cusum(counts, 20).alarm[-1, 0] == cusum(closed, 20).alarm[-1, 0] == 1
    assert cusum(counts, 20).reason[21, 0] == Reason.NOT_REPORTED


def test_a_cusum_of_zeros_has_no_scale():
    assert cusum(np.zeros(30), 20).reason[-1, 0] == Reason.ALL_ZERO_HISTORY

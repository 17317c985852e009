"""The outbreak scenarios have the means, variances and outbreaks that their definition says."""

import numpy as np
import pytest

from bongsu.core.stats.outbreak_scenarios import (
    CURRENT_WEEKS,
    FIRST_OUTBREAK_WEEK,
    draw_counts,
    outbreak_scenarios,
    simulate_outbreaks,
)


def test_there_are_42_different_ones():
    assert len(set(outbreak_scenarios())) == 42


@pytest.mark.parametrize("index", range(0, 42, 6))
def test_variance_over_mean_is_the_dispersion(index):
    scenario = outbreak_scenarios()[index]
    mean = np.full(200_000, scenario.mean()[0])
    counts = draw_counts(mean, scenario.dispersion, np.random.default_rng(index))
    assert counts.mean() == pytest.approx(mean[0], rel=0.03)
    assert counts.var() / counts.mean() == pytest.approx(scenario.dispersion, rel=0.04)


def test_means_follow_trend_and_season():
    plain = outbreak_scenarios()[0].mean()
    assert np.allclose(plain, np.exp(0.1))
    trending = outbreak_scenarios()[3].mean()
    assert trending[52] / trending[0] == pytest.approx(np.exp(0.0025 * 52))
    seasonal = outbreak_scenarios()[1].mean()
    assert np.log(seasonal[51]) == pytest.approx(0.1 + 0.6)  # week 52: cosine 1, sine 0


def test_outbreaks_lie_where_they_should():
    rng = np.random.default_rng(0)
    series = [simulate_outbreaks(outbreak_scenarios()[20], rng) for _ in range(300)]
    cases = np.array([one.outbreak_cases for one in series])
    assert not cases[:, :FIRST_OUTBREAK_WEEK].any()
    assert (cases[:, -CURRENT_WEEKS:].sum(axis=1) > 0).mean() > 0.97  # a late one may end unreported
    assert np.mean([one.outbreak_cases[:-CURRENT_WEEKS].sum() == 0 for one in series]) == pytest.approx(
        0.2, abs=0.07
    )
    assert all(np.all(one.counts >= one.outbreak_cases) for one in series)


def test_the_same_dice_give_the_same_series():
    one, other = (simulate_outbreaks(outbreak_scenarios()[5], np.random.default_rng(7)) for _ in range(2))
    np.testing.assert_array_equal(one.counts, other.counts)

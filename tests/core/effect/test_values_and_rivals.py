"""Case values, the old ways, placebo windows and neighbours."""

import numpy as np
import pytest
from scipy import stats

from bongsu.core.effect.counts import LOG_RATIOS, CountEffect, Expected, posterior_ratio
from bongsu.core.effect.displacement import Neighbour, displacement, mix_p_value, mix_shift
from bongsu.core.effect.naive_ratios import count_ratio, interrupted_series
from bongsu.core.effect.placebo import PlaceboWindow, placebo_test
from bongsu.core.effect.values import geometric_ratio, simulated_totals, tail_index, value_effect


def test_the_ratio_of_geometric_means_is_welchs_interval():
    rng = np.random.default_rng(4)
    values, reference = rng.lognormal(1.0, 1.5, 12), rng.lognormal(0.0, 0.8, 40)
    found = geometric_ratio(values, reference)
    plain = stats.ttest_ind(np.log(values), np.log(reference), equal_var=False).confidence_interval(0.9)
    assert np.log([found.low, found.high]) == pytest.approx([plain.low, plain.high])
    assert geometric_ratio(values[:2], reference) is None


def test_one_giant_case_makes_the_raw_ratio_and_not_the_others():
    rng = np.random.default_rng(5)
    history = rng.lognormal(0.0, 1.0, 300)
    values = np.concatenate([history[:20], [1000.0]])
    found = value_effect(
        values, history[20:40], history, no_effect_counts=np.full(500, 21), rng=np.random.default_rng(6)
    )
    assert found.raw.ratio > 15 and found.raw.without_largest < 3 and found.raw.largest_share > 0.9
    assert found.capped_ratio < 3
    assert found.geometric.low < 1.0 < found.geometric.high
    assert found.raw.no_effect_share < 0.2


def test_totals_of_worlds_without_an_effect_are_as_large_as_the_histories_own():
    rng = np.random.default_rng(8)
    history = rng.lognormal(0.0, 1.0, 2000)
    totals = simulated_totals(np.array([0.0, 1.0, 50.0] * 400), history, rng=rng)
    assert (totals[::3] == 0.0).all() and (totals[1::3] > 0.0).all()
    # The mean of a log-normal(0, 1) is exp(1/2); fifty of them have fifty times that.
    assert np.median(totals[2::3]) == pytest.approx(50 * np.exp(0.5), rel=0.1)


def test_hills_index_finds_that_of_a_pareto_tail():
    values = 1.0 + np.random.default_rng(9).pareto(1.5, 20_000)
    assert tail_index(values, 2000) == pytest.approx(1.5, rel=0.1)


@pytest.mark.parametrize(("observed", "reference"), [(12, 6), (0, 4), (5, 0), (90, 28)])
def test_the_count_ratio_has_the_exact_binomial_interval(observed, reference):
    found = count_ratio(observed, reference)
    share = stats.binomtest(observed, observed + reference).proportion_ci(0.9, "exact")
    assert found.low == pytest.approx(share.low / (1 - share.low))
    assert found.high == (np.inf if share.high == 1.0 else pytest.approx(share.high / (1 - share.high)))


def test_the_interrupted_series_is_the_quasi_poisson_regression_of_statsmodels():
    sm = pytest.importorskip("statsmodels.api")
    rng = np.random.default_rng(10)
    n, window = 52, 2
    phase, exposure = np.arange(n) % 12 / 12.0, rng.normal(0.0, 0.2, n)
    y = rng.negative_binomial(3, 3 / (3 + 9 * np.exp(exposure))).astype(float)
    found = interrupted_series(y, exposure, phase, window=window)
    step = np.arange(n) >= n - window
    columns = np.column_stack(
        [np.ones(n), np.linspace(-1, 1, n), np.cos(2 * np.pi * phase), np.sin(2 * np.pi * phase), step]
    )
    plain = sm.GLM(y, columns, family=sm.families.Poisson(), offset=exposure).fit(scale="X2")
    assert np.log(found.ratio) == pytest.approx(plain.params[-1], abs=1e-6)
    reach = stats.t.ppf(0.95, n - 5) * plain.bse[-1]
    assert np.log(found.high) == pytest.approx(plain.params[-1] + reach, abs=1e-5)
    assert interrupted_series(np.zeros(n), exposure, phase, window=window) is None


def test_a_placebo_p_value_counts_the_real_one_among_them():
    windows = [PlaceboWindow("gold", k, float(k), k > 8) for k in range(10)]
    found = placebo_test(-9.5, windows)
    assert found.p_value == pytest.approx(1 / 11) and found.rejection_rate == pytest.approx(0.1)
    assert placebo_test(1.0, []) is None


def neighbour(kind, name, log_ratio, spread=0.2):
    likelihood = -0.5 * ((LOG_RATIOS - log_ratio) / spread) ** 2
    expected = Expected(10.0, 10.0, 5.0, 15.0)
    worlds = np.full(2000, 10.0)
    ratio = posterior_ratio(likelihood)
    effect = CountEffect(
        np.array([10.0]), (expected,), expected, likelihood, likelihood, ratio, ratio, worlds
    )
    return Neighbour(kind, name, effect)


def test_neighbours_that_rose_are_named_beside_how_many_would_by_chance():
    found = displacement(
        [
            neighbour("channel", "express", 1.0),
            neighbour("channel", "post", 0.0),
            neighbour("office", "030", -1.0),
            neighbour("office", "040", 0.0, spread=1.5),
        ]
    )
    channel, office = found
    assert channel.rose == ("express",) and channel.by_chance == pytest.approx(0.1)
    assert [each.verdict for each in channel.neighbours] == ["rose", "unchanged"]
    assert [each.verdict for each in office.neighbours] == ["unclear", "fell"]
    assert channel.observed == 20 and channel.expected.median == 20


def test_a_new_origin_is_a_shift_and_a_few_cases_are_not():
    rng = np.random.default_rng(11)
    before, after = np.array([40.0, 20.0, 0.0]), np.array([5.0, 2.0, 12.0])
    assert mix_shift(before, after) > 0.4 and mix_p_value(before, after, rng=rng) < 0.01
    few = np.array([1.0, 1.0, 0.0])
    assert mix_p_value(before, few, rng=rng) > 0.2
    assert mix_p_value(before, np.zeros(3), rng=rng) == 1.0

"""The naive correlations against SciPy's, and the false discovery rate against SciPy's."""

import numpy as np
import pytest
from scipy import stats

from bongsu.core.screening.false_discovery import benjamini_hochberg
from bongsu.core.screening.pearson import correlate
from bongsu.core.screening.spearman import average_ranks, correlate_ranks


@pytest.fixture
def counts_and_indicators():
    rng = np.random.default_rng(3)
    counts = rng.poisson(3, 40).astype(float)  # many ties
    indicators = rng.normal(size=(40, 4)) + 0.2 * counts[:, None]
    counts[[2, 17]] = np.nan
    indicators[:5, 0] = np.nan
    indicators[-1, 1] = np.nan
    return counts, indicators


@pytest.mark.parametrize(
    ("ours", "theirs"), [(correlate, stats.pearsonr), (correlate_ranks, stats.spearmanr)]
)
def test_correlation_and_p_value_are_those_of_scipy_on_the_periods_both_know(
    counts_and_indicators, ours, theirs
):
    counts, indicators = counts_and_indicators
    found = ours(counts, indicators)
    for k in range(4):
        both = ~np.isnan(counts) & ~np.isnan(indicators[:, k])
        expected = theirs(counts[both], indicators[both, k])
        assert found.pairs[k] == both.sum()
        assert found.r[k] == pytest.approx(expected.statistic, abs=1e-12)
        assert found.p_value[k] == pytest.approx(expected.pvalue, rel=1e-9)


def test_ranks_share_ties_and_leave_the_unknown_unknown():
    values = np.array([[4.0, np.nan], [1.0, 2.0], [4.0, 2.0], [np.nan, 2.0], [0.0, 9.0]])
    expected = np.full(values.shape, np.nan)
    for k in range(2):
        known = ~np.isnan(values[:, k])
        expected[known, k] = stats.rankdata(values[known, k])
    np.testing.assert_array_equal(average_ranks(values), expected)


def test_an_indicator_that_does_not_vary_has_no_correlation():
    assert np.isnan(correlate_ranks(np.arange(10.0), np.full((10, 1), 7.0)).r[0])


def test_adjusted_p_values_are_those_of_scipy_and_unknown_ones_do_not_count():
    p = np.random.default_rng(5).uniform(0, 0.3, 30)
    np.testing.assert_allclose(benjamini_hochberg(p), stats.false_discovery_control(p), rtol=1e-12)
    with_gap = benjamini_hochberg(np.insert(p, 7, np.nan))
    assert np.isnan(with_gap[7])
    np.testing.assert_allclose(np.delete(with_gap, 7), benjamini_hochberg(p))

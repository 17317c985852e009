"""Tails and quantiles of counts agree with scipy, from tiny means to large ones."""

import numpy as np
import pytest
from scipy import stats

from bongsu.core.stats.detectors.tails import mid_tail, quantile_above, upper_tail


def law(mean, dispersion):
    if dispersion == 1.0:
        return stats.poisson(mean)
    return stats.nbinom(mean / (dispersion - 1), 1 / dispersion)


@pytest.mark.parametrize("mean", [0.01, 0.7, 5.0, 60.0, 4000.0])
@pytest.mark.parametrize("dispersion", [1.0, 1.2, 3.0, 40.0])
def test_tails_are_scipy_s(mean, dispersion):
    theirs = law(mean, dispersion)
    spread = np.sqrt(mean * dispersion)
    for count in np.unique(np.floor(np.maximum(mean + spread * np.arange(-3.0, 12.0, 1.5), 0))):
        assert upper_tail(count, mean, dispersion) == pytest.approx(theirs.sf(count - 1), rel=1e-9, abs=1e-15)
        middle = theirs.sf(count) + theirs.pmf(count) / 2
        assert mid_tail(count, mean, dispersion) == pytest.approx(middle, rel=1e-9, abs=1e-15)


@pytest.mark.parametrize("mean", [0.001, 0.3, 4.0, 75.0, 4000.0])
@pytest.mark.parametrize("dispersion", [1.0, 1.01, 2.5, 30.0])
@pytest.mark.parametrize("level", [0.25, 0.05, 0.001])
def test_quantiles_are_scipy_s(mean, dispersion, level):
    found = quantile_above(level, float(stats.norm.isf(level)), mean, dispersion)
    assert found == law(mean, dispersion).ppf(1 - level)


def test_a_mean_of_zero_expects_nothing():
    assert quantile_above(0.05, 1.645, 0.0, 1.0) == 0.0
    assert upper_tail(1.0, 0.0, 1.0) == 0.0
    assert mid_tail(0.0, 0.0, 1.0) == 0.5

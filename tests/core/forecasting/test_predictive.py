"""Laws that every predictive distribution of a count keeps, whatever method made it."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import nbinom, norm, poisson

from bongsu.core.forecasting.predictive import LEVELS, NegativeBinomialForecast, NormalForecast

FORECASTS = {
    "rare": NegativeBinomialForecast(math.log(0.2), 0.1, 1.5),
    "usual": NegativeBinomialForecast(math.log(8.0), 0.3, 3.0),
    "nearly Poisson": NegativeBinomialForecast(math.log(4.0), 0.0, 1e6),
    "many": NegativeBinomialForecast(math.log(400.0), 0.05, 15.0),
    "thousands": NegativeBinomialForecast(math.log(40_000.0), 0.01, 200.0),
    "normal": NormalForecast(9.0, 4.0),
    "normal near zero": NormalForecast(0.5, 1.0),
}
EVERY = pytest.mark.parametrize("forecast", FORECASTS.values(), ids=FORECASTS.keys())
COUNTS = (0.0, 1.0, 7.0, 60.0)
NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(11)


def mass(forecast, y):
    """P(y) written out: the mixture for counts, an interval of length one for the normal."""
    if isinstance(forecast, NormalForecast):
        return norm.cdf(y + 0.5, forecast.mean, forecast.deviation) - norm.cdf(
            y - 0.5, forecast.mean, forecast.deviation
        )
    means = np.exp(forecast.log_mean + math.sqrt(forecast.log_variance) * NODES)
    size = forecast.size
    return sum(
        w * nbinom.pmf(y, size, size / (size + m))
        for w, m in zip(WEIGHTS / WEIGHTS.sum(), means, strict=True)
    )


@EVERY
def test_quantiles_ascend_and_are_not_negative(forecast):
    quantiles = forecast.quantiles()
    assert (np.diff(quantiles) >= 0).all()
    assert (quantiles >= 0).all()
    np.testing.assert_array_equal(forecast.quantiles((0.5,)), quantiles[2:3])


@EVERY
def test_quantiles_are_the_smallest_counts_that_reach_their_level(forecast):
    if isinstance(forecast, NormalForecast):
        expected = np.maximum(norm.ppf(LEVELS, forecast.mean, forecast.deviation), 0.0)
        np.testing.assert_allclose(forecast.quantiles(), expected)
        return
    for level, quantile in zip(LEVELS, forecast.quantiles(), strict=True):
        reached = mass(forecast, np.arange(quantile + 1)).sum()
        below = reached - mass(forecast, quantile)
        assert below < level <= reached + 1e-9


@EVERY
def test_the_mean_is_the_sum_of_counts_times_their_probability(forecast):
    if isinstance(forecast, NormalForecast):
        pytest.skip("the normal is stated by its mean")
    counts = np.arange(forecast.quantiles((0.999999,))[0] * 4 + 60)
    assert forecast.mean == pytest.approx((counts * mass(forecast, counts)).sum(), rel=2e-4)


@EVERY
@pytest.mark.parametrize("observed", COUNTS)
def test_the_log_score_is_minus_the_log_probability(forecast, observed):
    expected = -math.log(max(mass(forecast, observed), 1e-300))
    assert forecast.scores(observed).log_score == pytest.approx(expected, rel=1e-6, abs=1e-6)


@EVERY
@pytest.mark.parametrize("observed", COUNTS)
def test_the_probability_integral_transform_lies_between_zero_and_one(forecast, observed):
    scores = forecast.scores(observed)
    assert 0.0 <= scores.pit_low <= scores.pit_high <= 1.0
    if not isinstance(forecast, NormalForecast):
        assert scores.pit_low == pytest.approx(mass(forecast, np.arange(observed)).sum(), abs=1e-8)
    assert scores.pit_high - scores.pit_low == pytest.approx(mass(forecast, observed), abs=1e-8)


@EVERY
@pytest.mark.parametrize("observed", COUNTS)
def test_the_crps_is_the_integral_of_the_squared_distance_of_the_distributions(forecast, observed):
    if isinstance(forecast, NormalForecast):
        below = quad(lambda x: norm.cdf(x, forecast.mean, forecast.deviation) ** 2, -60, observed)[0]
        above = quad(lambda x: norm.sf(x, forecast.mean, forecast.deviation) ** 2, observed, 120)[0]
        assert forecast.scores(observed).crps == pytest.approx(below + above, rel=1e-6)
        return
    counts = np.arange(max(forecast.quantiles((0.999999,))[0] * 4, observed) + 60)
    cumulative = mass(forecast, counts).cumsum()
    plain = ((cumulative - (counts >= observed)) ** 2).sum()
    assert forecast.scores(observed).crps == pytest.approx(plain, rel=1e-5, abs=1e-6)


@EVERY
def test_intervals_cover_what_they_say(forecast):
    if isinstance(forecast, NormalForecast):
        low, high = forecast.quantiles((0.1, 0.9))
        inside = norm.cdf(high, forecast.mean, forecast.deviation) - (
            norm.cdf(low, forecast.mean, forecast.deviation) if low > 0 else 0.0
        )
    else:
        low, high = forecast.quantiles((0.1, 0.9))
        inside = mass(forecast, np.arange(low, high + 1)).sum()
        assert inside - mass(forecast, low) - mass(forecast, high) <= 0.8
    assert inside >= 0.8 - 1e-9


@EVERY
def test_a_nearer_observation_scores_better(forecast):
    middle = forecast.quantiles((0.5,))[0]
    near, far = forecast.scores(round(middle)), forecast.scores(round(middle * 3 + 20))
    assert near.crps < far.crps
    assert near.log_score < far.log_score


def test_without_doubt_about_the_mean_a_large_size_is_the_poisson_law():
    forecast = FORECASTS["nearly Poisson"]
    np.testing.assert_array_equal(forecast.quantiles(), poisson.ppf(LEVELS, 4.0))
    assert forecast.scores(3).log_score == pytest.approx(-poisson.logpmf(3, 4.0), abs=1e-4)


@settings(max_examples=40, deadline=None)
@given(st.floats(-3, 7), st.floats(0, 2), st.floats(0.3, 50), st.integers(0, 500))
def test_scores_of_any_forecast_are_finite(log_mean, log_variance, size, observed):
    scores = NegativeBinomialForecast(log_mean, log_variance, size).scores(float(observed))
    assert math.isfinite(scores.crps)
    assert math.isfinite(scores.log_score)
    assert scores.crps >= 0.0


def test_millions_are_forecast_to_the_nearest_thousandth():
    forecast = NegativeBinomialForecast(math.log(1e6), 1e-4, 500.0)
    spread = math.sqrt(1e12 * 1e-4 + 1e12 / 500 + 1e6)
    low, middle, high = forecast.quantiles((0.025, 0.5, 0.975))
    assert middle == pytest.approx(1e6, rel=2e-3)
    assert high - low == pytest.approx(2 * 1.96 * spread, rel=0.02)

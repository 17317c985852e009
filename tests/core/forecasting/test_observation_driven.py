"""NB-INGARCH and the score-driven level against a plain likelihood and a general optimiser."""

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import expit
from scipy.stats import nbinom

from bongsu.core.forecasting.observation_driven import _maximise, _negative_log_likelihood, look
from bongsu.core.panel.periods import Period
from bongsu.core.panel.view import plain_view

FIRST = Period.parse("2001-01")
KINDS = {"ingarch": 0, "gas": 1}


def plain_likelihood(parameter, counts, known, factor, kind):
    """The recursion written out, with scipy's negative binomial."""
    mean, pull, share, size = np.exp(parameter[0]), *expit(parameter[1:3]), np.exp(parameter[3])
    rate, total = mean, 0.0
    for y, seen, w in zip(counts, known, factor, strict=False):
        expected = rate * w
        if seen:
            total -= nbinom.logpmf(y, size, size / (size + expected))
        if kind == "ingarch":
            x = y / w if seen else rate
            rate = mean * (1 - pull) + pull * (share * x + (1 - share) * rate)
        else:
            residual = (y - expected) / np.sqrt(expected + expected**2 / size) if seen else 0.0
            rate = np.exp((1 - pull) * parameter[0] + pull * np.log(rate) + share * min(residual, 3.0))
    return total


@pytest.fixture
def series():
    """An INGARCH path with a month missing and exposure that varies."""
    rng = np.random.default_rng(3)
    factor = np.exp(rng.normal(0, 0.2, 200))
    rate, counts = 6.0, []
    for w in factor:
        counts.append(rng.negative_binomial(5.0, 5.0 / (5.0 + rate * w)))
        rate = 6.0 * 0.1 + 0.9 * (0.5 * counts[-1] / w + 0.5 * rate)
    known = np.ones(200, dtype=bool)
    known[40] = False
    return np.array(counts, dtype=float), known, factor


@pytest.mark.parametrize("kind", KINDS)
def test_the_likelihood_is_the_plain_one(series, kind):
    counts, known, factor = series
    rates = np.empty(counts.shape[0] + 1)
    for parameter in (np.array([1.5, 1.0, -0.5, 1.2]), np.array([2.2, -0.4, 0.7, 0.3])):
        found = _negative_log_likelihood(parameter, counts, known, factor, KINDS[kind], rates)
        assert found == pytest.approx(plain_likelihood(parameter, counts, known, factor, kind), rel=1e-9)


@pytest.mark.parametrize("kind", KINDS)
def test_the_simplex_finds_what_a_general_optimiser_finds(series, kind):
    counts, known, factor = series
    start = np.array([np.log(counts.mean()), 1.4, -0.5, 1.4])
    _, least = _maximise(counts, known, factor, KINDS[kind], start)
    general = minimize(plain_likelihood, start, args=(counts, known, factor, kind), method="L-BFGS-B")
    assert least == pytest.approx(general.fun, abs=0.02)


def test_ingarch_recovers_the_parameters_of_its_own_world(series):
    counts, known, factor = series
    fitted, _ = _maximise(counts, known, factor, 0, np.array([np.log(counts.mean()), 1.4, -0.5, 1.4]))
    assert expit(fitted[1]) == pytest.approx(0.9, abs=0.1)
    assert expit(fitted[2]) == pytest.approx(0.5, abs=0.2)
    assert np.exp(fitted[3]) == pytest.approx(5.0, rel=0.5)


@pytest.mark.parametrize("kind", KINDS)
def test_a_rising_series_is_expected_to_stay_above_its_mean(kind):
    calm, risen = [3, 2, 4, 3] * 12, [12, 14, 11, 13, 12]
    outlook = look(plain_view("gold", FIRST, [*calm, *risen]), kind)
    assert outlook.score > 0.5
    assert 8 < outlook.predictive.mean < 16


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("counts", [[0.0] * 60, [0.0] * 59 + [900.0], [5.0] * 60, [np.nan] * 40 + [1.0] * 20])
def test_strange_series_give_finite_forecasts(kind, counts):
    outlook = look(plain_view("gold", FIRST, counts), kind)
    assert np.isfinite([outlook.score, outlook.predictive.mean]).all()
    assert np.isfinite(outlook.predictive.quantiles()).all()


def test_too_few_counts_give_no_outlook():
    assert look(plain_view("gold", FIRST, [1.0] * 11), "ingarch") is None

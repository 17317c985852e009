"""Naive forecasts against loops written out."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bongsu.core.forecasting.naive import NAIVE_METHODS, SMALLEST_MEAN, forecast_naive
from bongsu.core.panel.periods import Period
from bongsu.core.panel.view import plain_view

FIRST = Period.parse("2001-01")
COUNTS = st.lists(st.one_of(st.none(), st.integers(0, 50)), min_size=1, max_size=40)


def expected_next(counts, method):
    known = [y for y in counts if y is not None]
    last = known[-1] if known else None
    year_ago = counts[-12] if len(counts) >= 12 else None
    if method == "persistence":
        return last
    if method == "seasonal-naive":
        return year_ago
    if method == "max-of-two":
        both = [y for y in (last, year_ago) if y is not None]
        return max(both) if both else None
    recent = [y for y in counts[-(3 if method == "ma3" else 12) :] if y is not None]
    return sum(recent) / len(recent) if recent else None


@pytest.mark.parametrize("method", NAIVE_METHODS)
@given(counts=COUNTS)
def test_the_expected_count_is_the_one_written_out(method, counts):
    view = plain_view("x", FIRST, [np.nan if y is None else float(y) for y in counts])
    forecast = forecast_naive(view, method)
    expected = expected_next(counts, method)
    if expected is None:
        assert forecast is None
    else:
        assert forecast.mean == pytest.approx(max(expected, SMALLEST_MEAN))


@pytest.mark.parametrize("method", NAIVE_METHODS)
def test_the_spread_is_that_of_the_methods_own_past_errors(method):
    rng = np.random.default_rng(5)
    counts = rng.negative_binomial(3, 0.2, 60).astype(float)
    pairs = [
        (expected_next(list(counts[:t]), method), counts[t])
        for t in range(1, 60)
        if expected_next(list(counts[:t]), method) is not None
    ]
    excess = sum((y - m) ** 2 - m for m, y in pairs) / sum(m * m for m, _ in pairs)
    forecast = forecast_naive(plain_view("x", FIRST, counts), method)
    assert 1.0 / forecast.size == pytest.approx(np.clip(excess, 1e-3, 20.0))


def test_a_count_still_being_reported_is_completed():
    view = plain_view("x", FIRST, [10.0, 10.0, 8.0])
    object.__setattr__(view, "completeness", np.array([1.0, 1.0, 0.8]))
    assert forecast_naive(view, "persistence").mean == pytest.approx(10.0)
    assert math.isclose(forecast_naive(view, "ma3").mean, 10.0)

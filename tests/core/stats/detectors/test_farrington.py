"""Both Farrington detectors agree with a slow plain version, and handle what real series bring."""

import numpy as np
import pytest
from tests.reference.farrington_plain import farrington_at, farrington_flexible_at

from bongsu.core.stats.detectors.detections import Reason
from bongsu.core.stats.detectors.farrington import farrington
from bongsu.core.stats.detectors.farrington_flexible import THRESHOLDS, farrington_flexible

NO_LIMIT = (0, 4)


def seasonal_counts(seed, *, level=1.5, trend=0.002, dispersion=2.0, weeks=330):
    rng = np.random.default_rng(seed)
    week = np.arange(weeks)
    mean = np.exp(level + trend * week + 0.4 * np.cos(2 * np.pi * week / 52))
    counts = rng.negative_binomial(mean / (dispersion - 1), 1 / dispersion).astype(float)
    counts[rng.integers(0, weeks - 60, 3)] += 4 * np.sqrt(dispersion * mean[0])
    return counts


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("years", [2, 5])
def test_farrington_is_the_plain_version(seed, years):
    counts = seasonal_counts(seed, level=[1.5, 3.0, 0.0][seed % 3], trend=[0.0, 0.004][seed % 2])
    counts[[40, 101, 102]] = np.nan
    result = farrington(counts, years=years, alpha=0.01, recent_cases=NO_LIMIT)
    for t in range(300, 330, 3):
        expected, upper = farrington_at(counts, t, years=years, window=3, alpha=0.01)
        assert result.expected[t, 0] == pytest.approx(expected, rel=1e-8)
        assert result.upper[t, 0] == pytest.approx(upper, rel=1e-8)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("threshold", THRESHOLDS)
@pytest.mark.parametrize(("years", "trend_level"), [(5, 0.05), (4, 1.0), (2, 0.05)])
def test_farrington_flexible_is_the_plain_version(seed, threshold, years, trend_level):
    counts = seasonal_counts(seed, level=[1.5, 3.0][seed % 2], trend=[0.0, 0.003][seed // 2])
    counts[[40, 101, 102]] = np.nan
    rule = {"years": years, "window": 3, "alpha": 0.01, "periods": 10, "excluded": 26, "threshold": threshold}
    result = farrington_flexible(counts, **rule, trend_level=trend_level, recent_cases=NO_LIMIT)
    for t in range(300, 330, 7):
        expected, upper, p_value = farrington_flexible_at(counts, t, **rule, trend_level=trend_level)
        assert result.expected[t, 0] == pytest.approx(expected, rel=1e-8)
        assert result.upper[t, 0] == pytest.approx(upper, rel=1e-8)
        assert result.p_value[t, 0] == pytest.approx(p_value, rel=1e-6)


def test_farrington_flexible_with_windows_alone_is_the_plain_version():
    counts = seasonal_counts(8)
    rule = {
        "years": 4,
        "window": 2,
        "alpha": 0.05,
        "periods": 1,
        "excluded": 2,
        "threshold": "delta",
        "trend_level": 0.05,
    }
    result = farrington_flexible(counts, **rule, recent_cases=NO_LIMIT)
    assert result.upper[320, 0] == pytest.approx(farrington_flexible_at(counts, 320, **rule)[1], rel=1e-8)


def test_exposure_is_an_offset():
    counts = seasonal_counts(1)
    exposure = np.linspace(1000.0, 3000.0, len(counts))
    rule = {"years": 5, "window": 3, "alpha": 0.01}
    result = farrington(counts, exposure=exposure, recent_cases=NO_LIMIT, **rule)
    assert result.upper[310, 0] == pytest.approx(
        farrington_at(counts, 310, exposure=exposure, **rule)[1], rel=1e-8
    )
    rule |= {"periods": 10, "excluded": 26, "threshold": "muan", "trend_level": 1.0}
    result = farrington_flexible(counts, exposure=exposure, recent_cases=NO_LIMIT, **rule)
    assert result.upper[310, 0] == farrington_flexible_at(counts, 310, exposure=exposure, **rule)[1]


def test_twice_the_effort_and_twice_the_cases_is_no_news():
    counts = np.array([8.0, 12.0] * 160)
    exposure = np.ones_like(counts)
    counts[-1], exposure[-1] = 24.0, 2.0
    rule = {"alpha": 0.01, "periods": 10, "excluded": 26, "threshold": "nb-plugin"}
    assert farrington_flexible(counts, **rule).alarm[-1, 0] == 1
    assert farrington_flexible(counts, exposure=exposure, **rule).alarm[-1, 0] == 0


def test_many_series_at_once_are_each_judged_as_if_alone():
    table = np.column_stack([seasonal_counts(seed) for seed in range(5)])
    rule = {"alpha": 0.01, "periods": 10, "excluded": 26, "threshold": "nb-plugin", "first": 280}
    together = farrington_flexible(table, **rule)
    for s in range(5):
        alone = farrington_flexible(table[:, s], **rule)
        np.testing.assert_array_equal(together.upper[:, s], alone.upper[:, 0])


def test_nothing_after_a_time_changes_what_is_said_of_it():
    counts = seasonal_counts(3)
    later = counts.copy()
    later[301:] = 1000.0
    for method in (farrington, farrington_flexible):
        before, after = method(counts), method(later)
        np.testing.assert_array_equal(before.upper[:301], after.upper[:301])
        np.testing.assert_array_equal(before.alarm[:301], after.alarm[:301])


@pytest.mark.parametrize("method", [farrington, farrington_flexible])
def test_a_first_case_after_nothing_but_zeros_is_an_alarm(method):
    counts = np.zeros(330)
    counts[-1] = 6
    result = method(counts, first=328)
    assert result.alarm[328:, 0].tolist() == [0, 1]
    assert result.reason[-1, 0] == Reason.ALL_ZERO_HISTORY


def test_all_zero_history_of_the_full_year_model_has_bound_zero():
    counts = np.zeros(330)
    counts[-1] = 6
    result = farrington_flexible(counts, periods=10, excluded=26, threshold="nb-plugin")
    assert result.upper[-1, 0] == 0
    assert result.alarm[-1, 0] == 1
    assert result.reason[-1, 0] == Reason.ALL_ZERO_HISTORY


@pytest.mark.parametrize("method", [farrington, farrington_flexible])
def test_short_history_is_said_to_be_short(method):
    result = method(np.full(100, 5.0))
    assert np.all(result.reason == Reason.TOO_LITTLE_HISTORY)
    assert np.all(result.alarm == -1)
    assert np.all(np.isnan(result.upper))


@pytest.mark.parametrize("method", [farrington, farrington_flexible])
def test_a_series_that_begins_later_needs_its_own_history(method):
    late = seasonal_counts(2, weeks=400)
    late[:100] = np.nan
    result = method(late)
    shorter = method(late[100:])
    np.testing.assert_array_equal(result.upper[100:], shorter.upper)


@pytest.mark.parametrize("method", [farrington, farrington_flexible])
def test_weeks_not_reported_are_not_zeros(method):
    counts = np.full(330, 20.0)
    counts[::2] = 22.0
    ended = counts.copy()
    ended[325:] = np.nan
    result = method(ended, recent_cases=NO_LIMIT)
    assert np.all(result.reason[325:] == Reason.NOT_REPORTED)
    assert np.all(result.alarm[325:] == -1)
    gaps = counts.copy()
    gaps[np.arange(100, 250, 5)] = np.nan
    assert method(gaps).expected[329, 0] == pytest.approx(method(counts).expected[329, 0], rel=0.02)


def test_few_recent_cases_raise_no_alarm():
    counts = np.zeros(330)
    counts[::9] = 1.0
    counts[-1] = 4.0
    held = farrington(counts)
    assert (held.alarm[-1, 0], held.upper[-1, 0], held.reason[-1, 0]) == (0, 0.0, Reason.FEW_RECENT_CASES)
    held = farrington_flexible(counts)
    assert held.alarm[-1, 0] == 0
    assert np.isnan(held.upper[-1, 0])
    assert farrington(counts, recent_cases=NO_LIMIT).alarm[-1, 0] == 1


def test_too_many_levels_are_refused():
    with pytest.raises(ValueError, match="at most 6 levels"):
        farrington_flexible(np.ones(100), periods=7, per_year=12)


def test_monthly_series_use_twelve_periods_a_year():
    rng = np.random.default_rng(5)
    counts = rng.poisson(10, 84).astype(float)
    rule = {
        "years": 5,
        "window": 1,
        "alpha": 0.05,
        "periods": 4,
        "excluded": 6,
        "threshold": "nb-plugin",
        "trend_level": 1.0,
    }
    result = farrington_flexible(counts, **rule, per_year=12)
    expected, upper, _ = farrington_flexible_at(counts, 80, **rule, per_year=12)
    assert result.expected[80, 0] == pytest.approx(expected, rel=1e-8)
    assert result.upper[80, 0] == upper


@pytest.mark.parametrize("bad", [[-1.0], [np.inf]])
def test_counts_below_zero_or_infinite_are_refused(bad):
    with pytest.raises(ValueError, match="finite and not negative"):
        farrington(bad)

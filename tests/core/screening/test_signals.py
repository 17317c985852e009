"""The signals approach on a history small enough to count by hand."""

import numpy as np
import pytest

from bongsu.core.screening.signals import (
    LEAST_GOOD_SIGNALS,
    TAIL_SHARES,
    composite_signal,
    event_follows,
    quantiles,
    signals_approach,
)


def history():
    """Forty periods; three surges, each announced one period before by a value of 10 or more."""
    event = np.zeros(40, dtype=bool)
    event[[10, 20, 30]] = True
    value = np.tile([1.0, 2.0, 3.0, 2.5], 10)
    value[[9, 19, 29]] = [10.0, 11.0, 12.0]
    value[35] = 13.0  # a false alarm
    return value, event


def test_counts_and_ratio_are_those_of_the_definition():
    value, event = history()
    found = signals_approach(value[:, None], event, sign=np.array([1]), horizon=1)
    # The last period cannot be judged: A = 3, B = 1, C = 0, D = 39 − 4.
    assert (found.good[0], found.false[0], found.missed[0], found.quiet[0]) == (3, 1, 0, 35)
    assert found.noise_to_signal[0] == pytest.approx((1 / 36) / (3 / 3))
    assert found.usefulness[0] == pytest.approx(0.5 - 0.5 * 0 - 0.5 * (1 / 36))
    assert found.upper[0]
    assert not found.now[0]


def plain_least_ratio(values, event, *, sign, horizon):
    """One indicator: the two-by-two table at every threshold of every allowed tail, written out."""
    n, best, now = len(values), np.inf, False
    known = values[~np.isnan(values)]
    for tail in [1, -1] if sign == 0 else [sign]:
        for share in TAIL_SHARES:
            cut = np.quantile(tail * known, 1.0 - share)
            a = b = c = d = 0
            for t in range(n):
                soon = any(event[t + 1 : t + 1 + horizon])
                if np.isnan(values[t]) or not (soon or t + horizon < n):
                    continue
                signal = tail * values[t] >= cut
                a, b = a + (signal and soon), b + (signal and not soon)
                c, d = c + (not signal and soon), d + (not signal and not soon)
            if a >= LEAST_GOOD_SIGNALS and (b / (b + d)) / (a / (a + c)) < best:
                best, now = (b / (b + d)) / (a / (a + c)), tail * known[-1] >= cut
    return best, now


def test_least_ratios_and_signals_are_those_of_the_plain_loop():
    rng = np.random.default_rng(2)
    values = rng.normal(size=(70, 9))
    values[:4, 3] = np.nan
    values[-2:, 5] = np.nan
    event = rng.random(70) < 0.15
    sign = np.array([1, -1, 0] * 3)
    found = signals_approach(values, event, sign=sign, horizon=3)
    for k in range(9):
        ratio, now = plain_least_ratio(values[:, k], event, sign=sign[k], horizon=3)
        assert found.noise_to_signal[k] == pytest.approx(ratio)
        assert found.now[k] == now


def test_quantiles_are_those_of_numpy():
    values = np.random.default_rng(3).normal(size=(31, 4))
    values[:7, 1], values[3:, 2] = np.nan, np.nan
    shares = np.array([0.05, 0.3, 0.77, 0.95])
    np.testing.assert_allclose(quantiles(values, shares), np.nanquantile(values, shares, axis=0), rtol=1e-12)


def test_an_indicator_expected_to_fall_is_looked_at_from_below():
    value, event = history()
    found = signals_approach(np.column_stack([-value, value]), event, sign=np.array([-1, -1]), horizon=1)
    assert not found.upper[0]
    assert found.noise_to_signal[0] == pytest.approx(1 / 36)
    assert not found.noise_to_signal[1] < 1.0


def test_a_newest_value_beyond_the_threshold_signals_now_and_its_age_is_told():
    value, event = history()
    value[38] = 14.0
    value[39] = np.nan
    found = signals_approach(value[:, None], event, sign=np.array([1]), horizon=1)
    assert found.now[0]
    assert found.newest[0] == 1
    assert found.composite == 1.0


def test_periods_whose_horizon_has_not_passed_are_not_judged_unless_the_event_has_come():
    event = np.array([False, False, False, False, True, False])
    follows, known = event_follows(event, 3)
    assert follows.tolist() == [False, True, True, True, False, False]
    assert known.tolist() == [True, True, True, True, False, False]


def test_no_event_and_no_value_give_no_threshold():
    value, event = history()
    assert np.isnan(signals_approach(value[:, None], np.zeros(40, bool), sign=np.array([1])).threshold[0])
    empty = signals_approach(np.full((40, 1), np.nan), event, sign=np.array([0]))
    assert np.isnan(empty.noise_to_signal[0])
    assert empty.newest[0] == -1
    assert empty.composite == 0.0


def test_the_composite_weighs_by_the_inverse_ratio_and_leaves_noise_out():
    now = np.array([True, False, True])
    assert composite_signal(np.array([0.5, 0.25, 1.2]), now) == pytest.approx(2 / (2 + 4))

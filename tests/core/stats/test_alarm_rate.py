"""Whitened changes over several windows: what the numbers are, and that false notices keep their promise."""

from __future__ import annotations

import numpy as np
import pytest

from bongsu.core.stats.alarm_rate import calibrate, notices, oriented
from bongsu.core.stats.whitened_change import CLIP, MEMORY, WARM_UP, scaled_misses, window_sums


def autoregressive(rng: np.random.Generator, phi: float, length: int) -> np.ndarray:
    values = np.zeros(length)
    shocks = rng.standard_t(4, length)
    for t in range(1, length):
        values[t] = phi * values[t - 1] + shocks[t]
    return values


def plain_misses(values: np.ndarray) -> np.ndarray:
    """The same by a least-squares fit made anew at every time."""
    errors = np.full(values.shape[0], np.nan)
    for t in range(WARM_UP, values.shape[0]):
        past = values[:t]
        design = np.column_stack([np.ones(t - 2), past[1:-1], past[:-2]])
        fitted = np.linalg.lstsq(design, past[2:], rcond=None)[0]
        errors[t] = values[t] - fitted @ [1.0, past[-1], past[-2]]
    size2, scaled = np.mean(errors[WARM_UP : 2 * WARM_UP] ** 2), np.full(values.shape[0], np.nan)
    for t in range(2 * WARM_UP, values.shape[0]):
        scaled[t] = errors[t] / np.sqrt(size2)
        size2 = MEMORY * size2 + (1 - MEMORY) * min(errors[t] ** 2, CLIP**2 * size2)
    return scaled


def test_the_misses_are_those_of_a_fit_made_anew_at_every_time():
    values = autoregressive(np.random.default_rng(1), 0.8, 300)
    assert scaled_misses(values) == pytest.approx(plain_misses(values), rel=1e-5, nan_ok=True)


def test_nothing_that_comes_later_changes_a_miss():
    values = autoregressive(np.random.default_rng(2), 0.9, 400)
    assert scaled_misses(values)[:300] == pytest.approx(scaled_misses(values[:300]), nan_ok=True)


def test_the_scale_of_the_series_does_not_matter():
    values = autoregressive(np.random.default_rng(3), 0.9, 300)
    assert scaled_misses(1e6 * values + 4e7) == pytest.approx(scaled_misses(values), rel=1e-5, nan_ok=True)


def test_window_sums_are_plain_sums():
    scaled = np.random.default_rng(4).normal(size=50)
    sums = window_sums(scaled, [1, 7])
    assert sums[20, 1] == pytest.approx(scaled[14:21].sum() / np.sqrt(7))
    assert np.isnan(sums[5, 1]) and sums[:, 0] == pytest.approx(scaled)


def test_a_window_rearms_only_after_it_has_been_quiet():
    line = np.full((40, 1), 2.0)
    values = np.zeros((40, 1))
    values[[5, 8, 30]] = 3.0  # the second lies within the quiet time of the first
    assert np.flatnonzero(notices(values, line, rearm=10) >= 0).tolist() == [5, 30]


def test_two_windows_within_the_quiet_time_are_one_notice_by_the_clearer_one():
    values = np.zeros((40, 2))
    values[5] = (2.5, 6.0)
    values[9, 0] = 9.0
    found = notices(values, np.full((40, 2), 2.0), rearm=10)
    assert found[5] == 1 and (found >= 0).sum() == 1


@pytest.mark.parametrize("phi", [0.0, 0.9, 1.0])
def test_on_series_without_news_notices_come_at_the_promised_rate(phi):
    """Fat-tailed, autocorrelated, three windows: within a quarter of the promise."""
    windows, between, rearm = (1, 20, 120), 150.0, 20
    raised, steps = 0, 0
    for seed in range(40):
        rng = np.random.default_rng([7, seed])
        scaled = scaled_misses(autoregressive(rng, phi, 1600))
        past = scaled[2 * WARM_UP : 800]
        null = calibrate(past, windows, steps_between=between, rearm=rearm, side=0, rng=rng)
        later = oriented(window_sums(scaled, windows), 0)[800:]
        raised += (notices(later, np.tile(null.thresholds, (800, 1)), rearm=rearm) >= 0).sum()
        steps += 800
    assert 0.75 < raised * between / steps < 1.25


def test_a_larger_statistic_is_rarer():
    rng = np.random.default_rng(9)
    null = calibrate(rng.normal(size=400), (1, 20), steps_between=100, rearm=10, side=1, rng=rng)
    line = float(null.thresholds[0])
    assert null.steps_between(0, line) == pytest.approx(100, rel=0.15)
    assert null.steps_between(0, 1.3 * line) > 2 * null.steps_between(0, line)


def test_the_same_dice_give_the_same_lines():
    past = np.random.default_rng(1).normal(size=300)
    first, second = (
        calibrate(past, (1, 9), steps_between=90, rearm=9, side=0, rng=np.random.default_rng(5))
        for _ in range(2)
    )
    assert first.thresholds.tolist() == second.thresholds.tolist()

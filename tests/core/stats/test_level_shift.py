"""The test for a shifted level keeps its size under autocorrelation and finds real shifts."""

import numpy as np
import pytest

from bongsu.core.stats.level_shift import PERSISTENCE, level_shift


def autoregression(rng, n, phi, burn_in=100):
    path = np.zeros(n + burn_in)
    shocks = rng.normal(size=n + burn_in) * np.sqrt(1.0 - phi * phi)
    for t in range(1, n + burn_in):
        path[t] = phi * path[t - 1] + shocks[t]
    return path[burn_in:]


@pytest.mark.parametrize("phi", [0.3, 0.6, 0.9])
def test_without_a_shift_a_p_value_below_5_percent_comes_2_to_8_times_in_100(phi):
    rng = np.random.default_rng(20050613)
    p_values = np.array([level_shift(autoregression(rng, 60, phi)).p_value for _ in range(600)])
    assert 0.02 <= (p_values < 0.05).mean() <= 0.08


@pytest.mark.parametrize(("phi", "least_power"), [(0.0, 0.95), (0.3, 0.9), (0.6, 0.75), (0.9, 0.6)])
def test_a_shift_of_three_standard_deviations_is_mostly_found(phi, least_power):
    rng = np.random.default_rng(7)
    found, near = 0, 0
    for _ in range(80):
        series = autoregression(rng, 72, phi)
        series[40:] += 3.0
        shift = level_shift(series)
        found += shift.p_value < 0.05
        near += abs(shift.position - 40) <= 2
    assert found / 80 >= least_power
    assert near / 80 >= 0.75


def test_position_and_size_of_a_plain_step_are_exact():
    rng = np.random.default_rng(1)
    series = np.where(np.arange(60) < 25, 10.0, 14.0) + 0.1 * rng.normal(size=60)
    shift = level_shift(series)
    assert shift.position == 25 and shift.size == pytest.approx(4.0, abs=0.1) and shift.p_value < 1e-4


def test_the_answer_does_not_depend_on_unit_or_origin():
    series = autoregression(np.random.default_rng(5), 60, 0.5)
    series[30:] += 2.0
    plain, scaled = level_shift(series), level_shift(1000.0 * series - 70.0)
    assert scaled.position == plain.position
    assert scaled.p_value == pytest.approx(plain.p_value, rel=1e-6)
    assert scaled.size == pytest.approx(1000.0 * plain.size, rel=1e-6)


def test_the_same_values_give_the_same_answer_digit_for_digit():
    series = autoregression(np.random.default_rng(5), 60, 0.5)
    assert level_shift(series) == level_shift(series.copy())


def test_a_yearly_wave_is_no_shift_and_does_not_hide_one():
    rng = np.random.default_rng(9)
    wave = 3.0 * np.cos(2 * np.pi * np.arange(72) / 12)
    calm = level_shift(wave + autoregression(rng, 72, 0.3), season=12)
    shifted = level_shift(
        wave + autoregression(rng, 72, 0.3) + np.where(np.arange(72) < 36, 0.0, 4.0), season=12
    )
    assert calm.p_value > 0.05
    assert shifted.p_value < 0.01 and abs(shifted.position - 36) <= 1


def test_unknown_values_are_left_out_and_the_position_counts_them():
    series = np.where(np.arange(60) < 25, 0.0, 5.0) + np.random.default_rng(2).normal(size=60)
    series[[3, 10, 11]] = np.nan
    assert level_shift(series).position == 25


def test_too_short_or_constant_series_have_no_answer():
    assert level_shift(np.arange(23.0)) is None
    assert level_shift(np.full(60, 3.0)) is None
    assert level_shift(np.full(60, np.nan)) is None


def test_one_large_shock_to_a_series_that_wanders_is_no_new_regime():
    rng = np.random.default_rng(3)
    fired = 0
    for _ in range(100):
        steps = rng.normal(size=72)
        steps[30] += 8.0
        fired += level_shift(np.cumsum(steps)).p_value < 0.01
    assert fired <= 8


def plain_fit(series, phi, *, edge):
    """One autocorrelation by the letter: whiten, clip, then one regression for every position of the step."""
    n = series.shape[0]

    def whitened(values):
        return np.concatenate([[np.sqrt(1 - phi * phi) * values[0]], values[1:] - phi * values[:-1]])

    def left_by(columns, values):
        return values - columns @ np.linalg.lstsq(columns, values, rcond=None)[0]

    one = whitened(np.ones(n))[:, None]
    rest = left_by(one, whitened(series))
    limit = 3.0 * 1.2533 * np.abs(rest).mean()
    rest = left_by(one, np.clip(rest, -limit, limit))
    found = []
    for position in range(edge, n - edge + 1):
        columns = np.column_stack([one, whitened((np.arange(n) >= position).astype(float))])
        size = np.linalg.lstsq(columns, rest, rcond=None)[0][1]
        found.append(((left_by(columns, rest) ** 2).sum(), position, size))
    bonus = 0.5 * np.log(1 - phi * phi)
    squares, position, size = min(found)
    return bonus - 0.5 * n * np.log((rest**2).sum()), bonus - 0.5 * n * np.log(squares), position, size


@pytest.mark.parametrize(
    ("n", "phi", "step"), [(24, 0.0, 0.0), (60, 0.5, 2.0), (97, 0.9, 0.0), (72, 0.0, 5.0)]
)
def test_the_fit_is_that_of_one_regression_for_every_position_and_autocorrelation(n, phi, step):
    series = autoregression(np.random.default_rng(n), n, phi)
    series[n // 2 :] += step
    series = (series - series.mean()) / series.std()
    fits = [plain_fit(series, each, edge=max(3, round(0.1 * n))) for each in PERSISTENCE]
    best = max(fits, key=lambda fit: fit[1])
    shift = level_shift(series)
    assert shift.position == best[2]
    assert shift.size == pytest.approx(best[3], rel=1e-9)
    assert shift.ratio == pytest.approx(2 * (best[1] - max(fit[0] for fit in fits)), rel=1e-9, abs=1e-9)

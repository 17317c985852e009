"""Tests with the level modelled: against the textbook formula, and honest where nothing leads."""

import numpy as np
import pytest
from scipy import stats

from bongsu.core.screening.candidates import Candidates
from bongsu.core.screening.level_whitening import FittedLevel, Whitened, whiten, working_response
from bongsu.core.screening.max_t import max_t_test, statistics
from bongsu.core.screening.stability import parts, stability, without_each_year

N = 72
SIGMA, RHO, SIZE = 0.8, 0.9, 10.0


def wandering(rng, n, rho=RHO):
    level = np.zeros(n)
    level[0] = rng.normal()
    for t in range(1, n):
        level[t] = rho * level[t - 1] + np.sqrt(1 - rho**2) * rng.normal()
    return level


def counts_and_columns(seed, *, effect=0.0, lead=3, leads=7):
    """Counts around a wandering level, and the leads of one wandering indicator that may move them."""
    rng = np.random.default_rng(seed)
    indicator = wandering(rng, N + leads)
    columns = np.column_stack([indicator[leads - k : leads - k + N] for k in range(leads)])
    log_mean = np.log(15) + SIGMA * wandering(rng, N) + effect * columns[:, lead]
    counts = rng.negative_binomial(SIZE, SIZE / (SIZE + np.exp(log_mean))).astype(float)
    zeros = np.zeros(leads, dtype=np.int64)
    return counts, Candidates(columns - columns.mean(axis=0), zeros, np.arange(leads), 1)


def level(sigma=SIGMA):
    return FittedLevel(np.full(N, np.log(15.0)), np.full((N, 1), 2.0), sigma, RHO, SIZE)


def test_statistic_is_that_of_generalised_least_squares():
    counts, candidates = counts_and_columns(1)
    counts[[4, 5]] = np.nan
    working = working_response(counts, level())
    inverse = np.linalg.inv(working.covariance)
    x = candidates.values[working.known]
    expected = (x.T @ inverse @ working.response) / np.sqrt(np.einsum("ic,ij,jc->c", x, inverse, x))
    np.testing.assert_allclose(statistics(whiten(working, candidates.values)), expected, rtol=1e-8)


def test_covariance_holds_intercept_level_and_counting_noise():
    counts, _ = counts_and_columns(2)
    working = working_response(counts, level(), level_share=1.0)
    off = working.covariance[10, 13]
    assert off == pytest.approx(4.0 + SIGMA**2 * RHO**3)
    assert np.all(np.diag(working.covariance) > 4.0 + SIGMA**2)


def test_band_of_a_single_lead_is_the_normal_one_and_of_many_leads_wider():
    rng = np.random.default_rng(4)
    columns = rng.normal(size=(N, 9))
    one_lead_each = Candidates(columns, np.arange(9), np.zeros(9, dtype=np.int64), 9)
    whitened = Whitened(rng.normal(size=N), columns)
    alone = max_t_test(whitened, one_lead_each, rng=np.random.default_rng(0), draws=4000)
    np.testing.assert_allclose(alone.band, stats.norm.ppf(0.975), atol=0.1)
    together = Candidates(columns, np.zeros(9, dtype=np.int64), np.arange(9), 1)
    many = max_t_test(whitened, together, rng=np.random.default_rng(0), draws=4000)
    # Nine nearly independent normals: Šidák.
    assert many.band[0] == pytest.approx(stats.norm.ppf(0.5 + 0.5 * 0.95 ** (1 / 9)), abs=0.12)
    assert many.p_any == many.p_value[0]


def test_two_wandering_series_are_called_related_no_more_than_nominally_and_without_the_level_often():
    with_level, without = [], []
    for seed in range(100):
        counts, candidates = counts_and_columns(seed)
        for found, fitted in ((with_level, level()), (without, level(sigma=1e-3))):
            whitened = whiten(working_response(counts, fitted), candidates.values)
            found.append(max_t_test(whitened, candidates, rng=np.random.default_rng(1), draws=199).p_value[0])
    assert np.mean(np.array(with_level) < 0.05) <= 0.12  # 99 % of binomial(100, .06)
    assert np.mean(np.array(without) < 0.05) >= 0.4


def test_a_true_lead_is_found_where_it_is():
    counts, candidates = counts_and_columns(11, effect=1.5)
    working = working_response(counts, level())
    test = max_t_test(whiten(working, candidates.values), candidates, rng=np.random.default_rng(1))
    assert test.lead[0] == 3
    assert test.p_value[0] < 0.01
    assert test.r[0, 3] > test.band_r[0]
    agreeing = stability(working, candidates, t=test.t, per_year=12)
    assert agreeing.without_a_year[0] == 1.0
    assert agreeing.parts[0] >= 0.8


def test_the_same_dice_give_the_same_p_values():
    counts, candidates = counts_and_columns(3)
    whitened = whiten(working_response(counts, level()), candidates.values)
    first, again = (max_t_test(whitened, candidates, rng=np.random.default_rng(9)) for _ in range(2))
    assert first.p_value.tolist() == again.p_value.tolist()
    assert first.band.tolist() == again.band.tolist()


def test_sub_periods_cover_the_history_once_and_short_ones_are_not_judged():
    assert [int(rows.sum()) for rows in parts(60)] == [30, 30, 20, 20, 20]
    assert parts(30) == []
    left_out = without_each_year(30, 12)
    assert [int((~rows).sum()) for rows in left_out] == [12, 12, 6]
    assert not left_out[0][-1]  # years are counted back from the newest period

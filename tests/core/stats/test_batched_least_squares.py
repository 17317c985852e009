"""Screening and least squares in one pass, held against scipy.stats.pearsonr and statsmodels OLS."""

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from bongsu.core.stats.batched_least_squares import PIECE, batch, screen_and_fit, two_sided_p


def ragged_series(number, seed=1):
    """Responses and tables of different lengths and widths, with gaps in both."""
    rng = np.random.default_rng(seed)
    responses, tables, before = [], [], []
    for _ in range(number):
        n, width, rows = int(rng.integers(20, 100)), int(rng.integers(3, 21)), int(rng.integers(0, 13))
        table = rng.normal(size=(rows + n, width)) * 10.0 ** rng.integers(-4, 5, width) + 3.0
        response = rng.poisson(np.exp(1.0 + 0.3 * stats.zscore(table[rows:, 0]))).astype(float)
        table[rng.random(table.shape) < 0.05] = np.nan
        response[rng.random(n) < 0.05] = np.nan
        responses.append(response)
        tables.append(table)
        before.append(rows)
    return responses, tables, before


def by_scipy(response, column):
    known = ~np.isnan(response) & ~np.isnan(column)
    found = stats.pearsonr(response[known], column[known])
    return found.statistic, found.pvalue


def by_statsmodels(response, columns, intercept):
    """Coefficients, residual standard deviation, and the prediction at each column's latest known value."""
    known = ~np.isnan(response) & ~np.isnan(columns).any(axis=1)
    design = sm.add_constant(columns[known], has_constant="add") if intercept else columns[known]
    fit = sm.OLS(response[known], design).fit()
    latest = [column[~np.isnan(column)][-1] for column in columns.T]
    point = [1.0, *latest] if intercept else latest
    return fit.params, np.sqrt(fit.scale), fit.predict([point])[0]


@pytest.mark.parametrize("intercept", [True, False])
def test_every_series_is_what_scipy_and_statsmodels_make_of_it(intercept):
    responses, tables, before = ragged_series(12)
    found = screen_and_fit(batch(responses, tables, rows_before=before), intercept=intercept)
    for s, (response, table, rows) in enumerate(zip(responses, tables, before, strict=True)):
        columns = table[rows:]
        expected = np.array([by_scipy(response, column) for column in columns.T])
        own = slice(found.column_start[s], found.column_start[s + 1])
        np.testing.assert_allclose(found.correlation[own], expected[:, 0], rtol=1e-10, atol=1e-13)
        np.testing.assert_allclose(found.p_value[own], expected[:, 1], rtol=1e-9)
        order = np.argsort(-np.abs(expected[:, 0]))
        chosen = [k for k in order if expected[k, 1] < 0.05][:2] or [order[0]]
        assert [k for k in found.chosen[s] if k >= 0] == chosen
        params, deviation, reading = by_statsmodels(response, columns[:, chosen], intercept)
        slopes = params[1:] if intercept else params
        np.testing.assert_allclose(found.coefficient[s, : len(chosen)], slopes, rtol=1e-8)
        np.testing.assert_allclose(found.reading[s], reading, rtol=1e-9)
        np.testing.assert_allclose(found.deviation[s], deviation, rtol=1e-9)
        np.testing.assert_allclose(found.intercept[s], params[0] if intercept else 0.0, rtol=1e-8)
        np.testing.assert_allclose(found.average[s], np.nanmean(response), rtol=1e-12)
        np.testing.assert_allclose(found.spread[s], np.nanstd(response, ddof=1), rtol=1e-12)


def test_forced_columns_are_fitted_whatever_their_correlation():
    responses, tables, before = ragged_series(4)
    forced = [(2, 1, 0)] * 4
    found = screen_and_fit(batch(responses, tables, rows_before=before, forced=forced))
    for s, (response, table, rows) in enumerate(zip(responses, tables, before, strict=True)):
        params, _, reading = by_statsmodels(response, table[rows:, [2, 1, 0]], True)
        assert found.chosen[s].tolist() == [2, 1, 0]
        np.testing.assert_allclose(found.coefficient[s], params[1:], rtol=1e-8)
        np.testing.assert_allclose(found.reading[s], reading, rtol=1e-9)


def test_a_column_that_leads_is_screened_and_read_at_its_best_shift():
    rng = np.random.default_rng(3)
    rows, n = 12, 60
    table = rng.normal(size=(rows + n, 5))
    response = 2.0 + 3.0 * table[rows - 4 : rows - 4 + n, 2] + 0.1 * rng.normal(size=n)
    found = screen_and_fit(batch([response], [table], rows_before=[rows]), longest_shift=12, selected=1)
    assert found.chosen.tolist() == [[2]]
    assert found.shift[2] == 4
    for k in range(5):
        shifts = [by_scipy(response, table[rows - lead : rows - lead + n, k]) for lead in range(13)]
        best = int(np.argmax([abs(r) for r, _ in shifts]))
        assert found.shift[k] == best
        np.testing.assert_allclose((found.correlation[k], found.p_value[k]), shifts[best], rtol=1e-9)
    assert found.reading[0] == pytest.approx(2.0 + 3.0 * table[rows + n - 1 - 4, 2], abs=0.1)


def test_shifts_before_the_tables_first_row_look_at_fewer_periods():
    rng = np.random.default_rng(4)
    table, response = rng.normal(size=(30, 3)), rng.normal(size=30)
    found = screen_and_fit(batch([response], [table]), longest_shift=6)
    for k in range(3):
        lead = int(found.shift[k])
        expected = by_scipy(response[lead:], table[: 30 - lead, k])
        np.testing.assert_allclose((found.correlation[k], found.p_value[k]), expected, rtol=1e-9)


def test_a_batch_cut_among_workers_gives_the_same_bits_as_one_series_at_a_time():
    responses, tables, before = ragged_series(PIECE + 40, seed=5)
    backwards = screen_and_fit(
        batch(responses, tables, rows_before=before),
        run=lambda work, pieces: [work(piece) for piece in reversed(list(pieces))],
    )
    for s in (0, 7, PIECE - 1, PIECE, PIECE + 39):
        alone = screen_and_fit(batch([responses[s]], [tables[s]], rows_before=[before[s]]))
        assert alone.reading[0] == backwards.reading[s]
        own = slice(backwards.column_start[s], backwards.column_start[s + 1])
        assert alone.p_value.tobytes() == backwards.p_value[own].tobytes()


def test_nothing_significant_leaves_the_single_strongest():
    rng = np.random.default_rng(6)
    response, table = rng.normal(size=40), rng.normal(size=(40, 3))
    found = screen_and_fit(batch([response], [table]), level=1e-9)
    assert found.chosen[0].tolist() == [int(np.abs(found.correlation).argmax()), -1]


def test_a_column_that_repeats_another_gets_no_weight_of_its_own():
    rng = np.random.default_rng(7)
    x = rng.normal(size=50) + 1000.0
    response = 3.0 * x + rng.normal(size=50)
    found = screen_and_fit(batch([response], [np.column_stack([x, 2.0 * x])], forced=[(0, 1)]))
    params, deviation, reading = by_statsmodels(response, x[:, None], True)
    assert found.coefficient[0, 1] == 0.0
    np.testing.assert_allclose(found.coefficient[0, 0], params[1], rtol=1e-9)
    np.testing.assert_allclose((found.reading[0], found.deviation[0]), (reading, deviation), rtol=1e-9)


def test_columns_that_do_not_vary_or_are_hardly_known_have_no_correlation():
    rng = np.random.default_rng(8)
    table = rng.normal(size=(40, 3))
    table[:, 0] = 0.1
    table[3:, 1] = np.nan
    found = screen_and_fit(batch([rng.normal(size=40)], [table]))
    assert np.isnan(found.correlation).tolist() == [True, True, False]
    assert np.isnan(found.p_value).tolist() == [True, True, False]
    assert found.chosen[0, 0] == 2


def test_tiny_units_are_no_reason_to_leave_a_column_out():
    rng = np.random.default_rng(9)
    response, x = rng.normal(size=40), rng.normal(size=40)
    big, small = (screen_and_fit(batch([response], [(x * unit)[:, None]])) for unit in (1.0, 1e-12))
    assert small.correlation[0] == pytest.approx(big.correlation[0], rel=1e-12)
    assert small.reading[0] == pytest.approx(big.reading[0], rel=1e-9)


def test_a_series_with_too_few_periods_or_none_is_not_fitted():
    table = np.arange(20.0)[:, None]
    short = np.full(20, np.nan)
    short[:7] = np.arange(7.0)
    found = screen_and_fit(batch([short, np.full(20, np.nan), np.empty(0)], [table, table, table]))
    assert not found.fitted.any()
    assert np.isnan(found.reading).all()


def test_an_item_without_columns_is_read_at_its_mean():
    response = np.arange(10.0)
    found = screen_and_fit(batch([response], [np.empty((10, 0))]))
    assert found.reading.tolist() == [pytest.approx(4.5)]
    assert found.chosen.tolist() == [[-1, -1]]


def test_an_empty_batch_gives_empty_results():
    found = screen_and_fit(batch([], []))
    assert found.reading.shape == (0,)
    assert found.p_value.shape == (0,)


def test_tables_that_are_too_short_and_columns_that_do_not_exist_are_refused():
    with pytest.raises(ValueError, match="at least 12 rows"):
        batch([np.zeros(10)], [np.zeros((11, 2))], rows_before=[2])
    with pytest.raises(ValueError, match=r"columns 0 … 1"):
        batch([np.zeros(10)], [np.zeros((10, 2))], forced=[(2,)])


@pytest.mark.parametrize("pairs", [4, 5, 9, 48, 96, 1000])
def test_p_values_are_the_exact_law_of_the_correlation(pairs):
    for r in (1e-8, 0.01, 0.1, 0.2, 0.5, 0.9, -0.3):
        expected = 2.0 * stats.beta.sf((1.0 + abs(r)) / 2.0, pairs / 2 - 1, pairs / 2 - 1)
        assert two_sided_p(r, pairs) == pytest.approx(expected, rel=1e-11)
    assert two_sided_p(0.0, pairs) == 1.0
    assert two_sided_p(1.0, pairs) == 0.0

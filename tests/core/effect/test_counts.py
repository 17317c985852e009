"""The effect on counts: what the level model expected, and how many times as much was found."""

from dataclasses import replace

import numpy as np
import pytest

from bongsu.core.effect.controls import beside_donors, donor_shift
from bongsu.core.effect.counts import (
    LOG_RATIOS,
    common_ratio,
    count_effect,
    log_moments,
    posterior_ratio,
    ratio_likelihood,
    sum_of,
)
from bongsu.core.forecasting import level_design as layout
from bongsu.core.forecasting.level_left_out import leave_out, posterior_before, up_to
from bongsu.core.forecasting.level_model import fit_prior
from bongsu.core.panel.periods import Period
from bongsu.core.panel.view import HORIZON, PanelView, plain_view
from bongsu.core.stats.level_laplace import mode

START, LAST = 60, 61


def view(mean=8.0, *, seed=1, window=None, more=3, item="gold"):
    counts = np.random.default_rng(seed).poisson(mean, LAST + 1 + more).astype(float)
    if window is not None:
        counts[START : LAST + 1] = window
    return plain_view(item, Period.parse("2000-01"), counts)


@pytest.fixture(scope="module")
def prior():
    panel = [up_to(view(mean, seed=k), START) for k, mean in enumerate((2.0, 5.0, 8.0, 12.0))]
    return fit_prior(PanelView(Period.parse("2005-01").start, tuple(panel)))


def effect(seen, prior, *, seed=7):
    return count_effect(seen, START, LAST, prior, rng=np.random.default_rng(seed))


def test_a_threefold_rise_is_found_and_none_is_not(prior):
    risen, flat = effect(view(window=24), prior), effect(view(window=8), prior)
    assert risen.ratio.low > 1.5 and 2.2 < risen.ratio.median < 4.2
    assert flat.ratio.low < 1.0 < flat.ratio.high
    assert risen.observed_total == 48 and 12 < risen.expected_total.median < 21


def test_the_same_dice_give_the_same_answer(prior):
    assert effect(view(window=20), prior).ratio == effect(view(window=20), prior).ratio


def test_nothing_after_the_window_and_not_even_the_window_moves_what_was_expected(prior):
    plain = effect(view(window=8), prior)
    later = view(window=8)
    later.counts[LAST + 1 :] = 999.0
    assert effect(later, prior).ratio == plain.ratio
    assert effect(view(window=30), prior).expected == plain.expected


def test_inspections_doubled_explain_part_of_the_rise_but_not_of_the_total(prior):
    busy = view(window=14)
    exposure = np.zeros(busy.length + HORIZON)
    exposure[START : LAST + 1] = np.log(2.0)
    exposure[:START:2] = 0.01  # inspections are reported, so that they are known
    found = effect(replace(busy, log_exposure=exposure), prior)
    assert found.ratio.median < 0.75 * found.total_ratio.median
    assert found.flags == ()
    assert "exposure_unknown" in effect(busy, prior).flags


def test_a_past_operation_is_known_and_the_one_evaluated_is_not_explained_away(prior):
    seen = view(window=24)
    own = np.zeros(seen.length + HORIZON)
    own[START : LAST + 1] = 1.0
    assert effect(replace(seen, operation=own), prior).ratio == effect(seen, prior).ratio


def test_a_month_that_was_not_reported_is_left_out_and_said(prior):
    seen = view(window=24)
    seen.counts[LAST] = np.nan
    found = effect(seen, prior)
    assert found.flags == ("exposure_unknown", "periods_missing")
    assert found.observed_total == 24 and found.ratio.low > 1.0


def test_a_window_outside_the_view_or_without_history_is_refused(prior):
    with pytest.raises(ValueError, match="window within"):
        count_effect(view(), START, 200, prior, rng=np.random.default_rng(1))
    with pytest.raises(ValueError, match="at least 12 counts"):
        count_effect(view(), 5, 6, prior, rng=np.random.default_rng(1))


def test_the_joint_expectation_is_that_of_the_whole_posterior_precision(prior):
    # The slow plain way: invert the posterior precision C⁻¹ + W of all periods and take the window's block.
    seen = up_to(view(window=24), LAST + 1)
    found = leave_out(seen, START, prior)
    posterior = posterior_before(seen, START, prior)
    best = np.unravel_index(int(posterior.argmax()), posterior.shape)
    settings = prior.settings
    sigma, rho, size = (
        axis[k] for axis, k in zip((settings.sigmas, settings.rhos, settings.sizes), best, strict=True)
    )
    n = seen.length
    counts = seen.counts.copy()
    counts[START:] = np.nan
    hidden = replace(seen, counts=counts)
    offset, basis = layout.offsets(hidden)[:n], layout.fixed_effects(hidden)[:n]
    known = ~np.isnan(counts)
    linear = mode(counts, known, offset, basis, sigma=sigma, rho=rho, size=size)
    mean = np.exp(linear + offset)
    weight = np.where(known, (np.nan_to_num(counts) + size) * mean * size / (mean + size) ** 2, 0.0)
    t = np.arange(n)
    covariance = basis @ basis.T + sigma**2 * rho ** np.abs(t[:, None] - t)
    whole = np.linalg.inv(np.linalg.inv(covariance) + np.diag(weight))
    assert found.weight[0] == pytest.approx(posterior.max() / np.sort(posterior, axis=None)[-8:].sum())
    np.testing.assert_allclose(found.covariance[0], whole[START:, START:], rtol=1e-5)
    np.testing.assert_allclose(found.log_mean[0], (linear + offset)[START:])


def test_with_an_expectation_known_for_sure_the_likelihood_is_the_negative_binomial():
    from scipy.stats import nbinom

    drawn, weight = np.log(np.full((1, 1, 2), 5.0)), np.ones((1, 1))
    found = ratio_likelihood(np.array([9.0, 4.0]), drawn, weight, np.array([3.0]))
    ratios = np.exp(LOG_RATIOS)
    p = 3.0 / (3.0 + 5.0 * ratios)
    expected = nbinom.logpmf(9, 3.0, p) + nbinom.logpmf(4, 3.0, p)
    np.testing.assert_allclose(found, expected, rtol=1e-9)


def test_what_every_donor_did_is_not_taken_for_an_effect(prior):
    donors = [effect(view(mean, seed=k, window=2 * mean), prior) for k, mean in enumerate((4, 6, 9, 12, 15))]
    shift = donor_shift([each.log_likelihood for each in donors])
    assert shift.donors == 5 and shift.mean == pytest.approx(np.log(2.0), abs=0.35)
    own = effect(view(window=16), prior)
    beside = posterior_ratio(beside_donors(own.log_likelihood, shift, weight=1.0))
    half = posterior_ratio(beside_donors(own.log_likelihood, shift))
    assert beside.median < half.median < own.ratio.median
    assert beside.low < 1.0 < beside.high
    assert donor_shift([each.log_likelihood for each in donors[:2]]) is None


def test_many_items_say_more_than_one(prior):
    items = [effect(view(6.0, seed=k, window=12), prior, seed=k) for k in range(5)]
    together = common_ratio([each.log_likelihood for each in items])
    assert together.high / together.low < min(each.ratio.high / each.ratio.low for each in items)
    observed, expected = sum_of(items)
    assert observed == 5 * 24
    assert expected.low < sum(each.expected_total.median for each in items) < expected.high
    # Five independent deviations add up to less than five times one of them.
    assert expected.high - expected.low < sum(e.expected_total.high - e.expected_total.low for e in items)


def test_moments_and_quantiles_of_a_normal_likelihood_are_those_of_the_conjugate_normal():
    likelihood = -0.5 * ((LOG_RATIOS - 0.8) / 0.5) ** 2
    mean, variance = log_moments(likelihood, deviation=1.0)
    assert (mean, variance) == (pytest.approx(0.8 * 1.0 / 1.25, abs=1e-3), pytest.approx(0.2, abs=1e-3))
    found = posterior_ratio(likelihood, deviation=1.0)
    assert np.log(found.low) == pytest.approx(0.64 - 1.6449 * np.sqrt(0.2), abs=2e-3)

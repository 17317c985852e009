"""Completeness from the reporting triangle."""

import numpy as np
import pytest

from bongsu.core.panel.reporting_delay import (
    PRIOR_COUNT,
    completeness,
    completeness_by_age,
    dispersion_by_age,
    nowcast,
)
from bongsu.core.panel.synthetic import simulate


def test_a_feed_that_is_never_revised_is_complete_at_once():
    triangle = np.repeat(np.arange(1.0, 9.0)[:, None], 4, axis=1)
    assert completeness_by_age(triangle).tolist() == [1.0] * 4


def test_shares_are_ratios_of_sums_shrunk_by_a_few_complete_counts():
    triangle = np.array([[50.0, 100.0], [150.0, 300.0], [10.0, np.nan]])
    assert completeness_by_age(triangle)[0] == pytest.approx((200 + PRIOR_COUNT) / (400 + PRIOR_COUNT))


def test_the_made_up_worlds_delays_are_recovered():
    triangles = []
    for seed in range(700, 706):
        world = simulate(seed)
        triangles.append(np.stack([world.first_report, world.second_report, world.final_count], axis=2))
    share = completeness_by_age(np.concatenate(triangles, axis=1).astype(float))
    # A second report holds 95 % of the final count, a first one 80 % / 95 % of the second.
    assert share == pytest.approx([0.80, 0.95, 1.0], abs=0.01)


def test_the_last_period_has_age_zero():
    assert completeness(4, np.array([0.5, 0.8, 1.0])).tolist() == [1.0, 1.0, 0.8, 0.5]


def test_reports_that_come_independently_have_no_dispersion_and_late_batches_have_some():
    rng = np.random.default_rng(8)
    final = rng.poisson(40, 4000).astype(float)
    alone = rng.binomial(final.astype(int), 0.7)
    batches = rng.binomial(final.astype(int), rng.beta(0.7 * 9, 0.3 * 9, 4000))
    share = np.array([0.7, 1.0])
    assert dispersion_by_age(np.column_stack([alone, final]), share)[0] == pytest.approx(0.0, abs=0.004)
    assert dispersion_by_age(np.column_stack([batches, final]), share)[0] == pytest.approx(0.1, abs=0.01)


@pytest.mark.parametrize("precision", [None, 9.0])
def test_the_nowcast_interval_holds_the_final_count_as_often_as_it_says(precision):
    rng = np.random.default_rng(9)
    final = rng.integers(0, 120, 3000)
    share = np.full(3000, 0.7) if precision is None else rng.beta(0.7 * precision, 0.3 * precision, 3000)
    reported = rng.binomial(final, share)
    correlation = 0.0 if precision is None else 1.0 / (1.0 + precision)
    found = {seen: nowcast(float(seen), 0.7, correlation) for seen in set(reported.tolist())}
    inside = [
        found[seen].low <= truth <= found[seen].high
        for seen, truth in zip(reported.tolist(), final, strict=True)
    ]
    # A flat prior cut at 120 leaves the largest ones a little lower than expected.
    assert 0.76 <= np.mean(inside) <= 0.90

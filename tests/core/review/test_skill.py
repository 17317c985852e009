"""Skill over persistence is claimed only where the interval lies above nought."""

import numpy as np
import pytest
from scipy.stats import t

from bongsu.core.review.skill import base_rate_only, skill_over_persistence
from bongsu.core.stats.mean_interval import mean_interval


def test_a_model_that_is_clearly_better_has_skill():
    rng = np.random.default_rng(1)
    naive = rng.gamma(2.0, 2.0, 36)
    found = skill_over_persistence(0.7 * naive, naive)
    assert found.flag is None and 0.29 < found.skill < 0.31 and found.low > 0


def test_persistence_has_no_skill_over_itself():
    naive = np.random.default_rng(1).gamma(2.0, 2.0, 36)
    assert base_rate_only(naive, naive)


def test_a_worse_model_is_the_base_rate_only():
    naive = np.random.default_rng(1).gamma(2.0, 2.0, 36)
    assert base_rate_only(1.2 * naive, naive)


def test_with_fewer_than_12_pairs_nobody_can_tell():
    scores = np.arange(1.0, 12.0)
    found = skill_over_persistence(scores, 2 * scores)
    assert found.flag == "skill_not_yet_known" and not base_rate_only(scores, 2 * scores)


def test_pairs_with_an_unknown_score_are_left_out():
    naive = np.full(30, 2.0)
    naive[::2] = np.nan
    assert skill_over_persistence(np.ones(30), naive).pairs == 15


def test_a_useless_model_is_rarely_taken_for_a_skilled_one():
    # 36 months; the loss differences are autocorrelated and their true mean is nought: 10 % by design.
    rng = np.random.default_rng(5)
    wrongly = 0
    for _ in range(400):
        shocks = rng.normal(size=37)
        difference = shocks[1:] + 0.4 * shocks[:-1]
        wrongly += not base_rate_only(5.0 - difference, np.full(36, 5.0))
    assert 0.05 <= wrongly / 400 <= 0.15


def test_the_interval_holds_the_mean_as_often_as_it_says():
    rng = np.random.default_rng(6)
    inside = 0
    for _ in range(500):
        shocks = rng.normal(size=61)
        found = mean_interval(shocks[1:] + 0.5 * shocks[:-1], share=0.8)
        inside += found.low <= 0.0 <= found.high
    assert 0.75 <= inside / 500 <= 0.86


def test_the_interval_is_read_in_students_t():
    values = np.random.default_rng(7).normal(size=30)
    found, wider = mean_interval(values, share=0.8), mean_interval(values, share=0.95)
    ratio = (wider.high - wider.mean) / (found.high - found.mean)
    assert ratio == pytest.approx(t.ppf(0.975, 26) / t.ppf(0.9, 26), rel=1e-12)

"""The scoreboard against plain definitions."""

import numpy as np
import pytest

from bongsu.core.review.scoreboard import coverage, warning_scores
from bongsu.core.stats.scores import area_under_curve


def test_coverage_of_continuous_pits_is_the_share_inside():
    pit = np.array([0.05, 0.2, 0.5, 0.95, 0.99])
    assert coverage(pit, pit, 0.80) == pytest.approx(2 / 5)


def test_coverage_of_a_discrete_pit_is_the_overlap_with_the_interval():
    assert coverage(np.array([0.0]), np.array([0.2]), 0.80) == pytest.approx(0.5)


def test_a_score_that_knows_the_truth_catches_every_episode_and_noise_does_not():
    rng = np.random.default_rng(4)
    surge = np.zeros((60, 200), dtype=bool)
    onset = np.zeros_like(surge)
    for item in range(200):
        start = rng.integers(10, 50)
        surge[start : start + 4, item] = True
        onset[start, item] = True
    rows = np.arange(5, 55)
    soon = np.stack([surge[rows + h] for h in (1, 2, 3)]).any(axis=0)
    perfect = warning_scores(soon + 0.5 * surge[rows], surge, onset, 5)
    assert perfect.detected == 1.0
    assert perfect.auc > 0.99
    assert perfect.noise_to_signal < 0.06
    noise = warning_scores(rng.normal(size=soon.shape), surge, onset, 5)
    assert noise.auc == pytest.approx(0.5, abs=0.03)
    assert noise.noise_to_signal == pytest.approx(1.0, abs=0.35)
    # Six chances at a false-alarm rate of 5 %.
    assert noise.detected == pytest.approx(1 - 0.95**6, abs=0.1)


def test_area_under_curve_counts_pairs():
    rng = np.random.default_rng(5)
    score, event = rng.integers(0, 8, 60).astype(float), rng.random(60) < 0.4
    slow = np.mean([(a > b) + 0.5 * (a == b) for a in score[event] for b in score[~event]])
    assert area_under_curve(score, event) == pytest.approx(slow)

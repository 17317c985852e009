"""The scoreboard against plain definitions."""

import numpy as np
import pytest
from scipy import stats

from bongsu.core.review.scoreboard import coverage, grade_rates, outcomes, pit_histogram, warning_scores
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


def test_rows_without_a_label_do_not_count():
    rng = np.random.default_rng(6)
    surge = rng.random((40, 30)) < 0.2
    onset = surge & ~np.vstack([np.zeros((1, 30), dtype=bool), surge[:-1]])
    score = rng.normal(size=(30, 30))
    known = np.ones_like(surge)
    known[:, 20:] = False
    masked = warning_scores(score, surge, onset, 3, known=known)
    assert masked == warning_scores(score[:, :20], surge[:, :20], onset[:, :20], 3)


def test_a_method_that_never_speaks_has_no_scores():
    surge = np.random.default_rng(1).random((20, 5)) < 0.3
    silent = warning_scores(np.full((10, 5), np.nan), surge, surge, 3)
    assert np.isnan(silent.auc) and silent.episodes == 0 and silent.labelled == 50


def test_the_pit_histogram_of_right_forecasts_is_flat_and_of_narrow_ones_is_not():
    rng = np.random.default_rng(2)
    below, at = stats.poisson.cdf(counts := rng.poisson(4.0, 20_000), 4.0), stats.poisson.pmf(counts, 4.0)
    assert pit_histogram(below - at, below) == pytest.approx([0.1] * 10, abs=0.01)
    narrow = pit_histogram(*(stats.binom.cdf(counts - shift, 8, 0.5) for shift in (1, 0)))
    assert narrow[0] > 0.15 and narrow[-1] > 0.15
    assert sum(narrow) == pytest.approx(1.0)


def test_grades_are_counted_with_the_surges_that_followed():
    surge = np.zeros((6, 2), dtype=bool)
    surge[4, 1] = True
    found = outcomes(surge, np.ones_like(surge), 1, 2)
    rates = grade_rates(np.array([[1, 3], [1, 5]]), found)
    assert [(each.rows, each.surges) for each in rates] == [(2, 0), (0, 0), (1, 1), (0, 0), (1, 1)]
    assert np.isnan(rates[1].rate) and rates[2].rate == 1.0

"""Two methods are told apart only where the periods say so."""

import numpy as np

from bongsu.core.review.comparison import compare_scores


def test_noise_is_not_told_apart_about_nine_times_in_ten():
    rng = np.random.default_rng(7)
    told = [
        compare_scores(rng.gamma(2.0, 1.0, (36, 5)), rng.gamma(2.0, 1.0, (36, 5))).standing
        for _ in range(300)
    ]
    share = told.count("not_told_apart") / 300
    assert 0.84 <= share <= 0.95


def test_only_rows_where_both_speak_are_compared():
    old = np.full((20, 2), 2.0)
    new = np.linspace(0.9, 1.1, 40).reshape(20, 2)
    new[:, 1] = np.nan
    found = compare_scores(old, new)
    assert (found.rows, found.periods, found.standing) == (20, 20, "better")


def test_under_a_year_of_months_is_too_few():
    assert compare_scores(np.full((11, 1), 2.0), np.full((11, 1), 1.0)).standing == "too_few"

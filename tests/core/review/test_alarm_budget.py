"""The budget is judged by the share of item-periods at or above each grade."""

import numpy as np

from bongsu.core.review.alarm_budget import alarm_budget

BUDGET = (0.60, 0.20, 0.12, 0.06, 0.02)


def test_grades_drawn_from_the_budget_keep_it_and_twice_the_alarms_do_not():
    rng = np.random.default_rng(1)
    drawn = rng.choice(5, size=(120, 14), p=BUDGET) + 1
    assert all(line.kept for line in alarm_budget(drawn, BUDGET))
    double = rng.choice(5, size=(120, 14), p=(0.2, 0.4, 0.24, 0.12, 0.04)) + 1
    assert [line.kept for line in alarm_budget(double, BUDGET)] == [False, False, False, False]


def test_ungraded_item_periods_do_not_count():
    grades = np.array([[0, 3], [0, 1]])
    assert alarm_budget(grades, None)[0].observed == 0.5


def test_too_few_periods_are_not_judged():
    assert alarm_budget(np.full((11, 3), 5), BUDGET)[0].kept is None

"""Cuts, budget, quick rise and slow release."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from bongsu.core.grading.grades import Z_RULE, GradeRule, cuts_in_force, grade_path, raw_grades

PLAIN = GradeRule(budget=None)


def path(values, rule=PLAIN):
    return grade_path(np.array(values, dtype=float)[:, None], rule)[:, 0].tolist()


def test_a_probability_at_a_cut_enters_the_grade():
    assert path([0.19999, 0.20, 0.34, 0.55, 0.80]) == [1, 2, 3, 4, 5]


def test_the_grade_rises_at_once_by_any_number_of_steps():
    assert path([0.05, 0.9]) == [1, 5]


def test_the_grade_falls_one_step_after_two_quieter_periods_in_a_row():
    # Grade 5 is entered at .80; quieter means below .60.
    assert path([0.9, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1]) == [5, 5, 4, 4, 3, 3, 2, 2, 1]


def test_one_less_quiet_period_begins_the_count_again():
    assert path([0.9, 0.1, 0.7, 0.1, 0.1]) == [5, 5, 5, 5, 4]


def test_a_period_without_a_probability_keeps_the_grade_and_counts_for_nothing():
    assert path([0.9, 0.1, np.nan, 0.1]) == [5, 5, 5, 4]
    assert path([np.nan, 0.3]) == [0, 2]


def test_the_method_of_2005_has_no_dwell():
    assert path([2.0, -1.0, 0.5], Z_RULE) == [5, 1, 3]


def test_the_budget_raises_the_cuts_only_where_too_many_months_would_stand_high():
    quiet = np.full((40, 14), 0.1)
    assert cuts_in_force(quiet, GradeRule())[-1].tolist() == [0.20, 0.34, 0.55, 0.80]
    noisy = np.random.default_rng(1).uniform(0.5, 1.0, (40, 14))
    raised = cuts_in_force(noisy, GradeRule())[-1]
    pooled = noisy[-36:].ravel()
    assert raised == pytest.approx(np.quantile(pooled, [0.60, 0.80, 0.92, 0.98]))


def test_the_budget_looks_at_the_past_alone():
    values = np.random.default_rng(2).uniform(0, 1, (60, 14))
    changed = values.copy()
    changed[50:] = 0.99
    assert np.array_equal(cuts_in_force(values, GradeRule())[:50], cuts_in_force(changed, GradeRule())[:50])
    assert np.array_equal(grade_path(values, GradeRule())[:50], grade_path(changed, GradeRule())[:50])


@given(arrays(float, (30, 3), elements=st.floats(0, 1)))
def test_a_grade_is_never_below_the_raw_one_and_never_falls_by_two(values):
    grades = grade_path(values, PLAIN)
    raw = raw_grades(values, cuts_in_force(values, PLAIN))
    assert (grades >= raw).all()
    assert (np.diff(grades, axis=0) >= -1).all()

"""A preview is the replay of the same probabilities under another rule."""

import numpy as np
import pytest
from scipy.stats import poisson

from bongsu.core.grading.grades import GradeRule, grade_path
from bongsu.core.grading.preview import capped_path, implied_caps, preview, tally, warning_rate

PLAIN = GradeRule(budget=None, dwell=0)
FREE = 5


def path(*grades):
    return np.array(grades, dtype=np.int64)[:, None]


def free(values):
    return np.full(values.shape, FREE, dtype=np.int64)


def random_values(periods=37, items=14, seed=3):
    rng = np.random.default_rng(seed)
    return rng.beta(0.6, 1.6, size=(periods, items))


def test_the_rule_in_force_gives_the_grades_that_were_given():
    values = random_values()
    rule = GradeRule()
    assert (capped_path(values, rule, caps=free(values)) == grade_path(values, rule)).all()


def test_the_first_period_is_the_state_to_begin_from_and_is_not_counted():
    found = tally(path(5, 1, 3, 3), years=0.25)
    assert found.item_periods == {0: 0, 1: 1, 2: 0, 3: 2, 4: 0, 5: 0}


def test_a_crossing_is_counted_at_every_grade_it_passes():
    found = tally(path(1, 4, 2, 3), years=0.25)
    assert found.crossings == {2: 1, 3: 2, 4: 1, 5: 0}


def test_a_reversal_is_a_change_that_the_next_period_takes_back():
    assert tally(path(1, 3, 1, 1, 2, 3), years=1).reversals == 1
    assert tally(path(1, 3, 2, 3), years=1).reversals == 2
    assert tally(path(1, 2, 2, 1), years=1).reversals == 0


def test_a_period_that_could_not_be_graded_is_no_crossing():
    found = tally(path(1, 0, 4), years=1)
    assert sum(found.crossings.values()) == 0 and found.changes == 0


def test_lower_cuts_never_mean_fewer_item_periods_at_a_grade_or_above():
    values = random_values()
    lower = GradeRule((0.1, 0.2, 0.4, 0.6), budget=None, dwell=0)
    seen = preview(
        tuple("abcdefghijklmn"),
        values,
        caps=free(values),
        in_force=PLAIN,
        proposed=lower,
        periods_per_year=12,
    )
    for grade in range(2, 6):
        at_least = [
            sum(count for level, count in side.item_periods.items() if level >= grade)
            for side in (seen.in_force, seen.proposed)
        ]
        assert at_least[1] >= at_least[0]
    assert seen.years == 3.0 and seen.periods == 36


def test_each_items_periods_add_up_to_the_panels():
    values = random_values()
    seen = preview(
        tuple("abcdefghijklmn"),
        values,
        caps=free(values),
        in_force=PLAIN,
        proposed=GradeRule(),
        periods_per_year=12,
    )
    summed = np.sum([item.item_periods_proposed for item in seen.items], axis=0)
    assert summed.tolist() == [seen.proposed.item_periods[grade] for grade in range(6)]


def test_warnings_a_year_have_the_exact_poisson_interval():
    found = warning_rate(3, 9, years=3.0)
    assert found.a_year == 3.0
    assert poisson.sf(8, found.low * 3) == pytest.approx(0.1)
    assert poisson.cdf(9, found.high * 3) == pytest.approx(0.1)
    assert warning_rate(3, 0, years=3.0).low == 0.0


def test_a_cap_that_a_short_history_put_on_a_grade_also_holds_in_the_preview():
    values = np.array([[0.9], [0.9], [0.9], [0.9]])
    told = np.array([[3], [3], [5], [5]])
    assert implied_caps(values, told, PLAIN)[:, 0].tolist() == [3, 3, 5, 5]


def test_where_no_grade_was_held_down_no_cap_is_implied():
    values = random_values()
    assert (implied_caps(values, grade_path(values, GradeRule()), GradeRule()) == FREE).all()

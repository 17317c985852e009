"""The record of overrides says who was nearer, and claims nothing from a handful."""

from datetime import date

import pytest

from bongsu.core.grading.adjustment import Override
from bongsu.core.review.overrides import OverrideOutcome, weigh_overrides

DAY = date(2005, 6, 1)


def outcome(grade, model, surged):
    return OverrideOutcome(Override("gold", grade, "a long reason", DAY, DAY, "kim", model), surged)


def test_where_a_surge_followed_the_higher_grade_was_nearer_else_the_lower():
    found = weigh_overrides(
        [outcome(4, 2, True), outcome(4, 2, False), outcome(2, 4, False), outcome(2, 4, True)]
    )
    assert (found.raised, found.lowered) == (2, 2)
    assert (found.raised_surged, found.lowered_surged) == (1, 1)
    assert (found.analyst_nearer, found.model_nearer, found.undecided) == (2, 2, 0)
    assert found.p_value == pytest.approx(1.0)


def test_what_cannot_be_decided_yet_counts_for_neither():
    found = weigh_overrides([outcome(4, 2, None), outcome(3, 3, True), outcome(4, None, True)])
    assert (found.analyst_nearer, found.model_nearer, found.undecided, found.p_value) == (0, 0, 3, None)
    assert found.same == 1


def test_the_end_of_an_override_is_not_an_override():
    assert weigh_overrides([outcome(None, 2, True)]).undecided == 0


def test_ten_of_ten_is_told_from_chance_and_three_of_three_is_not():
    # Two-sided sign test: 2 / 2**10 and 2 / 2**3.
    assert weigh_overrides([outcome(4, 2, True)] * 10).p_value == pytest.approx(2 / 1024)
    assert weigh_overrides([outcome(4, 2, True)] * 3).p_value == pytest.approx(0.25)

"""What a review reads from the records: overrides weighed by what followed."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from bongsu.core.grading.adjustment import Override
from bongsu.core.panel.periods import Period
from bongsu.core.review.hindsight import Hindsight
from bongsu.usecases.review_records import overrides_record

FIRST = Period.parse("2004-01")


def hindsight(*surging, unknown=()):
    """One item's labels from 2003-12 to 2004-12, surging in the months named."""
    months = [str(FIRST + step) for step in range(-1, 12)]
    surge = np.array([[month in surging] for month in months])
    known = np.array([[month not in unknown] for month in months])
    return Hindsight(surge, surge, known)


def override(grade, model, day):
    return Override("gold", grade, "two sources agree", day, day, "kim", model_grade=model)


def weighed(decided, label):
    return overrides_record(decided, label, first=FIRST, places={"gold": 0})


def test_a_raised_grade_was_nearer_where_a_surge_came_within_three_months():
    label = hindsight("2004-05")
    found = weighed([override(4, 2, date(2004, 3, 10))], label)  # the months ahead: March to May
    assert (found["raised"], found["raised_surged"], found["analyst_nearer"]) == (1, 1, 1)


@pytest.mark.parametrize(("day", "nearer"), [(date(2004, 2, 28), "model"), (date(2004, 6, 10), "model")])
def test_it_was_not_where_the_surge_came_later_or_was_over(day, nearer):
    found = weighed([override(4, 2, day)], hindsight("2004-05"))
    assert found[f"{nearer}_nearer"] == 1


def test_too_early_to_say_is_no_miss():
    label = hindsight(unknown=("2004-12",))
    found = weighed([override(4, 2, date(2004, 10, 5)), override(1, 3, date(2003, 5, 5))], label)
    assert (found["undecided"], found["model_nearer"], found["p_value"]) == (2, 0, None)


def test_overrides_of_items_that_the_review_does_not_look_at_are_left_out():
    found = overrides_record(
        [override(4, 2, date(2004, 3, 10))], hindsight(), first=FIRST, places={"rice": 0}
    )
    assert found["raised"] == 0

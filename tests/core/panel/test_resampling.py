"""Weeks, days and quarters seen as months and the other way round."""

import numpy as np
import pytest

from bongsu.core.panel.periods import Frequency, Period, span
from bongsu.core.panel.resampling import to_periods

NAN = np.nan


def test_the_same_frequency_is_only_moved():
    values = np.array([[1.0], [2.0], [3.0]])
    found = to_periods(values, Period.parse("2005-02"), Period.parse("2005-01"), length=5)
    assert found[:, 0] == pytest.approx([NAN, 1, 2, 3, NAN], nan_ok=True)


def test_a_month_is_the_mean_of_the_weeks_that_end_in_it():
    first = Period.parse("2005-W01")
    weeks = list(span(first, Period.parse("2005-W13")))
    values = np.arange(13.0)[:, None]
    found = to_periods(values, first, Period.parse("2005-01"), length=3)[:, 0]
    slow = [
        np.mean([k for k, week in enumerate(weeks) if week.end.month == month and week.end.year == 2005])
        for month in (1, 2, 3)
    ]
    assert found == pytest.approx(slow)


def test_a_week_holds_the_last_quarter_that_was_over_and_nothing_beyond_the_source():
    found = to_periods(np.array([[7.0], [8.0]]), Period.parse("2005-Q1"), Period.parse("2005-W12"), length=40)
    weeks = [Period(Frequency.WEEK, Period.parse("2005-W12").ordinal + k) for k in range(40)]
    for week, value in zip(weeks, found[:, 0], strict=True):
        day = week.end.isoformat()
        if day < "2005-03-31":
            assert np.isnan(value)
        elif day < "2005-06-30":
            assert value == 7.0
        elif day < "2005-09-30":
            assert value == 8.0
        else:
            assert np.isnan(value)


def test_a_month_without_a_known_day_is_missing_not_zero():
    values = np.full((59, 1), NAN)
    values[:10] = 4.0
    found = to_periods(values, Period.parse("2005-01-01"), Period.parse("2005-01"), length=2)[:, 0]
    assert found[0] == 4.0
    assert np.isnan(found[1])

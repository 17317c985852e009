"""Periods and calendar time."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bongsu.core.panel.periods import Frequency, Lag, Period, span

days = st.dates(date(1900, 1, 2), date(2100, 12, 1))


@given(days, st.sampled_from(Frequency))
def test_every_day_falls_in_the_period_of_it(day, frequency):
    period = Period.of(day, frequency)
    assert period.start <= day <= period.end
    assert Period.parse(str(period)) == period
    assert (period + 1).start == period.end + timedelta(days=1)


@given(days, st.sampled_from(Frequency))
def test_the_last_complete_period_is_over_and_the_next_is_not(day, frequency):
    last = Period.last_complete(day, frequency)
    assert last.end <= day < (last + 1).end


def test_weeks_are_iso_weeks():
    assert Period.parse("2004-W53").start == date(2004, 12, 27)
    assert str(Period.of(date(2005, 1, 1), Frequency.WEEK)) == "2004-W53"
    assert len(list(span(Period.parse("2004-W01"), Period.parse("2005-W01")))) == 54


@pytest.mark.parametrize(
    "text", ["2005-13", "2005-W54", "2005-W53", "2005-02-30", "2005-5", "05-05", "", "2005-Q5"]
)
def test_what_is_no_period_is_refused(text):
    with pytest.raises(ValueError):
        Period.parse(text)


@given(days, st.sampled_from(Frequency))
def test_the_phase_lies_in_the_year(day, frequency):
    assert 0 <= Period.of(day, frequency).phase < 1


@pytest.mark.parametrize(
    ("text", "day", "expected"),
    [
        ("P1M", "2005-05-31", "2005-06-30"),
        ("P1M", "2005-02-28", "2005-03-31"),
        ("P15D", "2005-05-31", "2005-06-15"),
        ("P1M15D", "2005-01-31", "2005-03-15"),
        ("P1Y", "2004-02-29", "2005-02-28"),
        ("P2W", "2005-05-01", "2005-05-15"),
        ("P0D", "2005-05-01", "2005-05-01"),
    ],
)
def test_lags_are_calendar_time(text, day, expected):
    assert Lag.parse(text).after(date.fromisoformat(day)).isoformat() == expected


@pytest.mark.parametrize("text", ["1M", "P", "P1", "PT5H", "P-1M", ""])
def test_what_is_no_lag_is_refused(text):
    with pytest.raises(ValueError):
        Lag.parse(text)

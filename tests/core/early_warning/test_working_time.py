"""Hours of working days, held against counting them one by one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bongsu.core.early_warning.working_time import WorkingTime

SEOUL, NEW_YORK = ZoneInfo("Asia/Seoul"), ZoneInfo("America/New_York")
CLOSED = {date(2005, 2, 8), date(2005, 2, 9), date(2005, 2, 10), date(2005, 10, 30)}


def is_off(day: date) -> bool:
    return day.weekday() >= 5 or day in CLOSED


def one_by_one(moment: datetime, minutes: int, zone: ZoneInfo) -> datetime:
    """The slow plain way: minute after minute, each counted if its day is worked."""
    at, left = moment, minutes
    while left:
        if not is_off(at.astimezone(zone).date()):
            left -= 1
        at += timedelta(minutes=1)
    return at


@given(
    st.datetimes(datetime(2005, 1, 28), datetime(2005, 2, 20)).map(
        lambda at: at.replace(second=0, microsecond=0)
    ),
    st.integers(1, 80),
)
def test_it_is_what_counting_each_minute_gives(moment, hours):
    start = moment.replace(tzinfo=UTC)
    found = WorkingTime(SEOUL, is_off).after(start, hours)
    slow = one_by_one(start, hours * 60, SEOUL)
    assert found == slow


@pytest.mark.parametrize("day", [date(2005, 4, 1), date(2005, 10, 28)])
def test_the_hour_that_a_clock_change_takes_or_gives_is_counted_as_it_passes(day):
    start = datetime(day.year, day.month, day.day, 20, tzinfo=NEW_YORK)
    everyday = WorkingTime(NEW_YORK, lambda day: False)
    assert everyday.after(start, 72).astimezone(UTC) - start.astimezone(UTC) == timedelta(hours=72)


def test_a_calendar_without_working_days_is_refused():
    with pytest.raises(ValueError, match="60 days"):
        WorkingTime(SEOUL, lambda day: True).after(datetime(2005, 2, 7, tzinfo=UTC), 1)

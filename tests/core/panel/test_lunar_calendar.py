"""The lunar holidays' table against the calendar package, and the shares against a count day by day."""

from datetime import date, timedelta

import numpy as np
import pytest
from korean_lunar_calendar import KoreanLunarCalendar

from bongsu.core.panel.lunar_calendar import FIRST_YEAR, LAST_YEAR, chuseok, holiday_share, seollal
from bongsu.core.panel.periods import Period, span


def _solar_date(year, month, day):
    calendar = KoreanLunarCalendar()
    assert calendar.setLunarDate(year, month, day, False)
    return date.fromisoformat(calendar.SolarIsoFormat())


@pytest.mark.parametrize("year", range(FIRST_YEAR, LAST_YEAR + 1))
def test_every_year_agrees_with_the_calendar_package(year):
    assert seollal(year) == _solar_date(year, 1, 1)
    assert chuseok(year) == _solar_date(year, 8, 15)


def test_the_holidays_of_2005_are_those_of_the_korea_astronomy_and_space_science_institute():
    assert seollal(2005) == date(2005, 2, 9)
    assert chuseok(2005) == date(2005, 9, 18)


def test_the_korean_new_year_of_1997_is_a_day_after_the_chinese_one():
    assert seollal(1997) == date(1997, 2, 8)


@pytest.mark.parametrize(
    ("first", "last"), [("2003-11", "2009-03"), ("2003-W45", "2009-W10"), ("2004-Q1", "2006-Q4")]
)
def test_shares_equal_a_count_day_by_day(first, last):
    marked = {
        holiday - timedelta(days=back)
        for year in range(2003, 2011)
        for holiday in (seollal(year), chuseok(year))
        for back in range(1, 29)
    }
    periods = list(span(Period.parse(first), Period.parse(last)))
    expected = [
        sum(
            period.start + timedelta(days=day) in marked
            for day in range((period.end - period.start).days + 1)
        )
        / 28
        for period in periods
    ]
    np.testing.assert_allclose(holiday_share(periods), expected, rtol=0, atol=1e-12)


def test_december_holds_days_before_an_early_new_year():
    assert seollal(2004) == date(2004, 1, 22)
    assert holiday_share([Period.parse("2003-12")])[0] == pytest.approx(7 / 28)


def test_every_holiday_has_its_28_days_in_the_months():
    months = list(span(Period.parse(f"{FIRST_YEAR}-12"), Period.parse(f"{LAST_YEAR}-12")))
    assert holiday_share(months).sum() == pytest.approx(2 * (LAST_YEAR - FIRST_YEAR))


@pytest.mark.parametrize("month", ["1989-12", "2051-01"])
def test_a_year_outside_the_table_is_refused_and_not_taken_for_zero(month):
    with pytest.raises(ValueError, match="1990–2050"):
        holiday_share([Period.parse(month)])

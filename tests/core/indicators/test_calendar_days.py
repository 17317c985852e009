"""The calendar against two calendars of others."""

from datetime import date, timedelta

import numpy as np
import pytest

from bongsu.core.indicators import calendar_days
from bongsu.core.indicators.formula import Formula
from bongsu.core.panel.periods import Period

YEARS = range(2000, 2026)


def test_buddhas_birthday_is_the_eighth_of_the_fourth_lunar_month():
    from korean_lunar_calendar import KoreanLunarCalendar

    calendar = KoreanLunarCalendar()
    for year in range(1990, 2051):
        calendar.setLunarDate(year, 4, 8, False)
        assert date.fromisoformat(calendar.SolarIsoFormat()) in calendar_days.public_holidays(year)


def test_working_days_differ_from_another_calendar_by_substitutes_and_single_decreed_days_only():
    holidays = pytest.importorskip("holidays")
    korea = holidays.country_holidays("KR", years=YEARS)
    for year in YEARS:
        ours = {day for day in calendar_days.public_holidays(year) if day.weekday() < 5}
        theirs = {day for day in korea if day.year == year and day.weekday() < 5}
        assert ours <= theirs | {date(year, 4, 5), date(year, 7, 17)}, year
        assert len(theirs - ours) <= 6, year


def test_seasons_are_known_in_advance_and_need_no_series():
    months = [Period.parse("2005-08") + step for step in range(6)]
    assert calendar_days.kimjang_ahead(months, 0).tolist() == [0.0, 0.0, 1.0, 1.0, 1.0, 0.0]
    ahead = Formula.parse("kimjang_ahead(1)").evaluate({}, first=months[0], length=6)
    np.testing.assert_allclose(ahead, [0.0, 0.5, 1.0, 1.0, 0.5, 0.0])
    restocking = Formula.parse("season(12, 3)").evaluate({}, first=Period.parse("2005-11"), length=6)
    assert restocking.tolist() == [0.0, 1.0, 1.0, 1.0, 1.0, 0.0]


def test_a_formula_of_the_calendar_needs_to_know_the_time():
    with pytest.raises(ValueError, match="expected first and length"):
        Formula.parse("trading_days()").evaluate({})
    with pytest.raises(ValueError, match="needs the periods"):
        Formula.parse("a * trading_days()").evaluate({"a": [1.0]})


def test_outside_its_tables_the_calendar_says_nothing():
    assert np.isnan(
        Formula.parse("trading_days()").evaluate({}, first=Period.parse("1985-01"), length=1)
    ).all()


def test_weeks_add_up_to_the_feasts_four_weeks():
    weeks = [Period.of(date(2004, 12, 20), Period.parse("2005-W01").frequency) + step for step in range(12)]
    assert calendar_days.holidays_ahead(weeks, 0).sum() == pytest.approx(1.0)
    assert sum(calendar_days.trading_days(weeks)) == sum(
        day.weekday() < 5 and day not in calendar_days.public_holidays(day.year)
        for day in (weeks[0].start + timedelta(days=step) for step in range(84))
    )

"""Weekends and public holidays, held against the calendars that were printed for those years."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bongsu.catalogue import Catalogue
from bongsu.catalogue.packs import PACKS
from bongsu.core.panel.lunar_calendar import chuseok, seollal
from bongsu.words.refusal import Refusal


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("bongsu.words._current", ["en"])


KOREA = Catalogue.load(PACKS / "kr-2005").days_off

# The red days of the Korean calendar of 2005 (월력요항), Sundays left out.
RED_2005 = [
    date(2005, 1, 1), date(2005, 2, 8), date(2005, 2, 9), date(2005, 2, 10), date(2005, 3, 1),
    date(2005, 4, 5), date(2005, 5, 5), date(2005, 6, 6), date(2005, 8, 15), date(2005, 9, 17),
    date(2005, 9, 19), date(2005, 10, 3),
]  # fmt: skip


def test_the_public_holidays_of_2005_are_those_of_the_printed_calendar():
    year = [date(2005, 1, 1) + timedelta(days=each) for each in range(365)]
    assert [day for day in year if KOREA.is_holiday(day) and day.weekday() != 6] == RED_2005


@pytest.mark.parametrize("year", range(1990, 2031))
def test_the_lunar_holidays_are_those_of_the_institutes_table(year):
    for day in (seollal(year), chuseok(year)):
        assert all(KOREA.is_holiday(day + timedelta(days=each)) for each in (-1, 0, 1)), day


def test_saturday_was_worked_until_the_five_day_week_of_july_2005():
    assert not KOREA.is_off(date(2005, 6, 11))
    assert KOREA.is_off(date(2005, 7, 2))
    assert KOREA.is_off(date(2005, 6, 12))


def test_a_day_can_be_closed_or_worked_by_decree():
    text = 'country = "KR"\nclosed = ["2005-04-29"]\nworked = ["2005-03-01"]\n'
    found = Catalogue.from_files({"items.toml": "", "calendar.toml": text}).days_off
    assert found.is_off(date(2005, 4, 29))
    assert not found.is_off(date(2005, 3, 1))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('country = "Korea"', "a country code"),
        ('weekend = ["sun"]', "weekdays such as"),
        ('weekend = ["monday","tuesday","wednesday","thursday","friday","saturday","sunday"]', "leave a day"),
        ('weekend = [{ from = "2006", days = [] }, { from = "2005", days = [] }]', "in order of time"),
        ('closed = "2005-01-01"', "a list of days"),
    ],
)
def test_a_mistake_is_named(text, expected):
    with pytest.raises(Refusal, match=expected):
        Catalogue.from_files({"items.toml": "", "calendar.toml": text})

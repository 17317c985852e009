"""The days on which nobody works: weekends, and the public holidays of a country."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise

from bongsu.catalogue import values
from bongsu.catalogue.strict import Key, Table
from bongsu.catalogue.values import Unreadable
from bongsu.words import say

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WORKED_AT_LEAST = 1


@dataclass(frozen=True, slots=True)
class DaysOff:
    """When acknowledgement deadlines stand still.

    Attributes:
        country: ISO 3166 code of the country whose public holidays count; "" none.
        weekends: (first day, weekdays, 0 Monday) in order of time.
        closed: further days off; worked: days worked all the same.
    """

    country: str = ""
    weekends: tuple[tuple[date, tuple[int, ...]], ...] = ((date.min, (5, 6)),)
    closed: tuple[date, ...] = ()
    worked: tuple[date, ...] = ()

    def is_off(self, day: date) -> bool:
        """Whether nobody works on a day.

        >>> DaysOff("KR").is_off(date(2005, 2, 9))
        True
        """
        if day in self.worked:
            return False
        return day in self.closed or day.weekday() in self._weekend(day) or self.is_holiday(day)

    def is_holiday(self, day: date) -> bool:
        """Whether it is a public holiday of the country, by its law of that year."""
        return bool(self.country) and day in _holidays(self.country, day.year)

    def _weekend(self, day: date) -> tuple[int, ...]:
        begun = [days for first, days in self.weekends if first <= day]
        return begun[-1] if begun else self.weekends[0][1]


@lru_cache(maxsize=64)
def _holidays(country: str, year: int) -> frozenset[date]:
    import holidays

    return frozenset(holidays.country_holidays(country, years=year))


def country(value: object) -> str:
    """The ISO 3166 code of a country whose holidays are known; "" for none."""
    import holidays

    if value != "" and value not in holidays.list_supported_countries():
        raise Unreadable(say("a country code such as {example}", example="KR"))
    return str(value)


def weekends(value: object) -> tuple[tuple[date, tuple[int, ...]], ...]:
    """Weekdays, or dated lists of them in order of time."""
    expected = say(
        'weekdays such as ["saturday", "sunday"], or dated ones: [{ from = "2005-07", days = ["sunday"] }]'
    )
    if not isinstance(value, list):
        raise Unreadable(expected)
    if all(isinstance(part, str) for part in value):
        return ((date.min, _weekdays(value, expected)),)
    if not all(isinstance(part, dict) and set(part) == {"from", "days"} for part in value):
        raise Unreadable(expected)
    dated = tuple((values.first_day(part["from"]), _weekdays(part["days"], expected)) for part in value)
    if any(late[0] <= early[0] for early, late in pairwise(dated)):
        raise Unreadable(expected, todo=say("put them in order of time"))
    return dated


def days(value: object) -> tuple[date, ...]:
    """A list of days."""
    if not isinstance(value, list) or not all(isinstance(part, str | date) for part in value):
        raise Unreadable(say("a list of days such as {example}", example='["2005-04-05"]'))
    return tuple(sorted(values.first_day(part) for part in value))


def _weekdays(value: object, expected: str) -> tuple[int, ...]:
    if not isinstance(value, Iterable) or not set(value) <= set(WEEKDAYS):
        raise Unreadable(expected)
    found = tuple(WEEKDAYS.index(each) for each in value)
    if len(WEEKDAYS) - len(set(found)) < WORKED_AT_LEAST:
        raise Unreadable(expected, todo=say("leave a day on which somebody works"))
    return found


CALENDAR = Table(
    "calendar.toml",
    "",
    (
        Key("country", country, ""),
        Key("weekend", weekends, ((date.min, (5, 6)),)),
        Key("closed", days, ()),
        Key("worked", days, ()),
    ),
    lambda **entry: DaysOff(entry["country"], entry["weekend"], entry["closed"], entry["worked"]),
)

"""Days that are known in advance: feasts ahead, seasons, working days (I24). Periods are months or weeks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache

import numpy as np

from bongsu.core.indicators.trailing import Array
from bongsu.core.panel.lunar_calendar import FIRST_YEAR, LAST_YEAR, chuseok, holiday_share, seollal
from bongsu.core.panel.periods import Period

KIMJANG = (10, 12)
FIXED_HOLIDAYS = ((1, 1), (3, 1), (5, 5), (6, 6), (8, 15), (10, 3), (12, 25))
HANGEUL_DAY, NO_HANGEUL_DAY = (10, 9), range(1991, 2013)
ARBOR_DAY, LAST_ARBOR_DAY = (4, 5), 2005
CONSTITUTION_DAY, LAST_CONSTITUTION_DAY = (7, 17), 2007

# The solar date of lunar 4-8, Buddha's birthday (부처님오신날).
# fmt: off
_BUDDHA = {
    1990: (5, 2), 1991: (5, 21), 1992: (5, 10), 1993: (5, 28), 1994: (5, 18), 1995: (5, 7), 1996: (5, 24),
    1997: (5, 14), 1998: (5, 3), 1999: (5, 22), 2000: (5, 11), 2001: (5, 1), 2002: (5, 19), 2003: (5, 8),
    2004: (5, 26), 2005: (5, 15), 2006: (5, 5), 2007: (5, 24), 2008: (5, 12), 2009: (5, 2), 2010: (5, 21),
    2011: (5, 10), 2012: (5, 28), 2013: (5, 17), 2014: (5, 6), 2015: (5, 25), 2016: (5, 14), 2017: (5, 3),
    2018: (5, 22), 2019: (5, 12), 2020: (4, 30), 2021: (5, 19), 2022: (5, 8), 2023: (5, 27), 2024: (5, 15),
    2025: (5, 5), 2026: (5, 24), 2027: (5, 13), 2028: (5, 2), 2029: (5, 20), 2030: (5, 9), 2031: (5, 28),
    2032: (5, 16), 2033: (5, 6), 2034: (5, 25), 2035: (5, 15), 2036: (5, 3), 2037: (5, 22), 2038: (5, 11),
    2039: (4, 30), 2040: (5, 18), 2041: (5, 7), 2042: (5, 26), 2043: (5, 16), 2044: (5, 5), 2045: (5, 24),
    2046: (5, 13), 2047: (5, 2), 2048: (5, 20), 2049: (5, 9), 2050: (5, 28),
}
# fmt: on


def holidays_ahead(periods: Sequence[Period], ahead: int) -> Array:
    """The part of the 28 days before Seollal and Chuseok that lies in each period or the `ahead` next [time].

    >>> holidays_ahead([Period.parse("2004-12"), Period.parse("2005-03")], 1).round(3).tolist()
    [0.714, 0.0]
    """
    steps = [holiday_share([period + step for period in periods]) for step in range(ahead + 1)]
    return np.asarray(np.sum(steps, axis=0))


def season_share(periods: Sequence[Period], months: tuple[int, int]) -> Array:
    """The share of each period's days that lie in a season, from the first to the last month [time].

    A season may run over the new year: (12, 3) is December to March.

    >>> season_share([Period.parse("2005-12"), Period.parse("2006-04")], (12, 3)).tolist()
    [1.0, 0.0]
    """
    first, last = months
    inside = [month for month in range(1, 13) if _is_between(month, first, last)]
    shares = []
    for period in periods:
        days = _days(period)
        shares.append(sum(day.month in inside for day in days) / len(days))
    return np.array(shares)


def kimjang_ahead(periods: Sequence[Period], ahead: int) -> Array:
    """The share of the days of each period and the `ahead` next that lie in the kimjang season [time]."""
    steps = [season_share([period + step for period in periods], KIMJANG) for step in range(ahead + 1)]
    return np.asarray(np.mean(steps, axis=0))


def trading_days(periods: Sequence[Period]) -> Array:
    """Working days of each period in Korea: Monday to Friday without public holidays [time].

    Days given in place of a holiday at a weekend (since 2014), elections and single decreed days off are not
    in the calendar: where they matter the count is too high by them.

    Raises:
        ValueError: a period reaches outside 1990-2050.
    """
    return np.array(
        [
            sum(day.weekday() < 5 and day not in public_holidays(day.year) for day in _days(period))
            for period in periods
        ],
        dtype=np.float64,
    )


@lru_cache(maxsize=128)
def public_holidays(year: int) -> frozenset[date]:
    """Korea's public holidays of a year, without substitutes.

    Raises:
        ValueError: the year is outside 1990-2050.
    """
    found = {date(year, month, day) for month, day in FIXED_HOLIDAYS}
    for feast in (seollal(year), chuseok(year)):
        found |= {feast + timedelta(days=step) for step in (-1, 0, 1)}
    found.add(date(year, *_BUDDHA[year]))
    if year not in NO_HANGEUL_DAY:
        found.add(date(year, *HANGEUL_DAY))
    if year <= LAST_ARBOR_DAY:
        found.add(date(year, *ARBOR_DAY))
    if year <= LAST_CONSTITUTION_DAY:
        found.add(date(year, *CONSTITUTION_DAY))
    return frozenset(found)


def covered(period: Period) -> bool:
    """Whether the calendar's tables reach over a period."""
    return period.start.year > FIRST_YEAR and period.end.year < LAST_YEAR


def _is_between(month: int, first: int, last: int) -> bool:
    return first <= month <= last if first <= last else month >= first or month <= last


def _days(period: Period) -> list[date]:
    count = (period.end - period.start).days + 1
    return [period.start + timedelta(days=step) for step in range(count)]

"""How much of the month before Seollal (설날) and Chuseok (추석), when demand peaks, falls in a period.

The solar dates of the two lunar holidays are a table, so that the core needs no calendar package.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from bongsu.core.panel.periods import Period

DAYS_BEFORE = 28
FIRST_YEAR, LAST_YEAR = 1990, 2050

# year: (month and day of Seollal, month and day of Chuseok), lunar 1-1 and 8-15 by the calendar of the
# Korea Astronomy and Space Science Institute. It is not the Chinese calendar, which in some years (1997,
# 2027, 2028) is a day off.
# fmt: off
_HOLIDAYS = {
    1990: (1, 27, 10, 3), 1991: (2, 15, 9, 22), 1992: (2, 4, 9, 11), 1993: (1, 23, 9, 30),
    1994: (2, 10, 9, 20), 1995: (1, 31, 9, 9), 1996: (2, 19, 9, 27), 1997: (2, 8, 9, 16),
    1998: (1, 28, 10, 5), 1999: (2, 16, 9, 24), 2000: (2, 5, 9, 12), 2001: (1, 24, 10, 1),
    2002: (2, 12, 9, 21), 2003: (2, 1, 9, 11), 2004: (1, 22, 9, 28), 2005: (2, 9, 9, 18),
    2006: (1, 29, 10, 6), 2007: (2, 18, 9, 25), 2008: (2, 7, 9, 14), 2009: (1, 26, 10, 3),
    2010: (2, 14, 9, 22), 2011: (2, 3, 9, 12), 2012: (1, 23, 9, 30), 2013: (2, 10, 9, 19),
    2014: (1, 31, 9, 8), 2015: (2, 19, 9, 27), 2016: (2, 8, 9, 15), 2017: (1, 28, 10, 4),
    2018: (2, 16, 9, 24), 2019: (2, 5, 9, 13), 2020: (1, 25, 10, 1), 2021: (2, 12, 9, 21),
    2022: (2, 1, 9, 10), 2023: (1, 22, 9, 29), 2024: (2, 10, 9, 17), 2025: (1, 29, 10, 6),
    2026: (2, 17, 9, 25), 2027: (2, 7, 9, 15), 2028: (1, 27, 10, 3), 2029: (2, 13, 9, 22),
    2030: (2, 3, 9, 12), 2031: (1, 23, 10, 1), 2032: (2, 11, 9, 19), 2033: (1, 31, 9, 8),
    2034: (2, 19, 9, 27), 2035: (2, 8, 9, 16), 2036: (1, 28, 10, 4), 2037: (2, 15, 9, 24),
    2038: (2, 4, 9, 13), 2039: (1, 24, 10, 2), 2040: (2, 12, 9, 21), 2041: (2, 1, 9, 10),
    2042: (1, 22, 9, 28), 2043: (2, 10, 9, 17), 2044: (1, 30, 10, 5), 2045: (2, 17, 9, 25),
    2046: (2, 6, 9, 15), 2047: (1, 26, 10, 4), 2048: (2, 14, 9, 22), 2049: (2, 2, 9, 11),
    2050: (1, 23, 9, 30),
}
# fmt: on


def seollal(year: int) -> date:
    """Solar date of lunar new year's day.

    Raises:
        ValueError: the year is outside 1990–2050, which the table covers.

    >>> seollal(2005)
    datetime.date(2005, 2, 9)
    """
    month, day, _, _ = _row(year)
    return date(year, month, day)


def chuseok(year: int) -> date:
    """Solar date of the fifteenth day of the eighth lunar month.

    Raises:
        ValueError: the year is outside 1990–2050, which the table covers.

    >>> chuseok(2005)
    datetime.date(2005, 9, 18)
    """
    _, _, month, day = _row(year)
    return date(year, month, day)


def holiday_share(periods: Sequence[Period]) -> NDArray[np.float64]:
    """The share of the 28 days before Seollal and Chuseok that falls in each period.

    The holiday itself is not one of the 28 days. Over the periods that touch one holiday's 28 days the
    shares add up to 1.

    Args:
        periods: of any frequency, months and weeks above all; every day of them in 1990–2050.

    Returns:
        [time], between 0 and 1 for months and weeks.

    Raises:
        ValueError: a period reaches outside the years that the table covers.

    >>> holiday_share([Period.parse("2005-01"), Period.parse("2005-02")]).round(3).tolist()
    [0.714, 0.286]
    """
    days = [_days_in(period.start, period.end) for period in periods]
    return np.array(days, dtype=np.float64) / DAYS_BEFORE


def _days_in(start: date, end: date) -> int:
    """Days from `start` to `end`, both included, that lie in the 28 days before one of the holidays."""
    for year in (start.year, end.year):
        _row(year)
    # December may hold days before the next year's Seollal; before 2051's, on 11 February, it does not.
    years = range(start.year, min(end.year + 1, LAST_YEAR) + 1)
    return sum(_overlap(start, end, holiday) for year in years for holiday in (seollal(year), chuseok(year)))


def _overlap(start: date, end: date, holiday: date) -> int:
    first = max(start, holiday - timedelta(days=DAYS_BEFORE))
    last = min(end, holiday - timedelta(days=1))
    return max((last - first).days + 1, 0)


def _row(year: int) -> tuple[int, int, int, int]:
    if year not in _HOLIDAYS:
        raise ValueError(f"expected a year in {FIRST_YEAR}–{LAST_YEAR} for the lunar holidays, found {year}")
    return _HOLIDAYS[year]

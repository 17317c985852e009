"""Periods of time: the months, ISO weeks, quarters, years and days in which things happened.

A period is a frequency and an ordinal, a whole number that grows by one from each period to the next,
so that arithmetic on periods is arithmetic on integers.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import overload

PERIODS_PER_YEAR = {"month": 12.0, "week": 365.2425 / 7, "quarter": 4.0, "year": 1.0, "day": 365.2425}


class Frequency(StrEnum):
    """How long one period lasts."""

    MONTH = "month"
    WEEK = "week"
    QUARTER = "quarter"
    YEAR = "year"
    DAY = "day"

    @property
    def per_year(self) -> float:
        """Mean number of periods in a year."""
        return PERIODS_PER_YEAR[self.value]


_PATTERNS = (
    (Frequency.MONTH, re.compile(r"(\d{4})-(0[1-9]|1[0-2])")),
    (Frequency.WEEK, re.compile(r"(\d{4})-W(0[1-9]|[1-4]\d|5[0-3])")),
    (Frequency.QUARTER, re.compile(r"(\d{4})-Q([1-4])")),
    (Frequency.DAY, re.compile(r"(\d{4})-(\d{2})-(\d{2})")),
    (Frequency.YEAR, re.compile(r"(\d{4})")),
)


@dataclass(frozen=True, slots=True)
class Period:
    """One month, week, quarter, year or day.

    >>> may = Period.parse("2005-05")
    >>> may.end, str(may + 1), (may + 3) - may
    (datetime.date(2005, 5, 31), '2005-06', 3)
    """

    frequency: Frequency
    ordinal: int

    @classmethod
    def parse(cls, text: str) -> Period:
        """Reads `2005-05`, `2005-W22`, `2005-Q2`, `2005-05-31` or `2005`.

        Raises:
            ValueError: the text is none of these, or names a week or day that does not exist.
        """
        for frequency, pattern in _PATTERNS:
            match = pattern.fullmatch(text)
            if match:
                return cls(frequency, _ordinal(frequency, [int(part) for part in match.groups()]))
        raise ValueError(f"expected a period such as 2005-05, 2005-W22, 2005-Q2, found {text!r}")

    @classmethod
    def of(cls, day: date, frequency: Frequency) -> Period:
        """The period of this frequency that `day` falls in."""
        if frequency is Frequency.MONTH:
            return cls(frequency, day.year * 12 + day.month - 1)
        if frequency is Frequency.WEEK:
            return cls(frequency, (day.toordinal() - 1) // 7)
        if frequency is Frequency.QUARTER:
            return cls(frequency, day.year * 4 + (day.month - 1) // 3)
        if frequency is Frequency.YEAR:
            return cls(frequency, day.year)
        return cls(frequency, day.toordinal())

    @classmethod
    def last_complete(cls, as_of: date, frequency: Frequency) -> Period:
        """The newest period that is over at the end of the day `as_of`."""
        period = cls.of(as_of, frequency)
        return period if period.end <= as_of else period - 1

    @property
    def start(self) -> date:
        """First day."""
        if self.frequency is Frequency.MONTH:
            return date(self.ordinal // 12, self.ordinal % 12 + 1, 1)
        if self.frequency is Frequency.WEEK:
            return date.fromordinal(self.ordinal * 7 + 1)
        if self.frequency is Frequency.QUARTER:
            return date(self.ordinal // 4, self.ordinal % 4 * 3 + 1, 1)
        if self.frequency is Frequency.YEAR:
            return date(self.ordinal, 1, 1)
        return date.fromordinal(self.ordinal)

    @property
    def end(self) -> date:
        """Last day."""
        return (self + 1).start - timedelta(days=1)

    @property
    def phase(self) -> float:
        """Position of the period's middle in the year, in [0, 1)."""
        if self.frequency is Frequency.MONTH:
            return (self.ordinal % 12 + 0.5) / 12
        middle = self.start + (self.end - self.start) / 2
        days = 366 if calendar.isleap(middle.year) else 365
        return (middle.timetuple().tm_yday - 0.5) / days

    def __add__(self, steps: int) -> Period:
        return Period(self.frequency, self.ordinal + steps)

    @overload
    def __sub__(self, other: Period) -> int: ...
    @overload
    def __sub__(self, other: int) -> Period: ...
    def __sub__(self, other: Period | int) -> Period | int:
        if isinstance(other, int):
            return Period(self.frequency, self.ordinal - other)
        if other.frequency is not self.frequency:
            raise ValueError(f"cannot subtract a {other.frequency} from a {self.frequency}")
        return self.ordinal - other.ordinal

    def __lt__(self, other: Period) -> bool:
        return (self.frequency.value, self.ordinal) < (other.frequency.value, other.ordinal)

    def __str__(self) -> str:
        start = self.start
        if self.frequency is Frequency.MONTH:
            return f"{start:%Y-%m}"
        if self.frequency is Frequency.WEEK:
            year, week, _ = start.isocalendar()
            return f"{year:04d}-W{week:02d}"
        if self.frequency is Frequency.QUARTER:
            return f"{start.year:04d}-Q{(start.month + 2) // 3}"
        if self.frequency is Frequency.YEAR:
            return f"{start.year:04d}"
        return start.isoformat()


def span(first: Period, last: Period) -> Iterator[Period]:
    """Every period from `first` to `last`, both included.

    >>> [str(period) for period in span(Period.parse("2004-W52"), Period.parse("2005-W01"))]
    ['2004-W52', '2004-W53', '2005-W01']
    """
    return (Period(first.frequency, ordinal) for ordinal in range(first.ordinal, last.ordinal + 1))


def _ordinal(frequency: Frequency, parts: list[int]) -> int:
    if frequency is Frequency.MONTH:
        return parts[0] * 12 + parts[1] - 1
    if frequency is Frequency.QUARTER:
        return parts[0] * 4 + parts[1] - 1
    if frequency is Frequency.YEAR:
        return parts[0]
    if frequency is Frequency.WEEK:
        return (date.fromisocalendar(parts[0], parts[1], 1).toordinal() - 1) // 7
    return date(parts[0], parts[1], parts[2]).toordinal()


_DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?")


@dataclass(frozen=True, slots=True)
class Lag:
    """A length of calendar time written as an ISO 8601 duration: `P1M`, `P15D`, `P1M15D`, `P2W`.

    >>> Lag.parse("P1M").after(date(2005, 1, 31))
    datetime.date(2005, 2, 28)
    """

    months: int
    days: int

    @classmethod
    def parse(cls, text: str) -> Lag:
        """Raises ValueError if the text is not a duration of years, months, weeks and days."""
        match = _DURATION.fullmatch(text)
        if not match or text == "P":
            raise ValueError(f"expected a duration such as P1M, P15D or P2W, found {text!r}")
        years, months, weeks, days = (int(part or 0) for part in match.groups())
        return cls(years * 12 + months, weeks * 7 + days)

    def after(self, day: date) -> date:
        """The day this long after `day`; the end of a month stays the end of a month."""
        if self.months:
            is_last = day.day == calendar.monthrange(day.year, day.month)[1]
            years, month = divmod(day.year * 12 + day.month - 1 + self.months, 12)
            length = calendar.monthrange(years, month + 1)[1]
            day = date(years, month + 1, length if is_last else min(day.day, length))
        return day + timedelta(days=self.days)

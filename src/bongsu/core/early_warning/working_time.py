"""Hours that run on working days only: a deadline does not pass while nobody is there to keep it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

LONGEST_CLOSURE = 60
"""Days off in a row beyond which something is wrong with the calendar."""


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """Where an office is and on which of its days nobody works.

    Attributes:
        is_off: whether a day is a weekend or a public holiday there.
    """

    zone: tzinfo
    is_off: Callable[[date], bool]

    def after(self, moment: datetime, hours: int) -> datetime:
        """The moment when so many hours of working days have run; those of a day off do not count.

        A working day counts whole, midnight to midnight: customs offices work in shifts.

        Raises:
            ValueError: there are more than 60 days off in a row.

        >>> from datetime import timezone
        >>> weekends = WorkingTime(timezone.utc, lambda day: day.weekday() >= 5)
        >>> friday = datetime(2005, 6, 10, 15, tzinfo=timezone.utc)
        >>> weekends.after(friday, 24).isoformat()
        '2005-06-13T15:00:00+00:00'
        """
        left = timedelta(hours=hours)
        start = moment.astimezone(UTC)
        day = moment.astimezone(self.zone).date()
        while True:
            if self.is_off(day):
                start = max(start, self._begin(self._next_working(day)))
                day = self._next_working(day)
            end = self._begin(day + timedelta(days=1))
            if left <= end - start:
                return (start + left).astimezone(moment.tzinfo)
            left -= end - start
            start, day = end, day + timedelta(days=1)

    def _begin(self, day: date) -> datetime:
        return datetime.combine(day, time(), tzinfo=self.zone).astimezone(UTC)

    def _next_working(self, day: date) -> date:
        for later in range(1, LONGEST_CLOSURE + 1):
            if not self.is_off(day + timedelta(days=later)):
                return day + timedelta(days=later)
        raise ValueError(f"expected a working day within {LONGEST_CLOSURE} days after {day}, found none")

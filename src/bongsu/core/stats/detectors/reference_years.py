"""Which earlier times are the same week (month, day) of the years before: by counting, or by the calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

Lags = NDArray[np.int64]


def lags_by_count(times: int, *, years: int, per_year: int) -> Lags:
    """Lags [time, year] of a calendar in which every year has `per_year` periods; column 0 is 0.

    >>> lags_by_count(2, years=2, per_year=52).tolist()
    [[0, 52, 104], [0, 52, 104]]
    """
    return np.tile(np.arange(years + 1, dtype=np.int64) * per_year, (times, 1))


def lags_by_date(first_days: Sequence[date], *, years: int) -> Lags:
    """Lags [time, year] by date: the period whose first day lies nearest to the same date years before.

    So a year of 53 ISO weeks shifts nothing. `first_days` are the first days of equally long consecutive
    periods. 29 February is taken as 1 March in other years (as R's `seq` by "-1 year" does).

    >>> from datetime import timedelta
    >>> mondays = [date(2016, 1, 4) + timedelta(weeks=w) for w in range(320)]  # 2020 has 53 weeks
    >>> lags_by_date(mondays, years=5)[-1].tolist()
    [0, 52, 104, 157, 209, 261]
    """
    step = (first_days[1] - first_days[0]).days if len(first_days) > 1 else 7
    lags = np.zeros((len(first_days), years + 1), dtype=np.int64)
    for t, day in enumerate(first_days):
        for back in range(1, years + 1):
            distance = (day - _years_before(day, back)).days
            lags[t, back] = (distance + step // 2) // step
    return lags


def _years_before(day: date, years: int) -> date:
    if day.month == 2 and day.day == 29:
        try:
            return day.replace(year=day.year - years)
        except ValueError:
            return date(day.year - years, 3, 1)
    return day.replace(year=day.year - years)

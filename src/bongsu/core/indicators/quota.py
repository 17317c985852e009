"""How far a tariff quota is used, and for how long it will last (I21)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
from numpy.typing import ArrayLike

from bongsu.core.indicators.trailing import Array
from bongsu.core.panel.periods import Period


def year_to_date(values: ArrayLike, periods: Sequence[Period]) -> Array:
    """Sum since the year began, with this period; NaN from a gap to the end of its year, and in a year whose
    first periods the array does not hold.

    A period belongs to the year of its last day.
    """
    found = np.asarray(values, dtype=np.float64)
    out = np.full(found.shape, np.nan)
    running = np.full(found.shape[1:], np.nan)
    for time, period in enumerate(periods):
        if (period - 1).end.year != period.end.year:
            running = np.zeros(found.shape[1:])
        running = running + found[time]
        out[time] = running
    return out


def quota_fill(imports: ArrayLike, quota: ArrayLike, periods: Sequence[Period]) -> Array:
    """In-quota imports since the year began over the year's quota [time]; 1 is a full quota."""
    allowed = np.asarray(quota, dtype=np.float64)
    return np.asarray(year_to_date(imports, periods) / np.where(allowed > 0, allowed, np.nan))


def days_to_exhaustion(
    imports: ArrayLike, quota: ArrayLike, periods: Sequence[Period], *, window: int = 3
) -> Array:
    """Days from the end of each period until the quota is used at the mean pace of the last `window` periods.

    0 where it is used already; capped at the end of the year, when a new quota begins; NaN where the fill or
    the pace is not known, or no pace is (nothing imported) and the quota is open: then the year's end counts.
    """
    found = np.asarray(imports, dtype=np.float64)
    allowed = np.broadcast_to(np.asarray(quota, dtype=np.float64), found.shape)
    used = year_to_date(found, periods)
    out = np.full(found.shape, np.nan)
    for time, period in enumerate(periods):
        if time + 1 < window:
            continue
        days = (period.end - periods[time + 1 - window].start).days + 1
        pace = found[time + 1 - window : time + 1].sum(axis=0) / days
        left = np.maximum(allowed[time] - used[time], 0.0)
        rest = (date(period.end.year, 12, 31) - period.end) / timedelta(days=1)
        needed = np.where(pace > 0, left / np.where(pace > 0, pace, 1.0), np.where(left > 0, np.inf, 0.0))
        out[time] = np.where(np.isnan(pace) | np.isnan(left), np.nan, np.minimum(needed, rest))
        out[time] = np.where(left == 0, 0.0, out[time])
    return out

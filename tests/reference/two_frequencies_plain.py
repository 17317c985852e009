"""One series at a wanted frequency from what is kept of it at several: slow and plain, period by period."""

from __future__ import annotations

import math

from bongsu.core.panel.periods import Frequency, Period


def series_at(
    kept: dict[Frequency, dict[Period, float]], first: Period, length: int, last_read: dict[Frequency, Period]
) -> list[float]:
    """The values of `length` periods from `first`.

    Args:
        kept: known values by frequency and period; last_read: the last source period that is looked at.
    """
    own = first.frequency
    finer = sorted((f for f in kept if f.per_year > own.per_year), key=lambda f: f.per_year)
    coarser = sorted((f for f in kept if f.per_year < own.per_year), key=lambda f: -f.per_year)
    found = []
    for step in range(length):
        period = first + step
        value = kept.get(own, {}).get(period, math.nan)
        for frequency in finer:
            inside = [
                each for source, each in kept[frequency].items() if period.start <= source.end <= period.end
            ]
            if math.isnan(value) and inside:
                value = sum(inside) / len(inside)
        for frequency in coarser:
            source = Period.of(period.end, frequency)
            if source.end > period.end:
                source -= 1
            if math.isnan(value) and source - last_read[frequency] <= 0:
                value = kept[frequency].get(source, math.nan)
        found.append(value)
    return found

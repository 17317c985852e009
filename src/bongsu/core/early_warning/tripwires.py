"""Tripwires: a daily or weekly watch on one indicator that raises notices at a stated false-alarm rate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bongsu.core.panel.periods import Period
from bongsu.core.stats.alarm_rate import Calibrated, calibrate, notices, oriented
from bongsu.core.stats.whitened_change import scaled_misses, window_sums

Array = NDArray[np.float64]

LEAST_PAST = 120
"""Scaled misses that a threshold must rest on."""
SAFETY = 1.5
"""Lines are drawn for so much rarer notices than promised: a line found on a short past lies too low now and
then, which costs more false notices than one that lies too high saves (`benchmarks/tripwires.py`)."""
REFRESH_DAYS = 182
"""Thresholds are found anew in every half-year, from what lay before it."""


@dataclass(frozen=True, slots=True)
class TripwireRule:
    """What is watched for.

    Attributes:
        window_days: lengths of the windows, shortest first.
        days_between: a series without news is promised one notice in this many days at most.
        rearm_days: quiet days before the same window may raise again; crossings of other windows within
            them belong to the notice before.
        side: 1 rises, -1 falls, 0 both.
    """

    window_days: tuple[float, ...] = (1.0, 5.0, 28.0, 91.0, 182.0, 365.0)
    days_between: float = 365.0
    rearm_days: float = 28.0
    side: int = 0


@dataclass(frozen=True, slots=True)
class Raised:
    """One notice and its reason.

    Attributes:
        period: of the value that raised it.
        window_days: the window it stood out in; `begins` is its first value.
        change: from the value before the window to the newest, in the series' own unit (of the transform).
        statistic, threshold: the scaled change and its line.
        days_between: days between notices as far out as this one, on a series without news; the promised
            rate or more, at most what was simulated.
    """

    period: Period
    begins: Period
    window_days: float
    change: float
    statistic: float
    threshold: float
    days_between: float


@dataclass(frozen=True, slots=True)
class Watched:
    """A replay of the watch over a series as known on one day.

    Attributes:
        raised: every notice, oldest first.
        first: the first period that was watched; None where the past is too short.
    """

    raised: tuple[Raised, ...]
    first: Period | None
    watched_days: float


def watch(
    periods: Sequence[Period], values: Array, rule: TripwireRule, *, seed: int, since: Period | None = None
) -> Watched:
    """Replays the watch, every threshold made from what lay before its half-year.

    Args:
        periods: of the known values, rising; values: the same, without NaN.
        seed: of the resampling; the same seed and series give the same notices.
        since: the first period of interest; thresholds are made for the half-year before it and later ones.
    """
    if len(periods) < 2:
        return Watched((), None, 0.0)
    days = np.array([period.end.toordinal() for period in periods], dtype=np.float64)
    per_day = (len(periods) - 1) / (days[-1] - days[0])
    windows = tuple(dict.fromkeys(max(round(length * per_day), 1) for length in rule.window_days))
    rearm = max(round(rule.rearm_days * per_day), 1)
    scaled = scaled_misses(values)
    blocks = (days // REFRESH_DAYS).astype(np.int64)
    begin = -1 if since is None else int(since.start.toordinal() // REFRESH_DAYS) - 1
    thresholds = np.full((len(periods), len(windows)), np.nan)
    found: dict[int, Calibrated] = {}
    for block in np.unique(blocks[blocks >= begin]):
        past = scaled[blocks < block]
        past = past[~np.isnan(past)]
        if past.shape[0] < LEAST_PAST:
            continue
        usable = tuple(w for w in windows if w <= past.shape[0])
        found[int(block)] = calibrate(
            past,
            usable,
            steps_between=SAFETY * rule.days_between * per_day,
            rearm=rearm,
            side=rule.side,
            rng=np.random.default_rng([seed, int(block)]),
        )
        thresholds[np.ix_(blocks == block, range(len(usable)))] = found[int(block)].thresholds
    statistics = oriented(window_sums(scaled, windows), rule.side)
    which = notices(statistics, thresholds, rearm=rearm)
    told = tuple(
        _raised(
            periods,
            values,
            statistics,
            thresholds,
            int(t),
            int(which[t]),
            windows,
            per_day,
            found[int(blocks[t])],
        )
        for t in np.flatnonzero(which >= 0)
    )
    watched = np.flatnonzero(~np.isnan(thresholds[:, 0]))
    first = periods[int(watched[0])] if watched.shape[0] else None
    return Watched(told, first, float(days[-1] - days[watched[0]]) if watched.shape[0] else 0.0)


def _raised(
    periods: Sequence[Period],
    values: Array,
    statistics: Array,
    thresholds: Array,
    t: int,
    w: int,
    windows: tuple[int, ...],
    per_day: float,
    null: Calibrated,
) -> Raised:
    before = max(t - windows[w], 0)
    return Raised(
        periods[t],
        periods[before + 1] if before < t else periods[t],
        round(windows[w] / per_day, 1),
        float(values[t] - values[before]),
        float(statistics[t, w]),
        float(thresholds[t, w]),
        float(round(null.steps_between(w, float(statistics[t, w])) / per_day)),
    )

"""A made-up customs world with known truth: indicators lead smuggling, and customs sees part of it, late.

The story of one count: common factors and shocks move the indicators; some of them drive an item's latent
flow, some months later; the flow meets the inspection effort of the month and becomes detections; these are
reported in three instalments. Arrays have time first, item second, indicator third. Time runs over the
*visible* months t = -12 … months + 2, of which row 0 is t = -12 (January 2001 unless told): the twelve
pre-months feed leads, and t = months … months + 2 are only for scoring.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from bongsu.core.panel.lunar_calendar import holiday_share
from bongsu.core.panel.periods import Frequency, Period
from bongsu.core.panel.synthetic_detections import (
    EFFORT_ELASTICITY,
    CountNoise,
    count_noise,
    inspection_effort,
    report_counts,
)
from bongsu.core.panel.synthetic_flow import (
    BURN_IN,
    POST_MONTHS,
    PRE_MONTHS,
    Driver,
    Variant,
    draw_drivers,
    driven_flow,
    indicator_values,
    own_movements,
    relation_ends,
    season,
)

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
Flags = NDArray[np.bool_]

FIRST_MONTH = Period(Frequency.MONTH, 2001 * 12)
REVISION_LEFT = (1.0, 0.5, 0.25)  # of the revision noise, at age 0, 1 and 2; nothing later
ALARM_EFFORT, ALARM_EFFORT_MONTHS = 1.8, 2
ALARM_FLOW, ALARM_FLOW_MONTHS = 0.85, 3


@dataclass(frozen=True, slots=True)
class World:
    """What can be seen of a made-up world, and the truth behind it. All arrays are read-only.

    Attributes:
        seed, variant: what it was made from.
        months: T; the visible rows are t = -12 … T + 2.
        periods: [time].
        holiday: [time], share of the 28 days before Seollal and Chuseok.

        indicators: [time, item, indicator], final values, mean 0 and sd 1 over the visible months.
            Position 0 is the price gap, 1 the net imports.
        publication_lag: [indicator], months after the end of the month.
        revision_sd: [indicator], sd of the noise in the first published value; 0 where never revised.
        revision_noise: [time, item, indicator], standard normal.

        first_report, second_report, final_count: [time, item], detections as reported in the month itself,
            one month later and from two months later on.
        log_effort: [time, item], log of inspections relative to their mean.
        planned_log_effort: [time, item], what was planned before the month began.

        drivers: per item, the true causes; empty where there are none.
        relation_ends: [item], the row from which the drivers no longer work; len(periods) if they always do.
        log_base: [item], log of the mean flow mu.
        log_flow: [time, item], log lambda: base, season and latent level together.
        latent: [time, item], the latent level L (signals, noise, shocks, shifts) minus its median.
        threshold: [item], the level from which L is a surge.
        surge, onset: [time, item], in a surge; the first month of one.
        mean_count: [time, item], lambda x effort ** 0.7, the mean of the detections.
        dispersion: [item], size r of the negative binomial: variance = mean + mean ** 2 / r.
        blank_rate: [item], probability that a month's detections are lost.
        noise: the dice behind the counts.
    """

    seed: int
    variant: Variant
    months: int
    periods: tuple[Period, ...]
    holiday: Floats
    indicators: Floats
    publication_lag: Counts
    revision_sd: Floats
    revision_noise: Floats
    first_report: Counts
    second_report: Counts
    final_count: Counts
    log_effort: Floats
    planned_log_effort: Floats
    drivers: tuple[tuple[Driver, ...], ...]
    relation_ends: Counts
    log_base: Floats
    log_flow: Floats
    latent: Floats
    threshold: Floats
    surge: Flags
    onset: Flags
    mean_count: Floats
    dispersion: Floats
    blank_rate: Floats
    noise: CountNoise

    def indicators_as_of(self, t: int) -> Floats:
        """The indicators as known at the end of month t: [t + 13, item, indicator], NaN where unpublished.

        Raises:
            ValueError: t is not a visible month.
        """
        rows = self._rows_until(t)
        seen = self.indicators[:rows].copy()
        months_ago = rows - 1 - np.arange(rows)
        age = months_ago[:, None] - self.publication_lag
        left = np.zeros(age.shape)
        for months_old, share in enumerate(REVISION_LEFT):
            left[age == months_old] = share
        seen += (left * self.revision_sd)[:, None, :] * self.revision_noise[:rows]
        seen[np.broadcast_to((age < 0)[:, None, :], seen.shape)] = np.nan
        return seen

    def detections_as_of(self, t: int) -> Counts:
        """The detections as reported by the end of month t: [t + 13, item].

        The last row is a first report, the one before it a second report.

        Raises:
            ValueError: t is not a visible month.
        """
        rows = self._rows_until(t)
        seen = self.final_count[:rows].copy()
        seen[rows - 1] = self.first_report[rows - 1]
        if rows > 1:
            seen[rows - 2] = self.second_report[rows - 2]
        return seen

    def _rows_until(self, t: int) -> int:
        if not -PRE_MONTHS <= t < self.months + POST_MONTHS:
            raise ValueError(f"expected a month t in -12 … {self.months + 2}, found {t}")
        return t + PRE_MONTHS + 1


def simulate(
    seed: int,
    *,
    months: int = 96,
    items: int = 14,
    indicators: int = 20,
    variant: Variant = "default",
    first_period: Period = FIRST_MONTH,
) -> World:
    """Makes one world; the same arguments give the same world bit for bit.

    Worlds of the same seed and size are paired over the variants: they share every die that both throw.

    Args:
        seed: not negative.
        months: T, at least 24.
        items, indicators: how many; at least 1 and 5.
        variant: "null" has no drivers; "mismatch" has no hinge, a sharp lead, and the signs of the price gap
            and the net imports at random.
        first_period: t = -12. Where it is a week the world is one of weeks: everything told in months here
            (leads, lags, shocks, persistence) counts weeks, and the seasons stay those of the year.

    Raises:
        ValueError: an argument is outside these bounds.

    >>> world = simulate(3000)
    >>> world.indicators_as_of(47).shape, world.detections_as_of(47).shape
    ((60, 14, 20), (60, 14))
    """
    if months < 24 or items < 1 or indicators < 5 or variant not in get_args(Variant):
        raise ValueError(
            "expected months >= 24, items >= 1, indicators >= 5 and a variant of "
            f"{get_args(Variant)}, found {months}, {items}, {indicators}, {variant!r}"
        )
    if first_period.frequency not in (Frequency.MONTH, Frequency.WEEK):
        raise ValueError(f"expected a month or a week to begin with, found a {first_period.frequency}")
    run = [first_period + row for row in range(-BURN_IN, PRE_MONTHS + months + POST_MONTHS)]
    dice = [np.random.default_rng(child) for child in np.random.SeedSequence(seed).spawn(6)]
    visible = slice(BURN_IN, None)
    calendar_month = np.array([_calendar_month(period) for period in run], dtype=np.float64)
    holiday = holiday_share(run)

    values = indicator_values(dice[0], calendar_month, items=items, indicators=indicators)
    lag, revision_sd, revision_noise = _publication(dice[1], values[visible].shape)
    drivers = draw_drivers(dice[2], items=items, indicators=indicators, variant=variant)
    ends = relation_ends(dice[2], items=items, months=months)
    signal = driven_flow(values, drivers, ends, sharp=variant == "mismatch")
    level = signal + own_movements(dice[3], signal.shape, months)
    log_base = dice[3].uniform(np.log(0.5), np.log(20), items)
    log_flow = log_base + season(dice[3], calendar_month, holiday, items=items) + level
    latent = level[visible] - np.median(level[visible], axis=0)
    threshold = np.maximum(np.log(1.5), np.quantile(latent, 0.85, axis=0))
    surge = _close_gaps(latent >= threshold)
    log_effort = inspection_effort(dice[4], signal.shape)[visible]
    log_effort = log_effort - log_effort.mean(axis=0)
    dispersion, blank_rate, noise = count_noise(dice[5], latent.shape)
    mean_count = np.exp(log_flow[visible] + EFFORT_ELASTICITY * log_effort)
    counts = report_counts(mean_count, noise)
    return _frozen(
        World(
            seed=seed,
            variant=variant,
            months=months,
            periods=tuple(run[visible]),
            holiday=holiday[visible],
            indicators=values[visible],
            publication_lag=lag,
            revision_sd=revision_sd,
            revision_noise=revision_noise,
            first_report=counts[0],
            second_report=counts[1],
            final_count=counts[2],
            log_effort=log_effort,
            planned_log_effort=log_effort + dice[4].normal(0, 0.1, log_effort.shape),
            drivers=drivers,
            relation_ends=ends,
            log_base=log_base,
            log_flow=log_flow[visible],
            latent=latent,
            threshold=threshold,
            surge=surge,
            onset=surge & ~np.vstack([np.zeros((1, items), dtype=bool), surge[:-1]]),
            mean_count=mean_count,
            dispersion=dispersion,
            blank_rate=blank_rate,
            noise=noise,
        )
    )


def with_alarms(world: World, alarms: Flags) -> World:
    """The same world if customs had answered these alarms: more effort, then less smuggling.

    An alarm at the end of a month multiplies the effort of the next two months by 1.8 and the flow of the
    next three by 0.85; alarms that overlap do not add up. A cell depends only on the alarms before it and
    keeps its dice, so a closed loop may call this month after month with the alarms given so far. `latent`,
    `threshold` and `surge` stay those of the world without alarms.

    Args:
        world: the world without any alarm.
        alarms: [time, item], over the visible months.
    """
    if alarms.shape != world.final_count.shape:
        raise ValueError(f"expected alarms of shape {world.final_count.shape}, found {alarms.shape}")
    more_effort = np.log(ALARM_EFFORT) * _shortly_after(alarms, ALARM_EFFORT_MONTHS)
    log_effort = world.log_effort + more_effort
    log_flow = world.log_flow + np.log(ALARM_FLOW) * _shortly_after(alarms, ALARM_FLOW_MONTHS)
    mean_count = np.exp(log_flow + EFFORT_ELASTICITY * log_effort)
    counts = report_counts(mean_count, world.noise)
    return _frozen(
        replace(
            world,
            log_effort=log_effort,
            planned_log_effort=world.planned_log_effort + more_effort,
            log_flow=log_flow,
            mean_count=mean_count,
            first_report=counts[0],
            second_report=counts[1],
            final_count=counts[2],
        )
    )


def _calendar_month(period: Period) -> float:
    """0 for January to 11 for December; a week lies between them by its middle."""
    if period.frequency is Frequency.MONTH:
        return period.ordinal % 12
    return 12 * period.phase - 0.5


def _publication(rng: np.random.Generator, shape: tuple[int, ...]) -> tuple[Counts, Floats, Floats]:
    """Publication lag and revision sd, both [indicator], and the revision noise [time, item, indicator]."""
    indicators = shape[-1]
    lag = rng.choice(3, indicators, p=(0.4, 0.4, 0.2)).astype(np.int64)
    lag[:2] = (0, 1)
    revised = (lag > 0) & (rng.random(indicators) < 0.5)
    return lag, np.where(revised, rng.uniform(0.05, 0.30, indicators), 0.0), rng.normal(size=shape)


def _close_gaps(surge: Flags) -> Flags:
    """Fills single months between two months of surge."""
    closed = surge.copy()
    closed[1:-1] |= surge[:-2] & surge[2:]
    return closed


def _shortly_after(alarms: Flags, months: int) -> Flags:
    """[time, item], True in the `months` months after an alarm."""
    after = np.zeros_like(alarms)
    for step in range(1, months + 1):
        after[step:] |= alarms[:-step]
    return after


def _frozen(world: World) -> World:
    for name in World.__slots__:
        value = getattr(world, name)
        if isinstance(value, np.ndarray):
            value.setflags(write=False)
    return world

"""How the made-up world's smuggling comes about: indicators, the few that drive an item, shocks and seasons.

Arrays cover the whole *run*, the burn-in months and then the visible ones: time first, item second,
indicator third.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
Variant = Literal["default", "null", "mismatch"]

BURN_IN = 36
PRE_MONTHS = 12
POST_MONTHS = 3
LEAD_WEIGHTS = (0.04, 0.10, 0.14, 0.14, 0.12, 0.10, 0.08, 0.06, 0.06, 0.05, 0.04, 0.04, 0.03)


@dataclass(frozen=True, slots=True)
class Driver:
    """One true cause of an item's flow.

    Attributes:
        indicator: its position on the indicator axis.
        lead: months by which it moves first.
        coefficient: change of the log flow for one standard deviation of the (shaped) indicator; the sign
            says in which direction the indicator works.
        shape: "hinge" where nothing happens until the indicator passes `knee`, else "linear".
    """

    indicator: int
    lead: int
    coefficient: float
    shape: Literal["linear", "hinge"]
    knee: float = 0.0


def indicator_values(
    rng: np.random.Generator, calendar_month: Floats, *, items: int, indicators: int
) -> Floats:
    """[run, item, indicator]: a mixture of common factors, own autoregressions and seasons."""
    length = len(calendar_month)
    shape = (length, items, indicators)
    factors = np.stack(
        [
            rng.normal(size=length).cumsum(),
            autoregression(rng.normal(size=length), 0.95),
            autoregression(rng.normal(size=length), 0.8),
        ],
        axis=1,
    )
    factors = (factors - factors.mean(axis=0)) / factors.std(axis=0)
    persistence = np.where(rng.random(indicators) < 0.25, 1.0, rng.uniform(0.6, 0.97, indicators))
    loading = np.where(rng.random(indicators) < 0.6, rng.uniform(0, 0.8, indicators), 0.0)
    factor = rng.integers(0, 3, indicators)
    seasonal = np.where(rng.random(indicators) < 0.3, 0.5, 0.0)
    shocks = rng.normal(size=shape) + (rng.random(shape) < 1 / 60) * rng.normal(0, 4, shape)
    own = autoregression(shocks, persistence)
    own = (own - own.mean(axis=0)) / own.std(axis=0)
    side = rng.choice([-1.0, 1.0], (items, indicators))
    peak = rng.integers(0, 12, (items, indicators))
    season = np.cos(2 * np.pi * (calendar_month[:, None, None] - peak) / 12)
    values = side * loading * factors[:, None, factor] + np.sqrt(1 - loading**2) * own + seasonal * season
    return _standardised(values)


def draw_drivers(
    rng: np.random.Generator, *, items: int, indicators: int, variant: Variant
) -> tuple[tuple[Driver, ...], ...]:
    """The true causes of each item, in the order in which they were drawn."""
    drawn = tuple(_item_drivers(rng, indicators, variant) for _ in range(items))
    return tuple(() for _ in range(items)) if variant == "null" else drawn


def _item_drivers(rng: np.random.Generator, indicators: int, variant: Variant) -> tuple[Driver, ...]:
    """None to three drivers; the price gap and the net imports come first where the dice let them."""
    chosen: list[Driver] = []
    unused = list(range(2, indicators))
    for _ in range(rng.choice(4, p=(0.10, 0.30, 0.40, 0.20))):
        taken = {driver.indicator for driver in chosen}
        if 0 not in taken and rng.random() < 0.6:
            indicator = 0
        elif 1 not in taken and rng.random() < 0.4:
            indicator = 1
        else:
            indicator = unused.pop(rng.integers(len(unused)))
        lead = int(rng.choice(13, p=LEAD_WEIGHTS))
        size = rng.uniform(0.25, 0.60)
        sign = rng.choice([-1.0, 1.0])
        knee = rng.uniform(-0.5, 0.5)
        if variant == "mismatch" or indicator > 1:
            chosen.append(Driver(indicator, lead, float(sign * size), "linear"))
        elif indicator == 0:
            chosen.append(Driver(indicator, lead, size, "hinge", knee))
        else:
            chosen.append(Driver(indicator, lead, -size, "linear"))
    return tuple(chosen)


def relation_ends(rng: np.random.Generator, *, items: int, months: int) -> Counts:
    """[item], the visible row from which the drivers no longer work."""
    never = PRE_MONTHS + months + POST_MONTHS
    dies = rng.random(items) < 0.15
    month = np.floor(rng.uniform(48, max(months, 49), items)).astype(np.int64)
    return np.where(dies & (month < months), PRE_MONTHS + month, never)


def driven_flow(
    values: Floats, drivers: tuple[tuple[Driver, ...], ...], ends: Counts, *, sharp: bool
) -> Floats:
    """[run, item], what the drivers together add to the log flow."""
    rows = np.arange(len(values))
    signal = np.zeros(values.shape[:2])
    kernel = ((0, 1.0),) if sharp else ((-1, 0.25), (0, 0.5), (1, 0.25))
    for item, causes in enumerate(drivers):
        for driver in causes:
            shaped = np.sign(driver.coefficient) * values[:, item, driver.indicator]
            if driver.shape == "hinge":
                shaped = 0.5 * np.logaddexp(0.0, (shaped - driver.knee) / 0.5)
            shaped = _standardised(shaped)
            for offset, weight in kernel:
                source = np.maximum(rows - max(driver.lead + offset, 0), 0)
                signal[:, item] += abs(driver.coefficient) * weight * shaped[source]
        signal[BURN_IN + ends[item] :, item] = 0.0
    return signal


def own_movements(rng: np.random.Generator, shape: tuple[int, int], months: int) -> Floats:
    """[run, item]: what moves the flow besides the drivers: noise, shocks and one permanent shift."""
    length, items = shape
    drift = 0.25 * autoregression(rng.normal(size=shape) * np.sqrt(1 - 0.7**2), 0.7)
    shocks = np.zeros(shape)
    for start, item in np.argwhere(rng.random(shape) < 1 / 60):
        profile = _shock_profile(rng)[: length - start]
        reached = shocks[start : start + len(profile), item]
        np.maximum(reached, profile, out=reached)
    shifted = rng.random(items) < 0.25
    month = rng.integers(12, months, items)
    after = np.arange(length)[:, None] >= BURN_IN + PRE_MONTHS + month
    return drift + shocks + after * np.where(shifted, rng.normal(0, 0.4, items), 0.0)


def _shock_profile(rng: np.random.Generator) -> Floats:
    """Log height of a shock month by month: up in one to three steps, a plateau, down in two."""
    steps = int(rng.integers(1, 4))
    plateau = 2 + int(rng.geometric(1 / 4))
    height = np.log(rng.uniform(1.8, 4))
    ramp = np.arange(1, steps + 1) / steps
    profile: Floats = height * np.concatenate([ramp, np.ones(plateau), [0.66, 0.33]])
    return profile


def season(rng: np.random.Generator, calendar_month: Floats, holiday: Floats, *, items: int) -> Floats:
    """[run, item], the yearly wave and, for half of the items, the weeks before the holidays."""
    height = rng.uniform(0, 0.4, items)
    peak = rng.uniform(0, 12, items)
    before_holidays = np.where(rng.random(items) < 0.5, rng.uniform(0, 0.5, items), 0.0)
    wave = height * np.cos(2 * np.pi * (calendar_month[:, None] - peak) / 12)
    return wave + before_holidays * holiday[:, None]


def autoregression(shocks: Floats, persistence: float | Floats) -> Floats:
    """x_t = persistence * x_{t-1} + shock_t along the first axis, from 0."""
    path = np.empty_like(shocks)
    level = np.zeros(shocks.shape[1:])
    for row, shock in enumerate(shocks):
        level = persistence * level + shock
        path[row] = level
    return path


def _standardised(values: Floats) -> Floats:
    """Mean 0 and sd 1 over the visible months."""
    visible = values[BURN_IN:]
    scaled: Floats = (values - visible.mean(axis=0)) / visible.std(axis=0)
    return scaled

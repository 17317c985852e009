"""Do tripwires keep their promised rate of false notices? On made-up nulls, on real series, and their nulls.

Every series is replayed day by day (week by week) with lines made from what lay before each half-year, all
six windows at once, promise: one notice a year at most. Made-up nulls have no news. Real series have: more
notices than promised are no fault by themselves; so each real series is also cut into blocks of its own
scaled misses and put together anew: its tails and clusters, and no news.

    python benchmarks/tripwires.py [--series 20] [--seed 933] [--data ../shared/data]
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from bongsu.core.early_warning.tripwires import TripwireRule, watch
from bongsu.core.panel.periods import Frequency, Period
from bongsu.core.stats.alarm_rate import block_bootstrap
from bongsu.core.stats.whitened_change import scaled_misses

Made = Callable[[np.random.Generator, int], np.ndarray]
YEAR = 365.2425


def autoregressive(phi: float, *, tails: float | None = None, moving: float = 0.0) -> Made:
    """AR(1) with normal or Student shocks, which may themselves be smeared over two values."""

    def make(rng: np.random.Generator, length: int) -> np.ndarray:
        shocks = rng.standard_t(tails, length) if tails else rng.normal(size=length)
        shocks[1:] += moving * shocks[:-1]
        values = np.zeros(length)
        for t in range(1, length):
            values[t] = phi * values[t - 1] + shocks[t]
        return values

    return make


def clustered(rng: np.random.Generator, length: int) -> np.ndarray:
    """A random walk whose volatility comes in clusters: GARCH(1,1), .05, .93."""
    values, variance = np.zeros(length), 1.0
    for t in range(1, length):
        shock = np.sqrt(variance) * rng.normal()
        values[t] = values[t - 1] + shock
        variance = 0.02 + 0.05 * shock**2 + 0.93 * variance
    return values


def yearly(rng: np.random.Generator, length: int) -> np.ndarray:
    """AR(1) .9 with a season of two standard deviations."""
    return autoregressive(0.9)(rng, length) + 2.3 * 2 * np.cos(2 * np.pi * np.arange(length) / YEAR)


MADE_UP: dict[str, Made] = {
    "white noise": autoregressive(0.0),
    "AR .5": autoregressive(0.5),
    "AR .9": autoregressive(0.9),
    "AR .98": autoregressive(0.98),
    "random walk": autoregressive(1.0),
    "AR .9, t with 3 df": autoregressive(0.9, tails=3),
    "ARMA .8, .5": autoregressive(0.8, moving=0.5),
    "GARCH walk": clustered,
    "AR .9, season": yearly,
}


def real_series(folder: Path) -> Iterator[tuple[str, list[Period], np.ndarray]]:
    """Daily gold premium and won per dollar, weekly Brent and WTI; prices in logarithms."""
    gold = pl.read_csv(folder / "korea_gold_premium" / "daily.csv", try_parse_dates=True)
    days = [Period.of(day, Frequency.DAY) for day in gold["date"]]
    world = gold["usd_per_oz_intl"] / 31.1034768 * gold["krw_per_usd"]
    yield "gold premium, daily", days, (gold["krw_per_g_korea"] / world - 1).to_numpy()
    yield "KRW/USD, daily", days, gold["krw_per_usd"].log().to_numpy()
    for name in ("brent", "wti"):
        oil = pl.read_csv(folder / "oil_prices" / f"{name}-weekly.csv", try_parse_dates=True)
        oil = oil.filter(pl.col("Price") > 0)
        weeks = [Period.of(day, Frequency.WEEK) for day in oil["Date"]]
        yield f"{name}, weekly", weeks, oil["Price"].log().to_numpy()


def counted(periods: list[Period], values: np.ndarray, *, seed: int) -> tuple[int, float]:
    """Notices, and years watched."""
    seen = watch(periods, values, TripwireRule(), seed=seed)
    return len(seen.raised), seen.watched_days / YEAR


def shuffled(values: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A walk made of blocks of the series' own scaled misses."""
    scaled = scaled_misses(values)
    scaled = scaled[~np.isnan(scaled)]
    return np.cumsum(block_bootstrap(scaled - scaled.mean(), (1, values.shape[0]), rng)[0])


def told(name: str, results: list[tuple[int, float]]) -> None:
    notices, years = (sum(part) for part in zip(*results, strict=True))
    rate = notices / years
    print(f"{name:28} {notices:6d} {years:8.1f} {rate:8.2f}  ±{np.sqrt(max(notices, 1)) / years:.2f}")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--series", type=int, default=20)
    options.add_argument("--seed", type=int, default=933, help="of the made-up series")
    options.add_argument("--data", type=Path, default=Path("../shared/data"))
    chosen = options.parse_args()
    days = [Period.of(date(2010, 1, 1), Frequency.DAY) + step for step in range(2200)]
    print(
        "promised: at most 1.00 notice a year\nseries                      notices    years  a year  one s.e."
    )
    for name, make in MADE_UP.items():
        told(
            name,
            [
                counted(days, make(np.random.default_rng([chosen.seed, seed]), len(days)), seed=seed)
                for seed in range(chosen.series)
            ],
        )
    if not chosen.data.is_dir():
        print(f"no public data at {chosen.data}")
        return
    for name, periods, values in real_series(chosen.data):
        told(name, [counted(periods, values, seed=1)])
        repeats = max(chosen.series // 2, 1)
        rngs = [np.random.default_rng([chosen.seed + 1, seed]) for seed in range(repeats)]
        told("  its own blocks, no news", [counted(periods, shuffled(values, rng), seed=1) for rng in rngs])


if __name__ == "__main__":
    main()

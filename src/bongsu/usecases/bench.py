"""Measures speed against peers in one run; both sides compute the same numbers, and the ratio counts."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bongsu.core.forecasting.classic_2005 import MINIMUM_PERIODS, SELECTED, SIGNIFICANT
from bongsu.core.grading.grades import GradeRule
from bongsu.core.grading.methods import LEVEL_BMA, METHODS
from bongsu.core.grading.rolling import roll
from bongsu.core.panel.as_of import NewestPerCell, ObservationRows
from bongsu.core.panel.periods import Period
from bongsu.core.panel.synthetic import simulate
from bongsu.core.panel.synthetic_flow import PRE_MONTHS
from bongsu.core.panel.view import PanelView
from bongsu.core.stats.batched_least_squares import batch, screen_and_fit
from bongsu.core.stats.detectors.farrington_flexible import farrington_flexible
from bongsu.core.stats.level_laplace import evidence_grid, mode
from bongsu.core.stats.outbreak_scenarios import (
    CURRENT_WEEKS,
    WEEKS,
    outbreak_scenarios,
    simulate_outbreaks,
)
from bongsu.usecases import bench_peers as peers
from bongsu.usecases.bench_scale import panel_at, reading_once, reading_once_alone
from bongsu.words import say

Array = NDArray[np.float64]
PlainFarrington = Callable[[Array, int], float]
"""The slow plain farrington-flexible: counts of one series and a time in, the upper bound out."""

MONTHS, INDICATORS = 96, 20
REPEATS = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One measurement.

    Attributes:
        part: code of the part of the bench; what: what was done, per one of what.
        seconds: ours; peer_seconds: the peer's, for the same; None where there is no peer.
        difference: largest relative difference between the two results; allowed: what it may be.
        note: what the reader should know, or why the peer was skipped.
    """

    part: str
    what: str
    seconds: float
    peer: str = ""
    peer_seconds: float | None = None
    difference: float | None = None
    allowed: float = 0.0
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times as long the peer took."""
        return None if self.peer_seconds is None else self.peer_seconds / self.seconds

    @property
    def same(self) -> bool:
        """Whether both sides computed the same numbers."""
        return self.difference is None or self.difference <= self.allowed


@dataclass(frozen=True, slots=True)
class BenchSize:
    """How much of everything is measured.

    Attributes:
        classic: items of the method of 2005, and how many of them the peer does.
        regressions: series of the count regression, and how many of them the peer does.
        farrington: series of 49 weeks each, and weeks that the plain version judges.
        observations: rows of the as-of read.
        cutoffs: months of the rolling level model (from the 90th on).
        scale: numbers of items read at once; alone: each in a process of its own, so that memory is its own.
    """

    classic: tuple[int, int] = (1400, 40)
    regressions: tuple[int, int] = (1000, 60)
    farrington: tuple[int, int] = (200, 60)
    observations: int = 2_000_000
    cutoffs: int = 6
    scale: tuple[int, ...] = (14, 140, 1400)
    alone: bool = True


TINY = BenchSize((6, 3), (4, 3), (2, 3), 4000, 1, (2,), False)
QUICK = BenchSize((280, 15), (200, 20), (40, 20), 400_000, 2, (14, 140))
USUAL = BenchSize()
FULL = BenchSize(scale=(14, 140, 1400, 10_000))


def bench(
    size: BenchSize,
    *,
    plain_farrington: PlainFarrington | None = None,
    progress: Callable[[str], None] | None = None,
) -> list[Line]:
    """Runs every part; `plain_farrington` is the slow version that lives with the tests."""
    parts: dict[str, Callable[[], list[Line]]] = {
        "2005": lambda: bench_classic(*size.classic),
        "count-regression": lambda: bench_regression(*size.regressions),
        "farrington-flexible": lambda: bench_farrington(*size.farrington, plain=plain_farrington),
        "as-of": lambda: bench_as_of(size.observations),
        "level-bma": lambda: bench_level(size.cutoffs),
        "items": lambda: bench_scale(size.scale, alone=size.alone),
    }
    lines = []
    for name, part in parts.items():
        if progress:
            progress(name)
        lines += part()
    return lines


def bench_classic(items: int, compared: int) -> list[Line]:
    """Pearson's r of 20 indicators with p-values, selection, least squares, prediction; n = 96."""
    rng = np.random.default_rng(1)
    counts = [rng.poisson(np.exp(rng.normal(1.5, 0.5)), MONTHS).astype(float) for _ in range(items)]
    tables = [rng.normal(size=(MONTHS, INDICATORS)) + 0.1 * own[:, None] for own in counts]

    def ours() -> Any:
        return screen_and_fit(
            batch(counts, tables), selected=SELECTED, level=SIGNIFICANT, fewest_periods=MINIMUM_PERIODS
        )

    ours()
    seconds, found = _fastest(ours)
    what = say("an item: 20 correlations, selection, least squares, prediction")
    part = "2005"
    if not peers.installed("statsmodels"):
        return [Line(part, what, seconds / items, note=_skipped("statsmodels"))]
    peers.classic_2005(counts[0], tables[0], selected=SELECTED, level=SIGNIFICANT)
    peer_seconds, expected = _fastest(
        lambda: [
            peers.classic_2005(counts[i], tables[i], selected=SELECTED, level=SIGNIFICANT)
            for i in range(compared)
        ]
    )
    difference = 0.0
    for i, (r, p, reading) in enumerate(expected):
        own = slice(found.column_start[i], found.column_start[i + 1])
        difference = max(
            difference,
            _apart(found.correlation[own], r),
            _apart(found.p_value[own], p),
            _apart(found.reading[i], reading),
        )
    return [
        Line(
            part,
            what,
            seconds / items,
            "scipy.stats.pearsonr + statsmodels OLS",
            peer_seconds / compared,
            difference,
            1e-8,
        )
    ]


def bench_regression(series: int, compared: int) -> list[Line]:
    """A negative-binomial regression of 96 months on level, trend and season, and the level model's grid."""
    rng = np.random.default_rng(2)
    months = np.arange(MONTHS)
    angle = 2.0 * np.pi * months / 12.0
    design = np.column_stack([np.ones(MONTHS), months / MONTHS - 0.5, np.sin(angle), np.cos(angle)])
    mean = np.exp(design @ (np.array([1.5, 0.4, 0.3, -0.2])[:, None] + rng.normal(0, 0.2, (4, series))))
    size = 4.0
    counts = rng.negative_binomial(size, size / (size + mean)).astype(float)
    known, offset = np.ones(MONTHS, dtype=np.bool_), np.zeros(MONTHS)
    # Without a level, and with fixed effects as good as free, the model's mode is the plain regression's.
    wide = design * 100.0

    def fit(s: int) -> Array:
        return mode(counts[:, s], known, offset, wide, sigma=1e-4, rho=0.5, size=size)

    grid = {
        "sigmas": np.array([0.1, 0.25, 0.45, 0.75, 1.2]),
        "rhos": np.array([0.6, 0.85, 0.95]),
        "sizes": np.array([1.5, 3.0, 6.0, 15.0]),
    }

    def level_fits() -> None:
        for s in range(compared):
            evidence_grid(counts[:, s], known, offset, design, **grid)

    fit(0)
    evidence_grid(counts[:, 0], known, offset, design, **grid)
    seconds, fitted = _fastest(lambda: [fit(s) for s in range(series)])
    grid_seconds, _ = _fastest(level_fits)
    points = compared * 60
    part = "count-regression"
    what = say("a negative-binomial fit: level, trend, season")
    more = Line(
        part,
        say("a fit of the level model (the same with an autoregressive level)"),
        grid_seconds / points,
        note=say("60 settings of the level tried on each series"),
    )
    if not peers.installed("statsmodels"):
        return [Line(part, what, seconds / series, note=_skipped("statsmodels")), more]
    peers.negative_binomial(counts[:, 0], design, size=size)
    peer_seconds, expected = _fastest(
        lambda: [peers.negative_binomial(counts[:, s], design, size=size) for s in range(compared)]
    )
    difference = max(_apart(np.exp(fitted[s]), expected[s]) for s in range(compared))
    peer = "statsmodels GLM NegativeBinomial"
    return [Line(part, what, seconds / series, peer, peer_seconds / compared, difference, 1e-3), more]


def bench_farrington(series: int, compared: int, *, plain: PlainFarrington | None) -> list[Line]:
    """The improved Farrington detector on the 49 current weeks of weekly series of 624 weeks."""
    rng = np.random.default_rng(3)
    scenarios = outbreak_scenarios()
    simulated = [simulate_outbreaks(scenarios[i % len(scenarios)], rng).counts for i in range(series)]
    counts = np.stack(simulated, axis=1).astype(float)
    first = WEEKS - CURRENT_WEEKS

    def ours() -> Any:
        return farrington_flexible(
            counts, years=5, window=3, alpha=0.01, periods=10, excluded=26, threshold="nb-plugin",
            trend_level=1.0, recent_cases=(0, 4), first=first,
        )  # fmt: skip

    ours()
    seconds, found = _fastest(ours)
    each = seconds / (CURRENT_WEEKS * series)
    part, what = "farrington-flexible", say("a judged week: two fits and a bound")
    lines = []
    if plain is None:
        note = say("the plain version lives with the tests: run benchmarks/speed.py from the source tree")
        lines.append(Line(part, what, each, note=note))
    else:
        weeks = [(int(s), int(t)) for s, t in zip(rng.integers(0, series, compared),
                 rng.integers(first, WEEKS, compared), strict=True)]  # fmt: skip
        peer_seconds, expected = _fastest(lambda: [plain(counts[:, s], t) for s, t in weeks])
        bounds = np.array([found.upper[t, s] for s, t in weeks])
        difference = _apart(bounds, np.array(expected))
        lines.append(
            Line(part, what, each, say("plain NumPy + SciPy"), peer_seconds / compared, difference, 1e-6)
        )
    in_r = peers.surveillance(counts[:, : min(series, 4)], first=first)
    if in_r is None:
        lines.append(Line(part, what, each, note=_skipped("R surveillance")))
    else:
        r_seconds, bounds = in_r
        difference = _apart(found.upper[first:, : bounds.shape[1]], bounds)
        lines.append(Line(part, what, each, "R surveillance", r_seconds / bounds.size, difference, 1e-4))
    return lines


def bench_as_of(rows: int) -> list[Line]:
    """The newest known value of every cell of a table of revised observations, rows in any order."""
    import polars as pl

    rng = np.random.default_rng(4)
    series, periods = max(rows // 400, 2), 96
    code = rng.integers(0, series, rows).astype(np.int32)
    month = rng.integers(0, periods, rows).astype(np.int32)
    start = (month * 31).astype(np.int32)
    known_at = (start + 31 + rng.integers(0, 400, rows)).astype(np.int32)
    arrival = np.arange(rows, dtype=np.int64)
    value = rng.normal(size=rows)
    as_of = 60 * 31

    def ours() -> Array:
        cells = NewestPerCell((np.arange(periods) * 31).tolist(), series, as_of=as_of)
        one = np.ones(1, dtype=np.uint8)
        place = np.arange(series, dtype=np.int32)
        recorded = np.zeros(1, dtype=np.int64)
        cells.add(ObservationRows(code, place, start, known_at, recorded, arrival, value, one, 0))
        return cells.matrix().values

    ours()
    seconds, found = _fastest(ours)
    frame = pl.DataFrame(
        {"series": code, "period": month, "known_at": known_at, "arrival": arrival, "value": value}
    )

    def theirs() -> pl.DataFrame:
        seen = frame.lazy().filter(pl.col("known_at") <= as_of).sort("known_at", "arrival")
        return seen.group_by("series", "period").agg(pl.col("value").last()).collect()

    theirs()
    peer_seconds, newest = _fastest(theirs)
    dense = np.full((periods, series), np.nan)
    dense[newest["period"].to_numpy(), newest["series"].to_numpy()] = newest["value"].to_numpy()
    same_cells = bool((np.isnan(dense) == np.isnan(found)).all())
    difference = _apart(np.nan_to_num(found), np.nan_to_num(dense)) if same_cells else float("inf")
    million = 1e6 / rows
    return [
        Line(
            "as-of",
            say("a million rows: the newest known of every cell"),
            seconds * million,
            "Polars sort + group_by last",
            peer_seconds * million,
            difference,
            0.0,
            say("ours on one core, Polars on all"),
        )
    ]


def bench_level(cutoffs: int) -> list[Line]:
    """The recommended method, rolled over months of one world, one core; learned again every six months."""
    world = simulate(5, months=MONTHS)
    cache: dict[Period, PanelView] = {}

    def panels(period: Period) -> PanelView:
        if period not in cache:
            cache[period] = panel_at(world, period - world.periods[PRE_MONTHS])
        return cache[period]

    last = world.periods[PRE_MONTHS + MONTHS - 1]
    method = METHODS[LEVEL_BMA]
    months = [last - step for step in range(cutoffs - 1, -1, -1)]
    roll(method, panels, [last], rule=GradeRule())
    seconds, readings = _once(lambda: roll(method, panels, months, rule=GradeRule()))
    return [
        Line(
            "level-bma",
            say("an item-month, n = 96, 20 indicators at 13 leads"),
            seconds / (len(readings) * len(readings[0])),
            note=say("one core, learning again every six months included"),
        )
    ]


def bench_scale(sizes: tuple[int, ...], *, alone: bool) -> list[Line]:
    """Learning and reading of so many items at once, on all cores, level-bma."""
    lines = []
    for items in sizes:
        cost = reading_once_alone(items) if alone else reading_once(items)
        lines.append(
            Line(
                "items",
                say("{items} items × 20 indicators × 96 months, learned and read", items=f"{items:,}"),
                cost.seconds,
                note=say(
                    "{each} ms of one core an item; peak {peak} MB",
                    each=f"{cost.core_seconds / items * 1e3:.1f}",
                    peak=f"{cost.megabytes:,}",
                ),
            )
        )
    return lines


def _skipped(peer: str) -> str:
    return say("{peer} is not installed: skipped", peer=peer)


def _once(work: Callable[[], Any]) -> tuple[float, Any]:
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result


def _fastest(work: Callable[[], Any]) -> tuple[float, Any]:
    """The shortest of a few runs, and the result."""
    runs = [_once(work) for _ in range(REPEATS)]
    return min(seconds for seconds, _ in runs), runs[-1][1]


def _apart(ours: Any, theirs: Any) -> float:
    """Largest difference, relative where the peer's number is above 1 … 1e-6 of the largest."""
    a, b = np.asarray(ours, dtype=np.float64), np.asarray(theirs, dtype=np.float64)
    if not (np.isnan(a) == np.isnan(b)).all():
        return float("inf")
    floor = 1e-6 * float(np.nanmax(np.abs(b), initial=1e-300))
    return float(np.nanmax(np.abs(a - b) / np.maximum(np.abs(b), floor), initial=0.0))

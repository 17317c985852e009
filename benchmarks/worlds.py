"""How well do the methods warn? Rolling, as-of, on made-up worlds whose truth is known.

    python benchmarks/worlds.py --worlds 40 --first-seed 5000 --methods history,2005,ma3

Every method is refitted at every cutoff t = 47 … T − 2 from what was known at the end of month t. The risk
score is scored against a surge in t + 1 … t + 3, the forecast against the final count of t + 1.
`--fit` prints, per method, the calibration (intercept, slope) fitted on the even seeds and tests it on the odd.
"""

from __future__ import annotations

import argparse
import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import numpy as np

from bongsu.core.grading.grades import GradeRule
from bongsu.core.grading.methods import METHODS
from bongsu.core.grading.rolling import roll
from bongsu.core.panel.periods import Period
from bongsu.core.panel.reporting_delay import completeness, completeness_by_age
from bongsu.core.panel.synthetic import World, simulate
from bongsu.core.panel.view import HORIZON, IndicatorTrait, ItemView, PanelView
from bongsu.core.review.scoreboard import count_scores, warning_scores
from bongsu.core.stats.scores import brier, calibration_error

PRE = 12
FIRST_CUTOFF = 47


def view_as_of(world: World, t: int) -> PanelView:
    """The panel at the end of model month t: counts from month 0, indicators from month −12."""
    n, rows = t + 1, t + 1 + PRE
    counts = world.detections_as_of(t)[PRE:].astype(float)
    triangle = np.full((rows, counts.shape[1], 3), np.nan)
    triangle[:, :, 0] = world.first_report[:rows]
    triangle[: rows - 1, :, 1] = world.second_report[: rows - 1]
    triangle[: rows - 2, :, 2] = world.final_count[: rows - 2]
    share = completeness(n, completeness_by_age(triangle))
    exposure = np.concatenate([world.log_effort[PRE:rows], world.planned_log_effort[rows : rows + HORIZON]])
    missing = n + HORIZON - exposure.shape[0]
    if missing > 0:
        exposure = np.vstack([exposure, np.zeros((missing, exposure.shape[1]))])
    holiday = np.zeros(n + HORIZON)
    known = world.holiday[PRE : PRE + n + HORIZON]
    holiday[: known.shape[0]] = known
    values = world.indicators_as_of(t)
    traits = tuple(
        IndicatorTrait(f"x{k}", f"kind{k}", {0: 1, 1: -1}.get(k, 0), k == 0) for k in range(values.shape[2])
    )
    views = tuple(
        ItemView(
            str(i),
            world.periods[PRE],
            counts[:, i],
            share,
            exposure[:, i],
            holiday,
            values[:, i],
            PRE,
            traits,
        )
        for i in range(counts.shape[1])
    )
    return PanelView(world.periods[PRE + t].end, views)


@dataclass(frozen=True, slots=True)
class WorldResult:
    """One method on one world: arrays [cutoff, item]."""

    score: np.ndarray
    probability: np.ndarray
    crps: np.ndarray
    log_score: np.ndarray
    pit_low: np.ndarray
    pit_high: np.ndarray
    seconds: float


def run_world(task: tuple[int, str, int, tuple[str, ...]]) -> tuple[World, dict[str, WorldResult]]:
    """Every method's rolling readings on the world of one seed."""
    seed, variant, months, methods = task
    world = simulate(seed, months=months, variant=variant)
    cache: dict[Period, PanelView] = {}

    def panels(period: Period) -> PanelView:
        if period not in cache:
            cache[period] = view_as_of(world, period - world.periods[PRE])
        return cache[period]

    cutoffs = [world.periods[PRE + t] for t in range(FIRST_CUTOFF, months - 1)]
    results = {}
    for name in methods:
        started = time.process_time()
        readings = roll(METHODS[name], panels, cutoffs, rule=GradeRule())
        seconds = time.process_time() - started
        shape = (len(cutoffs), len(readings[0]))
        arrays = {
            key: np.full(shape, np.nan) for key in ("score", "probability", "crps", "log", "low", "high")
        }
        for c, row in enumerate(readings):
            for i, reading in enumerate(row):
                arrays["score"][c, i] = reading.score
                arrays["probability"][c, i] = reading.probability
                if reading.predictive is None:
                    continue
                observed = float(world.final_count[PRE + FIRST_CUTOFF + c + 1, i])
                scored = reading.predictive.scores(observed)
                arrays["crps"][c, i], arrays["log"][c, i] = scored.crps, scored.log_score
                arrays["low"][c, i], arrays["high"][c, i] = scored.pit_low, scored.pit_high
        results[name] = WorldResult(*arrays.values(), seconds)
    return world, results


def truth_of(worlds: list[World]) -> tuple[np.ndarray, np.ndarray]:
    """Surge and onset of all worlds side by side, from model month 0 [time, item of every world]."""
    return (
        np.concatenate([world.surge[PRE:] for world in worlds], axis=1),
        np.concatenate([world.onset[PRE:] for world in worlds], axis=1),
    )


def fit_logistic(score: np.ndarray, event: np.ndarray) -> tuple[float, float]:
    """Maximum-likelihood intercept and slope of P(event) = expit(a + b score)."""
    a, b = 0.0, 1.0
    x = np.column_stack([np.ones(score.shape[0]), score])
    for _ in range(50):
        p = 1.0 / (1.0 + np.exp(-(a + b * score)))
        step = np.linalg.solve(x.T @ (x * (p * (1 - p))[:, None]) + 1e-9 * np.eye(2), x.T @ (event - p))
        a, b = a + step[0], b + step[1]
    return a, b


def soon_surge(surge: np.ndarray, cutoffs: int) -> np.ndarray:
    """Whether a surge month lies in the three after each cutoff [cutoff, item]."""
    rows = FIRST_CUTOFF + np.arange(cutoffs)
    return np.stack([surge[rows + h] for h in (1, 2, 3)]).any(axis=0)


def print_table(worlds: list[World], results: list[dict[str, WorldResult]], methods: tuple[str, ...]) -> None:
    """The scoreboard and, per world, how often each method beats the first one listed."""
    surge, onset = truth_of(worlds)
    base_crps = {}
    print(
        "| method | AUC | AP | onset AUC | onset AP | POD at 5 % | before | sens. | NSR | lead | CRPS | ± | ratio to 2005 "
        "| log score | cov 80/95 | Brier | ECE | CPU ms/item-month |"
    )
    print("|---" * 18 + "|")
    for name in methods:
        joined = {
            key: np.concatenate([getattr(result[name], key) for result in results], axis=1)
            for key in ("score", "probability", "crps", "log_score", "pit_low", "pit_high")
        }
        warned = warning_scores(joined["score"], surge, onset, FIRST_CUTOFF)
        counted = count_scores(*(joined[key].ravel() for key in ("crps", "log_score", "pit_low", "pit_high")))
        per_world = np.array([np.nanmean(result[name].crps) for result in results])
        base_crps[name] = counted.crps
        error = per_world.std(ddof=1) / np.sqrt(len(per_world)) if len(per_world) > 1 else float("nan")
        ratio = counted.crps / base_crps["2005"] if "2005" in base_crps else float("nan")
        soon = soon_surge(surge, joined["score"].shape[0])
        p = np.nan_to_num(joined["probability"], nan=0.0)
        cost = 1e3 * sum(result[name].seconds for result in results) / joined["score"].size
        print(
            f"| {name} | {warned.auc:.3f} | {warned.average_precision:.3f} | {warned.auc_onset:.3f} | "
            f"{warned.precision_onset:.3f} | {warned.detected:.3f} | {warned.detected_before:.3f} | "
            f"{warned.sensitivity:.3f} | {warned.noise_to_signal:.3f} | {warned.median_lead:.0f} | "
            f"{counted.crps:.3f} | {error:.3f} | {ratio:.3f} | {counted.log_score:.3f} | "
            f"{counted.coverage80:.2f}/{counted.coverage95:.2f} | {brier(p, soon):.3f} | "
            f"{calibration_error(p.ravel(), soon.ravel()):.3f} | {cost:.2f} |"
        )
    print(
        f"\n{len(worlds)} worlds, {surge.shape[1]} items, {warned.episodes} episodes, prevalence {soon.mean():.3f}"
    )


def print_calibration(
    worlds: list[World], results: list[dict[str, WorldResult]], methods: tuple[str, ...]
) -> None:
    """Calibration fitted on even seeds, its error on odd ones."""
    print("\n| method | intercept | slope | ECE on odd seeds |\n|---|---|---|---|")
    for name in methods:
        parts = {0: ([], []), 1: ([], [])}
        for world, result in zip(worlds, results, strict=True):
            score = result[name].score
            soon = soon_surge(world.surge[PRE:], score.shape[0])
            known = ~np.isnan(score)
            parts[world.seed % 2][0].append(score[known])
            parts[world.seed % 2][1].append(soon[known])
        a, b = fit_logistic(np.concatenate(parts[0][0]), np.concatenate(parts[0][1]))
        score, soon = np.concatenate(parts[1][0]), np.concatenate(parts[1][1])
        error = calibration_error(1 / (1 + np.exp(-(a + b * score))), soon)
        print(f"| {name} | {a:.3f} | {b:.3f} | {error:.3f} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--worlds", type=int, default=40)
    parser.add_argument("--first-seed", type=int, default=5000)
    parser.add_argument("--months", type=int, default=96)
    parser.add_argument("--variant", default="default", choices=("default", "null", "mismatch"))
    parser.add_argument(
        "--methods", default="2005,2005-best-lead,seasonal-naive,persistence,ma3,ma12,history,level-bma"
    )
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--fit", action="store_true")
    options = parser.parse_args()
    methods = tuple(options.methods.split(","))
    tasks = [
        (seed, options.variant, options.months, methods)
        for seed in range(options.first_seed, options.first_seed + options.worlds)
    ]
    worlds, results = [], []
    with ProcessPoolExecutor(options.processes) as pool:
        for done, (world, result) in enumerate(pool.map(run_world, tasks), start=1):
            worlds.append(world)
            results.append(result)
            print(f"\rworld {done}/{len(tasks)}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    print_table(worlds, results, methods)
    if options.fit:
        print_calibration(worlds, results, methods)


if __name__ == "__main__":
    main()

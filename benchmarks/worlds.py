"""How well do the methods warn? Rolling, as-of, on made-up worlds whose truth is known.

    python benchmarks/worlds.py --worlds 40 --first-seed 1000 --methods history,2005,ma3
    python benchmarks/worlds.py --worlds 40 --first-seed 1000 --variants default,null,mismatch --bars

Every method is refitted at every cutoff t = 47 … T − 2 from what was known at the end of month t. The risk
score is scored against a surge in t + 1 … t + 3, the forecast against the final count of t + 1.
`--fit` prints, per method, the calibration (intercept, slope) fitted on the even seeds, its error on the odd
ones, and the calibration fitted on all of them; `--bars` the acceptance bars as passed or failed.
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

from acceptance import OWN, acceptance_bars, print_bars
from bongsu.core.grading.grades import GradeRule, cuts_in_force, grade_path, raw_grades
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
    """Maximum-likelihood intercept and slope of P(event) = expit(a + b score), by Newton from zero."""
    centre, spread = score.mean(), score.std()
    x = np.column_stack([np.ones(score.shape[0]), (score - centre) / spread])
    found = np.zeros(2)
    for _ in range(50):
        p = 1.0 / (1.0 + np.exp(-np.clip(x @ found, -30.0, 30.0)))
        step = np.linalg.solve(x.T @ (x * (p * (1 - p))[:, None]) + 1e-9 * np.eye(2), x.T @ (event - p))
        found = found + step / max(1.0, np.abs(step).max())
    slope = found[1] / spread
    return float(found[0] - slope * centre), float(slope)


def soon_surge(surge: np.ndarray, cutoffs: int) -> np.ndarray:
    """Whether a surge month lies in the three after each cutoff [cutoff, item]."""
    rows = FIRST_CUTOFF + np.arange(cutoffs)
    return np.stack([surge[rows + h] for h in (1, 2, 3)]).any(axis=0)


def measure(worlds: list[World], results: list[dict[str, WorldResult]], method: str) -> dict[str, float]:
    """Every score of one method over all worlds, by the name of its column."""
    surge, onset = truth_of(worlds)
    joined = {
        key: np.concatenate([getattr(result[method], key) for result in results], axis=1)
        for key in ("score", "probability", "crps", "log_score", "pit_low", "pit_high")
    }
    warned = warning_scores(joined["score"], surge, onset, FIRST_CUTOFF)
    counted = count_scores(*(joined[key].ravel() for key in ("crps", "log_score", "pit_low", "pit_high")))
    per_world = (
        np.array([result[method].crps[~np.isnan(result[method].crps)].mean() for result in results])
        if counted.rows
        else np.full(len(results), np.nan)
    )
    soon = soon_surge(surge, joined["score"].shape[0])
    p = np.nan_to_num(joined["probability"], nan=0.0)
    return {
        "AUC": warned.auc,
        "AP": warned.average_precision,
        "onset AUC": warned.auc_onset,
        "onset AP": warned.precision_onset,
        "POD at 5 %": warned.detected,
        "before": warned.detected_before,
        "sens.": warned.sensitivity,
        "NSR": warned.noise_to_signal,
        "lead": warned.median_lead,
        "CRPS": counted.crps,
        "±": per_world.std(ddof=1) / np.sqrt(len(per_world)) if len(per_world) > 1 else np.nan,
        "log score": counted.log_score,
        "cov 80": counted.coverage80,
        "cov 95": counted.coverage95,
        "Brier": brier(p, soon),
        "ECE": calibration_error(p.ravel(), soon.ravel()),
        "CPU ms": 1e3 * sum(result[method].seconds for result in results) / joined["score"].size,
        "episodes": warned.episodes,
    }


def measure_grades(
    worlds: list[World], results: list[dict[str, WorldResult]], method: str
) -> dict[str, object]:
    """Observed surges by grade under the default rule, with and without dwell, and reversals a year."""
    rule, rows, surges, held_rows, held_surges, reversals, years = GradeRule(), *np.zeros((4, 6)), 0, 0.0
    for world, result in zip(worlds, results, strict=True):
        probability = result[method].probability
        soon = soon_surge(world.surge[PRE:], probability.shape[0])
        by_cuts = raw_grades(probability, cuts_in_force(probability, rule))
        held = grade_path(probability, rule)
        for grade in range(6):
            rows[grade] += (by_cuts == grade).sum()
            surges[grade] += soon[by_cuts == grade].sum()
            held_rows[grade] += (held == grade).sum()
            held_surges[grade] += soon[held == grade].sum()
        change = np.sign(np.diff(held, axis=0))
        reversals += int((change[1:] * change[:-1] < 0).sum())
        years += probability.size / 12
    with np.errstate(invalid="ignore"):
        return {
            "rate": (surges / rows)[1:],
            "share": rows[1:] / rows[1:].sum(),
            "held rate": (held_surges / held_rows)[1:],
            "reversals": reversals / years,
        }


def print_table(measured: dict[str, dict[str, float]]) -> None:
    """The scoreboard."""
    columns = list(next(iter(measured.values())))[:-1]
    print(f"| method | {' | '.join(columns)} | CRPS to 2005 |")
    print("|---" * (len(columns) + 2) + "|")
    base = measured.get("2005", {}).get("CRPS", np.nan)
    for name, scores in measured.items():
        cells = [f"{scores[key]:.{0 if key == 'lead' else 3}f}" for key in columns]
        print(f"| {name} | {' | '.join(cells)} | {scores['CRPS'] / base:.3f} |")


def print_calibration(
    worlds: list[World], results: list[dict[str, WorldResult]], methods: tuple[str, ...]
) -> None:
    """Calibration fitted on even seeds, its error on odd ones, and fitted on all of them."""
    print("\n| method | even seeds | ECE on odd seeds | all seeds |\n|---|---|---|---|")
    even = np.array([world.seed % 2 == 0 for world in worlds])
    for name in methods:
        score = [result[name].score for result in results]
        soon = [soon_surge(world.surge[PRE:], score[0].shape[0]) for world in worlds]

        def joined(which: np.ndarray, score=score, soon=soon) -> tuple[np.ndarray, np.ndarray]:
            s = np.concatenate([each.ravel() for each, take in zip(score, which, strict=True) if take])
            e = np.concatenate([each.ravel() for each, take in zip(soon, which, strict=True) if take])
            return s[~np.isnan(s)], e[~np.isnan(s)]

        a, b = fit_logistic(*joined(even))
        tested, event = joined(~even)
        error = calibration_error(1 / (1 + np.exp(-(a + b * tested))), event)
        all_a, all_b = fit_logistic(*joined(np.ones_like(even)))
        print(f"| {name} | {a:.3f}, {b:.3f} | {error:.3f} | {all_a:.3f}, {all_b:.3f} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--worlds", type=int, default=40)
    parser.add_argument("--first-seed", type=int, default=1000)
    parser.add_argument("--months", type=int, default=96)
    parser.add_argument("--variants", default="default", help="default, null, mismatch; with commas")
    parser.add_argument("--methods", default="all", help="names with commas, or all")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--bars", action="store_true", help="needs level-bma, history, 2005 and ingarch")
    options = parser.parse_args()
    methods = tuple(METHODS) if options.methods == "all" else tuple(options.methods.split(","))
    bars = []
    for variant in options.variants.split(","):
        seeds = range(options.first_seed, options.first_seed + options.worlds)
        worlds, results = [], []
        with ProcessPoolExecutor(options.processes) as pool:
            tasks = [(seed, variant, options.months, methods) for seed in seeds]
            for done, (world, result) in enumerate(pool.map(run_world, tasks), start=1):
                worlds.append(world)
                results.append(result)
                print(f"\r{variant} world {done}/{len(tasks)}", end="", file=sys.stderr, flush=True)
        print(file=sys.stderr)
        measured = {name: measure(worlds, results, name) for name in methods}
        print(f"\n{variant}: {len(worlds)} worlds, {next(iter(measured.values()))['episodes']} episodes\n")
        print_table(measured)
        if options.fit:
            print_calibration(worlds, results, methods)
        if options.bars:
            grades = measure_grades(worlds, results, OWN) if variant == "default" else None
            bars += acceptance_bars(variant, measured, grades)
    if options.bars:
        print_bars(bars)


if __name__ == "__main__":
    main()

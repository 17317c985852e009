"""Does the effect estimator tell the truth about operations whose effect is known, and the old ways?

    python benchmarks/effect.py counts --worlds 110 --first-seed 9000
    python benchmarks/effect.py placebo --worlds 40 --first-seed 9200
    python benchmarks/effect.py values --worlds 400 --first-seed 9300

counts: on each made-up world three items, at random or the three riskiest by the history-only level model,
get an operation of two months from a random month on: inspections rise to 1.6 times, and smuggling is
detected RR times as often beyond that. The counts are drawn again with the same dice. Every method then tells
its 90 % interval, as known two months after the operation; the table says how often it holds the truth.
placebo: the same estimator where nothing was done, and how p-values against placebo windows are spread.
values: how large the value ratio to last year is when the warning had no effect at all.
"""

from __future__ import annotations

import argparse
import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace

import numpy as np

from bongsu.core.effect.controls import beside_donors, donor_shift
from bongsu.core.effect.counts import count_effect, posterior_ratio
from bongsu.core.effect.naive_ratios import count_ratio, interrupted_series
from bongsu.core.effect.placebo import placebo_effect, placebo_test, placebo_windows, score
from bongsu.core.effect.values import geometric_ratio
from bongsu.core.forecasting.level_model import LevelPrior, fit_prior
from bongsu.core.grading.grades import GradeRule
from bongsu.core.grading.methods import METHODS
from bongsu.core.panel.synthetic import World, simulate
from bongsu.core.panel.synthetic_detections import EFFORT_ELASTICITY, report_counts
from bongsu.core.panel.view import PanelView, season_phase
from worlds import PRE, view_as_of

OPERATION, SEEN_AFTER, CHOSEN = 2, 2, 3
EFFORT = 1.6
FIRST_START = 60
METHODS_SHOWN = (
    "last year, exact binomial (total)",
    "2 months before/after (total)",
    "quasi-Poisson ITS, 50 months, effort offset (RR)",
    "level model (RR)",
    "level model beside donors (RR)",
    "level model, total (total)",
)


def with_operation(world: World, start: int, items: np.ndarray, *, effort: float, ratio: float) -> World:
    """The world with more inspections and `ratio` times the detections in two months from `start` on."""
    rows = slice(PRE + start, PRE + start + OPERATION)
    log_effort, log_flow = world.log_effort.copy(), world.log_flow.copy()
    log_effort[rows, items] += np.log(effort)
    log_flow[rows, items] += np.log(ratio)
    mean = np.exp(log_flow + EFFORT_ELASTICITY * log_effort)
    first, second, final = report_counts(mean, world.noise)
    return replace(
        world,
        log_effort=log_effort,
        planned_log_effort=world.planned_log_effort + log_effort - world.log_effort,
        log_flow=log_flow,
        mean_count=mean,
        first_report=first,
        second_report=second,
        final_count=final,
    )


def history_prior(panel: PanelView) -> LevelPrior:
    """The pooled prior of the history-only level model."""
    return fit_prior(PanelView(panel.as_of, tuple(view.without_indicators() for view in panel.items)))


def chosen_items(world: World, start: int, selection: str, rng: np.random.Generator) -> np.ndarray:
    """Three items at random, or the riskiest by the history-only method as known before the operation."""
    if selection == "random":
        return rng.choice(world.final_count.shape[1], CHOSEN, replace=False)
    panel = view_as_of(world, start - 1)
    method = METHODS["history"]
    readings = method.read(panel, method.learn(panel), rule=GradeRule())
    return np.argsort([-reading.score for reading in readings], kind="stable")[:CHOSEN]


def run_counts(task: tuple[int, str, float]) -> np.ndarray:
    """[item, method, (truth, ratio, low, high)] of one world's three operations."""
    seed, selection, ratio = task
    rng = np.random.default_rng([seed, 1])
    world = simulate(seed)
    start = int(rng.integers(FIRST_START, world.months - OPERATION - SEEN_AFTER))
    items = chosen_items(world, start, selection, rng)
    lived = with_operation(world, start, items, effort=EFFORT, ratio=ratio)
    prior = history_prior(view_as_of(lived, start - 1))
    panel = view_as_of(lived, start + OPERATION - 1 + SEEN_AFTER)
    last = start + OPERATION - 1
    effects = [count_effect(view, start, last, prior, rng=rng) for view in panel.items]
    donors = donor_shift([e.log_likelihood for k, e in enumerate(effects) if k not in set(items.tolist())])
    found = np.full((CHOSEN, len(METHODS_SHOWN), 4), np.nan)
    for row, item in enumerate(items):
        view, effect = panel.items[item], effects[item]
        rows = PRE + start + np.arange(OPERATION)
        exposure = view.log_exposure
        usual = exposure[start - 12 : start].mean()
        flow = np.exp(world.log_flow[rows, item])
        seen = np.exp(EFFORT_ELASTICITY * lived.log_effort[rows, item])
        as_usual = np.exp(EFFORT_ELASTICITY * usual)
        total = ratio * float((flow * seen).sum() / (flow * as_usual).sum())
        counts = view.counts
        now = counts[start : last + 1].sum()
        told = (
            (total, count_ratio(now, counts[start - 12 : last - 11].sum())),
            (total, count_ratio(now, counts[start - OPERATION : start].sum())),
            (
                ratio,
                interrupted_series(
                    counts[: last + 1],
                    exposure[: last + 1],
                    season_phase(view.first, last + 1),
                    window=OPERATION,
                ),
            ),
            (ratio, effect.ratio),
            (ratio, posterior_ratio(beside_donors(effect.log_likelihood, donors))),
            (total, effect.total_ratio),
        )
        for k, (truth, answer) in enumerate(told):
            if answer is not None:
                middle = answer.median if hasattr(answer, "median") else answer.ratio
                found[row, k] = truth, middle, answer.low, answer.high
            else:
                found[row, k, 0] = truth
    return found


def counts_table(options: argparse.Namespace) -> None:
    """Coverage of the 90 % interval, bias and error of the log ratio, by selection and true RR."""
    cells = [(selection, ratio) for selection in ("random", "top-risk") for ratio in (1.0, 3.0)]
    measured = {}
    with ProcessPoolExecutor(options.processes) as pool:
        for selection, ratio in cells:
            tasks = [
                (seed, selection, ratio)
                for seed in range(options.first_seed, options.first_seed + options.worlds)
            ]
            measured[selection, ratio] = np.concatenate(list(pool.map(run_counts, tasks)))
            print(f"{selection} RR {ratio:g} done", file=sys.stderr, flush=True)
    print("| estimator (target) | " + " | ".join(f"{s} RR {r:g}" for s, r in cells) + " |")
    print("|---" * (len(cells) + 1) + "|")
    for k, name in enumerate(METHODS_SHOWN):
        print(f"| {name} | " + " | ".join(summary(measured[cell][:, k]) for cell in cells) + " |")
    print(
        "\ncoverage of the 90 % interval / mean error of the log / its RMSE (share without a finite answer)"
    )
    print("\n| at RR 1 | says > 1, random | says < 1, random | says > 1, top-risk | says < 1 | width |")
    print("|---" * 6 + "|")
    for k, name in enumerate(METHODS_SHOWN):
        row = []
        for selection in ("random", "top-risk"):
            told = measured[selection, 1.0][:, k]
            row += [f"{np.mean(told[:, 2] > 1):.3f}", f"{np.mean(told[:, 3] < 1):.3f}"]
        told = measured["random", 1.0][:, k]
        with np.errstate(divide="ignore", invalid="ignore"):
            width = np.nanmedian(np.log(told[:, 3]) - np.log(told[:, 2]))
        print(f"| {name} | {' | '.join(row)} | {width:.2f} |")
    number = next(iter(measured.values())).shape[0]
    print(f"\n{number} operations a cell; worlds {options.first_seed} … {tasks[-1][0]}.")


def summary(told: np.ndarray) -> str:
    """Coverage, bias and RMSE of the log; an answer that is none counts as one that does not hold."""
    truth, middle, low, high = told.T
    covered = np.mean((low <= truth) & (truth <= high))
    finite = np.isfinite(middle) & (middle > 0)
    error = np.log(middle[finite]) - np.log(truth[finite])
    missing = f" ({1 - finite.mean():.2f})" if not finite.all() else ""
    return f"{covered:.3f} / {error.mean():+.2f} / {np.sqrt((error**2).mean()):.2f}{missing}"


def run_placebo(seed: int) -> np.ndarray:
    """[item, (rejects, p value, placebo windows, their rejection rate)] where nothing was done."""
    rng = np.random.default_rng([seed, 2])
    world = simulate(seed)
    start = int(rng.integers(FIRST_START, world.months - OPERATION - SEEN_AFTER))
    prior = history_prior(view_as_of(world, start - 1))
    panel = view_as_of(world, start + OPERATION - 1 + SEEN_AFTER)
    windows = [
        [
            placebo_effect(view, first, prior, length=OPERATION, rng=rng)
            for first in placebo_windows(view, before=start, length=OPERATION)
        ]
        for view in panel.items
    ]
    everywhere = [window for own in windows for window in own]
    found = []
    for view in panel.items:
        effect = count_effect(view, start, start + OPERATION - 1, prior, rng=rng)
        test = placebo_test(score(effect.log_likelihood), everywhere)
        assert test is not None
        found.append((effect.ratio.excludes_1, test.p_value, test.windows, test.rejection_rate))
    return np.array(found, dtype=float)


def placebo_table(options: argparse.Namespace) -> None:
    """How often the estimator finds an effect where there is none, by its interval and by its p-value."""
    seeds = range(options.first_seed, options.first_seed + options.worlds)
    with ProcessPoolExecutor(options.processes) as pool:
        found = np.concatenate(list(pool.map(run_placebo, seeds)))
    rejects, p_value, windows, rate = found.T
    print("| question | nominal | measured |\n|---|---|---|")
    print(f"| 90 % interval excludes 1 at the real date, nothing done | .10 | {rejects.mean():.3f} |")
    print(f"| the same in placebo windows | .10 | {np.average(rate, weights=windows):.3f} |")
    for level in (0.05, 0.1, 0.2, 0.5):
        print(f"| placebo p-value ≤ {level:g} | {level:g} | {np.mean(p_value <= level):.3f} |")
    print(f"\n{found.shape[0]} item-dates, {windows.mean():.0f} placebo windows each; worlds {seeds}.")


def case_values(rng: np.random.Generator, number: int) -> np.ndarray:
    """Log-normal(0, 1.5), of which 5 % are Pareto with index 1.1."""
    values = np.exp(rng.normal(0.0, 1.5, number))
    heavy = rng.random(number) < 0.05
    values[heavy] = 1.0 + rng.pareto(1.1, int(heavy.sum()))
    return values


def run_values(task: tuple[int, str, float]) -> tuple[float, float]:
    """Count and value ratio to last year of three items in two months, with no effect of the warning."""
    seed, selection, effort = task
    rng = np.random.default_rng([seed, 3])
    world = simulate(seed)
    start = int(rng.integers(FIRST_START, world.months - OPERATION - SEEN_AFTER))
    items = chosen_items(world, start, selection, rng)
    lived = with_operation(world, start, items, effort=effort, ratio=1.0)
    row = PRE + start
    now = int(lived.final_count[row : row + OPERATION, items].sum())
    before = int(lived.final_count[row - 12 : row - 12 + OPERATION, items].sum())
    if not before:
        return np.inf if now else np.nan, np.inf if now else np.nan
    return now / before, float(case_values(rng, now).sum() / case_values(rng, before).sum())


def values_table(options: argparse.Namespace) -> None:
    """The 2005 way of telling success, on worlds in which the warning did nothing."""
    seeds = range(options.first_seed, options.first_seed + options.worlds)
    print("| selection, inspections | count ratio 5/50/95 % | value ratio 5/50/95 % | P(value ratio ≥ 8.4) |")
    print("|---|---|---|---|")
    cells = (("random", 1.0), ("top-risk", 1.0), ("top-risk", 1.6), ("top-risk", 2.5))
    with ProcessPoolExecutor(options.processes) as pool:
        for selection, effort in cells:
            told = np.array(list(pool.map(run_values, [(seed, selection, effort) for seed in seeds])))
            told = told[~np.isnan(told[:, 0])]
            spread = [
                "/".join(f"{q:.2f}" for q in np.quantile(column, (0.05, 0.5, 0.95), method="inverted_cdf"))
                for column in told.T
            ]
            chance = np.mean(told[:, 1] >= 8.4)
            error = np.sqrt(chance * (1 - chance) / told.shape[0])
            print(
                f"| {selection}, × {effort:g} | {spread[0]} | {spread[1]} | {chance:.3f} ± {error:.3f} |",
                flush=True,
            )
    print(f"\nThree items, two months; worlds {options.first_seed} … {seeds[-1]}.\n")
    print(
        "| cases in the window, in the reference | geometric means, log-t | means, bootstrap |\n|---|---|---|"
    )
    for cases, reference in ((10, 60), (30, 200), (90, 400)):
        told = value_coverage(np.random.default_rng([options.first_seed, cases]), cases, reference)
        print(f"| {cases}, {reference} | {told[0]:.3f} | {told[1]:.3f} |")


def value_coverage(
    rng: np.random.Generator, cases: int, reference: int, *, rounds: int = 2000
) -> tuple[float, float]:
    """How often 90 % intervals hold a true ratio of 1: of geometric means, and of means by a bootstrap."""
    geometric, means = 0, 0
    for _ in range(rounds):
        values, base = case_values(rng, cases), case_values(rng, reference)
        told = geometric_ratio(values, base)
        assert told is not None
        geometric += told.low <= 1.0 <= told.high
        again = rng.choice(values, (400, cases)).mean(axis=1) / rng.choice(base, (400, reference)).mean(
            axis=1
        )
        low, high = np.quantile(again, (0.05, 0.95))
        means += low <= 1.0 <= high
    return geometric / rounds, means / rounds


def main() -> None:
    tables = {"counts": counts_table, "placebo": placebo_table, "values": values_table}
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("table", choices=tables)
    parser.add_argument("--worlds", type=int, default=110)
    parser.add_argument("--first-seed", type=int, default=9000)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    tables[options.table](options)


if __name__ == "__main__":
    main()

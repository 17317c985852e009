"""Does screening find the drivers, and does it keep quiet where there are none?

    python benchmarks/screening.py null --worlds 20              # p < .05 where nothing drives anything
    python benchmarks/screening.py selection --worlds 100        # who is picked, on worlds with known drivers
    python benchmarks/screening.py shifted WORKSPACE --as-of DATE   # real series, turned out of step

`shifted` turns every indicator of a loaded workspace against the calendar, so that none can lead anything,
and screens again: how often is one still called supported?
"""

from __future__ import annotations

import argparse
import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import sys
import time
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np

from bongsu.core.forecasting.level_model import LevelPrior, fit_prior
from bongsu.core.grading.methods import supported_set
from bongsu.core.grading.screening_report import (
    SEED,
    ScreenedItem,
    fitted_level,
    raw_candidates,
    screen_item,
)
from bongsu.core.panel.synthetic import World, simulate
from bongsu.core.panel.view import ItemView, PanelView
from bongsu.core.screening.false_discovery import benjamini_hochberg
from bongsu.core.screening.level_whitening import LEVEL_SHARE, FittedLevel, whiten, working_response
from bongsu.core.screening.max_t import MaxT, max_t_test

sys.path.insert(0, str(Path(__file__).parent))
from worlds import view_as_of

RATE = 0.1
PERIODS = (60, 95)
LEAST_SHIFT = 8
LESS = 0.8


def gls(view: ItemView, level: FittedLevel, level_share: float = LEVEL_SHARE) -> MaxT:
    """The max-T test of one item against a given level."""
    candidates = raw_candidates(view)
    working = working_response(view.counts, level, level_share=level_share)
    whitened = whiten(working, candidates.values)
    return max_t_test(whitened, candidates, rng=np.random.default_rng(SEED))


@dataclass(frozen=True, slots=True)
class Tested:
    """p-values [item, indicator] by test, and what each rule picks: lead [item, indicator], −1 not picked."""

    p: dict[str, np.ndarray]
    picks: dict[str, np.ndarray]
    seconds: float


def test_world(task: tuple[int, str, int]) -> tuple[World, Tested]:
    """Every test and rule on one world as known after `periods` months."""
    seed, variant, periods = task
    world = simulate(seed, variant=variant)
    panel = view_as_of(world, periods - 1)
    prior = fit_prior(panel)
    started = time.process_time()
    screened = [screen_item(view, prior) for view in panel.items]
    seconds = time.process_time() - started
    bare = [gls(view, replace(level_of(view, prior), sigma=1e-3)) for view in panel.items]
    less = [gls(view, level_of(view, prior), LESS) for view in panel.items]
    p = {
        "GLS max-T with .8 of the level": np.array([one.p_value for one in less]),
        "GLS max-T with level": np.array([one.test.p_value for one in screened]),
        "GLS max-T without level": np.array([one.p_value for one in bare]),
        "circular shift": np.array([one.circular.best_p for one in screened]),
        "Pearson, lead 0": np.array([one.pearson.p_value[:, 0] for one in screened]),
        "Pearson, best lead": np.array([one.pearson.best_p for one in screened]),
        "Spearman, best lead": np.array([one.spearman.best_p for one in screened]),
    }
    picks: dict[str, list[np.ndarray]] = {}
    for one, plain, part in zip(screened, bare, less, strict=True):
        for rule, lead in rules(one, plain, part).items():
            picks.setdefault(rule, []).append(lead)
    return world, Tested(p, {rule: np.array(found) for rule, found in picks.items()}, seconds)


def level_of(view: ItemView, prior: LevelPrior) -> FittedLevel:
    from bongsu.core.forecasting.level_model import forecast_item

    return fitted_level(view, prior, forecast_item(view, prior))


def rules(one: ScreenedItem, bare: MaxT, less: MaxT) -> dict[str, np.ndarray]:
    """What each rule picks of one item: its lead there, −1 where it does not pick."""

    def pick(chosen: np.ndarray, lead: np.ndarray) -> np.ndarray:
        return np.where(chosen, lead, -1)

    zero = np.zeros(len(one.codes), dtype=int)
    p0 = one.pearson.p_value[:, 0]
    top = np.zeros(len(one.codes), dtype=bool)
    top[np.argsort(-np.abs(one.pearson.r[:, 0]))[:2]] = True
    strongest = np.zeros(len(one.codes), dtype=bool)
    strongest[np.argmin(one.test.p_value - 1e-6 * np.abs(one.test.r).max(axis=1))] = True
    pip, pip_lead = one.inclusion, one.inclusion_lead
    return {
        "2005: Pearson, lead 0, two strongest at p < .05": pick(top & (p0 < 0.05), zero),
        "Pearson, best lead, p < .05": pick(one.pearson.best_p < 0.05, one.pearson.lead),
        "Pearson, best lead, BH .1": pick(one.pearson.q_value <= RATE, one.pearson.lead),
        "Spearman, best lead, BH .1": pick(one.spearman.q_value <= RATE, one.spearman.lead),
        "GLS max-T without level, BH .1": pick(benjamini_hochberg(bare.p_value) <= RATE, bare.lead),
        "GLS max-T with .8 of the level, BH .1": pick(less.q_value <= RATE, less.lead),
        "circular shift, BH .1": pick(one.circular.q_value <= RATE, one.circular.lead),
        "GLS max-T with level, BH .1": pick(one.test.q_value <= RATE, one.test.lead),
        "strongest, if p over all < .05": pick(strongest & (one.test.p_any < 0.05), one.test.lead),
        "inclusion > .5": pick(pip > 0.5, pip_lead),
        "inclusion > .25 (candidate)": pick(pip > 0.25, pip_lead),
        "Bayes-FDR .2": pick(supported_set(pip, 0.2), pip_lead),
        "Bayes-FDR .1 (supported)": pick(supported_set(pip, RATE), pip_lead),
    }


def run(
    tasks: list[tuple[int, str, int]], processes: int
) -> Iterable[tuple[tuple[int, str, int], World, Tested]]:
    with ProcessPoolExecutor(processes) as pool:
        for done, (task, found) in enumerate(zip(tasks, pool.map(test_world, tasks), strict=True), start=1):
            print(f"\rworld {done}/{len(tasks)}", end="", file=sys.stderr, flush=True)
            yield task, *found
    print(file=sys.stderr)


def print_null(first: int, worlds: int, processes: int) -> None:
    """Share of indicators with p < .05, and of items with any pick, where nothing drives anything."""
    tasks = [(seed, "null", n) for n in PERIODS for seed in range(first, first + worlds)]
    found = list(run(tasks, processes))
    print(
        "\n| test | " + " | ".join(f"p < .05, n = {n}" for n in PERIODS) + " |\n|---|" + "---|" * len(PERIODS)
    )
    for name in found[0][2].p:
        cells = []
        for n in PERIODS:
            by_world = [np.nanmean(each.p[name] < 0.05) for task, _, each in found if task[2] == n]
            error = np.std(by_world, ddof=1) / np.sqrt(len(by_world))
            cells.append(f"{np.mean(by_world):.3f} ± {error:.3f}")
        print(f"| {name} | " + " | ".join(cells) + " |")
    print(
        "\n| rule | "
        + " | ".join(f"items with any pick, n = {n}" for n in PERIODS)
        + " |\n|---|"
        + "---|" * len(PERIODS)
    )
    for name in found[0][2].picks:
        cells = [
            f"{np.mean([(each.picks[name] >= 0).any(axis=1) for task, _, each in found if task[2] == n]):.3f}"
            for n in PERIODS
        ]
        print(f"| {name} | " + " | ".join(cells) + " |")


def print_selection(first: int, worlds: int, processes: int) -> None:
    """Precision, recall and false discoveries of every rule."""
    tasks = [(seed, "default", n) for n in PERIODS for seed in range(first, first + worlds)]
    found = list(run(tasks, processes))
    print("\n| rule | n | picked | precision | recall | mean FDR | P(any, no drivers) | lead within 1 |")
    print("|---|---|---|---|---|---|---|---|")
    for name in found[0][2].picks:
        for n in PERIODS:
            picked, right, drivers, share, any_none, none, near = 0, 0, 0, [], 0, 0, 0
            for task, world, each in found:
                if task[2] != n:
                    continue
                for lead, true in zip(each.picks[name], world.drivers, strict=True):
                    truth = {driver.indicator: driver.lead for driver in true}
                    chosen = np.flatnonzero(lead >= 0)
                    hits = [k for k in chosen if k in truth]
                    picked += len(chosen)
                    right += len(hits)
                    near += sum(abs(lead[k] - truth[k]) <= 1 for k in hits)
                    drivers += len(truth)
                    share.append(1 - len(hits) / len(chosen) if len(chosen) else 0.0)
                    if not truth:
                        none += 1
                        any_none += len(chosen) > 0
            print(
                f"| {name} | {n} | {picked / len(share):.2f} | {right / max(picked, 1):.2f} | "
                f"{right / drivers:.2f} | {np.mean(share):.3f} | {any_none / max(none, 1):.2f} | "
                f"{near / max(right, 1):.2f} |"
            )
    seconds = np.median([each.seconds for task, _, each in found if task[2] == PERIODS[-1]])
    print(
        f"\n{worlds} worlds from seed {first}; 14 items screened at n = {PERIODS[-1]}: {seconds:.2f} s of CPU"
    )


def turned(view: ItemView, shift: np.ndarray) -> ItemView:
    """The item with each indicator turned in a circle over its known values, by its own number of periods."""
    values = view.indicators.copy()
    for k in range(values.shape[1]):
        known = np.flatnonzero(~np.isnan(values[:, k]))
        values[known, k] = np.roll(values[known, k], shift[k])
    return replace(view, indicators=values)


def print_shifted(workspace: Path, as_of: date, times: int) -> None:
    """How often an indicator that was turned out of step is still supported or a candidate."""
    from bongsu.facts.ledger import Ledger
    from bongsu.usecases.known_panel import KnownPanel
    from bongsu.usecases.workspace import Workspace

    place = Workspace.open(workspace)
    panel = KnownPanel(Ledger(place.facts), place.catalogue, place.catalogue.items_on(as_of), as_of=as_of)
    real = panel.at(panel.cutoff)
    rng = np.random.default_rng(SEED)
    rows = []
    for step in range(times + 1):
        seen = real
        if step:
            longest = max(view.length for view in real.items)
            shift = rng.integers(LEAST_SHIFT, longest - LEAST_SHIFT, real.items[0].indicators.shape[1])
            seen = PanelView(real.as_of, tuple(turned(view, shift) for view in real.items))
        prior = fit_prior(seen)
        screened = [screen_item(view, prior) for view in seen.items]
        tested = [one for one in screened if one.test is not None]
        rows.append(
            (
                [one.verdict.count("supported") for one in screened],
                [one.verdict.count("candidate") for one in screened],
                np.mean([np.nanmean(one.test.p_value < 0.05) for one in tested]),
                np.mean([np.nanmean(one.pearson.best_p < 0.05) for one in tested]),
                np.mean([(one.test.q_value <= RATE).any() for one in tested]),
                np.mean(
                    [(gls(view, level_of(view, prior), LESS).p_value < 0.05).mean() for view in seen.items]
                ),
            )
        )
        print(f"\rturned {step}/{times}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    items, indicators = len(real.items), real.items[0].indicators.shape[1]
    print(
        f"\n{items} items, {indicators} indicators, n = {[view.length for view in real.items]}, {times} turns"
    )
    print("\n| | as they are | turned out of step |\n|---|---|---|")
    supported = np.array([row[0] for row in rows])
    candidate = np.array([row[1] for row in rows])
    whole = items * indicators
    for name, per in (("supported", supported), ("candidates", candidate)):
        print(f"| {name} per panel | {per[0].sum()} | {per[1:].sum(axis=1).mean():.2f} |")
        share = per.sum(axis=1) / whole
        print(f"| share of all pairs {name} | {share[0]:.4f} | {share[1:].mean():.4f} |")
        print(f"| items with any of the {name} | {(per[0] > 0).mean():.2f} | {(per[1:] > 0).mean():.3f} |")
    any_supported = (supported > 0).any(axis=1)
    print(f"| panels with any supported | {int(any_supported[0])} | {any_supported[1:].mean():.2f} |")
    for place_in_row, name in (
        (2, "max-T p < .05"),
        (3, "Pearson best lead p < .05"),
        (5, "max-T with .8 of the level, p < .05"),
        (4, "items with any max-T BH .1"),
    ):
        turned_out = np.mean([row[place_in_row] for row in rows[1:]])
        print(f"| {name} | {rows[0][place_in_row]:.3f} | {turned_out:.3f} |")
    codes = [trait.code for trait in real.items[0].traits]
    prior = fit_prior(real)
    for view in real.items:
        one = screen_item(view, prior)
        for k in np.flatnonzero([verdict != "none" for verdict in one.verdict]):
            print(
                f"  {view.item}: {codes[k]} {one.verdict[k]} inclusion {one.inclusion[k]:.2f} lead "
                f"{one.inclusion_lead[k]} {one.direction[k]} max-T p {one.test.p_value[k]:.3f} "
                f"q {one.test.q_value[k]:.3f}"
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    what = parser.add_subparsers(dest="what", required=True)
    for name, first, worlds in (("null", 7000, 20), ("selection", 7000, 100)):
        each = what.add_parser(name)
        each.add_argument("--worlds", type=int, default=worlds)
        each.add_argument("--first-seed", type=int, default=first)
        each.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    shifted = what.add_parser("shifted")
    shifted.add_argument("workspace", type=Path)
    shifted.add_argument("--as-of", type=date.fromisoformat, required=True)
    shifted.add_argument("--times", type=int, default=100)
    options = parser.parse_args()
    if options.what == "null":
        print_null(options.first_seed, options.worlds, options.processes)
    elif options.what == "selection":
        print_selection(options.first_seed, options.worlds, options.processes)
    else:
        print_shifted(options.workspace, options.as_of, options.times)


if __name__ == "__main__":
    main()

"""Do warnings feed on themselves? An alarm raises inspections, which raises detections, which …

    python benchmarks/closed_loop.py --worlds 20 --first-seed 6000

On each made-up world a threshold is set so that 5 % of quiet item-months alarm when nobody acts on alarms
(open loop). Then the loop is closed: from the month after an alarm inspections rise to 1.8 times for two
months and the flow falls to 0.85 of itself for three, the counts are drawn again with the same dice, and the
method reads on. A method that knows the inspections as exposure must not alarm more often in the closed loop;
one that does not know them will.
"""

from __future__ import annotations

import argparse
import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace

import numpy as np

from bongsu.core.grading.grades import GradeRule
from bongsu.core.grading.methods import METHODS
from bongsu.core.grading.rolling import refresh_cutoff
from bongsu.core.panel.periods import Period
from bongsu.core.panel.synthetic import World, simulate, with_alarms
from bongsu.core.panel.view import PanelView
from worlds import FIRST_CUTOFF, PRE, soon_surge, view_as_of

METHODS_TRIED = ("level-bma", "history", "2005")
QUIET_AFTER = 3


def without_exposure(panel: PanelView) -> PanelView:
    """The panel for a model that does not know how much was inspected."""
    return PanelView(
        panel.as_of,
        tuple(replace(view, log_exposure=np.zeros_like(view.log_exposure)) for view in panel.items),
    )


def scores(world: World, name: str, exposure: bool, threshold: float | None) -> tuple[np.ndarray, World]:
    """Rolling risk scores [cutoff, item]; with a threshold, the world answers each alarm as it is raised."""
    method = METHODS[name]
    cutoffs = range(FIRST_CUTOFF, world.months - 1)
    found = np.full((len(cutoffs), world.final_count.shape[1]), np.nan)
    alarms = np.zeros(world.final_count.shape, dtype=bool)
    lived, learned = world, {}

    def panel_at(t: int) -> PanelView:
        panel = view_as_of(lived, t)
        return panel if exposure else without_exposure(panel)

    for row, t in enumerate(cutoffs):
        period: Period = world.periods[PRE + t]
        refresh = refresh_cutoff(period) - world.periods[PRE]
        if refresh not in learned:
            learned = {refresh: method.learn(panel_at(refresh))}
        readings = method.read(panel_at(t), learned[refresh], rule=GradeRule())
        found[row] = [reading.score for reading in readings]
        if threshold is not None:
            alarms[PRE + t] = found[row] > threshold
            lived = with_alarms(world, alarms)
    return found, lived


def quiet_months(world: World, cutoffs: int) -> np.ndarray:
    """Item-months without a surge from the month before to three months later [cutoff, item]."""
    surge = world.surge[PRE:]
    rows = FIRST_CUTOFF + np.arange(cutoffs)
    return ~soon_surge(surge, cutoffs) & ~surge[rows] & ~surge[rows - 1]


def repeated(alarm: np.ndarray, quiet: np.ndarray) -> float:
    """Share of false alarms that another false alarm follows within three quiet months."""
    again, first = 0, 0
    for t, i in np.argwhere(alarm & quiet):
        later = slice(t + 1, t + 1 + QUIET_AFTER)
        if quiet[later, i].shape[0] == QUIET_AFTER and quiet[later, i].all():
            first += 1
            again += bool(alarm[later, i].any())
    return again / max(first, 1)


def run(task: tuple[int, str, bool, float | None]) -> tuple[np.ndarray, np.ndarray]:
    """Scores and quiet months of one world."""
    seed, name, exposure, threshold = task
    world = simulate(seed)
    found, _ = scores(world, name, exposure, threshold)
    return found, quiet_months(world, found.shape[0])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--worlds", type=int, default=20)
    parser.add_argument("--first-seed", type=int, default=6000)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    seeds = range(options.first_seed, options.first_seed + options.worlds)
    print("| method | knows inspections | false alarms, open | closed | repeated, open | closed |")
    print("|---|---|---|---|---|---|")
    with ProcessPoolExecutor(options.processes) as pool:
        for name in METHODS_TRIED:
            for exposure in (True, False) if name != "2005" else (False,):
                cells = []
                threshold: float | None = None
                for closed in (False, True):
                    tasks = [(seed, name, exposure, threshold if closed else None) for seed in seeds]
                    parts = list(pool.map(run, tasks))
                    found = np.concatenate([part[0] for part in parts], axis=1)
                    quiet = np.concatenate([part[1] for part in parts], axis=1)
                    if threshold is None:
                        threshold = float(np.quantile(found[quiet], 0.95))
                    alarm = found > threshold
                    cells.append((alarm[quiet].mean(), repeated(alarm, quiet)))
                    print(f"{name} {closed=}", file=sys.stderr)
                (open_rate, open_again), (closed_rate, closed_again) = cells
                print(
                    f"| {name} | {'yes' if exposure else 'no'} | {open_rate:.3f} | {closed_rate:.3f} | "
                    f"{open_again:.2f} | {closed_again:.2f} |",
                    flush=True,
                )


if __name__ == "__main__":
    main()

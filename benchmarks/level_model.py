"""How much computing does the level model cost, and does it grow in proportion to the items?

    python benchmarks/level_model.py --items 14,1000 --repeats 5

Prints CPU milliseconds per item-month, the least of several rounds: the parts, and the whole with its share
of a refresh of the hyper-parameters every six months. Then the wall-clock time of all items on one thread and
on two. A fixed loop of plain Python shows the machine's own speed, to compare runs on different days.
"""

from __future__ import annotations

import argparse
import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from bongsu.core.forecasting import level_design
from bongsu.core.forecasting.level_model import LevelPrior, fit_prior, forecast_item
from bongsu.core.forecasting.level_working import own_evidence
from bongsu.core.grading.surge import surge_risk
from bongsu.core.panel.periods import Period
from bongsu.core.panel.view import IndicatorTrait, ItemView, PanelView, plain_view

MONTHS = 96
LEAD_ROWS = 12
INDICATORS = 20
REFRESH_MONTHS = 6
FIRST = Period.parse("2001-01")


def made_up_items(count: int) -> PanelView:
    """Items of 96 months with 20 autocorrelated indicators, of which the first drives the counts."""
    rng = np.random.default_rng(7)
    traits = tuple(
        IndicatorTrait(f"x{k}", f"kind{k}", {0: 1, 1: -1}.get(k, 0), k == 0) for k in range(INDICATORS)
    )
    views = []
    for item in range(count):
        values = rng.normal(size=(LEAD_ROWS + MONTHS, INDICATORS))
        for t in range(1, values.shape[0]):
            values[t] = 0.85 * values[t - 1] + 0.5 * values[t]
        driver = 0.5 * values[LEAD_ROWS - 3 : LEAD_ROWS - 3 + MONTHS, 0]
        rate = np.exp(rng.uniform(0.0, 3.0) + driver)
        counts = rng.negative_binomial(5, 5 / (5 + rate)).astype(float)
        views.append(
            plain_view(f"i{item}", FIRST, counts, indicators=values, traits=traits, lead_rows=LEAD_ROWS)
        )
    return PanelView(views[0].cutoff.end, tuple(views))


def cpu_ms(work: Callable[[], object], *, repeats: int) -> float:
    """Least CPU milliseconds of several runs."""
    best = float("inf")
    for _ in range(repeats):
        started = time.process_time()
        work()
        best = min(best, time.process_time() - started)
    return 1e3 * best


def each(work: Callable[[ItemView], object], views: tuple[ItemView, ...]) -> None:
    """Does the work for every item and keeps nothing."""
    for view in views:
        work(view)


def plain_python() -> None:
    total = 0
    for number in range(300_000):
        total += number


def read(view: ItemView, prior: LevelPrior) -> float:
    return surge_risk(view, forecast_item(view, prior)).probability


def on_threads(panel: PanelView, prior: LevelPrior, threads: int) -> float:
    """Wall-clock seconds for one month of all items."""
    with ThreadPoolExecutor(threads) as pool:
        started = time.perf_counter()
        list(pool.map(lambda view: read(view, prior), panel.items))
        return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--items", default="14,1000")
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    started = time.perf_counter()
    warm = made_up_items(2)
    fit_prior(warm)
    print(f"compiling or loading the kernels: {time.perf_counter() - started:.1f} s")
    print(f"fixed loop of plain Python: {cpu_ms(plain_python, repeats=9):.1f} ms\n")
    print(
        "| method | items | design | evidence grid | averaging and rest | refresh | item-month |"
        " wall s, 1 thread | wall s, 2 threads |"
    )
    print("|---" * 9 + "|")
    for count in (int(number) for number in options.items.split(",")):
        panel = made_up_items(count)
        repeats = options.repeats if count < 100 else 1
        for name, seen in (
            ("history", PanelView(panel.as_of, tuple(view.without_indicators() for view in panel.items))),
            ("level-bma", panel),
        ):
            prior = fit_prior(seen)
            design = cpu_ms(lambda s=seen: each(level_design.design, s.items), repeats=repeats)
            grid = cpu_ms(
                lambda s=seen, p=prior: each(lambda v: own_evidence(v, p.settings), s.items), repeats=repeats
            )
            month = cpu_ms(lambda s=seen, p=prior: each(lambda v: read(v, p), s.items), repeats=repeats)
            refresh = cpu_ms(lambda s=seen: fit_prior(s), repeats=repeats)
            whole = (month + refresh / REFRESH_MONTHS) / count
            print(
                f"| {name} | {count} | {design / count:.2f} | {grid / count:.2f} |"
                f" {(month - design) / count:.2f} | {refresh / count:.2f} | **{whole:.2f}** |"
                f" {on_threads(seen, prior, 1):.3f} |"
                f" {on_threads(seen, prior, 2):.3f} |"
            )


if __name__ == "__main__":
    main()

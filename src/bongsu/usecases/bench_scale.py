"""Panels of any number of items, tiled from made-up worlds, and what it costs to read them all at once."""

from __future__ import annotations

import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from bongsu.core.grading.grades import GradeRule
from bongsu.core.grading.methods import LEVEL_BMA, METHODS
from bongsu.core.panel.reporting_delay import completeness, completeness_by_age
from bongsu.core.panel.synthetic import World, simulate
from bongsu.core.panel.synthetic_flow import PRE_MONTHS
from bongsu.core.panel.view import HORIZON, IndicatorTrait, ItemView, PanelView
from bongsu.engine.local import on_all_cores

MONTHS = 96
WORLD_ITEMS = 14
WORLDS = 12
"""So many different worlds are made; beyond their items the tiles repeat."""
READ_AT_ONCE = 500
SIGNS = {0: 1, 1: -1}


def panel_at(world: World, t: int) -> PanelView:
    """What a made-up world's customs knew at the end of month t."""
    rows = PRE_MONTHS + t + 1
    counts = world.detections_as_of(t)[PRE_MONTHS:].astype(float)
    values = world.indicators_as_of(t)
    triangle = np.full((rows, counts.shape[1], 3), np.nan)
    triangle[:, :, 0] = world.first_report[:rows]
    triangle[:-1, :, 1] = world.second_report[: rows - 1]
    triangle[:-2, :, 2] = world.final_count[: rows - 2]
    share = completeness(t + 1, completeness_by_age(triangle))
    planned = world.planned_log_effort[rows : rows + HORIZON]
    exposure = np.concatenate([world.log_effort[PRE_MONTHS:rows], planned])
    missing = t + 1 + HORIZON - exposure.shape[0]
    exposure = np.pad(exposure, ((0, missing), (0, 0)))
    known = world.holiday[PRE_MONTHS : rows + HORIZON]
    holiday = np.pad(known, (0, t + 1 + HORIZON - known.shape[0]))
    traits = tuple(
        IndicatorTrait(f"x{k}", f"kind {k}", SIGNS.get(k, 0), k == 0) for k in range(values.shape[2])
    )
    views = tuple(
        ItemView(
            item=str(place),
            first=world.periods[PRE_MONTHS],
            counts=np.ascontiguousarray(counts[:, place]),
            completeness=share,
            log_exposure=np.ascontiguousarray(exposure[:, place]),
            holiday=holiday,
            indicators=np.ascontiguousarray(values[:, place]),
            lead_rows=PRE_MONTHS,
            traits=traits,
        )
        for place in range(counts.shape[1])
    )
    return PanelView(world.periods[rows - 1].end, views)


def tiled_panel(items: int) -> PanelView:
    """So many items at the end of 96 months, each with arrays of its own."""
    worlds = min(-(-items // WORLD_ITEMS), WORLDS)
    panels = [panel_at(simulate(seed, months=MONTHS), MONTHS - 1) for seed in range(worlds)]
    made = [view for panel in panels for view in panel.items]
    views = tuple(
        replace(
            made[k % len(made)],
            item=str(k),
            counts=made[k % len(made)].counts.copy(),
            indicators=made[k % len(made)].indicators.copy(),
        )
        for k in range(items)
    )
    return PanelView(panels[0].as_of, views)


@dataclass(frozen=True, slots=True)
class Cost:
    """What it took: seconds on the clock, seconds of all cores together, the process's peak memory in MB."""

    seconds: float
    core_seconds: float
    megabytes: int


def reading_once(items: int) -> Cost:
    """What it costs to learn from and to read so many items on all cores."""
    method, rule = METHODS[LEVEL_BMA], GradeRule()
    warm = tiled_panel(2)
    method.read(warm, method.learn(warm), rule=rule)
    panel = tiled_panel(items)
    started, core_started = time.perf_counter(), time.process_time()
    learned = method.learn(panel, run=on_all_cores)
    spoken = 0
    for first in range(0, items, READ_AT_ONCE):
        part = PanelView(panel.as_of, panel.items[first : first + READ_AT_ONCE])
        spoken += sum(reading.speaks for reading in method.read(part, learned, rule=rule, run=on_all_cores))
    cost = Cost(time.perf_counter() - started, time.process_time() - core_started, _peak_megabytes())
    if spoken != items:
        raise RuntimeError(f"expected {items} readings, found {spoken}")
    return cost


def reading_once_alone(items: int) -> Cost:
    """The same in a fresh process, whose memory holds nothing else."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(reading_once, items).result()


def _peak_megabytes() -> int:
    """This process's own peak; getrusage's would begin at that of the process it was started from."""
    status = Path("/proc/self/status")
    if status.exists():
        peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(peak.split()[1]) // 1024
    import resource

    return int(
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        / (1024 * 1024 if sys.platform == "darwin" else 1024)
    )

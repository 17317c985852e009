"""A real indicator that is truly there: does screening find humidity before campylobacteriosis?

    python benchmarks/campy.py campyDE.csv

`campyDE` (R package surveillance; Manitz & Höhle 2013): weekly cases in Germany 2002-2011, absolute humidity,
and the weeks of Christmas and New Year. Beside the true humidity stand five controls with the same season but
the weather of another year (humidity turned by 1 … 5 years), which can lead nothing. It is no smuggling, but
the nearest public series of counts of which the literature says what moves before it.
"""

from __future__ import annotations

import argparse
import csv
import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from bongsu.core.forecasting.level_model import LevelSettings, fit_prior
from bongsu.core.grading.screening_report import screen_item
from bongsu.core.panel.periods import Period
from bongsu.core.panel.view import IndicatorTrait, PanelView, plain_view

YEARS_TURNED = (1, 2, 3, 4, 5)
LENGTHS = (104, 156, 208, 260, 364, 480)
"""Weeks of history; all end before the E. coli O104 outbreak, which sent people to the laboratory."""

FACTORY = LevelSettings()
LARGE_COUNTS = replace(FACTORY, sizes=(6.0, 15.0, 60.0, 250.0, 1000.0), size_prior=(0.2, 0.2, 0.2, 0.2, 0.2))
"""The factory's largest size, 15, leaves every count a noise of 26 %: right for ten cases, not a thousand."""


def read(file: Path) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Counts and indicator series [week]."""
    with file.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    series = {
        name: np.array([np.nan if row[name] == "NA" else float(row[name]) for row in rows])
        for name in ("hum", "christmas", "newyears")
    }
    for years in YEARS_TURNED:
        series[f"hum, {years} y off"] = np.roll(series["hum"], 52 * years)
    return np.array([float(row["case"]) for row in rows]), series


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    counts, series = read(parser.parse_args().file)
    traits = tuple(
        IndicatorTrait(name, name, leads=(0, 2) if name in ("christmas", "newyears") else (0, 12))
        for name in series
    )
    matrix = np.column_stack(list(series.values()))
    for title, settings in (("factory sizes", FACTORY), ("sizes up to 1000", LARGE_COUNTS)):
        print(f"\n{title}\n")
        print(
            "| weeks | level | humidity: lead, r (band), p | inclusion, verdict | stable | Christmas "
            "| New Year | controls: smallest p, largest inclusion | Pearson p < .05 | seconds |\n"
            + "|---" * 10
            + "|"
        )
        for n in LENGTHS:
            view = plain_view(
                "campylobacter", Period.parse("2002-W01"), counts[:n], indicators=matrix[:n], traits=traits
            )
            prior = fit_prior(PanelView(view.cutoff.end, (view,)), settings=settings)
            started = time.perf_counter()
            one = screen_item(view, prior)
            seconds = time.perf_counter() - started
            print(row(n, one, list(series), seconds))
            sys.stdout.flush()


def row(n: int, one, names: list[str], seconds: float) -> str:
    """One line of the table."""
    test = one.test
    hum, christmas, new_year = (names.index(name) for name in ("hum", "christmas", "newyears"))
    off = [k for k, name in enumerate(names) if name.endswith("off")]
    lead = test.lead[hum]
    naive = int((one.pearson.best_p < 0.05).sum())

    def short(k: int) -> str:
        r = test.r[k, test.lead[k]]
        return f"{test.lead[k]} w, {r:+.2f}, p {test.p_value[k]:.3f}, {one.inclusion[k]:.2f}"

    return (
        f"| {n} | σ {one.sigma:.2f} ρ {one.rho} r {one.size:g} | {lead} w, {test.r[hum, lead]:+.2f} "
        f"({test.band_r[hum]:.2f}), {test.p_value[hum]:.3f} | {one.inclusion[hum]:.2f} at "
        f"{one.inclusion_lead[hum]} w, {one.verdict[hum]} | {one.stability.parts[hum]:.1f}/"
        f"{one.stability.without_a_year[hum]:.1f} | {short(christmas)} | {short(new_year)} | "
        f"{test.p_value[off].min():.3f}, {one.inclusion[off].max():.2f} | {naive} of {len(names)} "
        f"| {seconds:.1f} |"
    )


if __name__ == "__main__":
    main()

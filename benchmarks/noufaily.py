"""Which history-only detector finds more outbreaks at the same rate of false alarms?

The 42 scenarios of Noufaily et al. (2013): 624 weeks, one outbreak to find in the last 49.

    python benchmarks/noufaily.py --reps 24 --seed 2013
"""

from __future__ import annotations

import argparse
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bongsu.core.stats.detectors.farrington import farrington
from bongsu.core.stats.detectors.farrington_flexible import farrington_flexible
from bongsu.core.stats.detectors.robust_glm import robust_glm
from bongsu.core.stats.outbreak_scenarios import (
    CURRENT_WEEKS,
    WEEKS,
    outbreak_scenarios,
    simulate_outbreaks,
)

FIRST = WEEKS - CURRENT_WEEKS
RATES = (0.005, 0.0105, 0.02, 0.05)
REFERENCE = "farrington-flexible (improved)"
IMPROVED = {
    "years": 5,
    "periods": 10,
    "excluded": 26,
    "threshold": "nb-plugin",
    "trend_level": 1.0,
    "recent_cases": (0, 4),
}
METHODS = {
    REFERENCE: lambda y: farrington_flexible(y, alpha=0.01, first=FIRST, **IMPROVED),
    "farrington (delta, no limit)": lambda y: farrington(y, alpha=0.02, first=FIRST, recent_cases=(0, 4)),
    "robust-glm, single week": lambda y: robust_glm(y, alpha=0.01, first=FIRST),
    "robust-glm, two-week sum": lambda y: robust_glm(y, alpha=0.01, first=FIRST, summed=2),
}

Table = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Truth:
    """Weeks with outbreak cases and weeks from the first of them to the last, both [week, series]."""

    cases: Mask
    ill: Mask
    first: NDArray[np.int64]

    @classmethod
    def of(cls, outbreak_cases: NDArray[np.int64]) -> Truth:
        cases = outbreak_cases > 0
        ill = np.logical_or.accumulate(cases, axis=0) & np.logical_or.accumulate(cases[::-1], axis=0)[::-1]
        return cls(cases, ill, cases.argmax(axis=0))


def score(alarm: Mask, truth: Truth) -> dict[str, float]:
    """The five measures, over all weeks or all outbreaks that have a case inside the 49 weeks."""
    found = (alarm & truth.ill).any(axis=0)
    real = truth.ill.any(axis=0)
    at_start = alarm[truth.first, np.arange(alarm.shape[1])]
    return {
        "FPR": float(alarm[~truth.ill].mean()),
        "POD": float(found[real].mean()),
        "POD 1st week": float(at_start[real].mean()),
        "sensitivity": float(alarm[truth.ill].mean()),
        "PPV": float((alarm & truth.ill).sum() / max(alarm.sum(), 1)),
    }


def cut_at_rate(p_value: Table, truth: Truth, rate: float) -> Mask:
    """Alarms under the cut of p that makes the false-alarm rate as near to `rate` as ties allow."""
    healthy = np.sort(p_value[~truth.ill])
    return p_value < healthy[int(rate * len(healthy))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reps", type=int, default=2, help="series a scenario (24 for the table in docs)")
    parser.add_argument("--seed", type=int, default=2013)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()

    rng = np.random.default_rng(options.seed)
    series = [simulate_outbreaks(s, rng) for s in outbreak_scenarios() for _ in range(options.reps)]
    counts = np.stack([one.counts for one in series], axis=1).astype(float)
    truth = Truth.of(np.stack([one.outbreak_cases for one in series], axis=1)[FIRST:])
    size = np.array([one.size for one in series])
    print(f"{counts.shape[1]} series (seed {options.seed}), scored on {CURRENT_WEEKS} weeks each\n")

    p_values: dict[str, Table] = {}
    print(
        "| method | FPR | POD | POD 1st week | sensitivity | PPV | POD of k 1-3 / 4-6 / 7-10 | ms a series |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for name, run in METHODS.items():
        run(counts[:, :1])
        started = time.perf_counter()
        blocks = np.array_split(counts, options.threads, axis=1)
        with ThreadPoolExecutor(options.threads) as pool:
            results = list(pool.map(run, blocks))
        milliseconds = (time.perf_counter() - started) / counts.shape[1] * 1000
        alarm = np.concatenate([r.alarm[FIRST:] for r in results], axis=1) == 1
        p_values[name] = np.concatenate([r.p_value[FIRST:] for r in results], axis=1)
        scores = score(alarm, truth)
        found = (alarm & truth.ill).any(axis=0)
        real = truth.ill.any(axis=0)
        strata = [found[real & (size >= a) & (size <= b)].mean() for a, b in ((1, 3), (4, 6), (7, 10))]
        error = np.sqrt(scores["POD"] * (1 - scores["POD"]) / real.sum())
        print(
            f"| {name} | {scores['FPR']:.4f} | {scores['POD']:.3f}±{error:.3f} |"
            f" {scores['POD 1st week']:.3f} | {scores['sensitivity']:.3f} | {scores['PPV']:.3f} |"
            f" {' / '.join(f'{s:.3f}' for s in strata)} | {milliseconds:.1f} |"
        )

    print(f"\nPOD at equal false-alarm rates, minus {REFERENCE} (paired standard error)\n")
    print("| method | " + " | ".join(f"FPR {rate}" for rate in RATES) + " |")
    print("|---" * (len(RATES) + 1) + "|")
    real = truth.ill.any(axis=0)
    for name, p_value in p_values.items():
        cells = []
        for rate in RATES:
            ours = (cut_at_rate(p_value, truth, rate) & truth.ill).any(axis=0)[real]
            theirs = (cut_at_rate(p_values[REFERENCE], truth, rate) & truth.ill).any(axis=0)[real]
            gain = ours.astype(float) - theirs
            cells.append(f"{ours.mean():.3f} ({gain.mean():+.3f}±{gain.std() / np.sqrt(len(gain)):.3f})")
        print(f"| {name} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()

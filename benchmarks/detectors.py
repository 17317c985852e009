"""How long does one judged week take in each detector, and are the fast bounds the plain ones?

    python benchmarks/detectors.py --series 1000

A week of farrington-flexible took R's surveillance 1.20.3 8.6 ms on the machine of the measurements in docs.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.reference.farrington_plain import farrington_at, farrington_flexible_at
from tests.reference.robust_glm_plain import robust_glm_at

from bongsu.core.stats.detectors.bayes import bayes
from bongsu.core.stats.detectors.cusum import cusum
from bongsu.core.stats.detectors.ears import ears
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
R_MICROSECONDS = 8600.0
RULE = {"years": 5, "window": 3, "alpha": 0.01}
IMPROVED = {**RULE, "periods": 10, "excluded": 26, "threshold": "nb-plugin"}
NO_LIMIT = (0, 4)

METHODS = {
    "farrington": lambda y: farrington(y, **RULE, recent_cases=NO_LIMIT, first=FIRST),
    "farrington-flexible (improved)": lambda y: farrington_flexible(
        y, **IMPROVED, trend_level=1.0, recent_cases=NO_LIMIT, first=FIRST
    ),
    "farrington-flexible (trend tested at 5 %)": lambda y: farrington_flexible(
        y, **IMPROVED, recent_cases=NO_LIMIT, first=FIRST
    ),
    "ears-c1": lambda y: ears(y, 1, first=FIRST),
    "ears-c2": lambda y: ears(y, 2, first=FIRST),
    "ears-c3": lambda y: ears(y, 3, first=FIRST),
    "bayes": lambda y: bayes(y, years=2, window=3, first=FIRST),
    "cusum": lambda y: cusum(y, FIRST),
    "robust-glm": lambda y: robust_glm(y, first=FIRST),
}
PLAIN = {
    "farrington": lambda y, t: farrington_at(y, t, **RULE)[1],
    "farrington-flexible (improved)": lambda y, t: farrington_flexible_at(y, t, **IMPROVED, trend_level=1.0)[
        1
    ],
    "farrington-flexible (trend tested at 5 %)": lambda y, t: farrington_flexible_at(
        y, t, **IMPROVED, trend_level=0.05
    )[1],
    "robust-glm": lambda y, t: robust_glm_at(y, t)[0],
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--series", type=int, default=1000)
    parser.add_argument("--compared", type=int, default=60, help="series compared with the plain version")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()

    rng = np.random.default_rng(options.seed)
    scenarios = outbreak_scenarios()
    counts = np.stack(
        [simulate_outbreaks(scenarios[i % 42], rng).counts for i in range(options.series)], axis=1
    ).astype(float)
    judged = CURRENT_WEEKS * options.series
    print(f"{options.series} series × {CURRENT_WEEKS} weeks, one core\n")
    print("| method | µs a week | weeks a second | against R's flexible | largest difference to plain |")
    print("|---|---|---|---|---|")
    for name, run in METHODS.items():
        run(counts[:, :1])
        elapsed = []
        for _ in range(3):
            started = time.perf_counter()
            result = run(counts)
            elapsed.append(time.perf_counter() - started)
        microseconds = min(elapsed) / judged * 1e6
        against_r = f"{R_MICROSECONDS / microseconds:.0f} ×" if name.startswith("farrington-f") else ""
        difference = ""
        if name in PLAIN:
            of = result.expected if name == "robust-glm" else result.upper
            chosen = rng.choice(options.series, min(options.compared, options.series), replace=False)
            largest = 0.0
            for s in chosen if name != "robust-glm" else chosen[:8]:
                t = int(rng.integers(FIRST, WEEKS))
                plain = PLAIN[name](counts[:, s], t)
                largest = max(largest, abs(of[t, s] - plain) / max(plain, 1e-9))
            difference = f"{largest:.0e}"
        print(f"| {name} | {microseconds:.2f} | {1e6 / microseconds:,.0f} | {against_r} | {difference} |")


if __name__ == "__main__":
    main()

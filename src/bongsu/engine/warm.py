"""Compiles the numerical kernels once, so that no user waits for it: `python -m bongsu.engine.warm`."""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import sys
import time
from collections.abc import Callable

SLOW_SECONDS = 2.0
MONTHS = 40
EVERYDAY = ("level-bma", "history", "2005", "farrington", "ears-c1", "cusum")
"""Compiled at once; a backtest against the other rivals compiles theirs when it first meets them."""
WEEKS = 160


def warm() -> None:
    """Runs every kernel on a few numbers; what it compiles is kept beside the package.

    Nothing is printed where all of it is compiled already; what takes long is named on stderr.
    """
    started = time.perf_counter()
    for name, compile_part in PARTS.items():
        before = time.perf_counter()
        compile_part()
        if time.perf_counter() - before > SLOW_SECONDS:
            so_far = time.perf_counter() - started
            sys.stderr.write(f"compiled {name} ({so_far:.0f} s so far)\n")


def warm_methods() -> None:
    """The level model with and without indicators, the method of 2005, and the detectors on months."""
    import numpy as np

    from bongsu.core.forecasting.predictive import NegativeBinomialForecast
    from bongsu.core.grading.grades import GradeRule
    from bongsu.core.grading.methods import METHODS
    from bongsu.core.panel.periods import Period
    from bongsu.core.panel.view import IndicatorTrait, PanelView, plain_view

    first = Period.parse("2001-01")
    counts = np.arange(float(MONTHS)) % 7
    indicators = np.sin(np.arange(2.0 * MONTHS)).reshape(MONTHS, 2)
    traits = (IndicatorTrait("a", "a", 1, True), IndicatorTrait("b", "b"))
    view = plain_view("item", first, counts, indicators=indicators, traits=traits)
    panel = PanelView((first + (MONTHS - 1)).end, (view,))
    for name in EVERYDAY:
        METHODS[name].read(panel, METHODS[name].learn(panel), rule=GradeRule())
    forecast = NegativeBinomialForecast(1.0, 0.1, 3.0)
    forecast.quantiles()
    forecast.scores(2.0)


def warm_as_of() -> None:
    """The as-of reads: of every revision, and of the newest row per cell."""
    import numpy as np

    from bongsu.core.panel.as_of import KnownValues, NewestPerCell, ObservationRows

    zero = np.zeros(1, dtype=np.int64)
    KnownValues.of(zero, zero, known_at=zero, order=zero, value=np.ones(1), shape=(1, 1)).as_of(1)
    day = np.zeros(1, dtype=np.int32)
    cells = NewestPerCell([1], 1, as_of=1)
    cells.add(ObservationRows(day, day, day, day, zero, zero, np.ones(1), np.ones(1, dtype=np.uint8), 1))


def warm_detectors() -> None:
    """Every detector of `bongsu detect`, on counts as it gets them from a file."""
    import numpy as np

    from bongsu.core.stats.detectors.bayes import bayes
    from bongsu.core.stats.detectors.cusum import cusum
    from bongsu.core.stats.detectors.ears import ears
    from bongsu.core.stats.detectors.farrington import farrington
    from bongsu.core.stats.detectors.farrington_flexible import farrington_flexible
    from bongsu.core.stats.detectors.robust_glm import robust_glm

    counts = (np.arange(float(WEEKS)) % 5)[:, None]
    last = WEEKS - 1
    farrington(counts, years=2, first=last)
    farrington_flexible(counts, years=2, periods=10, threshold="nb-plugin", first=last)
    for variant in (1, 2, 3):
        ears(counts, variant, first=last)
    bayes(counts, first=last)
    cusum(counts, last)
    robust_glm(counts, first=last)


def warm_breaks() -> None:
    """The test for a shifted level, which every assessment makes of every series."""
    import numpy as np

    from bongsu.core.stats.level_shift import level_shift

    level_shift(np.arange(float(MONTHS)) % 7)


PARTS: dict[str, Callable[[], None]] = {
    "the forecasting methods": warm_methods,
    "the as-of reads": warm_as_of,
    "the breaks in the data": warm_breaks,
    "the detectors": warm_detectors,
}


if __name__ == "__main__":
    warm()

"""Compiles the numerical kernels once, so that no user waits for it: `python -m bongsu.engine.warm`."""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")


def warm() -> None:
    """Runs every kernel on a few numbers; what it compiles is kept beside the package."""
    import numpy as np

    from bongsu.core.forecasting.predictive import NegativeBinomialForecast
    from bongsu.core.grading.grades import GradeRule
    from bongsu.core.grading.methods import LEVEL_BMA, METHODS
    from bongsu.core.panel.as_of import KnownValues
    from bongsu.core.panel.periods import Period
    from bongsu.core.panel.view import IndicatorTrait, PanelView, plain_view

    first = Period.parse("2001-01")
    counts = np.arange(40.0) % 7
    indicators = np.sin(np.arange(80.0)).reshape(40, 2)
    traits = (IndicatorTrait("a", "a", 1, True), IndicatorTrait("b", "b"))
    view = plain_view("item", first, counts, indicators=indicators, traits=traits)
    panel = PanelView((first + 39).end, (view,))
    METHODS[LEVEL_BMA].read(panel, None, rule=GradeRule())
    NegativeBinomialForecast(1.0, 0.1, 3.0).scores(2.0)
    zero = np.zeros(1, dtype=np.int64)
    KnownValues.of(zero, zero, known_at=zero, order=zero, value=np.ones(1), shape=(1, 1)).as_of(1)


if __name__ == "__main__":
    warm()

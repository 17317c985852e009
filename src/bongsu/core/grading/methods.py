"""Every method by its name on the command line, behind the one door of `method.py`."""

from __future__ import annotations

from bongsu.core.grading.classic_method import ClassicMethod
from bongsu.core.grading.item_method import ItemMethod
from bongsu.core.grading.level_method import CANDIDATE, SHORT_HISTORY_CAP, LevelMethod, supported_set
from bongsu.core.grading.method import MINIMUM_PERIODS, Method, MethodReading
from bongsu.core.grading.surge import Calibration

__all__ = [
    "BASELINES",
    "CANDIDATE",
    "CLASSIC",
    "HISTORY",
    "LEVEL_BMA",
    "METHODS",
    "MINIMUM_PERIODS",
    "SHORT_HISTORY_CAP",
    "Method",
    "MethodReading",
    "supported_set",
]

LEVEL_BMA = "level-bma"
HISTORY = "history"
CLASSIC = "2005"

BASELINES = ("persistence", "seasonal-naive", "max-of-two")
"""What every method must beat, as FEWS NET's evaluators hold it: the last value, last year's, the larger."""

_CALIBRATIONS = {
    "persistence": Calibration(-1.3, 1.5),
    "seasonal-naive": Calibration(-1.3, 1.5),
    "ma3": Calibration(-1.3, 1.5),
    "ma12": Calibration(-1.3, 1.5),
    "max-of-two": Calibration(-1.3, 1.5),
    "ingarch": Calibration(-1.3, 1.5),
    "gas": Calibration(-1.3, 1.5),
    "lasso": Calibration(-1.3, 1.5),
    "klr": Calibration(-1.3, 1.5),
    "farrington": Calibration(-1.3, 0.5),
    "ears-c1": Calibration(-1.3, 0.5),
    "ears-c2": Calibration(-1.3, 0.5),
    "cusum": Calibration(-1.3, 0.5),
}

METHODS: dict[str, Method] = {
    LEVEL_BMA: LevelMethod(LEVEL_BMA, True, Calibration(-0.572, 0.676)),
    HISTORY: LevelMethod(HISTORY, False, Calibration(-0.572, 0.676)),
    CLASSIC: ClassicMethod(CLASSIC, Calibration(-1.3, 0.8)),
    "2005-best-lead": ClassicMethod("2005-best-lead", Calibration(-1.3, 0.8), best_lead=True),
    **{name: ItemMethod(name, calibration) for name, calibration in _CALIBRATIONS.items()},
}
"""Every method by its name; `benchmarks/worlds.py --fit` prints the calibrations."""

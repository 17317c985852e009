"""Every method by its name on the command line, behind the one door of `method.py`."""

from __future__ import annotations

from bongsu.core.grading.classic_method import ClassicMethod
from bongsu.core.grading.item_method import ItemMethod
from bongsu.core.grading.level_method import CANDIDATE, SHORT_HISTORY_CAP, LevelMethod, supported_set
from bongsu.core.grading.method import MINIMUM_PERIODS, Method, MethodReading, with_calibration
from bongsu.core.grading.surge import FACTORY, Calibration

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
    "with_calibration",
]

LEVEL_BMA = "level-bma"
HISTORY = "history"
CLASSIC = "2005"

BASELINES = ("persistence", "seasonal-naive", "max-of-two")
"""What every method must beat, as FEWS NET's evaluators hold it: the last value, last year's, the larger."""

_CALIBRATIONS = {
    "persistence": Calibration(-1.023, 1.010),
    "seasonal-naive": Calibration(-1.130, 0.161),
    "ma3": Calibration(-1.145, 1.611),
    "ma12": Calibration(-1.208, 1.754),
    "max-of-two": Calibration(-1.461, 1.011),
    "ingarch": Calibration(-1.231, 2.527),
    "gas": Calibration(-1.236, 2.565),
    "lasso": Calibration(-1.211, 2.879),
    "klr": Calibration(-1.921, 4.000),
    "farrington": Calibration(-1.381, 0.478),
    "ears-c1": Calibration(-1.293, 0.344),
    "ears-c2": Calibration(-1.336, 0.352),
    "cusum": Calibration(-1.736, 0.738),
}

METHODS: dict[str, Method] = {
    LEVEL_BMA: LevelMethod(LEVEL_BMA, True, FACTORY),
    HISTORY: LevelMethod(HISTORY, False, Calibration(-0.409, 0.772)),
    CLASSIC: ClassicMethod(CLASSIC, Calibration(-1.293, 1.220)),
    "2005-best-lead": ClassicMethod("2005-best-lead", Calibration(-1.337, 1.326), best_lead=True),
    **{name: ItemMethod(name, calibration) for name, calibration in _CALIBRATIONS.items()},
}
"""Every method by its name. The calibrations are printed by `benchmarks/worlds.py --fit`; they were fitted on
the forty made-up worlds with seeds 1000 to 1039 and on no other."""

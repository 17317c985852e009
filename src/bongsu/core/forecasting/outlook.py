"""What a method that reads one item by itself makes of it: a risk score and, where it has one, a forecast."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bongsu.core.forecasting.level_design import EXPOSURE_ELASTICITY
from bongsu.core.forecasting.predictive import Predictive
from bongsu.core.panel.view import ItemView

Array = NDArray[np.float64]

LARGEST_SIZE = 1e3
SMALLEST_SIZE = 0.05


@dataclass(frozen=True, slots=True)
class Outlook:
    """A method's view of one item.

    Attributes:
        predictive: of the next count; None where the method forecasts no counts.
        score: the method's own risk reading, larger is riskier.
    """

    predictive: Predictive | None
    score: float


def exposure_factor(view: ItemView) -> Array:
    """What a count is multiplied by for exposure and reporting delay [time + HORIZON], 1 at the average."""
    log_factor = EXPOSURE_ELASTICITY * view.log_exposure
    log_factor[: view.length] += np.log(view.completeness)
    return np.asarray(np.exp(log_factor))


def rise(ahead: float, usual: float) -> float:
    """Log of how far an expected rate lies above the usual one; half a detection is added to both.

    >>> rise(3.0, 3.0)
    0.0
    """
    return math.log((ahead + 0.5) / (usual + 0.5))


def size_from_errors(observed: Array, expected: Array) -> float:
    """Negative-binomial size that explains the squared errors of past expectations, by moments."""
    excess = float(((observed - expected) ** 2 - expected).sum())
    square = float((expected**2).sum())
    inverse = excess / square if square > 0 else 0.5
    return 1.0 / float(np.clip(inverse, 1.0 / LARGEST_SIZE, 1.0 / SMALLEST_SIZE))

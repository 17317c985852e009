"""Controls: what moved where nothing was done is not the effect of what was done elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bongsu.core.effect.counts import LOG_RATIOS, log_moments

Array = NDArray[np.float64]

DONOR_WEIGHT = 0.5
"""How much of the donors' shift is taken off: they share some of what moves an item, not all."""
LEAST_DONORS = 3
_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(11)


@dataclass(frozen=True, slots=True)
class Shift:
    """The mean shift of the log counts of series that nothing was done about, and its variance.

    Attributes:
        donors: how many series it rests on.
    """

    mean: float
    variance: float
    donors: int


def donor_shift(log_likelihoods: Sequence[Array]) -> Shift | None:
    """The donors' common shift by a random-effects mean; None with fewer than three donors.

    Args:
        log_likelihoods: of LOG_RATIOS, of each series that nothing was done about in the same periods.

    Source: DerSimonian & Laird (1986), the moment estimator of the variance between donors.
    """
    if len(log_likelihoods) < LEAST_DONORS:
        return None
    means, variances = np.array([log_moments(each) for each in log_likelihoods]).T
    weight = 1.0 / variances
    fixed = (weight * means).sum() / weight.sum()
    excess = (weight * (means - fixed) ** 2).sum() - (len(means) - 1)
    between = max(excess / (weight.sum() - (weight**2).sum() / weight.sum()), 0.0)
    weight = 1.0 / (variances + between)
    return Shift(float((weight * means).sum() / weight.sum()), float(1.0 / weight.sum()), len(means))


def beside_donors(log_likelihood: Array, shift: Shift, *, weight: float = DONOR_WEIGHT) -> Array:
    """Log likelihood of the ratios beside what the donors did [ratio], their uncertainty carried over.

    A ratio θ of the series itself then needs the counts to be θ times the share of the donors' shift.

    >>> flat = np.zeros(LOG_RATIOS.shape[0])
    >>> bool(np.allclose(beside_donors(flat, Shift(0.3, 0.1, 5)), 0.0))
    True
    """
    nodes = shift.mean + np.sqrt(shift.variance) * _NODES
    shifted = np.stack([np.interp(LOG_RATIOS + weight * node, LOG_RATIOS, log_likelihood) for node in nodes])
    top = shifted.max()
    return np.asarray(top + np.log((_WEIGHTS / _WEIGHTS.sum()) @ np.exp(shifted - top)))

"""How much of a count is reported by when: completeness by age from the reporting triangle."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, nbdtr

Array = NDArray[np.float64]

AGES = 6
FLOOR = 0.2
PRIOR_COUNT = 20.0


def completeness_by_age(triangle: Array) -> Array:
    """Expected share of the final count that is reported at each age, by the chain-ladder ratio of sums.

    Args:
        triangle: counts as known 0, 1, … periods after the period's end [time, age] or [time, item, age];
            NaN where that age lies after the day of the view.

    Returns:
        share [age] in [0.2, 1], 1 at the last age; a ratio rests on at least `PRIOR_COUNT` pseudo-detections
        that were complete at once, so that a feed without revisions stays at 1.

    >>> completeness_by_age(np.array([[80.0, 100.0], [40.0, 50.0], [60.0, np.nan]])).round(3).tolist()
    [0.824, 1.0]
    """
    flat = triangle.reshape(-1, triangle.shape[-1])
    ages = flat.shape[1]
    share = np.ones(ages)
    for age in range(ages - 2, -1, -1):
        both = ~np.isnan(flat[:, age]) & ~np.isnan(flat[:, age + 1])
        early = flat[both, age].sum() + PRIOR_COUNT
        late = flat[both, age + 1].sum() + PRIOR_COUNT
        share[age] = share[age + 1] * min(early / late, 1.0) if late > 0 else share[age + 1]
    return np.clip(share, FLOOR, 1.0)


def completeness(length: int, by_age: Array) -> Array:
    """Completeness of `length` periods of which the last has age 0 [time]."""
    age = np.minimum(np.arange(length)[::-1], by_age.shape[0] - 1)
    return np.asarray(by_age[age])


def dispersion_by_age(triangle: Array, by_age: Array) -> Array:
    """How unevenly the share reported by an age varies, as a beta-binomial correlation in [0, 0.5] [age].

    By moments from the counts that have reached the last age: 0 where the reports of one period come in
    independently of each other, more where whole batches come late together.
    """
    flat = triangle.reshape(-1, triangle.shape[-1])
    final = flat[:, -1]
    correlation = np.zeros(flat.shape[1])
    for age, share in enumerate(by_age[:-1]):
        both = ~np.isnan(flat[:, age]) & ~np.isnan(final)
        late, early = final[both], np.minimum(flat[both, age], final[both])
        pairs = (late * (late - 1.0)).sum()
        if pairs > 0.0 and 0.0 < share < 1.0:
            excess = ((early - late * share) ** 2).sum() / (share * (1.0 - share)) - late.sum()
            correlation[age] = np.clip(excess / pairs, 0.0, 0.5)
    return correlation


@dataclass(frozen=True, slots=True)
class Nowcast:
    """What a count that is not complete yet is expected to become.

    Attributes:
        reported: as known; completeness: share of the final count expected to be in by now.
        expected: mean of the final count; low, high: its 80 % interval.
    """

    reported: float
    completeness: float
    expected: float
    low: float
    high: float


NODES = 15


def nowcast(reported: float, share: float, correlation: float) -> Nowcast:
    """The final count behind a reported one, under a flat prior on it and a beta share of known reports.

    The reports still missing are then a mixture of negative binomials over the quantiles of the beta.

    >>> nowcast(10.0, 1.0, 0.0).high
    10.0
    >>> half = nowcast(10.0, 0.5, 0.0)
    >>> half.low, half.expected, half.high
    (15.0, 21.0, 27.0)
    """
    if share >= 1.0:
        return Nowcast(reported, 1.0, reported, reported, reported)
    middle = (np.arange(NODES) + 0.5) / NODES
    if correlation > 0.0:
        precision = 1.0 / correlation - 1.0
        shares = np.clip(betaincinv(share * precision, (1.0 - share) * precision, middle), 0.02, 1.0 - 1e-9)
    else:
        shares = np.full(NODES, share)
    missing = np.arange(int(60.0 + 50.0 * (reported + 1.0)))
    below = nbdtr(missing[:, None], reported + 1.0, shares[None, :]).mean(axis=1)
    low, high = (reported + float(np.searchsorted(below, level)) for level in (0.1, 0.9))
    expected = reported + (reported + 1.0) * float(((1.0 - shares) / shares).mean())
    return Nowcast(reported, share, expected, low, high)

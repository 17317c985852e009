"""How much of a count is reported by when: completeness by age from the reporting triangle."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

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
    return by_age[age]

"""Which stretches of a series' past look most like its present, and what came after each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class NearWindow:
    """One past stretch.

    Attributes:
        start: index of its first value.
        distance: root mean square difference of the standardised stretches; 0 is the same shape.
        scale: by what its values are multiplied to reach the present level.
    """

    start: int
    distance: float
    scale: float


def nearest_windows(
    counts: NDArray[np.float64], *, length: int, following: int, shown: int
) -> tuple[NearWindow, ...]:
    """The past stretches whose shape is nearest to the last `length` counts, nearest first.

    Counts are compared as square roots, which vary about equally at every level (Anscombe 1948), less their
    mean; a stretch must have `following` known values after it, overlap neither the present nor a nearer one,
    and hold no missing value.

    Args:
        counts: one series, oldest first; NaN where nothing is known.

    >>> found = nearest_windows(np.array([1.0, 5, 9, 2, 1, 5, 9]), length=3, following=1, shown=1)
    >>> found[0].start, found[0].distance
    (0, 0.0)
    """
    last = len(counts) - length
    if last <= 0 or np.isnan(counts[last:]).any():
        return ()
    roots = np.sqrt(counts)
    present = roots[last:] - roots[last:].mean()
    found = []
    for start in range(last - length - following + 1 if last >= length + following else 0):
        whole = counts[start : start + length + following]
        if np.isnan(whole).any():
            continue
        stretch = roots[start : start + length]
        distance = float(np.sqrt(np.mean((stretch - stretch.mean() - present) ** 2)))
        before = float(counts[start : start + length].sum())
        scale = float(counts[last:].sum()) / before if before else float("nan")
        found.append(NearWindow(start, distance, scale))
    found.sort(key=lambda each: (each.distance, each.start))
    chosen: list[NearWindow] = []
    for each in found:
        if all(abs(each.start - other.start) >= length for other in chosen):
            chosen.append(each)
        if len(chosen) == shown:
            break
    return tuple(chosen)

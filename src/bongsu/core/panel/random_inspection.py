"""Random inspections: the one stream of detections that no warning and no tip has steered."""

from __future__ import annotations

from dataclasses import dataclass

from scipy.special import betaincinv


@dataclass(frozen=True, slots=True)
class RandomInspections:
    """Random inspections of a span of time and their hit rate with its 80 % interval."""

    inspections: int
    hits: int
    rate: float
    low: float
    high: float


def random_inspections(inspections: int, hits: int) -> RandomInspections | None:
    """The hit rate under Jeffreys' prior, beta(hits + 1/2, misses + 1/2); None without inspections.

    Raises:
        ValueError: there are more hits than inspections.

    >>> found = random_inspections(100, 3)
    >>> round(found.rate, 4), round(found.low, 4), round(found.high, 4)
    (0.0347, 0.0142, 0.059)
    """
    if hits > inspections or hits < 0:
        raise ValueError(f"expected hits from 0 to {inspections}, found {hits}")
    if inspections == 0:
        return None
    a, b = hits + 0.5, inspections - hits + 0.5
    low, high = (float(betaincinv(a, b, level)) for level in (0.1, 0.9))
    return RandomInspections(inspections, hits, a / (a + b), low, high)

"""The effect on values: case values have tails so heavy that a total says little and one case may be it all.

What can be said with an interval is the ratio of geometric means. Totals are given capped at a high value of
the item's own history; the raw total stands only beside how often worlds without an effect show as much, and
beside itself without the largest case.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

Array = NDArray[np.float64]

COVERAGE = 0.9
CAP_QUANTILE = 0.95
LEAST_CASES = 3
TAIL_SHARE = 0.1
LEAST_TAIL = 10
STEEPEST, FLATTEST = 5.0, 0.6
"""Bounds of the tail index: above, the tail hardly matters; below, its mean would not exist by far."""


@dataclass(frozen=True, slots=True)
class GeometricRatio:
    """Ratio of the geometric means of case values, with its 90 % interval."""

    ratio: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class RawRatio:
    """The ratio of two totals, with what belongs beside it.

    Attributes:
        ratio: total of the window over that of the reference.
        without_largest: the same without the window's largest case; largest_share: of that case in the total.
        no_effect_share: share of worlds without an effect whose ratio is as large; None where not simulated.
    """

    ratio: float
    without_largest: float
    largest_share: float
    no_effect_share: float | None


@dataclass(frozen=True, slots=True)
class ValueEffect:
    """The effect on values of one or several items' cases.

    Attributes:
        cases, reference_cases: how many had a value.
        geometric: None with fewer than three cases on either side.
        cap: the value at which cases are capped; capped_ratio: of the totals then, None without a reference.
        raw: None without a reference.
    """

    cases: int
    reference_cases: int
    total: float
    reference_total: float
    geometric: GeometricRatio | None
    cap: float | None
    capped_ratio: float | None
    raw: RawRatio | None


def geometric_ratio(values: Array, reference: Array) -> GeometricRatio | None:
    """Ratio of geometric means by Welch's t interval on logs; None with fewer than three cases a side.

    >>> found = geometric_ratio(np.array([2.0, 4.0, 8.0]), np.array([1.0, 2.0, 4.0]))
    >>> round(found.ratio, 3), round(found.low, 3), round(found.high, 3)
    (2.0, 0.598, 6.684)
    """
    if min(values.shape[0], reference.shape[0]) < LEAST_CASES:
        return None
    sides = (np.log(values), np.log(reference))
    squares = [float(side.var(ddof=1)) / side.shape[0] for side in sides]
    difference = float(sides[0].mean() - sides[1].mean())
    error = sum(squares)
    if error <= 0.0:
        return GeometricRatio(float(np.exp(difference)), float(np.exp(difference)), float(np.exp(difference)))
    freedom = error**2 / sum(s**2 / (side.shape[0] - 1) for s, side in zip(squares, sides, strict=True))
    reach = float(stdtrit(freedom, 0.5 + COVERAGE / 2.0)) * np.sqrt(error)
    low, middle, high = np.exp([difference - reach, difference, difference + reach])
    return GeometricRatio(float(middle), float(low), float(high))


def value_effect(
    values: Array,
    reference: Array,
    history: Array,
    *,
    no_effect_counts: Array | None = None,
    rng: np.random.Generator,
) -> ValueEffect:
    """What the case values of a window say beside those of a reference period.

    Args:
        values, reference: positive case values of the two, on one basis [case].
        history: case values known before the window, the reference included [case].
        no_effect_counts: numbers of cases in worlds without an effect [world].
        rng: the dice of the simulated case values.
    """
    cap = float(np.quantile(history, CAP_QUANTILE)) if history.shape[0] else None
    total, base = float(values.sum()), float(reference.sum())
    capped = None
    if cap is not None and base > 0.0:
        capped = float(np.minimum(values, cap).sum() / np.minimum(reference, cap).sum())
    raw = None
    if base > 0.0 and values.shape[0]:
        share = None
        if no_effect_counts is not None and history.shape[0] >= LEAST_TAIL:
            worlds = simulated_totals(no_effect_counts, history, rng=rng)
            share = float(np.mean(worlds >= total))
        largest = float(values.max())
        raw = RawRatio(total / base, (total - largest) / base, largest / total if total else 0.0, share)
    return ValueEffect(
        values.shape[0],
        reference.shape[0],
        total,
        base,
        geometric_ratio(values, reference),
        cap,
        capped,
        raw,
    )


def simulated_totals(counts: Array, history: Array, *, rng: np.random.Generator) -> Array:
    """Totals of worlds with these numbers of cases, whose values are drawn from the item's own history.

    The highest tenth (at least ten cases, of 20 or more) is replaced by a Pareto tail with Hill's index, as
    the largest case there could have been is larger than the largest there was.

    Args:
        counts: cases in each world [world]; history: case values [case].

    Source: Hill (1975) for the index.
    """
    numbers = counts.astype(np.int64)
    drawn = rng.choice(history, int(numbers.sum()))
    tail = max(LEAST_TAIL, int(TAIL_SHARE * history.shape[0]))
    if history.shape[0] >= 2 * LEAST_TAIL:
        threshold = float(np.partition(history, -tail - 1)[-tail - 1])
        above = drawn > threshold
        if threshold > 0.0 and above.any():
            drawn = drawn.astype(np.float64)
            drawn[above] = threshold * (1.0 - rng.random(int(above.sum()))) ** (
                -1.0 / tail_index(history, tail)
            )
    ends = np.cumsum(numbers)
    summed = np.concatenate([[0.0], np.cumsum(drawn)])
    return np.asarray(summed[ends] - summed[ends - numbers])


def tail_index(values: Array, tail: int) -> float:
    """Hill's estimate of the Pareto index from the `tail` largest values, within bounds."""
    ordered = np.sort(values)
    excess = np.log(ordered[-tail:] / ordered[-tail - 1])
    mean = float(excess.mean())
    return float(np.clip(1.0 / mean if mean > 0.0 else STEEPEST, FLATTEST, STEEPEST))

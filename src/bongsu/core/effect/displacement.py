"""Did it only move? The same estimator on the neighbours: other items, channels, offices and origins."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from bongsu.core.effect.counts import CountEffect, Expected, sum_of

Array = NDArray[np.float64]

Kind = Literal["item", "channel", "office", "origin"]
Verdict = Literal["rose", "fell", "unchanged", "unclear"]

NARROW = math.log(3.0)
"""An interval within a third and threefold says that little changed; a wider one says nothing."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A series beside the one that something was done about, in the same periods."""

    kind: Kind
    name: str
    effect: CountEffect

    @property
    def verdict(self) -> Verdict:
        """Whether it rose or fell beyond what was expected of it."""
        ratio = self.effect.ratio
        if ratio.low > 1.0:
            return "rose"
        if ratio.high < 1.0:
            return "fell"
        is_narrow = math.log(ratio.high) < NARROW and math.log(ratio.low) > -NARROW
        return "unchanged" if is_narrow else "unclear"


@dataclass(frozen=True, slots=True)
class Displacement:
    """The neighbours together.

    Attributes:
        observed, expected: of all neighbours of one kind that were read; kinds overlap and do not add up.
        rose: neighbours that rose; by_chance: how many would by chance alone, each at 5 %.
    """

    kind: Kind
    neighbours: tuple[Neighbour, ...]
    observed: float
    expected: Expected

    @property
    def rose(self) -> tuple[str, ...]:
        """Names of the neighbours that rose."""
        return tuple(each.name for each in self.neighbours if each.verdict == "rose")

    @property
    def by_chance(self) -> float:
        """How many would rise by chance alone."""
        return 0.05 * len(self.neighbours)


def displacement(neighbours: Sequence[Neighbour]) -> list[Displacement]:
    """The neighbours by kind, those that rose most first."""
    found = []
    for kind in dict.fromkeys(each.kind for each in neighbours):
        own = sorted(
            (each for each in neighbours if each.kind == kind),
            key=lambda each: (-each.effect.ratio.median, each.name),
        )
        observed, expected = sum_of([each.effect for each in own])
        found.append(Displacement(kind, tuple(own), observed, expected))
    return found


def mix_shift(before: Array, after: Array) -> float:
    """Hellinger distance of two mixes of counts, e.g. of origins: 0 alike, 1 nothing in common.

    >>> mix_shift(np.array([8.0, 2.0]), np.array([4.0, 1.0]))
    0.0
    >>> mix_shift(np.array([5.0, 0.0]), np.array([0.0, 5.0]))
    1.0
    """
    if not before.sum() or not after.sum():
        return 0.0
    shares = np.sqrt(before / before.sum()), np.sqrt(after / after.sum())
    squared = 1.0 - float((shares[0] * shares[1]).sum())
    return math.sqrt(max(squared, 0.0)) if squared > 1e-12 else 0.0


def mix_p_value(before: Array, after: Array, *, rng: np.random.Generator, rounds: int = 999) -> float:
    """How often the distance would be as large if the cases after had been drawn from the mix of both.

    The distance of small numbers of cases is never 0 by chance, so that it means nothing by itself.
    """
    n_after = int(after.sum())
    if not before.sum() or not n_after:
        return 1.0
    pool = np.repeat(np.arange(before.shape[0]), (before + after).astype(int))
    real = mix_shift(before, after)
    as_far = 0
    for _ in range(rounds):
        drawn = np.bincount(rng.permutation(pool)[:n_after], minlength=before.shape[0]).astype(float)
        as_far += mix_shift(before + after - drawn, drawn) >= real - 1e-12
    return (1 + as_far) / (1 + rounds)

"""Placebo warnings: the same estimator where nothing was done tells how often it cries effect at nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bongsu.core.effect.counts import (
    DRAWS,
    INFLATION,
    log_moments,
    posterior_ratio,
    ratio_likelihood,
)
from bongsu.core.forecasting.level_left_out import leave_out, up_to
from bongsu.core.forecasting.level_model import LevelPrior
from bongsu.core.panel.view import ItemView

Array = NDArray[np.float64]

LEAST_HISTORY = 36
MOST_WINDOWS = 8
"""Placebo windows of one item at most: later ones first, as they are most like the real one."""


@dataclass(frozen=True, slots=True)
class PlaceboWindow:
    """The estimator's answer about one item and window in which nothing was done.

    Attributes:
        first: row of the item's view; score: posterior mean of the log ratio over its deviation.
        rejects: the 90 % interval excludes no effect, although there was none.
    """

    item: str
    first: int
    score: float
    rejects: bool


@dataclass(frozen=True, slots=True)
class PlaceboTest:
    """How the real score stands among those of placebo windows.

    Attributes:
        p_value: share of placebo scores as far from 0, the real one counted among them.
        rejection_rate: share of placebo windows whose 90 % interval excludes no effect; nominal is 0.1.
    """

    windows: int
    p_value: float
    rejection_rate: float


def placebo_windows(
    view: ItemView, *, before: int, length: int, busy: Iterable[int] = (), most: int = MOST_WINDOWS
) -> list[int]:
    """First rows of windows of `length` rows that end before the row `before`, the latest first.

    They do not overlap, have 36 known counts before them, and touch no row in `busy`.

    >>> from bongsu.core.panel.periods import Period
    >>> from bongsu.core.panel.view import plain_view
    >>> view = plain_view("gold", Period.parse("2001-01"), [1.0] * 60)
    >>> placebo_windows(view, before=50, length=2, busy=[44, 45])
    [48, 46, 42, 40, 38, 36]
    """
    taken = set(busy)
    if view.operation is not None:
        taken |= {int(row) for row in np.flatnonzero(view.operation[: view.length])}
    known = ~np.isnan(view.counts)
    found: list[int] = []
    first = before - length
    while first >= LEAST_HISTORY and len(found) < most:
        rows = range(first, first + length)
        if taken.isdisjoint(rows) and known[first : first + length].all():
            if known[:first].sum() < LEAST_HISTORY:
                break
            found.append(first)
            first -= length
        else:
            first -= 1
    return found


def placebo_effect(
    view: ItemView, first: int, prior: LevelPrior, *, length: int, rng: np.random.Generator
) -> PlaceboWindow:
    """What the estimator says of one placebo window, the inspections taken into account."""
    seen = up_to(view, first + length)
    left_out = leave_out(seen, first, prior)
    drawn, weight = left_out.draws(rng, number=DRAWS, inflation=INFLATION)
    likelihood = ratio_likelihood(seen.counts[first:], drawn, weight, left_out.size)
    return PlaceboWindow(view.item, first, score(likelihood), posterior_ratio(likelihood).excludes_1)


def score(log_likelihood: Array) -> float:
    """Posterior mean of the log ratio over its deviation."""
    mean, variance = log_moments(log_likelihood)
    return mean / float(np.sqrt(variance))


def placebo_test(real: float, windows: Sequence[PlaceboWindow]) -> PlaceboTest | None:
    """The randomisation p-value of a score among those of the placebo windows; None where there are none.

    >>> windows = [PlaceboWindow("gold", k, s, False) for k, s in enumerate([0.1, -2.5, 1.0])]
    >>> placebo_test(2.0, windows)
    PlaceboTest(windows=3, p_value=0.5, rejection_rate=0.0)
    """
    if not windows:
        return None
    scores = np.array([window.score for window in windows])
    as_far = int((np.abs(scores) >= abs(real)).sum())
    return PlaceboTest(
        len(windows),
        (1 + as_far) / (1 + len(windows)),
        float(np.mean([window.rejects for window in windows])),
    )

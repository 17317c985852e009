"""Calibration learned again from what happened: the factory's two numbers, moved by labelled item-periods."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from bongsu.core.grading.surge import FACTORY, Calibration, surge_level
from bongsu.core.panel.view import HORIZON
from bongsu.core.stats.scores import brier, calibration_error, calibration_error_by_chance

Array = NDArray[np.float64]

LATER_PERIODS = 6
LEAST_EVENTS = 40
PENALTY = 1.0
LEAST_SLOPE = 0.05


@dataclass(frozen=True, slots=True)
class Recalibration:
    """What came of learning again.

    Attributes:
        calibration: the factory's where fewer than 40 events are labelled.
        pairs: labelled item-periods; events: those of them followed by a surge.
    """

    calibration: Calibration
    pairs: int
    events: int

    @property
    def learned(self) -> bool:
        """Whether there was enough to learn from."""
        return self.events >= LEAST_EVENTS


def surge_labels(smoothed: Array) -> Array:
    """Whether a surge followed within three periods of each cutoff: 1, 0, or NaN where it is too early.

    Args:
        smoothed: the item's latent level in sample, as fitted today, the last value at today's cutoff [time].

    A period counts once at least six later ones have confirmed its level, so the last 6 + 3 cutoffs stay
    without a label.

    >>> level = np.zeros(20)
    >>> level[8] = 2.0
    >>> surge_labels(level)[4:12].tolist()
    [0.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, nan]
    """
    n = smoothed.shape[0]
    labels = np.full(n, np.nan)
    last = n - LATER_PERIODS - HORIZON
    if last <= 0:
        return labels
    over = smoothed >= surge_level(smoothed)
    labels[:last] = np.stack([over[h : last + h] for h in range(1, HORIZON + 1)]).any(axis=0)
    return labels


def recalibrate(score: Array, label: Array, *, factory: Calibration = FACTORY) -> Recalibration:
    """Ridge logistic of the labels on the scores, pulled toward the factory's values.

    Maximises Σ log P(label | score) − ½ penalty · ((a − a₀)² + (b − b₀)²) with penalty 1, by Newton's method.
    The slope stays at least 0.05, so that more risk never means a lower probability.

    Args:
        score, label: of pooled item-periods, any shape; each score as given on its own day, each label as of
            today; NaN where either is unknown.
    """
    known = ~np.isnan(score) & ~np.isnan(label)
    x, y = score[known], label[known]
    events = int(y.sum())
    if events < LEAST_EVENTS:
        return Recalibration(factory, int(known.sum()), events)
    target = np.array([factory.intercept, factory.slope])
    columns = np.column_stack([np.ones_like(x), x])
    weights = target.copy()
    for _ in range(100):
        step = _newton_step(columns, y, weights, target)
        weights = weights + step
        if float(np.abs(step).max()) < 1e-12:
            break
    return Recalibration(
        Calibration(float(weights[0]), max(float(weights[1]), LEAST_SLOPE)), int(known.sum()), events
    )


def _newton_step(columns: Array, y: Array, weights: Array, target: Array) -> Array:
    """One step of Newton's method, halved until the objective rises."""
    p = expit(columns @ weights)
    gradient = columns.T @ (y - p) - PENALTY * (weights - target)
    curvature = (columns * (p * (1.0 - p))[:, None]).T @ columns + PENALTY * np.eye(2)
    step: Array = np.linalg.solve(curvature, gradient)
    before = _objective(columns, y, weights, target)
    for _ in range(30):
        if _objective(columns, y, weights + step, target) >= before - 1e-12:
            return step
        step = step / 2.0
    return np.zeros_like(step)


def _objective(columns: Array, y: Array, weights: Array, target: Array) -> float:
    linear = columns @ weights
    fit = float((y * linear - np.logaddexp(0.0, linear)).sum())
    return fit - 0.5 * PENALTY * float(((weights - target) ** 2).sum())


def recalibrated(score: Array, calibration: Calibration) -> Array:
    """Probabilities of the same scores under another calibration; NaN stays NaN."""
    return np.asarray(expit(calibration.intercept + calibration.slope * score))


@dataclass(frozen=True, slots=True)
class Errors:
    """How far probabilities lie from what happened.

    Attributes:
        calibration: the calibration error; by_chance: what it would be for a perfect calibration, at least.
        brier: mean squared error.
    """

    calibration: float
    by_chance: float
    brier: float


@dataclass(frozen=True, slots=True)
class Trial:
    """Learning again, tried: two calibrations on the same item-periods.

    Attributes:
        pairs, events: the item-periods judged and those followed by a surge.
        learned_events: events that the second calibration was learned from.
        before: of the calibration in force; after: of the one learned, None where too few events taught it.
    """

    pairs: int
    events: int
    learned_events: int
    before: Errors | None
    after: Errors | None


def tried_in_sample(score: Array, label: Array, *, in_force: Calibration, learned: Recalibration) -> Trial:
    """Both calibrations on all that the new one was learned from."""
    return _trial(score, label, in_force, learned)


def tried_held_out(
    score: Array,
    label: Array,
    last: NDArray[np.bool_],
    early: NDArray[np.bool_],
    *,
    in_force: Calibration,
    factory: Calibration = FACTORY,
) -> Trial:
    """Learned from the early item-periods, judged on the last ones; shapes as in `recalibrate`."""
    return _trial(
        score[last], label[last], in_force, recalibrate(score[early], label[early], factory=factory)
    )


def early_and_last(known: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """The first two thirds and the last third of the cutoffs that are known [time].

    The two cutoffs just before the last third are in neither: their surges may fall in the same periods.

    >>> early, last = early_and_last(np.ones(12, dtype=np.bool_))
    >>> np.flatnonzero(early).tolist(), np.flatnonzero(last).tolist()
    ([0, 1, 2, 3, 4, 5], [8, 9, 10, 11])
    """
    rows = np.flatnonzero(known)
    early, last = np.zeros_like(known), np.zeros_like(known)
    if rows.size:
        start = rows[2 * rows.size // 3]
        last[rows[rows >= start]] = True
        early[rows[rows <= start - HORIZON]] = True
    return early, last


def _trial(score: Array, label: Array, in_force: Calibration, learned: Recalibration) -> Trial:
    known = ~np.isnan(score) & ~np.isnan(label)
    x, event = score[known], label[known] == 1.0
    return Trial(
        int(event.size),
        int(event.sum()),
        learned.events,
        _errors(recalibrated(x, in_force), event),
        _errors(recalibrated(x, learned.calibration), event) if learned.learned else None,
    )


def _errors(probability: Array, event: NDArray[np.bool_]) -> Errors | None:
    if not event.size:
        return None
    return Errors(
        calibration_error(probability, event),
        calibration_error_by_chance(probability),
        brier(probability, event),
    )

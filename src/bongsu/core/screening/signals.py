"""The signals approach: each indicator's threshold, its noise-to-signal ratio, and whether it signals now.

Kaminsky, Lizondo & Reinhart (1998); usefulness after Alessi & Detken (2011). A signal is good when an event
follows within the horizon. Counting periods as A good signals, B false ones, C missed, D rightly quiet:

    noise-to-signal = [B / (B + D)] / [A / (A + C)]
    usefulness = min(θ, 1 − θ) − θ C / (A + C) − (1 − θ) B / (B + D)

Periods whose horizon has not passed yet are not judged unless the event has already come.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
Integers = NDArray[np.int64]

HORIZON = 3
TAIL_SHARES = np.arange(0.05, 0.305, 0.01)
LEAST_GOOD_SIGNALS = 2
LEAST_JUDGED = 12
PREFERENCE = 0.5


@dataclass(frozen=True, slots=True)
class Signals:
    """One row per indicator; NaN or False where it could not be judged.

    Attributes:
        upper: whether it signals above its threshold (else below).
        tail: share of periods in which it signals, as searched; threshold: in the indicator's own unit.
        noise_to_signal, usefulness: in sample, at that threshold; an indicator at 1 or above is noise.
        good, false, missed, quiet: numbers of periods A, B, C, D.
        now: signals at its newest known value; newest: periods since that value, −1 where there is none.
        composite: share in [0, 1] of the indicators below 1 that signal now, weighted by 1 / noise-to-signal.
    """

    upper: Flags
    tail: Array
    threshold: Array
    noise_to_signal: Array
    usefulness: Array
    good: Integers
    false: Integers
    missed: Integers
    quiet: Integers
    now: Flags
    newest: Integers
    composite: float


def event_follows(event: Flags, horizon: int) -> tuple[Flags, Flags]:
    """Whether an event comes within the next `horizon` periods, and whether that is known yet, both [time].

    >>> follows, known = event_follows(np.array([False, False, True, False]), 2)
    >>> follows.tolist(), known.tolist()
    ([True, True, False, False], [True, True, False, False])
    """
    n = event.shape[0]
    follows = np.zeros(n, dtype=np.bool_)
    for step in range(1, horizon + 1):
        follows[:-step] |= event[step:]
    known = follows | (np.arange(n) + horizon <= n - 1)
    return follows, known


def quantiles(values: Array, shares: Array) -> Array:
    """Quantiles of each column's known values, linear between them [share, column]; NaN where none is known.

    >>> quantiles(np.array([[1.0], [np.nan], [3.0]]), np.array([0.5, 0.75])).tolist()
    [[2.0], [2.5]]
    """
    ordered = np.sort(values, axis=0)  # NaN last
    last = (~np.isnan(values)).sum(axis=0) - 1
    at = np.maximum(last, 0) * shares[:, None]
    low = at.astype(np.int64)
    column = np.arange(values.shape[1])
    below, above = ordered[low, column], ordered[np.minimum(low + 1, np.maximum(last, 0)), column]
    return np.asarray(below + (at - low) * (above - below))


def signals_approach(
    values: Array, event: Flags, *, sign: Integers, horizon: int = HORIZON, preference: float = PREFERENCE
) -> Signals:
    """Finds each indicator's threshold by the least noise-to-signal ratio.

    Args:
        values: [time, indicator] as known now, NaN where not known.
        event: [time], e.g. that the item was in a surge.
        sign: expected direction of each indicator: 1 looks at the upper tail, −1 at the lower, 0 at both.
        preference: θ, the weight of a missed event against a false alarm.
    """
    follows, judged = event_follows(event, horizon)
    count = values.shape[1]
    known = ~np.isnan(values)
    usable = known & judged[:, None]
    enough = (usable.sum(axis=0) >= LEAST_JUDGED) & ((usable & follows[:, None]).sum(axis=0) > 0)
    # Both tails of every indicator at every share: [tail and share, indicator].
    upper_cut, lower_cut = quantiles(values, 1.0 - TAIL_SHARES), quantiles(values, TAIL_SHARES)
    with np.errstate(invalid="ignore"):
        signal = np.concatenate(
            [values[None] >= upper_cut[:, None, :], values[None] <= lower_cut[:, None, :]]
        )
    allowed = np.repeat(np.array([sign >= 0, sign <= 0]), TAIL_SHARES.shape[0], axis=0)
    good = (signal & (usable & follows[:, None])).sum(axis=1)
    false = (signal & (usable & ~follows[:, None])).sum(axis=1)
    missed = (usable & follows[:, None]).sum(axis=0) - good
    quiet = (usable & ~follows[:, None]).sum(axis=0) - false
    with np.errstate(invalid="ignore", divide="ignore"):
        noise = false / (false + quiet)
        ratio = noise / (good / (good + missed))
        useful = min(preference, 1.0 - preference) - preference * missed / (good + missed)
        useful = useful - (1.0 - preference) * noise
    possible = allowed & enough & (good >= LEAST_GOOD_SIGNALS) & np.isfinite(ratio)
    # Among equal ratios the one with more good signals.
    best = np.where(possible, ratio - 1e-9 * good, np.inf).argmin(axis=0)
    at = (best, np.arange(count))
    found = possible[at]
    cut = np.concatenate([upper_cut, lower_cut])[at]
    upper = best < TAIL_SHARES.shape[0]
    newest_row = np.where(known.any(axis=0), values.shape[0] - 1 - known[::-1].argmax(axis=0), -1)
    newest_value = values[np.maximum(newest_row, 0), np.arange(count)]
    with np.errstate(invalid="ignore"):
        now = found & np.where(upper, newest_value >= cut, newest_value <= cut)
    chosen = np.where(found, ratio[at], np.nan)
    return Signals(
        upper & found,
        np.where(found, np.tile(TAIL_SHARES, 2)[best], np.nan),
        np.where(found, cut, np.nan),
        chosen,
        np.where(found, useful[at], np.nan),
        np.where(found, good[at], 0),
        np.where(found, false[at], 0),
        np.where(found, missed[at], 0),
        np.where(found, quiet[at], 0),
        now,
        np.where(newest_row < 0, -1, values.shape[0] - 1 - newest_row),
        composite_signal(chosen, now),
    )


def composite_signal(noise_to_signal: Array, now: Flags) -> float:
    """Share of the signalling indicators, each weighted by 1 / noise-to-signal; those at 1 or above count 0.

    >>> composite_signal(np.array([0.5, 0.25, 1.2]), np.array([True, False, True])).__round__(3)
    0.333
    """
    kept = noise_to_signal < 1.0  # NaN compares false
    weight = np.where(kept, 1.0 / np.maximum(np.where(kept, noise_to_signal, 1.0), 0.05), 0.0)
    whole = float(weight.sum())
    return float(weight[now].sum()) / whole if whole > 0.0 else 0.0

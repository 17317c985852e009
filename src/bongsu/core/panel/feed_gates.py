"""Is what a feed brings still the same thing? Thresholds on gaps, zeros, jumps, extremes and silence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAD_TO_SD = 1.4826  # of the normal distribution


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What is let through. An infinite threshold lets everything through.

    Attributes:
        missing_share: largest share of the arriving periods that may hold nothing.
        zero_share: largest share of them that may be zero, where the history was seldom zero.
        jump: largest factor, up or down, from one period to the next, and from a value to its revision.
        extreme: largest distance of a change from the median change, in robust standard deviations.
        least_history: periods of history below which nothing is called a jump or extreme: there is nothing to
            compare with.
        stale_periods: periods overdue from which a feed counts as stale.
    """

    missing_share: float = 0.5
    zero_share: float = 0.9
    jump: float = 10.0
    extreme: float = float("inf")
    least_history: int = 6
    stale_periods: int = 2

    @classmethod
    def of(cls, *tables: Mapping[str, Any]) -> Thresholds:
        """The thresholds of some tables of a description or catalogue, later ones first.

        Raises:
            ValueError: a key that is no threshold, or a value that is no number above zero.
        """
        known = {one.name for one in fields(cls)}
        said: dict[str, Any] = {}
        for table in tables:
            for name, value in table.items():
                if name not in known:
                    raise ValueError(f"expected one of {', '.join(sorted(known))}, found {name!r}")
                if isinstance(value, bool) or not isinstance(value, int | float) or not value > 0:
                    raise ValueError(f"expected a number above zero for {name}, found {value!r}")
                said[name] = value
        return cls(**said)


@dataclass(frozen=True, slots=True)
class GateFault:
    """What was found at a gate.

    Attributes:
        gate: "missing", "zeros", "jump", "revision" or "extreme".
        found, limit: in the gate's own measure: a share, a factor, a number of standard deviations.
        place: index into the arriving periods; -1 where all of them are meant.
    """

    gate: str
    found: float
    limit: float
    place: int = -1


def gate_faults(
    arrived: NDArray[np.float64],
    before: NDArray[np.float64],
    *,
    replaced: NDArray[np.float64],
    thresholds: Thresholds,
) -> list[GateFault]:
    """What is wrong with one series' arriving values; an empty list lets them through.

    Args:
        arrived: [time] values of the arriving periods in order, NaN where the agency has nothing.
        before: [time] the last good values of the periods before the first arriving one, NaN likewise.
        replaced: [time] what the ledger held of the arriving periods, NaN where nothing.
    """
    if not arrived.size:
        return []
    if np.isfinite(before).sum() < thresholds.least_history:
        return []
    found = [_share("missing", ~np.isfinite(arrived), thresholds.missing_share)]
    known = np.isfinite(before)
    if np.mean(before[known] == 0.0) < thresholds.zero_share / 2:
        found.append(_share("zeros", arrived == 0.0, thresholds.zero_share))
    found.append(_jump(arrived, before, thresholds.jump))
    found.append(_factor("revision", arrived, replaced, thresholds.jump))
    found.append(_extreme(arrived, before, thresholds))
    return [fault for fault in found if fault is not None]


def _share(gate: str, hits: NDArray[np.bool_], limit: float) -> GateFault | None:
    share = float(np.mean(hits))
    return GateFault(gate, share, limit) if share > limit else None


def _jump(arrived: NDArray[np.float64], before: NDArray[np.float64], limit: float) -> GateFault | None:
    """Each value beside the last positive one before it: a gap or a zero between does not hide a jump."""
    whole = np.concatenate([before, arrived])
    positive = np.flatnonzero(np.isfinite(whole) & (whole > 0.0))
    new = positive[positive >= before.size]
    if not new.size or positive[0] == new[0]:
        return None
    places = np.searchsorted(positive, new) - 1
    return _factor_at("jump", whole[new], whole[positive[places]], new - before.size, limit)


def _factor(
    gate: str, values: NDArray[np.float64], beside: NDArray[np.float64], limit: float
) -> GateFault | None:
    both = np.flatnonzero((values > 0.0) & (beside > 0.0))
    return _factor_at(gate, values[both], beside[both], both, limit) if both.size else None


def _factor_at(
    gate: str,
    values: NDArray[np.float64],
    beside: NDArray[np.float64],
    places: NDArray[np.intp],
    limit: float,
) -> GateFault | None:
    steps = np.abs(np.log(values) - np.log(beside))
    worst = int(np.argmax(steps))
    if not steps[worst] > np.log(limit):
        return None
    return GateFault(gate, float(values[worst] / beside[worst]), limit, int(places[worst]))


def _extreme(
    arrived: NDArray[np.float64], before: NDArray[np.float64], thresholds: Thresholds
) -> GateFault | None:
    """Changes against the history's changes: of logarithms where all is positive, else of the values."""
    if not np.isfinite(thresholds.extreme):
        return None
    whole = np.concatenate([before, arrived])
    known = whole[np.isfinite(whole)]
    scaled = np.log(whole) if known.size and (known > 0.0).all() else whole
    changes = np.diff(scaled)
    history = changes[: before.size - 1]
    history = history[np.isfinite(history)]
    if history.size < thresholds.least_history:
        return None
    middle = float(np.median(history))
    scale = MAD_TO_SD * float(np.median(np.abs(history - middle)))
    if not scale > 0.0:
        return None
    distance = np.abs(changes[before.size - 1 :] - middle) / scale
    distance[~np.isfinite(distance)] = 0.0
    worst = int(np.argmax(distance))
    if not distance[worst] > thresholds.extreme:
        return None
    return GateFault("extreme", float(distance[worst]), thresholds.extreme, worst)


def feed_state(*, newest: int | None, due: int, failed: bool, thresholds: Thresholds) -> str:
    """How a feed stands: "fresh", "late", "stale", "failed" or "empty".

    Args:
        newest: ordinal of the newest period held; None where nothing was ever held.
        due: ordinal of the newest period that should be there.
        failed: whether the last time it was asked failed.
    """
    if newest is None:
        return "failed" if failed else "empty"
    overdue = due - newest
    if overdue >= thresholds.stale_periods:
        return "stale"
    if failed:
        return "failed"
    return "late" if overdue > 0 else "fresh"


def days_overdue(*, expected: date, day: date) -> int:
    """Days since something should have arrived; 0 where it is not due yet."""
    return max(0, (day - expected).days)

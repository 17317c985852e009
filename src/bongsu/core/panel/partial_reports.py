"""Offices that report every period but lack a report of this one: their part of the count is unknown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from bongsu.core.panel.periods import Period

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

WINDOW = 12
"""Reported periods by which an office's habit and its usual part of the count are judged."""
LEAST_REPORTS = 6
REGULAR = 0.9
GONE_AFTER = 12
"""An office silent for longer is taken to report no more."""
LEAST_COMPLETENESS = 0.05
SMALL = 0.05
"""Mean count that an office counts for at least, so that two offices without detections weigh alike."""
RECENT = 6
"""Partial periods this near to the cutoff are named to the reader; older ones are only reckoned with."""


@dataclass(frozen=True, slots=True)
class PartialPeriod:
    """A period whose count lacks offices; `share` is the part of the count they usually report."""

    period: str
    offices: tuple[str, ...]
    share: float


@njit(nogil=True, cache=True)
def _missing(counts: Array, missing: Flags, share: Array) -> None:
    length, offices = counts.shape
    for t in range(1, length):
        here, absent, whole = 0, 0.0, 0.0
        for k in range(offices):
            reported = not np.isnan(counts[t, k])
            here += reported
            last = t - 1
            while last >= 0 and np.isnan(counts[last, k]):
                last -= 1
            if last < 0 or t - last > GONE_AFTER:
                continue
            seen, periods, total = 0, 0, 0.0
            first_seen = last
            for s in range(last, max(last - WINDOW, -1), -1):
                if not np.isnan(counts[s, k]):
                    seen += 1
                    total += counts[s, k]
                    first_seen = s
            periods = last - first_seen + 1
            usual = max(total / seen, SMALL)
            whole += usual
            if not reported and seen >= LEAST_REPORTS and seen >= REGULAR * periods:
                missing[t, k] = True
                absent += usual
        if here == 0:
            for k in range(offices):
                missing[t, k] = False
            continue
        share[t] = absent / whole if whole > 0.0 else 0.0


def missing_reports(counts: Array) -> tuple[Flags, Array]:
    """Which regular offices lack a report in which period, and what part of the count they usually make.

    An office is regular when it reported in nine of ten of its last dozen periods up to its last report, six
    of them at least; after a year of silence it is expected no more. A period that no office reported is not
    partial: its count is not known at all. Only reports before a period say who is missing in it.

    Args:
        counts: an item's count by office [time, office], NaN where there is no row; 0 is a report.

    Returns:
        missing [time, office] and share [time] in [0, 1).

    >>> counts = np.full((9, 2), 3.0); counts[8, 1] = np.nan
    >>> missing, share = missing_reports(counts)
    >>> missing[8].tolist(), share[8].item(), missing[:8].any().item()
    ([False, True], 0.5, False)
    """
    missing, share = np.zeros(counts.shape, dtype=np.bool_), np.zeros(counts.shape[0])
    if counts.shape[1] > 1:
        _missing(np.ascontiguousarray(counts), missing, share)
    return missing, share


def partial_periods(
    missing: Flags, share: Array, first: Period, *, offices: Sequence[str]
) -> tuple[PartialPeriod, ...]:
    """The partial periods among the last few, oldest first, with the offices that are missing."""
    length = share.shape[0]
    return tuple(
        PartialPeriod(
            str(first + t),
            tuple(name for name, lacks in zip(offices, missing[t], strict=True) if lacks),
            float(share[t]),
        )
        for t in range(max(length - RECENT, 0), length)
        if missing[t].any()
    )


def with_missing(completeness: Array, share: Array) -> Array:
    """Completeness of each count when a share of it is missing for want of reports [time].

    The smaller of both is taken, not their product: where an office is always late, reporting delay has
    learned of its lateness already.
    """
    return np.asarray(np.maximum(np.minimum(completeness, 1.0 - share), LEAST_COMPLETENESS))

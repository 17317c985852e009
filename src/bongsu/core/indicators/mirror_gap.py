"""What partners say they sent against what arrived: the mirror gap, in quantity and in unit value (I11)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from bongsu.core.indicators.trailing import Array, total

CIF_OVER_FOB = 1.075
"""Middle of the 1.05 to 1.10 that freight and insurance usually add."""
TIMING_PERIODS = 3


@dataclass(frozen=True, slots=True)
class MirrorGap:
    """Logs of partner's exports over own imports [time]; value = quantity + unit_value exactly.

    Attributes:
        value: of the values, the partner's brought from free on board to cost, insurance and freight.
        quantity: of the quantities: goods that left and did not arrive.
        unit_value: of the unit values: goods that arrived for less than they left for (under-declaring).
    """

    value: Array
    quantity: Array
    unit_value: Array


def mirror_gap(
    exported_value: ArrayLike,
    imported_value: ArrayLike,
    *,
    exported_quantity: ArrayLike,
    imported_quantity: ArrayLike,
    cif_over_fob: float = CIF_OVER_FOB,
    timing: int = TIMING_PERIODS,
) -> MirrorGap:
    """The mirror gap, decomposed.

    Args:
        exported_value: free on board, as the partner reports it; imported_value: with freight and insurance.
        timing: goods arrive later than they leave, so both sides are summed over the last `timing` periods.
            The sums are trailing; a centred sum would look ahead.
    """
    sent_value = total(np.asarray(exported_value, dtype=np.float64), timing) * cif_over_fob
    got_value = total(np.asarray(imported_value, dtype=np.float64), timing)
    sent = total(np.asarray(exported_quantity, dtype=np.float64), timing)
    got = total(np.asarray(imported_quantity, dtype=np.float64), timing)
    value, quantity = _log_ratio(sent_value, got_value), _log_ratio(sent, got)
    return MirrorGap(value, quantity, value - quantity)


def _log_ratio(above: Array, below: Array) -> Array:
    return np.log(np.where(above > 0, above, np.nan)) - np.log(np.where(below > 0, below, np.nan))

"""What a change of the raw series would change: indicators, and through them the level model's forecast."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from bongsu.core.panel.view import HORIZON, ItemView

Array = NDArray[np.float64]
Silence = Literal["not_known", "out_of_range", "acts_later", "not_supported"]
"""What the history cannot say of an indicator in a scenario."""


@dataclass(frozen=True, slots=True)
class IndicatorShift:
    """One indicator before and after, in the last period of the horizon.

    Attributes:
        before, after: NaN where not computable. seen: smallest and largest known value up to the cutoff.
    """

    indicator: str
    before: float
    after: float
    seen: tuple[float, float]

    @property
    def changes(self) -> bool:
        """Whether the scenario moves it at all."""
        return bool(np.isfinite(self.after - self.before)) and abs(self.after - self.before) > 1e-12 * max(
            1.0, abs(self.before)
        )

    @property
    def is_out_of_range(self) -> bool:
        """Whether the changed value is outside what the history has seen."""
        low, high = self.seen
        return self.changes and np.isfinite(low) and not low <= self.after <= high


def carried_forward(values: Array, cutoff_rows: int) -> Array:
    """A raw series [time] with the last known value standing for everything later than it is known.

    Gaps before the last known value stay gaps: only what is not published yet is filled in.
    """
    out = values.copy()
    known = np.flatnonzero(~np.isnan(values[:cutoff_rows]))
    if known.shape[0]:
        last = int(known[-1])
        for row in range(last + 1, out.shape[0]):
            if np.isnan(out[row]):
                out[row] = out[row - 1]
    return out


def shocked_view(view: ItemView, before: Array, after: Array) -> ItemView:
    """The view with the scenario's changes of the indicators in the periods to come.

    Args:
        before, after: the indicators without and with the change [lead_rows + time + HORIZON, indicator].

    The model goes on from where it would have gone anyway; only the difference is added. A difference that
    is not known is taken as none.
    """
    ahead = (after - before)[-HORIZON:]
    return replace(view, shock=np.where(np.isfinite(ahead), ahead, 0.0))


def shifts(view: ItemView, before: Array, after: Array) -> list[IndicatorShift]:
    """Every indicator at the end of the horizon, without and with the change."""
    rows = view.lead_rows + view.length
    found = []
    for place, trait in enumerate(view.traits):
        known = view.indicators[:rows, place]
        known = known[np.isfinite(known)]
        seen = (float(known.min()), float(known.max())) if known.shape[0] else (np.nan, np.nan)
        found.append(IndicatorShift(trait.code, float(before[-1, place]), float(after[-1, place]), seen))
    return found


def silences(
    shift: IndicatorShift, *, lead: int | None, verdict: str, periods_under: int, turned: bool
) -> tuple[Silence, ...]:
    """What the history cannot say of one indicator that the scenario turns.

    Args:
        lead: its most probable lead; verdict: "supported", "candidate" or "none".
        periods_under: periods of the horizon that lie under the scenario.
        turned: one of its series is turned by the scenario.
    """
    if not turned:
        return ()
    said: list[Silence] = []
    if not np.isfinite(shift.after - shift.before):
        return ("not_known",)
    if shift.is_out_of_range:
        said.append("out_of_range")
    if verdict == "none" or lead is None:
        said.append("not_supported")
    elif lead >= periods_under:
        said.append("acts_later")
    return tuple(said)

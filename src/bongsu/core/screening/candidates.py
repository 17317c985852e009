"""Candidate columns: every indicator at every lead it may have, lined up with the counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Columns to be screened.

    Attributes:
        values: [time, column], no NaN; row t of a column of lead l is the indicator's value at t − l.
        indicator, lead: of each column [column].
        indicators: number of indicators, those without a usable column included.
    """

    values: Array
    indicator: Integers
    lead: Integers
    indicators: int

    @property
    def leads(self) -> int:
        """One more than the longest lead."""
        return int(self.lead.max()) + 1 if self.lead.shape[0] else 1

    def by_lead(self, per_column: Array) -> Array:
        """Lays numbers of columns out as [..., indicator, lead], NaN where there is no such column.

        Args:
            per_column: [..., column].
        """
        out = np.full((*per_column.shape[:-1], self.indicators, self.leads), np.nan)
        out[..., self.indicator, self.lead] = per_column
        return out


def lagged_values(indicators: Array, lead_rows: int, leads: int) -> Array:
    """The indicators as they were l periods before each count, [time, indicator, lead]; NaN where not known.

    Args:
        indicators: [lead_rows + time, indicator], starting `lead_rows` periods before the counts.
        leads: one more than the longest lead.

    >>> lagged_values(np.array([[1.0], [2.0], [3.0]]), 1, 3)[:, 0, :].tolist()
    [[2.0, 1.0, nan], [3.0, 2.0, 1.0]]
    """
    rows, count = indicators.shape
    length = rows - lead_rows
    out = np.full((length, count, leads), np.nan)
    for lead in range(leads):
        start = lead_rows - lead
        skipped = max(-start, 0)
        if skipped < length:
            out[skipped:, :, lead] = indicators[max(start, 0) : start + length]
    return out


def strongest(statistic: Array) -> tuple[Array, Integers]:
    """The largest absolute value over leads and where it is; (NaN, −1) where there is none.

    Args:
        statistic: [indicator, lead].
    """
    size = np.where(np.isnan(statistic), -1.0, np.abs(statistic))
    lead = size.argmax(axis=1)
    best = size[np.arange(size.shape[0]), lead]
    none = best < 0.0
    return np.where(none, np.nan, best), np.where(none, -1, lead).astype(np.int64)

"""Which items were under a special operation in a period, as known on any day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import polars as pl
from numpy.typing import NDArray

from bongsu.core.panel.as_of import KnownValues
from bongsu.core.panel.periods import Frequency, Period
from bongsu.facts.ledger import Ledger

Array = NDArray[np.float64]
Grid = tuple[Frequency, Period, Period]


@dataclass(frozen=True, slots=True)
class KnownCampaigns:
    """Inspections of special operations, done and planned.

    Attributes:
        general: of each item and, last, of campaigns about no item in particular.
        about: for each item, of the operations on record that are about it, where they name no item.
    """

    general: tuple[KnownValues, ...]
    about: tuple[tuple[KnownValues, ...], ...]

    @classmethod
    def read(
        cls,
        ledger: Ledger,
        items: Sequence[str],
        grid: Grid,
        *,
        operations: Sequence[tuple[str, tuple[str, ...]]],
        as_of: date,
        as_recorded: datetime | None,
    ) -> KnownCampaigns:
        """Reads them once for all days up to `as_of`.

        Args:
            operations: (number, items) of the operations on record: a nil report of theirs names no item
                and is yet not about every item.
        """

        def histories(names: Sequence[str], where: pl.Expr) -> tuple[KnownValues, ...]:
            return tuple(
                ledger.effort_history(
                    names, *grid, as_of=as_of, as_recorded=as_recorded, planned=planned, where=where
                )
                for planned in (False, True)
            )

        recorded = pl.col("campaign").is_in([number for number, _ in operations])
        outside = (pl.col("campaign") != "") & ~((pl.col("item") == "") & recorded)
        numbers = [[number for number, about in operations if item in about] for item in items]
        return cls(
            histories([*items, ""], outside),
            tuple(histories([""], pl.col("campaign").is_in(mine)) if mine else () for mine in numbers),
        )

    def on(self, moment: int) -> Array:
        """Inspections known on a day [time, item + 1]; NaN: under no operation."""
        found = np.fmax(*(history.as_of(moment) for history in self.general))
        for place, histories in enumerate(self.about):
            for history in histories:
                found[:, place] = np.fmax(found[:, place], history.as_of(moment)[:, 0])
        return found

"""Which items were under a special operation that the records know nothing of, by the ledger alone."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import polars as pl

from bongsu.core.panel.periods import Period
from bongsu.facts.ledger import Ledger


def campaigns_outside(
    ledger: Ledger, first: Period, last: Period, *, as_of: date, recorded: Collection[str]
) -> frozenset[str]:
    """Items with inspections of a campaign in a window; "" stands for a campaign about no item in particular.

    Args:
        recorded: numbers of the operations in the records, whose items are known there: a nil report of
            theirs names no item and is yet not about all of them.
    """
    rows = ledger.read(
        "effort",
        as_of=as_of,
        where=(pl.col("campaign") != "")
        & ~pl.col("campaign").is_in(list(recorded))
        & (pl.col("frequency") == first.frequency.value)
        & pl.col("period").is_between(first.start, last.start),
    )
    return frozenset(rows["item"].to_list())

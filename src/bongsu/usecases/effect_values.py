"""Case values of an item: in the window, a year before it, and in all the history before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from bongsu.core.effect.values import ValueEffect, value_effect
from bongsu.core.panel.periods import Period
from bongsu.facts.ledger import Ledger

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ItemValues:
    """What the values say, and what they are values of.

    Attributes:
        effect: None where no single case has a value on either side.
        basis: on which the values stand; "" where nobody said.
        not_by_case: detections of the window and its reference whose values are known in sums only.
        other_basis: cases left out, as their values stand on another basis.
    """

    effect: ValueEffect | None
    basis: str
    not_by_case: int
    other_basis: int


def item_values(
    ledger: Ledger,
    items: Sequence[str],
    first: Period,
    last: Period,
    *,
    as_of: date,
    no_effect_counts: Array,
    rng: np.random.Generator,
) -> ItemValues:
    """The values of the items' cases from `first` to `last` beside the same periods of the year before.

    A row that tells of exactly one detection is a case, whether or not it has a case number.
    """
    year = round(first.frequency.per_year)
    rows = ledger.read(
        "detections", as_of=as_of, where=pl.col("item").is_in(list(items)) & (pl.col("value_krw") > 0)
    ).filter(pl.col("period") <= last.start)
    window = pl.col("period") >= first.start
    before = pl.col("period").is_between((first - year).start, (last - year).start)
    cases = rows.filter(pl.col("count") == 1)
    in_sums = int(rows.filter((pl.col("count") > 1) & (window | before))["count"].sum())
    basis = _commonest(cases["value_basis"])
    own = cases.filter(pl.col("value_basis") == basis)
    values, reference, history = (
        own.filter(part)["value_krw"].sort().to_numpy().astype(float) for part in (window, before, ~window)
    )
    effect = None
    if values.shape[0] and reference.shape[0]:
        valued = int(rows.filter(window)["count"].sum())
        share = values.shape[0] / max(valued, 1)
        worlds = rng.binomial(no_effect_counts.astype(np.int64), share).astype(float)
        effect = value_effect(values, reference, history, no_effect_counts=worlds, rng=rng)
    return ItemValues(effect, basis, in_sums, cases.height - own.height)


def _commonest(bases: pl.Series) -> str:
    if not bases.len():
        return ""
    counted = bases.value_counts().sort("count", bases.name, descending=[True, False])
    return str(counted[bases.name][0])

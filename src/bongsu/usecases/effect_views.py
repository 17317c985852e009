"""Parts of an item as known on a day: detections and inspections of an office, channel or origin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl

from bongsu.core.panel.exposure import log_exposure
from bongsu.core.panel.view import HORIZON, ItemView
from bongsu.facts.ledger import Ledger

LEAST_KNOWN = 24
"""Periods of its own that a part must have to be read."""
PARTS = ("office", "channel", "origin")


def part_view(ledger: Ledger, view: ItemView, where: pl.Expr, *, as_of: date, split_effort: bool) -> ItemView:
    """The view of a part of the item's detections; a period without a row of the part stays unknown.

    Args:
        where: picks the part's rows.
        split_effort: the same expression picks the part's inspections; where none are known, or the part
            has none of its own (an origin), the whole item's exposure stands.
    """
    first, last = view.first, view.cutoff
    known = ledger.detection_history([view.item], first.frequency, first, last, as_of=as_of, where=where)
    counts = np.ascontiguousarray(known.as_of(as_of.toordinal())[:, 0])
    exposure = view.log_exposure
    if split_effort:
        done = ledger.effort_history(
            [view.item, ""], first.frequency, first, last, as_of=as_of, where=where
        ).as_of(as_of.toordinal())
        own = done[:, 0] if not np.isnan(done[:, 0]).all() else done[:, 1]
        if not np.isnan(own).all():
            exposure = log_exposure(own, np.full(view.length + HORIZON, np.nan))
    return replace(view.without_indicators(), counts=counts, log_exposure=exposure)


def parts_of(ledger: Ledger, item: str, part: str, *, as_of: date) -> list[str]:
    """The offices, channels or origins that the item's detections name, by code."""
    rows = ledger.read("detections", as_of=as_of, where=(pl.col("item") == item) & (pl.col(part) != ""))
    return sorted(rows[part].unique().to_list())


def is_readable(view: ItemView, first: int) -> bool:
    """Whether enough of the part is known before the row `first`, and something in or after it."""
    known = ~np.isnan(view.counts)
    return int(known[:first].sum()) >= LEAST_KNOWN and bool(known[first:].any())


def chosen(part: str, names: Sequence[str]) -> pl.Expr:
    """Rows of these offices, channels or origins."""
    return pl.col(part).is_in(list(names))

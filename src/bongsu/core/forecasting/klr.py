"""The signals approach as a method: the composite of `core/screening/signals.py`, from history alone.

A crisis is a period in which the item's smoothed rate stood above its surge level; screening judges the same
signals by the surges of the level model instead.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bongsu.core.forecasting.outlook import Outlook, exposure_factor
from bongsu.core.panel.view import HORIZON, ItemView
from bongsu.core.screening.signals import signals_approach

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

MINIMUM_PERIODS = 36
SURGE_SHARE = 0.85
LEAST_RISE = 1.5


def look(view: ItemView) -> Outlook | None:
    """The composite of one item in [0, 1], weights 1 / noise-to-signal; None if nothing can be learned."""
    n = view.length
    if int((~np.isnan(view.counts)).sum()) < MINIMUM_PERIODS or not view.traits:
        return None
    crisis = crises(view.counts / exposure_factor(view)[:n])
    if not crisis.any() or crisis.all():
        return None
    found = signals_approach(
        _as_published(view.indicators[view.lead_rows :]),
        crisis,
        sign=np.array([trait.sign for trait in view.traits], dtype=np.int64),
        horizon=HORIZON,
    )
    return Outlook(None, found.composite)


def crises(rate: Array) -> Flags:
    """Months in which the mean of a month and its neighbours stood above the surge level of the series."""
    padded = np.concatenate([[np.nan], rate, [np.nan]])
    around = np.stack([padded[:-2], padded[1:-1], padded[2:]])
    known = ~np.isnan(around)
    smooth = np.where(known, around, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    seen = smooth[known.any(axis=0)]
    level = max(LEAST_RISE * (float(np.median(seen)) + 0.5) - 0.5, float(np.quantile(seen, SURGE_SHARE)))
    return np.asarray(smooth >= level)


def _as_published(values: Array) -> Array:
    """The values as they stood at each month: shifted by the months not yet published at the end."""
    shifted = np.full_like(values, np.nan)
    for k in range(values.shape[1]):
        published = np.flatnonzero(~np.isnan(values[:, k]))
        if published.size:
            length = int(published[-1]) + 1
            shifted[values.shape[0] - length :, k] = values[:length, k]
    return shifted

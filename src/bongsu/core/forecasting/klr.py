"""The signals approach: each indicator signals beyond its own best threshold, the composite adds the signals.

Kaminsky, Lizondo & Reinhart (1998), IMF Staff Papers 45: a threshold is the percentile of the indicator that
gave the least noise-to-signal ratio before past crises; the composite weights signals by its inverse
(Kaminsky 1999). Here a crisis is a month in which the item's smoothed rate stood above its surge level.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from bongsu.core.forecasting.outlook import Outlook, exposure_factor
from bongsu.core.panel.view import HORIZON, ItemView

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

MINIMUM_PERIODS = 36
PERCENTILES = np.arange(0.70, 0.96, 0.05)
LEAST_SIGNALS = 3
SURGE_SHARE = 0.85
LEAST_RISE = 1.5
LEAST_RATIO = 0.1


def look(view: ItemView) -> Outlook | None:
    """The composite of one item in [0, 1], weights 1 / noise-to-signal; None if nothing can be learned.

    A month is learned from once the three months after it are known.
    """
    n = view.length
    if int((~np.isnan(view.counts)).sum()) < MINIMUM_PERIODS or not view.traits:
        return None
    crisis = crises(view.counts / exposure_factor(view)[:n])
    learned = n - HORIZON
    soon = np.asarray(
        np.stack([crisis[1 + step : 1 + step + learned] for step in range(HORIZON)]).any(axis=0)
    )
    if not soon.any() or soon.all():
        return None
    values = _as_published(view.indicators[view.lead_rows :])
    tried = [
        (k, d) for k, trait in enumerate(view.traits) for d in ((trait.sign,) if trait.sign else (1, -1))
    ]
    columns = np.column_stack([direction * values[:, k] for k, direction in tried])
    ratio, signal_now = noise_to_signal(columns, soon)
    weight = np.where(ratio < 1.0, 1.0 / ratio, 0.0)
    total = float(weight.sum())
    return Outlook(None, float(weight[signal_now].sum()) / total if total else 0.0)


def crises(rate: Array) -> Flags:
    """Months in which the mean of a month and its neighbours stood above the surge level of the series."""
    padded = np.concatenate([[np.nan], rate, [np.nan]])
    around = np.stack([padded[:-2], padded[1:-1], padded[2:]])
    known = ~np.isnan(around)
    smooth = np.where(known, around, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    seen = smooth[known.any(axis=0)]
    level = max(LEAST_RISE * (float(np.median(seen)) + 0.5) - 0.5, float(np.quantile(seen, SURGE_SHARE)))
    return np.asarray(smooth >= level)


def noise_to_signal(values: Array, soon: Flags) -> tuple[Array, Flags]:
    """Least noise-to-signal ratio over the thresholds, and whether the last value signals there [indicator].

    Args:
        values: [time, indicator], NaN where unknown; soon: whether a crisis followed [time learned from].

    >>> ratio, now = noise_to_signal(np.arange(10.0)[:, None], np.arange(10) >= 7)
    >>> ratio.tolist(), now.tolist()
    ([0.1], [True])
    """
    past = values[: soon.shape[0]]
    known = ~np.isnan(past)
    thresholds = _percentiles(past, known.sum(axis=0))
    with np.errstate(invalid="ignore", divide="ignore"):
        signals = past[:, :, None] >= thresholds
        good = signals[soon].sum(axis=0) / known[soon].sum(axis=0)[:, None]
        noise = signals[~soon].sum(axis=0) / known[~soon].sum(axis=0)[:, None]
        ratio = np.maximum(noise / good, LEAST_RATIO)
        usable = (good > 0.0) & (signals.sum(axis=0) >= LEAST_SIGNALS) & ~np.isnan(ratio)
        now = values[-1][:, None] >= thresholds
    ratio = np.where(usable, ratio, math.inf)
    best = ratio.argmin(axis=1)
    place = np.arange(best.shape[0])
    return ratio[place, best], now[place, best]


def _percentiles(values: Array, known: NDArray[np.int64]) -> Array:
    """The percentiles of each column's known values, linear between them [indicator, percentile]."""
    ordered = np.sort(values, axis=0)
    at = np.maximum(known - 1, 0)[:, None] * PERCENTILES
    low = at.astype(np.int64)
    column = np.arange(values.shape[1])[:, None]
    below, above = ordered[low, column], ordered[np.minimum(low + 1, values.shape[0] - 1), column]
    return np.asarray(below + np.where(at > low, (at - low) * (above - below), 0.0))


def _as_published(values: Array) -> Array:
    """The values as they stood at each month: shifted by the months not yet published at the end."""
    shifted = np.full_like(values, np.nan)
    for k in range(values.shape[1]):
        published = np.flatnonzero(~np.isnan(values[:, k]))
        if published.size:
            length = int(published[-1]) + 1
            shifted[values.shape[0] - length :, k] = values[:length, k]
    return shifted

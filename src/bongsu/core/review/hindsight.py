"""Which periods were surges, judged later: the label that risk scores meet where no truth is known.

The label is made with hindsight. The history-only level model looks at everything known on the last day, and
a period counts as a surge when its smoothed level stands above the item's surge level. Only periods that at
least six reported ones follow are labelled, so that what comes after has had its say. No method may see it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bongsu.core.forecasting.level_model import LevelSettings, Run, fit_prior, forecast_item, in_turn
from bongsu.core.grading.recalibration import LATER_PERIODS, surge_labels
from bongsu.core.grading.surge import surge_level
from bongsu.core.panel.periods import Period
from bongsu.core.panel.view import HORIZON, ItemView, PanelView

Flags = NDArray[np.bool_]

MINIMUM_PERIODS = 24


@dataclass(frozen=True, slots=True)
class Hindsight:
    """Labels [period, item]; `surge` and `onset` mean nothing where `known` is false."""

    surge: Flags
    onset: Flags
    known: Flags


def hindsight(
    panel: PanelView,
    periods: Sequence[Period],
    *,
    settings: LevelSettings | None = None,
    run: Run = in_turn,
) -> Hindsight:
    """Labels consecutive periods from a panel as known on the last day.

    An item is labelled once 24 of its periods are known; periods after its last reported count are left out.
    """
    shape = (len(periods), len(panel.items))
    surge, known = np.zeros(shape, dtype=np.bool_), np.zeros(shape, dtype=np.bool_)
    for place, (view, level) in _levels(panel, settings, run).items():
        above = level >= surge_level(level)
        for row, period in enumerate(periods):
            at = period - view.first
            if 0 <= at < view.length - LATER_PERIODS:
                surge[row, place], known[row, place] = above[at], True
    before = np.vstack([np.zeros((1, shape[1]), dtype=np.bool_), surge[:-1]])
    before_known = np.vstack([np.zeros((1, shape[1]), dtype=np.bool_), known[:-1]])
    return Hindsight(surge, surge & ~before & before_known, known)


def surges_that_followed(
    panel: PanelView,
    cutoffs: Sequence[Period],
    *,
    settings: LevelSettings | None = None,
    run: Run = in_turn,
) -> NDArray[np.float64]:
    """Whether a surge followed each cutoff within three periods, as known on the panel's day [cutoff, item].

    1, 0, or NaN where it is not known: too late, before the item's first count, or fewer than 24 periods.
    """
    labels = np.full((len(cutoffs), len(panel.items)), np.nan)
    for place, (view, level) in _levels(panel, settings, run).items():
        own = surge_labels(level)
        for row, cutoff in enumerate(cutoffs):
            if 0 <= cutoff - view.first < view.length:
                labels[row, place] = own[cutoff - view.first]
    return labels


def _levels(
    panel: PanelView, settings: LevelSettings | None, run: Run
) -> dict[int, tuple[ItemView, NDArray[np.float64]]]:
    """Of each item with enough counts, by its place: the view up to its last count and the smoothed level."""
    views = [_reported(view.without_indicators()) for view in panel.items]
    places = [k for k, view in enumerate(views) if int((~np.isnan(view.counts)).sum()) >= MINIMUM_PERIODS]
    enough = [views[k] for k in places]
    prior = fit_prior(PanelView(panel.as_of, tuple(enough)), settings=settings, run=run)
    found = run(lambda view: forecast_item(view, prior), enough)
    return {k: (view, each.smoothed) for k, view, each in zip(places, enough, found, strict=True)}


def _reported(view: ItemView) -> ItemView:
    """The view up to its last reported count."""
    reported = np.flatnonzero(~np.isnan(view.counts))
    length = int(reported[-1]) + 1 if reported.size else 0
    return replace(
        view,
        counts=view.counts[:length],
        completeness=view.completeness[:length],
        log_exposure=view.log_exposure[: length + HORIZON],
        holiday=view.holiday[: length + HORIZON],
        indicators=view.indicators[: view.lead_rows + length],
    )

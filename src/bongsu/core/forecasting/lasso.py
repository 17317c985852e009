"""The lasso: log counts on every lag of every indicator, the penalty chosen by BIC.

Coordinate descent along a path of penalties (Friedman, Hastie & Tibshirani 2010). It knows no latent level,
so that indicators that only drift like the counts are chosen with ease; it is here to be compared with.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from bongsu.core.forecasting.level_design import MINIMUM_VALUES, standardised
from bongsu.core.forecasting.outlook import Outlook, exposure_factor, rise, size_from_errors
from bongsu.core.forecasting.predictive import NegativeBinomialForecast
from bongsu.core.panel.view import ItemView

Array = NDArray[np.float64]

MINIMUM_PERIODS = 24
PENALTIES = 40
SMALLEST_PENALTY = 0.05
LARGEST_SHARE = 0.5
SWEEPS = 200
TOLERANCE = 1e-4


def look(view: ItemView) -> Outlook | None:
    """Fits one item and looks one period ahead; None with fewer than 24 known counts or no indicator."""
    known = ~np.isnan(view.counts)
    if int(known.sum()) < MINIMUM_PERIODS or not view.traits:
        return None
    n = view.length
    factor = exposure_factor(view)
    columns = _lags(view)
    if columns.shape[1] == 0:
        return None
    target = np.log((view.counts[known] + 0.5) / factor[:n][known])
    centre, spread = columns[:n][known].mean(axis=0), columns[:n][known].std(axis=0)
    usable = spread > 1e-9
    scaled = (columns[:, usable] - centre[usable]) / spread[usable]
    design = np.asfortranarray(scaled[:n][known])
    coefficient = best_by_information(design, target - target.mean())
    fitted = np.exp(target.mean() + design @ coefficient) * factor[:n][known]
    observed = view.counts[known]
    smearing = float(observed.sum() / fitted.sum()) if observed.any() else 1.0
    ahead = smearing * math.exp(float(target.mean() + scaled[n] @ coefficient))
    mean = max(ahead * float(factor[n]), 1e-3)
    usual = float(observed.sum() / factor[:n][known].sum())
    size = size_from_errors(observed, smearing * fitted)
    return Outlook(NegativeBinomialForecast(math.log(mean), 0.0, size), rise(ahead, usual))


def best_by_information(design: Array, target: Array) -> Array:
    """The coefficients of the path's point of least BIC, n log(RSS / n) + (number in the model) log n.

    Args:
        design: [row, column], each column of mean 0 and variance 1; target: [row], of mean 0.

    >>> x = np.array([[1.0], [-1.0], [1.0], [-1.0]])
    >>> best_by_information(x, 2.0 * x[:, 0]).round(1).tolist()
    [1.9]
    """
    return np.asarray(_path(np.asfortranarray(design), target, PENALTIES, SMALLEST_PENALTY))


def _lags(view: ItemView) -> Array:
    """Every indicator at every lead of its own [time + HORIZON, column]; edges as in the level model."""
    filled, usable = standardised(np.ascontiguousarray(view.indicators), MINIMUM_VALUES)
    rows = filled.shape[0] - view.lead_rows
    columns = []
    for k, trait in enumerate(view.traits):
        if usable[k]:
            for lead in range(trait.leads[0], trait.leads[1] + 1):
                place = np.maximum(view.lead_rows + np.arange(rows) - lead, 0)
                columns.append(filled[place, k])
    return np.column_stack(columns) if columns else np.empty((rows, 0))


@njit(cache=True, nogil=True)
def _path(design, target, penalties, smallest):  # type: ignore[no-untyped-def]
    rows, count = design.shape
    gradient = np.abs(design.T @ target) / rows
    largest = gradient.max()
    coefficient = np.zeros(count)
    best = np.zeros(count)
    residual = target.copy()
    least = rows * math.log(max((target * target).sum() / rows, 1e-12))
    if not largest > 0.0:
        return best
    for step in range(1, penalties):
        penalty = largest * smallest ** (step / (penalties - 1))
        _descend(design, residual, coefficient, penalty)
        inside = 0
        for j in range(count):
            if coefficient[j] != 0.0:
                inside += 1
        if inside > LARGEST_SHARE * rows:
            break
        error = (residual * residual).sum() / rows
        information = rows * math.log(max(error, 1e-12)) + inside * math.log(rows)
        if information < least:
            least = information
            best[:] = coefficient
    return best


@njit(cache=True, nogil=True)
def _descend(design, residual, coefficient, penalty):  # type: ignore[no-untyped-def]
    """Coordinate descent to the lasso's minimum at one penalty, in turn over all and over active columns."""
    rows, count = design.shape
    everything = True
    for _ in range(SWEEPS):
        largest_step = 0.0
        for j in range(count):
            before = coefficient[j]
            if not everything and before == 0.0:
                continue
            product = 0.0
            for i in range(rows):
                product += design[i, j] * residual[i]
            pull = before + product / rows
            after = math.copysign(max(abs(pull) - penalty, 0.0), pull)
            if after != before:
                for i in range(rows):
                    residual[i] -= (after - before) * design[i, j]
                coefficient[j] = after
                largest_step = max(largest_step, abs(after - before))
        if largest_step < TOLERANCE:
            if everything:
                break
            everything = True
        else:
            everything = False

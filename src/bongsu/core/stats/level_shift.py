"""Has the level of a series shifted, and when? A likelihood-ratio test that autocorrelation does not fool."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

Array = NDArray[np.float64]

TRIM = 0.1
"""Share of the series at either end in which no shift is looked for."""
LEAST_LENGTH = 24
PERSISTENCE = np.concatenate([np.arange(0.0, 0.9, 0.1), [0.9, 0.94, 0.97, 0.99]])
"""Autocorrelations over which the likelihood is maximised."""
NULL_PATHS = 8000
NULL_SEED = 20050613
GREATEST_NOISE = 0.8
BANDWIDTH = 0.06
TAIL = 0.1
CLIP = 3.0
DEVIATION_PER_MEAN_ABSOLUTE = 1.2533


@dataclass(frozen=True, slots=True)
class LevelShift:
    """The most likely shift of a series' level.

    Attributes:
        position: index of the first value of the new level.
        size: new level minus old one, in the series' units.
        ratio: twice the log likelihood ratio of one shift against none, at the best position.
        p_value: how often an autocorrelated series without a shift shows as large a ratio.
    """

    position: int
    size: float
    ratio: float
    p_value: float


def level_shift(values: Array, *, season: int | None = None) -> LevelShift | None:
    """Tests for one shift of the level of an autocorrelated series [time].

    Both hypotheses are a Gaussian first-order autoregression, fitted by exact maximum likelihood over a grid
    of autocorrelations; the second adds one step at the best position. Shocks are clipped at three standard
    deviations, so that a shift is proved by many values and not by one. The p-value comes from simulated
    series without a step, an autoregression of any persistence with or without white noise on top, weighted
    by how much their autocorrelations (at one period, and the mean of those at two to four) look like those
    of the series. Beyond the simulated 10 % the tail is taken as exponential. The simulation is seeded: the
    same values give the same answer.

    Args:
        values: NaN where unknown; unknown values are left out, the rest is taken as evenly spaced.
        season: periods in a year, to remove a yearly wave of two harmonics first; None: nothing is removed.

    Returns:
        None where fewer than 24 values are known or they do not vary.
    """
    known = np.flatnonzero(~np.isnan(values))
    series = values[known]
    n = series.shape[0]
    if n < LEAST_LENGTH or np.ptp(series) <= 1e-12 * max(float(np.abs(series).max()), 1e-300):
        return None
    wave = season if season is not None and n >= 3 * season else None
    scale = float(series.std())
    fitted = _fit(((series - series.mean()) / scale)[None, :], wave)
    null = _null(max(LEAST_LENGTH, 12 * round(n / 12)), wave)
    ratio, near, far = float(fitted.ratio[0]), float(fitted.near[0]), float(fitted.far[0])
    p_value = _tail_probability(ratio, near, far, null.ratio, null.near, null.far)
    return LevelShift(int(known[int(fitted.position[0])]), float(fitted.size[0]) * scale, ratio, p_value)


@dataclass(frozen=True, slots=True)
class _Fits:
    """Of many series: ratio, position and size of the best step, and two autocorrelations [series]."""

    ratio: Array
    position: NDArray[np.int64]
    size: Array
    near: Array
    far: Array


def _fit(series: Array, season: int | None) -> _Fits:
    """Fits both hypotheses to series [series, time]."""
    y = np.ascontiguousarray(series - _wave(series, season))
    fits = _Fits(*(np.empty(y.shape[0], dtype=kind) for kind in (float, np.int64, float, float, float)))
    _fit_each(y, max(3, round(TRIM * y.shape[1])), fits.ratio, fits.position, fits.size)
    _autocorrelate(y, fits.near, fits.far)
    return fits


@njit(nogil=True, cache=True)
def _fit_each(y: Any, edge: int, ratio: Any, position: Any, size: Any) -> None:
    """The best step of every series; none is looked for among the first and last `edge` values."""
    count, n = y.shape
    rest = np.empty(n)
    for row in range(count):
        best0, best1 = -np.inf, -np.inf
        for phi in PERSISTENCE:
            squares = _leave_constant(y[row], phi, rest)
            at, gain, step = _best_step(rest, phi, edge)
            bonus = 0.5 * np.log(1.0 - phi * phi)
            like0 = bonus - 0.5 * n * np.log(max(squares, 1e-12))
            like1 = bonus - 0.5 * n * np.log(max(squares - gain, 1e-12))
            best0 = max(best0, like0)
            if like1 > best1:
                best1, position[row], size[row] = like1, at, step
        ratio[row] = 2.0 * (best1 - best0)


@njit(nogil=True, cache=True)
def _leave_constant(y: Any, phi: float, rest: Any) -> float:
    """What a constant leaves of the whitened (Prais–Winsten) series, in `rest`; the sum of its squares.

    No single shock counts for more than three standard deviations. The deviation is taken from the mean
    absolute value, which a few shocks hardly move. In a series that wanders one large shock looks like a
    step for good: it alone must not prove a new regime.
    """
    n = y.shape[0]
    first, later = np.sqrt(1.0 - phi * phi), 1.0 - phi
    power = first * first + (n - 1) * later * later
    rest[0] = first * y[0]
    along = first * rest[0]
    for t in range(1, n):
        rest[t] = y[t] - phi * y[t - 1]
        along += later * rest[t]
    along /= power
    spread = 0.0
    for t in range(n):
        rest[t] -= along * (later if t else first)
        spread += abs(rest[t])
    limit = CLIP * DEVIATION_PER_MEAN_ABSOLUTE * spread / n
    along = 0.0
    for t in range(n):
        rest[t] = min(max(rest[t], -limit), limit)
        along += (later if t else first) * rest[t]
    along /= power
    squares = 0.0
    for t in range(n):
        rest[t] -= along * (later if t else first)
        squares += rest[t] * rest[t]
    return squares


@njit(nogil=True, cache=True)
def _best_step(rest: Any, phi: float, edge: int) -> tuple[int, float, float]:
    """Position of the whitened step that explains most of `rest`, the squares it takes away, its size.

    The step at p is 1 at p and 1 - phi after it. `rest` has no constant part, so that the step's own
    constant part matters for its length alone.
    """
    n = rest.shape[0]
    later = 1.0 - phi
    power = 1.0 - phi * phi + (n - 1) * later * later
    best, best_gain, best_size = edge, -1.0, 0.0
    after = 0.0
    for p in range(n - 1, edge - 1, -1):
        if p <= n - edge:
            ahead = n - 1 - p
            constant = later + ahead * later * later
            room = 1.0 + ahead * later * later - constant * constant / power
            along = rest[p] + later * after
            if along * along / room >= best_gain:
                best, best_gain, best_size = p, along * along / room, along / room
        after += rest[p]
    return best, best_gain, best_size


@njit(nogil=True, cache=True)
def _autocorrelate(y: Any, near: Any, far: Any) -> None:
    """Autocorrelation at one period, and the mean of those at two, three and four [series]."""
    count, n = y.shape
    for row in range(count):
        mean = y[row].mean()
        power = 0.0
        lags = np.zeros(5)
        for t in range(n):
            centred = y[row, t] - mean
            power += centred * centred
            for k in range(1, min(5, n - t)):
                lags[k] += centred * (y[row, t + k] - mean)
        power = max(power, 1e-12)
        near[row] = lags[1] / power
        far[row] = (lags[2] + lags[3] + lags[4]) / power / 3.0


def _wave(series: Array, season: int | None) -> Array:
    """The yearly wave of two harmonics by least squares [series, time]."""
    if season is None:
        return np.zeros_like(series)
    waves, weigh = _harmonics(series.shape[1], season)
    return np.asarray((series @ weigh) @ waves)


@lru_cache(maxsize=128)
def _harmonics(n: int, season: int) -> tuple[Array, Array]:
    """Two harmonics of the year [wave, time], and what takes series to their weights [time, wave]."""
    time = np.arange(n)
    angles = [2.0 * np.pi * k * time / season for k in (1, 2) if 2 * k < season]
    columns = np.column_stack([np.ones(n), *[f(a) for a in angles for f in (np.cos, np.sin)]])
    weigh = np.linalg.pinv(columns)[1:]
    return np.ascontiguousarray(columns[:, 1:].T), np.ascontiguousarray(weigh.T)


@lru_cache(maxsize=32)
def _null(length: int, season: int | None) -> _Fits:
    """Fits to simulated series without a step, sorted by ratio: every persistence, with and without noise."""
    rng = np.random.default_rng((NULL_SEED, length, season or 0))
    phi = 0.98 * np.sqrt((np.arange(NULL_PATHS) + 0.5) / NULL_PATHS)
    noise = np.where(rng.random(NULL_PATHS) < 0.5, 0.0, rng.uniform(0.0, GREATEST_NOISE, NULL_PATHS))
    shocks = rng.normal(size=(length, NULL_PATHS))
    level = np.empty((length, NULL_PATHS))
    level[0] = shocks[0]
    for t in range(1, length):
        level[t] = phi * level[t - 1] + np.sqrt(1.0 - phi * phi) * shocks[t]
    paths = np.sqrt(1.0 - noise) * level + np.sqrt(noise) * rng.normal(size=level.shape)
    fits = _fit(np.ascontiguousarray(paths.T), season)
    order = np.argsort(fits.ratio, kind="stable")
    return _Fits(*(getattr(fits, each.name)[order] for each in fields(fits)))


@njit(nogil=True, cache=True)
def _tail_probability(
    ratio: float, near: float, far: float, null_ratio: Any, null_near: Any, null_far: Any
) -> float:
    """Weighted share of the simulated series, sorted by their ratio, whose ratio is at least the one seen."""
    paths = null_ratio.shape[0]
    weight = ((null_near - near) ** 2 + (null_far - far) ** 2) / BANDWIDTH**2
    weight = np.exp(-0.5 * (weight - weight.min()))
    tail = TAIL * weight.sum()
    above = 0.0
    for row in range(np.searchsorted(null_ratio, ratio), paths):
        above += weight[row]
    if above >= tail:
        return float(min(TAIL * above / tail, 1.0))
    edge, above, product = paths, 0.0, 0.0
    while edge > 0 and above < tail:
        edge -= 1
        above += weight[edge]
        product += weight[edge] * null_ratio[edge]
    mean_excess = product / above - null_ratio[edge]
    return float(TAIL * np.exp(-(ratio - null_ratio[edge]) / max(mean_excess, 1e-12)))

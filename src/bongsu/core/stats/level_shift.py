"""Has the level of a series shifted, and when? A likelihood-ratio test that autocorrelation does not fool."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
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
    length = max(LEAST_LENGTH, 12 * round(n / 12))
    p_value = _tail_probability(fitted, _null(length, wave))
    return LevelShift(
        int(known[int(fitted.position[0])]), float(fitted.size[0]) * scale, float(fitted.ratio[0]), p_value
    )


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
    count, n = series.shape
    y = series - _wave(series, season)
    rows = np.arange(count)
    best0, best1 = np.full(count, -np.inf), np.full(count, -np.inf)
    position, size = np.zeros(count, dtype=np.int64), np.zeros(count)
    for phi in PERSISTENCE:
        one, steps, room = _design(n, float(phi))
        white = _clipped(_whitened(y, float(phi)), one)
        rss0 = (white * white).sum(axis=1)
        step_y = white @ steps.T
        gain = step_y**2 / room
        at = gain.argmax(axis=1)
        rss1 = rss0 - gain[rows, at]
        bonus = 0.5 * np.log(1.0 - phi * phi)
        like1 = bonus - 0.5 * n * np.log(np.maximum(rss1, 1e-12))
        best0 = np.maximum(best0, bonus - 0.5 * n * np.log(np.maximum(rss0, 1e-12)))
        better = like1 > best1
        best1 = np.where(better, like1, best1)
        position = np.where(better, at + _edge(n), position)
        size = np.where(better, step_y[rows, at] / room[at], size)
    return _Fits(2.0 * (best1 - best0), position, size, *_autocorrelations(y))


def _edge(n: int) -> int:
    """Values at either end among which no shift is looked for."""
    return max(3, round(TRIM * n))


def _whitened(y: Array, phi: float) -> Array:
    """The series after the autoregression is taken out (Prais–Winsten)."""
    return np.concatenate([np.sqrt(1.0 - phi * phi) * y[:, :1], y[:, 1:] - phi * y[:, :-1]], axis=1)


@lru_cache(maxsize=512)
def _design(n: int, phi: float) -> tuple[Array, Array, Array]:
    """The whitened constant [time] and steps without their constant part [position, time]; their squares."""
    one = np.full(n, 1.0 - phi)
    one[0] = np.sqrt(1.0 - phi * phi)
    positions = np.arange(_edge(n), n - _edge(n) + 1)
    steps = np.where(np.arange(n) > positions[:, None], 1.0 - phi, 0.0)
    steps[np.arange(positions.shape[0]), positions] = 1.0
    steps = steps - np.outer(steps @ one / (one @ one), one)
    return one, steps, (steps * steps).sum(axis=1)


def _clipped(white: Array, one: Array) -> Array:
    """What the constant leaves; no single shock counts for more than three standard deviations.

    The deviation is taken from the mean absolute value, which a few shocks hardly move. In a series that
    wanders one large shock looks like a step for good: it alone must not prove a new regime.
    """
    rest = white - np.outer(white @ one / (one @ one), one)
    edge = CLIP * 1.2533 * np.abs(rest).mean(axis=1, keepdims=True)
    rest = np.clip(rest, -edge, edge)
    return np.asarray(rest - np.outer(rest @ one / (one @ one), one))


def _wave(series: Array, season: int | None) -> Array:
    """The yearly wave of two harmonics by least squares [series, time]."""
    if season is None:
        return np.zeros_like(series)
    time = np.arange(series.shape[1])
    angles = [2.0 * np.pi * k * time / season for k in (1, 2) if 2 * k < season]
    columns = np.column_stack([np.ones(time.shape[0]), *[f(a) for a in angles for f in (np.cos, np.sin)]])
    weights = np.linalg.lstsq(columns, series.T, rcond=None)[0]
    return np.asarray((columns[:, 1:] @ weights[1:]).T)


def _autocorrelations(y: Array) -> tuple[Array, Array]:
    """Autocorrelation at one period, and the mean of those at two, three and four [series]."""
    centred = y - y.mean(axis=1, keepdims=True)
    power = np.maximum((centred * centred).sum(axis=1), 1e-12)
    lags = [(centred[:, k:] * centred[:, :-k]).sum(axis=1) / power for k in (1, 2, 3, 4)]
    return lags[0], (lags[1] + lags[2] + lags[3]) / 3.0


@lru_cache(maxsize=32)
def _null(length: int, season: int | None) -> _Fits:
    """Fits to simulated series without a step: every persistence, with and without noise on top."""
    rng = np.random.default_rng((NULL_SEED, length, season or 0))
    phi = 0.98 * np.sqrt((np.arange(NULL_PATHS) + 0.5) / NULL_PATHS)
    noise = np.where(rng.random(NULL_PATHS) < 0.5, 0.0, rng.uniform(0.0, GREATEST_NOISE, NULL_PATHS))
    shocks = rng.normal(size=(length, NULL_PATHS))
    level = np.empty((length, NULL_PATHS))
    level[0] = shocks[0]
    for t in range(1, length):
        level[t] = phi * level[t - 1] + np.sqrt(1.0 - phi * phi) * shocks[t]
    paths = np.sqrt(1.0 - noise) * level + np.sqrt(noise) * rng.normal(size=level.shape)
    return _fit(np.ascontiguousarray(paths.T), season)


def _tail_probability(seen: _Fits, null: _Fits) -> float:
    """Weighted share of the simulated series whose ratio is at least the one seen."""
    distance = ((null.near - seen.near[0]) / BANDWIDTH) ** 2 + ((null.far - seen.far[0]) / BANDWIDTH) ** 2
    weight = np.exp(-0.5 * (distance - distance.min()))
    weight /= weight.sum()
    order = np.argsort(null.ratio)
    ratio, weight = null.ratio[order], weight[order]
    above = np.cumsum(weight[::-1])[::-1]
    place = int(np.searchsorted(ratio, seen.ratio[0], side="left"))
    share = float(above[place]) if place < ratio.shape[0] else 0.0
    if share >= TAIL:
        return min(share, 1.0)
    edge = int(np.flatnonzero(above >= TAIL)[-1])
    excess = ratio[edge:] - ratio[edge]
    mean_excess = float((weight[edge:] * excess).sum() / weight[edge:].sum())
    return float(TAIL * np.exp(-(seen.ratio[0] - ratio[edge]) / max(mean_excess, 1e-12)))

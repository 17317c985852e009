"""Thresholds that keep a promised rate of false notices over several windows, found on resampled nulls.

The null is the series' own past: blocks of its scaled misses, drawn with replacement and centred, so that
fat tails, clustered volatility and what the whitening left of autocorrelation stay in, and lasting change
does not. The whole procedure, all windows, the merging and the rearming, runs on the null, and one exceedance
share per window is chosen so that notices come at the promised rate.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from bongsu.core.stats.whitened_change import window_sums

Array = NDArray[np.float64]
Counts = NDArray[np.int64]

MEAN_BLOCK = 20
PATHS = 120
NOTICES_WANTED = 150
LONGEST_PATH = 1500
HALVINGS = 30


@dataclass(frozen=True, slots=True)
class Calibrated:
    """Thresholds by window, and the resampled null they were found on.

    Attributes:
        thresholds: [window].
        nulls: the null's statistics of each window, sorted [window, sample].
        paths: the null's statistics [path, time, window], for asking how rare a larger value is.
        steps: null steps on which notices were counted.
    """

    thresholds: Array
    nulls: Array
    paths: Array
    windows: tuple[int, ...]
    rearm: int
    steps: int

    def steps_between(self, window: int, statistic: float) -> float:
        """Steps between notices on the null if every window's line lay as high as this statistic does.

        At least as many as were simulated, where the null never went so high.
        """
        above = self.nulls.shape[1] - np.searchsorted(self.nulls[window], statistic)
        lines = _lines(self.nulls, max(int(above), 1) / self.nulls.shape[1])
        lines[window] = max(statistic, lines[window])
        count = _count(self.paths, lines, self.rearm)
        return self.steps / max(count, 1)


def calibrate(
    scaled: Array,
    windows: tuple[int, ...],
    *,
    steps_between: float,
    rearm: int,
    side: int,
    rng: np.random.Generator,
) -> Calibrated:
    """Thresholds at which the null raises one notice in `steps_between` steps.

    Args:
        scaled: the past's scaled misses, without NaN.
        side: 1 for rises, -1 for falls, 0 for both.
        rearm: steps that a window must stay below its line before it may raise again, and within which
            another window's crossing belongs to the notice before.
    """
    length = int(min(max(NOTICES_WANTED * steps_between / PATHS, 100), LONGEST_PATH))
    longest = max(windows)
    drawn = block_bootstrap(scaled - scaled.mean(), (PATHS, longest + length), rng)
    # The drift of the forecasts is itself estimated, on n values: over w steps its error adds w²/n to the
    # variance of the sum, which independent draws do not know.
    drift = np.sqrt(1.0 + np.array(windows) / scaled.shape[0])
    paths = oriented(drift * window_sums(drawn, windows)[:, longest:], side)
    nulls = np.sort(paths.reshape(-1, len(windows)).T, axis=1)
    low, high = np.log(1.0 / nulls.shape[1]), np.log(0.2)
    steps = PATHS * length
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        if _count(paths, _lines(nulls, float(np.exp(middle))), rearm) * steps_between > steps:
            high = middle
        else:
            low = middle
    return Calibrated(_lines(nulls, float(np.exp(low))), nulls, paths, windows, rearm, steps)


def oriented(sums: Array, side: int) -> Array:
    """Sums so that larger is what is watched for: rises (1), falls (-1) or both (0)."""
    return np.abs(sums) if side == 0 else side * sums


def notices(statistics: Array, thresholds: Array, *, rearm: int) -> Counts:
    """The window that raises a notice at each time, -1 where none does [time].

    Args:
        statistics: [time, window]; thresholds: [time, window], NaN while there are none yet.
    """
    return np.asarray(_raise(statistics, thresholds, rearm))


def _lines(nulls: Array, share: float) -> Array:
    place = int(np.clip(np.ceil((1.0 - share) * nulls.shape[1]), 0, nulls.shape[1] - 1))
    return nulls[:, place].copy()


def _count(paths: Array, lines: Array, rearm: int) -> int:
    return int(_count_all(paths, lines, rearm))


def block_bootstrap(values: Array, shape: tuple[int, int], rng: np.random.Generator) -> Array:
    """The stationary bootstrap of Politis and Romano (1994): blocks of geometric length, wrapped round."""
    n = values.shape[0]
    starts = rng.integers(0, n, shape)
    fresh = rng.random(shape) < 1.0 / MEAN_BLOCK
    fresh[:, 0] = True
    return np.asarray(values[_walk(starts, fresh, n)])


@njit(cache=True)
def _walk(starts, fresh, n):  # type: ignore[no-untyped-def]
    out = np.empty(starts.shape, dtype=np.int64)
    for b in range(starts.shape[0]):
        place = 0
        for t in range(starts.shape[1]):
            place = starts[b, t] if fresh[b, t] else (place + 1) % n
            out[b, t] = place
    return out


@njit(cache=True)
def _raise(statistics, thresholds, rearm):  # type: ignore[no-untyped-def]
    steps, number = statistics.shape
    out = np.full(steps, -1, dtype=np.int64)
    quiet = np.full(number, rearm, dtype=np.int64)
    last = -rearm - 1
    for t in range(steps):
        best, largest = -1, 0.0
        for w in range(number):
            over = statistics[t, w] > thresholds[t, w]
            if over and quiet[w] >= rearm:
                excess = statistics[t, w] / thresholds[t, w]
                if best < 0 or excess > largest:
                    best, largest = w, excess
            quiet[w] = 0 if over else quiet[w] + 1
        if best >= 0 and t - last > rearm:
            out[t] = best
            last = t
    return out


@njit(cache=True)
def _count_all(paths, lines, rearm):  # type: ignore[no-untyped-def]
    count = 0
    number = lines.shape[0]
    for b in range(paths.shape[0]):
        quiet = np.full(number, rearm, dtype=np.int64)
        last = -rearm - 1
        for t in range(paths.shape[1]):
            raised = False
            for w in range(number):
                over = paths[b, t, w] > lines[w]
                if over and quiet[w] >= rearm:
                    raised = True
                quiet[w] = 0 if over else quiet[w] + 1
            if raised and t - last > rearm:
                count += 1
                last = t
    return count

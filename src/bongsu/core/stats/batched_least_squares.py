"""Screening by correlation, then least squares, of one series or ten thousand in one compiled pass.

Each series has its own response and its own table of columns. Pearson's correlation of every column with the
response picks the columns (the strongest of those whose two-sided t-test is below a level, or else the single
strongest, or those that are forced); least squares fits them; the fit is read at each column's latest value.
All series lie one behind the other in flat arrays, so that lengths and numbers of columns may differ and no
Python object is touched on the way. Every series is computed by itself: where the batch is cut among workers
does not change a bit of the result.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bongsu.core.stats.vector_math import kernel

Array = NDArray[np.float64]
Integers = NDArray[np.int64]
Run = Callable[[Callable[[Any], Any], Iterable[Any]], list[Any]]

FEWEST_PAIRS = 4
SPARE_PERIODS = 3
"""A fit needs so many periods more than it has coefficients."""
SAME = 1e-10
"""A column of which less than this share is left beside the columns before it adds nothing to them."""
FLAT = 1e-13
"""Values that deviate less than this share of their mean do not vary (the rule of scipy.stats.pearsonr)."""
PIECE = 256
"""Series that one worker takes at a time."""


@dataclass(frozen=True, slots=True)
class SeriesBatch:
    """Many responses, and a table of columns for each, in flat arrays; `batch` makes one.

    Attributes:
        response: all responses one behind the other, NaN where not known.
        response_start: [series + 1], where each begins.
        columns: all tables [row, column] one behind the other, NaN where not known.
        columns_start: [series + 1]; width, rows_before: [series], number of columns, and of the table's rows
            before the response begins.
        forced: positions of the columns used without screening; forced_start: [series + 1].
    """

    response: Array
    response_start: Integers
    columns: Array
    columns_start: Integers
    width: Integers
    rows_before: Integers
    forced: Integers
    forced_start: Integers

    def __len__(self) -> int:
        return int(self.width.shape[0])


@dataclass(frozen=True, slots=True)
class ScreenedFits:
    """What was found of each series of a batch.

    Attributes:
        fitted: [series], False where the data do not allow a fit; the next five are then NaN.
        reading: the fit at the latest known values of the chosen columns; deviation: residual standard
            deviation; intercept; average, spread: mean and standard deviation of the response [series].
        chosen: positions of the columns used, −1 after the last; coefficient: of each, 0 for one that the
            ones before it explain wholly [series, chosen].
        column_start: [series + 1], where each series' columns begin in the next three.
        correlation, p_value: Pearson's r at the best shift looked at, NaN where there are too few pairs or
            one side does not vary; shift: that shift in rows.
    """

    fitted: NDArray[np.bool_]
    reading: Array
    deviation: Array
    intercept: Array
    average: Array
    spread: Array
    chosen: Integers
    coefficient: Array
    column_start: Integers
    correlation: Array
    p_value: Array
    shift: Integers


def batch(
    responses: Sequence[Array],
    tables: Sequence[Array],
    *,
    rows_before: Sequence[int] | None = None,
    forced: Sequence[Sequence[int]] | None = None,
) -> SeriesBatch:
    """Lays series out for `screen_and_fit`.

    Args:
        responses: [time] of each series; tables: [rows_before + time, column] of each.
        forced: columns of each series that are used without screening; none: screen.

    Raises:
        ValueError: a table has fewer rows than its response needs, or a forced column is not in it.
    """
    count = len(responses)
    before = [0] * count if rows_before is None else rows_before
    use = [()] * count if forced is None else forced
    for place, (response, table) in enumerate(zip(responses, tables, strict=True)):
        if table.ndim != 2 or table.shape[0] < before[place] + response.shape[0]:
            raise ValueError(
                f"series {place}: expected a table of at least {before[place] + response.shape[0]} rows, "
                f"found shape {table.shape}"
            )
        if any(not 0 <= k < table.shape[1] for k in use[place]):
            raise ValueError(f"series {place}: expected columns 0 … {table.shape[1] - 1}, found {use[place]}")
    return SeriesBatch(
        _laid_out(responses),
        _starts([response.shape[0] for response in responses]),
        _laid_out(tables),
        _starts([table.size for table in tables]),
        np.array([table.shape[1] for table in tables], dtype=np.int64),
        np.array(before, dtype=np.int64),
        np.array([k for each in use for k in each], dtype=np.int64),
        _starts([len(each) for each in use]),
    )


def screen_and_fit(
    series: SeriesBatch,
    *,
    selected: int = 2,
    level: float = 0.05,
    longest_shift: int = 0,
    intercept: bool = True,
    fewest_periods: int = 8,
    run: Run | None = None,
) -> ScreenedFits:
    """Screens and fits every series of a batch.

    Args:
        selected: most columns that screening may choose; level: of their two-sided t-test.
        longest_shift: each column is screened, and used, at the shift of 0 … longest_shift rows (its values
            so many periods earlier) with the largest |r|; the smallest of equal ones.
        intercept: off fits through the origin.
        fewest_periods: series with fewer known responses are not fitted.
        run: where the pieces of the batch run; None: here, one after the other.

    >>> time = np.arange(12.0)
    >>> found = screen_and_fit(batch([3.0 + 2.0 * time], [np.column_stack([time, time % 3])]), selected=1)
    >>> found.chosen.tolist(), found.coefficient.round(9).tolist(), found.reading.round(9).tolist()
    ([[0]], [[2.0]], [25.0])
    """
    count = len(series)
    most = max(int(np.diff(series.forced_start).max(initial=0)), selected, 1)
    column_start = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(series.width)])
    columns = int(column_start[-1])
    scalars = np.full((5, count), np.nan)
    chosen = np.full((count, most), -1, dtype=np.int64)
    coefficient = np.zeros((count, most))
    screened = np.full((2, columns), np.nan)
    shift = np.zeros(columns, dtype=np.int64)
    fitted = np.zeros(count, dtype=np.bool_)

    def piece(first: int) -> None:
        _screen_and_fit(
            first, min(first + PIECE, count), series.response, series.response_start, series.columns,
            series.columns_start, series.width, series.rows_before, series.forced, series.forced_start,
            selected, level, longest_shift, intercept, fewest_periods, fitted, scalars, chosen, coefficient,
            column_start, screened, shift,
        )  # fmt: skip

    pieces = range(0, count, PIECE)
    if run is None:
        for first in pieces:
            piece(first)
    else:
        run(piece, pieces)
    reading, deviation, constant, average, spread = scalars
    return ScreenedFits(
        fitted, reading, deviation, constant, average, spread, chosen, coefficient, column_start,
        screened[0], screened[1], shift,
    )  # fmt: skip


def _starts(sizes: Sequence[int]) -> Integers:
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(np.array(sizes, dtype=np.int64))])


def _laid_out(arrays: Sequence[Array]) -> Array:
    """One flat array of them all, row by row."""
    if not arrays:
        return np.empty(0)
    return np.concatenate([np.asarray(each, dtype=np.float64).ravel() for each in arrays])


@kernel
def two_sided_p(r: float, pairs: int) -> float:
    """P(|R| ≥ |r|) of Pearson's r of `pairs` independent normal pairs that are not correlated.

    It is the regularised incomplete beta function I_{1−r²}(pairs/2 − 1, ½), by its continued fraction
    (Abramowitz & Stegun 26.5.8), relative error about 1e-13.
    """
    a = 0.5 * pairs - 1.0
    x = (1.0 - abs(r)) * (1.0 + abs(r))
    if x <= 0.0:
        return 0.0
    if r == 0.0:
        return 1.0
    log_front = math.lgamma(a + 0.5) - math.lgamma(a) - math.lgamma(0.5)
    front = math.exp(log_front + a * math.log(x) + math.log(abs(r)))
    if x < (a + 1.0) / (a + 2.5):
        return front * _fraction(a, 0.5, x) / a
    return max(1.0 - 2.0 * front * _fraction(0.5, a, 1.0 - x), 0.0)


@kernel
def _fraction(a: float, b: float, x: float) -> float:
    """Lentz's evaluation of the continued fraction of the incomplete beta function."""
    tiny = 1e-300
    c, d = 1.0, 1.0 / max(1.0 - (a + b) * x / (a + 1.0), tiny)
    value = d
    for m in range(1, 300):
        even = m * (b - m) * x / ((a + 2 * m - 1.0) * (a + 2 * m))
        d = 1.0 + even * d
        c = 1.0 + even / c
        d = 1.0 / (d if abs(d) > tiny else tiny)
        c = c if abs(c) > tiny else tiny
        value *= d * c
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1.0))
        d = 1.0 + odd * d
        c = 1.0 + odd / c
        d = 1.0 / (d if abs(d) > tiny else tiny)
        c = c if abs(c) > tiny else tiny
        value *= d * c
        if abs(d * c - 1.0) < 1e-15:
            break
    return value


@kernel
def _correlate(response: Any, table: Any, width: int, offset: int, work: Any, r: Any, pairs: Any) -> None:
    """Pearson's r of each column with the response, the column's rows beginning at `offset`.

    The inner loops run along the columns of one row, so that several are computed at once.
    """
    n = response.shape[0]
    mean_x, mean_y, sxx, syy, sxy = work[0], work[1], work[2], work[3], work[4]
    number = work[5]
    for each in range(6):
        for k in range(width):
            work[each, k] = 0.0
    begin = max(0, -offset)
    for t in range(begin, n):
        y = response[t]
        if y != y:
            continue
        row = table[(t + offset) * width : (t + offset + 1) * width]
        for k in range(width):
            known = row[k] == row[k]
            number[k] += 1.0 if known else 0.0
            mean_x[k] += row[k] if known else 0.0
            mean_y[k] += y if known else 0.0
    for k in range(width):
        share = 1.0 / max(number[k], 1.0)
        mean_x[k] *= share
        mean_y[k] *= share
    for t in range(begin, n):
        y = response[t]
        if y != y:
            continue
        row = table[(t + offset) * width : (t + offset + 1) * width]
        for k in range(width):
            known = row[k] == row[k]
            dx = row[k] - mean_x[k] if known else 0.0
            dy = y - mean_y[k] if known else 0.0
            sxx[k] += dx * dx
            syy[k] += dy * dy
            sxy[k] += dx * dy
    for k in range(width):
        pairs[k] = int(number[k])
        flat_x = sxx[k] <= (FLAT * mean_x[k]) ** 2
        flat_y = syy[k] <= (FLAT * mean_y[k]) ** 2
        if pairs[k] < FEWEST_PAIRS or flat_x or flat_y:
            r[k] = math.nan
        else:
            r[k] = min(max(sxy[k] / (math.sqrt(sxx[k]) * math.sqrt(syy[k])), -1.0), 1.0)


@kernel
def _choose(r: Any, p: Any, selected: int, level: float, chosen: Any) -> int:
    """Writes the strongest significant columns, or else the single strongest; returns how many."""
    found = 0
    while found < selected:
        best = -1
        for k in range(r.shape[0]):
            if r[k] != r[k] or p[k] >= level:
                continue
            used = False
            for j in range(found):
                used = used or chosen[j] == k
            if not used and (best < 0 or abs(r[k]) > abs(r[best])):
                best = k
        if best < 0:
            break
        chosen[found] = best
        found += 1
    if found > 0:
        return found
    best = -1
    for k in range(r.shape[0]):
        if r[k] == r[k] and (best < 0 or abs(r[k]) > abs(r[best])):
            best = k
    if best >= 0:
        chosen[0] = best
        return 1
    return 0


@kernel
def _orthogonalise(design: Any, size: int, j: int, triangle: Any) -> float:
    """Makes row j of the design orthogonal to those before it, twice over; returns what is left of its norm.

    Modified Gram-Schmidt; the second pass takes off what rounding left (Björck 1994).
    """
    for _ in range(2):
        for i in range(j):
            if triangle[i, i] == 0.0:
                continue
            projection = 0.0
            for t in range(size):
                projection += design[i, t] * design[j, t]
            triangle[i, j] += projection
            for t in range(size):
                design[j, t] -= projection * design[i, t]
    total = 0.0
    for t in range(size):
        total += design[j, t] * design[j, t]
    return math.sqrt(total)


@kernel
def _least_squares(design: Any, size: int, parameters: int, triangle: Any, solution: Any) -> float:
    """Least squares of the last row of the design on the ones before; returns the residual deviation.

    Rows that the ones before them explain get coefficient 0.
    """
    for i in range(parameters + 1):
        for j in range(parameters + 1):
            triangle[i, j] = 0.0
    rank = 0
    for j in range(parameters):
        whole = 0.0
        for t in range(size):
            whole += design[j, t] * design[j, t]
        left = _orthogonalise(design, size, j, triangle)
        if left > SAME * math.sqrt(whole):
            triangle[j, j] = left
            rank += 1
            for t in range(size):
                design[j, t] /= left
    residual = _orthogonalise(design, size, parameters, triangle)
    for j in range(parameters - 1, -1, -1):
        solution[j] = 0.0
        if triangle[j, j] == 0.0:
            continue
        total = triangle[j, parameters]
        for i in range(j + 1, parameters):
            total -= triangle[j, i] * solution[i]
        solution[j] = total / triangle[j, j]
    return residual / math.sqrt(max(size - rank, 1))


@kernel
def _fit(
    response: Any, table: Any, width: int, offset: int, shift: Any, chosen: Any, number: int,
    intercept: bool, design: Any, triangle: Any, solution: Any,
) -> tuple[bool, float, float]:  # fmt: skip
    """Whether there are periods enough, the residual deviation, and the fit at the latest known values."""
    n = response.shape[0]
    constant = 1 if intercept else 0
    parameters = number + constant
    size = 0
    for t in range(n):
        known = response[t] == response[t]
        for j in range(number):
            row = t + offset - shift[chosen[j]]
            known = known and row >= 0 and table[row * width + chosen[j]] == table[row * width + chosen[j]]
        if not known:
            continue
        if intercept:
            design[0, size] = 1.0
        for j in range(number):
            design[constant + j, size] = table[(t + offset - shift[chosen[j]]) * width + chosen[j]]
        design[parameters, size] = response[t]
        size += 1
    if size < parameters + SPARE_PERIODS:
        return False, math.nan, math.nan
    deviation = _least_squares(design, size, parameters, triangle, solution)
    reading = solution[0] if intercept else 0.0
    for j in range(number):
        for t in range(n - 1, -1, -1):
            row = t + offset - shift[chosen[j]]
            if row >= 0 and table[row * width + chosen[j]] == table[row * width + chosen[j]]:
                reading += solution[constant + j] * table[row * width + chosen[j]]
                break
    return True, deviation, reading


@kernel
def _moments(response: Any) -> tuple[int, float, float]:
    """Number of known values, their mean, and their standard deviation."""
    number, total = 0, 0.0
    for t in range(response.shape[0]):
        if response[t] == response[t]:
            number += 1
            total += response[t]
    mean = total / max(number, 1)
    square = 0.0
    for t in range(response.shape[0]):
        if response[t] == response[t]:
            square += (response[t] - mean) ** 2
    return number, mean, math.sqrt(square / max(number - 1, 1))


@kernel
def _screen_and_fit(
    first: int, last: int, responses: Any, response_start: Any, tables: Any, table_start: Any, widths: Any,
    rows_before: Any, forced: Any, forced_start: Any, selected: int, level: float, longest_shift: int,
    intercept: bool, fewest_periods: int, fitted: Any, scalars: Any, chosen: Any, coefficient: Any,
    column_start: Any, screened: Any, shifts: Any,
) -> None:  # fmt: skip
    longest, widest, most = 0, 1, chosen.shape[1]
    for s in range(first, last):
        longest = max(longest, response_start[s + 1] - response_start[s])
        widest = max(widest, widths[s])
    work = np.empty((6, widest))
    r_shifted, pairs = np.empty(widest), np.empty(widest, dtype=np.int64)
    pairs_best = np.empty(widest, dtype=np.int64)
    design = np.empty((most + 2, longest))
    triangle, solution = np.empty((most + 2, most + 2)), np.empty(most + 2)
    for s in range(first, last):
        response = responses[response_start[s] : response_start[s + 1]]
        width, offset = widths[s], rows_before[s]
        table = tables[table_start[s] : table_start[s + 1]]
        r = screened[0, column_start[s] : column_start[s + 1]]
        p = screened[1, column_start[s] : column_start[s + 1]]
        shift = shifts[column_start[s] : column_start[s + 1]]
        known, mean, spread = _moments(response)
        if known < fewest_periods:
            continue
        _correlate(response, table, width, offset, work, r, pairs_best)
        for earlier in range(1, longest_shift + 1):
            _correlate(response, table, width, offset - earlier, work, r_shifted, pairs)
            for k in range(width):
                if abs(r_shifted[k]) > (abs(r[k]) if r[k] == r[k] else -1.0):
                    r[k], pairs_best[k], shift[k] = r_shifted[k], pairs[k], earlier
        for k in range(width):
            if r[k] == r[k]:
                p[k] = two_sided_p(r[k], pairs_best[k])
        number = forced_start[s + 1] - forced_start[s]
        for j in range(number):
            chosen[s, j] = forced[forced_start[s] + j]
        if number == 0:
            number = _choose(r, p, selected, level, chosen[s])
        done, deviation, reading = _fit(
            response, table, width, offset, shift, chosen[s], number, intercept, design, triangle, solution
        )
        if not done:
            continue
        fitted[s] = True
        scalars[0, s], scalars[1, s] = reading, deviation
        scalars[2, s] = solution[0] if intercept else 0.0
        scalars[3, s], scalars[4, s] = mean, spread
        for j in range(number):
            coefficient[s, j] = solution[j + (1 if intercept else 0)]

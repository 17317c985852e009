"""What was known on a day: the newest row of every fact, laid out as dense arrays without looking ahead.

Days are whole numbers as `datetime.date.toordinal` gives them. Among rows about the same fact the one with
the latest `known_at` counts; among those, the one recorded last; among those, the one that arrived last.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

NO_ROW = 0
"""The status of a cell that no row speaks of."""

_NOT_A_CASE = np.iinfo(np.int64).min


@dataclass(frozen=True, slots=True)
class ObservationMatrix:
    """Many series as known on one day, time first.

    Attributes:
        values: [time, series]; NaN where the newest row has no value, or there is no row.
        status: [time, series]; 0 = no row, k = the k-th of the ledger's statuses, counted from 1.
        known_at: day number of the newest row [time, series]; 0 = no row.
    """

    values: Floats
    status: NDArray[np.uint8]
    known_at: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class ObservationRows:
    """A batch of rows in the form in which columnar files hold them.

    Attributes:
        series: code of each row's series.
        place: the series' place in the matrix by code; -1 = not asked for.
        period_start, known_at: days counted from `epoch`.
        recorded_at: microseconds; one number where it is the same for all rows.
        arrival: the order of arrival.
        value: NaN where there is none.
        status: from 1; one number where it is the same for all rows.
        epoch: day number of day 0.
    """

    series: NDArray[np.int32]
    place: NDArray[np.int32]
    period_start: NDArray[np.int32]
    known_at: NDArray[np.int32]
    recorded_at: Integers
    arrival: Integers
    value: Floats
    status: NDArray[np.uint8]
    epoch: int


@njit(nogil=True, cache=True)
def _scatter_newest(
    series: Any,
    place: Any,
    period_start: Any,
    known_at: Any,
    recorded_at: Any,
    arrival: Any,
    value: Any,
    status: Any,
    epoch: int,
    time_of_day: Any,
    limits: tuple[int, int, int],
    best: tuple[Any, Any, Any, Any, Any],
) -> None:
    first_day, known_limit, recorded_limit = limits
    best_value, best_status, best_known, best_recorded, best_arrival = best
    days = time_of_day.shape[0]
    recorded_step = 1 if recorded_at.shape[0] > 1 else 0
    status_step = 1 if status.shape[0] > 1 else 0
    for row in range(series.shape[0]):
        s = place[series[row]]
        day = period_start[row] + epoch - first_day
        if s < 0 or day < 0 or day >= days:
            continue
        t, known, recorded = time_of_day[day], known_at[row] + epoch, recorded_at[row * recorded_step]
        if t < 0 or known > known_limit or recorded > recorded_limit or known < best_known[t, s]:
            continue
        if known == best_known[t, s]:
            if recorded < best_recorded[t, s]:
                continue
            if recorded == best_recorded[t, s] and arrival[row] < best_arrival[t, s]:
                continue
        best_value[t, s] = value[row]
        best_status[t, s] = status[row * status_step]
        best_known[t, s] = known
        best_recorded[t, s] = recorded
        best_arrival[t, s] = arrival[row]


class NewestPerCell:
    """Gathers rows in any order, batch by batch, and keeps the newest known one of every cell.

    Args:
        period_starts: day number of the first day of each period of the matrix.
        series: number of series.
        as_of: the last day on which a row may have become known.
        as_recorded: microseconds since 1970 (UTC) up to which rows may have been recorded; None = no limit.

    >>> cells = NewestPerCell([731000], 1, as_of=731060)
    >>> day = np.zeros(3, dtype=np.int32)
    >>> cells.add(ObservationRows(series=day, place=day[:1], period_start=day,
    ...     known_at=np.array([31, 60, 61], dtype=np.int32), recorded_at=np.zeros(1, dtype=np.int64),
    ...     arrival=np.arange(3), value=np.array([1.0, 2.0, 3.0]), status=np.ones(1, dtype=np.uint8),
    ...     epoch=731000))
    >>> cells.matrix().values.tolist()
    [[2.0]]
    """

    def __init__(
        self, period_starts: Sequence[int], series: int, *, as_of: int, as_recorded: int | None = None
    ) -> None:
        shape = (len(period_starts), series)
        starts = np.asarray(period_starts, dtype=np.int64)
        self._time_of_day = np.full(int(starts[-1] - starts[0]) + 1, -1, dtype=np.int32)
        self._time_of_day[starts - starts[0]] = np.arange(len(starts))
        recorded_limit = np.iinfo(np.int64).max if as_recorded is None else as_recorded
        self._limits = (int(starts[0]), as_of, recorded_limit)
        self._best = (
            np.full(shape, np.nan),
            np.zeros(shape, dtype=np.uint8),
            np.zeros(shape, dtype=np.int32),
            np.zeros(shape, dtype=np.int64),
            np.zeros(shape, dtype=np.int64),
        )

    def add(self, rows: ObservationRows) -> None:
        """Takes in rows; those of other periods or series are left out."""
        _scatter_newest(
            rows.series,
            rows.place,
            rows.period_start,
            rows.known_at,
            rows.recorded_at,
            rows.arrival,
            rows.value,
            rows.status,
            rows.epoch,
            self._time_of_day,
            self._limits,
            self._best,
        )

    def matrix(self) -> ObservationMatrix:
        """The cells as known."""
        return ObservationMatrix(*self._best[:3])


@njit(nogil=True, cache=True)
def _advance(newest: Any, key: Any, start: int, stop: int) -> None:
    for row in range(start, stop):
        newest[key[row]] = row


@njit(nogil=True, cache=True)
def _sum_newest(newest: Any, time: Any, series: Any, value: Any, case_time: Any, dense: Any) -> None:
    periods, columns = dense.shape
    has_cases = np.zeros(columns, dtype=np.bool_)
    first_case, last_case = periods, -1
    for key in range(newest.shape[0]):
        row = newest[key]
        if row < 0 or np.isnan(value[row]):
            continue
        t, s = time[row], series[row]
        if case_time[row] != _NOT_A_CASE:
            first_case = min(first_case, max(case_time[row], 0))
            last_case = max(last_case, min(case_time[row], periods - 1))
            if s >= 0:
                has_cases[s] = True
        if s >= 0 and 0 <= t < periods:
            dense[t, s] = value[row] if np.isnan(dense[t, s]) else dense[t, s] + value[row]
    for t in range(first_case, last_case + 1):
        for s in range(columns):
            if has_cases[s] and np.isnan(dense[t, s]):
                dense[t, s] = 0.0


@dataclass(frozen=True, slots=True)
class KnownValues:
    """Every revision of many facts, ready to be cut at any day; `KnownValues.of` makes one.

    A fact (one key: a case, an office's count, an observation) counts where its newest row says, so a case
    that moves to another item leaves the old one; the facts of a cell are summed. Where nothing is known the
    cell is NaN. In the series that are made of cases, a period without a case is 0 from the first to the last
    period that any case of the feed was known of on that day.

    Attributes:
        time, series: the cell of each row; outside the shape for rows that only move a fact away.
        known_at: day number on which each row became known, never falling from row to row.
        value: NaN for a row without a value.
        key: which fact each row speaks of, from 0.
        case_time: the time of a row that is a case, also where its series is not asked for.
        shape: periods and series.
    """

    time: Integers
    series: Integers
    known_at: Integers
    value: Floats
    key: Integers
    case_time: Integers
    shape: tuple[int, int]

    @classmethod
    def of(
        cls,
        time: NDArray[Any],
        series: NDArray[Any],
        *,
        known_at: NDArray[Any],
        order: NDArray[Any],
        value: NDArray[Any],
        shape: tuple[int, int],
        key: NDArray[Any] | None = None,
        is_case: NDArray[np.bool_] | None = None,
    ) -> KnownValues:
        """Sorts the rows by the day they became known, then by `order`.

        Args:
            time, series: cell of each row, in the shape or, where `key` says which fact leaves it, outside.
            order: decides between rows known on the same day; the largest wins.
            key: which fact each row speaks of, from 0; None: each cell is one fact.
            is_case: which rows are cases; None: none.

        >>> zero = np.zeros(2, dtype=int)
        >>> known = KnownValues.of(zero, zero, known_at=np.array([20, 10]), order=zero,
        ...                        value=np.array([5.0, 3.0]), shape=(1, 1))
        >>> [known.as_of(day).item() for day in (9, 19, 20)]
        [nan, 3.0, 5.0]
        """
        rows = np.lexsort((order, known_at))
        if key is None:
            rows = rows[(time[rows] >= 0) & (time[rows] < shape[0]) & (series[rows] >= 0)]
        facts = time.astype(np.int64) * shape[1] + series if key is None else key
        cases = np.zeros(len(time), dtype=np.bool_) if is_case is None else is_case
        _, codes = np.unique(facts[rows], return_inverse=True)
        moments = time[rows].astype(np.int64)
        return cls(
            moments,
            series[rows].astype(np.int64),
            known_at[rows].astype(np.int64),
            value[rows].astype(np.float64),
            codes.astype(np.int64),
            np.where(cases[rows], moments, _NOT_A_CASE),
            shape,
        )

    def as_of(self, day: int) -> Floats:
        """The sums as known at the end of the day [time, series]."""
        return next(self.each_as_of([day]))

    def as_of_many(self, days: Sequence[int]) -> Floats:
        """The sums as known at the end of each of the days [day, time, series], in one pass."""
        order = np.argsort(np.asarray(days, dtype=np.int64), kind="stable")
        dense = np.empty((len(days), *self.shape))
        for place, cut in zip(order, self.each_as_of([days[place] for place in order]), strict=True):
            dense[place] = cut
        return dense

    def each_as_of(self, days: Sequence[int]) -> Iterator[Floats]:
        """The sums as known at the end of each of the days, which must not fall, one [time, series] a day.

        Raises:
            ValueError: a day comes before the one before it.
        """
        newest = np.full(int(self.key.max(initial=-1)) + 1, -1, dtype=np.int64)
        done = 0
        for place, day in enumerate(days):
            if place and day < days[place - 1]:
                raise ValueError(f"expected days that do not fall, found {day} after {days[place - 1]}")
            stop = int(np.searchsorted(self.known_at, day, side="right"))
            _advance(newest, self.key, done, stop)
            done = stop
            dense = np.full(self.shape, np.nan)
            _sum_newest(newest, self.time, self.series, self.value, self.case_time, dense)
            yield dense

    def triangle(self, period_ends: Sequence[int], *, ages: int, as_of: int) -> Floats:
        """What was known 0, 1, … periods after each period's end [time, series, age].

        Args:
            period_ends: day number of the end of every period of the shape, and of the `ages - 1` next ones.
            ages: how many ages.
            as_of: ages that lie after this day are NaN.

        Raises:
            ValueError: the number of period ends is not periods + ages - 1.
        """
        periods, series = self.shape
        if len(period_ends) != periods + ages - 1:
            raise ValueError(f"expected {periods + ages - 1} period ends, found {len(period_ends)}")
        out = np.full((periods, series, ages), np.nan)
        days = [end for end in period_ends if end <= as_of]
        for moment, dense in enumerate(self.each_as_of(days)):
            for age in range(max(0, moment - periods + 1), min(ages, moment + 1)):
                out[moment - age, :, age] = dense[moment - age]
        return out

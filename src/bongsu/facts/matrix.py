"""Observations as known on a day: from the Parquet files into a dense matrix, one row group after another."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bongsu.core.panel.as_of import NewestPerCell, ObservationMatrix, ObservationRows
from bongsu.core.panel.periods import Frequency, Period, span
from bongsu.facts.delta_folder import StoredFile
from bongsu.facts.newest import with_zone
from bongsu.facts.tables import STATUSES

EPOCH = date(1970, 1, 1)
EPOCH_DAY = EPOCH.toordinal()
"""Delta counts days from 1970; the core counts them as `date.toordinal` does."""

_NO_DAY = np.iinfo(np.int32).min // 2

_WORDS = ("series", "frequency", "status")
_ALWAYS = ("series", "period", "value", "known_at", "arrival")
_OFTEN_THE_SAME = ("frequency", "status", "recorded_at")


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells asked for: the periods of one frequency by series."""

    series: Sequence[str]
    first: Period
    last: Period

    @property
    def frequency(self) -> Frequency:
        """How long one period lasts."""
        return self.first.frequency

    @property
    def shape(self) -> tuple[int, int]:
        """Periods and series."""
        return (self.last - self.first + 1, len(self.series))

    def period_starts(self) -> list[int]:
        """Day number of the first day of each period."""
        return [period.start.toordinal() for period in span(self.first, self.last)]


def observation_matrix(
    files: Sequence[StoredFile], grid: Grid, *, as_of: date, as_recorded: datetime | None = None
) -> ObservationMatrix:
    """The newest known row of every cell; memory holds the result and two row groups at a time."""
    cells = NewestPerCell(
        grid.period_starts(),
        len(grid.series),
        as_of=as_of.toordinal(),
        as_recorded=None if as_recorded is None else microseconds(as_recorded),
    )
    wanted = _SeriesPlaces(grid.series)
    paths = [file.path for file in files if file.first_known is None or file.first_known <= as_of]
    for columns in _row_groups(paths):
        rows = _rows(columns, wanted, grid.frequency)
        if rows is not None:
            cells.add(rows)
    return cells.matrix()


def microseconds(moment: datetime) -> int:
    """Microseconds since 1970 (UTC) of a moment that says its time zone."""
    return (with_zone(moment) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def _row_groups(paths: Sequence[Path]) -> Iterator[dict[str, Any]]:
    """The row groups of the files, the next one being read while the last one is worked on."""
    with ThreadPoolExecutor(1) as reader:
        ahead = None
        for path in paths:
            file = pq.ParquetFile(path, read_dictionary=list(_WORDS))
            for group in range(file.num_row_groups):
                coming = reader.submit(_read, file, group)
                if ahead is not None:
                    yield ahead.result()
                ahead = coming
        if ahead is not None:
            yield ahead.result()


def _read(file: pq.ParquetFile, group: int) -> dict[str, Any]:
    """Column name → its rows, or the one value that all its rows have by the file's own statistics."""
    about = file.metadata.row_group(group)
    same = {}
    for place, name in enumerate(file.schema_arrow.names):
        if name in _OFTEN_THE_SAME:
            statistics = about.column(place).statistics
            # The raw bounds: to make a datetime pyarrow would import pandas, where it is installed.
            if statistics is not None and statistics.has_min_max and statistics.min_raw == statistics.max_raw:
                same[name] = statistics.min_raw
    names = [*_ALWAYS, *(name for name in _OFTEN_THE_SAME if name not in same)]
    table = file.read_row_group(group, columns=names, use_threads=False)
    return {name: table.column(name).combine_chunks() for name in names} | same


def _rows(columns: dict[str, Any], wanted: _SeriesPlaces, frequency: Frequency) -> ObservationRows | None:
    """The columns as the core takes them; None where no row has the frequency."""
    period_start = _numbers(columns["period"], pa.int32())
    if isinstance(columns["frequency"], bytes):
        if columns["frequency"] != frequency.value.encode():
            return None
    else:
        is_other = _places(columns["frequency"], _texts([frequency.value])) < 0
        period_start = np.where(is_other, np.int32(_NO_DAY), period_start)
    if isinstance(columns["status"], bytes):
        status = np.array([STATUSES.index(columns["status"].decode()) + 1])
    else:
        status = _places(columns["status"], _texts(STATUSES)) + 1
    if isinstance(columns["recorded_at"], int):
        recorded_at = np.array([columns["recorded_at"]])
    else:
        recorded_at = _numbers(columns["recorded_at"], pa.int64())
    return ObservationRows(
        series=_numbers(columns["series"].indices, pa.int32()),
        place=wanted.of(columns["series"].dictionary),
        period_start=period_start,
        known_at=_numbers(columns["known_at"], pa.int32()),
        recorded_at=recorded_at,
        arrival=_numbers(columns["arrival"], pa.int64()),
        value=_numbers(columns["value"], pa.float64(), missing=np.nan),
        status=status.astype(np.uint8),
        epoch=EPOCH_DAY,
    )


class _SeriesPlaces:
    """Finds the place of a series in the matrix by its name, quickly for names that lie close together."""

    def __init__(self, series: Sequence[str]) -> None:
        order = sorted(range(len(series)), key=series.__getitem__)
        self._names = [series[place] for place in order]
        self._place = np.array([*order, -1], dtype=np.int32)
        self._texts = _texts(self._names)
        self._last: tuple[pa.Array, np.ndarray] | None = None

    def of(self, names: pa.Array) -> np.ndarray:
        """The place of each name, -1 where it is not in the matrix."""
        if self._last is None or not names.equals(self._last[0]):
            bounds = pc.min_max(names).as_py()
            low = bisect_left(self._names, bounds["min"])
            high = bisect_right(self._names, bounds["max"])
            found = _found(names, self._texts.slice(low, high - low))
            self._last = names, self._place[np.where(found < 0, -1, found + low)]
        return self._last[1]


def _places(words: pa.DictionaryArray, wanted: pa.Array) -> np.ndarray:
    """The place of each row's word among the wanted ones, -1 where it is not wanted."""
    return _found(words.dictionary, wanted).take(_numbers(words.indices, pa.int32()))


def _texts(words: Sequence[str]) -> pa.Array:
    # Through Polars: pyarrow would import pandas, where it is installed, to look at a Python list.
    return pl.Series(words, dtype=pl.String).to_arrow(compat_level=pl.CompatLevel.oldest()).cast(pa.string())


def _found(words: pa.Array, wanted: pa.Array) -> np.ndarray:
    return _numbers(pc.index_in(words.cast(pa.string()), wanted), pa.int32(), missing=-1)


def _numbers(column: pa.Array, kind: pa.DataType, *, missing: float | None = None) -> np.ndarray:
    # Through Polars for the same reason.
    numbers = pl.Series(column.view(kind))
    return (numbers if missing is None else numbers.fill_null(missing)).to_numpy()

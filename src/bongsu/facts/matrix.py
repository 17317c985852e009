"""Observations as known on a day, straight from the Parquet files into a dense matrix, row group by row group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bongsu.core.panel.as_of import NewestPerCell, ObservationMatrix
from bongsu.core.panel.periods import Frequency, Period, span
from bongsu.facts.delta_folder import StoredFile
from bongsu.facts.newest import with_zone
from bongsu.facts.tables import STATUSES

EPOCH = date(1970, 1, 1)
EPOCH_DAY = EPOCH.toordinal()
"""Delta counts days from 1970; the core counts them as `date.toordinal` does."""

_WORDS = ("series", "frequency", "status")
_COLUMNS = (*_WORDS, "period", "value", "known_at", "recorded_at", "arrival")


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells asked for: periods of one frequency by series."""

    series: Sequence[str]
    frequency: Frequency
    first: Period
    last: Period

    @property
    def shape(self) -> tuple[int, int]:
        """Periods and series."""
        return (self.last - self.first + 1, len(self.series))

    def time_of_day(self) -> np.ndarray:
        """For each day from the first period's start: which period begins on it, -1 if none; two days over."""
        start = self.first.start.toordinal()
        table = np.full(self.last.start.toordinal() - start + 2, -1, dtype=np.int32)
        for time, period in enumerate(span(self.first, self.last)):
            table[period.start.toordinal() - start] = time
        return table


def observation_matrix(
    files: Sequence[StoredFile], grid: Grid, *, as_of: date, as_recorded: datetime | None = None
) -> ObservationMatrix:
    """The newest known row of every cell; memory holds the result and two row groups at a time."""
    cells = NewestPerCell(
        grid.shape,
        as_of=as_of.toordinal(),
        as_recorded=None if as_recorded is None else _microseconds(as_recorded),
    )
    wanted = pa.array(grid.series, pa.string())
    time_of_day = grid.time_of_day()
    paths = [file.path for file in files if file.first_known is None or file.first_known <= as_of]
    for batch in _batches(paths):
        _add(cells, batch, wanted, time_of_day, grid)
    return cells.matrix()


def _batches(paths: Sequence[Path]) -> Iterator[pa.Table]:
    """The row groups of the files, the next one being read while the last one is worked on."""
    with ThreadPoolExecutor(1) as reader:
        ahead = None
        for path in paths:
            file = pq.ParquetFile(path, read_dictionary=list(_WORDS))
            for group in range(file.num_row_groups):
                coming = reader.submit(file.read_row_group, group, columns=list(_COLUMNS))
                if ahead is not None:
                    yield ahead.result()
                ahead = coming
        if ahead is not None:
            yield ahead.result()


def _add(
    cells: NewestPerCell, batch: pa.Table, wanted: pa.Array, time_of_day: np.ndarray, grid: Grid
) -> None:
    columns = {name: batch.column(name) for name in batch.column_names}
    series = _places(columns["series"], wanted)
    frequency = _places(columns["frequency"], pa.array([grid.frequency.value]))
    status = _places(columns["status"], pa.array(STATUSES)) + 1
    day = columns["period"].cast(pa.int32()).to_numpy() + np.int32(EPOCH_DAY - grid.first.start.toordinal())
    time = time_of_day.take(day, mode="clip")
    time[(day < 0) | (day >= len(time_of_day))] = -1
    cells.add(
        time,
        np.where(frequency == 0, series, np.int32(-1)),
        known_at=columns["known_at"].cast(pa.int32()).to_numpy() + np.int32(EPOCH_DAY),
        recorded_at=columns["recorded_at"].cast(pa.int64()).to_numpy(),
        arrival=columns["arrival"].to_numpy(),
        value=columns["value"].to_numpy(),
        status=status.astype(np.uint8),
    )


def _places(words: pa.ChunkedArray, wanted: pa.Array) -> np.ndarray:
    """The place of each row's word among the wanted ones, -1 where it is not wanted."""
    parts = []
    for chunk in words.chunks:
        found = pc.index_in(chunk.dictionary.cast(pa.string()), wanted).fill_null(-1).to_numpy()
        parts.append(found.take(chunk.indices.to_numpy()))
    return np.concatenate(parts) if parts else np.empty(0, dtype=np.int32)


def _microseconds(moment: datetime) -> int:
    seconds = with_zone(moment).timestamp()
    return int(seconds) * 1_000_000 + moment.microsecond

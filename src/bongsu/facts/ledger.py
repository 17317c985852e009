"""The ledger: what this installation knows, since when, and how to read it as it was on any day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl

from bongsu.core.panel.as_of import KnownValues, ObservationMatrix
from bongsu.core.panel.periods import Frequency, Period
from bongsu.facts import history, newest
from bongsu.facts.conformance import check, complete
from bongsu.facts.delta_folder import DeltaFolder
from bongsu.facts.matrix import Grid, observation_matrix
from bongsu.facts.tables import TABLES
from bongsu.words import say
from bongsu.words.refusal import Refusal

RETENTION = timedelta(days=3650)
"""How long files stay that only earlier versions of a table need, unless the workspace says otherwise."""

SHORTEST_RETENTION = timedelta(days=7)


class Ledger:
    """The fact tables of a workspace, one Delta table a folder. Nothing in them is changed or deleted.

    Args:
        root: the workspace's folder `facts`; made at the first append.
        versions: table → Delta version to read at; see `at`. None: the newest, and loads may be appended.
        retention: files younger than this are never removed, whatever `vacuum` is asked.

    Every read takes `as_of` (what the world could know at the end of that day; None = everything) and
    `as_recorded` (what this installation held at that moment).
    """

    def __init__(
        self, root: Path, *, versions: Mapping[str, int] | None = None, retention: timedelta = RETENTION
    ) -> None:
        self.root = Path(root).absolute()
        self._versions = None if versions is None else dict(versions)
        self._retention = max(retention, SHORTEST_RETENTION)

    # Writing

    def append(self, table: str, rows: pl.DataFrame, *, load: str, recorded_at: datetime) -> int:
        """Adds the rows of one load and returns their number; 0 if the table has this load already.

        The ledger itself sets `recorded_at`, `load` and `arrival`. Columns that may be left out are filled
        (`bongsu.facts.conformance.complete`). Killed at any moment and repeated, a load is there once.

        Raises:
            Refusal: a column, a type or a cell is not as the table needs it; the ledger is read-only.
        """
        if self._versions is not None:
            raise Refusal(
                str(self.root), expected=say("the ledger itself"), found=say("a view of earlier versions")
            )
        folder = self._folder(table)
        filled = complete(folder.table, rows)
        if filled.is_empty() or folder.has(load):
            return 0
        check(folder.table, filled)
        moment = newest.with_zone(recorded_at).astimezone(UTC)
        return folder.append(filled, load=load, recorded_at=moment)

    def has(self, table: str, load: str) -> bool:
        """Whether the table has this load."""
        return self._folder(table).has(load)

    def known_loads(self) -> set[str]:
        """Every load that some table has."""
        return set().union(*(self._folder(table).loads() for table in TABLES))

    # Reading

    def read(
        self,
        table: str,
        *,
        as_of: date | None = None,
        as_recorded: datetime | None = None,
        where: pl.Expr | None = None,
    ) -> pl.DataFrame:
        """The newest known row of every key, sorted by key, of which those that are as `where` says.

        Newest is by `known_at`, then `recorded_at`, then the order of arrival. In detections a case is keyed
        by its `case_id` alone. A row with a status and no value is a row like any other.
        """
        folder = self._folder(table)
        return newest.newest(self._known(folder, as_of, as_recorded), folder.table, where=where)

    def revisions(
        self,
        table: str,
        *,
        as_of: date | None = None,
        as_recorded: datetime | None = None,
        where: pl.Expr | None = None,
    ) -> pl.DataFrame:
        """Every known row, sorted by key, then oldest first."""
        folder = self._folder(table)
        return newest.revisions(self._known(folder, as_of, as_recorded), folder.table, where=where)

    def tables(self) -> dict[str, int]:
        """Number of rows of every table, revisions counted."""
        return {table: self._folder(table).rows() for table in TABLES}

    def files(self, table: str) -> list[Path]:
        """The Parquet files that hold the table's rows, for a reader that knows Parquet and not Delta."""
        return [file.path for file in self._folder(table).files()]

    # Dense arrays

    def observation_matrix(
        self,
        series: Sequence[str],
        frequency: Frequency,
        first: Period,
        last: Period,
        *,
        as_of: date,
        as_recorded: datetime | None = None,
    ) -> ObservationMatrix:
        """The observations of these series and periods as known, time first: values, statuses, known_at."""
        grid = self._grid(series, frequency, first, last)
        files = self._folder("observations").files()
        return observation_matrix(files, grid, as_of=as_of, as_recorded=as_recorded)

    def observation_history(
        self,
        series: Sequence[str],
        frequency: Frequency,
        first: Period,
        last: Period,
        *,
        as_of: date,
        as_recorded: datetime | None = None,
    ) -> KnownValues:
        """The values of these series with their revisions, to be cut at days up to `as_of`."""
        rows = self._known(self._folder("observations"), as_of, as_recorded)
        return history.observation_history(rows, self._grid(series, frequency, first, last))

    def detection_history(
        self,
        items: Sequence[str],
        frequency: Frequency,
        first: Period,
        last: Period,
        *,
        as_of: date,
        as_recorded: datetime | None = None,
        where: pl.Expr | None = None,
    ) -> KnownValues:
        """Detections per period and item with their revisions, to be cut at days up to `as_of`.

        Cut at a day, the newest row of every key is summed over offices, channels and cases. A reported zero
        is 0, no row is NaN. An item whose rows are cases has 0 in a period without a case between the first
        and the last period of the feed's cases known that day. `where` picks rows, e.g. one office's.
        """
        rows = self._known(self._folder("detections"), as_of, as_recorded)
        return history.detection_history(rows, self._grid(items, frequency, first, last), where=where)

    def office_history(
        self,
        items: Sequence[str],
        frequency: Frequency,
        first: Period,
        last: Period,
        *,
        as_of: date,
        as_recorded: datetime | None = None,
    ) -> tuple[list[tuple[str, str]], KnownValues]:
        """Counts by office with their revisions, cases left out, of the items that several offices report.

        Returns:
            (item, office) of each series, sorted, and the history, to be cut at days up to `as_of`.
        """
        rows = self._known(self._folder("detections"), as_of, as_recorded)
        mine = (pl.col("case_id") == "") & (pl.col("frequency") == frequency.value)
        pairs = (
            rows.filter(mine & pl.col("item").is_in(list(items)))
            .select("item", "office")
            .unique()
            .filter(pl.len().over("item") > 1)
            .sort("item", "office")
            .with_row_index("place")
            .with_columns(name=pl.col("place").cast(pl.String))
            .select("item", "office", "name")
            .collect()
        )
        grid = self._grid(pairs["name"].to_list(), frequency, first, last)
        return list(pairs.select("item", "office").iter_rows()), history.office_history(
            rows, grid, pairs=pairs
        )

    def effort_history(
        self,
        items: Sequence[str],
        frequency: Frequency,
        first: Period,
        last: Period,
        *,
        as_of: date,
        as_recorded: datetime | None = None,
        measure: history.Measure = "inspections",
        planned: bool = False,
        where: pl.Expr | None = None,
    ) -> KnownValues:
        """A measure of effort per period and item, summed over offices and channels when cut at a day.

        The item "" holds effort that is not split by item. `planned`: plans instead of work done.
        """
        rows = self._known(self._folder("effort"), as_of, as_recorded)
        grid = self._grid(items, frequency, first, last)
        return history.effort_history(rows, grid, measure=measure, planned=planned, where=where)

    # Versions

    def versions(self) -> dict[str, int]:
        """Table → Delta version, of the tables that exist: what `at` needs to read the same again."""
        found = {table: self._folder(table).version for table in TABLES}
        return {table: version for table, version in found.items() if version >= 0}

    def at(self, versions: Mapping[str, int]) -> Ledger:
        """The ledger as it was at these versions, read-only; a table not named is empty."""
        return Ledger(self.root, versions=versions, retention=self._retention)

    def compact(self) -> None:
        """Merges small files into large ones in every table; earlier versions stay readable."""
        for table in TABLES:
            self._folder(table).compact()

    def vacuum(self, *, keep: Iterable[Mapping[str, int]] = ()) -> dict[str, int]:
        """Deletes files older than the retention that neither the newest version nor one of `keep` reads.

        Args:
            keep: versions as `versions` gave them, e.g. those of the stored assessments.

        Returns:
            table → number of files deleted.
        """
        kept = list(keep)
        deleted = {}
        for table in TABLES:
            needed = [versions[table] for versions in kept if table in versions]
            deleted[table] = len(self._folder(table).vacuum(retention=self._retention, keep=needed))
        return deleted

    def _folder(self, table: str) -> DeltaFolder:
        if table not in TABLES:
            raise Refusal(
                say("facts"), expected=say("one of {choices}", choices=", ".join(TABLES)), found=table
            )
        version = None if self._versions is None else self._versions.get(table, -1)
        return DeltaFolder(self.root / table, TABLES[table], version=version)

    def _known(self, folder: DeltaFolder, as_of: date | None, as_recorded: datetime | None) -> pl.LazyFrame:
        return newest.known(folder.scan(as_of=as_of), folder.table, as_of=as_of, as_recorded=as_recorded)

    def _grid(self, series: Sequence[str], frequency: Frequency, first: Period, last: Period) -> Grid:
        if not first.frequency is last.frequency is frequency:
            found = f"{first.frequency}, {last.frequency}"
            raise Refusal(f"{first} … {last}", expected=str(frequency), found=found)
        if last < first:
            raise Refusal(f"{first} … {last}", expected=say("a last period not before the first"))
        if len(set(series)) < len(series):
            raise Refusal(", ".join(series), expected=say("each name once"))
        return Grid(tuple(series), first, last)

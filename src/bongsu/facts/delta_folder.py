"""One append-only Delta table in a folder: what arrives, in which order, and which files hold it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path

import polars as pl
from deltalake import (
    ColumnProperties,
    CommitProperties,
    DeltaTable,
    Transaction,
    WriterProperties,
    write_deltalake,
)
from deltalake.exceptions import CommitFailedError

from bongsu.facts.tables import TABLES, FactTable

ROWS_PER_GROUP = 512 * 1024
"""Rows of a Parquet row group: what a streaming reader holds at a time (measured in docs/ledger.md)."""

BYTES_PER_DICTIONARY = 16 * 1024 * 1024
"""Enough for the names of all series of a row group, also where each stands there once."""

BYTES_PER_FILE = 256 * 1024 * 1024

COMMIT = "[0-9]" * 20 + ".json"
"""A version's file in the table's log; it appears whole or not at all."""

_HISTORY_IS_KEPT = {
    "delta.enableExpiredLogCleanup": "false",
    "delta.logRetentionDuration": "interval 36500 days",
}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One Parquet file of a table; `first_known` is the earliest `known_at` in it, None if not said."""

    path: Path
    first_known: date | None


class DeltaFolder:
    """One fact table in one folder, as of now or as of one Delta version.

    Args:
        version: read at this version of the table; None = the newest, and the table may grow.
    """

    def __init__(self, folder: Path, table: FactTable, *, version: int | None = None) -> None:
        self.folder, self.table, self._version = folder, table, version

    def opened(self) -> DeltaTable | None:
        """The Delta table, or None while nothing has been appended."""
        if self._version == -1 or not DeltaTable.is_deltatable(str(self.folder)):
            return None
        return DeltaTable(str(self.folder), version=self._version)

    @property
    def version(self) -> int:
        """The Delta version read; -1 before the first load."""
        if self._version is None:
            return max((int(commit.stem) for commit in (self.folder / "_delta_log").glob(COMMIT)), default=-1)
        delta = self.opened()
        return -1 if delta is None else delta.version()

    def rows(self) -> int:
        """Number of rows, revisions counted."""
        delta = self.opened()
        return 0 if delta is None else delta.count()

    def has(self, load: str) -> bool:
        """Whether the load has been appended."""
        delta = self.opened()
        return delta is not None and delta.transaction_version(load) is not None

    def loads(self) -> set[str]:
        """The loads appended so far."""
        delta = self.opened()
        entries = [] if delta is None else delta.history()
        return {entry["load"] for entry in entries if "load" in entry}

    def files(self) -> list[StoredFile]:
        """The Parquet files that hold the rows, in a fixed order; of one version they never change."""
        version = self.version if self._version is None else self._version
        commit = self.folder / "_delta_log" / f"{version:020d}.json"
        try:
            written = commit.stat()
        except FileNotFoundError:
            return self._listed()
        return list(_files_of(self.folder, self.table.name, version, (written.st_ino, written.st_mtime_ns)))

    def _listed(self) -> list[StoredFile]:
        delta = self.opened()
        if delta is None:
            return []
        actions = pl.DataFrame(delta.get_add_actions(flatten=True))
        first = actions["min.known_at"] if "min.known_at" in actions.columns else [None] * len(actions)
        # The table's own addresses are percent-encoded, which no reader undoes; the names are plain.
        pairs = zip(actions["path"], first, strict=True)
        return [
            StoredFile(self.folder / name, known) for name, known in sorted(pairs, key=lambda pair: pair[0])
        ]

    def scan(self, *, as_of: date | None = None) -> pl.LazyFrame:
        """All rows, leaving out files in which nothing was known by `as_of`."""
        files = [
            file.path
            for file in self.files()
            if as_of is None or file.first_known is None or file.first_known <= as_of
        ]
        if not files:
            return pl.LazyFrame(schema=self.table.columns)
        # A file written before a column was added to the table has none of it: null, and "" for a text.
        rows = pl.scan_parquet(
            files,
            glob=False,
            hive_partitioning=False,
            schema=self.table.columns,
            missing_columns="insert",
            extra_columns="ignore",
        )
        return rows.select(
            pl.col(name).fill_null("") if kind == pl.String else name
            for name, kind in self.table.columns.items()
        )

    def append(self, rows: pl.DataFrame, *, load: str, recorded_at: datetime) -> int:
        """Adds the rows as one commit under the load's id; 0 if the load is already there.

        The commit is tried only on the version whose rows were counted, so that two writers at once never
        give the same place of arrival to two rows.
        """
        while True:
            delta = self._open_or_create()
            if delta.transaction_version(load) is not None:
                return 0
            commit = CommitProperties(
                custom_metadata={"load": load},
                max_commit_retries=0,
                app_transactions=[Transaction(load, 1)],
            )
            version = delta.version()
            try:
                write_deltalake(
                    delta,
                    self._stamped(rows, load=load, recorded_at=recorded_at, before=delta.count()),
                    mode="append",
                    schema_mode="merge",
                    writer_properties=self._writer(),
                    target_file_size=BYTES_PER_FILE,
                    commit_properties=commit,
                )
            except CommitFailedError:
                if self.version == version:
                    raise
            else:
                return len(rows)

    def compact(self) -> None:
        """Merges small files into large ones; earlier versions stay readable."""
        delta = self.opened()
        if delta is not None:
            delta.optimize.compact(target_size=BYTES_PER_FILE, writer_properties=self._writer())

    def vacuum(self, *, retention: timedelta, keep: Iterable[int]) -> list[str]:
        """Deletes files that no version needs that is younger than `retention` or named in `keep`."""
        delta = self.opened()
        if delta is None:
            return []
        hours = int(retention.total_seconds() // 3600)
        return delta.vacuum(
            hours, dry_run=False, enforce_retention_duration=False, keep_versions=sorted(set(keep)) or None
        )

    def _open_or_create(self) -> DeltaTable:
        delta = self.opened()
        if delta is not None:
            return delta
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            return DeltaTable.create(
                str(self.folder),
                schema=pl.DataFrame(schema=self.table.columns).to_arrow().schema,
                mode="ignore",
                name=self.table.name,
                configuration=_HISTORY_IS_KEPT,
            )
        except CommitFailedError:
            delta = self.opened()  # another writer may have made it in the meantime
            if delta is None:
                raise
            return delta

    def _stamped(self, rows: pl.DataFrame, *, load: str, recorded_at: datetime, before: int) -> pl.DataFrame:
        kinds = self.table.columns
        stamped = rows.with_columns(
            pl.lit(recorded_at, kinds["recorded_at"]).alias("recorded_at"),
            pl.lit(load).alias("load"),
            pl.int_range(before, before + pl.len(), dtype=pl.Int64).alias("arrival"),
        )
        return stamped.select(*kinds).sort(self.table.key, maintain_order=True)

    def _writer(self) -> WriterProperties:
        plain = ColumnProperties(dictionary_enabled=False)
        counted = ColumnProperties(dictionary_enabled=False, encoding="DELTA_BINARY_PACKED")
        return WriterProperties(
            compression="ZSTD",
            compression_level=1,
            max_row_group_size=ROWS_PER_GROUP,
            dictionary_page_size_limit=BYTES_PER_DICTIONARY,
            column_properties={"arrival": counted, "value": plain},
        )


@lru_cache(maxsize=256)
def _files_of(folder: Path, table: str, version: int, written: tuple[int, int]) -> tuple[StoredFile, ...]:
    return tuple(DeltaFolder(folder, TABLES[table], version=version)._listed())

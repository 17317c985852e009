"""Loads what lies in the workspace's drop folders, and what agencies' databases answer, by a mapping file."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from bongsu.facts.raw import keep
from bongsu.sources.collecting.keys import Keys
from bongsu.sources.mapped_table import FILE, DropMapping, mapped, read_mapping, rows_of_records
from bongsu.sources.parsed import Parsed
from bongsu.sources.tabular_file import read_tables
from bongsu.usecases.feed_gates import Gate
from bongsu.usecases.let_through import LetThrough
from bongsu.usecases.load import Loader, LoadReport
from bongsu.usecases.workspace import Workspace
from bongsu.words import say
from bongsu.words.refusal import Refusal

FOLDER = "drop"
MOST_RECORDS = 2_000_000
_QUERY = re.compile(r"\s*(select|with)\b[^;]*;?\s*", re.IGNORECASE | re.DOTALL)


def drop_names(workspace: Workspace) -> tuple[str, ...]:
    """The drop folders that have a mapping, sorted."""
    folder = workspace.folder / FOLDER
    return tuple(sorted(file.parent.name for file in folder.glob(f"*/{FILE}")))


def collect_drops(
    workspace: Workspace,
    names: Sequence[str] = (),
    *,
    now: datetime,
    accept: LetThrough | None = None,
    environment: Mapping[str, str] | None = None,
) -> list[LoadReport]:
    """Loads every file of the folders named, or of all; a file that is refused does not keep the others out.

    The same file under the same mapping is one load.
    """
    accept = accept or LetThrough(workspace, (), actor="", now=now)
    reports: list[LoadReport] = []
    for name in names or drop_names(workspace):
        folder = workspace.folder / FOLDER / name
        try:
            text = (folder / FILE).read_text("utf-8-sig")
            mapping = read_mapping(text, where=f"{FOLDER}/{name}/{FILE}")
            drop = _Drop(workspace, name, mapping, text, now=now, accept=accept)
            reports += drop.query(environment) if mapping.sql else drop.files(folder)
        except (Refusal, OSError) as fault:
            reports.append(LoadReport(f"{FOLDER}/{name}", refusal=str(fault)))
    return reports


class _Drop:
    """One drop folder."""

    def __init__(
        self,
        workspace: Workspace,
        name: str,
        mapping: DropMapping,
        text: str,
        *,
        now: datetime,
        accept: LetThrough,
    ) -> None:
        self.workspace, self.name, self.mapping, self.text = workspace, name, mapping, text
        self.accept = accept
        gate = Gate(workspace, {}, accept=accept.series, vouch=accept.vouch)
        self.loader = Loader(workspace, source=f"{FOLDER}/{name}", now=now, check=gate.check)

    def files(self, folder: Path) -> list[LoadReport]:
        """Every file in the folder but the mapping."""
        reports: list[LoadReport] = []
        for path in sorted(folder.iterdir()):
            if path.name == FILE or path.name.startswith(".") or not path.is_file():
                continue
            try:
                reports += self._take(path.name, path, self._read(path))
            except Refusal as refusal:
                reports.append(LoadReport(str(path), refusal=str(refusal)))
        return reports

    def _read(self, path: Path) -> Parsed:
        table = read_tables(path)[0]
        columns = [name for name in table.header if name in self.mapping.columns]
        rows = (
            (line, dict(zip(columns, cells, strict=True)))
            for line, *cells in table.rows.select("line", *columns).iter_rows()
        )
        return mapped(rows, table.header, self.mapping, where=path.name, notes=table.notes)

    def query(self, environment: Mapping[str, str] | None) -> list[LoadReport]:
        """The answer of the database, kept as CSV before it is read."""
        header, records = ask_database(self.mapping, environment=environment)
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(records)
        parsed = mapped(rows_of_records(records, header), header, self.mapping, where=self.name)
        return self._take(f"{self.name}.sql", text.getvalue().encode(), parsed)

    def _take(self, name: str, payload: Path | bytes, parsed: Parsed) -> list[LoadReport]:
        with self.accept.storing():
            return self.loader.take(
                name,
                lambda held: [parsed],
                sha256=keep(payload, self.workspace.raw),
                source=f"{FOLDER}/{self.name}",
                accepted=(self.text, *self.accept.series),
                own=True,
            )


def ask_database(
    mapping: DropMapping, *, environment: Mapping[str, str] | None = None
) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    """The header and the records of the mapping's query; nothing is ever written.

    Raises:
        Refusal: no address in the environment, no single SELECT, or the database says no.
    """
    import sqlalchemy
    from sqlalchemy.exc import SQLAlchemyError

    held = os.environ if environment is None else environment
    keys = Keys([mapping.url_variable], environment=held)
    keys.check(mapping.url_variable)
    if not _QUERY.fullmatch(mapping.sql):
        raise Refusal(f"{FILE} sql", expected=say("one SELECT"), found=mapping.sql[:80])
    try:
        engine = sqlalchemy.create_engine(held[mapping.url_variable])
    except (SQLAlchemyError, ImportError, ValueError) as fault:
        found = keys.mask(str(fault).partition("\n")[0])
        raise Refusal(mapping.url_variable, expected=say("the address of a database"), found=found) from None
    try:
        with engine.connect() as connection:
            answer = connection.execute(sqlalchemy.text(mapping.sql))
            header = tuple(answer.keys())
            records = [tuple(record) for record in answer.fetchmany(MOST_RECORDS + 1)]
            connection.rollback()
    except SQLAlchemyError as fault:
        found = _without_password(keys.mask(str(fault).partition("\n")[0]), engine.url.password)
        raise Refusal(mapping.url_variable, expected=say("an answer"), found=found) from None
    finally:
        engine.dispose()
    if len(records) > MOST_RECORDS:
        raise Refusal(
            f"{FILE} sql", expected=say("at most {count} rows", count=MOST_RECORDS), found=say("more")
        )
    return header, records


def _without_password(text: str, password: object) -> str:
    return text.replace(str(password), "***") if password else text

"""Loads files into the ledger: the raw file first, then facts, the quarantine, and the line that says done.

The order makes it safe to kill a load at any moment and to repeat it: every step bears the load's id and is
done once, and what a load adds does not depend on what an interrupted run of the same load added already.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path

import polars as pl

from bongsu.facts.ledger import Ledger
from bongsu.facts.raw import keep
from bongsu.sources.bongsu_files import READER, read_bongsu_file
from bongsu.sources.editions import Held
from bongsu.sources.expectations import expectations_of
from bongsu.sources.limits import DEFAULT_LIMITS, Limits
from bongsu.sources.parsed import Parsed, Reject
from bongsu.sources.registry import Reader, recognise
from bongsu.usecases.known_already import Settled, settled
from bongsu.usecases.load_paths import files_to_load
from bongsu.usecases.workspace import Workspace
from bongsu.words import say
from bongsu.words.refusal import Refusal

Progress = Callable[[str, int, int], None]
"""Called with the file that was dealt with, the number of files done, and the number of all."""

WHOLE_FEED = "(feed)"
"""Stands there where a whole feed failed."""

WHOLE_ROW = "(row)"
"""Stands in the quarantine's `column` where the row as a whole is at fault."""


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What became of one file's rows for one fact table, or of a file that was refused.

    Attributes:
        table: "" where nothing was loaded: the file was refused, or left out.
        rows: facts added now.
        already_known: rows that say what the ledger holds already.
        quarantined: bad rows, kept in the quarantine.
        known_from, known_to: first and last day on which the rows of the file became known.
        repeated: the same file was loaded before under the same catalogue; nothing was done.
        refusal: why the whole file was refused; "" where it was not.
    """

    file: str
    table: str = ""
    rows: int = 0
    already_known: int = 0
    quarantined: int = 0
    known_from: date | None = None
    known_to: date | None = None
    source: str = ""
    sha256: str = ""
    load: str = ""
    repeated: bool = False
    notes: tuple[str, ...] = ()
    refusal: str = ""


Check = Callable[[str, list[Parsed]], list[Parsed]]
"""Looks at what was read before it is stored: of which source, and the parts; it may reject rows."""


def load_files(
    workspace: Workspace,
    paths: Iterable[Path | str],
    *,
    source: str | None = None,
    check: Check | None = None,
    rule: str = "",
    now: datetime,
    progress: Progress | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> list[LoadReport]:
    """Loads files, folders of files and patterns; a file that is refused does not keep the others out.

    Args:
        source: the publisher's data set that the files are of, where their looks do not tell.
        check: a gate between reading and storing; rule: its name: under another rule the same file is
            another load.
        now: the moment of loading with its time zone, kept as `recorded_at`.

    Returns:
        one report for each file and fact table, in the order of the files.
    """
    if now.tzinfo is None:
        raise ValueError("expected a moment with a time zone, found one without")
    found = files_to_load(paths)
    reports = [LoadReport(name, refusal=str(refusal)) for name, refusal in found.refused]
    loader = Loader(workspace, source=source, now=now, limits=limits, check=check, rule=rule)
    for done, path in enumerate(found.files, 1):
        try:
            reports += loader.load(path)
        except Refusal as refusal:
            reports.append(LoadReport(str(path), refusal=str(refusal)))
        if progress:
            progress(path.name, done, len(found.files))
    left_out = say("left out: its name does not end like that of a table")
    return reports + [LoadReport(str(path), notes=(left_out,)) for path in found.left_out]


class Loader:
    """Loads one file, or one answer of an agency's interface, after another into one workspace.

    Args:
        check: a gate between reading and storing; rule: its name, "" where it does not change rows.
    """

    def __init__(
        self,
        workspace: Workspace,
        *,
        source: str | None,
        now: datetime,
        limits: Limits = DEFAULT_LIMITS,
        check: Check | None = None,
        rule: str = "",
    ) -> None:
        self.workspace, self.source, self.now, self.limits = workspace, source, now, limits
        self.rule = rule
        self.check = check or (lambda source, parsed: parsed)
        self.ledger = Ledger(workspace.facts)
        self.expectations = expectations_of(workspace.catalogue)

    def load(self, path: Path) -> list[LoadReport]:
        """Loads a file."""
        _check_size(path, self.limits)
        sha256 = keep(path, self.workspace.raw)
        reader = recognise(path, self.source)
        load = self._load_id(sha256, reader)
        source = reader.code if reader else self.source or ""
        return self._once(
            path,
            lambda: self._parsed(path, reader, load=load),
            sha256=sha256,
            load=load,
            source=source,
            own=reader is None,
        )

    def take(
        self,
        name: str,
        parse: Callable[[Held], list[Parsed]],
        *,
        sha256: str,
        source: str,
        accepted: Iterable[str] = (),
        own: bool = False,
    ) -> list[LoadReport]:
        """Loads what an interface answered; the same answers under the same catalogue are one load.

        Args:
            name: what was asked, as the ledger's line of loads and the quarantine name it.
            parse: makes the rows; it is given a way to see what the ledger holds.
            sha256: of the raw payload, which is kept already.
            accepted: series that a person lets through the gate, and whatever else makes it another load.
            own: rows that contradict each other or the ledger go to the quarantine; else the newer rule.
        """
        rules = (source, self.workspace.catalogue.digest, *sorted(accepted))
        load = hashlib.sha256("\n".join((sha256, *rules)).encode()).hexdigest()
        parsed = partial(parse, self._held_besides(load))
        return self._once(Path(name), parsed, sha256=sha256, load=load, source=source, own=own)

    def refuse(self, name: str, refusal: Refusal, *, sha256: str, source: str, table: str) -> None:
        """Writes down that a feed failed: a line of loads without rows, the reason in the quarantine."""
        load = hashlib.sha256("\n".join((sha256, source, self.now.date().isoformat())).encode()).hexdigest()
        if self._lines_of(load).height:
            return
        reject = Reject(0, WHOLE_FEED, refusal.expected, refusal.found or refusal.where, refusal.todo)
        self._append("quarantine", pl.DataFrame([_quarantine_line(Path(name), table, reject)]), load=load)
        report = LoadReport(name, table, source=source, sha256=sha256, quarantined=1)
        self._append("loads", _load_lines([report], Path(name)), load=load)

    def _once(
        self,
        path: Path,
        parse: Callable[[], list[Parsed]],
        *,
        sha256: str,
        load: str,
        source: str,
        own: bool,
    ) -> list[LoadReport]:
        done = self._lines_of(load)
        if done.height:
            return [self._repeated(path, line) for line in done.sort("table").iter_rows(named=True)]
        reports = self._store(path, self.check(source, parse()), load=load, own=own)
        reports = [replace(report, sha256=sha256, load=load, source=source) for report in reports]
        self._append("loads", _load_lines(reports, path), load=load)
        return reports

    def _load_id(self, sha256: str, reader: Reader | None) -> str:
        """The same file read by the same rules is one load; after a change of the catalogue it is another."""
        rules: tuple[str, ...] = (READER, self.expectations.version)
        if reader:
            rules = (reader.code, self.workspace.catalogue.digest)
        if self.rule:
            rules += (self.rule,)
        return hashlib.sha256("\n".join((sha256, *rules)).encode()).hexdigest()

    def _parsed(self, path: Path, reader: Reader | None, *, load: str) -> list[Parsed]:
        if reader is None:
            return read_bongsu_file(path, self.expectations, limits=self.limits)
        return reader.read(path, self.workspace.catalogue, held=self._held_besides(load))

    def _held_besides(self, load: str) -> Held:
        return lambda series: self._held("observations", pl.col("series").is_in(list(series)), besides=load)

    def _store(self, path: Path, parsed: list[Parsed], *, load: str, own: bool) -> list[LoadReport]:
        reports, rejected = [], []
        for table in dict.fromkeys(one.table for one in parsed):
            parts = [one for one in parsed if one.table == table]
            outcome = self._settled(table, parts, load=load, own=own)
            rejects = [reject for one in parts for reject in one.rejects] + outcome.rejects
            if outcome.rows.height:
                self._append(table, outcome.rows, load=load)
            rejected += [_quarantine_line(path, table, reject) for reject in rejects]
            days = pl.concat([one.rows["known_at"] for one in parts])
            reports.append(
                LoadReport(
                    str(path),
                    table,
                    rows=outcome.rows.height,
                    already_known=outcome.already_known,
                    quarantined=sum(len({r.line for r in one.rejects}) for one in parts)
                    + len({reject.line for reject in outcome.rejects}),
                    known_from=days.min(),  # type: ignore[arg-type]
                    known_to=days.max(),  # type: ignore[arg-type]
                    notes=tuple(note for one in parts for note in one.notes),
                )
            )
        if rejected:
            self._append("quarantine", pl.DataFrame(rejected, infer_schema_length=None), load=load)
        return reports

    def _settled(self, table: str, parts: list[Parsed], *, load: str, own: bool) -> Settled:
        """What of the parts is news beside the ledger, and beside the earlier parts of the same file."""
        outcomes: list[Settled] = []
        for part in parts:
            days = part.rows["known_at"]
            known = pl.col("known_at").is_between(days.min(), days.max())
            held = [self._held(table, known, besides=load)] if part.rows.height else []
            held += [outcome.rows for outcome in outcomes]
            outcomes.append(settled(table, part.rows, held, conflicts_are_faults=own))
        return Settled(
            pl.concat([outcome.rows for outcome in outcomes]),
            sum(outcome.already_known for outcome in outcomes),
            [reject for outcome in outcomes for reject in outcome.rejects],
        )

    def _held(self, table: str, where: pl.Expr, *, besides: str) -> pl.DataFrame:
        """Every row in the ledger, superseded ones too, that another load than this one brought."""
        return self.ledger.revisions(table, where=where & (pl.col("load") != besides))

    def _lines_of(self, load: str) -> pl.DataFrame:
        return self.ledger.revisions("loads", where=pl.col("load") == load)

    def _append(self, table: str, rows: pl.DataFrame, *, load: str) -> None:
        self.ledger.append(table, rows, load=load, recorded_at=self.now)

    def _repeated(self, path: Path, line: dict[str, object]) -> LoadReport:
        count = {name: int(str(line[name])) for name in ("rows", "already_known", "quarantined")}
        return LoadReport(
            str(path),
            str(line["table"]),
            already_known=count["rows"] + count["already_known"],
            quarantined=count["quarantined"],
            source=str(line["source"]),
            sha256=str(line["sha256"]),
            load=str(line["load"]),
            repeated=True,
            notes=(say("loaded before: nothing to do"),),
        )


def _check_size(path: Path, limits: Limits) -> None:
    """A file beyond the limit is not even copied."""
    if path.stat().st_size > limits.file_bytes:
        raise Refusal(
            str(path),
            expected=say("at most {size} MB", size=limits.file_bytes // 1_000_000),
            found=say("{size} MB", size=path.stat().st_size // 1_000_000),
            todo=say("Cut the file in parts."),
        )


def _quarantine_line(path: Path, table: str, reject: Reject) -> dict[str, object]:
    return {
        "file": path.name,
        "line": reject.line,
        "column": reject.column or WHOLE_ROW,
        "expected": reject.expected,
        "found": reject.found,
        "todo": reject.todo,
        "row": json.dumps(reject.row, ensure_ascii=False),
        "table": table,
    }


def _load_lines(reports: list[LoadReport], path: Path) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "source": [report.source for report in reports],
            "file": [path.name] * len(reports),
            "sha256": [report.sha256 for report in reports],
            "table": [report.table for report in reports],
            "rows": [report.rows for report in reports],
            "already_known": [report.already_known for report in reports],
            "quarantined": [report.quarantined for report in reports],
        }
    )

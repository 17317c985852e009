"""Report on a special operation: cases, counts, inspections, nil, or files of them, into the ledger.

Whatever is reported is first written as a file in one of bongsu's own formats and loaded like any other: the
raw file is kept, every cell is checked, a bad row is in the quarantine. The operation's record then names the
loads. Repeated after an interruption, a report is stored once.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from bongsu.core.early_warning.people import Person, Role
from bongsu.core.indicators.units import UnitError, factor
from bongsu.core.panel.periods import Period, span
from bongsu.facts.ledger import Ledger
from bongsu.records import operations
from bongsu.records.operations import OperationEntry
from bongsu.sources.parsed import Parsed, Reject
from bongsu.usecases.load import LoadReport, load_files
from bongsu.usecases.record_assessment import open_records
from bongsu.usecases.workspace import Workspace
from bongsu.words import say
from bongsu.words.operations import BASIS_WORDS
from bongsu.words.refusal import Refusal

Row = dict[str, str]
OPERATION_COLUMN = {"detections": "operation", "effort": "campaign"}


@dataclass(frozen=True, slots=True)
class Reported:
    """An operation after a report, and what became of the rows."""

    operation: OperationEntry
    loads: tuple[LoadReport, ...]


@dataclass(frozen=True, slots=True)
class NilPreview:
    """What a nil report would say, to be confirmed.

    Attributes:
        rows: (channel, period) that it would cover.
    """

    operation: str
    office: str
    rows: tuple[tuple[str, str], ...]


def result(
    workspace: Workspace,
    number: str,
    given: Mapping[str, str],
    *,
    office: str | None,
    included: bool = False,
    by: Person,
    at: datetime,
) -> Reported:
    """Reports one case (`case_id`, `detected_on`) or a count of cases (`count`, `period`) of an item.

    Args:
        given: columns of the file formats → text; `unit` may be any that measures the same as the item's.
        included: the counts of the same cell hold these cases already: they are taken out of them.

    Raises:
        Refusal: she may not report for the office, or a cell is not as it should be.
    """
    entry, place = _open(workspace, number, office, by)
    row = {name: text for name, text in given.items() if text}
    row |= {"office": place, "operation": number}
    row.setdefault("item", entry.items[0] if len(entry.items) == 1 else "")
    row.setdefault("warning", entry.warnings[0] if len(entry.warnings) == 1 else "")
    row.setdefault("known_at", at.date().isoformat())
    _check_warning(entry, row["warning"])
    _check_member(say("an item of the operation"), row["item"], entry.items)
    if row.get("channel"):
        _check_member(say("a channel of the operation"), row["channel"], entry.channels)
    _check_basis(row)
    _convert(workspace, row)
    rows = [row]
    if included:
        rows.append(_taken_out(workspace, "detections", row, ("count", "quantity", "value_krw")))
    return _send(workspace, entry, rows, kind="result", offices=[place], by=by, at=at)


def effort(
    workspace: Workspace,
    number: str,
    given: Mapping[str, str],
    *,
    office: str | None,
    included: bool = False,
    by: Person,
    at: datetime,
) -> Reported:
    """Reports inspections and officer hours of a period; raises Refusal. See `result` for `included`."""
    entry, place = _open(workspace, number, office, by)
    row = {name: text for name, text in given.items() if text}
    row |= {"office": place, "campaign": number}
    if row.get("item"):
        _check_member(say("an item of the operation"), row["item"], entry.items)
    if row.get("channel"):
        _check_member(say("a channel of the operation"), row["channel"], entry.channels)
    row.setdefault("known_at", at.date().isoformat())
    rows = [row]
    if included:
        rows.append(_taken_out(workspace, "effort", row, ("inspections", "officer_hours", "hits")))
    return _send(workspace, entry, rows, kind="effort", offices=[place], by=by, at=at)


def nil(
    workspace: Workspace,
    number: str,
    *,
    office: str | None,
    confirmed: bool,
    by: Person,
    at: datetime,
) -> Reported | NilPreview:
    """Reports that the office found nothing, in two steps: first what it would say, then `confirmed`.

    Raises:
        Refusal: she may not, no period is over yet, or the office has reported cases.
    """
    entry, place = _open(workspace, number, office, by)
    if any(each.kind == "result" and each.office == place for each in entry.reports):
        raise Refusal(
            say("operation {number}", number=number),
            expected=say("an office that has reported nothing found"),
            found=say("results of office {office}", office=place),
        )
    frequency = workspace.catalogue.item(entry.items[0]).frequency
    periods = span(Period.of(entry.first_day, frequency), Period.of(entry.last_day, frequency))
    over = [period for period in periods if period.end <= at.date()]
    if not over:
        raise Refusal(
            say("operation {number}", number=number),
            expected=say("a period that is over"),
            found=say("none by {day}", day=at.date()),
        )
    cells = tuple((channel, str(period)) for channel in entry.channels or ("",) for period in over)
    if not confirmed:
        return NilPreview(number, place, cells)
    done = _inspections(workspace, number, place)
    rows = [
        {
            "period": period,
            "office": place,
            "channel": channel,
            "inspections": str(done.get((channel, period), 0)),
            "hits": "0",
            "nil_report": "true",
            "campaign": number,
            "known_at": at.date().isoformat(),
        }
        for channel, period in cells
    ]
    return _send(workspace, entry, rows, kind="nil", offices=[place], by=by, at=at)


def import_files(
    workspace: Workspace,
    number: str,
    files: Iterable[Path | str],
    *,
    by: Person,
    at: datetime,
) -> Reported:
    """Loads files of results or inspections (CSV, Excel, Parquet); rows of others go to the quarantine.

    A row without an operation, office or warning gets the operation's where there is only one.
    """
    open_records(workspace)
    entry = operations.get(number, by=by)
    own = _own_offices(entry, by)
    operations.check_reporter(number, own[0] if own else entry.offices[0], by=by)
    seen: dict[str, dict[str, int]] = {}
    reports = load_files(
        workspace,
        files,
        check=lambda source, parts: [_fitted(each, entry, own=own, seen=seen) for each in parts],
        rule=f"operation {number} {','.join(own)}",
        now=at,
    )
    loads = sorted({each.load for each in reports if each.load})
    rows = [
        {"office": office, "table": table, "rows": str(count)}
        for office, tables in sorted(seen.items())
        for table, count in sorted(tables.items())
    ]
    noted = entry
    if seen:
        noted = operations.note_report(
            number,
            offices=sorted(seen),
            kind="import",
            rows=rows,
            loads=loads,
            quarantined=sum(each.quarantined for each in reports),
            by=by,
            at=at,
        )
    return Reported(noted, tuple(reports))


def _open(workspace: Workspace, number: str, office: str | None, by: Person) -> tuple[OperationEntry, str]:
    """The operation and the office, once she may report for it."""
    open_records(workspace)
    entry = operations.get(number, by=by)
    if office is None:
        own = _own_offices(entry, by)
        if len(own) != 1:
            raise Refusal(
                "--office",
                expected=say("the office for which you answer"),
                found=", ".join(own) or say("none"),
            )
        office = own[0]
    return operations.check_reporter(number, office, by=by), office


def _own_offices(entry: OperationEntry, by: Person) -> list[str]:
    """Offices of the operation that she may report for."""
    everywhere = by.has(Role.ANALYST)
    return [office for office in entry.offices if everywhere or office in by.offices]


def _send(
    workspace: Workspace,
    entry: OperationEntry,
    rows: Sequence[Row],
    *,
    kind: str,
    offices: Sequence[str],
    by: Person,
    at: datetime,
) -> Reported:
    """Loads the rows as a file of their own and notes the report; a row in the quarantine is refused."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{entry.number}-{offices[0]}-{kind}.csv"
        with file.open("w", encoding="utf-8", newline="") as target:
            writer = csv.DictWriter(target, columns, restval="")
            writer.writeheader()
            writer.writerows(rows)
        reports = load_files(workspace, [file], rule=f"operation {entry.number}", now=at)
    for each in reports:
        if each.refusal or each.quarantined:
            raise _fault(workspace, entry.number, each)
    noted = operations.note_report(
        entry.number,
        offices=offices,
        kind=kind,
        rows=[rows[0], *(row | {"taken_out": "true"} for row in rows[1:])] if kind != "nil" else rows,
        loads=sorted({each.load for each in reports}),
        quarantined=0,
        by=by,
        at=at,
    )
    return Reported(noted, tuple(reports))


def _fault(workspace: Workspace, number: str, report: LoadReport) -> Refusal:
    """The first reason why a row was not taken."""
    where = say("operation {number}", number=number)
    if report.refusal:
        return Refusal(where, expected=say("a report in order"), found=report.refusal)
    kept = Ledger(workspace.facts).read("quarantine", where=pl.col("load") == report.load)
    line = kept.row(0, named=True)
    return Refusal(
        f"{where}, {line['column']}", expected=line["expected"], found=line["found"], todo=line["todo"]
    )


def _check_member(expected: str, given: str, known: Sequence[str]) -> None:
    if known and given not in known:
        raise Refusal(
            say("the report"), expected=f"{expected} ({', '.join(known)})", found=given or say("nothing")
        )


def _check_warning(entry: OperationEntry, given: str) -> None:
    if given:
        _check_member(say("a warning that the operation answers"), given, entry.warnings or ("",))


def _check_basis(row: Row) -> None:
    """A value without its basis cannot be compared with any other."""
    if row.get("value_krw") and row.get("value_basis") not in BASIS_WORDS:
        raise Refusal(
            say("the report"),
            expected=say("the value's basis: {bases}", bases=", ".join(BASIS_WORDS)),
            found=row.get("value_basis") or say("nothing"),
            todo=say("Add --value-basis."),
        )


def _convert(workspace: Workspace, row: Row) -> None:
    """The quantity in the item's unit, and the unit of the catalogue."""
    if not row.get("quantity"):
        row.pop("unit", None)
        return
    due = workspace.catalogue.item(row["item"]).unit
    given = row.get("unit") or due
    if given != due:
        try:
            times = factor(given, due)
            quantity = Decimal(row["quantity"].replace(",", "")) * Decimal(repr(times))
        except UnitError as error:
            raise Refusal(
                say("the report"),
                expected=say("a quantity in {unit}", unit=due),
                found=say(error.message, **error.values),
            ) from None
        except ArithmeticError:
            raise Refusal(say("the report"), expected=say("a number"), found=row["quantity"]) from None
        row["quantity"] = format(quantity.quantize(Decimal("0.000001")).normalize(), "f")
    row["unit"] = due


def _taken_out(workspace: Workspace, table: str, row: Row, measures: Sequence[str]) -> Row:
    """The cell's row without an operation, less what the operation tells: their sum stays what it was."""
    column = OPERATION_COLUMN[table]
    period = Period.parse(row.get("period", "")) if row.get("period") else None
    if period is None:
        raise Refusal(
            say("the report"), expected=say("a count of a period with --included"), found=say("a case")
        )
    chosen = (pl.col("period") == period.start) & (pl.col("frequency") == period.frequency.value)
    chosen &= pl.col(column) == ""
    for name in ("item", "office", "channel"):
        chosen &= pl.col(name) == row.get(name, "")
    chosen &= (pl.col("case_id") == "") if table == "detections" else ~pl.col("planned") & ~pl.col("random")
    base = Ledger(workspace.facts).read(table, where=chosen)
    if base.height != 1:
        raise Refusal(
            say("the report"),
            expected=say("a row of the same item, office, channel and period that these are part of"),
            found=say("none"),
            todo=say("Leave --included out."),
        )
    held = base.row(0, named=True)
    less = {name: text for name, text in row.items() if name in ("item", "office", "channel", "period")}
    for name in measures:
        if held[name] is None:
            continue
        rest = Decimal(str(held[name])) - Decimal(row.get(name) or "0")
        if rest < 0:
            raise Refusal(
                say("the report"),
                expected=say("at most {most}, as told for the whole cell", most=held[name]),
                found=row.get(name, ""),
            )
        less[name] = format(rest.normalize(), "f")
    day = max(date.fromisoformat(row["known_at"]), held["known_at"] + timedelta(days=1))
    row["known_at"] = less["known_at"] = day.isoformat()
    return less


def _inspections(workspace: Workspace, number: str, office: str) -> dict[tuple[str, str], int]:
    """Inspections that the office has told of for the operation: (channel, period) → number."""
    where = (pl.col("campaign") == number) & (pl.col("office") == office) & (pl.col("item") == "")
    rows = Ledger(workspace.facts).read("effort", where=where & ~pl.col("planned") & ~pl.col("random"))
    found: dict[tuple[str, str], int] = {}
    for row in rows.iter_rows(named=True):
        period = str(Period.of(row["period"], _frequency(row["frequency"])))
        found[row["channel"], period] = int(row["inspections"] or 0)
    return found


def _frequency(name: str) -> Any:
    from bongsu.core.panel.periods import Frequency

    return Frequency(name)


def _fitted(
    parsed: Parsed, entry: OperationEntry, *, own: Sequence[str], seen: dict[str, dict[str, int]]
) -> Parsed:
    """The rows that she may send for the operation; the others rejected with the reason."""
    if parsed.table not in OPERATION_COLUMN:
        raise Refusal(
            say("operation {number}", number=entry.number),
            expected=say("files of detections or of effort"),
            found=parsed.table,
        )
    column = OPERATION_COLUMN[parsed.table]
    rows = parsed.rows.with_columns(
        pl.when(pl.col(column) == "").then(pl.lit(entry.number)).otherwise(pl.col(column)).alias(column)
    )
    if len(own) == 1:
        rows = rows.with_columns(
            pl.when(pl.col("office") == "").then(pl.lit(own[0])).otherwise(pl.col("office")).alias("office")
        )
    if parsed.table == "detections" and len(entry.warnings) == 1:
        missing = pl.col("warning") == ""
        told = pl.when(missing).then(pl.lit(entry.warnings[0])).otherwise(pl.col("warning"))
        rows = rows.with_columns(told.alias("warning"))
    checks = [
        (column, pl.col(column) == entry.number, entry.number),
        ("office", pl.col("office").is_in(list(own)), ", ".join(own)),
        ("item", pl.col("item").is_in([*entry.items, *([""] if parsed.table == "effort" else [])]),
         ", ".join(entry.items)),
    ]  # fmt: skip
    rejects = []
    good = pl.Series([True] * rows.height)
    for name, holds, expected in checks:
        fits = rows.select(holds.alias("fits"))["fits"]
        for row in rows.filter(good & ~fits).iter_rows(named=True):
            cells = {key: "" if value is None else str(value) for key, value in row.items()}
            rejects.append(Reject(int(row.get("line", 0)), name, expected, cells[name], row=cells))
        good &= fits
    kept = rows.filter(good)
    for office, count in kept.group_by("office").len().sort("office").iter_rows():
        tables = seen.setdefault(office, {})
        tables[parsed.table] = tables.get(parsed.table, 0) + count
    return Parsed(parsed.table, kept, (*parsed.rejects, *rejects), parsed.notes)

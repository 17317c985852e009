"""What is in the ledger, as known on a day or as held at a moment, row by row or summed up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path

import polars as pl

from bongsu.core.panel.periods import Frequency, Period
from bongsu.facts.ledger import Ledger
from bongsu.facts.tables import STAMPS, TABLES
from bongsu.usecases.workspace import Workspace
from bongsu.words import say
from bongsu.words.refusal import Refusal

SUMMED = {
    "observations": ("value",),
    "detections": ("count", "quantity", "value_krw"),
    "effort": ("inspections", "officer_hours", "hits"),
}
_DAY_OF = {"events": "announced_on", "intelligence": "known_at"}


def list_facts(
    workspace: Workspace,
    table: str,
    *,
    by: Sequence[str] = (),
    items: Sequence[str] = (),
    series: Sequence[str] = (),
    first: Period | None = None,
    last: Period | None = None,
    as_of: date | None = None,
    as_recorded: datetime | None = None,
) -> pl.DataFrame:
    """The newest row of every fact, `period` as text (2005-05), sorted.

    Args:
        by: columns to sum by; none gives the rows themselves. Effort that is only planned is left out of the
            sums unless `planned` is among them.
        items, series: keep these only.
        first, last: keep periods within these; of events the announcement, of reports the day they came.
        as_of: as the world could know on this day; None, all that is known.
        as_recorded: as this installation held at this moment; None, now.

    Raises:
        Refusal: a column, item or option that the table does not have.
    """
    _check_columns(table, by)
    rows = _rows(workspace, table, as_of=as_of, as_recorded=as_recorded)
    for column, wanted in (("item", items), ("series", series)):
        if wanted:
            rows = rows.filter(_among(table, column, wanted))
    rows = _within(table, rows, first=first, last=last)
    order = [name for name in TABLES[table].key if rows.schema[name] != pl.List(pl.String)]
    rows = _with_period_text(rows.sort([*order, "known_at"] if "known_at" in rows.columns else order))
    return _summed(table, rows, by=list(by)) if by else rows.drop(STAMPS, strict=False)


def list_loads(workspace: Workspace) -> pl.DataFrame:
    """Every load, oldest first."""
    return _revisions(workspace.facts, "loads").sort("recorded_at", "arrival").drop("arrival")


def list_quarantine(workspace: Workspace, *, superseded: bool = False) -> pl.DataFrame:
    """The rows that were not taken, by file and line.

    A file that was loaded again, after the catalogue was mended, is listed by its last load only, unless
    `superseded` rows are asked for.
    """
    rows = _revisions(workspace.facts, "quarantine")
    if not superseded:
        loads = _revisions(workspace.facts, "loads").sort("recorded_at", "arrival")
        rows = rows.filter(pl.col("load").is_in(loads.unique("sha256", keep="last")["load"].implode()))
    return rows.sort("recorded_at", "file", "line", "column").drop("arrival")


def _revisions(facts: Path, table: str) -> pl.DataFrame:
    """Every row of a small table, read again only when the table has grown."""
    return _kept(facts, table, Ledger(facts).versions().get(table, -1))


@lru_cache(maxsize=4)
def _kept(facts: Path, table: str, version: int) -> pl.DataFrame:
    return Ledger(facts).at({table: version}).revisions(table)


def _rows(
    workspace: Workspace, table: str, *, as_of: date | None, as_recorded: datetime | None
) -> pl.DataFrame:
    return Ledger(workspace.facts).read(table, as_of=as_of, as_recorded=as_recorded)


def _among(table: str, column: str, wanted: Sequence[str]) -> pl.Expr:
    columns = TABLES[table].columns
    if column in columns:
        return pl.col(column).is_in(list(wanted))
    if column == "item" and "items" in columns:
        return pl.col("items").list.eval(pl.element().is_in(list(wanted))).list.any()
    raise Refusal(f"--{column}", expected=say("a table with this column"), found=table)


def _within(table: str, rows: pl.DataFrame, *, first: Period | None, last: Period | None) -> pl.DataFrame:
    day = pl.col(_DAY_OF.get(table, "period"))
    if first:
        rows = rows.filter(day >= first.start)
    return rows.filter(day <= last.end) if last else rows


def _with_period_text(rows: pl.DataFrame) -> pl.DataFrame:
    if "period" not in rows.columns:
        return rows
    distinct = rows.select("frequency", "period").unique()
    texts = [str(Period.of(day, Frequency(name))) for name, day in distinct.iter_rows()]
    distinct = distinct.with_columns(text=pl.Series(texts, dtype=pl.String))
    joined = rows.join(distinct, on=["frequency", "period"], how="left", maintain_order="left")
    return joined.with_columns(period=pl.col("text")).drop("text", "frequency")


def _check_columns(table: str, by: Sequence[str]) -> None:
    allowed = [
        name
        for name in TABLES[table].columns
        if name not in (*SUMMED.get(table, ()), *STAMPS, "items", "frequency", "note")
    ]
    for name in by:
        if name not in allowed:
            close = get_close_matches(name, allowed, n=1)
            raise Refusal(
                f"--by {','.join(by)}",
                expected=say("columns among {columns}", columns=", ".join(allowed)),
                found=f"'{name}'",
                todo=say("Is '{near}' meant?", near=close[0]) if close else "",
            )


def _summed(table: str, rows: pl.DataFrame, *, by: list[str]) -> pl.DataFrame:
    """Sums as whole numbers and decimals; a sum of nothing at all is null, not zero."""
    if table == "effort" and "planned" not in by:
        rows = rows.filter(~pl.col("planned"))
    if table == "observations":
        counts = [
            (pl.col("status") == status).sum().alias(status)
            for status in ("reported", "not_reported", "feed_failed", "withheld")
        ]
        return rows.group_by(by).agg(counts).sort(by)
    if table not in SUMMED:
        return rows.group_by(by).agg(pl.len().alias("rows")).sort(by)
    sums = [pl.when(pl.col(name).count() > 0).then(_exact(name).sum()).alias(name) for name in SUMMED[table]]
    if table == "detections":
        one_unit = pl.col("unit").filter(pl.col("quantity").is_not_null()).n_unique() == 1
        # Kilograms and packets do not add up: without one unit there is no sum of quantities.
        unit = pl.col("unit").filter(pl.col("quantity").is_not_null()).first()
        sums[1] = pl.when(one_unit).then(sums[1]).alias("quantity")
        if "unit" not in by:
            sums.insert(2, pl.when(one_unit).then(unit).alias("unit"))
    return rows.group_by(by).agg(sums).sort(by)


def _exact(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.Decimal(38, 6)) if name == "officer_hours" else pl.col(name)


def compact_facts(workspace: Workspace) -> dict[str, int]:
    """Merges small files into large ones; gives each table's number of rows, revisions counted."""
    ledger = Ledger(workspace.facts)
    ledger.compact()
    return ledger.tables()

"""Which rows of a file are news: not in the ledger yet, and not against what it holds of the same day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from bongsu.facts.conformance import complete
from bongsu.facts.tables import STAMPS, TABLES
from bongsu.sources.parsed import Reject
from bongsu.words import say

_HELD = " held"


@dataclass(frozen=True, slots=True)
class Settled:
    """The news, the number of rows that are none, and the rows that speak against the ledger."""

    rows: pl.DataFrame
    already_known: int
    rejects: list[Reject]


def settled(
    table: str, rows: pl.DataFrame, held: Sequence[pl.DataFrame], *, conflicts_are_faults: bool
) -> Settled:
    """Compares rows with the rows held that speak of the same fact as known on the same day.

    Args:
        rows: as a reader gave them, with `line` where it knows it.
        held: rows of the same table, later arrivals last within each frame and from frame to frame.
        conflicts_are_faults: a row that says something else of the same fact and day is rejected; where not
            (a publisher that prints the same day's table again), it is news.
    """
    lines = rows["line"] if "line" in rows.columns else pl.Series([0] * rows.height, dtype=pl.Int64)
    bare = complete(TABLES[table], rows.drop("line", strict=False))
    if not rows.height or not sum(frame.height for frame in held):
        return Settled(bare, 0, [])
    content = [name for name in bare.columns if name != "known_at"]
    before = pl.concat([_in_order(frame).select(bare.columns) for frame in held])
    before = before.with_columns(_fact(table)).unique(["fact", "known_at"], keep="last", maintain_order=True)
    before = before.rename({name: name + _HELD for name in content}).with_columns(is_held=True)
    compared = bare.with_columns(_fact(table), line=lines).join(
        before, on=["fact", "known_at"], how="left", maintain_order="left"
    )
    is_held = compared["is_held"].fill_null(value=False)
    agrees = compared.select(
        agrees=pl.all_horizontal(pl.col(name).eq_missing(pl.col(name + _HELD)) for name in content)
    )["agrees"]
    already_known = int((is_held & agrees).sum())
    if not conflicts_are_faults:
        return Settled(bare.filter(~(is_held & agrees)), already_known, [])
    against = compared.filter(is_held & ~agrees)
    rejects = [_reject(row, content=content) for row in against.iter_rows(named=True)]
    return Settled(bare.filter(~is_held), already_known, rejects)


def _fact(table: str) -> pl.Expr:
    """What names the fact, as one text: the key columns, but of a case its id alone."""
    key = [pl.col(name).cast(pl.String).fill_null("") for name in TABLES[table].key]
    fact = pl.concat_str(key, separator="\x1f")
    if table == "detections":
        fact = pl.when(pl.col("case_id") == "").then(fact).otherwise(pl.col("case_id"))
    return fact.alias("fact")


def _in_order(frame: pl.DataFrame) -> pl.DataFrame:
    """Oldest arrival first, without the ledger's stamps."""
    order = [name for name in ("recorded_at", "arrival") if name in frame.columns]
    return (frame.sort(order) if order else frame).drop(STAMPS, strict=False)


def _reject(row: dict[str, object], *, content: list[str]) -> Reject:
    held = {name: row[name + _HELD] for name in content}
    different = [name for name in content if held[name] != row[name]]
    return Reject(
        int(str(row["line"])),
        different[0],
        say(
            "what the ledger holds as known on {day}: {held}",
            day=row["known_at"],
            held=", ".join(f"{name} {_text(held[name])}" for name in different),
        ),
        ", ".join(f"{name} {_text(row[name])}" for name in different),
        say("A revision needs a later known_at: write the day on which the new figures became known."),
        {name: _text(row[name]) for name in [*content, "known_at"]},
    )


def _text(value: object) -> str:
    return "''" if value is None or value == "" else str(value)

"""Rows of one file that say the same fact twice: taken once if they agree, not at all if they do not."""

from __future__ import annotations

import polars as pl

from bongsu.sources.row_checks import RowChecks
from bongsu.words import say


def check_duplicates(
    checks: RowChecks, rows: pl.DataFrame, *, key: list[str]
) -> tuple[pl.DataFrame, list[str]]:
    """Leaves one row of those that agree; rejects all of those that disagree.

    Args:
        rows: the good rows with the column `line`; rows with equal `key` and `known_at` say the same fact.

    Returns:
        the rows kept, and a note for the person who loads the file.
    """
    key = [*key, "known_at"]
    hashes = rows.select(key).hash_rows()
    if hashes.n_unique() == rows.height:
        return rows, []
    twice = rows.filter(hashes.is_duplicated()).sort("line")
    content = [column for column in twice.columns if column not in ("line", *key)]
    groups = (
        twice.with_columns(said=pl.struct(content).rank("dense") if content else pl.lit(1))
        .group_by(key, maintain_order=True)
        .agg(pl.col("line"), pl.col("said").n_unique())
        .filter(pl.col("line").list.len() > 1)
    )
    disagreeing = groups.filter(pl.col("said") > 1)["line"].to_list()
    agreeing = groups.filter(pl.col("said") == 1)["line"].to_list()
    _reject(checks, disagreeing, key=key)
    surplus = [line for lines in agreeing for line in lines[1:]]
    dropped = surplus + [line for lines in disagreeing for line in lines]
    notes = []
    if surplus:
        shown = ", ".join(map(str, sorted(surplus)[:10])) + (", …" if len(surplus) > 10 else "")
        notes = [
            say(
                "{count} rows stand twice and agree, taken once: lines {lines}",
                count=len(surplus),
                lines=shown,
            )
        ]
    return rows.filter(~pl.col("line").is_in(dropped)), notes


def _reject(checks: RowChecks, groups: list[list[int]], *, key: list[str]) -> None:
    if not groups:
        return
    others = {
        line: ", ".join(str(other) for other in lines[:10] if other != line)
        for lines in groups
        for line in lines
    }
    lines = checks.rows["line"]
    found = lines.replace_strict(
        {line: say("another row for it in line {lines}", lines=other) for line, other in others.items()},
        default=None,
        return_dtype=pl.String,
    )
    checks.fault(
        lines.is_in(list(others)),
        "",
        expected=say("one row for each {key}", key=", ".join(key)),
        found=found,
        todo=say("Keep the right one. A revision needs a known_at of its own: the day it became known."),
    )

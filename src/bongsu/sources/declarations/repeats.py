"""Which declarations come a second time: one number and line in the files of one run, in bounded memory.

A first look keeps one 64-bit hash a row, and of about `ROWS_A_LOOK` rows at a time (hashes are looked at in
parts, one pass over the key columns for each); only rows whose hash comes twice are then compared as text, so
that two declarations whose hashes happen to agree are never taken for one.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

KEY = "_key"
"""The declaration's number and line as one text; null where it has no number."""
ROWS_A_LOOK = 20_000_000


def key(*, with_line: bool) -> pl.Expr:
    """The key of the columns `number` and, where there is one, `line`; blanks around them do not count."""
    number = pl.col("number").cast(pl.String).str.strip_chars()
    number = pl.when(number != "").then(number)
    if not with_line:
        return number.alias(KEY)
    line = pl.col("line").cast(pl.String).str.strip_chars().fill_null("")
    return pl.concat_str([number, line], separator="\x1f").alias(KEY)


def repeated_keys(frames: Sequence[pl.LazyFrame], *, rows: int, most: int) -> tuple[pl.Series, int]:
    """Hashes of keys that come more than once, and how many rows have no key.

    Args:
        frames: each with the column `_key`.
        rows: about how many there are, from which the number of parts follows.
        most: where more hashes come twice, only this many and one are handed on.
    """
    hashed = pl.concat(frames).select(pl.when(pl.col(KEY).is_not_null()).then(pl.col(KEY).hash()).alias(KEY))
    parts = -(-rows // ROWS_A_LOOK) or 1
    nameless = 0
    found: list[np.ndarray] = []
    for part in range(parts):
        mine = (pl.col(KEY) % parts == part) | (pl.col(KEY).is_null() if part == 0 else False)
        looked = (hashed.filter(mine) if parts > 1 else hashed).collect(engine="streaming")[KEY]
        nameless += looked.null_count()
        ordered = np.sort(looked.drop_nulls().to_numpy())
        twice = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
        found.append(twice)
        if sum(len(each) for each in found) > most:
            break
    return pl.Series(KEY, np.concatenate(found)[: most + 1], dtype=pl.UInt64), nameless


def lines_of(frame: pl.LazyFrame, hashes: pl.Series) -> pl.Series:
    """The lines, `_line`, of the rows whose key has one of these hashes."""
    hashed = frame.with_columns(pl.col(KEY).hash())
    return (
        hashed.filter(pl.col(KEY).is_in(hashes.implode()))
        .select("_line")
        .collect(engine="streaming")["_line"]
    )


def repeats(candidates: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """The rows that say again what an earlier one said, and where the first of them stands.

    Args:
        candidates: of every file in order, its rows whose hash comes twice, with `_key` and `_line`.

    Returns:
        Their columns and file, first_file (places in `candidates`), first_line, in the order of the files.
    """
    placed = [
        frame.with_columns(pl.lit(place, dtype=pl.Int64).alias("file"))
        for place, frame in enumerate(candidates)
    ]
    rows = pl.concat(placed).sort("file", "_line")
    first = [pl.col(name).first().over(KEY).alias(f"first_{name.strip('_')}") for name in ("file", "_line")]
    return rows.with_columns(first).filter(~pl.col(KEY).is_first_distinct())

"""Which declarations come a second time: one number and line in the files of one run, in bounded memory.

A first look keeps one 64-bit hash a row, and of about `ROWS_A_LOOK` rows at a time (hashes are looked at in
parts, one pass over the key columns for each); only rows whose hash comes twice are then compared as text, so
that two declarations whose hashes happen to agree are never taken for one.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

KEY = "_key"
"""The declaration's number and line as one text; null where it has no number."""
ROWS_A_LOOK = 5_000_000


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
    hashes = pl.concat([frame.select(pl.col(KEY)) for frame in frames])
    nameless = int(hashes.select(pl.col(KEY).is_null().sum()).collect(engine="streaming").item())
    parts = -(-rows // ROWS_A_LOOK) or 1
    found: list[pl.Series] = []
    for part in range(parts):
        hashed = hashes.drop_nulls().select(pl.col(KEY).hash())
        twice = (
            hashed.filter(pl.col(KEY) % parts == part)
            .group_by(KEY)
            .agg(pl.len().alias("times"))
            .filter(pl.col("times") > 1)
            .collect(engine="streaming")
        )
        found.append(twice[KEY])
        if sum(len(each) for each in found) > most:
            break
    return pl.concat(found).head(most + 1), nameless


def repeats(frames: Sequence[pl.LazyFrame], hashes: pl.Series) -> pl.DataFrame:
    """The rows that say again what an earlier one said, and where the first of them stands.

    Args:
        frames: each with the columns `_key`, `_line` and `_good`, in the order of the files.

    Returns:
        file and first_file (places in `frames`), line and first_line, in the order of the files.
    """
    candidates = pl.concat(
        frame.filter(pl.col("_good") & pl.col(KEY).hash().is_in(hashes.implode()))
        .select(KEY, pl.lit(place).alias("file"), pl.col("_line").alias("line"))
        .collect(engine="streaming")
        for place, frame in enumerate(frames)
    ).sort("file", "line")
    first = pl.col("file", "line").first().over(KEY).name.prefix("first_")
    return candidates.with_columns(first).filter(~pl.col(KEY).is_first_distinct()).drop(KEY)

"""Sums of declarations by code, origin and month: one pass over files of any size, in bounded memory.

Weights and values are rounded row by row to whole numbers of their smallest unit and summed as integers, so
that the sums are the same bit for bit however the rows are cut and whichever thread adds them.
"""

from __future__ import annotations

import codecs
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from bongsu.sources.declarations.mapping import NAMES, Mapping, Measure
from bongsu.sources.declarations.repeats import key, lines_of, repeated_keys, repeats
from bongsu.sources.parsed import Reject
from bongsu.words import say
from bongsu.words.refusal import Refusal

LARGEST_ROW = 10**15
MOST_REJECTS = 100_000
LARGEST_BAD_SHARE = 0.1
SAMPLE = 10_000
"""Rows at the head of each file that are looked at first, so that a wrong mapping is refused at once."""
_CHUNK = 1 << 22
_WHERE = "_line"


@dataclass(frozen=True, slots=True)
class Sums:
    """What the files hold.

    Attributes:
        sums: hs, origin, month (its first day), declarations, weight and value as whole numbers of the
            smallest unit (10^-decimals of the mapping's unit), sorted.
        rejects: (file, reason) of every bad row, and of every row that says a declaration's number and line
            again.
        repeats: how many of the rejected rows are such.
        nameless: rows without a number, of which nobody can tell whether one is there twice; all, where the
            mapping names no column for it.
    """

    sums: pl.DataFrame
    rejects: tuple[tuple[str, Reject], ...]
    repeats: int = 0
    nameless: int = 0


def summed(paths: Sequence[Path], mapping: Mapping, *, codes: Sequence[str] | None = None) -> Sums:
    """The sums of the files' declarations whose code begins with one of `codes`; None: of all.

    Every row's code is checked; the other cells of the rows that are summed.

    Raises:
        Refusal: a file is no CSV or Parquet, lacks a column, has HS codes as numbers, or is mostly bad.
    """
    with tempfile.TemporaryDirectory(prefix="bongsu-") as folder:
        frames = [_scan(path, mapping, Path(folder)) for path in paths]
        try:
            for path, frame in zip(paths, frames, strict=True):
                _rejects([path], [frame.head(SAMPLE)], mapping, codes)
            found = _grouped([_read(frame, mapping, codes, strip=False) for frame in frames])
            clean = _is_clean(found, mapping)
            rejects = [] if clean else _rejects(paths, frames, mapping, codes)
            count = int(found["declarations"].sum())
            again = _repeats(paths, frames, mapping, codes, rows=count, clean=clean)
            if clean and again.rows is not None:
                found = _without(found, again.rows)
            if not clean:
                told = again.told
                left_out = [[each.line for _, each in told.get(place, [])] for place in range(len(paths))]
                good = [
                    _read(_numbered(path, frame), mapping, codes).filter(
                        _all_good(mapping) & ~pl.col(_WHERE).is_in(lines)
                    )
                    for path, frame, lines in zip(paths, frames, left_out, strict=True)
                ]
                found = _grouped(good)
            return _sums(
                found, rejects, [each for one in again.told.values() for each in one], again.nameless
            )
        except pl.exceptions.PolarsError as error:
            raise Refusal(
                ", ".join(path.name for path in paths),
                expected=say("a CSV or Parquet file of declarations"),
                found=str(error).splitlines()[0],
                todo=say(
                    "Is the encoding in the mapping right? It is {encoding}.", encoding=mapping.encoding
                ),
            ) from None


def _grouped(rows: Sequence[pl.LazyFrame]) -> pl.DataFrame:
    """The sums of every code, origin and month, with what tells whether a cell among them was bad."""
    measures = pl.col("weight", "value")
    return (
        pl.concat(rows)
        .group_by("hs", "origin", "month")
        .agg(
            pl.len().alias("declarations"),
            measures.sum(),
            measures.count().name.prefix("known_"),
            measures.min().name.prefix("least_"),
            measures.max().name.prefix("most_"),
        )
        .collect(engine="streaming")
    )


def _is_clean(found: pl.DataFrame, mapping: Mapping) -> bool:
    """Whether no group holds a bad row: the keys are looked at once a group, not once a row."""
    keys = {role: good for role, (good, _) in _checks(mapping).items() if role not in ("weight", "value")}
    numbers = [
        (pl.col(f"known_{name}") == pl.col("declarations"))
        & (pl.col(f"least_{name}") >= 0)
        & (pl.col(f"most_{name}") < LARGEST_ROW)
        for name in ("weight", "value")
    ]
    clean = pl.all_horizontal(good.fill_null(value=False) for good in (*keys.values(), *numbers))
    return bool(found.select(clean.all()).item())


def _sums(
    found: pl.DataFrame, rejects: list[tuple[str, Reject]], again: list[tuple[str, Reject]], nameless: int
) -> Sums:
    for name in ("weight", "value"):
        over = found.filter(pl.col(f"most_{name}").cast(pl.Float64) * pl.col("declarations") >= 2.0**63)
        if over.height:
            raise Refusal(
                f"{over['hs'][0]} {over['origin'][0]} {over['month'][0]}",
                expected=say("a sum below 2^63 of the smallest unit"),
                todo=say("Give the measure fewer decimals in the mapping."),
            )
    kept = found.select("hs", "origin", "month", "declarations", "weight", "value")
    whole = nameless if nameless >= 0 else int(kept["declarations"].sum())
    return Sums(kept.sort("hs", "origin", "month"), (*rejects, *again), len(again), whole)


def _scan(path: Path, mapping: Mapping, folder: Path) -> pl.LazyFrame:
    """The columns that the mapping names; CSV as text, Parquet as typed."""
    if path.suffix.lower() == ".parquet":
        frame = pl.scan_parquet(path)
    elif path.suffix.lower() in (".csv", ".txt", ".tsv"):
        source = path if mapping.encoding == "utf-8" else _as_utf8(path, mapping.encoding, folder)
        frame = pl.scan_csv(source, infer_schema=False, separator=mapping.separator, quote_char='"')
    else:
        raise Refusal(str(path), expected="CSV, Parquet", found=path.suffix)
    schema = frame.collect_schema()
    missing = [name for name in mapping.columns.values() if name not in schema]
    if missing:
        raise Refusal(
            str(path),
            expected=say("the column {column}", column=missing[0]),
            found=", ".join(schema.names()[:30]),
            todo=say("If the agency renamed the column, edit the mapping."),
        )
    if schema[mapping.columns["hs"]].is_numeric():
        raise Refusal(
            f"{path} {mapping.columns['hs']}",
            expected=say("HS codes as text"),
            found=str(schema[mapping.columns["hs"]]),
            todo=say("As numbers they have lost their leading zeros: write the column as text."),
        )
    return frame.select([pl.col(name).alias(role) for role, name in mapping.columns.items()])


def _as_utf8(path: Path, encoding: str, folder: Path) -> Path:
    target = folder / f"{len(list(folder.iterdir()))}-{path.name}"
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as source, target.open("w", encoding="utf-8", newline="") as out:
        try:
            while chunk := source.read(_CHUNK):
                out.write(decoder.decode(chunk))
            out.write(decoder.decode(b"", final=True))
        except UnicodeDecodeError as error:
            raise Refusal(
                str(path), expected=encoding, found=say("byte {byte} that is not", byte=error.start + 1)
            ) from None
    return target


def _read(
    frame: pl.LazyFrame, mapping: Mapping, codes: Sequence[str] | None, *, strip: bool = True
) -> pl.LazyFrame:
    """The rows that are summed or have no readable code, typed; a cell that cannot be read is null."""
    schema = frame.collect_schema()
    rows = frame.with_columns(hs=_text("hs", strip=strip))
    if codes is not None:
        odd = ~_checks(mapping)["hs"][0]
        rows = rows.filter((_begins(codes) | odd).fill_null(value=True))
    typed = rows.with_columns(
        month=_day(schema["date"], mapping.date_format).dt.truncate("1mo"),
        origin=_text("origin", strip=strip),
        weight=_whole("weight", schema["weight"], mapping.weight),
        value=_whole("value", schema["value"], mapping.value),
    )
    kept = [name for name in (_WHERE, *NAMES) if name in schema]
    return typed.select("hs", "origin", "month", "weight", "value", *kept)


def _watched(frame: pl.LazyFrame, codes: Sequence[str] | None) -> pl.LazyFrame:
    """The rows whose code begins with one of the codes, as they are."""
    return frame if codes is None else frame.with_columns(hs=_text("hs", strip=False)).filter(_begins(codes))


def _all_good(mapping: Mapping) -> pl.Expr:
    return pl.all_horizontal(good.fill_null(value=False) for good, _ in _checks(mapping).values())


def _checks(mapping: Mapping) -> dict[str, tuple[pl.Expr, str]]:
    """Column → what must hold of it, and the same in words."""
    digits = "|".join(f"[0-9]{{{count}}}" for count in mapping.hs_digits)
    amount = say("a number from zero to below {limit}", limit=f"{LARGEST_ROW:.0e}")
    return {
        "date": (
            pl.col("month").is_not_null(),
            say("a day written as {format}", format=mapping.date_format),
        ),
        "hs": (
            pl.col("hs").str.contains(f"^(?:{digits})$"),
            say("an HS code of {digits} digits", digits=", ".join(map(str, mapping.hs_digits))),
        ),
        "origin": (pl.col("origin").str.contains("^[A-Z]{2}$"), say("a country code of two capital letters")),
        "weight": (pl.col("weight").is_between(0, LARGEST_ROW - 1), amount),
        "value": (pl.col("value").is_between(0, LARGEST_ROW - 1), amount),
    }


def _begins(codes: Sequence[str]) -> pl.Expr:
    lengths = sorted({len(code) for code in codes})
    return pl.any_horizontal(
        pl.col("hs").str.slice(0, length).is_in([code for code in codes if len(code) == length])
        for length in lengths
    )


def _day(kind: pl.DataType, form: str) -> pl.Expr:
    column = pl.col("date")
    return (
        column.str.strip_chars().str.to_date(form, strict=False)
        if kind == pl.String
        else column.cast(pl.Date)
    )


def _text(role: str, *, strip: bool) -> pl.Expr:
    column = pl.col(role).cast(pl.String)
    return column.str.strip_chars() if strip else column


def _whole(role: str, kind: pl.DataType, measure: Measure) -> pl.Expr:
    """The cell in whole numbers of the smallest unit; null where it is no number."""
    column, scale = pl.col(role), 10**measure.decimals
    if kind.is_integer():
        return column.cast(pl.Int64) * scale
    if kind.is_float():
        return (column * scale).round().cast(pl.Int64, strict=False)
    if kind == pl.String:
        column = column.str.strip_chars()
    exact = column.cast(pl.Decimal(38, measure.decimals), strict=False)
    return (exact * scale).cast(pl.Int64, strict=False)


def _rejects(
    paths: Sequence[Path],
    frames: Sequence[pl.LazyFrame],
    mapping: Mapping,
    codes: Sequence[str] | None,
) -> list[tuple[str, Reject]]:
    """Every reason of every bad row, with its line; further passes, made only where there are any.

    Raises:
        Refusal: they are too many to be slips.
    """
    bad = [_read(frame, mapping, codes).filter(~_all_good(mapping)).select(pl.len()) for frame in frames]
    count = sum(int(frame.collect(engine="streaming").item()) for frame in bad)
    if not count:
        return []
    whole = sum(int(frame.select(pl.len()).collect(engine="streaming").item()) for frame in frames)
    _check_share(count, whole, paths)
    found = []
    for path, frame in zip(paths, frames, strict=True):
        numbered = _numbered(path, frame)
        faults = _read(numbered, mapping, codes).filter(~_all_good(mapping))
        faults = faults.with_columns(
            (~good.fill_null(value=False)).alias(f"bad_{role}")
            for role, (good, _) in _checks(mapping).items()
        )
        bad_rows = faults.select(_WHERE, pl.col("^bad_.*$")).collect(engine="streaming").sort(_WHERE)
        lines = bad_rows[_WHERE].implode()
        cells = numbered.filter(pl.col(_WHERE).is_in(lines)).collect(engine="streaming").sort(_WHERE)
        for fault, row in zip(bad_rows.to_dicts(), cells.to_dicts(), strict=True):
            found += [(path.name, reject) for reject in _reasons(fault, row, mapping)]
    return found


def _check_share(count: int, whole: int, paths: Sequence[Path]) -> None:
    if count > LARGEST_BAD_SHARE * whole or count > MOST_REJECTS:
        raise Refusal(
            ", ".join(path.name for path in paths),
            expected=say("at most one bad row in ten, and {most} in all", most=MOST_REJECTS),
            found=say("{bad} bad rows of {whole}", bad=count, whole=whole),
            todo=say("Is the mapping right?"),
        )


def _numbered(path: Path, frame: pl.LazyFrame) -> pl.LazyFrame:
    """The rows with their lines as a person counts them: a CSV's header is line 1."""
    return frame.with_row_index(_WHERE, offset=1 if path.suffix.lower() == ".parquet" else 2)


@dataclass(frozen=True, slots=True)
class _Repeats:
    """Rows that come again: by place of the file the reasons; their cells, typed; rows without a number."""

    told: dict[int, list[tuple[str, Reject]]]
    rows: pl.DataFrame | None
    nameless: int


def _repeats(
    paths: Sequence[Path],
    frames: Sequence[pl.LazyFrame],
    mapping: Mapping,
    codes: Sequence[str] | None,
    *,
    rows: int,
    clean: bool,
) -> _Repeats:
    """The rows that say an earlier one's number again; -1 rows without a number: all are.

    Args:
        clean: no row that is summed or has no readable code is bad: codes need not be looked at again.

    Raises:
        Refusal: they are too many to be slips.
    """
    if "number" not in mapping.columns:
        return _Repeats({}, None, -1)
    named = key(with_line="line" in mapping.columns)

    def keyed(frame: pl.LazyFrame, *kept: str) -> pl.LazyFrame:
        rows = _watched(frame, codes) if clean else _read(frame, mapping, codes)
        return rows.select(*kept, named)

    hashes, nameless = repeated_keys([keyed(frame) for frame in frames], rows=rows, most=MOST_REJECTS)
    if not len(hashes):
        return _Repeats({}, None, nameless)
    _check_share(len(hashes), rows, paths)
    numbered = [_numbered(path, frame) for path, frame in zip(paths, frames, strict=True)]
    lines = [lines_of(keyed(frame, _WHERE), hashes) for frame in numbered]
    raw = [
        frame.filter(pl.col(_WHERE).is_in(mine.implode())).collect(engine="streaming")
        for frame, mine in zip(numbered, lines, strict=True)
    ]
    good = [
        _read(cells.lazy(), mapping, codes).filter(_all_good(mapping)).with_columns(named).collect()
        for cells in raw
    ]
    again = repeats(good)
    if not again.height:
        return _Repeats({}, None, nameless)
    _check_share(again.height, rows, paths)
    found: dict[int, list[tuple[str, Reject]]] = {place: [] for place in range(len(paths))}
    for (place,), lines in again.group_by("file", maintain_order=True):
        at = int(str(place))
        cells = raw[at].filter(pl.col(_WHERE).is_in(lines[_WHERE].implode())).sort(_WHERE).to_dicts()
        for where, row in zip(lines.to_dicts(), cells, strict=True):
            first = f"{paths[where['first_file']].name}:{where['first_line']}"
            found[at].append((paths[at].name, _again(row, mapping, first)))
    return _Repeats(found, again, nameless)


def _without(found: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """The sums less what these rows brought to them; a group of which nothing is left goes."""
    keys, measures = ("hs", "origin", "month"), ("declarations", "weight", "value")
    less = rows.group_by(*keys).agg(pl.len().alias("declarations"), pl.col("weight", "value").sum())
    joined = found.join(less, on=keys, how="left", suffix="_less", nulls_equal=True)
    left = joined.with_columns(pl.col(name) - pl.col(f"{name}_less").fill_null(0) for name in measures)
    return left.filter(pl.col("declarations") > 0).select(found.columns)


def _again(row: dict[str, object], mapping: Mapping, first: str) -> Reject:
    line = int(str(row.pop(_WHERE)))
    cells = {mapping.columns[role]: "" if cell is None else str(cell) for role, cell in row.items()}
    return Reject(
        line,
        mapping.columns["number"],
        say("a declaration's number and line once in the files of a run"),
        " ".join(cells[mapping.columns[role]] for role in NAMES if role in mapping.columns),
        say(
            "The first is {first}; it was counted. If this row corrects it, take the first out.", first=first
        ),
        cells,
    )


def _reasons(fault: dict[str, object], row: dict[str, object], mapping: Mapping) -> list[Reject]:
    line = int(str(row.pop(_WHERE)))
    cells = {mapping.columns[role]: "" if cell is None else str(cell) for role, cell in row.items()}
    reasons = []
    for role, (_, expected) in _checks(mapping).items():
        if fault[f"bad_{role}"]:
            text = cells[mapping.columns[role]]
            odd = role == "hs" and text.isdigit() and len(text) + 1 in mapping.hs_digits
            todo = say("Has it lost its leading zero?") if odd else ""
            reasons.append(Reject(line, mapping.columns[role], expected, repr(text), todo, cells))
    return reasons

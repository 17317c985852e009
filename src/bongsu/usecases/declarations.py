"""Import declarations into observations: item × origin × month, with unit values and shares of form.

The declarations themselves are not kept: they name people and firms. What enters the ledger are sums; the
load remembers the files' hashes and the mapping.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import polars as pl

from bongsu.catalogue.catalogue import Catalogue
from bongsu.core.panel.periods import Frequency, Period
from bongsu.facts.ledger import Ledger
from bongsu.sources.declarations.mapping import Mapping, read_mapping
from bongsu.sources.declarations.sums import Sums, summed
from bongsu.sources.parsed import Reject
from bongsu.usecases.known_already import settled
from bongsu.usecases.load_paths import files_to_load
from bongsu.usecases.workspace import Workspace
from bongsu.words import say
from bongsu.words.refusal import Refusal

PREFIX = "decl"
_CHUNK = 1 << 22


@dataclass(frozen=True, slots=True)
class DeclarationsReport:
    """What became of the files.

    Attributes:
        declarations: those of watched items; `months` the first and the last of them.
        items: item → its declarations; items without any are left out.
        rows: observations added; `already_known` those that say what the ledger holds.
        quarantined: bad rows, `twice` of them because their number and line came before in the same files.
        nameless: declarations without a number: whether one of them is there twice cannot be told.
    """

    files: tuple[str, ...]
    mapping: str
    load: str
    declarations: int = 0
    months: tuple[str, str] | None = None
    items: dict[str, int] | None = None
    series: int = 0
    rows: int = 0
    already_known: int = 0
    quarantined: int = 0
    repeated: bool = False
    twice: int = 0
    nameless: int = 0


def load_declarations(
    workspace: Workspace,
    paths: Iterable[Path | str],
    *,
    mapping: str,
    now: datetime,
    known_at: date | None = None,
) -> DeclarationsReport:
    """Sums the declarations of the catalogue's items and stores them as observations, one load for all files.

    Give all files of a month together: a month is summed from the files of one run, and a later run that
    brings it again revises it.

    Args:
        known_at: the day on which the sums became known; None: each month's end plus the mapping's lag.

    Raises:
        Refusal: a file cannot be read, or no item of the catalogue has HS codes.
    """
    if now.tzinfo is None:
        raise ValueError("expected a moment with a time zone, found one without")
    found = files_to_load(paths)
    if found.refused:
        raise found.refused[0][1]
    catalogue, reading = workspace.catalogue, read_mapping(mapping)
    codes = sorted({code for item in catalogue.items for code in item.hs})
    if not codes:
        raise Refusal("items.toml", expected=say("an item with HS codes"), found=say("none"))
    ledger = Ledger(workspace.facts)
    load = _load_id(found.files, reading, catalogue, known_at)
    done = ledger.revisions("loads", where=pl.col("load") == load)
    names = tuple(path.name for path in found.files)
    if done.height:
        line = done.row(0, named=True)
        return DeclarationsReport(
            names,
            reading.code,
            load,
            already_known=line["rows"] + line["already_known"],
            quarantined=line["quarantined"],
            repeated=True,
        )
    sums = summed(found.files, reading, codes=codes)
    rows = observations(sums, reading, catalogue, known_at=known_at)
    return _store(ledger, rows, sums, names, reading, catalogue, load=load, now=now)


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums by month and the beginning of the code; nothing of them is stored.

    Attributes:
        rows: month (text), hs, declarations, weight, value (in the mapping's units), sorted.
        left_out: bad rows that are not in the sums; twice, nameless: as in `DeclarationsReport`.
        first: where the first row left out stands, and why.
    """

    rows: pl.DataFrame
    left_out: int
    twice: int
    nameless: int
    first: str = ""


def totals(paths: Iterable[Path | str], *, mapping: str, digits: int) -> Totals:
    """Declarations, weight and value by month and the first `digits` of the code; nothing is stored."""
    found = files_to_load(paths)
    if found.refused:
        raise found.refused[0][1]
    reading = read_mapping(mapping)
    read = summed(found.files, reading)
    by_month = read.sums.group_by(
        month=pl.col("month").dt.strftime("%Y-%m"), hs=pl.col("hs").str.slice(0, digits)
    ).agg(pl.col("declarations", "weight", "value").sum())
    rows = by_month.with_columns(
        pl.col("weight") / 10**reading.weight.decimals, pl.col("value") / 10**reading.value.decimals
    ).sort("month", "hs")
    left_out = len({(file, reject.line) for file, reject in read.rejects})
    return Totals(rows, left_out, read.repeats, read.nameless, _first_told(read.rejects))


def _first_told(rejects: Sequence[tuple[str, Reject]]) -> str:
    if not rejects:
        return ""
    file, first = rejects[0]
    where = say("{file} line {line}", file=file, line=first.line)
    return str(
        Refusal(f"{where}, {first.column}", expected=first.expected, found=first.found, todo=first.todo)
    )


def observations(
    sums: Sums, mapping: Mapping, catalogue: Catalogue, *, known_at: date | None = None
) -> pl.DataFrame:
    """Rows of the observations table from the sums.

    Series, with ITEM, ORIGIN (two small letters) and FORM (an HS code of the item's list):
    `decl_ITEM_count`, `_kg`, `_krw`, `_krw_kg` (the unit value), the same of `decl_ITEM_from_ORIGIN`, and
    `decl_ITEM_form_FORM_share`, the share of the item's weight. Units as the mapping names them.

    In a month of which some declaration of a watched item is known, a series without any is a true zero, and
    its unit value is not reported; a month without a single one is a gap and gets no rows.
    """
    forms = _forms(sums.sums["hs"].unique().to_list(), catalogue)
    parts = sums.sums.join(forms, on="hs").with_columns(origin=pl.col("origin").str.to_lowercase())
    months = sums.sums["month"].unique().sort()
    found = [
        _measured(parts, pl.format(PREFIX + "_{}", "item"), months, mapping),
        _measured(parts, pl.format(PREFIX + "_{}_from_{}", "item", "origin"), months, mapping),
        _shares(parts, months),
    ]
    rows = pl.concat(found)
    days = {
        month: known_at or mapping.publication_lag.after(Period.of(month, Frequency.MONTH).end)
        for month in months
    }
    return rows.select(
        "series",
        pl.lit("month").alias("frequency"),
        pl.col("month").alias("period"),
        "value",
        "unit",
        pl.when(pl.col("value").is_null())
        .then(pl.lit("not_reported"))
        .otherwise(pl.lit("reported"))
        .alias("status"),
        pl.lit(known_at, dtype=pl.Date).alias("published_at"),
        pl.col("month").replace_strict(days, return_dtype=pl.Date).alias("known_at"),
    ).sort("series", "period")


def _forms(codes: Sequence[str], catalogue: Catalogue) -> pl.DataFrame:
    """hs, item, form: a code belongs to every item that lists a beginning of it; the longest counts."""
    found = []
    for code in codes:
        for item in catalogue.items:
            mine = [listed for listed in item.hs if code.startswith(listed)]
            if mine:
                found.append((code, item.code, max(mine, key=len)))
    return pl.DataFrame(
        found,
        schema=["hs", "item", "form"],
        orient="row",
        schema_overrides={"hs": pl.String, "item": pl.String, "form": pl.String},
    )


def _measured(parts: pl.DataFrame, name: pl.Expr, months: pl.Series, mapping: Mapping) -> pl.DataFrame:
    """Count, weight, value and unit value of every series in every month."""
    measures = ("declarations", "weight", "value")
    sums = parts.group_by(name.alias("name"), "month").agg(pl.col(*measures).sum())
    everywhere = sums.select("name").unique().join(months.to_frame("month"), how="cross")
    full = everywhere.join(sums, on=["name", "month"], how="left").with_columns(
        pl.col(*measures).fill_null(0)
    )
    weight, value = (
        pl.col("weight") / 10**mapping.weight.decimals,
        pl.col("value") / 10**mapping.value.decimals,
    )
    kg, krw = mapping.weight.unit, mapping.value.unit
    unit_value = pl.when(pl.col("weight") > 0).then(value / weight)
    told = (
        ("count", pl.col("declarations").cast(pl.Float64), ""),
        (_word(kg), weight, kg),
        (_word(krw), value, krw),
        (f"{_word(krw)}_{_word(kg)}", unit_value, f"{krw}/{kg}"),
    )
    return pl.concat(
        [
            full.select(
                pl.format("{}_" + end, "name").alias("series"),
                "month",
                number.alias("value"),
                pl.lit(unit).alias("unit"),
            )
            for end, number, unit in told
        ]
    )


def _shares(parts: pl.DataFrame, months: pl.Series) -> pl.DataFrame:
    """Of items of which several forms are declared, the share of each form in the month's weight."""
    several = parts.group_by("item").agg(pl.col("form").n_unique()).filter(pl.col("form") > 1)["item"]
    some = parts.filter(pl.col("item").is_in(several.implode()))
    whole = some.group_by("item", "month").agg(pl.col("weight").sum().alias("whole"))
    sums = some.group_by("item", "form", "month").agg(pl.col("weight").sum())
    everywhere = sums.select("item", "form").unique().join(months.to_frame("month"), how="cross")
    full = everywhere.join(sums, on=["item", "form", "month"], how="left").join(
        whole, on=["item", "month"], how="left"
    )
    share = pl.when(pl.col("whole") > 0).then(pl.col("weight").fill_null(0) / pl.col("whole"))
    return full.select(
        pl.format(PREFIX + "_{}_form_{}_share", "item", "form").alias("series"),
        "month",
        share.alias("value"),
        pl.lit("share").alias("unit"),
    )


def _word(unit: str) -> str:
    return "".join(letter for letter in unit.lower() if letter.isalnum())


def _store(
    ledger: Ledger,
    rows: pl.DataFrame,
    sums: Sums,
    names: tuple[str, ...],
    mapping: Mapping,
    catalogue: Catalogue,
    *,
    load: str,
    now: datetime,
) -> DeclarationsReport:
    held = ledger.revisions(
        "observations",
        where=pl.col("series").is_in(rows["series"].unique().implode()) & (pl.col("load") != load),
    )
    outcome = settled("observations", rows, [held], conflicts_are_faults=False)
    if outcome.rows.height:
        ledger.append("observations", outcome.rows, load=load, recorded_at=now)
    if sums.rejects:
        lines = [_quarantine_line(file, reject) for file, reject in sums.rejects]
        ledger.append("quarantine", pl.DataFrame(lines, infer_schema_length=None), load=load, recorded_at=now)
    quarantined = len({(file, reject.line) for file, reject in sums.rejects})
    line = {
        "source": [f"declarations/{mapping.code}"],
        "file": [", ".join(names)[:500]],
        "sha256": [load],
        "table": ["observations"],
        "rows": [outcome.rows.height],
        "already_known": [outcome.already_known],
        "quarantined": [quarantined],
    }
    ledger.append("loads", pl.DataFrame(line), load=load, recorded_at=now)
    by_item = (
        sums.sums.join(_forms(sums.sums["hs"].unique().to_list(), catalogue), on="hs")
        .group_by("item")
        .agg(pl.col("declarations").sum())
        .sort("item")
    )
    months = sums.sums["month"].unique().sort().dt.strftime("%Y-%m").to_list()
    return DeclarationsReport(
        names,
        mapping.code,
        load,
        int(sums.sums["declarations"].sum()),
        (months[0], months[-1]) if months else None,
        {item: int(count) for item, count in by_item.iter_rows()},
        rows["series"].n_unique(),
        outcome.rows.height,
        outcome.already_known,
        quarantined,
        twice=sums.repeats,
        nameless=sums.nameless,
    )


def _quarantine_line(file: str, reject: Reject) -> dict[str, object]:
    return {
        "file": file,
        "line": reject.line,
        "column": reject.column,
        "expected": reject.expected,
        "found": reject.found,
        "todo": reject.todo,
        "row": json.dumps(reject.row, ensure_ascii=False),
        "table": "observations",
    }


def _load_id(files: Sequence[Path], mapping: Mapping, catalogue: Catalogue, known_at: date | None) -> str:
    """The same files read by the same mapping and catalogue are one load."""
    hashes = sorted(_sha256(path) for path in files)
    rules = (mapping.text, catalogue.digest, str(known_at))
    return hashlib.sha256("\n".join((*hashes, *rules)).encode()).hexdigest()


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()

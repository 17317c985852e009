"""How long do 50 million import declarations take to become sums, and in how much memory?

Made-up declarations in Parquet: three years, 5,000 codes of ten digits, a fifth of the rows of codes that are
watched, 120 origins, weights in kg, values in won. The same table is made by bongsu (with all its checks), by
hand-written Polars and by hand-written DuckDB, each in a process of its own, in turn; the sums must be equal.
With `--numbers` every declaration has a number of fourteen digits, a thousand of them are there twice, and
each way counts a number once.

    python benchmarks/declarations.py [--rows 50000000] [--repeat 3] [--numbers]
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl

FILES = 10
TWICE = 1000
"""Declarations of which a copy stands in the last file, where there are numbers."""
WAYS = ("bongsu", "polars", "duckdb")
MAPPING = """
hs_digits = [10]
[columns]
date = "accepted_on"
hs = "hsk"
origin = "origin"
weight = "net_kg"
value = "value_krw"
[weight]
unit = "kg"
decimals = 3
[value]
unit = "KRW"
decimals = 0
"""
WATCHED = [
    *("240220", "710812", "710813", "050790", "300490", "100610", "100630", "070320", "071290", "710231"),
    *("710239", "120190", "030811", "030819", "030363", "121120", "090421", "090422", "091011", "070951"),
]
"""Headings of the items of 2005, six digits each."""


def make(folder: Path, rows: int) -> None:
    """Writes the declarations."""
    rng = np.random.default_rng(20050613)
    others = [f"{code:010d}" for code in np.unique(rng.integers(10**8, 98 * 10**8, 5000))]
    watched = [f"{code}{end:04d}" for code in WATCHED for end in (1000, 2000, 9000)]
    codes = pl.Series(watched + [code for code in others if code[:6] not in WATCHED])
    origins = pl.Series([f"{a}{b}" for a in "ABCDEFGHIJ" for b in "KLMNOPQRSTUV"])
    for part in range(FILES):
        count = rows // FILES
        is_watched = rng.random(count) < 0.2
        which = np.where(
            is_watched,
            rng.integers(0, len(watched), count),
            rng.integers(len(watched), codes.len(), count),
        )
        day = np.datetime64("2023-01-01") + rng.integers(0, 1096, count).astype("timedelta64[D]")
        frame = pl.DataFrame(
            {
                "declaration": pl.int_range(part * count, (part + 1) * count, eager=True),
                "accepted_on": day.astype("datetime64[ms]"),
                "hsk": codes.gather(which.astype(np.uint32)),
                "origin": origins.gather(
                    np.minimum(rng.exponential(12, count), origins.len() - 1).astype(np.uint32)
                ),
                "net_kg": np.round(rng.lognormal(5, 2, count), 1) + 0.1,
                "value_krw": rng.lognormal(13, 2, count).astype(np.int64) + 1,
            }
        ).with_columns(pl.col("accepted_on").cast(pl.Date))
        frame.write_parquet(folder / f"part{part}.parquet", row_group_size=500_000)


def with_numbers(folder: Path, rows: int) -> None:
    """Writes the files anew with a number in every row, and copies of some rows behind the last."""
    rng = np.random.default_rng(5)
    count = rows // FILES
    for part in range(FILES):
        path = folder / f"part{part}.parquet"
        number = pl.lit("41234") + pl.col("declaration").cast(pl.String).str.zfill(9)
        frame = pl.read_parquet(path).with_columns(number=number)
        if part == FILES - 1:
            copies = pl.read_parquet(folder / "part0.parquet")[rng.choice(count, TWICE, replace=False)]
            frame = pl.concat([frame, copies.select(frame.columns)])
        frame.drop("declaration").write_parquet(path.with_suffix(".new"), row_group_size=500_000)
        if part:
            path.with_suffix(".new").replace(path)
        else:
            frame.write_parquet(path)
    first = folder / "part0.parquet"
    first.with_suffix(".new").replace(first)


def has_numbers(folder: Path) -> bool:
    """Whether the files have them."""
    return "number" in pl.read_parquet_schema(folder / "part0.parquet")


def by_bongsu(folder: Path) -> pl.DataFrame:
    """With the product's own function."""
    from bongsu.sources.declarations.mapping import read_mapping
    from bongsu.sources.declarations.sums import summed

    named = MAPPING.replace("[weight]", 'number = "number"\n[weight]') if has_numbers(folder) else MAPPING
    (folder / "map.toml").write_text(named, encoding="utf-8")
    found = summed(
        sorted(folder.glob("*.parquet")), read_mapping(str(folder / "map.toml")), codes=WATCHED
    ).sums
    return found.with_columns(form=pl.col("hs"))


def by_polars(folder: Path) -> pl.DataFrame:
    """As one would write it by hand, without any check but that of numbers, where there are any."""
    rows = pl.scan_parquet(folder / "*.parquet").filter(pl.col("hsk").str.slice(0, 6).is_in(WATCHED))
    if has_numbers(folder):
        rows = rows.unique("number", keep="any")
    return (
        rows.group_by(form="hsk", origin="origin", month=pl.col("accepted_on").dt.truncate("1mo"))
        .agg(
            declarations=pl.len(),
            weight=(pl.col("net_kg") * 1000).round().cast(pl.Int64).sum(),
            value=pl.col("value_krw").sum(),
        )
        .collect(engine="streaming")
    )


def by_duckdb(folder: Path) -> pl.DataFrame:
    """The same in SQL."""
    import duckdb

    listed = ", ".join(f"'{code}'" for code in WATCHED)
    once = "DISTINCT ON (number)" if has_numbers(folder) else ""
    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    rows = connection.execute(
        f"""SELECT hsk, origin, date_trunc('month', accepted_on)::DATE, count(*),
                   sum(round(net_kg * 1000)::BIGINT)::BIGINT, sum(value_krw)::BIGINT
            FROM (SELECT {once} * FROM read_parquet('{folder}/*.parquet')
                  WHERE substr(hsk, 1, 6) IN ({listed}))
            GROUP BY ALL"""
    ).fetchall()
    names = ["form", "origin", "month", "declarations", "weight", "value"]
    return pl.DataFrame(rows, schema=names, orient="row")


def run_one(way: str, folder: Path) -> dict[str, object]:
    """One way in this process: seconds, peak memory, and what came out."""
    import duckdb  # noqa: F401 - starting up is not what is measured

    import bongsu.sources.declarations.sums  # noqa: F401

    started = time.perf_counter()
    found = {"bongsu": by_bongsu, "polars": by_polars, "duckdb": by_duckdb}[way](folder)
    seconds = time.perf_counter() - started
    table = found.select("form", "origin", "month", "declarations", "weight", "value").sort(
        "form", "origin", "month"
    )
    sums = [int(table[name].cast(pl.Int64).sum()) for name in ("declarations", "weight", "value")]
    digest = int(table.select("form", "origin", pl.col("weight", "value").cast(pl.Int64)).hash_rows().sum())
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "mb": memory, "rows": table.height, "sums": sums, "digest": digest}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=50_000_000)
    options.add_argument("--repeat", type=int, default=3)
    options.add_argument("--numbers", action="store_true", help="each has a number; some are there twice")
    options.add_argument("--one", choices=("make", *WAYS), help=argparse.SUPPRESS)
    options.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.one == "make":
        make(chosen.folder, chosen.rows)
        if chosen.numbers:
            with_numbers(chosen.folder, chosen.rows)
        return
    if chosen.one:
        print(json.dumps(run_one(chosen.one, chosen.folder)))
        return
    with tempfile.TemporaryDirectory(prefix="declarations-") as name:
        folder = Path(name)
        # In a process of its own: a child's peak memory begins with its parent's.
        making = [sys.executable, __file__, "--one", "make", "--folder", name, "--rows", str(chosen.rows)]
        subprocess.run([*making, *(["--numbers"] if chosen.numbers else [])], check=True)
        size = sum(file.stat().st_size for file in folder.iterdir()) / 1e6
        print(f"{chosen.rows:,} rows, {size:,.0f} MB of Parquet")
        results: dict[str, list[dict[str, object]]] = {way: [] for way in WAYS}
        for _ in range(chosen.repeat):
            for way in WAYS:
                command = [sys.executable, __file__, "--one", way, "--folder", name]
                done = subprocess.run(command, check=True, capture_output=True, text=True)
                results[way].append(json.loads(done.stdout))
        told = {(str(run["sums"]), run["digest"], run["rows"]) for runs in results.values() for run in runs}
        print(f"all sums equal: {len(told) == 1}; cells: {results['bongsu'][0]['rows']:,}")
        print("way      best s  median s  peak MB")
        best = {}
        for way, runs in results.items():
            seconds = sorted(float(str(run["seconds"])) for run in runs)
            best[way] = seconds[0]
            memory = max(float(str(run["mb"])) for run in runs)
            print(f"{way:8} {seconds[0]:6.2f}  {seconds[len(seconds) // 2]:8.2f}  {memory:7.0f}")
        print(
            f"bongsu over the faster of the two: {best['bongsu'] / min(best['polars'], best['duckdb']):.2f}"
        )


if __name__ == "__main__":
    main()

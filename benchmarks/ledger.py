"""How long does the ledger take to store 24 million observations, and to read them as of a day?

Asked at an eighth, a quarter, half and the whole of 10,000 items × 20 indicators × 120 months, about 5 % of
the cells revised once. Each read is made by a fresh process, which also checks cells against the truth.

    python benchmarks/ledger.py [--rows 24000000] [--by-month] [--repeat 3]
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from bongsu.core.panel.periods import Frequency, Period, span
from bongsu.facts.ledger import Ledger

MONTHS = list(span(Period.parse("2010-01"), Period.parse("2019-12")))
INDICATORS = 20
AS_OF = date(2020, 1, 31)
FIRST_LAG, REVISION_LAG = timedelta(days=15), timedelta(days=75)
RECORDED = datetime(2020, 6, 1, tzinfo=UTC)
LOADS = 8
SAMPLE = 20_000


def names(rows: int) -> list[str]:
    """The series of a ledger of about so many cells."""
    items = max(rows // (INDICATORS * len(MONTHS)), 1)
    return [f"item{item:05d}_indicator{k:02d}" for item in range(items) for k in range(INDICATORS)]


def mixed(series: np.ndarray, time_: np.ndarray) -> np.ndarray:
    """Whole numbers that look random, from the cell alone."""
    cell = (series.astype(np.uint64) * np.uint64(len(MONTHS)) + time_.astype(np.uint64)) + np.uint64(1)
    with np.errstate(over="ignore"):
        cell = (cell ^ (cell >> np.uint64(31))) * np.uint64(0x9E3779B97F4A7C15)
        cell = (cell ^ (cell >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
    return cell ^ (cell >> np.uint64(32))


def first_value(series: np.ndarray, time_: np.ndarray) -> np.ndarray:
    """The value first published, to seven digits."""
    return (mixed(series, time_) % np.uint64(10_000_000)).astype(np.float64) / 1000


def is_revised(series: np.ndarray, time_: np.ndarray) -> np.ndarray:
    """About one cell in twenty."""
    return (mixed(series, time_) >> np.uint64(20)) % np.uint64(20) == 0


def truth(series: np.ndarray, time_: np.ndarray, as_of: date) -> np.ndarray:
    """What must be read."""
    end = np.array([period.end.toordinal() for period in MONTHS])[time_]
    value = first_value(series, time_)
    revised = is_revised(series, time_) & (end + REVISION_LAG.days <= as_of.toordinal())
    return np.where(
        end + FIRST_LAG.days > as_of.toordinal(), np.nan, np.where(revised, value + 100_000, value)
    )


def frame(labels: pl.Series, series: np.ndarray, time_: np.ndarray, *, revised: bool) -> pl.DataFrame:
    """Observation rows of these cells."""
    starts = pl.Series([period.start for period in MONTHS])
    lag = REVISION_LAG if revised else FIRST_LAG
    known = pl.Series([period.end + lag for period in MONTHS])
    count = len(series)
    return pl.DataFrame(
        {
            "series": labels.gather(series),
            "frequency": pl.repeat("month", count, eager=True),
            "period": starts.gather(time_),
            "value": first_value(series, time_) + (100_000 if revised else 0),
            "unit": pl.repeat("KRW/kg", count, eager=True),
            "status": pl.repeat("reported", count, eager=True),
            "known_at": known.gather(time_),
        }
    )


def write(folder: Path, rows: int, *, by_month: bool) -> dict[str, float]:
    """Stores the observations in a few large loads, or a load a month; then the revisions, a load a year."""
    ledger, labels = Ledger(folder), pl.Series(names(rows))
    seconds, count = 0.0, len(labels)

    def append(load: str, series: np.ndarray, time_: np.ndarray, revised: bool) -> None:
        nonlocal seconds
        made = frame(labels, series, time_, revised=revised)
        start = time.perf_counter()
        ledger.append("observations", made, load=load, recorded_at=RECORDED)
        seconds += time.perf_counter() - start

    months = np.arange(len(MONTHS))
    if by_month:
        for month in months:
            append(f"month {month}", np.arange(count), np.full(count, month), revised=False)
    else:
        for number, part in enumerate(np.array_split(np.arange(count), LOADS)):
            append(f"part {number}", np.repeat(part, len(months)), np.tile(months, len(part)), revised=False)
    for year in range(0, len(months), 12):
        series, time_ = np.repeat(np.arange(count), 12), np.tile(months[year : year + 12], count)
        chosen = is_revised(series, time_)
        append(f"revisions {year}", series[chosen], time_[chosen], revised=True)
    size = sum(file.stat().st_size for file in folder.rglob("*.parquet"))
    return {"rows": ledger.tables()["observations"], "write_s": seconds, "megabytes": size / 1e6}


def read(folder: Path, rows: int) -> dict[str, float]:
    """Reads the matrix in this process and checks cells of it."""
    labels = names(rows)
    start, cpu = time.perf_counter(), time.process_time()
    matrix = Ledger(folder).observation_matrix(labels, Frequency.MONTH, MONTHS[0], MONTHS[-1], as_of=AS_OF)
    taken, used = time.perf_counter() - start, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    dice = np.random.default_rng(7)
    series, time_ = dice.integers(0, len(labels), SAMPLE), dice.integers(0, len(MONTHS), SAMPLE)
    np.testing.assert_array_equal(matrix.values[time_, series], truth(series, time_, AS_OF))
    np.testing.assert_array_equal(matrix.status == 0, np.isnan(matrix.values))
    return {"read_s": taken, "cpu_s": used, "peak_gb": peak}


def fresh_read(folder: Path, rows: int) -> dict[str, float]:
    """`read` in a process of its own."""
    command = [sys.executable, __file__, "--read", str(folder), "--rows", str(rows)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main() -> None:
    """Prints the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=24_000_000, help="cells of the largest ledger")
    options.add_argument(
        "--by-month", action="store_true", help="one load a month instead of a few large ones"
    )
    options.add_argument("--repeat", type=int, default=3, help="reads of each size; the quickest is shown")
    options.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.read:
        print(json.dumps(read(chosen.read, chosen.rows)))
        return
    print("| rows | on disk MB | write s | read s | read CPU s | read million rows/s | peak RSS GB |")
    print("|---:|---:|---:|---:|---:|---:|---:|")
    for part in (8, 4, 2, 1):
        rows = chosen.rows // part
        with tempfile.TemporaryDirectory() as root:
            folder = Path(root) / "facts"
            stored = write(folder, rows, by_month=chosen.by_month)
            reads = [fresh_read(folder, rows) for _ in range(chosen.repeat)]
        best = min(reads, key=lambda one: one["read_s"])
        peak = max(one["peak_gb"] for one in reads)
        print(
            f"| {stored['rows']:,.0f} | {stored['megabytes']:.0f} | {stored['write_s']:.1f} "
            f"| {best['read_s']:.1f} | {best['cpu_s']:.1f} | {stored['rows'] / best['read_s'] / 1e6:.1f} "
            f"| {peak:.2f} |",
            flush=True,
        )
    print(f"{SAMPLE:,} random cells of every read agree with the truth.")


if __name__ == "__main__":
    main()

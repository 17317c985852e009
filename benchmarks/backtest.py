"""How long does a backtest of all methods take on the made-up country of 14 items, from ledger to scores?

    python benchmarks/backtest.py [--from 2005-01] [--to 2008-12]

The 48 cutoffs know 48 to 95 months; their grades rest on the 36 cutoffs before them, which are read too.
The second line is the same backtest taken up again from its kept parts.
"""

from __future__ import annotations

import argparse
import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import shutil
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

from bongsu.core.grading.methods import METHODS
from bongsu.core.panel.periods import Period
from bongsu.engine.warm import warm
from bongsu.facts.ledger import Ledger
from bongsu.usecases.backtest import backtest
from bongsu.usecases.backtest_parts import PartStore
from bongsu.usecases.load import load_files
from bongsu.usecases.synthetic_country import DEMO_SEED, write_country
from bongsu.usecases.workspace import Workspace

LAST_DAY = date(2008, 12, 31)


def made_up(folder: Path) -> Workspace:
    """A workspace that holds the made-up country."""
    country = folder / "country"
    country.mkdir()
    write_country(country, seed=DEMO_SEED, as_of=LAST_DAY)
    place = Workspace.create(folder / "w", pack="empty", made_up=True)
    shutil.rmtree(place.catalogue_folder)
    shutil.copytree(country / "catalogue", place.catalogue_folder)
    load_files(
        Workspace.open(place.folder), sorted(country.glob("*.csv")), now=datetime(2026, 1, 1, tzinfo=UTC)
    )
    return Workspace.open(place.folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--from", dest="first", default="2005-01")
    parser.add_argument("--to", dest="last", default="2008-12")
    options = parser.parse_args()
    first, last = Period.parse(options.first), Period.parse(options.last)
    with tempfile.TemporaryDirectory() as scratch:
        place = made_up(Path(scratch))
        warm()
        seconds: dict[str, float] = {}
        last_told = [time.perf_counter()]

        def progress(what: str, done: int, whole: int) -> None:
            now = time.perf_counter()
            seconds[what] = seconds.get(what, 0.0) + now - last_told[0]
            last_told[0] = now

        store = PartStore(Path(scratch) / "cache")
        for title in ("first run", "taken up again"):
            started = last_told[0] = time.perf_counter()
            used = time.process_time()
            result = backtest(
                Ledger(place.facts),
                place.catalogue,
                first=first,
                last=last,
                as_of=LAST_DAY,
                progress=progress if title == "first run" else None,
                parts=store,
            )
            elapsed = time.perf_counter() - started
            used = time.process_time() - used
            print(
                f"{title}: {elapsed:.1f} s, {used:.1f} s of CPU, "
                f"{len(result['rows'])} rows of {len(METHODS)} methods"
            )
        print("\n| method | s |\n|---|---|")
        for name, spent in sorted(seconds.items(), key=lambda each: -each[1]):
            print(f"| {name} | {spent:.2f} |")


if __name__ == "__main__":
    main()

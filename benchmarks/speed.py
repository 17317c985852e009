"""How fast is bongsu beside what one would write with the usual packages?

    python benchmarks/speed.py            (--quick, --full, --json as in `bongsu bench`)

The same as `bongsu bench`, and in addition the plain version of farrington-flexible that the tests use.
"""

from __future__ import annotations

import argparse
import json
import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.reference.farrington_plain import farrington_flexible_at

from bongsu.cli.bench import document, table
from bongsu.usecases.bench import FULL, QUICK, USUAL, bench


def plain_farrington(counts, t):
    """The upper bound of one week."""
    return farrington_flexible_at(
        counts,
        t,
        years=5,
        window=3,
        alpha=0.01,
        periods=10,
        excluded=26,
        threshold="nb-plugin",
        trend_level=1.0,
    )[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--full", action="store_true", help="also 10,000 items in one process")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    size = QUICK if options.quick else FULL if options.full else USUAL
    lines = bench(size, plain_farrington=plain_farrington, progress=lambda part: print(part, file=sys.stderr))
    print(json.dumps({"rows": [document(line) for line in lines]}) if options.json else table(lines))
    sys.exit(0 if all(line.same for line in lines) else 1)


if __name__ == "__main__":
    main()

"""How many inputs a fuzzing test tries: few here and in CI, many where BONGSU_NIGHTLY is set."""

from __future__ import annotations

import os

NIGHTLY_FACTOR = 50


def examples(count: int) -> int:
    """The number of inputs: `count`, or fifty times as many in the nightly run."""
    return count * NIGHTLY_FACTOR if os.environ.get("BONGSU_NIGHTLY") else count

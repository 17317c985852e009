"""What the killed process does: append loads one after the other, light enough to start a hundred times."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from bongsu.facts.ledger import Ledger
from tests.facts.rows import MOMENT, cases, observations

LOADS = 12
ROWS = 30


def append_all(root: Path, begun: Any = None) -> None:
    """Appends every load to two tables, as a collection that is repeated from its start.

    Args:
        begun: set as soon as a load comes that is not in the ledger yet.
    """
    ledger = Ledger(root)
    for number in range(LOADS):
        name, moment = f"load {number}", MOMENT + timedelta(hours=number)
        if begun is not None and not ledger.has("detections", name):
            begun.set()
        ledger.append("observations", observation_rows(number), load=name, recorded_at=moment)
        ledger.append("detections", case_rows(number), load=name, recorded_at=moment)


def observation_rows(load: int) -> pl.DataFrame:
    """Rows that revise those of earlier loads."""
    known = date(2005, 7, 1) + timedelta(days=load // 3)
    return observations(*((f"s{row % 7}", row % 12 + 1, load * 100 + row, known) for row in range(ROWS)))


def case_rows(load: int) -> pl.DataFrame:
    """Cases, some of them revised."""
    known = date(2005, 7, 1) + timedelta(days=load // 3)
    return cases(*((f"c{load // 2}-{row}", "gold", "020", row % 12 + 1, row, known) for row in range(ROWS)))

"""A load that is killed at any moment and repeated leaves the facts of one that was not."""

import multiprocessing
import os
import random
import time
from pathlib import Path

import pytest

from bongsu.facts.ledger import Ledger
from tests.facts.appending_child import append_all

KILLS = 100
LONGEST_DELAY = 0.15
PRELOADED = [
    "tests.facts.appending_child",
    "pandera.polars",
    "pandera.backends.register_checks",
    "pandera.strategies.base_strategies",
]
"""What an append imports: imported once, before any thread starts, and inherited by every child."""


@pytest.mark.slow
def test_nothing_is_lost_or_doubled_after_a_hundred_kills(tmp_path):
    uninterrupted = Ledger(tmp_path / "uninterrupted")
    append_all(uninterrupted.root)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    dice = random.Random(20050613)
    kills = torn = ledgers = 0
    while kills < KILLS:
        ledger = Ledger(tmp_path / f"killed {ledgers}")
        ledgers += 1
        while kills < KILLS and killed(context, ledger.root, dice):
            kills += 1
        torn += files_without_commit(ledger)
        append_all(ledger.root)
        for table in ("observations", "detections"):
            assert ledger.revisions(table).equals(uninterrupted.revisions(table))
            assert ledger.read(table).equals(uninterrupted.read(table))
    assert torn, "no kill came between a file and its commit: the delays miss the moment to be tested"


def killed(context, root: Path, dice: random.Random) -> bool:
    """Kills a process that is appending; False if it had come to its end before.

    Every other kill comes at any moment, the others just after a data file has appeared.
    """
    begun = context.Event()
    child = context.Process(target=append_all, args=(root, begun))
    child.start()
    while child.is_alive() and not begun.wait(0.01):
        pass
    if dice.random() < 0.5:
        time.sleep(dice.uniform(0, LONGEST_DELAY))
    else:
        before = data_files(root)
        while child.is_alive() and data_files(root) == before:
            pass
        time.sleep(dice.uniform(0, 0.002))
    child.kill()
    child.join()
    assert child.exitcode in (-9, 0)
    return child.exitcode == -9


def data_files(root: Path) -> int:
    """Number of data files there are, or are being written."""
    return sum(".parquet" in name for _, _, names in os.walk(root) for name in names)


def files_without_commit(ledger: Ledger) -> int:
    """Data files that a killed process wrote and no commit names."""
    named = sum(1 for log in ledger.root.rglob("_delta_log/*.json") if '"add"' in log.read_text())
    return data_files(ledger.root) - named

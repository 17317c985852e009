"""Workers for the test that kills them: each delivers until it is stopped, under a clock that runs fast.

This process is warm and forks a worker for every line it is given; it prints the worker's number and waits.
"""

import os
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bongsu import records
from bongsu.usecases import deliver

FAST = 240
"""Seconds of its clock in one real second: a lease of two minutes ends after half a second."""


def clock() -> datetime:
    """Real time since the test began, made fast, so that all workers agree."""
    began = float(os.environ["BONGSU_TEST_BEGAN"])
    return datetime(2026, 6, 13, tzinfo=UTC) + timedelta(seconds=(time.time() - began) * FAST)


def work() -> None:
    """One worker, for ever."""
    while True:
        if not deliver.deliver_due(clock=clock, language="ko"):
            time.sleep(0.01)


if __name__ == "__main__":
    records.setup(Path(sys.argv[1]))
    from bongsu.notify import sending
    from bongsu.records.sealing import seal, unseal

    client, sending._client = sending._client(0), lambda process: client  # so that each is at work at once
    unseal(seal(""))
    records.close()
    for _ in sys.stdin:
        worker = os.fork()
        if not worker:
            work()
        print(worker, flush=True)
        os.waitpid(worker, 0)
        print("gone", flush=True)

"""When scheduled work was done last, and when a worker was seen alive: two files that are read elsewhere."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

FILE, WORKER = "last-due", "last-worker"
LATE = timedelta(hours=1)
"""A silence so long means that nothing runs the schedule: cron and the worker come every minute or so."""


WORKER_LATE = timedelta(seconds=20)
"""A worker writes every five seconds."""


def beat(folder: Path, now: datetime, file: str = FILE) -> None:
    """Writes the moment, whole or not at all."""
    fresh = folder / f".{file}.{os.getpid()}"
    fresh.write_text(now.isoformat(), encoding="utf-8")
    fresh.replace(folder / file)


def last(folder: Path, file: str = FILE) -> datetime | None:
    """The moment that stands in the file; None where there is none, or it says nothing readable."""
    try:
        return datetime.fromisoformat((folder / file).read_text("utf-8"))
    except (OSError, ValueError):
        return None

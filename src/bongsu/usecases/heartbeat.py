"""When scheduled work was done last: a file that every round writes and `bongsu doctor` reads."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

FILE = "last-due"
LATE = timedelta(hours=1)
"""A silence so long means that nothing runs the schedule: cron and the worker come every minute or so."""


def beat(folder: Path, now: datetime) -> None:
    """Writes the moment, whole or not at all."""
    fresh = folder / f".{FILE}.{os.getpid()}"
    fresh.write_text(now.isoformat(), encoding="utf-8")
    fresh.replace(folder / FILE)


def last(folder: Path) -> datetime | None:
    """The moment of the last round; None where there was none, or the file says nothing readable."""
    try:
        return datetime.fromisoformat((folder / FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return None

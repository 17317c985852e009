"""One decision is one transaction: the change and its audit line together, or neither."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import count
from typing import TypeVar

from bongsu.records.canonical import moment
from bongsu.records.configuration import PATIENCE_SECONDS

T = TypeVar("T")

RETRIES = 7


def decide(act: Callable[[], T], *, at: datetime) -> T:
    """Runs `act` in one transaction and returns what it returns.

    Run again, from the start, where another writer was faster; so `act` must only work on the database.
    Inside a transaction that is already open it simply takes part in that one.

    Args:
        at: the moment of the decision.

    Raises:
        ValueError: the moment has no time zone.
    """
    from django.db import IntegrityError, OperationalError, connection, transaction

    moment(at)
    if connection.in_atomic_block:
        return act()
    deadline = time.monotonic() + PATIENCE_SECONDS
    for attempt in count():
        try:
            with transaction.atomic():
                return act()
        except (OperationalError, IntegrityError):
            if attempt >= RETRIES or time.monotonic() > deadline:
                raise
            time.sleep(0.005 * 2**attempt)
    raise AssertionError("unreachable")


@contextmanager
def one_transaction() -> Iterator[None]:
    """Decisions inside stay only if the block ends well; for acts that are not to be run again."""
    from django.db import transaction

    with transaction.atomic():
        yield


def next_number(series: str) -> int:
    """The next number of the series, from 1 and without gaps; locked until the decision is made."""
    from bongsu.records.models import Numbering

    Numbering.objects.bulk_create([Numbering(series=series)], ignore_conflicts=True)
    row = Numbering.objects.select_for_update().get(series=series)
    row.last += 1
    row.save(update_fields=["last"])
    return row.last

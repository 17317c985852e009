"""Runs many independent pieces of numerical work on this machine's cores; the kernels release the lock."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

FEW = 4
HANDFULS_PER_CORE = 8
"""Work is handed out in so many handfuls a core: few enough to be cheap, enough to end together."""


def on_all_cores(work: Callable[[Any], Any], pieces: Iterable[Any]) -> list[Any]:
    """Applies `work` to every piece, in order; the result does not depend on the number of cores.

    The first piece (in order) that raises ends the run with its error.
    """
    pieces = list(pieces)
    cores = usable_cores()
    if cores == 1 or len(pieces) < FEW:
        return [work(piece) for piece in pieces]
    size = max(len(pieces) // (cores * HANDFULS_PER_CORE), 1)
    handfuls = [pieces[first : first + size] for first in range(0, len(pieces), size)]

    def take(handful: list[Any]) -> list[Any]:
        return [work(piece) for piece in handful]

    with ThreadPoolExecutor(cores) as pool:
        return [result for results in pool.map(take, handfuls) for result in results]


def usable_cores() -> int:
    """The cores this process may use, which a container or a scheduler may have made fewer than there are."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1

"""Runs many independent pieces of numerical work on this machine's cores; the kernels release the lock."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

FEW = 4


def on_all_cores(work: Callable[[Any], Any], pieces: Iterable[Any]) -> list[Any]:
    """Applies `work` to every piece, in order; the result does not depend on the number of cores."""
    pieces = list(pieces)
    cores = os.cpu_count() or 1
    if cores == 1 or len(pieces) < FEW:
        return [work(piece) for piece in pieces]
    with ThreadPoolExecutor(cores) as pool:
        return list(pool.map(work, pieces))

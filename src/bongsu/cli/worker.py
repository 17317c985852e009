"""`bongsu worker`: the background jobs, until it is stopped."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from bongsu.cli import options
from bongsu.words import say

BEAT_SECONDS = 5.0


def worker(workspace: options.Workspace = Path()) -> None:
    """Run the background jobs until stopped: what people ask for, every minute what is due, deliveries."""
    os.environ["BONGSU_JOBS"] = "1"
    import bongsu.usecases.jobs  # noqa: F401 - before the queue's processes part, so that none waits for it
    from bongsu.usecases.due_work import plan
    from bongsu.usecases.record_assessment import open_records
    from bongsu.usecases.workspace import Workspace

    place = Workspace.open(workspace.resolve())
    open_records(place)
    plan(place.folder)
    from django_q.cluster import Cluster

    print(say("The worker is at work; stop it with Ctrl-C."), file=sys.stderr, flush=True)
    cluster = Cluster()
    cluster.start()
    _beat_until_it_ends(cluster, place.folder)


def _beat_until_it_ends(cluster: Any, folder: Path) -> None:
    """Says that a worker lives, as long as the queue's own process does, and ends with who started it."""
    from datetime import UTC, datetime

    from bongsu.usecases import heartbeat

    parent = os.environ.get("BONGSU_SERVED_BY")
    while cluster.sentinel.is_alive():
        heartbeat.beat(folder, datetime.now(UTC), heartbeat.WORKER)
        if parent and str(os.getppid()) != parent:
            cluster.stop()
            return
        cluster.sentinel.join(BEAT_SECONDS)

"""`bongsu worker`: the background jobs, until it is stopped."""

from __future__ import annotations

from pathlib import Path

from bongsu.cli import options
from bongsu.words import say


def worker(workspace: options.Workspace = Path()) -> None:
    """Run the background jobs until stopped: every minute what is due, and each delivery as a job."""
    import os
    import sys

    os.environ["BONGSU_JOBS"] = "1"
    from bongsu.usecases.due_work import plan
    from bongsu.usecases.record_assessment import open_records
    from bongsu.usecases.workspace import Workspace

    place = Workspace.open(workspace.resolve())
    open_records(place)
    plan(place.folder)
    from django_q.cluster import Cluster

    print(say("The worker is at work; stop it with Ctrl-C."), file=sys.stderr, flush=True)
    Cluster().start()

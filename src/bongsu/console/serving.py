"""Serves the console with granian: processes, threads, and what is told to them by the environment."""

from __future__ import annotations

import json
import multiprocessing
import os
import secrets
import tempfile
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path

from bongsu.console.attendant import worker_beside
from bongsu.console.configuration import Door
from bongsu.console.keeping import KEPT
from bongsu.console.wsgi import DOOR, TOKEN

TARGET = "bongsu.console.wsgi:application"


def first_run_token() -> str:
    """A new one-time token, known to the processes that `serve` starts and to who reads the terminal."""
    os.environ[TOKEN] = secrets.token_urlsafe(12)
    return os.environ[TOKEN]


def serve(
    workspace: Path,
    door: Door,
    *,
    host: str,
    port: int,
    workers: int,
    threads: int,
    certificate: Path | None = None,
    key: Path | None = None,
    with_jobs: bool = True,
) -> None:
    """Answers until it is told to stop.

    Args:
        workers: processes; each keeps its own cache of assessments.
        threads: requests that each process answers at once.
        certificate, key: PEM files where the console itself encrypts.
        with_jobs: keep a worker beside the web processes; False where `bongsu worker` runs by itself.
    """
    from granian import Granian
    from granian.constants import Interfaces

    # A forked process would inherit the ledger's threads half alive, and every read in it would fail.
    multiprocessing.set_start_method("spawn", force=True)
    os.environ["BONGSU_WORKSPACE"] = str(workspace.absolute())
    os.environ[DOOR] = json.dumps(asdict(door))
    attended = worker_beside(workspace.absolute()) if with_jobs else nullcontext()
    with (
        attended,
        tempfile.TemporaryDirectory(prefix="bongsu-metrics-") as counted,
        tempfile.TemporaryDirectory(prefix="bongsu-kept-") as kept,
    ):
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = counted
        os.environ[KEPT] = kept
        Granian(
            TARGET,
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=threads,
            factory=True,
            websockets=False,
            log_enabled=True,
            log_level="warning",  # type: ignore[arg-type]
            ssl_cert=certificate,
            ssl_key=key,
        ).serve()

"""Who does the jobs while the console is served: a worker beside it, started again should it die."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import structlog

from bongsu.console.wsgi import TOKEN

PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0
LIVED_LONG_SECONDS = 60.0
STOP_SECONDS = 15.0
NOT_ITS_OWN = ("PROMETHEUS_MULTIPROC_DIR", TOKEN)


@contextmanager
def worker_beside(workspace: Path) -> Iterator[None]:
    """Within it a `bongsu worker` is at work in a process of its own, which ends with this one."""
    attendant = Attendant([sys.executable, "-m", "bongsu", "worker", "--workspace", str(workspace)])
    attendant.start()
    try:
        yield
    finally:
        attendant.stop()


class Attendant:
    """Keeps one process running: starts it again where it ends, after a pause that grows while it dies."""

    def __init__(self, command: list[str]) -> None:
        self.command = command
        self.over = threading.Event()
        self.process: subprocess.Popen[bytes] | None = None
        self.thread = threading.Thread(target=self._attend, daemon=True)

    def start(self) -> None:
        """Begins."""
        self.thread.start()

    def stop(self) -> None:
        """Ends the process: politely, so that what it has begun can end; then for good."""
        self.over.set()
        self.thread.join()

    def _attend(self) -> None:
        pause = PAUSE_SECONDS
        while not self.over.is_set():
            began = time.monotonic()
            self.process = self._started()
            while self.process.poll() is None and not self.over.wait(0.2):
                pass
            if self.over.is_set():
                break
            _kill_session(self.process)  # what it left behind: its own workers
            structlog.get_logger("bongsu.console").error("the worker ended", code=self.process.returncode)
            lived_long = time.monotonic() - began > LIVED_LONG_SECONDS
            pause = PAUSE_SECONDS if lived_long else min(pause * 2, LONGEST_PAUSE_SECONDS)
            self.over.wait(pause)
        self._end()

    def _started(self) -> subprocess.Popen[bytes]:
        """In a session of its own: Ctrl-C in the terminal reaches it through `stop` only."""
        environment = {name: value for name, value in os.environ.items() if name not in NOT_ITS_OWN}
        environment["BONGSU_SERVED_BY"] = str(os.getpid())
        return subprocess.Popen(  # noqa: S603 - our own command
            self.command, env=environment, start_new_session=True, stdin=subprocess.DEVNULL
        )

    def _end(self) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            _kill_session(self.process)


def _kill_session(process: subprocess.Popen[bytes]) -> None:
    import signal

    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()

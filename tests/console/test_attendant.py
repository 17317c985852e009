"""The worker beside the console: started again where it dies, ended with the console, never left behind."""

from __future__ import annotations

import os
import signal
import sys
import time

import pytest

from bongsu.console import attendant

CHILD = """
import os, signal, sys, time
open(sys.argv[1], "a").write(f"{os.getpid()} {os.environ.get('BONGSU_SERVED_BY')}\\n")
time.sleep(600)
"""


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def written(file, lines):
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        found = file.read_text().splitlines() if file.exists() else []
        if len(found) >= lines:
            return [line.split() for line in found]
        time.sleep(0.05)
    raise AssertionError(f"{lines} starts expected, found {found}")


@pytest.fixture
def kept(tmp_path, monkeypatch):
    monkeypatch.setattr(attendant, "PAUSE_SECONDS", 0.05)
    file = tmp_path / "starts"
    keeper = attendant.Attendant([sys.executable, "-c", CHILD, str(file)])
    keeper.start()
    yield file
    keeper.stop()


def test_a_worker_that_dies_is_started_again(kept):
    first, parent = written(kept, 1)[0]
    assert parent == str(os.getpid())
    os.kill(int(first), signal.SIGKILL)
    second = written(kept, 2)[1][0]
    assert second != first
    assert alive(int(second))


def test_it_ends_with_the_console(tmp_path):
    file = tmp_path / "starts"
    keeper = attendant.Attendant([sys.executable, "-c", CHILD, str(file)])
    keeper.start()
    pid = int(written(file, 1)[0][0])
    keeper.stop()
    assert not alive(pid)


def test_one_that_does_not_listen_is_ended_all_the_same(tmp_path, monkeypatch):
    monkeypatch.setattr(attendant, "STOP_SECONDS", 0.3)
    file = tmp_path / "starts"
    deaf = CHILD.replace("open(", "signal.signal(signal.SIGTERM, signal.SIG_IGN); open(", 1)
    keeper = attendant.Attendant([sys.executable, "-c", deaf, str(file)])
    keeper.start()
    pid = int(written(file, 1)[0][0])
    keeper.stop()
    assert not alive(pid)

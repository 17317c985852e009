"""Many writers at once: the chain does not fork, numbers have no gaps or doubles, nothing is left half."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from bongsu import records
from bongsu.records import assessments, audit, early_warnings
from tests.records.conftest import ACTOR, NOW, draft, store

WRITER = """
import sys
from pathlib import Path
from bongsu import records
from tests.records.conftest import draft, store
records.setup(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
for _ in range(int(sys.argv[2])):
    draft(store(items=None))
"""


def writer(database, *, rounds):
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(database), str(rounds)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )


def lines_told(database):
    side_file = database.with_name("bongsu.db.heads")
    return len(side_file.read_bytes().splitlines()) if side_file.exists() else 0


def test_eight_threads_storing_at_once_leave_one_chain(database):
    failures = []

    def work(number):
        try:
            for turn in range(5):
                store()
                audit.append("note.made", actor=f"thread:{number}", subject=f"note {turn}", at=NOW)
        except Exception as failure:
            failures.append(failure)
        finally:
            records.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    report = audit.verify()
    assert (report.ok, report.lines) == (True, 8 * 5 * 2 + 1)
    names = sorted(heading.assessment for heading in assessments.listing())
    assert names == [f"A-{number:06d}" for number in range(1, 41)]


@pytest.mark.slow
def test_four_processes_drafting_about_one_item_leave_one_open_draft_and_no_gap(database):
    writers = [writer(database, rounds=5) for _ in range(4)]
    for each in writers:
        assert each.stdout.readline() == "ready\n"
    for each in writers:
        each.stdin.write("go\n")
        each.stdin.flush()
    assert [each.wait(timeout=120) for each in writers] == [0] * 4
    for each in writers:
        each.stdin.close()
        each.stdout.close()
    assert audit.verify().ok
    numbers = sorted(warning.number for warning in early_warnings.listing())
    assert numbers == [f"2005-{number:03d}" for number in range(1, 21)]
    assert len(early_warnings.listing("draft")) == 1
    assert len(early_warnings.listing("superseded")) == 19


@pytest.mark.slow
def test_a_writer_killed_at_any_moment_leaves_no_half(database):
    for patience in (0.02, 0.05, 0.11):
        killed = writer(database, rounds=100_000)
        before = lines_told(database)
        killed.stdout.readline()
        killed.stdin.write("go\n")
        killed.stdin.flush()
        while lines_told(database) < before + 5:
            time.sleep(0.005)
        time.sleep(patience)
        killed.send_signal(signal.SIGKILL)
        killed.wait(timeout=30)
        killed.stdin.close()
        killed.stdout.close()
        report = audit.verify()
        assert report.ok, report.why
    drafted = len(early_warnings.listing())
    stored = len(assessments.listing())
    assert stored >= drafted > 0
    assert store() == f"A-{stored + 1:06d}"
    assert draft(store()).number == f"2005-{drafted + 1:03d}"
    assert audit.lines()[-1].actor == ACTOR

"""A worker killed at any moment loses no message; what may have been sent twice is marked."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime

import pytest

from bongsu.core.early_warning.people import Person, Role
from bongsu.records import addresses, audit, deliveries, outbox
from bongsu.usecases.workspace import Workspace
from tests.notify.conftest import content

NOW = datetime(2026, 6, 13, tzinfo=UTC)
ROOT = Person("root", frozenset({Role.ADMINISTRATOR}))
MESSAGES, KILLS = 80, 40


class Workers:
    """Starts one worker after the other and kills it."""

    def __init__(self, database, began):
        self.nest = subprocess.Popen(
            [sys.executable, "-m", "tests.notify.killed_child", str(database)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "BONGSU_TEST_BEGAN": str(began)},
        )

    def start(self):
        self.nest.stdin.write("go\n")
        self.nest.stdin.flush()
        return int(self.nest.stdout.readline())

    def kill(self, worker):
        os.kill(worker, signal.SIGKILL)
        assert self.nest.stdout.readline() == "gone\n"

    def end(self):
        self.nest.stdin.close()
        self.nest.wait(timeout=30)
        self.nest.stdout.close()


@pytest.mark.slow
def test_a_worker_killed_again_and_again_delivers_every_message_at_least_once(database, webhook):
    place, receiver = webhook
    receiver.pause = 0.01
    addresses.add("office:020", f"signed+http://key@{place}/hook", by=ROOT, at=NOW)
    sent = [
        outbox.put("test", audience="office:020", values={"turn": turn}, at=NOW) for turn in range(MESSAGES)
    ]
    dice, began = random.Random(5), time.time()
    workers = Workers(database, began)
    for _ in range(KILLS):
        worker = workers.start()
        time.sleep(dice.uniform(0.0, 0.3))
        workers.kill(worker)
    during = len(receiver.posts)
    worker = workers.start()
    deadline = time.time() + 90
    while any(each.state != "sent" for each in deliveries.log()) or len(deliveries.log()) < MESSAGES:
        assert time.time() < deadline
        time.sleep(0.1)
    workers.kill(worker)
    workers.end()

    received = Counter(content(body)["message"] for _, body in receiver.posts)
    assert set(received) == set(sent), "none lost, none invented"
    assert during > 0, "the work began only after the killing"
    marked = Counter(
        told["X-Bongsu-Message"] for told, _ in receiver.posts if told.get("X-Bongsu-Duplicate") == "possible"
    )
    doubled = {message: times - 1 for message, times in received.items() if times > 1}
    assert all(marked[message] >= extra for message, extra in doubled.items()), "every second one is marked"
    entries = deliveries.log()
    interrupted = sum(each.attempts - 1 for each in entries)
    assert interrupted > 0, "the killing hit no try"
    assert sum(each.duplicates for each in entries) == interrupted
    assert audit.verify().ok
    print(
        f"{MESSAGES} messages, {KILLS} kills, {interrupted} tries cut off, "
        f"{sum(doubled.values())} received twice, all marked"
    )


@pytest.mark.slow
def test_bongsu_worker_does_what_is_due_as_jobs_and_stops_when_told(tmp_path, webhook, monkeypatch, english):
    from bongsu import records

    monkeypatch.delenv("BONGSU_DATABASE", raising=False)
    place, receiver = webhook
    workspace = Workspace.create(tmp_path / "w", pack="empty")
    records.setup(workspace.database)
    addresses.add("role:analyst", f"signed+http://key@{place}/hook", by=ROOT, at=NOW)
    message = outbox.put("test", audience="role:analyst", values={}, at=NOW)
    records.close()
    worker = subprocess.Popen(
        [sys.executable, "-m", "bongsu", "worker", "-w", str(workspace.folder)],
        start_new_session=True,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        deadline = time.time() + 60
        while not receiver.posts:
            assert time.time() < deadline
            assert worker.poll() is None
            time.sleep(0.1)
        time.sleep(1)
    finally:
        worker.send_signal(signal.SIGINT)
        errors = worker.communicate(timeout=60)[1]
    assert [content(body)["message"] for _, body in receiver.posts] == [message]
    assert "Traceback" not in errors
    assert [each.state for each in deliveries.log()] == ["sent"]
    records.close()

"""Long work as jobs: asked for on a screen, done by a worker as the person, shown to its end, never twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bongsu.core.early_warning.people import Role
from tests.console.conftest import PASSWORD

CONTENT = b"item,period,count,office\ngold,2005-06,%d,010\n"


@pytest.fixture
def worked(console):
    """Does every job that waits, as the worker would; says which were done now."""
    from bongsu.records import jobs as records
    from bongsu.usecases import jobs

    def work() -> list[int]:
        now = datetime.now(UTC)
        waiting = [each.number for each in records.listing(by=None, at=now) if each.state == "waiting"]
        return [number for number in sorted(waiting) if jobs.run(str(console), number)]

    work()
    return work


def uploaded(client, count, name="june.csv"):
    from django.core.files.uploadedfile import SimpleUploadedFile

    answer = client.post("/data/upload", {"file": SimpleUploadedFile(name, CONTENT % count)})
    return answer["Location"]


def job_of(answer) -> int:
    return int(answer["Location"].strip("/").rpartition("/")[2])


def entry(number, at=None):
    from bongsu.records import jobs

    return jobs.get(number, at=at or datetime.now(UTC))


def test_a_load_is_a_job_whose_page_leads_to_what_came_of_it(signed_in, console, worked):
    steward = signed_in("steward")
    number = job_of(steward.post(uploaded(steward, 11) + "load"))
    page = steward.get(f"/jobs/{number}/").content.decode()
    assert "june.csv" in page
    assert 'hx-trigger="every' in page
    assert "bongsu worker" in page, "nobody works here: the page says so"
    assert worked() == [number]
    assert entry(number).state == "done"
    polled = steward.get(f"/jobs/{number}/", HTTP_HX_REQUEST="true")
    assert polled["HX-Redirect"] == "/data/?view=loads"
    done = steward.get(f"/jobs/{number}/").content.decode()
    assert "hx-trigger" not in done
    assert not list((console / "uploads").glob("held-*")), "the file is removed after it"


def test_a_job_is_done_once_however_often_the_queue_hands_it_out(signed_in, console, worked):
    from bongsu.usecases import jobs

    steward = signed_in("steward")
    number = job_of(steward.post(uploaded(steward, 12) + "load"))
    assert [jobs.run(str(console), number) for _ in range(3)] == [True, False, False]


def test_asking_twice_is_one_job(signed_in, worked):
    steward = signed_in("steward")
    at = uploaded(steward, 13)
    first, second = steward.post(at + "load"), steward.post(at + "load")
    assert job_of(first) == job_of(second)
    assert worked() == [job_of(first)]


def test_a_job_that_waits_can_be_cancelled_and_one_that_is_done_cannot(signed_in, console, worked):
    steward = signed_in("steward")
    number = job_of(steward.post(uploaded(steward, 14) + "load"))
    assert signed_in("operator").post(f"/jobs/{number}/cancel").status_code == 400, "it is not hers"
    assert steward.post(f"/jobs/{number}/cancel").status_code == 302
    assert entry(number).state == "cancelled"
    assert not list((console / "uploads").glob("held-*"))
    assert worked() == []
    assert steward.post(f"/jobs/{number}/cancel").status_code == 400


def test_the_roles_at_the_time_of_doing_count(signed_in, console, worked):
    from bongsu.records import people

    def give(*roles):
        people.register("mover", roles=roles, password=PASSWORD, actor="console:test", now=datetime.now(UTC))

    give(Role.STEWARD)
    mover = signed_in("mover")
    number = job_of(mover.post(uploaded(mover, 15) + "load"))
    give(Role.AUDITOR)
    assert worked() == []
    found = entry(number)
    assert found.state == "failed"
    assert "mover" in found.said


def test_a_refused_file_says_why_and_is_not_kept(signed_in, console, worked):
    from bongsu.usecases import uploaded_files
    from bongsu.usecases.workspace import Workspace

    steward = signed_in("steward")
    at = uploaded(steward, 16)
    sha = at.strip("/").rpartition("/")[2]
    number = job_of(steward.post(at + "load"))
    held = uploaded_files.held(Workspace.open(console), sha, "june.csv")
    held.write_bytes(b"colour\nred\n")
    assert worked() == []
    assert entry(number).state == "failed"
    assert entry(number).said in _text(steward.get(f"/jobs/{number}/"))
    assert not held.exists()


def test_a_job_whose_worker_died_is_lost_and_may_be_asked_again_while_the_dead_one_writes_nothing(
    signed_in, worked
):
    from bongsu.records import jobs as records
    from bongsu.records.models import Job

    steward = signed_in("steward")
    number = job_of(steward.post(uploaded(steward, 17) + "load"))
    runner = records.take(number, at=datetime.now(UTC))
    assert records.take(number, at=datetime.now(UTC)) is None
    assert entry(number).state == "running"
    assert steward.post(f"/jobs/{number}/again").status_code == 400, "it is not lost yet"
    Job.objects.filter(pk=number).update(beat_at=datetime.now(UTC) - timedelta(minutes=2))
    assert entry(number).state == "lost"
    again = job_of(steward.post(f"/jobs/{number}/again"))
    assert again != number
    assert not records.report(number, runner, at=datetime.now(UTC), said="still here")
    assert not records.finish(number, runner, at=datetime.now(UTC), said="", result={})
    assert worked() == [again]
    assert entry(number).state == "lost"


def test_a_run_given_up_for_lost_stops_at_its_next_step(signed_in, console, worked, monkeypatch):
    from dataclasses import replace

    from bongsu.records.models import Job
    from bongsu.usecases import job_kinds, jobs

    steward = signed_in("steward")
    number = job_of(steward.post("/review/gather", {"item": "gold", "as_of": "2005-05-31"}))
    reached = []

    def do(asked):
        Job.objects.filter(pk=number).update(runner="another")
        asked.progress("step", 1, 1)
        reached.append("beyond")
        return "", {}

    monkeypatch.setitem(job_kinds.KINDS, "review", replace(job_kinds.KINDS["review"], do=do))
    assert jobs.run(str(console), number) is False
    assert reached == []
    Job.objects.filter(pk=number).update(state="cancelled")


def test_progress_of_the_use_case_is_what_the_page_shows(signed_in, console, worked, monkeypatch):
    from dataclasses import replace

    from bongsu.usecases import job_kinds, jobs

    steward = signed_in("steward")
    number = job_of(steward.post("/review/gather", {"item": "", "as_of": "2005-05-31"}))
    pages = []

    def do(asked):
        asked.progress("reading", 3, 7)
        pages.append(steward.get(f"/jobs/{number}/").content.decode())
        return "ended", {"review": "R-000001"}

    monkeypatch.setitem(job_kinds.KINDS, "review", replace(job_kinds.KINDS["review"], do=do))
    assert jobs.run(str(console), number)
    assert 'value="3" max="7"' in pages[0]
    assert "reading" in pages[0]
    assert 'class="open-jobs"' in pages[0]


def test_others_see_a_job_only_where_they_look_after_the_machine(signed_in, worked):
    steward = signed_in("steward")
    number = job_of(steward.post(uploaded(steward, 18) + "load"))
    assert signed_in("analyst").get(f"/jobs/{number}/").status_code == 404
    assert signed_in("auditor").get(f"/jobs/{number}/").status_code == 200
    assert f"/jobs/{number}/" not in _text(signed_in("analyst").get("/jobs/?view=all"))
    assert f"/jobs/{number}/" in _text(signed_in("operator").get("/jobs/?view=all"))
    worked()


def test_a_person_may_not_fill_the_queue(signed_in, worked):
    from bongsu.records.jobs import MOST_OPEN

    analyst = signed_in("analyst")
    asked = [{"as_of": f"2005-04-{day:02d}"} for day in range(1, MOST_OPEN + 2)]
    answers = [analyst.post("/assess", each).status_code for each in asked]
    assert answers == [302] * MOST_OPEN + [400]
    from bongsu.records.models import Job

    Job.objects.filter(kind="assess", state="waiting").update(state="cancelled")


def test_the_kinds_ask_for_the_roles_that_the_screens_let_through():
    from bongsu.console.permissions import roles_for
    from bongsu.usecases.job_kinds import KINDS

    gates = {"load": ("data", "upload"), "review": ("review", "gather"), "effect": ("effect", "evaluate")}
    gates["assess"] = ("board", "assess")
    assert {name: kind.roles for name, kind in KINDS.items()} == {
        name: roles_for(*gate) for name, gate in gates.items()
    }


def test_files_that_nobody_came_back_to_are_swept_and_those_of_jobs_stay(signed_in, console, worked):
    import os

    from bongsu.usecases import uploaded_files
    from bongsu.usecases.workspace import Workspace

    steward = signed_in("steward")
    forgotten, asked = uploaded(steward, 19), uploaded(steward, 20)
    number = job_of(steward.post(asked + "load"))
    old = datetime.now(UTC) - timedelta(days=2)
    for place in (console / "uploads").iterdir():
        os.utime(place, (old.timestamp(), old.timestamp()))
    uploaded_files.sweep(Workspace.open(console), now=datetime.now(UTC))
    assert steward.get(forgotten).status_code == 404
    assert worked() == [number]


def _text(answer) -> str:
    from html import unescape

    return unescape(answer.content.decode())

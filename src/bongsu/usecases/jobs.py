"""Jobs: ask for one, do it in the worker as the person who asked, take it back, ask again what was lost."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bongsu.core.early_warning.people import Person, Role
from bongsu.records import jobs, people
from bongsu.records.jobs import JobEntry
from bongsu.usecases import heartbeat
from bongsu.usecases.job_kinds import KINDS, Asked
from bongsu.usecases.record_assessment import open_records
from bongsu.usecases.workspace import Workspace
from bongsu.words import LANGUAGES, language, say, speaking
from bongsu.words.refusal import Refusal
from bongsu.words.warnings import role_words

RUN = "bongsu.usecases.jobs.run"
SEES_ALL = (Role.OPERATOR, Role.AUDITOR, Role.ADMINISTRATOR)
"""Who looks after the machine, and so sees everybody's jobs."""

LONGEST_SECONDS = 3600
BEAT_SECONDS = 5.0
SPOKEN_EVERY_SECONDS = 0.5
"""Between two notes of how far a job is: the database is not written to at every step."""


class NoLongerMine(Exception):  # noqa: N818 - it ends a run quietly
    """The job was given up for lost and asked again: this run stops."""


def real_clock() -> datetime:
    """The moment it is."""
    return datetime.now(UTC)


def ask(workspace: Workspace, kind: str, what: dict[str, Any], *, by: Person, at: datetime) -> JobEntry:
    """Puts a job down for the worker.

    Raises:
        Refusal: she may not ask for it, it cannot be done, or she has too many open.
    """
    open_records(workspace)
    _check(workspace, kind, what, by)
    return jobs.ask(
        kind, what, by=by.name, language=language(), at=at, enqueue=lambda each: _enqueue(workspace, each)
    )


def listing(workspace: Workspace, *, by: Person, everybody: bool = False, at: datetime) -> list[JobEntry]:
    """One's own jobs, the newest first; everybody's, where she asks for them and sees them."""
    open_records(workspace)
    return jobs.listing(by=None if everybody and by.has(*SEES_ALL) else by.name, at=at)


def look(workspace: Workspace, number: int, *, by: Person, at: datetime) -> JobEntry:
    """One job; raises Refusal where there is none that she may know of."""
    open_records(workspace)
    entry = jobs.get(number, at=at)
    if entry.asked_by != by.name and not by.has(*SEES_ALL):
        raise Refusal(say("job {number}", number=number), found=say("none of this number"))
    return entry


def again(workspace: Workspace, number: int, *, by: Person, at: datetime) -> JobEntry:
    """Asks anew for what a lost job was asked for; raises Refusal."""
    open_records(workspace)
    entry = jobs.get(number, at=at)
    _check(workspace, entry.kind, entry.what, by)
    return jobs.again(number, by=by.name, at=at, enqueue=lambda each: _enqueue(workspace, each))


def cancel(workspace: Workspace, number: int, *, by: Person, at: datetime) -> JobEntry:
    """Takes back a job that nobody has begun; raises Refusal."""
    open_records(workspace)
    entry = jobs.cancel(number, by=by.name, at=at)
    KINDS[entry.kind].tidy(workspace, entry.what, at)
    return entry


def worker_is_there(workspace: Workspace, *, now: datetime) -> bool:
    """Whether somebody who does jobs was seen alive just now."""
    seen = heartbeat.last(workspace.folder, heartbeat.WORKER)
    return seen is not None and now - seen < heartbeat.WORKER_LATE


def run(folder: str, number: int) -> bool:
    """Does one job, once: a job that was taken, cancelled or done before is left alone.

    Returns:
        whether it was done now.
    """
    workspace = Workspace.open(Path(folder))
    open_records(workspace)
    runner = jobs.take(number, at=real_clock())
    if runner is None:
        return False
    entry = jobs.get(number, at=real_clock())
    with speaking(entry.language if entry.language in LANGUAGES else LANGUAGES[0]):
        return _Run(workspace, entry, runner).to_its_end()


class _Run:
    """One run of one job: reports while it works, and lets a beat tell that it lives."""

    def __init__(self, workspace: Workspace, entry: JobEntry, runner: str) -> None:
        self.workspace, self.entry, self.runner = workspace, entry, runner
        self.spoken: datetime | None = None
        self.over = threading.Event()

    def to_its_end(self) -> bool:
        beating = threading.Thread(target=self._beat, daemon=True)
        beating.start()
        try:
            return self._do()
        finally:
            self.over.set()
            beating.join()
            KINDS[self.entry.kind].tidy(self.workspace, self.entry.what, real_clock())

    def _do(self) -> bool:
        kind = KINDS[self.entry.kind]
        try:
            by = people.person(self.entry.asked_by)
            _check(self.workspace, self.entry.kind, self.entry.what, by)
            said, result = kind.do(
                Asked(self.workspace, self.entry.what, by, real_clock(), progress=self._tell)
            )
        except NoLongerMine:
            return False
        except Refusal as refusal:
            jobs.fail(self.entry.number, self.runner, at=real_clock(), said=str(refusal))
            return False
        except BaseException:
            fault = say("A fault of the program ended it; the worker's log says more.")
            jobs.fail(self.entry.number, self.runner, at=real_clock(), said=fault)
            raise
        return jobs.finish(self.entry.number, self.runner, at=real_clock(), said=said, result=result)

    def _tell(self, what: str, done: int, whole: int) -> None:
        now = real_clock()
        if self.spoken and done != whole and (now - self.spoken).total_seconds() < SPOKEN_EVERY_SECONDS:
            return
        self.spoken = now
        if not jobs.report(self.entry.number, self.runner, at=now, said=what, done=done, whole=whole):
            raise NoLongerMine

    def _beat(self) -> None:
        from bongsu import records

        while not self.over.wait(BEAT_SECONDS):
            jobs.report(self.entry.number, self.runner, at=real_clock())
        records.close()


def _check(workspace: Workspace, kind: str, what: Mapping[str, Any], by: Person) -> None:
    chosen = KINDS[kind]
    if not by.has(*chosen.roles):
        raise Refusal(
            by.name,
            expected=say("somebody with the role {roles}", roles=role_words(sorted(chosen.roles))),
            found=role_words(sorted(by.roles)) or say("no role"),
        )
    chosen.check(workspace, what, by)


def _enqueue(workspace: Workspace, number: int) -> None:
    from django_q.tasks import async_task  # type: ignore[import-untyped]

    async_task(RUN, str(workspace.folder.absolute()), number, q_options={"timeout": LONGEST_SECONDS})

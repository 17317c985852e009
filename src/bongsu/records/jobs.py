"""The door to the jobs: ask for one, take it once, say how far it is, end it; whose is where."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bongsu.records import audit
from bongsu.records.deciding import decide, next_number
from bongsu.words import say
from bongsu.words.jobs import STATES, job_state_word
from bongsu.words.refusal import Refusal

WAITING, RUNNING, DONE, FAILED, LOST, CANCELLED = STATES
OPEN = (WAITING, RUNNING)
SILENT_FOR = timedelta(seconds=60)
"""A run that was not seen alive for so long is lost: its worker died."""

MOST_OPEN = 5
"""Jobs of one person that may wait or run at once."""


@dataclass(frozen=True, slots=True)
class JobEntry:
    """One job as it stands.

    Attributes:
        what: what was asked for, as its kind understands it.
        state: waiting, running, done, failed, lost or cancelled.
        done, whole: steps; whole 0 where nobody can say how many there are.
        said: what is being done, what came of it, or why it was refused, in a sentence.
        result: where what came of it is kept; {} until it is done.
    """

    number: int
    kind: str
    what: dict[str, Any]
    language: str
    asked_by: str
    asked_at: datetime
    state: str
    started_at: datetime | None
    ended_at: datetime | None
    done: int
    whole: int
    said: str
    result: dict[str, Any]

    @property
    def is_open(self) -> bool:
        """Whether something is still to come."""
        return self.state in OPEN


def ask(
    kind: str,
    what: dict[str, Any],
    *,
    by: str,
    language: str,
    at: datetime,
    enqueue: Callable[[int], None],
) -> JobEntry:
    """Puts a job down; the same one, asked again by the same person before it has ended, stays one job.

    Args:
        enqueue: tells the queue, in the same transaction.

    Raises:
        Refusal: the person has too many jobs open.
    """
    return decide(lambda: _ask(kind, what, by=by, language=language, at=at, enqueue=enqueue), at=at)


def again(number: int, *, by: str, at: datetime, enqueue: Callable[[int], None]) -> JobEntry:
    """Asks anew for what a job was asked for that was lost; the lost run may write nothing any more.

    Raises:
        Refusal: there is no such job of this person, or it is not lost.
    """

    def act() -> JobEntry:
        from bongsu.records.models import Job

        row = _own(number, by)
        entry = _entry(row, at)
        if entry.state != LOST:
            raise Refusal(
                _where(number), expected=say("a job that was lost"), found=job_state_word(entry.state)
            )
        Job.objects.filter(pk=number).update(state=LOST, runner="", ended_at=at)
        return _ask(row.kind, row.what, by=by, language=row.language, at=at, enqueue=enqueue)

    return decide(act, at=at)


def cancel(number: int, *, by: str, at: datetime) -> JobEntry:
    """Takes back a job that nobody has begun.

    Raises:
        Refusal: there is no such job of this person, or it has begun.
    """

    def act() -> JobEntry:
        from bongsu.records.models import Job

        row = _own(number, by)
        if not Job.objects.filter(pk=number, state=WAITING).update(state=CANCELLED, ended_at=at):
            raise Refusal(
                _where(number), expected=say("a job that waits"), found=job_state_word(_entry(row, at).state)
            )
        audit.append("job.cancelled", actor=by, subject=f"job {number}", at=at)
        return get(number, at=at)

    return decide(act, at=at)


def take(number: int, *, at: datetime) -> str | None:
    """Begins a job that waits: the runner's name; None where it was taken, cancelled or done before."""
    from bongsu.records.models import Job

    runner = secrets.token_hex(8)
    taken = decide(
        lambda: Job.objects.filter(pk=number, state=WAITING).update(
            state=RUNNING, runner=runner, started_at=at, beat_at=at
        ),
        at=at,
    )
    return runner if taken else None


def report(number: int, runner: str, *, at: datetime, **how_far: Any) -> bool:
    """Says that the run is alive and how far it is (done, whole, said); False where it is its job no more."""
    return _write(number, runner, at=at, beat_at=at, **how_far)


def finish(number: int, runner: str, *, at: datetime, said: str, result: dict[str, Any]) -> bool:
    """The end of a job that was done; False where it was this runner's no more."""
    return _write(number, runner, at=at, state=DONE, ended_at=at, said=said, result=result)


def fail(number: int, runner: str, *, at: datetime, said: str) -> bool:
    """The end of a job that was refused; False where it was this runner's no more."""
    return _write(number, runner, at=at, state=FAILED, ended_at=at, said=said)


def get(number: int, *, at: datetime) -> JobEntry:
    """One job as it stands at a moment.

    Raises:
        Refusal: there is none of this number.
    """
    from bongsu.records.models import Job

    row = Job.objects.filter(pk=number).first()
    if row is None:
        raise Refusal(_where(number), found=say("none of this number"))
    return _entry(row, at)


def listing(*, by: str | None, at: datetime, limit: int = 50) -> list[JobEntry]:
    """The jobs of a person, or of everybody, the newest first."""
    from bongsu.records.models import Job

    rows = Job.objects.order_by("-number")
    return [_entry(row, at) for row in (rows if by is None else rows.filter(asked_by=by))[:limit]]


def open_count(by: str, *, at: datetime) -> int:
    """Jobs of a person that wait or run."""
    from django.db.models import Q

    from bongsu.records.models import Job

    alive = Q(state=WAITING) | Q(state=RUNNING, beat_at__gte=at - SILENT_FOR)
    return int(Job.objects.filter(alive, asked_by=by).count())


def still_needed(names: Iterable[str], *, key: str, at: datetime, keep: timedelta) -> set[str]:
    """Of the values of `what[key]`, those of jobs asked for less than `keep` ago that have not ended."""
    from bongsu.records.models import Job

    rows = Job.objects.filter(state__in=OPEN, asked_at__gt=at - keep)
    return set(names) & {str(row.what.get(key, "")) for row in rows}


def _ask(
    kind: str,
    what: dict[str, Any],
    *,
    by: str,
    language: str,
    at: datetime,
    enqueue: Callable[[int], None],
) -> JobEntry:
    from bongsu.records.models import Job

    number = next_number("job")  # also lets one asking in at a time
    for row in Job.objects.filter(asked_by=by, state__in=OPEN, kind=kind):
        if row.what == what and _entry(row, at).is_open:
            return _entry(row, at)
    count = open_count(by, at=at)
    if count >= MOST_OPEN:
        raise Refusal(
            say("jobs"),
            expected=say("at most {count} jobs of yours at once", count=MOST_OPEN),
            found=str(count),
            todo=say("Wait for one to end, or cancel one that waits."),
        )
    row = Job.objects.create(
        number=number, kind=kind, what=what, language=language, asked_by=by, asked_at=at, state=WAITING
    )
    detail = {"kind": kind, "what": what}
    audit.append("job.asked", actor=by, subject=f"job {number}", at=at, detail=detail)
    enqueue(number)
    return _entry(row, at)


def _own(number: int, by: str) -> Any:
    from bongsu.records.models import Job

    row = Job.objects.select_for_update().filter(pk=number, asked_by=by).first()
    if row is None:
        raise Refusal(_where(number), expected=say("a job that you asked for"), found=say("none"))
    return row


def _write(number: int, runner: str, *, at: datetime, **values: Any) -> bool:
    from bongsu.records.models import Job

    mine = Job.objects.filter(pk=number, state=RUNNING, runner=runner)
    return bool(decide(lambda: mine.update(**values), at=at))


def _where(number: int) -> str:
    return say("job {number}", number=number)


def _entry(row: Any, at: datetime) -> JobEntry:
    silent = row.state == RUNNING and at - row.beat_at > SILENT_FOR
    return JobEntry(
        row.number,
        row.kind,
        row.what,
        row.language,
        row.asked_by,
        row.asked_at,
        LOST if silent else row.state,
        row.started_at,
        row.ended_at,
        row.done,
        row.whole,
        row.said,
        row.result,
    )

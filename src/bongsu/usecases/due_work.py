"""Do what is due: reminders, escalations, expiries, and the deliveries of what they and people left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bongsu.records import warning_deadlines
from bongsu.usecases import deliver, heartbeat
from bongsu.usecases.collect import collect_due
from bongsu.usecases.record_assessment import open_records
from bongsu.usecases.warn_sign import chain
from bongsu.usecases.watch import watch_due
from bongsu.usecases.working_time import working_time
from bongsu.usecases.workspace import Workspace

DUE = "bongsu.usecases.due_work.scheduled"
ONE = "bongsu.usecases.due_work.deliver_job"


def real_clock() -> datetime:
    """The moment it is."""
    return datetime.now(UTC)


def do_due(
    workspace: Workspace,
    *,
    now: datetime,
    clock: Callable[[], datetime] = real_clock,
    send: bool = True,
    collect: bool = False,
) -> dict[str, Any]:
    """Does once all that is due by `now`; asked again, it does nothing new.

    Args:
        now: the moment by which deadlines are judged; a story replayed in the past gives its own.
        clock: the moment of each try to deliver; sending happens in the present, whatever is replayed.
        send: False: the messages stay in the outbox.
        collect: ask agencies' feeds that are due too, where bongsu.toml says so; in the present only.

    The tripwires are run only where bongsu.toml says `watch_when_due = true`; "notices" says which are new.
    Their message goes out with the next round.
    """
    from bongsu.records.warning_rows import local_day

    open_records(workspace)
    heartbeat.beat(workspace.folder, clock())
    done = warning_deadlines.do_due(
        now=now, chain=chain(workspace, local_day(now)), working=working_time(workspace)
    )
    sent = deliver.deliver_due(clock=clock, language=workspace.settings.language) if send else {}
    fed = [asdict(each) for each in collect_due(workspace, clock())] if collect else []
    found: dict[str, Any] = {
        "done": [asdict(each) for each in done],
        "delivered": dict(sent),
        "collected": fed,
    }
    if workspace.settings.watch_when_due:
        came = any(each["outcome"] == "ok" for each in fed)
        found["notices"] = watch_due(workspace, now=now, again=came)
    return found


def scheduled(folder: str) -> None:
    """One round as a job: due work here, then one job for each delivery that waits."""
    from django_q.tasks import async_task  # type: ignore[import-untyped]

    from bongsu.records import deliveries

    place = Workspace.open(Path(folder))
    do_due(place, now=real_clock(), send=False, collect=True)
    deliveries.spread(now=real_clock(), language=place.settings.language)
    for delivery in deliveries.due(now=real_clock()):
        async_task(ONE, folder, delivery)


def deliver_job(folder: str, delivery: str) -> bool | None:
    """One try as a job; a second job for the same delivery finds it taken or sent and does nothing."""
    open_records(Workspace.open(Path(folder)))
    return deliver.deliver_one(delivery, clock=real_clock)


def plan(folder: Path) -> None:
    """Puts the round, every minute, into the job queue's schedule, and one round at once into the queue."""
    from django_q.models import Schedule  # type: ignore[import-untyped]
    from django_q.tasks import async_task

    Schedule.objects.update_or_create(
        name=f"bongsu due {folder}",
        defaults={
            "func": DUE,
            "args": repr((str(folder),)),
            "schedule_type": Schedule.MINUTES,
            "minutes": 1,
            "repeats": -1,
        },
    )
    async_task(DUE, str(folder))

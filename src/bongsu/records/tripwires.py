"""The door to the tripwires' notices: keep a run, list notices, give a verdict, count how they turned out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from bongsu.core.early_warning.people import Person, Role
from bongsu.core.early_warning.tentative import StandingNotice, VerdictOnNotice
from bongsu.records import audit, outbox
from bongsu.records.deciding import decide, next_number
from bongsu.words import say
from bongsu.words.refusal import Refusal

SHORTEST_REASON = 5
ANNOUNCEMENT = "announcement"
"""The tripwire of every announced change of a tax or rule; its notices name the event, not a statistic."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewNotice:
    """A notice to be kept; see `core.early_warning.tripwires.Raised` for its reason."""

    tripwire: str
    indicator: str
    group: str
    items: Sequence[str]
    period: str
    day: date
    begins: str
    window_days: float
    change: float
    unit: str
    statistic: float
    threshold: float
    days_between: float
    promised_days: float
    pushes: bool
    stands_until: date
    event: str = ""
    event_kind: str = ""
    effective_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictEntry:
    """What somebody made of a notice."""

    verdict: str
    reason: str
    warning: str
    decided_by: str
    decided_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeEntry:
    """A notice as recorded, with its verdicts, the last one ruling."""

    number: int
    notice: NewNotice
    as_of: date
    raised_at: datetime
    verdicts: tuple[VerdictEntry, ...]

    @property
    def verdict(self) -> str:
        """The one that rules; "" while nobody has answered."""
        return self.verdicts[-1].verdict if self.verdicts else ""

    def standing(self) -> StandingNotice:
        """The same for the rule of the tentative grade."""
        told = self.notice
        return StandingNotice(
            self.number, told.group, told.day, told.stands_until, self.verdict, pushes=told.pushes
        )


def keep_run(
    found: Sequence[NewNotice],
    *,
    since: date,
    as_of: date,
    watched: Mapping[str, Any],
    actor: str,
    now: datetime,
    told: Callable[[NewNotice], Mapping[str, Any]] = lambda notice: {},
    made_up: bool = False,
) -> list[NoticeEntry]:
    """Keeps a run and its notices, and leaves one message about what is new to the analysts.

    A notice of a tripwire and day that is known already is not kept again; nor is one of an event.

    Args:
        watched: tripwire → how many days it watched since `since`, or why it could not.
        told: what the message needs to say a notice in words (`words.tripwires.notice_facts`).
    """

    def keep() -> list[NoticeEntry]:
        kept = _keep_run(found, since=since, as_of=as_of, watched=watched, actor=actor, now=now)
        if kept:
            notices = [{"number": each.number, **told(each.notice)} for each in kept]
            values = {"as_of": as_of.isoformat(), "notices": notices, "made_up": made_up}
            outbox.put("tripwire", audience="role:analyst", values=values, at=now)
        return kept

    return decide(keep, at=now)


def last_run(as_of: date) -> date | None:
    """The day to which the watch last went, up to a day; None where it never ran."""
    from bongsu.records.models import WatchRun

    row = WatchRun.objects.filter(as_of__lte=as_of).order_by("-as_of").first()
    return row.as_of if row else None


def watched_days() -> dict[str, float]:
    """Tripwire → days watched in all runs, each day once."""
    from bongsu.records.models import WatchRun

    seen: dict[str, set[int]] = {}
    for run in WatchRun.objects.order_by("number"):
        for wire, told in run.tripwires.items():
            if told is not None:
                span = range(run.since.toordinal() + 1, run.as_of.toordinal() + 1)
                seen.setdefault(wire, set()).update(span)
    return {wire: float(len(found)) for wire, found in seen.items()}


def listing(
    *,
    item: str | None = None,
    unanswered: bool = False,
    since: date | None = None,
    until: date | None = None,
) -> list[NoticeEntry]:
    """The notices, the newest day first."""
    from bongsu.records.models import TripwireNotice

    rows = TripwireNotice.objects.select_related("run").prefetch_related("verdicts")
    if since is not None:
        rows = rows.filter(day__gte=since)
    if until is not None:
        rows = rows.filter(day__lte=until)
    found = [_entry(row) for row in rows.order_by("-day", "-number")]
    return [
        each
        for each in found
        if (item is None or item in each.notice.items) and not (unanswered and each.verdicts)
    ]


def current(day: date) -> list[NoticeEntry]:
    """The notices up to a day that still stand, are of its last week, or were never judged; newest first."""
    from django.db.models import Q

    from bongsu.records.models import TripwireNotice

    recent = Q(stands_until__gte=day) | Q(day__gt=day - timedelta(days=7)) | Q(verdicts__isnull=True)
    rows = TripwireNotice.objects.select_related("run").prefetch_related("verdicts").filter(recent)
    return [_entry(row) for row in rows.filter(day__lte=day).distinct().order_by("-day", "-number")]


def get(number: int) -> NoticeEntry:
    """The notice with this number; raises Refusal."""
    return _entry(_row(number))


def give_verdict(
    number: int,
    verdict: VerdictOnNotice,
    *,
    reason: str,
    by: Person,
    now: datetime,
    draft: Callable[[NoticeEntry], str] | None = None,
) -> NoticeEntry:
    """Records a verdict; with "draft" the warning is drafted in the same transaction.

    Args:
        draft: drafts the warning and gives its number.

    Raises:
        Refusal: she is no analyst, the reason is too short, or there is no such notice.
    """
    if not by.has(Role.ANALYST):
        raise Refusal(by.name, expected=say("an account with the role 'analyst'"), found=say("none of them"))
    if len(reason.strip()) < SHORTEST_REASON:
        raise Refusal(
            "--reason",
            expected=say("a reason of at least {count} letters", count=SHORTEST_REASON),
            found=repr(reason),
        )
    return decide(lambda: _give(number, verdict, reason=reason, by=by, now=now, draft=draft), at=now)


def _keep_run(
    found: Sequence[NewNotice],
    *,
    since: date,
    as_of: date,
    watched: Mapping[str, Any],
    actor: str,
    now: datetime,
) -> list[NoticeEntry]:
    from bongsu.records.models import TripwireNotice, WatchRun

    run = WatchRun.objects.create(
        number=next_number("watch run"),
        since=since,
        as_of=as_of,
        tripwires=dict(watched),
        ran_at=now,
        ran_by=actor,
    )
    audit.vouch("watch.ran", run, actor=actor, at=now, detail={"as_of": as_of.isoformat()})
    kept = []
    for new in sorted(found, key=lambda each: (each.day, each.tripwire)):
        same = {"event": new.event} if new.event else {"tripwire": new.tripwire, "day": new.day}
        if TripwireNotice.objects.filter(**same).exists():
            continue
        said = {name: getattr(new, name) for name in new.__slots__}
        row = TripwireNotice.objects.create(
            number=next_number("notice"), run=run, **(said | {"items": list(new.items)})
        )
        detail = {"tripwire": row.tripwire, "items": row.items, "day": new.day.isoformat()}
        audit.vouch("notice.raised", row, actor=actor, at=now, detail=detail)
        kept.append(_entry(row))
    return kept


def _give(
    number: int,
    verdict: VerdictOnNotice,
    *,
    reason: str,
    by: Person,
    now: datetime,
    draft: Callable[[NoticeEntry], str] | None,
) -> NoticeEntry:
    from bongsu.records.models import NoticeVerdict

    notice = _row(number)
    warning = draft(_entry(notice)) if draft else ""
    row = NoticeVerdict.objects.create(
        notice=notice,
        ordinal=notice.verdicts.count() + 1,
        verdict=verdict.value,
        reason=reason.strip(),
        warning=warning,
        decided_at=now,
        decided_by=by.name,
    )
    detail = {"verdict": verdict.value, "reason": row.reason, "warning": warning}
    audit.vouch("notice.judged", row, actor=by.name, at=now, detail=detail)
    return get(number)


def _row(number: int) -> Any:
    from bongsu.records.models import TripwireNotice

    rows = TripwireNotice.objects.select_related("run").prefetch_related("verdicts")
    row = rows.filter(pk=number).first()
    if row is None:
        raise Refusal(
            say("notice {number}", number=number),
            expected=say("a notice of this workspace"),
            found=say("none of this number"),
        )
    return row


def _entry(row: Any) -> NoticeEntry:
    return NoticeEntry(
        number=row.number,
        notice=NewNotice(**{name: getattr(row, name) for name in NewNotice.__slots__}),
        as_of=row.run.as_of,
        raised_at=row.run.ran_at,
        verdicts=tuple(
            VerdictEntry(
                verdict=each.verdict,
                reason=each.reason,
                warning=each.warning,
                decided_by=each.decided_by,
                decided_at=each.decided_at,
            )
            for each in sorted(row.verdicts.all(), key=lambda each: each.ordinal)
        ),
    )

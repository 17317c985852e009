"""Watch: the tripwires run as of a day, their notices listed, judged, and set beside the grades."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from bongsu.catalogue.catalogue import Catalogue
from bongsu.catalogue.entries import Tripwire
from bongsu.catalogue.values import days
from bongsu.core.early_warning.moves import CLOCK
from bongsu.core.early_warning.people import Person
from bongsu.core.early_warning.tentative import (
    Outcome,
    Tentative,
    VerdictOnNotice,
    last_day,
    reconcile,
    tentative,
)
from bongsu.core.early_warning.tripwires import Raised, TripwireRule, Watched, watch
from bongsu.core.panel.periods import Period
from bongsu.core.screening.pressure import group_of
from bongsu.facts.ledger import Ledger
from bongsu.records import assessments, tripwires
from bongsu.records.tripwires import NewNotice, NoticeEntry
from bongsu.usecases.action_grade import action_grade_on
from bongsu.usecases.announcements import announced
from bongsu.usecases.known_indicator import known_indicator
from bongsu.usecases.record_assessment import open_records
from bongsu.usecases.workspace import Workspace
from bongsu.words import say
from bongsu.words.refusal import Refusal
from bongsu.words.tripwires import notice_facts, notice_words

YEARS = 12
"""Past read for a watch."""
FIRST_RUN_DAYS = 31
LATE_DAYS = 31
"""A run also looks so far behind the last one, for values that came late."""
SIDES = {"+": 1, "-": -1, "?": 0}

DAYS = ("day", "stands_until", "effective_on")

RULE = "tentative-1"
"""The version of the rule in `core.early_warning.tentative`."""

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class WatchReport:
    """One run of the watch.

    Attributes:
        since, as_of: notices of days after the one and up to the other.
        raised: the notices that are new.
        watched: tripwire → days watched; None where too little is known to watch.
    """

    since: date
    as_of: date
    raised: tuple[NoticeEntry, ...]
    watched: dict[str, float | None]


def run_watch(
    workspace: Workspace,
    *,
    as_of: date,
    since: date | None = None,
    actor: str,
    now: datetime,
    progress: Progress | None = None,
) -> WatchReport:
    """Runs every tripwire on what was known on a day, with the announced taxes, and keeps what is new.

    Args:
        since: only notices of later days; None: since the last run, the first time the last 31 days, and
            values of the 31 days before that came late.

    Raises:
        Refusal: there is neither a tripwire nor an event, or `since` is not before `as_of`.
    """
    catalogue, ledger = workspace.catalogue, Ledger(workspace.facts)
    if not catalogue.tripwires and not ledger.tables()["events"]:
        raise Refusal(
            "tripwires.toml",
            expected=say("a tripwire"),
            found=say("none"),
            todo=say("docs/tripwires.md tells how to write one."),
        )
    open_records(workspace)
    before = None if since else tripwires.last_run(as_of)
    begin = since or before or as_of - timedelta(days=FIRST_RUN_DAYS)
    earliest = before - timedelta(days=LATE_DAYS) if before else begin
    if begin > as_of:
        raise Refusal("--since", expected=say("a day before {day}", day=as_of), found=str(begin))
    found = announced(ledger, since=earliest, as_of=as_of)
    watched: dict[str, float | None] = {}
    for done, wire in enumerate(catalogue.tripwires, 1):
        seen = replay(ledger, catalogue, wire, as_of=as_of, since=earliest)
        watched[wire.code] = (as_of - begin).days if seen.first else None
        new = [raised for raised in seen.raised if earliest < raised.period.end <= as_of]
        found += [new_notice(catalogue, wire, raised) for raised in new if not _is_kept(wire, raised)]
        if progress:
            progress(wire.code, done, len(catalogue.tripwires))
    kept = tripwires.keep_run(
        found,
        since=begin,
        as_of=as_of,
        watched=watched,
        actor=actor,
        now=now,
        told=lambda notice: notice_facts(catalogue, notice),
        made_up=workspace.settings.made_up,
    )
    return WatchReport(begin, as_of, tuple(kept), watched)


def watch_due(workspace: Workspace, *, now: datetime, again: bool = False) -> list[int]:
    """Runs the watch as of today where it has not run today, and gives the numbers of the new notices.

    Args:
        again: facts came since; run it though it has run today.
    """
    if not workspace.catalogue.tripwires and not Ledger(workspace.facts).tables()["events"]:
        return []
    open_records(workspace)
    today = now.astimezone(ZoneInfo(workspace.settings.time_zone)).date()
    last = tripwires.last_run(date.max)
    if last is not None and (last > today or (last == today and not again)):
        return []
    report = run_watch(workspace, as_of=today, actor=CLOCK.name, now=now)
    return [each.number for each in report.raised]


def _is_kept(wire: Tripwire, raised: Raised) -> bool:
    """Whether the tripwire's notice is known already; revised data may move its day a little."""
    near = timedelta(days=round(days(wire.rearm)))
    kept = tripwires.listing(since=raised.period.end - near, until=raised.period.end + near)
    return any(each.notice.tripwire == wire.code for each in kept)


def replay(
    ledger: Ledger, catalogue: Catalogue, wire: Tripwire, *, as_of: date, since: date | None = None
) -> Watched:
    """The watch of one tripwire replayed on what was known on a day."""
    indicator = catalogue.indicator(wire.indicator)
    first = Period.of(date(as_of.year - YEARS, 1, 1), wire.frequency)
    periods, values = known_indicator(ledger, indicator, wire.frequency, first=first, as_of=as_of)
    if wire.logarithm:
        keep = values > 0
        periods = [period for period, good in zip(periods, keep, strict=True) if good]
        values = np.log(values[keep])
    begin = None if since is None else Period.of(since, wire.frequency)
    return watch(periods, values, rule_of(catalogue, wire), seed=_seed(wire.code), since=begin)


def rule_of(catalogue: Catalogue, wire: Tripwire) -> TripwireRule:
    """The core's rule from the catalogue's tripwire."""
    sign = wire.direction or catalogue.indicator(wire.indicator).sign
    return TripwireRule(
        tuple(days(window) for window in wire.windows), days(wire.false_alarm), days(wire.rearm), SIDES[sign]
    )


def new_notice(catalogue: Catalogue, wire: Tripwire, raised: Raised) -> NewNotice:
    """A notice with all that its reason needs."""
    indicator = catalogue.indicator(wire.indicator)
    return NewNotice(
        tripwire=wire.code,
        indicator=indicator.code,
        group=group_of(indicator.kind),
        items=[item.code for item in catalogue.items_with(indicator.code)],
        period=str(raised.period),
        day=raised.period.end,
        begins=str(raised.begins),
        window_days=raised.window_days,
        change=raised.change,
        unit="log" if wire.logarithm else indicator.unit,
        statistic=raised.statistic,
        threshold=raised.threshold,
        days_between=raised.days_between,
        promised_days=days(wire.false_alarm),
        pushes=raised.change * SIDES[indicator.sign] >= 0,
        stands_until=last_day(raised.period.end, days=days(wire.stands)),
    )


def list_notices(
    workspace: Workspace, *, item: str | None = None, unanswered: bool = False, since: date | None = None
) -> list[dict[str, Any]]:
    """The notices as documents, the newest day first."""
    open_records(workspace)
    found = tripwires.listing(item=item, unanswered=unanswered, since=since)
    return [notice_document(workspace.catalogue, each) for each in found]


def judge(
    workspace: Workspace, number: int, verdict: VerdictOnNotice, *, reason: str, by: Person, now: datetime
) -> dict[str, Any]:
    """An analyst's verdict; "draft" drafts a warning about the notice's first item in the same transaction.

    Where a warning about the item is open already, the verdict names it and nothing is drafted.

    Raises:
        Refusal: she may not, the reason is too short, or no warning can be drafted.
    """
    open_records(workspace)

    def draft(notice: NoticeEntry) -> str:
        from bongsu.records import early_warnings
        from bongsu.usecases import warn_write

        if not notice.notice.items:
            raise Refusal(
                say("notice {number}", number=notice.number),
                expected=say("a notice about an item"),
                found=say("none is named"),
                todo=say("Write the warning yourself: bongsu warn draft."),
            )
        item = notice.notice.items[0]
        standing = [each.number for each in early_warnings.open_warnings() if each.item == item]
        if standing:
            return standing[-1]
        said = notice_words(workspace.catalogue, notice.notice)
        text = f"{said} {reason.strip()}"
        return warn_write.draft(workspace, item, assessment=None, by=by, at=now, reason=text).number

    wanted = draft if verdict is VerdictOnNotice.DRAFT else None
    judged = tripwires.give_verdict(number, verdict, reason=reason, by=by, now=now, draft=wanted)
    return notice_document(workspace.catalogue, judged)


def notice_document(catalogue: Catalogue, entry: NoticeEntry) -> dict[str, Any]:
    """A notice as JSON, with its reason in words, its verdicts and what the grades made of it."""
    told = entry.notice
    return {
        "notice": entry.number,
        **{name: getattr(told, name) for name in told.__slots__ if name not in DAYS},
        "day": told.day.isoformat(),
        "effective_on": told.effective_on.isoformat() if told.effective_on else None,
        "stands_until": told.stands_until.isoformat(),
        "sentence": notice_words(catalogue, told),
        "verdict": entry.verdict or None,
        "verdicts": [
            {
                "verdict": each.verdict,
                "reason": each.reason,
                "warning": each.warning or None,
                "by": each.decided_by,
                "at": each.decided_at.isoformat(),
            }
            for each in entry.verdicts
        ],
        "outcomes": {item: str(outcome_of(item, told.day)) for item in told.items},
    }


def outcome_of(item: str, day: date) -> Outcome:
    """What the first official assessment after a notice's day made of it."""
    before = assessments.latest(before=day)
    after = next(
        (each for each in reversed(assessments.listing()) if each.as_of >= day and item in each.grades), None
    )
    grade_before = before.grades.get(item, 0) if before else 0
    return reconcile(before=grade_before, after=after.grades[item] if after else None)


def tentative_grades(
    catalogue: Catalogue, *, day: date, official: dict[str, int], official_as_of: date | None
) -> dict[str, Tentative]:
    """Item → its tentative grade on a day, of the items that a notice names; the records must be open."""
    notices = tripwires.listing(until=day)
    action = action_grade_on(catalogue, day)
    named_items = sorted({item for each in notices for item in each.notice.items})
    return {
        item: tentative(
            [each.standing() for each in notices if item in each.notice.items],
            day=day,
            official=official.get(item),
            official_as_of=official_as_of,
            action_grade=action,
        )
        for item in named_items
    }


def side_by_side(workspace: Workspace, day: date | None = None) -> list[dict[str, Any]]:
    """Every item's official grade and its tentative one on a day, the higher tentative grade first.

    Args:
        day: None: the day to which the watch last went.

    Raises:
        Refusal: no day is given and the watch never ran.
    """
    open_records(workspace)
    on = day or tripwires.last_run(date.max)
    if on is None:
        raise Refusal(
            str(workspace.folder),
            expected=say("a run of the watch"),
            found=say("none"),
            todo=say("Make one first: bongsu watch run --as-of DATE."),
        )
    seen = assessments.latest(on)
    official = dict(seen.grades) if seen else {}
    grades = tentative_grades(
        workspace.catalogue, day=on, official=official, official_as_of=seen.as_of if seen else None
    )
    rows = [
        tentative_document(item.code, on, grades.get(item.code), official, seen)
        for item in workspace.catalogue.items_on(on)
    ]
    return sorted(rows, key=lambda row: (-(row["tentative_grade"] or 0), row["item"]))


def tentative_of(workspace: Workspace, item: str) -> dict[str, Any] | None:
    """One item's two grades on the day to which the watch last went; None where it never ran."""
    open_records(workspace)
    if tripwires.last_run(date.max) is None:
        return None
    return next((row for row in side_by_side(workspace) if row["item"] == item), None)


def tentative_beside(workspace: Workspace, assessment: str) -> dict[str, dict[str, Any]]:
    """Item → its two grades with the standing notices, of the items that have one; for a report's pages.

    Empty unless the watch's last day still counts from this assessment: an older report stays as it was.
    """
    open_records(workspace)
    if tripwires.last_run(date.max) is None:
        return {}
    rows = [row for row in side_by_side(workspace) if row["notices"] and row["assessment"] == assessment]
    return {
        row["item"]: {
            **row,
            "told": [
                {"number": number, **notice_facts(workspace.catalogue, tripwires.get(number).notice)}
                for number in row["notices"]
            ],
        }
        for row in rows
    }


def tentative_document(
    item: str, day: date, found: Tentative | None, official: dict[str, int], seen: Any
) -> dict[str, Any]:
    """One item's two grades as JSON; without a notice the tentative grade is the official one."""
    grade = official.get(item)
    return {
        "item": item,
        "day": day.isoformat(),
        "official_grade": grade,
        "official_as_of": seen.as_of.isoformat() if seen else None,
        "assessment": seen.assessment if seen else None,
        "tentative_grade": found.grade if found and found.notices else grade,
        "notices": list(found.notices) if found else [],
        "groups": list(found.groups) if found else [],
        "unanswered": list(found.unanswered) if found else [],
        "decision_due": bool(found and found.decision_due),
        "rule": RULE,
    }


def track_record(workspace: Workspace) -> list[dict[str, Any]]:
    """By tripwire: notices, verdicts, precision by label, confirmed by the grades, days between notices."""
    open_records(workspace)
    found = tripwires.listing()
    watched = tripwires.watched_days()
    return [
        _record(wire, [each for each in found if each.notice.tripwire == wire], watched.get(wire, 0.0))
        for wire in sorted({*watched, *(each.notice.tripwire for each in found)})
    ]


def _record(wire: str, found: Sequence[NoticeEntry], watched_days: float) -> dict[str, Any]:
    labels = {each.value: sum(entry.verdict == each for entry in found) for each in VerdictOnNotice}
    judged = sum(labels.values())
    useful = labels["watch"] + labels["draft"]
    outcomes = [outcome_of(item, each.notice.day) for each in found for item in each.notice.items]
    closed = [each for each in outcomes if each is not Outcome.OPEN]
    return {
        "tripwire": wire,
        "notices": len(found),
        "unanswered": len(found) - judged,
        **labels,
        "precision": useful / judged if judged else None,
        "confirmed": sum(each is Outcome.CONFIRMED for each in closed),
        "closed": len(closed),
        "watched_days": watched_days,
        "days_between": watched_days / len(found) if found else None,
        "promised_days": (found[0].notice.promised_days or None) if found else None,
    }


def _seed(code: str) -> int:
    """The same for the same tripwire, so that a run repeats."""
    return int.from_bytes(hashlib.sha256(code.encode()).digest()[:4], "big")

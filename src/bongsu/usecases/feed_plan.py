"""What collecting would ask for now, feed by feed: window, quota, key, last arrival, next expected."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from bongsu.core.panel.feed_gates import days_overdue, feed_state
from bongsu.core.panel.periods import Period
from bongsu.facts.ledger import Ledger
from bongsu.sources.collecting.feeds import Feed
from bongsu.sources.collecting.quota import QuotaLedger
from bongsu.sources.collecting.windows import due, expected_on, plan_windows
from bongsu.usecases.collect import FAILED, HERE, Network, keys_of, today
from bongsu.usecases.feed_choice import chosen_feeds
from bongsu.usecases.feed_gates import thresholds_of
from bongsu.usecases.held_periods import newest_by_series, newest_held
from bongsu.usecases.workspace import Workspace
from bongsu.words import say

NO_KEY_NEEDED, KEY_THERE, KEY_MISSING = "not needed", "there", "missing"


@dataclass(frozen=True, slots=True)
class FeedPlan:
    """How one feed stands, and what would be asked.

    Attributes:
        window: "2024-01…2025-02"; "" where nothing is to be asked.
        questions_at_least: windows to ask for.
        key: "there", "missing" or "not needed"; `key_variables` say where it is looked for.
        quota_left: questions the key may still ask today; None where no limit is known.
        newest: the newest period held.
        last_arrival: when a load last brought a new fact; None where none ever did.
        last_outcome, last_reason: of the last time it was asked; "" where it never was.
        next_expected: the day by which the next period should be here.
        days_overdue: days since then; 0 where it is not due yet.
        state: "fresh", "late", "stale", "failed" or "empty".
    """

    feed: str
    window: str
    questions_at_least: int
    key: str
    key_variables: tuple[str, ...]
    quota_left: int | None
    newest: str
    last_arrival: datetime | None
    last_asked: datetime | None
    last_outcome: str
    last_reason: str
    next_expected: date
    days_overdue: int
    state: str
    notes: tuple[str, ...] = ()


def feed_plans(
    workspace: Workspace, names: tuple[str, ...] = (), *, now: datetime, network: Network = HERE
) -> list[FeedPlan]:
    """The plan of every feed named, or of all; nothing is asked.

    Raises:
        Refusal: no such source, or a mistake in the catalogue.
    """
    arrivals = last_arrivals(workspace)
    return [
        _plan(workspace, feed, now=now, network=network, arrived=arrivals.get(feed.code))
        for feed in chosen_feeds(workspace, names)
    ]


def last_arrivals(workspace: Workspace) -> dict[str, datetime]:
    """Data set → the moment at which a load last brought a fact of it."""
    loads = Ledger(workspace.facts).revisions("loads", where=pl.col("rows") > 0)
    newest = loads.group_by("source").agg(pl.col("recorded_at").max()).sort("source")
    return dict(newest.iter_rows())


def _plan(
    workspace: Workspace, feed: Feed, *, now: datetime, network: Network, arrived: datetime | None
) -> FeedPlan:
    interface = feed.description.collect
    assert interface is not None
    day, quota, keys = today(workspace, now), QuotaLedger(workspace.folder), keys_of(feed, network)
    newest = _newest(workspace, feed, arrived)
    plan = plan_windows(feed, held=newest_held(workspace, feed), day=day)
    last = quota.last_attempt(feed.code)
    awaited = newest + 1 if newest else due(feed, day)
    limit = interface.quota_a_day
    key = NO_KEY_NEEDED if not interface.keys else KEY_MISSING if keys.missing else KEY_THERE
    expected = expected_on(feed, awaited)
    return FeedPlan(
        feed.code,
        window=f"{plan.first}…{plan.last}" if plan.windows else "",
        questions_at_least=len(plan.windows),
        key=key,
        key_variables=interface.keys,
        quota_left=max(0, limit - quota.used(interface.quota_key, day)) if limit else None,
        newest=str(newest) if newest else "",
        last_arrival=arrived,
        last_asked=last.at if last else None,
        last_outcome=last.outcome if last else "",
        last_reason=last.reason if last else "",
        next_expected=expected,
        days_overdue=days_overdue(expected=expected, day=day) if newest else 0,
        state=feed_state(
            newest=newest.ordinal if newest else None,
            due=due(feed, day).ordinal,
            failed=last is not None and last.outcome == FAILED,
            thresholds=thresholds_of(feed),
        ),
        notes=(*plan.notes, *_doubts(feed)),
    )


def _doubts(feed: Feed) -> list[str]:
    """What stands between the wiring and trust in it: codes that nobody knows, and such as nobody checked."""
    unknown = sorted({f"{part.series} ({', '.join(part.unknown)})" for part in feed.series if part.unknown})
    unchecked = list(dict.fromkeys(part.series for part in feed.series if part.unverified))
    found = []
    if unknown:
        found.append(say("the agency's codes are not known yet: {series}", series=", ".join(unknown)))
    if unchecked:
        found.append(say("codes that nobody has checked: {series}", series=", ".join(unchecked)))
    return found


def _newest(workspace: Workspace, feed: Feed, arrived: datetime | None) -> Period | None:
    """The newest period held; of a data set of files, whose series are not wired, that of its last load."""
    interface = feed.description.collect
    assert interface is not None
    names = feed.names
    if not names and arrived is not None:
        ledger = Ledger(workspace.facts)
        loads = ledger.revisions("loads", where=pl.col("source") == feed.code)["load"].to_list()
        rows = ledger.revisions(feed.description.table, where=pl.col("load").is_in(loads))
        day = rows["period"].max()
        return Period.of(day, interface.frequency) if isinstance(day, date) else None
    held = newest_by_series(workspace, names, interface.frequency)
    return max(held.values()) if held else None


def plan_sentence(plan: FeedPlan) -> str:
    """One feed's plan in a few lines."""
    lines = [
        say(
            "{feed}: {state}; key {key}; newest period {newest}; next expected {expected}",
            feed=plan.feed,
            state=say(plan.state),
            key=say(plan.key),
            newest=plan.newest or "-",
            expected=plan.next_expected,
        )
    ]
    lines.append(say("  would ask for {window}", window=plan.window or "-"))
    if plan.quota_left is not None:
        lines[-1] += say("; {count} questions left today", count=plan.quota_left)
    if plan.last_arrival:
        lines[-1] += say("; last arrival {day}", day=f"{plan.last_arrival:%Y-%m-%d}")
    if plan.days_overdue:
        lines.append(say("  {count} days overdue", count=plan.days_overdue))
    if plan.last_outcome == FAILED:
        lines.append(say("  failed when last asked: {reason}", reason=plan.last_reason))
    return "\n".join([*lines, *(f"  {note}" for note in plan.notes)])

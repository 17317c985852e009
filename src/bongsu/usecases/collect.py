"""Collects what agencies' interfaces have: plans what is due, asks, holds answers to their word, loads.

Every answer is kept before it is read. A feed that fails leaves the ledger as it was, and says why: in the
report, in the quarantine, and, where a period is overdue, as observations whose status is `feed_failed`.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bongsu.core.panel.periods import Period
from bongsu.facts.ledger import Ledger
from bongsu.facts.raw import keep
from bongsu.sources.collecting.asking import Ask
from bongsu.sources.collecting.feeds import Feed, Window, feeds_of
from bongsu.sources.collecting.keys import Keys
from bongsu.sources.collecting.quota import Attempt, QuotaLedger
from bongsu.sources.collecting.windows import Plan, plan_windows
from bongsu.sources.collectors import find_file, rows_of, run
from bongsu.sources.parsed import Parsed
from bongsu.usecases.feed_choice import chosen_feeds
from bongsu.usecases.feed_gates import Gate
from bongsu.usecases.feed_silence import silent_rows
from bongsu.usecases.held_periods import newest_held
from bongsu.usecases.let_through import LetThrough
from bongsu.usecases.load import Loader, LoadReport
from bongsu.usecases.workspace import Workspace
from bongsu.words import say
from bongsu.words.refusal import Refusal

if TYPE_CHECKING:
    import httpx2

OK, NOTHING_NEW, FAILED = "ok", "nothing new", "failed"
AGAIN_AFTER = timedelta(hours=1)
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class CollectReport:
    """What became of one feed.

    Attributes:
        outcome: "ok" (new facts), "nothing new", or "failed".
        reason: why it failed; "" where it did not.
        windows: what was asked for, e.g. "2005-01…2005-12".
        rows, already_known, quarantined: of all windows.
        silent: rows of status `feed_failed` or `not_reported` written because an overdue period is not there.
    """

    feed: str
    outcome: str
    reason: str = ""
    windows: tuple[str, ...] = ()
    rows: int = 0
    already_known: int = 0
    quarantined: int = 0
    silent: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Network:
    """How the world is reached: the process's environment, network and clock unless a test says otherwise."""

    environment: Mapping[str, str] | None = None
    transport: httpx2.BaseTransport | None = None
    sleep: Callable[[float], None] = field(default=time.sleep)


HERE = Network()


def collect(
    workspace: Workspace,
    sources: Sequence[str] = (),
    *,
    now: datetime,
    as_of: date | None = None,
    first: Period | None = None,
    last: Period | None = None,
    accept: LetThrough | None = None,
    network: Network = HERE,
    progress: Progress | None = None,
) -> list[CollectReport]:
    """Collects feeds; one that fails does not keep the others out.

    Args:
        sources: codes of data sets, of agencies, or of the catalogue's sources; none is every feed.
        now: the moment of asking, with its time zone.
        as_of: as if today were this day: no later period is asked for.
        first, last: this stretch, instead of what is due.
        accept: series whose values a person takes although a gate would hold them back.

    Raises:
        Refusal: no such source, or a mistake in the catalogue.
    """
    if now.tzinfo is None:
        raise ValueError("expected a moment with a time zone, found one without")
    feeds = chosen_feeds(workspace, sources)
    accept = accept or LetThrough(workspace, (), actor="", now=now)
    reports = []
    for done, feed in enumerate(feeds, 1):
        collector = _Collector(workspace, feed, now=now, accept=accept, network=network)
        reports.append(collector.collect(as_of=as_of, first=first, last=last))
        if progress:
            progress(feed.code, done, len(feeds))
    return reports


def collect_due(workspace: Workspace, now: datetime, *, network: Network = HERE) -> list[CollectReport]:
    """Collects, once a day, every feed that has its keys; what scheduled jobs call, as often as they like.

    Nothing is asked unless bongsu.toml says `collect_when_due = true`. A feed that failed is asked again
    after an hour.
    """
    if not workspace.settings.collect_when_due:
        return []
    feeds = feeds_of(workspace.catalogue.files)
    quota = QuotaLedger(workspace.folder)
    due = [
        feed.code
        for feed in feeds
        if not keys_of(feed, network).missing and _is_due(quota.last_attempt(feed.code), workspace, now)
    ]
    return collect(workspace, due, now=now, network=network) if due else []


def _is_due(before: Attempt | None, workspace: Workspace, now: datetime) -> bool:
    if before is None:
        return True
    if before.outcome == FAILED:
        return now - before.at >= AGAIN_AFTER
    return today(workspace, before.at) < today(workspace, now)


def keys_of(feed: Feed, network: Network = HERE) -> Keys:
    """The keys that a feed needs, as the environment holds them."""
    interface = feed.description.collect
    assert interface is not None
    return Keys(interface.keys, optional=interface.optional_keys, environment=network.environment)


def today(workspace: Workspace, now: datetime) -> date:
    """The day it is where the workspace is."""
    return now.astimezone(ZoneInfo(workspace.settings.time_zone)).date()


class _Collector:
    """Collects one feed."""

    def __init__(
        self,
        workspace: Workspace,
        feed: Feed,
        *,
        now: datetime,
        accept: LetThrough,
        network: Network,
    ) -> None:
        self.accept = accept
        self.workspace, self.feed, self.now, self.network = workspace, feed, now, network
        self.day = today(workspace, now)
        self.quota = QuotaLedger(workspace.folder)
        self.keys = keys_of(feed, network)
        self.gate = Gate(workspace, {feed.code: feed}, accept=accept.series, vouch=accept.vouch)
        self.loader = Loader(workspace, source=feed.code, now=now, check=self.gate.check)
        self.name = feed.code.replace("/", " ")

    def collect(self, *, as_of: date | None, first: Period | None, last: Period | None) -> CollectReport:
        """Asks for every window that is due; the first failure ends it, what came before it stays."""
        day = min(as_of, self.day) if as_of else self.day
        loaded: list[LoadReport] = []
        asked: list[str] = []
        plan, reason = Plan(()), ""
        try:
            self.keys.check(self.feed.code)
            plan = self._plan(day, first, last)
            for window in plan.windows:
                asked.append(str(window))
                loaded += self._window(window)
        except Refusal as refusal:
            reason = self.keys.mask(str(refusal))
        if self.gate.held_back:
            reason = "; ".join(filter(None, (reason, *self.gate.reasons)))
        silent = 0 if as_of or first or last else self._silence(failed=bool(reason))
        rows = sum(report.rows for report in loaded)
        outcome = FAILED if reason else OK if rows else NOTHING_NEW
        self.quota.note(self.feed.code, at=self.now, outcome=outcome, reason=reason)
        return CollectReport(
            self.feed.code,
            outcome,
            reason,
            tuple(asked),
            rows,
            already_known=sum(report.already_known for report in loaded),
            quarantined=sum(report.quarantined for report in loaded),
            silent=silent,
            notes=tuple(dict.fromkeys((*plan.notes, *(note for one in loaded for note in one.notes)))),
        )

    def _plan(self, day: date, first: Period | None, last: Period | None) -> Plan:
        interface = self.feed.description.collect
        assert interface is not None
        for option, period in (("--from", first), ("--to", last)):
            if period is not None and period.frequency is not interface.frequency:
                raise Refusal(
                    f"{option} {period}",
                    expected=say("a period of the frequency {frequency}", frequency=interface.frequency),
                    found=str(period.frequency),
                )
        held = newest_held(self.workspace, self.feed)
        return plan_windows(self.feed, held=held, day=day, first=first, last=last)

    def _ask(self) -> Ask:
        interface = self.feed.description.collect
        assert interface is not None
        return Ask(
            interface,
            keys=self.keys,
            quota=self.quota,
            day=self.day,
            keep=lambda content: keep(content, self.workspace.raw),
            transport=self.network.transport,
            sleep=self.network.sleep,
        )

    def _window(self, window: Window) -> list[LoadReport]:
        interface = self.feed.description.collect
        assert interface is not None
        ask = self._ask()
        try:
            if interface.kind == "file":
                return self._file(ask)
            collected = run(self.feed, window, ask)
        except Refusal as refusal:
            self.loader.refuse(
                f"{self.name} {window}",
                _masked(refusal, self.keys),
                sha256=self._kept(ask, window, reason=self.keys.mask(str(refusal))),
                source=self.feed.code,
                table=self.feed.description.table,
            )
            raise

        def parse(held: object) -> list[Parsed]:
            rows = rows_of(
                collected,
                self.feed,
                window,
                catalogue=self.workspace.catalogue,
                held=held,  # type: ignore[arg-type]
                edition=self.day,
            )
            return [rows]

        with self.accept.storing():
            return self.loader.take(
                f"{self.name} {window}",
                parse,
                sha256=self._kept(ask, window),
                source=self.feed.code,
                accepted=self.gate.accept.intersection(self.feed.names),
            )

    def _file(self, ask: Ask) -> list[LoadReport]:
        name, answer = find_file(self.feed, ask)
        with tempfile.TemporaryDirectory(prefix="bongsu-") as folder:
            path = Path(folder) / Path(name).name
            path.write_bytes(answer.content)
            with self.accept.storing():
                return [replace(report, file=path.name) for report in self.loader.load(path)]

    def _kept(self, ask: Ask, window: Window, *, reason: str = "") -> str:
        """Keeps a list of what was asked and answered, and gives its hash; it says nothing about when."""
        said = {
            "feed": self.feed.code,
            "window": str(window),
            "answers": [{"asked": answer.asked, "sha256": answer.sha256} for answer in ask.answers],
        }
        text = json.dumps(said | ({"refused": reason} if reason else {}), ensure_ascii=False, indent=1)
        return keep(text.encode(), self.workspace.raw)

    def _silence(self, *, failed: bool) -> int:
        """Writes for each overdue period that nothing came: the feed failed, or the agency had nothing."""
        rows = silent_rows(self.workspace, self.feed, day=self.day, failed=failed)
        if not rows.height:
            return 0
        load = f"silence {self.feed.code} {self.day} {failed}"
        return Ledger(self.workspace.facts).append("observations", rows, load=load, recorded_at=self.now)


def _masked(refusal: Refusal, keys: Keys) -> Refusal:
    return Refusal(
        keys.mask(refusal.where),
        expected=keys.mask(refusal.expected),
        found=keys.mask(refusal.found),
        todo=keys.mask(refusal.todo),
    )

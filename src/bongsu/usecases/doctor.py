"""Is this installation well? Each part of it, with what to do about it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

import polars as pl

from bongsu.facts.ledger import Ledger
from bongsu.facts.raw import verify
from bongsu.sources.collecting.feeds import feeds_of
from bongsu.usecases import heartbeat
from bongsu.usecases.collect import HERE, Network, keys_of
from bongsu.usecases.feed_plan import feed_plans
from bongsu.usecases.workspace import Workspace
from bongsu.words import say
from bongsu.words.refusal import Refusal

Verdict = Literal["ok", "warn", "fail"]
LEAST_FREE = 2_000_000_000
SHORT_OF_SPACE = 10_000_000_000
PAYLOADS_LOOKED_AT = 20
FONT_PACKAGES = {"pylopdf_fonts_ko": "NotoSansKR-Regular.otf", "cvttf_NotoSansCJK_Bold": ".otf"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the examination."""

    part: str
    verdict: Verdict
    found: str
    todo: str = ""


def examine(
    folder: Path, *, now: datetime, network: Network = HERE, built: Path | None = None
) -> list[Finding]:
    """Every part's state; a part that cannot be read is a finding, not the end of the examination.

    Args:
        built: the folder of the files that browsers load; None leaves them out.
    """
    try:
        workspace = Workspace.open(folder)
    except Refusal as refusal:
        return [Finding("workspace", "fail", str(refusal), refusal.todo)]
    findings = [Finding("workspace", "ok", str(folder.absolute()))]
    parts: tuple[tuple[str, Callable[[], Iterator[Finding]]], ...] = (
        ("catalogue", lambda: _catalogue(workspace)),
        ("database", lambda: _database(workspace)),
        ("audit", lambda: _audit(workspace)),
        ("ledger", lambda: _ledger(workspace)),
        ("raw", lambda: _raw(workspace)),
        ("keys", lambda: _keys(workspace, network)),
        ("feeds", lambda: _feeds(workspace, now, network)),
        ("jobs", lambda: _jobs(workspace, now)),
        ("disk", lambda: _disk(workspace)),
        ("fonts", _fonts),
        ("console", lambda: _console(built) if built else iter(())),
    )
    for name, look in parts:
        try:
            findings += look()
        except Refusal as refusal:
            findings.append(Finding(name, "fail", str(refusal), refusal.todo))
        except Exception as fault:  # a broken file must not hide the other findings
            found = f"{type(fault).__name__}: {fault}"
            findings.append(Finding(name, "fail", found, say("Restore this part from a backup.")))
    return findings


def _catalogue(workspace: Workspace) -> Iterator[Finding]:
    catalogue = workspace.catalogue
    found = say(
        "{items} items, {indicators} indicators, {sources} sources",
        items=len(catalogue.items),
        indicators=len(catalogue.indicators),
        sources=len(catalogue.sources),
    )
    if catalogue.items:
        yield Finding("catalogue", "ok", found)
    else:
        yield Finding("catalogue", "warn", found, say("Add items to catalogue/items.toml."))


def _database(workspace: Workspace) -> Iterator[Finding]:
    if not workspace.database.is_file():
        todo = say("It is made by the first assessment or account: bongsu assess, bongsu createuser.")
        yield Finding("database", "warn", say("no decisions yet"), todo)
        return
    from bongsu import records
    from bongsu.records import people

    records.setup(workspace.database)
    accounts = len(people.listing())
    if accounts:
        yield Finding("database", "ok", say("{count} accounts", count=accounts))
    else:
        todo = say("Make the first one: bongsu createuser.")
        yield Finding("database", "warn", say("no accounts"), todo)


def _audit(workspace: Workspace) -> Iterator[Finding]:
    if not workspace.database.is_file():
        return
    from bongsu import records
    from bongsu.records.audit_verification import verify as verify_audit

    records.setup(workspace.database)
    report = verify_audit()
    if report.ok:
        yield Finding("audit", "ok", say("{count} lines, whole", count=report.lines))
    else:
        todo = say("Find out who changed it: bongsu audit verify.")
        yield Finding("audit", "fail", say("the audit log is broken"), todo)


def _ledger(workspace: Workspace) -> Iterator[Finding]:
    rows = Ledger(workspace.facts).tables()
    found = ", ".join(f"{say(table)} {count:,}" for table, count in rows.items() if count)
    if rows["observations"] or rows["detections"]:
        yield Finding("ledger", "ok", found)
    else:
        todo = say("Load files (bongsu load) or collect (bongsu collect).")
        yield Finding("ledger", "warn", found or say("empty"), todo)
    if rows["quarantine"]:
        found = say("{count} rows in quarantine", count=rows["quarantine"])
        yield Finding("quarantine", "warn", found, say("See them: bongsu facts quarantine."))


def _raw(workspace: Workspace) -> Iterator[Finding]:
    """The newest payloads still have the hash they were kept under."""
    loads = Ledger(workspace.facts).revisions("loads").sort("recorded_at").tail(PAYLOADS_LOOKED_AT)
    hashes = loads.filter(pl.col("sha256") != "")["sha256"].unique().sort().to_list()
    for sha256 in hashes:
        verify(sha256, workspace.raw)
    yield Finding("raw", "ok", say("{count} payloads looked at, all whole", count=len(hashes)))


def _keys(workspace: Workspace, network: Network) -> Iterator[Finding]:
    missing: dict[str, list[str]] = {}
    for feed in feeds_of(workspace.catalogue.files):
        for name in keys_of(feed, network).missing:
            missing.setdefault(name, []).append(feed.code)
    for name, feeds in sorted(missing.items()):
        found = say("no key in {name}, needed by {feeds}", name=name, feeds=", ".join(feeds))
        todo = say("Set the environment variable, or drop the agency's files and load them.")
        yield Finding("keys", "warn", found, todo)
    if not missing:
        yield Finding("keys", "ok", say("every feed has its keys"))


def _feeds(workspace: Workspace, now: datetime, network: Network) -> Iterator[Finding]:
    if not feeds_of(workspace.catalogue.files):
        yield Finding("feeds", "ok", say("none wired: facts come from files"))
        return
    for plan in feed_plans(workspace, now=now, network=network):
        found = f"{plan.feed}: {say(plan.state)}" + (f" ({plan.newest})" if plan.newest else "")
        if plan.state == "fresh":
            yield Finding("feeds", "ok", found)
        elif plan.state in ("stale", "failed"):
            reason = plan.last_reason or say("{count} days overdue", count=plan.days_overdue)
            todo = say("Collect again, or write to the agency: bongsu collect --letters.")
            yield Finding("feeds", "fail", f"{found}: {reason}", todo)
        else:
            yield Finding("feeds", "warn", found, say("Collect it: bongsu collect {feed}", feed=plan.feed))


def _jobs(workspace: Workspace, now: datetime) -> Iterator[Finding]:
    """When scheduled work was done last, and whether collecting ran within a day, where it is wanted."""
    yield _heartbeat(workspace, now)
    if not workspace.settings.collect_when_due:
        yield Finding("jobs", "ok", say("scheduled collecting is off (collect_when_due)"))
        return
    plans = feed_plans(workspace, now=now)
    asked = [plan.last_asked for plan in plans if plan.last_asked]
    if asked and now - max(asked) < timedelta(days=1):
        yield Finding("jobs", "ok", say("collected last at {moment}", moment=f"{max(asked):%Y-%m-%d %H:%M}"))
        return
    todo = say("Run bongsu run-due from cron, or keep bongsu worker running.")
    yield Finding("jobs", "warn", say("nothing was collected within a day"), todo)


def _heartbeat(workspace: Workspace, now: datetime) -> Finding:
    last = heartbeat.last(workspace.folder)
    todo = say("Run bongsu run-due from cron, or keep bongsu worker running.")
    if last is None:
        return Finding("jobs", "warn", say("scheduled work was never done"), todo)
    found = say("scheduled work done last at {moment}", moment=f"{last:%Y-%m-%d %H:%M} UTC")
    if now - last > heartbeat.LATE:
        return Finding("jobs", "warn", found, todo)
    return Finding("jobs", "ok", found)


def _console(built: Path) -> Iterator[Finding]:
    """Whether the pages' styles, scripts and fonts were built."""
    files = [file for file in built.rglob("*") if file.is_file()] if built.is_dir() else []
    if any(file.suffix == ".css" for file in files):
        yield Finding("console", "ok", say("{count} built files for the browser", count=len(files)))
    else:
        todo = say("bongsu serve builds them when it starts; or: python -m bongsu.console.assets.build.")
        yield Finding("console", "warn", say("the files for the browser are not built"), todo)


def _disk(workspace: Workspace) -> Iterator[Finding]:
    free = shutil.disk_usage(workspace.folder).free
    found = say("{size} GB free", size=f"{free / 1e9:.1f}")
    if free < LEAST_FREE:
        yield Finding("disk", "fail", found, say("Make room: nothing can be kept safely."))
    elif free < SHORT_OF_SPACE:
        yield Finding("disk", "warn", found, say("Make room soon."))
    else:
        yield Finding("disk", "ok", found)


def _fonts() -> Iterator[Finding]:
    from importlib.resources import files

    for package, ending in FONT_PACKAGES.items():
        try:
            names = [file.name for file in _walk(files(package)) if file.name.endswith(ending)]
        except ModuleNotFoundError:
            names = []
        if names:
            yield Finding("fonts", "ok", names[0])
        else:
            found = say("the font of {package} is missing", package=package)
            yield Finding("fonts", "fail", found, say("Install bongsu again with its dependencies."))


def _walk(folder) -> Iterator:  # type: ignore[no-untyped-def, type-arg]
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _walk(entry)
        else:
            yield entry

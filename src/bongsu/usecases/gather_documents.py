"""Gathers what a document says from the records and the ledger, scoped and suppressed for its version."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time

from bongsu.core.early_warning.states import STATES
from bongsu.core.panel.periods import Period
from bongsu.records import assessments, catalogue_versions, early_warnings
from bongsu.records.assessments import StoredAssessment
from bongsu.records.early_warnings import WarningEntry
from bongsu.usecases import document_counts as counted
from bongsu.usecases.document_content import (
    CountTable,
    DocumentContent,
    Kind,
    MovePart,
    Names,
    Recent,
    Version,
    WarningPart,
)
from bongsu.usecases.document_versions import item_of_version, recent_of
from bongsu.usecases.gather_report import gather
from bongsu.usecases.record_assessment import open_records
from bongsu.usecases.report_content import ItemContent, ReportContent
from bongsu.usecases.workspace import Workspace
from bongsu.words import say
from bongsu.words.refusal import Refusal

ACTS = ("issued", "extended", "escalated", "lifted")
"""The acts that are made known by a document of their own."""

TOLD_TO_OFFICES = frozenset(name for name, state in STATES.items() if state.is_public)

BOTH: tuple[counted.About, ...] = ("office", "channel")
CHANNEL: tuple[counted.About, ...] = ("channel",)

SPAN = 12
"""Periods that a dossier's table by office and channel covers."""


def gather_document(
    workspace: Workspace,
    kind: Kind,
    *,
    version: Version = Version.FULL,
    office: str = "",
    subject: str = "",
    assessment: str | None = None,
    period: Period | None = None,
    act: str | None = None,
) -> DocumentContent:
    """The content of one document.

    Args:
        office: code of the office, for an office version only.
        subject: the item of a dossier, or the number of a warning.
        assessment: the latest one where none is named; a warning speaks of its own.
        period: what a bulletin is about; the month of the assessment where it is not said.
        act: of a warning: "issued", "extended" or "lifted"; the last one where it is not said.

    Raises:
        Refusal: there is no such thing, or this version may not show it.
    """
    open_records(workspace)
    entry = early_warnings.get(subject) if kind is Kind.WARNING else None
    stored = _assessment(workspace, entry.assessment if entry else assessment, period)
    files = catalogue_versions.files(stored.catalogue)
    facts = counted.KnownCounts.of(workspace, stored, files=files)
    names = facts.office_names
    _check_office(version, office, names)
    warnings = _warnings(stored, version=version, office=office, names=names, item_names=facts.item_names)
    if entry is not None:
        told = _told(entry, version=version, office=office, act=act)
        one = _part(told, version=version, names=names, item_names=facts.item_names, office=office, act=act)
        warnings = (one,)
    national = gather(workspace, stored.assessment)
    wanted = _items(national, kind, subject=entry.item if entry else subject)
    if version is Version.OFFICE and kind in (Kind.BOARD, Kind.BULLETIN, Kind.BRIEFING):
        wanted = _of_concern(wanted, facts, office, warned={warning.item for warning in warnings})
    scoped = tuple(
        item_of_version(item, version, own=facts.of_office(item, office) if office else None)
        for item in wanted
    )
    about = period or Period.parse(_latest(scoped) or str(Period.parse(f"{stored.as_of:%Y-%m}")))
    return DocumentContent(
        kind=kind,
        version=version,
        moment=warnings[0].acted_at if entry else datetime.combine(stored.as_of, time(), UTC),
        report=replace(national, items=scoped),
        office=office,
        office_names=names.get(office, {}),
        period=str(about) if kind is Kind.BULLETIN else "",
        subject=subject,
        recent={item.code: _recent(item) for item in scoped},
        tables=_tables(kind, wanted, facts, version=version, office=office),
        warnings=_about(warnings, kind, scoped, period=about),
    )


def _assessment(workspace: Workspace, name: str | None, period: Period | None) -> StoredAssessment:
    if name:
        return assessments.get(name)
    found = assessments.latest(period.end if period else None)
    if found is None or (period is not None and found.as_of < period.start):
        raise Refusal(
            str(workspace.folder),
            expected=say("an assessment of {period}", period=period) if period else say("an assessment"),
            found=say("none"),
            todo=say("Make one first: bongsu assess --as-of DATE."),
        )
    return found


def _check_office(version: Version, office: str, names: dict[str, Names]) -> None:
    if version is Version.OFFICE and office not in names:
        raise Refusal("--office", expected=", ".join(names) or say("an office"), found=office or say("none"))
    if version is not Version.OFFICE and office:
        raise Refusal("--office", expected="--version office", found=f"--version {version}")


def _items(report: ReportContent, kind: Kind, *, subject: str) -> tuple[ItemContent, ...]:
    if kind not in (Kind.DOSSIER, Kind.WARNING):
        return report.items
    found = tuple(item for item in report.items if item.code == subject)
    if not found:
        raise Refusal(
            say("assessment {name}", name=report.assessment),
            expected=", ".join(item.code for item in report.items),
            found=subject,
        )
    return found


def _of_concern(
    items: Iterable[ItemContent], facts: counted.KnownCounts, office: str, *, warned: set[str]
) -> tuple[ItemContent, ...]:
    """The items of which the office was warned or found something within the last periods."""
    return tuple(
        item
        for item in items
        if item.code in warned
        or any(
            count > 0
            for period, count in facts.of_office(item, office).items()
            if period in {point.period for point in item.detections[-SPAN:]}
        )
    )


def _warnings(
    stored: StoredAssessment,
    *,
    version: Version,
    office: str,
    names: dict[str, Names],
    item_names: dict[str, Names],
) -> tuple[WarningPart, ...]:
    """The warnings drafted by the day of the assessment that this version may know of, newest first."""
    return tuple(
        _part(entry, version=version, names=names, item_names=item_names, office=office)
        for entry in early_warnings.listing()
        if entry.as_of <= stored.as_of and _may_know(entry, version=version, office=office)
    )


def _may_know(entry: WarningEntry, *, version: Version, office: str) -> bool:
    if version is Version.FULL:
        return True
    told = entry.state in TOLD_TO_OFFICES
    return told and (version is Version.PUBLIC or office in entry.offices)


def _told(entry: WarningEntry, *, version: Version, office: str, act: str | None) -> WarningEntry:
    if not _may_know(entry, version=version, office=office):
        raise Refusal(
            say("warning {number}", number=entry.number),
            expected=say("a warning that was issued to this office")
            if version is Version.OFFICE
            else say("a warning that was issued"),
            found=entry.state,
        )
    if act is not None and act not in {move.to_state for move in entry.moves}:
        raise Refusal(
            say("warning {number}", number=entry.number),
            expected=", ".join(dict.fromkeys(move.to_state for move in entry.moves)),
            found=act,
        )
    return entry


def _part(
    entry: WarningEntry,
    *,
    version: Version,
    names: dict[str, Names],
    item_names: dict[str, Names],
    office: str = "",
    act: str | None = None,
) -> WarningPart:
    full = version is Version.FULL
    acted = next((move for move in reversed(entry.moves) if move.to_state in ((act,) if act else ACTS)), None)
    addressed = entry.offices if full else [office] if version is Version.OFFICE else []
    told = entry.moves if full else [move for move in entry.moves if move.to_state in (*ACTS, "expired")]
    return WarningPart(
        number=entry.number,
        item=entry.item,
        names=item_names.get(entry.item, {"ko": entry.item}),
        grade=entry.grade,
        state=entry.state if full else _public_state(entry),
        assessment=entry.assessment,
        as_of=entry.as_of,
        act=acted.to_state if acted else entry.moves[-1].to_state,
        acted_at=acted.at if acted else entry.drafted_at,
        offices=tuple(names.get(code, {"ko": code}) for code in addressed),
        action_grade=entry.action_grade,
        drafted_by=entry.drafted_by if full else "",
        moves=tuple(
            MovePart(move.to_state, move.at, move.who if full else "", move.reason if full else "")
            for move in told
        ),
        replaces=(entry.replaces or "") if full else "",
    )


def _public_state(entry: WarningEntry) -> str:
    """The last act that was made known; what one office did about it is not for the others."""
    ended = (*ACTS, "expired")
    return next((move.to_state for move in reversed(entry.moves) if move.to_state in ended), "issued")


def _latest(items: Iterable[ItemContent]) -> str | None:
    return max((item.detections[-1].period for item in items if item.detections), default=None)


def _recent(item: ItemContent) -> Recent:
    last = Period.parse(item.detections[-1].period) if item.detections else None
    if last is None:
        return recent_of(item, "", before="", year_before="")
    return recent_of(
        item,
        str(last),
        before=str(last - 1),
        year_before=str(last - round(last.frequency.per_year)),
    )


def _tables(
    kind: Kind,
    items: tuple[ItemContent, ...],
    facts: counted.KnownCounts,
    *,
    version: Version,
    office: str,
) -> tuple[CountTable, ...]:
    """The tables by office and channel.

    The public gets one, so that no two of them share totals in which a hidden count could be looked up; an
    item's history, whose sum a table would repeat, is published without one.
    """
    if kind is Kind.BULLETIN:
        abouts = BOTH if version is Version.FULL else CHANNEL
        found = [facts.newest(items, about, version=version, office=office) for about in abouts]
    elif kind is Kind.DOSSIER and version is not Version.PUBLIC:
        abouts = BOTH if version is Version.FULL else CHANNEL
        found = [facts.over_time(items[0], about, span=SPAN, office=office) for about in abouts]
    else:
        found = []
    return tuple(table for table in found if table is not None)


def _about(
    warnings: tuple[WarningPart, ...], kind: Kind, items: tuple[ItemContent, ...], *, period: Period
) -> tuple[WarningPart, ...]:
    """The warnings that the document lists: of its items; a bulletin's moved in its period or still speak."""
    codes = {item.code for item in items}
    chosen = tuple(warning for warning in warnings if warning.item in codes)
    if kind is Kind.WARNING:
        return chosen
    gone = ("superseded", "withdrawn")
    return tuple(
        warning
        for warning in chosen
        if warning.state not in gone and (STATES[warning.state].is_open or _moved(warning, period))
    )


def _moved(warning: WarningPart, period: Period) -> bool:
    days: list[date] = [move.at.date() for move in warning.moves]
    return any(period.start <= day <= period.end for day in days)

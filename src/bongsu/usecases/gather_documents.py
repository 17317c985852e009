"""Gathers what a document says from the records and the ledger, scoped and suppressed for its version."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time

from bongsu.core.early_warning.states import STATES
from bongsu.core.panel.periods import Period
from bongsu.records import assessments, catalogue_versions, early_warnings
from bongsu.records.assessments import StoredAssessment
from bongsu.usecases import document_counts as counted
from bongsu.usecases import document_warnings
from bongsu.usecases.document_content import (
    CountTable,
    DocumentContent,
    Kind,
    Names,
    Recent,
    Version,
    WarningPart,
)
from bongsu.usecases.document_operations import effect_parts, operation_parts
from bongsu.usecases.document_versions import item_of_version, recent_of
from bongsu.usecases.document_warnings import Reader
from bongsu.usecases.gather_report import gather
from bongsu.usecases.record_assessment import open_records
from bongsu.usecases.report_content import ItemContent, ReportContent
from bongsu.usecases.workspace import Workspace
from bongsu.words import say
from bongsu.words.refusal import Refusal

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
    if entry is not None:
        done = document_warnings.acted(entry, act)
        assessment = document_warnings.rests_on(entry, done)
    stored = _assessment(workspace, assessment, period)
    files = catalogue_versions.files(stored.catalogue)
    facts = counted.KnownCounts.of(workspace, stored, files=files)
    reader = Reader(version, office, facts.office_names, facts.item_names)
    _check_office(version, office, facts.office_names)
    warnings = document_warnings.known_warnings(stored, reader)
    if entry is not None:
        told = document_warnings.told(entry, reader, act=act)
        warnings = (document_warnings.part_of(told, reader, act=act),)
    national = gather(workspace, stored.assessment)
    warnings = tuple(document_warnings.without_own_sentence(each, stored) for each in warnings)
    wanted = _items(national, kind, subject=entry.item if entry else subject)
    if version is Version.OFFICE and kind in (Kind.BOARD, Kind.BULLETIN, Kind.BRIEFING):
        wanted = _of_concern(wanted, facts, office, warned={warning.item for warning in warnings})
    scoped = tuple(
        item_of_version(item, version, own=facts.of_office(item, office) if office else None)
        for item in wanted
    )
    codes = {item.code for item in scoped}
    acted = kind in (Kind.BULLETIN, Kind.DOSSIER)
    about = period or Period.parse(_latest(scoped) or str(Period.parse(f"{stored.as_of:%Y-%m}")))
    return DocumentContent(
        kind=kind,
        version=version,
        moment=warnings[0].acted_at if entry else datetime.combine(stored.as_of, time(), UTC),
        report=replace(national, items=scoped),
        office=office,
        office_names=facts.office_names.get(office, {}),
        period=str(about) if kind is Kind.BULLETIN else "",
        subject=subject,
        recent={item.code: _recent(item) for item in scoped},
        tables=_tables(kind, wanted, facts, version=version, office=office),
        warnings=_about(warnings, kind, scoped, period=about),
        operations=operation_parts(workspace, stored, reader, items=codes) if acted else (),
        effects=effect_parts(stored, reader, items=codes, warnings={each.number for each in warnings})
        if acted
        else (),
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

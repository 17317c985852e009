"""A warning as the door gives it: plain dataclasses, stable for screens, documents and evaluation."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from bongsu.core.early_warning.document import FIELDS, WarningDocument


@dataclass(frozen=True, slots=True)
class MoveEntry:
    """One move from one state to the next; the first one comes from "".

    Attributes:
        assessment: the newest one whose as-of day was not after the move, with its `as_of` and `method`.
        name: of the move, e.g. "approve".
        office: whose own states `from_state` and `to_state` are; "" where they are the warning's.
        version: of the document at that moment.
        on_behalf_of: the approver whose signature was lent, or "".
        detail: what belongs to the move, e.g. "offices" told and not told with their reasons.
    """

    from_state: str
    to_state: str
    who: str
    at: datetime
    reason: str
    assessment: str | None
    name: str = ""
    office: str = ""
    version: int = 0
    on_behalf_of: str = ""
    as_of: date | None = None
    method: str = ""
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AddresseeEntry:
    """One office that was told, and how far it has come.

    Attributes:
        state: issued, acknowledged, acting or reported.
        deadline: by when it must acknowledge; armed anew by reminders past it and by escalation.
        escalated_from: the office in whose place it was told, or "".
        escalated_to: the office that was told because this one was silent, or "".
    """

    office: str
    state: str
    told_at: datetime
    deadline: datetime | None
    acknowledged_at: datetime | None
    reminders: int
    escalated_from: str
    escalated_to: str


@dataclass(frozen=True, slots=True)
class FeedbackEntry:
    """What an office thought of a warning; the last of an office counts."""

    office: str
    label: str
    note: str
    who: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningEntry:
    """A warning as it stands, and how it came there.

    The fields of the document (title to concealments) are those of `version`, the newest.

    Attributes:
        assessment, as_of, method: what it was drafted on.
        authors: who drafted, edited and proposed it; none of them may approve it.
        issue: number of the act of issuing, shared by warnings that went out together; None before.
        replaces, replaced_by: numbers of the warnings it took the place of and that took its.
    """

    number: str
    item: str
    grade: int
    state: str
    assessment: str
    as_of: date
    method: str
    drafted_at: datetime
    drafted_by: str
    title: str
    body: str
    legal_basis: str
    offices: tuple[str, ...]
    channels: tuple[str, ...]
    valid_from: date | None
    valid_until: date | None
    measures: tuple[str, ...]
    routes: tuple[str, ...]
    concealments: tuple[str, ...]
    version: int
    authors: tuple[str, ...]
    approved_by: str
    issue: str | None
    issued_at: datetime | None
    reason_code: str
    action_grade: int
    action_grade_version: int
    replaces: str | None
    replaced_by: tuple[str, ...]
    made_up: bool
    addressees: tuple[AddresseeEntry, ...]
    feedback: tuple[FeedbackEntry, ...]
    moves: tuple[MoveEntry, ...]

    @property
    def document(self) -> WarningDocument:
        """What it says."""
        return WarningDocument(**{name: getattr(self, name) for name in FIELDS})


UNREAD = ("document", "method_settings", "fact_versions")
"""What an assessment holds besides its heading; a document is hundreds of kilobytes."""


def whole(rows: Any) -> Any:
    """The warnings with all that `entry` reads, in a fixed number of queries and without any document."""
    from django.db.models import Prefetch

    from bongsu.records.models import Move

    unread = [f"assessment__{name}" for name in UNREAD]
    moves = Move.objects.select_related("assessment").defer(*unread)
    return (
        rows.select_related("assessment", "action_grade_version")
        .defer(*unread)
        .prefetch_related(Prefetch("moves", moves), "versions", "addressees", "feedback", "replacements")
    )


def entry(row: Any, *, office: frozenset[str] | None = None) -> WarningEntry:
    """The row as an entry.

    Args:
        office: where given, other offices' moves, feedback and standing are left out.
    """
    moves = sorted(row.moves.all(), key=lambda move: move.ordinal)
    versions = sorted(row.versions.all(), key=lambda each: each.version)
    said = document_of(versions[-1].document)
    approvals = [move.who for move in moves if move.name == "approve"]

    def concerns(place: str) -> bool:
        return office is None or not place or place in office

    return WarningEntry(
        number=row.number,
        item=row.item,
        grade=row.grade,
        state=row.state,
        assessment=row.assessment.name,
        as_of=row.assessment.as_of,
        method=row.assessment.method,
        drafted_at=row.drafted_at,
        drafted_by=row.drafted_by,
        **{name: getattr(said, name) for name in FIELDS},
        version=row.version,
        authors=tuple(sorted(authors(moves))),
        approved_by=approvals[-1] if approvals else "",
        issue=row.issue_id,
        issued_at=row.issued_at,
        reason_code=row.reason_code,
        action_grade=row.action_grade,
        action_grade_version=row.action_grade_version.version if row.action_grade_version else 0,
        replaces=row.replaces_id,
        replaced_by=tuple(sorted(each.number for each in row.replacements.all())),
        made_up=row.assessment.made_up,
        addressees=tuple(
            AddresseeEntry(
                each.office,
                each.state,
                each.told_at,
                each.deadline,
                each.acknowledged_at,
                each.reminders,
                each.escalated_from,
                each.escalated_to,
            )
            for each in sorted(row.addressees.all(), key=lambda each: each.office)
            if concerns(each.office)
        ),
        feedback=tuple(
            FeedbackEntry(each.office, each.label, each.note, each.who, each.at)
            for each in sorted(row.feedback.all(), key=lambda each: each.number)
            if concerns(each.office)
        ),
        moves=tuple(_move(move) for move in moves if concerns(move.office)),
    )


def authors(moves: Any) -> frozenset[str]:
    """Who drafted, edited and proposed, by account name."""
    wrote = {"draft", "edit", "propose"}
    return frozenset(move.who.removeprefix("cli:") for move in moves if move.name in wrote)


def document_of(stored: dict[str, Any]) -> WarningDocument:
    """The document as the core knows it, from its JSON."""
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in stored.items()
    }
    for name in ("valid_from", "valid_until"):
        values[name] = date.fromisoformat(values[name]) if values[name] else None
    return WarningDocument(**values)


def as_json(document: WarningDocument) -> dict[str, Any]:
    """The document's JSON."""
    found: dict[str, Any] = {}
    for name in FIELDS:
        value = getattr(document, name)
        found[name] = (
            list(value)
            if isinstance(value, tuple)
            else value.isoformat()
            if isinstance(value, date)
            else value
        )
    return found


def _move(move: Any) -> MoveEntry:
    told = move.assessment
    return MoveEntry(
        move.from_state,
        move.to_state,
        move.who,
        move.at,
        move.reason,
        told.name if told else None,
        move.name,
        move.office,
        move.version,
        move.on_behalf_of,
        told.as_of if told else None,
        told.method if told else "",
        move.detail,
    )

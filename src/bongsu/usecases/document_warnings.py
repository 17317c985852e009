"""Early warnings as each version of a document may tell them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bongsu.core.early_warning.states import STATES
from bongsu.records import early_warnings
from bongsu.records.assessments import StoredAssessment
from bongsu.records.early_warnings import MoveEntry, WarningEntry
from bongsu.usecases.document_content import MovePart, Names, Version, WarningPart
from bongsu.words import say
from bongsu.words.refusal import Refusal
from bongsu.words.warnings import state_word

ACTS = ("issued", "extended", "escalated", "lifted")
"""The acts that are made known by a document of their own."""

TOLD_TO_OFFICES = frozenset(name for name, state in STATES.items() if state.is_public)


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a warning is told.

    Attributes:
        office: code of the office, in an office version.
        office_names, item_names: code → names.
    """

    version: Version
    office: str
    office_names: dict[str, Names]
    item_names: dict[str, Names]


def known_warnings(stored: StoredAssessment, reader: Reader) -> tuple[WarningPart, ...]:
    """The warnings drafted by the day of the assessment that the reader may know of, newest first."""
    return tuple(
        part_of(entry, reader)
        for entry in early_warnings.listing()
        if entry.as_of <= stored.as_of and _may_know(entry, reader)
    )


def told(entry: WarningEntry, reader: Reader, *, act: str | None) -> WarningEntry:
    """The entry itself if the reader may have a document of this act; else raises Refusal."""
    if not _may_know(entry, reader):
        raise Refusal(
            say("warning {number}", number=entry.number),
            expected=say("a warning that was issued to this office")
            if reader.version is Version.OFFICE
            else say("a warning that was issued"),
            found=state_word(entry.state),
        )
    if act is not None and act not in {move.to_state for move in entry.moves}:
        raise Refusal(
            say("warning {number}", number=entry.number),
            expected=", ".join(dict.fromkeys(move.to_state for move in entry.moves)),
            found=act,
        )
    return entry


def part_of(entry: WarningEntry, reader: Reader, *, act: str | None = None) -> WarningPart:
    """The warning cut to its reader: the public learns item, grade, state and validity, and no more."""
    full, public = reader.version is Version.FULL, reader.version is Version.PUBLIC
    done = acted(entry, act)
    addressed = entry.offices if full else [reader.office] if not public else []
    outline = WarningPart(
        number=entry.number,
        item=entry.item,
        names=reader.item_names.get(entry.item, {"ko": entry.item}),
        grade=entry.grade,
        state=entry.state if full else _public_state(entry),
        assessment=rests_on(entry, done),
        as_of=(done.as_of if done and done.to_state != "issued" else None) or entry.as_of,
        act=done.to_state if done else entry.moves[-1].to_state,
        acted_at=done.at if done else entry.drafted_at,
        legal_basis=entry.legal_basis,
        valid_from=entry.valid_from,
        valid_until=entry.valid_until,
        moves=tuple(_move(move, reader) for move in _told_moves(entry, reader)),
    )
    if public:
        return outline
    return replace(
        outline,
        reason=done.reason if done else "",
        offices=tuple(reader.office_names.get(code, {"ko": code}) for code in addressed),
        body=entry.body,
        channels=entry.channels,
        measures=entry.measures,
        routes=entry.routes,
        concealments=entry.concealments,
        approved_by=entry.approved_by if full else "",
        action_grade=entry.action_grade,
        drafted_by=entry.drafted_by if full else "",
        replaces=(entry.replaces or "") if full else "",
    )


def acted(entry: WarningEntry, act: str | None) -> MoveEntry | None:
    """The move that a warning's document tells; None where it was never issued."""
    wanted = (act,) if act else ACTS
    return next((move for move in reversed(entry.moves) if not move.office and move.to_state in wanted), None)


def rests_on(entry: WarningEntry, done: MoveEntry | None) -> str:
    """The assessment behind the act: the newest by then, and for the issue the one it was drafted on."""
    return (done.assessment if done and done.to_state != "issued" else None) or entry.assessment


def without_own_sentence(warning: WarningPart, stored: StoredAssessment) -> WarningPart:
    """The warning without a body that only repeats the assessment's sentence, which the document says."""
    said = {entry.get("sentence", "") for entry in stored.document["items"]}
    return replace(warning, body="") if warning.body in said else warning


def _may_know(entry: WarningEntry, reader: Reader) -> bool:
    if reader.version is Version.FULL:
        return True
    public = entry.state in TOLD_TO_OFFICES
    return public and (reader.version is Version.PUBLIC or reader.office in entry.offices)


def _told_moves(entry: WarningEntry, reader: Reader) -> list[MoveEntry]:
    if reader.version is Version.FULL:
        return list(entry.moves)
    known = [move for move in entry.moves if not move.office and move.to_state in (*ACTS, "expired")]
    if reader.version is Version.PUBLIC:
        return known
    return [move for move in entry.moves if move in known or move.office == reader.office]


def _move(move: MoveEntry, reader: Reader) -> MovePart:
    return MovePart(
        move.to_state,
        move.at,
        move.who if reader.version is Version.FULL else "",
        "" if reader.version is Version.PUBLIC else move.reason,
        reader.office_names.get(move.office, {"ko": move.office}) if move.office else {},
    )


def _public_state(entry: WarningEntry) -> str:
    """The last act that was made known; what one office did about it is not for the others."""
    ended = (*ACTS, "expired")
    made_known = (
        move.to_state for move in reversed(entry.moves) if not move.office and move.to_state in ended
    )
    return next(made_known, "issued")

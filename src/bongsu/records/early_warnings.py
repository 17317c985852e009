"""The door to the early warnings: draft one, list them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from bongsu.core.early_warning.drafting import OpenWarning
from bongsu.core.early_warning.states import DRAFT, OPEN_STATES, SUPERSEDED, check_state
from bongsu.records import audit, settings_versions
from bongsu.records.assessments import number_of
from bongsu.records.deciding import decide, next_number
from bongsu.words import say
from bongsu.words.refusal import Refusal


@dataclass(frozen=True, slots=True)
class MoveEntry:
    """One move of a warning from one state to the next; the first one comes from ""."""

    from_state: str
    to_state: str
    who: str
    at: datetime
    reason: str
    assessment: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningEntry:
    """A warning as it stands, and how it came there."""

    number: str
    item: str
    grade: int
    state: str
    assessment: str
    as_of: date
    drafted_at: datetime
    drafted_by: str
    title: str
    body: str
    reason_code: str
    offices: tuple[str, ...]
    action_grade: int
    action_grade_version: int
    replaces: str | None
    made_up: bool
    moves: tuple[MoveEntry, ...]


@dataclass(frozen=True, slots=True)
class DraftOutcome:
    """What came of the wish to draft a warning.

    Attributes:
        outcome: "drafted"; "superseded", the new draft took the place of `replaced`; "already_drafted", the
            item has its warning from this very assessment and nothing was changed.
    """

    number: str
    outcome: Literal["drafted", "superseded", "already_drafted"]
    replaced: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A warning to be drafted.

    Attributes:
        offices: the codes of the offices to be told.
        reason_code: of the proposal that called for it (`core.early_warning.drafting.Reason`).
    """

    item: str
    grade: int
    assessment: str
    title: str
    body: str
    reason_code: str
    offices: Sequence[str] = ()


def draft(wanted: Draft, *, actor: str, now: datetime) -> DraftOutcome:
    """Drafts a warning, numbered by the year of the assessment's as-of day: 2005-001 and on without gaps.

    Asked twice for one item and assessment, it drafts once. A draft about the item that is still open from
    another assessment is superseded by the new one, with the reason recorded; a warning that went further
    than a draft is left as it is.

    Raises:
        Refusal: there is no such assessment.
    """
    return decide(lambda: _draft(wanted, actor=actor, now=now), at=now)


def listing(state: str | None = None, *, item: str | None = None) -> list[WarningEntry]:
    """The warnings, the newest number first; only those in one state or about one item where it is given."""
    from bongsu.records.models import EarlyWarning

    chosen = EarlyWarning.objects.all()
    if state is not None:
        chosen = chosen.filter(state=check_state(state))
    if item is not None:
        chosen = chosen.filter(item=item)
    rows = chosen.select_related("assessment", "action_grade_version").prefetch_related("moves")
    return [_entry(row) for row in rows.order_by("-drafted_at", "-number")]


def get(number: str) -> WarningEntry:
    """The warning with this number.

    Raises:
        Refusal: there is none.
    """
    from bongsu.records.models import EarlyWarning

    row = EarlyWarning.objects.select_related("assessment", "action_grade_version").filter(pk=number).first()
    if row is None:
        raise Refusal(
            say("warning {number}", number=number),
            expected=say("a warning of this workspace"),
            found=say("none of this number"),
        )
    return _entry(row)


def open_warnings() -> list[OpenWarning]:
    """The warnings that still speak for their items, drafts included, as the drafting rule wants them."""
    from bongsu.records.models import EarlyWarning

    rows = EarlyWarning.objects.filter(state__in=OPEN_STATES).order_by("number")
    return [OpenWarning(row.number, row.item, row.grade, row.state) for row in rows]


def _draft(wanted: Draft, *, actor: str, now: datetime) -> DraftOutcome:
    from bongsu.records.models import Assessment, EarlyWarning

    assessment = Assessment.objects.filter(pk=number_of(wanted.assessment)).first()
    if assessment is None:
        raise Refusal(
            say("assessment {name}", name=wanted.assessment),
            expected=say("an assessment of this workspace"),
            found=say("none of this name"),
        )
    same = EarlyWarning.objects.filter(item=wanted.item, assessment=assessment).first()
    if same:
        return DraftOutcome(same.number, "already_drafted")
    number = f"{assessment.as_of.year:04d}-{next_number(f'warning {assessment.as_of.year:04d}'):03d}"
    old = EarlyWarning.objects.select_for_update().filter(item=wanted.item, state=DRAFT).first()
    if old:
        reason = say("A newer draft took its place: {number}.", number=number)
        _move(old, to=SUPERSEDED, actor=actor, now=now, reason=reason, assessment=assessment)
    _write(wanted, number=number, assessment=assessment, replaces=old, actor=actor, now=now)
    return DraftOutcome(number, "superseded" if old else "drafted", old.number if old else None)


def _write(wanted: Draft, *, number: str, assessment: Any, replaces: Any, actor: str, now: datetime) -> None:
    from bongsu.records.models import EarlyWarning, Setting

    action_grade = settings_versions.setting_at("action_grade", assessment.as_of)
    assert action_grade is not None  # bongsu brings a value of its own
    version = Setting.objects.filter(name="action_grade", version=action_grade.version).first()
    row = EarlyWarning.objects.create(
        number=number,
        item=wanted.item,
        grade=wanted.grade,
        state="",
        assessment=assessment,
        drafted_at=now,
        drafted_by=actor,
        title=wanted.title,
        body=wanted.body,
        reason_code=str(wanted.reason_code),
        offices=list(wanted.offices),
        action_grade=action_grade.value,
        action_grade_version=version,
        replaces=replaces,
    )
    _move(row, to=DRAFT, actor=actor, now=now, reason=str(wanted.reason_code), assessment=assessment)


def _move(row: Any, *, to: str, actor: str, now: datetime, reason: str, assessment: Any) -> None:
    from bongsu.records.models import Move

    move = Move.objects.create(
        warning=row,
        ordinal=row.moves.count() + 1,
        from_state=row.state,
        to_state=check_state(to),
        who=actor,
        at=now,
        reason=reason,
        assessment=assessment,
    )
    row.state = to
    row.save(update_fields=["state"])
    act = "warning.drafted" if move.ordinal == 1 else "warning.moved"
    detail = {"item": row.item, "grade": row.grade, "from": move.from_state, "to": to, "reason": reason}
    audit.vouch(act, move, actor=actor, at=now, detail=detail)


def _entry(row: Any) -> WarningEntry:
    moves = sorted(row.moves.all(), key=lambda move: move.ordinal)
    return WarningEntry(
        number=row.number,
        item=row.item,
        grade=row.grade,
        state=row.state,
        assessment=row.assessment.name,
        as_of=row.assessment.as_of,
        drafted_at=row.drafted_at,
        drafted_by=row.drafted_by,
        title=row.title,
        body=row.body,
        reason_code=row.reason_code,
        offices=tuple(row.offices),
        action_grade=row.action_grade,
        action_grade_version=row.action_grade_version.version if row.action_grade_version else 0,
        replaces=row.replaces_id,
        made_up=row.assessment.made_up,
        moves=tuple(_move_entry(move) for move in moves),
    )


def _move_entry(move: Any) -> MoveEntry:
    from bongsu.records.models.assessments import assessment_name

    told = assessment_name(move.assessment_id) if move.assessment_id else None
    return MoveEntry(move.from_state, move.to_state, move.who, move.at, move.reason, told)

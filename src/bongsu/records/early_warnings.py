"""The door to the early warnings: draft one, edit it, list them. Moves: `warning_moves`, `warning_issue`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal

from bongsu.core.early_warning.document import FIELDS, WarningDocument, changed_fields
from bongsu.core.early_warning.drafting import OpenWarning
from bongsu.core.early_warning.people import Person
from bongsu.core.early_warning.policy import Wish
from bongsu.core.early_warning.states import DRAFT, OPEN_STATES, STATES, SUPERSEDED, check_state
from bongsu.records import settings_versions, warning_rows
from bongsu.records.assessments import number_of
from bongsu.records.deciding import decide, next_number
from bongsu.records.warning_entries import (
    AddresseeEntry,
    FeedbackEntry,
    MoveEntry,
    WarningEntry,
    entry,
    whole,
)
from bongsu.words import say
from bongsu.words.refusal import Refusal

__all__ = [
    "AddresseeEntry",
    "Draft",
    "DraftOutcome",
    "FeedbackEntry",
    "InForceWarning",
    "MoveEntry",
    "WarningEntry",
    "draft",
    "edit",
    "get",
    "in_force",
    "listing",
    "open_warnings",
]


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
        action_grade: from which an office must act, by the catalogue; a decided setting counts over it.
        document: what it says besides; None: title, body and offices alone.
        replaces: number of the warning in force whose place it is to take (a step down).
    """

    item: str
    grade: int
    assessment: str
    title: str
    body: str
    reason_code: str
    action_grade: int
    offices: Sequence[str] = ()
    document: WarningDocument | None = None
    replaces: str | None = None

    def whole(self) -> WarningDocument:
        """The first version of the document."""
        said = self.document or WarningDocument(title=self.title, body=self.body)
        return replace(said, title=self.title, body=self.body, offices=tuple(self.offices))


def draft(wanted: Draft, *, actor: str, now: datetime) -> DraftOutcome:
    """Drafts a warning, numbered by the year of the assessment's as-of day: 2005-001 and on without gaps.

    Asked twice for one item and assessment, it drafts once. A draft about the item that is still open from
    another assessment is superseded by the new one, with the reason recorded; a warning that went further
    than a draft is left as it is.

    Raises:
        Refusal: there is no such assessment.
    """
    return decide(lambda: _draft(wanted, actor=actor, now=now), at=now)


def edit(
    number: str, changes: Mapping[str, Any], *, by: Person, at: datetime, reason: str = ""
) -> WarningEntry:
    """Changes fields of a draft; every edit is a new version of the document.

    A returned warning becomes a draft again. An edit that changes nothing is refused.

    Raises:
        Refusal: she may not, it is no draft, a field is unknown, or nothing would change.
    """
    strange = sorted(set(changes) - set(FIELDS))
    if strange:
        raise Refusal(strange[0], expected=", ".join(FIELDS), found=strange[0])
    return decide(lambda: _edit(number, changes, by=by, at=at, reason=reason), at=at)


def listing(
    state: str | None = None, *, item: str | None = None, by: Person | None = None
) -> list[WarningEntry]:
    """The warnings, the newest number first; only those in one state or about one item where it is given.

    Args:
        by: who asks; she gets what she may see, and of other offices nothing. None: the program itself.
    """
    from bongsu.records.models import EarlyWarning

    chosen = warning_rows.visible(EarlyWarning.objects.all(), by)
    if state is not None:
        chosen = chosen.filter(state=check_state(state))
    if item is not None:
        chosen = chosen.filter(item=item)
    rows = whole(chosen).order_by("-drafted_at", "-number")
    return [entry(row, office=only_of(by)) for row in rows]


def get(number: str, *, by: Person | None = None) -> WarningEntry:
    """The warning with this number.

    Raises:
        Refusal: there is none, or she may not see it.
    """
    from bongsu.records.models import EarlyWarning

    chosen = warning_rows.visible(EarlyWarning.objects.filter(pk=number), by)
    row = whole(chosen).first()
    if row is None:
        raise warning_rows.unknown(number)
    return entry(row, office=only_of(by))


@dataclass(frozen=True, slots=True)
class InForceWarning:
    """A warning in force, in a few words; `state` is its present one."""

    number: str
    item: str
    grade: int
    state: str


def in_force(*, by: Person | None, on: date | None = None) -> list[InForceWarning]:
    """The warnings in force that `by` may see, gravest first.

    Args:
        on: at the end of this day: issued until then and not yet lifted, expired or otherwise over.
    """
    from bongsu.records.models import EarlyWarning, Move

    rows = warning_rows.visible(EarlyWarning.objects.all(), by)
    if on is None:
        rows = warning_rows.in_force(rows)
    else:
        moves = Move.objects.filter(at__date__lte=on, office="")
        ended = [name for name, state in STATES.items() if state.is_public and not state.is_open]
        over = [*ended, "superseded", "withdrawn"]
        rows = rows.filter(pk__in=moves.filter(to_state="issued").values("warning"))
        rows = rows.exclude(pk__in=moves.filter(to_state__in=over).values("warning"))
    return [
        InForceWarning(row.number, row.item, row.grade, row.state)
        for row in rows.only("number", "item", "grade", "state").order_by("-grade", "number")
    ]


def open_warnings() -> list[OpenWarning]:
    """The warnings that still speak for their items, drafts included, as the drafting rule wants them."""
    from bongsu.records.models import EarlyWarning

    rows = EarlyWarning.objects.filter(state__in=OPEN_STATES).order_by("number")
    return [OpenWarning(row.number, row.item, row.grade, row.state) for row in rows]


def only_of(by: Person | None) -> frozenset[str] | None:
    """The offices whose part of a warning she may see; None: every office's."""
    return None if by is None or by.is_national else by.offices


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
        warning_rows.write_move(
            old,
            "supersede",
            to=SUPERSEDED,
            who=actor,
            at=now,
            reason=say("A newer draft took its place: {number}.", number=number),
            assessment=assessment,
        )
    _write(wanted, number=number, assessment=assessment, old=old, actor=actor, now=now)
    return DraftOutcome(number, "superseded" if old else "drafted", old.number if old else None)


def _write(wanted: Draft, *, number: str, assessment: Any, old: Any, actor: str, now: datetime) -> None:
    from bongsu.records.models import EarlyWarning, Setting

    action_grade = settings_versions.setting_at("action_grade", assessment.as_of)
    version = Setting.objects.get(name="action_grade", version=action_grade.version) if action_grade else None
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
        action_grade=action_grade.value if action_grade else wanted.action_grade,
        action_grade_version=version,
        replaces_id=wanted.replaces or (old.number if old else None),
    )
    warning_rows.write_version(row, wanted.whole(), who=actor, at=now)
    warning_rows.write_move(
        row, "draft", to=DRAFT, who=actor, at=now, reason=str(wanted.reason_code), assessment=assessment
    )


def _edit(number: str, changes: Mapping[str, Any], *, by: Person, at: datetime, reason: str) -> WarningEntry:
    from bongsu.records.models import EarlyWarning

    row = warning_rows.locked(number, by)
    where = say("warning {number}", number=number)
    wish = Wish(move="edit", at=at, day=warning_rows.local_day(at), reason=reason)
    behalf = warning_rows.checked(row, wish, by)
    before = warning_rows.standing(row).document
    after = replace(before, **changes)
    changed = changed_fields(before, after)
    if not changed:
        raise Refusal(where, expected=say("a change"), found=say("the same as before"))
    other = EarlyWarning.objects.filter(item=row.item, state=DRAFT).exclude(pk=row.pk).first()
    if other:
        raise Refusal(
            where,
            expected=say("no other draft about the item"),
            found=other.number,
            todo=say("Withdraw one of them."),
        )
    warning_rows.write_version(row, after, who=by.name, at=at, reason=reason)
    warning_rows.write_move(
        row,
        "edit",
        to=DRAFT,
        who=by.name,
        at=at,
        reason=reason,
        on_behalf_of=behalf,
        detail={"fields": list(changed)},
    )
    return get(number, by=by)

"""What every act on a warning shares: the locked row, how it stands, one move written, who is told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bongsu.core.early_warning.audiences import OFFICES, TOLD, audiences
from bongsu.core.early_warning.moves import LIVE
from bongsu.core.early_warning.objection import Objection
from bongsu.core.early_warning.people import Person
from bongsu.core.early_warning.permission import check_permission
from bongsu.core.early_warning.policy import Standing, Wish, check_move, rule_for
from bongsu.core.early_warning.states import check_state
from bongsu.records import audit, delegations, outbox
from bongsu.records.objections import refusal
from bongsu.records.warning_entries import as_json, authors, document_of
from bongsu.words import say
from bongsu.words.refusal import Refusal

MISSING = "none of this number"


def local_day(at: datetime) -> date:
    """The calendar day of a moment where the workspace is."""
    from django.conf import settings

    return at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()


def unknown(number: str) -> Refusal:
    """There is no such warning, or this person may not know of it."""
    return Refusal(
        say("warning {number}", number=number),
        expected=say("a warning of this workspace"),
        found=say("none of this number"),
    )


def visible(rows: Any, by: Person | None) -> Any:
    """Only the warnings that a person may see; the query's form of `core.early_warning.visibility`."""
    if by is None or by.is_national:
        return rows
    if not by.offices:
        return rows.none()
    return rows.filter(issued_at__isnull=False, addressees__office__in=sorted(by.offices)).distinct()


def locked(number: str, by: Person) -> Any:
    """The warning's row, locked until the decision is made; raises Refusal where she may not see it."""
    from bongsu.records.models import EarlyWarning

    row = EarlyWarning.objects.select_for_update().filter(pk=number).first()
    if row is None or not visible(EarlyWarning.objects.filter(pk=number), by).exists():
        raise unknown(number)
    return row


def standing(row: Any) -> Standing:
    """How the warning stands, for the core's rules."""
    moves = list(row.moves.all())
    return Standing(
        state=row.state,
        document=document_of(row.versions.get(version=row.version).document),
        offices={each.office: each.state for each in row.addressees.all()},
        last_move_at=max((move.at for move in moves), default=None),
        authors=authors(moves),
    )


def checked(row: Any, wish: Wish, by: Person) -> str:
    """Asks policy and permission; the approver on whose behalf she acts, or ""; raises Refusal."""
    stands = standing(row)
    try:
        behalf = check_permission(
            by,
            rule_for(stands, wish),
            office=wish.office,
            authors=stands.authors,
            delegators=delegations.delegators(by.name, wish.day),
        )
        check_move(stands, wish)
    except Objection as objection:
        raise refusal(say("warning {number}", number=row.number), objection) from None
    return behalf


def assessment_by(day: date, otherwise: Any) -> Any:
    """The newest assessment as of a day not after this one; `otherwise` where there is none."""
    from bongsu.records.models import Assessment

    found = Assessment.objects.filter(as_of__lte=day).defer("document")
    return found.order_by("-as_of", "-number").first() or otherwise


def write_move(
    row: Any,
    name: str,
    *,
    to: str,
    who: str,
    at: datetime,
    reason: str = "",
    addressee: Any = None,
    on_behalf_of: str = "",
    detail: Mapping[str, Any] | None = None,
    assessment: Any = None,
) -> Any:
    """Writes one move with its audit line and brings the row, or the addressee's, to the new state."""
    import json

    from bongsu.records.canonical import canonical_json
    from bongsu.records.models import Move

    mover = addressee or row
    move = Move.objects.create(
        warning=row,
        ordinal=row.moves.count() + 1,
        from_state=mover.state,
        to_state=check_state(to),
        who=who,
        at=at,
        reason=reason.strip(),
        assessment=assessment or assessment_by(local_day(at), row.assessment),
        name=name,
        office=addressee.office if addressee else "",
        version=row.version,
        on_behalf_of=on_behalf_of,
        detail=json.loads(canonical_json(dict(detail or {}))),
    )
    mover.state = to
    mover.save()
    told = {
        "item": row.item,
        "grade": row.grade,
        "move": name,
        "office": move.office,
        "from": move.from_state,
        "to": to,
        "reason": move.reason,
        "on_behalf_of": on_behalf_of,
    }
    act = "warning.drafted" if move.ordinal == 1 else "warning.moved"
    audit.vouch(act, move, actor=who, at=at, detail=told)
    return move


def write_version(row: Any, document: Any, *, who: str, at: datetime, reason: str = "") -> Any:
    """Writes the next version of the document with its audit line."""
    from bongsu.records.models import DocumentVersion

    row.version += 1
    row.valid_until = document.valid_until
    row.save(update_fields=["version", "valid_until"])
    made = DocumentVersion.objects.create(
        warning=row,
        version=row.version,
        document=as_json(document),
        edited_by=who,
        edited_at=at,
        reason=reason.strip(),
    )
    detail = {"item": row.item, "version": row.version, "reason": made.reason}
    audit.vouch("warning.written", made, actor=who, at=at, detail=detail)
    return made


def tell(row: Any, move: Any) -> None:
    """Leaves the messages of a move in the outbox."""
    places = [each.office for each in row.addressees.all()]
    wrote = authors(row.moves.all())
    for audience in audiences(move.name, offices=places, authors=wrote):
        if OFFICES in TOLD[move.name] and audience.startswith("office:") and row.issued_at is None:
            continue
        outbox.put(
            move.name,
            audience=audience,
            values=message_values(row, move),
            at=move.at,
            warnings=[row.number],
        )


def message_values(row: Any, move: Any) -> dict[str, Any]:
    """What the templates of messages need of one warning and one move."""
    said = document_of(row.versions.get(version=row.version).document)
    return {
        "number": row.number,
        "item": row.item,
        "grade": row.grade,
        "title": said.title,
        "valid_until": said.valid_until,
        "who": move.who,
        "office": move.office,
        "reason": move.reason,
        "state": row.state,
        "made_up": row.assessment.made_up,
    }


def in_force(rows: Any) -> Any:
    """Only those that offices have been told of and that still hold."""
    return rows.filter(state__in=LIVE)

"""The door to the reviews: store one, decide on it, sign the decision, list them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bongsu.core.early_warning.people import Person
from bongsu.core.review.proposal import check_decides, check_signs
from bongsu.records import audit
from bongsu.records.deciding import decide, next_number
from bongsu.words import say
from bongsu.words.refusal import Refusal

Measures = Sequence[Mapping[str, str]]
"""Each with "measure", "subject" and, where it is about one item, "item"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewEntry:
    """A review as it stands.

    Attributes:
        state: "open", "decided" (waits for its signature), "signed" or "refused".
        measures, valid_from: as decided; empty and None while it is open.
    """

    review: str
    item: str | None
    as_of: date
    document: dict[str, Any]
    gathered_at: datetime
    gathered_by: str
    state: str
    measures: tuple[dict[str, str], ...]
    reason: str
    valid_from: date | None
    decided_at: datetime | None
    decided_by: str
    signed_at: datetime | None
    signed_by: str
    signature_reason: str


def store(document: Mapping[str, Any], *, actor: str, now: datetime) -> str:
    """Stores a review's evidence and returns its id, "R-000001" and on without gaps."""
    return decide(lambda: _store(dict(document), actor=actor, now=now), at=now)


def get(review: str) -> ReviewEntry:
    """The review with this id; raises Refusal where there is none."""
    return _entry(_row(review))


def listing(*, item: str | None = None, limit: int | None = None) -> list[ReviewEntry]:
    """The reviews, the newest first; only those of one item where it is given."""
    rows = _rows().order_by("-number")
    if item is not None:
        rows = rows.filter(item=item)
    return [_entry(row) for row in rows[:limit]]


def decide_review(
    review: str, measures: Measures, *, reason: str, valid_from: date, by: Person, now: datetime
) -> ReviewEntry:
    """Records what a steward decided; nothing takes effect before the signature.

    Raises:
        Refusal: it is decided already, the reason is missing, or the person may not.
    """
    may_decide(by)
    if not reason.strip():
        raise Refusal(say("review {name}", name=review), expected=say("a reason"), found=say("nothing"))
    return decide(
        lambda: _decide(review, measures, reason=reason, valid_from=valid_from, by=by, now=now), at=now
    )


def may_decide(by: Person) -> None:
    """Raises Refusal unless she may decide what a review is about."""
    _may(lambda: check_decides(by))


def sign(
    review: str,
    *,
    agreed: bool,
    reason: str = "",
    by: Person,
    now: datetime,
    effect: Callable[[ReviewEntry], None] | None = None,
) -> ReviewEntry:
    """Records the second person's word; where she agrees, `effect` runs in the same transaction.

    Raises:
        Refusal: there is no decision to sign, it is signed already, or the person may not.
    """
    return decide(lambda: _sign(review, agreed=agreed, reason=reason, by=by, now=now, effect=effect), at=now)


def _store(document: dict[str, Any], *, actor: str, now: datetime) -> str:
    from bongsu.records.models import Review

    row = Review(
        number=next_number("review"),
        item=document["item"] or "",
        as_of=date.fromisoformat(document["as_of"]),
        gathered_at=now,
        gathered_by=actor,
    )
    document["review"] = row.name
    row.document = json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    row.save(force_insert=True)
    detail = {"item": row.item, "as_of": row.as_of}
    audit.vouch("review.gathered", row, actor=actor, at=now, detail=detail)
    return row.name


def _decide(
    review: str, measures: Measures, *, reason: str, valid_from: date, by: Person, now: datetime
) -> ReviewEntry:
    from bongsu.records.models import ReviewDecision

    row = _row(review)
    if hasattr(row, "decision"):
        raise _state(review, say("a review that is open"), _entry(row).state)
    if valid_from < row.as_of:
        raise Refusal(
            say("review {name}", name=review),
            expected=say("no day before {day}, as of which it was gathered", day=row.as_of),
            found=valid_from.isoformat(),
        )
    decision = ReviewDecision.objects.create(
        review=row,
        measures=[dict(each) for each in measures],
        reason=reason,
        valid_from=valid_from,
        decided_at=now,
        decided_by=by.name,
    )
    detail = {"measures": decision.measures, "reason": reason}
    audit.vouch("review.decided", decision, actor=by.name, at=now, detail=detail)
    return get(review)


def _sign(
    review: str,
    *,
    agreed: bool,
    reason: str,
    by: Person,
    now: datetime,
    effect: Callable[[ReviewEntry], None] | None,
) -> ReviewEntry:
    from bongsu.records.models import ReviewDecision, ReviewSignature

    row = _row(review)
    decision = ReviewDecision.objects.select_for_update().filter(review=row).first()
    if decision is None:
        raise _state(review, say("a decision to sign"), say("none"))
    if hasattr(decision, "signature"):
        raise _state(review, say("a decision that waits for its signature"), _entry(row).state)
    _may(lambda: check_signs(by, decided_by=decision.decided_by))
    signature = ReviewSignature.objects.create(
        decision=decision, agreed=agreed, reason=reason, signed_at=now, signed_by=by.name
    )
    audit.vouch(
        "review.signed", signature, actor=by.name, at=now, detail={"agreed": agreed, "reason": reason}
    )
    entry = get(review)
    if agreed and effect is not None:
        effect(entry)
    return entry


def _may(check: Callable[[], None]) -> None:
    try:
        check()
    except PermissionError as error:
        raise Refusal(say("the review"), found=str(error)) from None


def _state(review: str, expected: str, found: str) -> Refusal:
    return Refusal(say("review {name}", name=review), expected=expected, found=found)


def _rows() -> Any:
    from bongsu.records.models import Review

    return Review.objects.select_related("decision__signature")


def _row(review: str) -> Any:
    match = re.fullmatch(r"R-(\d{6,18})", review)
    row = _rows().filter(pk=int(match[1])).first() if match else None
    if row is None:
        raise Refusal(
            say("review {name}", name=review),
            expected=say("a review of this workspace, such as R-000001"),
            found=say("none of this name"),
        )
    return row


def _entry(row: Any) -> ReviewEntry:
    decision = getattr(row, "decision", None)
    signature = getattr(decision, "signature", None) if decision else None
    state = "open" if decision is None else "decided" if signature is None else "signed"
    if signature is not None and not signature.agreed:
        state = "refused"
    return ReviewEntry(
        review=row.name,
        item=row.item or None,
        as_of=row.as_of,
        document=json.loads(row.document),
        gathered_at=row.gathered_at,
        gathered_by=row.gathered_by,
        state=state,
        measures=tuple(decision.measures) if decision else (),
        reason=decision.reason if decision else "",
        valid_from=decision.valid_from if decision else None,
        decided_at=decision.decided_at if decision else None,
        decided_by=decision.decided_by if decision else "",
        signed_at=signature.signed_at if signature else None,
        signed_by=signature.signed_by if signature else "",
        signature_reason=signature.reason if signature else "",
    )

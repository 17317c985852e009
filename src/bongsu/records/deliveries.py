"""The door to the deliveries: who gets a message, one try after another, and the log of them.

At least once: a try is written down before anything is sent and its end after; a try without an end may have
reached the recipient, so the next one says that it may be a duplicate.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from bongsu.records import addresses
from bongsu.records.deciding import decide

LEASE = timedelta(minutes=2)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=6)
MOST_ATTEMPTS = 10
AT_ONCE = 50
"""Messages spread in one transaction."""
NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True)
class Claimed:
    """One delivery that this worker alone may try until its lease ends.

    Attributes:
        url: the address to send by; for mail that of the server.
        mail: the recipient's mail address, or "".
        attempt: 1, 2, …; duplicate: an earlier try may have reached her.
    """

    delivery: str
    message: str
    kind: str
    values: dict[str, Any]
    warnings: tuple[str, ...]
    recipient: str
    language: str
    url: str
    mail: str
    attempt: int
    duplicate: bool


@dataclass(frozen=True, slots=True)
class DeliveryEntry:
    """One line of the log: what went to whom, how often, and how it stands.

    Attributes:
        state: waiting, sending, sent, given_up or nowhere (no way to the recipient is known).
        duplicates: tries that may have reached the recipient a second time.
        answer: of the last try.
    """

    delivery: str
    message: str
    kind: str
    recipient: str
    target: str
    state: str
    attempts: int
    duplicates: int
    at: datetime
    sent_at: datetime | None
    due_at: datetime | None
    answer: str
    warnings: tuple[str, ...]


def spread(*, now: datetime, language: str) -> int:
    """Makes the deliveries of every message that has none yet; returns how many were made."""
    from bongsu.records.models import Message

    made = 0
    keys = list(Message.objects.filter(spread_at=None).order_by("at", "pk").values_list("pk", flat=True))
    for first in range(0, len(keys), AT_ONCE):
        batch = keys[first : first + AT_ONCE]
        made += decide(lambda batch=batch: sum(_spread(key, now, language) for key in batch), at=now)
    return made


def due(*, now: datetime) -> list[str]:
    """Ids of the deliveries that wait for a try, the longest waiting first."""
    return list(_due(now).values_list("pk", flat=True))


def claim(delivery: str, *, now: datetime, lease: timedelta = LEASE) -> Claimed | None:
    """Takes a delivery for one try and writes the try down; None where it is not due or taken."""
    return decide(lambda: _claim(delivery, now, lease), at=now)


def finish(claimed: Claimed, *, ok: bool, answer: str, now: datetime) -> None:
    """Writes the end of a try: sent, or due again after a pause that doubles, or given up."""
    decide(lambda: _finish(claimed, ok, answer, now), at=now)


def log(*, state: str | None = None, warning: str | None = None, limit: int = 500) -> list[DeliveryEntry]:
    """The newest deliveries; only those of one state or about one warning where it is given."""
    from bongsu.records.models import Delivery

    rows = Delivery.objects.select_related("message").prefetch_related("tries")
    if state is not None:
        rows = rows.filter(state=state)
    entries = [_entry(row) for row in rows.order_by("-message__at", "pk")[: limit if not warning else None]]
    return [each for each in entries if not warning or warning in each.warnings][:limit]


def pause(attempts: int) -> timedelta:
    """How long to wait after so many failed tries.

    >>> [int(pause(n).total_seconds() // 60) for n in (1, 2, 3, 10)]
    [1, 2, 4, 360]
    """
    return min(FIRST_PAUSE * 2 ** (attempts - 1), LONGEST_PAUSE)


def _spread(key: str, now: datetime, language: str) -> int:
    from bongsu.records.models import Delivery, Message

    message = Message.objects.select_for_update().get(pk=key)
    if message.spread_at is not None:
        return 0
    targets = _targets(message.audience, language) or [(message.audience, NOWHERE, None, language)]
    for recipient, target, address, tongue in targets:
        Delivery.objects.create(
            id=str(uuid4()),
            message=message,
            recipient=recipient,
            language=tongue,
            address=address,
            target=target,
            state="waiting" if target != NOWHERE else NOWHERE,
            due_at=now if target != NOWHERE else None,
        )
    message.spread_at = now
    message.save(update_fields=["spread_at"])
    return len(targets)


def _targets(audience: str, language: str) -> list[tuple[str, str, Any, str]]:
    """(recipient, target, address row, language), each target once."""
    from bongsu.records.models import Address

    has_mail = Address.objects.filter(owner=addresses.MAIL_SERVER, removed_at=None).exists()
    people = _people(audience)
    owners = [audience, *(f"person:{user.username}" for user in people)]
    tongues = {f"person:{user.username}": user.language for user in people}
    found = [
        (row.owner, f"address:{row.number}", row, row.language or tongues.get(row.owner) or language)
        for row in Address.objects.filter(owner__in=owners, removed_at=None).order_by("number")
    ]
    reached = {owner for owner, _, _, _ in found}
    for user in people:
        name = f"person:{user.username}"
        tongue = user.language or language
        if user.email and has_mail:
            found.append((name, f"mail:{user.email}", None, tongue))
        elif name not in reached and audience not in reached:
            found.append((name, NOWHERE, None, tongue))
    return list({(recipient, target): (recipient, target, address, tongue)
                 for recipient, target, address, tongue in found}.values())  # fmt: skip


def _people(audience: str) -> list[Any]:
    from bongsu.records.models import User

    kind, _, who = audience.partition(":")
    chosen = User.objects.filter(is_active=True)
    if kind == "office":
        chosen = chosen.filter(roles__role="field", offices__office=who)
    elif kind == "role":
        chosen = chosen.filter(roles__role=who)
    else:
        chosen = chosen.filter(username=who)
    return list(chosen.distinct().order_by("username"))


def _due(now: datetime) -> Any:
    from django.db.models import Q

    from bongsu.records.models import Delivery

    free = Q(claimed_until=None) | Q(claimed_until__lt=now)
    rows = Delivery.objects.filter(free, state__in=("waiting", "sending"), due_at__lte=now)
    return rows.order_by("due_at", "pk")


def _claim(delivery: str, now: datetime, lease: timedelta) -> Claimed | None:
    from bongsu.records.models import Attempt

    row = _due(now).select_for_update().filter(pk=delivery).first()
    if row is None:
        return None
    url = addresses.opened(row.address) if row.address else addresses.mail_server()
    duplicate = row.tries.filter(ended_at=None).exists()
    row.attempts += 1
    row.state, row.claimed_until = "sending", now + lease
    row.save(update_fields=["attempts", "state", "claimed_until"])
    Attempt.objects.create(delivery=row, ordinal=row.attempts, began_at=now, duplicate=duplicate)
    message = row.message
    return Claimed(
        row.id,
        message.id,
        message.kind,
        dict(message.values),
        tuple(message.warnings),
        row.recipient,
        row.language,
        url or "",
        row.target.removeprefix("mail:") if row.target.startswith("mail:") else "",
        row.attempts,
        duplicate,
    )


def _finish(claimed: Claimed, ok: bool, answer: str, now: datetime) -> None:
    from bongsu.records.models import Attempt, Delivery

    row = Delivery.objects.select_for_update().get(pk=claimed.delivery)
    Attempt.objects.filter(delivery=row, ordinal=claimed.attempt, ended_at=None).update(
        ended_at=now, ok=ok, answer=answer[:500]
    )
    if row.state == "sent":
        return
    if ok:
        row.state, row.sent_at, row.due_at, row.claimed_until = "sent", now, None, None
    elif row.attempts != claimed.attempt:
        return  # the lease ended meanwhile, and another try is under way
    elif row.attempts >= MOST_ATTEMPTS:
        row.state, row.due_at, row.claimed_until = "given_up", None, None
    else:
        row.state, row.due_at, row.claimed_until = "waiting", now + pause(row.attempts), None
    row.save(update_fields=["state", "sent_at", "due_at", "claimed_until"])


def _entry(row: Any) -> DeliveryEntry:
    tries = sorted(row.tries.all(), key=lambda each: each.ordinal)
    return DeliveryEntry(
        row.id,
        row.message_id,
        row.message.kind,
        row.recipient,
        row.target,
        row.state,
        row.attempts,
        sum(each.duplicate for each in tries),
        row.message.at,
        row.sent_at,
        row.due_at,
        tries[-1].answer if tries else "",
        tuple(row.message.warnings),
    )

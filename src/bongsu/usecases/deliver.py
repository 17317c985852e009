"""Deliver what waits in the outbox: spread to recipients, try each once, note how it went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime

from bongsu.notify.sending import Answer, headers, send
from bongsu.notify.templates import letter
from bongsu.records import deliveries
from bongsu.records.deliveries import Claimed

Clock = Callable[[], datetime]


def deliver_due(*, clock: Clock, language: str) -> Counter[str]:
    """Spreads every new message and tries every delivery that is due; "sent", "failed" → how many."""
    deliveries.spread(now=clock(), language=language)
    found: Counter[str] = Counter()
    for delivery in deliveries.due(now=clock()):
        done = deliver_one(delivery, clock=clock)
        if done is not None:
            found["sent" if done else "failed"] += 1
    return found


def deliver_one(delivery: str, *, clock: Clock) -> bool | None:
    """One try of one delivery; None where it is not due, or another worker has it."""
    claimed = deliveries.claim(delivery, now=clock())
    if claimed is None:
        return None
    answer = _try(claimed, clock())
    deliveries.finish(claimed, ok=answer.ok, answer=answer.text, now=clock())
    return answer.ok


def _try(claimed: Claimed, now: datetime) -> Answer:
    marks = headers(claimed.message, claimed.delivery, attempt=claimed.attempt, duplicate=claimed.duplicate)
    words = letter(claimed.kind, claimed.values, language=claimed.language, duplicate=claimed.duplicate)
    document = {
        "message": claimed.message,
        "kind": claimed.kind,
        "warnings": list(claimed.warnings),
        "values": claimed.values,
    }
    return send(
        claimed.url,
        words,
        mail=claimed.mail,
        marks=marks,
        document=document,
        timestamp=int(now.timestamp()),
    )

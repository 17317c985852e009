"""The door to what became of quarantined rows: mended, dismissed, taken up again."""

from __future__ import annotations

from datetime import datetime

from bongsu.records import audit
from bongsu.records.deciding import decide, next_number
from bongsu.words import say
from bongsu.words.refusal import Refusal


def record(
    load: str,
    line: int,
    *,
    outcome: str,
    actor: str,
    now: datetime,
    mended_load: str = "",
    reason: str = "",
) -> int:
    """Records that a row was mended (by the row of `mended_load`) or dismissed; returns its number."""

    def act() -> int:
        from bongsu.records.models import Mending

        row = Mending.objects.create(
            number=next_number("mending"),
            load=load,
            line=line,
            outcome=outcome,
            mended_load=mended_load,
            reason=reason,
            decided_at=now,
            decided_by=actor,
        )
        detail = {"load": load, "line": line, "outcome": outcome, "reason": reason}
        audit.vouch("quarantine.decided", row, actor=actor, at=now, detail=detail)
        return row.number

    return decide(act, at=now)


def reopen(load: str, line: int, *, actor: str, now: datetime) -> None:
    """A dismissed row waits again; raises Refusal where it was not dismissed."""

    def act() -> None:
        from bongsu.records.models import Mending

        row = (
            Mending.objects.select_for_update()
            .filter(load=load, line=line, outcome="dismissed", reopened_at=None)
            .first()
        )
        if row is None:
            raise Refusal(say("the quarantine"), expected=say("a dismissed row"), found=say("none"))
        row.reopened_at = now
        row.save(update_fields=["reopened_at"])
        audit.vouch("quarantine.reopened", row, actor=actor, at=now, detail={"load": load, "line": line})

    decide(act, at=now)


def done() -> frozenset[tuple[str, int]]:
    """(load, line) of every row that waits no more."""
    from bongsu.records.models import Mending

    return frozenset(Mending.objects.filter(reopened_at=None).values_list("load", "line"))

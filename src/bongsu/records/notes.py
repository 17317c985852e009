"""The door to the notes on items: write one, withdraw it, list those that stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bongsu.records import audit
from bongsu.records.deciding import decide, next_number
from bongsu.words import say
from bongsu.words.refusal import Refusal

LONGEST = 4000


@dataclass(frozen=True, slots=True)
class NoteEntry:
    """One note as it stands."""

    number: int
    item: str
    text: str
    written_at: datetime
    written_by: str


def write(item: str, text: str, *, actor: str, now: datetime) -> NoteEntry:
    """Writes a note; raises Refusal where it says nothing or too much."""
    said = text.strip()
    if not said or len(said) > LONGEST:
        raise Refusal(
            say("the note"),
            expected=say("1 to {count} characters", count=LONGEST),
            found=str(len(said)),
        )
    return decide(lambda: _write(item, said, actor=actor, now=now), at=now)


def withdraw(number: int, *, actor: str, now: datetime) -> NoteEntry:
    """Withdraws one's own note; raises Refusal where it is not hers or stands no more."""
    return decide(lambda: _withdraw(number, actor=actor, now=now), at=now)


def listing(item: str) -> list[NoteEntry]:
    """The notes on an item that stand, the newest first."""
    from bongsu.records.models import Note

    rows = Note.objects.filter(item=item, withdrawn_at=None)
    return [_entry(row) for row in rows.order_by("-number")]


def _write(item: str, text: str, *, actor: str, now: datetime) -> NoteEntry:
    from bongsu.records.models import Note

    row = Note.objects.create(
        number=next_number("note"), item=item, text=text, written_at=now, written_by=actor
    )
    audit.vouch("note.written", row, actor=actor, at=now, detail={"item": item})
    return _entry(row)


def _withdraw(number: int, *, actor: str, now: datetime) -> NoteEntry:
    from bongsu.records.models import Note

    row = Note.objects.select_for_update().filter(pk=number, withdrawn_at=None, written_by=actor).first()
    if row is None:
        raise Refusal(
            say("note {number}", number=number),
            expected=say("a note of your own that stands"),
            found=say("none"),
        )
    row.withdrawn_at = now
    row.save(update_fields=["withdrawn_at"])
    audit.vouch("note.withdrawn", row, actor=actor, at=now, detail={"item": row.item})
    return _entry(row)


def _entry(row: Any) -> NoteEntry:
    return NoteEntry(row.number, row.item, row.text, row.written_at, row.written_by)

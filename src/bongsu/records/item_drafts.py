"""The door to items that are being added: started, gone on with, dropped, taken up again, added."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bongsu.records import audit
from bongsu.records.deciding import decide, next_number
from bongsu.words import say
from bongsu.words.refusal import Refusal

Content = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class ItemDraftEntry:
    """One draft as it stands; `content`: field of the form → texts as they were typed."""

    number: int
    content: Content
    started_by: str
    changed_by: str
    changed_at: datetime
    added_at: datetime | None
    dropped_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether somebody may still go on with it."""
        return self.added_at is None and self.dropped_at is None


def start(*, actor: str, now: datetime) -> ItemDraftEntry:
    """Starts an empty draft."""

    def act() -> ItemDraftEntry:
        from bongsu.records.models import ItemDraft

        row = ItemDraft.objects.create(
            number=next_number("item draft"),
            started_by=actor,
            started_at=now,
            changed_by=actor,
            changed_at=now,
        )
        return _entry(row)

    return decide(act, at=now)


def get(number: int) -> ItemDraftEntry:
    """One draft, open or not; raises Refusal where there is none."""
    from bongsu.records.models import ItemDraft

    row = ItemDraft.objects.filter(pk=number).first()
    if row is None:
        raise _none(number)
    return _entry(row)


def listing() -> list[ItemDraftEntry]:
    """The open drafts, the one changed last first."""
    from bongsu.records.models import ItemDraft

    rows = ItemDraft.objects.filter(added_at=None, dropped_at=None)
    return [_entry(row) for row in rows.order_by("-changed_at")]


def write(number: int, content: Mapping[str, list[str]], *, actor: str, now: datetime) -> ItemDraftEntry:
    """Puts these fields into an open draft, in place of what stood in them."""

    def change(row: Any) -> None:
        row.content = {**row.content, **content}

    return _change(number, change, actor=actor, now=now)


def drop(number: int, *, actor: str, now: datetime) -> ItemDraftEntry:
    """Puts an open draft away."""

    def change(row: Any) -> None:
        row.dropped_at = now

    return _change(number, change, actor=actor, now=now)


def take_up_again(number: int, *, actor: str, now: datetime) -> ItemDraftEntry:
    """A draft that was dropped is open again."""

    def change(row: Any) -> None:
        row.dropped_at = None

    return _change(number, change, actor=actor, now=now, dropped=True)


def added(number: int, item: str, *, actor: str, now: datetime, detail: dict[str, Any]) -> ItemDraftEntry:
    """The draft became an item; the audit log keeps who added it and with which entries."""

    def change(row: Any) -> None:
        row.added_at = now
        audit.append("item.added", actor=actor, subject=f"item {item}", at=now, detail=detail)

    return _change(number, change, actor=actor, now=now)


def _change(number: int, change: Any, *, actor: str, now: datetime, dropped: bool = False) -> ItemDraftEntry:
    def act() -> ItemDraftEntry:
        from bongsu.records.models import ItemDraft

        rows = ItemDraft.objects.select_for_update().filter(pk=number, added_at=None)
        row = rows.filter(dropped_at__isnull=not dropped).first()
        if row is None:
            raise _none(number)
        row.changed_by, row.changed_at = actor, now
        change(row)
        row.save()
        return _entry(row)

    return decide(act, at=now)


def _none(number: int) -> Refusal:
    return Refusal(
        say("draft {number} of an item", number=number), expected=say("an open draft"), found=say("none")
    )


def _entry(row: Any) -> ItemDraftEntry:
    return ItemDraftEntry(
        row.number,
        row.content,
        row.started_by,
        row.changed_by,
        row.changed_at,
        row.added_at,
        row.dropped_at,
    )

"""The audit log's door: append a line, read the lines, verify them all."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from bongsu.records.audit_verification import AuditReport, verify
from bongsu.records.canonical import canonical_json, digest, moment
from bongsu.records.deciding import decide

__all__ = ["AuditEntry", "AuditReport", "Head", "Recorded", "append", "head", "lines", "verify", "vouch"]


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line of the log."""

    sequence: int
    at: datetime
    actor: str
    act: str
    subject: str
    detail: dict[str, Any]
    hash: str


@dataclass(frozen=True, slots=True)
class Head:
    """The last line's number and hash; kept elsewhere, it proves later that no line up to it was changed."""

    sequence: int
    hash: str


class Recorded(Protocol):
    """A stored decision that the log can vouch for."""

    @property
    def subject(self) -> str: ...
    def content(self) -> dict[str, Any]: ...


def append(
    act: str, *, actor: str, subject: str, at: datetime, detail: dict[str, Any] | None = None
) -> AuditEntry:
    """Adds one line, in the transaction of the change it tells of (`deciding.decide`) or in one of its own.

    Args:
        act: what was done, as "noun.verb", e.g. "assessment.stored".
        actor: who did it, e.g. "cli:kim".
        subject: what it was done to, e.g. "assessment A-000001".
    """
    return decide(lambda: _append(act, actor=actor, subject=subject, at=at, detail=detail or {}), at=at)


def vouch(act: str, record: Recorded, *, actor: str, at: datetime, detail: dict[str, Any]) -> AuditEntry:
    """Adds the line of a decision's record, with the digest of its content, which `verify` compares."""
    return append(
        act,
        actor=actor,
        subject=record.subject,
        at=at,
        detail=detail | {"content": digest(record.content())},
    )


def lines(*, after: int = 0, limit: int | None = None, subject: str | None = None) -> list[AuditEntry]:
    """The lines in order, from the one after `after`; only those of one subject where it is given."""
    from bongsu.records.models import AuditLine

    chosen = AuditLine.objects.filter(sequence__gt=after).order_by("sequence")
    if subject is not None:
        chosen = chosen.filter(subject=subject)
    return [_entry(line) for line in chosen[:limit]]


def search(words: str = "") -> Lines:
    """The lines, the newest first, whose subject, actor or act holds the words."""
    from django.db.models import Q

    from bongsu.records.models import AuditLine

    chosen = AuditLine.objects.order_by("-sequence")
    if words:
        chosen = chosen.filter(
            Q(subject__icontains=words) | Q(actor__icontains=words) | Q(act__icontains=words)
        )
    return Lines(chosen)


class Lines:
    """Lines that are read only as far as they are looked at: `len(lines)` and `lines[first:last]`."""

    def __init__(self, chosen: Any) -> None:
        self._chosen = chosen

    def __len__(self) -> int:
        return int(self._chosen.count())

    def __getitem__(self, part: slice) -> list[AuditEntry]:
        return [_entry(line) for line in self._chosen[part]]


def head() -> Head:
    """The head of the log; sequence 0 where it is empty."""
    from bongsu.records.models import AuditHead
    from bongsu.records.models.audit import GENESIS

    row = AuditHead.objects.filter(pk=1).first()
    return Head(row.count, row.hash) if row else Head(0, GENESIS)


def _append(act: str, *, actor: str, subject: str, at: datetime, detail: dict[str, Any]) -> AuditEntry:
    from django.db import transaction

    from bongsu.records.models import AuditHead, AuditLine
    from bongsu.records.models.audit import GENESIS

    if not actor:
        raise ValueError("expected the actor of the audit line, found an empty text")
    AuditHead.objects.bulk_create([AuditHead(pk=1, count=0, hash=GENESIS)], ignore_conflicts=True)
    last = AuditHead.objects.select_for_update().get(pk=1)
    line = AuditLine(
        sequence=last.count + 1,
        at=at,
        actor=actor,
        act=act,
        subject=subject,
        detail=canonical_json(detail),
        previous_hash=last.hash,
    )
    line.hash = line.computed_hash()
    line.save(force_insert=True)
    last.count, last.hash = line.sequence, line.hash
    last.save(update_fields=["count", "hash"])
    transaction.on_commit(lambda: _remember(line.sequence, line.hash, at), robust=True)
    return _entry(line)


def _remember(sequence: int, line_hash: str, at: datetime) -> None:
    from django.conf import settings

    with Path(settings.BONGSU_HEADS).open("a", encoding="ascii", newline="\n") as side_file:
        side_file.write(f"{sequence} {line_hash} {moment(at)}\n")


def _entry(line: Any) -> AuditEntry:
    return AuditEntry(
        line.sequence, line.at, line.actor, line.act, line.subject, json.loads(line.detail), line.hash
    )

"""The audit log: one line for every decision, each holding the hash of the line before it."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from bongsu.records.canonical import canonical_json, moment, text_digest

GENESIS = "0" * 64
"""What the first line holds in place of the hash of a line before it."""


class AuditLine(models.Model):
    """One act. `detail` is canonical JSON text, kept to the byte because the hash speaks of it."""

    sequence = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=150)
    act = models.CharField(max_length=64)
    subject = models.CharField(max_length=150, db_index=True)
    detail = models.TextField()
    previous_hash = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)

    def computed_hash(self) -> str:
        """What `hash` has to be, from the other columns."""
        return line_hash(
            self.sequence,
            previous_hash=self.previous_hash,
            at=self.at,
            actor=self.actor,
            act=self.act,
            subject=self.subject,
            detail=self.detail,
        )


class AuditHead(models.Model):
    """How many lines there are and the hash of the last one; a single row."""

    count = models.BigIntegerField()
    hash = models.CharField(max_length=64)


def line_hash(
    sequence: int, *, previous_hash: str, at: datetime, actor: str, act: str, subject: str, detail: str
) -> str:
    """SHA-256 of the JSON array [sequence, previous_hash, at, actor, act, subject, detail].

    >>> from datetime import UTC
    >>> at = datetime(2005, 6, 13, tzinfo=UTC)
    >>> line_hash(1, previous_hash=GENESIS, at=at, actor="cli:kim", act="noted", subject="x", detail="{}")[:8]
    '6e2886b9'
    """
    return text_digest(canonical_json([sequence, previous_hash, moment(at), actor, act, subject, detail]))

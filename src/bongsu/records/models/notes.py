"""A person's note on an item; it is never rewritten, only withdrawn."""

from __future__ import annotations

from typing import Any

from django.db import models


class Note(models.Model):
    """One note; `withdrawn_at` empty while it stands."""

    number = models.PositiveBigIntegerField(primary_key=True)
    item = models.CharField(max_length=64, db_index=True)
    text = models.TextField()
    written_at = models.DateTimeField()
    written_by = models.CharField(max_length=150)
    withdrawn_at = models.DateTimeField(null=True)

    @property
    def subject(self) -> str:
        return f"note {self.number}"

    def content(self) -> dict[str, Any]:
        """What the audit log vouches for."""
        return {
            "number": self.number,
            "item": self.item,
            "text": self.text,
            "written_at": self.written_at,
            "written_by": self.written_by,
            "withdrawn_at": self.withdrawn_at,
        }

"""What became of a row of the quarantine: mended by a row that was loaded, or dismissed with a reason."""

from __future__ import annotations

from typing import Any

from django.db import models


class Mending(models.Model):
    """One decision about one row; `reopened_at` set: it does not count any more."""

    number = models.PositiveBigIntegerField(primary_key=True)
    load = models.CharField(max_length=64)
    line = models.PositiveBigIntegerField()
    outcome = models.CharField(max_length=16)
    mended_load = models.CharField(max_length=64, default="")
    reason = models.TextField(default="")
    decided_at = models.DateTimeField()
    decided_by = models.CharField(max_length=150)
    reopened_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["load", "line"]),)

    @property
    def subject(self) -> str:
        return f"mending {self.number}"

    def content(self) -> dict[str, Any]:
        """What the audit log vouches for."""
        return {
            "number": self.number,
            "load": self.load,
            "line": self.line,
            "outcome": self.outcome,
            "mended_load": self.mended_load,
            "reason": self.reason,
            "decided_at": self.decided_at,
            "decided_by": self.decided_by,
            "reopened_at": self.reopened_at,
        }

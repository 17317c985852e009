"""A setting that a person decided, from a day on; a change is a new version, never an overwriting."""

from __future__ import annotations

from typing import Any

from django.db import models


class Setting(models.Model):
    """One version of one setting."""

    name = models.CharField(max_length=64)
    version = models.PositiveIntegerField()
    value = models.JSONField()
    valid_from = models.DateField()
    decided_at = models.DateTimeField()
    decided_by = models.CharField(max_length=150)
    reason = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["name", "version"], name="one_setting_per_version"),)

    @property
    def subject(self) -> str:
        return f"setting {self.name} version {self.version}"

    def content(self) -> dict[str, Any]:
        """What the audit log vouches for."""
        return {
            "name": self.name,
            "version": self.version,
            "value": self.value,
            "valid_from": self.valid_from,
            "decided_at": self.decided_at,
            "decided_by": self.decided_by,
            "reason": self.reason,
        }

"""An approver's signature, lent to somebody for some days; an early end is a new row."""

from __future__ import annotations

from typing import Any

from django.db import models


class Delegation(models.Model):
    """From the first to the last day; `ends` names the delegation that this row ends early."""

    number = models.PositiveBigIntegerField(primary_key=True)
    delegator = models.CharField(max_length=150)
    delegate = models.CharField(max_length=150, db_index=True)
    first_day = models.DateField()
    until = models.DateField()
    reason = models.TextField()
    decided_by = models.CharField(max_length=150)
    decided_at = models.DateTimeField()
    ends = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="ended_by")

    @property
    def subject(self) -> str:
        return f"delegation {self.number}"

    def content(self) -> dict[str, Any]:
        """What the audit log vouches for."""
        return {
            "number": self.number,
            "delegator": self.delegator,
            "delegate": self.delegate,
            "first_day": self.first_day,
            "until": self.until,
            "reason": self.reason,
            "decided_by": self.decided_by,
            "decided_at": self.decided_at,
            "ends": self.ends_id,
        }

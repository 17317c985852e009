"""Notices that tripwires raised, what people made of them, and the runs of the watch."""

from __future__ import annotations

from typing import Any

from django.db import models

from bongsu.core.early_warning.tentative import VerdictOnNotice


class TripwireNotice(models.Model):
    """One notice with its reason; it is never changed."""

    number = models.PositiveBigIntegerField(primary_key=True)
    tripwire = models.CharField(max_length=64, db_index=True)
    indicator = models.CharField(max_length=64)
    group = models.CharField(max_length=16)
    items = models.JSONField()
    period = models.CharField(max_length=16)
    day = models.DateField(db_index=True)
    begins = models.CharField(max_length=16)
    window_days = models.FloatField()
    change = models.FloatField()
    unit = models.CharField(max_length=64, blank=True)
    statistic = models.FloatField()
    threshold = models.FloatField()
    days_between = models.FloatField()
    promised_days = models.FloatField()
    pushes = models.BooleanField()
    stands_until = models.DateField()
    run = models.ForeignKey("WatchRun", on_delete=models.PROTECT, related_name="notices")
    event = models.CharField(max_length=256, blank=True, default="")
    event_kind = models.CharField(max_length=64, blank=True, default="")
    effective_on = models.DateField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["tripwire", "event", "day"], name="one_notice_a_tripwire_a_day"),
        )

    @property
    def subject(self) -> str:
        return f"notice {self.number}"

    def content(self) -> dict[str, Any]:
        """What the audit log vouches for; of an announcement also which event it is."""
        event = {"event": self.event, "event_kind": self.event_kind, "effective_on": self.effective_on}
        return (event if self.event else {}) | {
            "number": self.number,
            "tripwire": self.tripwire,
            "indicator": self.indicator,
            "group": self.group,
            "items": self.items,
            "period": self.period,
            "day": self.day,
            "begins": self.begins,
            "window_days": self.window_days,
            "change": self.change,
            "unit": self.unit,
            "statistic": self.statistic,
            "threshold": self.threshold,
            "days_between": self.days_between,
            "promised_days": self.promised_days,
            "pushes": self.pushes,
            "stands_until": self.stands_until,
            "run": self.run_id,
        }


class NoticeVerdict(models.Model):
    """A person's verdict; a change of mind is a new row, and the last one rules."""

    notice = models.ForeignKey(TripwireNotice, on_delete=models.PROTECT, related_name="verdicts")
    ordinal = models.PositiveIntegerField()
    verdict = models.CharField(max_length=8, choices=[(each.value, each.value) for each in VerdictOnNotice])
    reason = models.TextField()
    warning = models.CharField(max_length=16, blank=True)
    decided_at = models.DateTimeField()
    decided_by = models.CharField(max_length=150)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["notice", "ordinal"], name="one_verdict_per_ordinal"),)
        ordering = ("notice", "ordinal")

    @property
    def subject(self) -> str:
        return f"notice {self.notice_id} verdict {self.ordinal}"

    def content(self) -> dict[str, Any]:
        """What the audit log vouches for."""
        return {
            "notice": self.notice_id,
            "ordinal": self.ordinal,
            "verdict": self.verdict,
            "reason": self.reason,
            "warning": self.warning,
            "decided_at": self.decided_at,
            "decided_by": self.decided_by,
        }


class WatchRun(models.Model):
    """One run of the watch: what was watched, from after which day to which."""

    number = models.PositiveBigIntegerField(primary_key=True)
    since = models.DateField()
    as_of = models.DateField(db_index=True)
    tripwires = models.JSONField()
    ran_at = models.DateTimeField()
    ran_by = models.CharField(max_length=150)

    @property
    def subject(self) -> str:
        return f"watch run {self.number}"

    def content(self) -> dict[str, Any]:
        """What the audit log vouches for."""
        return {
            "number": self.number,
            "since": self.since,
            "as_of": self.as_of,
            "tripwires": self.tripwires,
            "ran_at": self.ran_at,
            "ran_by": self.ran_by,
        }

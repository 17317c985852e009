"""An analyst's own grade for an item, for a while; a change is a new row, never an overwriting."""

from __future__ import annotations

from typing import Any

from django.db import models


class Override(models.Model):
    """One decision about one item; `grade` empty: the earlier override ends."""

    number = models.PositiveBigIntegerField(primary_key=True)
    item = models.CharField(max_length=64, db_index=True)
    grade = models.PositiveSmallIntegerField(null=True)
    reason = models.TextField()
    first_day = models.DateField()
    until = models.DateField()
    assessment = models.ForeignKey("Assessment", on_delete=models.PROTECT, null=True, related_name="+")
    model_grade = models.PositiveSmallIntegerField(null=True)
    decided_at = models.DateTimeField()
    decided_by = models.CharField(max_length=150)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(grade__isnull=True) | models.Q(grade__gte=1, grade__lte=5),
                name="overriding_grade_from_1_to_5",
            ),
            models.CheckConstraint(
                condition=models.Q(until__gte=models.F("first_day")), name="override_ends_after_it_begins"
            ),
        )
        indexes = (models.Index(fields=["item", "first_day"]),)

    @property
    def subject(self) -> str:
        return f"override {self.number}"

    def content(self) -> dict[str, Any]:
        """What the audit log vouches for."""
        return {
            "number": self.number,
            "item": self.item,
            "grade": self.grade,
            "reason": self.reason,
            "first_day": self.first_day,
            "until": self.until,
            "assessment": self.assessment_id,
            "model_grade": self.model_grade,
            "decided_at": self.decided_at,
            "decided_by": self.decided_by,
        }

"""An early warning: a numbered document about one item, and every move of its life."""

from __future__ import annotations

from typing import Any

from django.db import models

from bongsu.core.early_warning.states import DRAFT


class EarlyWarning(models.Model):
    """The document as drafted; only `state` changes, and each change is a `Move`."""

    number = models.CharField(max_length=16, primary_key=True)
    item = models.CharField(max_length=64, db_index=True)
    grade = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=16, db_index=True)
    assessment = models.ForeignKey("Assessment", on_delete=models.PROTECT, related_name="early_warnings")
    drafted_at = models.DateTimeField()
    drafted_by = models.CharField(max_length=150)
    title = models.TextField()
    body = models.TextField()
    reason_code = models.CharField(max_length=32)
    offices = models.JSONField()
    action_grade = models.PositiveSmallIntegerField()
    action_grade_version = models.ForeignKey("Setting", on_delete=models.PROTECT, null=True)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["item", "assessment"], name="one_warning_per_assessed_item"),
            models.UniqueConstraint(
                fields=["item"], condition=models.Q(state=DRAFT), name="one_open_draft_per_item"
            ),
            models.CheckConstraint(
                condition=models.Q(grade__gte=1, grade__lte=5), name="warned_grade_from_1_to_5"
            ),
        )

    def content(self) -> dict[str, Any]:
        """What the audit log vouches for: all but the state, which the moves tell."""
        return {
            "number": self.number,
            "item": self.item,
            "grade": self.grade,
            "assessment": self.assessment_id,
            "drafted_at": self.drafted_at,
            "drafted_by": self.drafted_by,
            "title": self.title,
            "body": self.body,
            "reason_code": self.reason_code,
            "offices": self.offices,
            "action_grade": self.action_grade,
            "action_grade_version": self.action_grade_version_id,
            "replaces": self.replaces_id,
        }


class Move(models.Model):
    """One step from one state to the next; the first comes from "" and vouches for the document."""

    warning = models.ForeignKey(EarlyWarning, on_delete=models.PROTECT, related_name="moves")
    ordinal = models.PositiveIntegerField()
    from_state = models.CharField(max_length=16, blank=True)
    to_state = models.CharField(max_length=16)
    who = models.CharField(max_length=150)
    at = models.DateTimeField()
    reason = models.TextField()
    assessment = models.ForeignKey("Assessment", on_delete=models.PROTECT, null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["warning", "ordinal"], name="one_move_per_ordinal"),)
        ordering = ("warning", "ordinal")

    @property
    def subject(self) -> str:
        return f"warning {self.warning_id} move {self.ordinal}"

    def content(self) -> dict[str, Any]:
        """What the audit log vouches for."""
        return {
            "warning": self.warning.content() if self.ordinal == 1 else self.warning_id,
            "ordinal": self.ordinal,
            "from": self.from_state,
            "to": self.to_state,
            "who": self.who,
            "at": self.at,
            "reason": self.reason,
            "assessment": self.assessment_id,
        }

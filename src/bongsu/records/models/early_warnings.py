"""An early warning: a numbered document about one item, the offices it is for, and every move of its life."""

from __future__ import annotations

from typing import Any

from django.db import models

from bongsu.core.early_warning.states import DRAFT


class Issue(models.Model):
    """One act of issuing: the warnings that went out together under one number."""

    number = models.CharField(max_length=16, primary_key=True)
    at = models.DateTimeField()
    who = models.CharField(max_length=150)


class EarlyWarning(models.Model):
    """The document as first drafted.

    `state`, `version`, `valid_until`, `issue` and `issued_at` change, each by a `Move`; the document as it
    stands is the `DocumentVersion` numbered `version`.
    """

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
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replacements")
    version = models.PositiveIntegerField(default=0)
    valid_until = models.DateField(null=True, db_index=True)
    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, null=True, related_name="warnings")
    issued_at = models.DateTimeField(null=True)

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


class DocumentVersion(models.Model):
    """What a warning said after one edit; the first is what was drafted."""

    warning = models.ForeignKey(EarlyWarning, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    document = models.JSONField()
    edited_by = models.CharField(max_length=150)
    edited_at = models.DateTimeField()
    reason = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["warning", "version"], name="one_document_per_version"),
        )
        ordering = ("warning", "version")

    @property
    def subject(self) -> str:
        return f"warning {self.warning_id} version {self.version}"

    def content(self) -> dict[str, Any]:
        """What the audit log vouches for."""
        return {
            "warning": self.warning_id,
            "version": self.version,
            "document": self.document,
            "edited_by": self.edited_by,
            "edited_at": self.edited_at,
            "reason": self.reason,
        }


class Addressee(models.Model):
    """One office that a warning was issued or escalated to, and how far it has come; `state` moves by `Move`.

    `deadline` is for its acknowledgement; reminders and escalations arm it anew.
    """

    warning = models.ForeignKey(EarlyWarning, on_delete=models.PROTECT, related_name="addressees")
    office = models.CharField(max_length=16, db_index=True)
    state = models.CharField(max_length=16)
    told_at = models.DateTimeField()
    deadline = models.DateTimeField(null=True, db_index=True)
    armed_at = models.DateTimeField()
    reminders = models.PositiveIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True)
    escalated_from = models.CharField(max_length=16, blank=True)
    escalated_to = models.CharField(max_length=16, blank=True)
    acknowledged_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["warning", "office"], name="one_addressee_per_office"),
        )
        ordering = ("warning", "office")


class Move(models.Model):
    """One step from one state to the next; the first comes from "" and vouches for the document.

    With an `office` the states are that office's own. `version` is the document's at that moment, `detail`
    what belongs to the move: the offices told and not told, the new last day, a nil report.
    """

    warning = models.ForeignKey(EarlyWarning, on_delete=models.PROTECT, related_name="moves")
    ordinal = models.PositiveIntegerField()
    from_state = models.CharField(max_length=16, blank=True)
    to_state = models.CharField(max_length=16)
    who = models.CharField(max_length=150)
    at = models.DateTimeField()
    reason = models.TextField()
    assessment = models.ForeignKey("Assessment", on_delete=models.PROTECT, null=True)
    name = models.CharField(max_length=16, blank=True)
    office = models.CharField(max_length=16, blank=True)
    version = models.PositiveIntegerField(default=0)
    on_behalf_of = models.CharField(max_length=150, blank=True)
    detail = models.JSONField(default=dict)

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
            "name": self.name,
            "office": self.office,
            "version": self.version,
            "on_behalf_of": self.on_behalf_of,
            "detail": self.detail,
        }


class Feedback(models.Model):
    """What an office thought of a warning; a label, never fitted to by itself. A change is a new row."""

    number = models.PositiveBigIntegerField(primary_key=True)
    warning = models.ForeignKey(EarlyWarning, on_delete=models.PROTECT, related_name="feedback")
    office = models.CharField(max_length=16)
    label = models.CharField(max_length=16)
    note = models.TextField(blank=True)
    who = models.CharField(max_length=150)
    at = models.DateTimeField()

    @property
    def subject(self) -> str:
        return f"feedback {self.number}"

    def content(self) -> dict[str, Any]:
        """What the audit log vouches for."""
        return {
            "number": self.number,
            "warning": self.warning_id,
            "office": self.office,
            "label": self.label,
            "note": self.note,
            "who": self.who,
            "at": self.at,
        }


class DraftingRound(models.Model):
    """Why each item of one assessment was drafted, proposed for release, or left."""

    assessment = models.OneToOneField("Assessment", on_delete=models.PROTECT, primary_key=True)
    decisions = models.JSONField()
    at = models.DateTimeField()

    @property
    def subject(self) -> str:
        return f"drafting round {self.assessment_id}"

    def content(self) -> dict[str, Any]:
        """What the audit log vouches for."""
        return {"assessment": self.assessment_id, "decisions": self.decisions, "at": self.at}

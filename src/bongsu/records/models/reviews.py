"""A review: the evidence as gathered, what was decided on it, and who signed."""

from __future__ import annotations

from typing import Any

from django.db import models


class Review(models.Model):
    """The evidence on one item, or on all together where `item` is empty; never changed once stored."""

    number = models.PositiveBigIntegerField(primary_key=True)
    item = models.CharField(max_length=64, blank=True, db_index=True)
    as_of = models.DateField()
    document = models.TextField()
    gathered_at = models.DateTimeField()
    gathered_by = models.CharField(max_length=150)

    @property
    def name(self) -> str:
        """The id that people see, e.g. R-000001."""
        return f"R-{self.number:06d}"

    @property
    def subject(self) -> str:
        return f"review {self.name}"

    def content(self) -> dict[str, Any]:
        """What the audit log vouches for."""
        return {
            "number": self.number,
            "item": self.item,
            "as_of": self.as_of,
            "document": self.document,
            "gathered_at": self.gathered_at,
            "gathered_by": self.gathered_by,
        }


class ReviewDecision(models.Model):
    """What one person decided on a review; it takes effect when a second one has signed it."""

    review = models.OneToOneField(Review, on_delete=models.PROTECT, related_name="decision")
    measures = models.JSONField()
    reason = models.TextField()
    valid_from = models.DateField()
    decided_at = models.DateTimeField()
    decided_by = models.CharField(max_length=150)

    @property
    def subject(self) -> str:
        return f"review R-{self.review_id:06d} decision"

    def content(self) -> dict[str, Any]:
        """What the audit log vouches for."""
        return {
            "review": self.review_id,
            "measures": self.measures,
            "reason": self.reason,
            "valid_from": self.valid_from,
            "decided_at": self.decided_at,
            "decided_by": self.decided_by,
        }


class ReviewSignature(models.Model):
    """The second person's word on a decision."""

    decision = models.OneToOneField(ReviewDecision, on_delete=models.PROTECT, related_name="signature")
    agreed = models.BooleanField()
    reason = models.TextField(blank=True)
    signed_at = models.DateTimeField()
    signed_by = models.CharField(max_length=150)

    @property
    def subject(self) -> str:
        return f"review R-{self.decision.review_id:06d} signature"

    def content(self) -> dict[str, Any]:
        """What the audit log vouches for."""
        return {
            "decision": self.decision_id,
            "agreed": self.agreed,
            "reason": self.reason,
            "signed_at": self.signed_at,
            "signed_by": self.signed_by,
        }

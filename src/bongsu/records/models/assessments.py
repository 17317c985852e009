"""An assessment: every item's grade as of one day, and all that is needed to compute it again."""

from __future__ import annotations

from typing import Any

from django.db import models

from bongsu.records.canonical import text_digest


class Assessment(models.Model):
    """One run; never changed once stored.

    `document` is the whole result as JSON text, kept to the byte because `hash` speaks of it.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    as_of = models.DateField(db_index=True)
    as_recorded = models.DateTimeField(null=True)
    method = models.CharField(max_length=64)
    method_settings = models.JSONField()
    seed = models.BigIntegerField(null=True)
    fact_versions = models.JSONField()
    catalogue = models.ForeignKey("CatalogueVersion", on_delete=models.PROTECT)
    code_version = models.CharField(max_length=64)
    hash = models.CharField(max_length=128)
    document = models.TextField()
    made_up = models.BooleanField()
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=150)
    beside = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="challengers")
    """The champion's assessment that this one, of a challenger, ran beside."""

    class Meta:
        indexes = (models.Index(fields=["method", "as_of"]),)

    @property
    def name(self) -> str:
        """The id that people use."""
        return assessment_name(self.number)

    @property
    def subject(self) -> str:
        return f"assessment {self.name}"

    def content(self) -> dict[str, Any]:
        """What the audit log vouches for."""
        content = {
            "assessment": self.name,
            "as_of": self.as_of,
            "as_recorded": self.as_recorded,
            "method": self.method,
            "method_settings": self.method_settings,
            "seed": self.seed,
            "fact_versions": self.fact_versions,
            "catalogue": self.catalogue_id,
            "code_version": self.code_version,
            "hash": self.hash,
            "document": text_digest(self.document),
            "made_up": self.made_up,
            "created_at": self.created_at,
            "created_by": self.created_by,
            "items": [item.content() for item in sorted(self.items.all(), key=lambda item: item.item)],
        }
        return content | ({"beside": self.beside_id} if self.beside_id else {})


def assessment_name(number: int) -> str:
    """The id that people use for the assessment with this number.

    >>> assessment_name(1)
    'A-000001'
    """
    return f"A-{number:06d}"


class AssessedItem(models.Model):
    """One item of an assessment, for questions across assessments; the document holds the rest."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="items")
    item = models.CharField(max_length=64)
    grade = models.PositiveSmallIntegerField()
    probability = models.FloatField(null=True)
    expected = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    previous_grade = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["assessment", "item"], name="one_reading_per_item"),
            models.CheckConstraint(condition=models.Q(grade__lte=5), name="grade_at_most_5"),
        )
        indexes = (models.Index(fields=["item", "assessment"]),)

    def content(self) -> list[Any]:
        return [
            self.item,
            self.grade,
            self.probability,
            self.expected,
            self.low,
            self.high,
            self.previous_grade,
        ]

"""An evaluation of a warning or of a period: what was found of its effect, and on what it rests."""

from __future__ import annotations

from typing import Any

from django.db import models

from bongsu.records.canonical import text_digest


class Evaluation(models.Model):
    """One evaluation; never changed once stored. `document` is the whole result as JSON text."""

    number = models.PositiveBigIntegerField(primary_key=True)
    warning = models.CharField(max_length=16, blank=True, db_index=True)
    items = models.JSONField()
    first_period = models.CharField(max_length=16)
    last_period = models.CharField(max_length=16)
    as_of = models.DateField(db_index=True)
    fact_versions = models.JSONField()
    code_version = models.CharField(max_length=64)
    document = models.TextField()
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=150)

    @property
    def name(self) -> str:
        """The id that people use."""
        return evaluation_name(self.number)

    @property
    def subject(self) -> str:
        return f"evaluation {self.name}"

    def content(self) -> dict[str, Any]:
        """What the audit log vouches for."""
        return {
            "evaluation": self.name,
            "warning": self.warning,
            "items": self.items,
            "first_period": self.first_period,
            "last_period": self.last_period,
            "as_of": self.as_of,
            "fact_versions": self.fact_versions,
            "code_version": self.code_version,
            "document": text_digest(self.document),
            "created_at": self.created_at,
            "created_by": self.created_by,
        }


def evaluation_name(number: int) -> str:
    """The id that people use for the evaluation with this number.

    >>> evaluation_name(1)
    'E-000001'
    """
    return f"E-{number:06d}"

"""An item that a person is adding on the console: what she has said so far."""

from __future__ import annotations

from django.db import models


class ItemDraft(models.Model):
    """One draft; open while neither `added_at` nor `dropped_at` is set.

    Attributes:
        content: field of the form → texts, as they were typed.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    content = models.JSONField(default=dict)
    started_by = models.CharField(max_length=150)
    started_at = models.DateTimeField()
    changed_by = models.CharField(max_length=150)
    changed_at = models.DateTimeField()
    added_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)

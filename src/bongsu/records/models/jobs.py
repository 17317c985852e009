"""Work that takes longer than a person waits for a page; done by a worker, shown while it is done."""

from __future__ import annotations

from django.db import models


class Job(models.Model):
    """One job: who asked for what, and how far it has come.

    `runner` names the one run that may write to it; `beat_at` says when that run was seen alive last.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    kind = models.CharField(max_length=32)
    what = models.JSONField()
    language = models.CharField(max_length=8)
    asked_by = models.CharField(max_length=150)
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=16)
    runner = models.CharField(max_length=32, blank=True)
    started_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0)
    whole = models.PositiveIntegerField(default=0)
    said = models.TextField(blank=True)
    result = models.JSONField(default=dict)

    class Meta:
        indexes = (models.Index(fields=["asked_by", "state"], name="jobs_of_a_person"),)

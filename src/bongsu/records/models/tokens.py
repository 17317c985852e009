"""A token by which a program acts in an account's name; its secret is kept as a digest only."""

from __future__ import annotations

from django.db import models


class ApiToken(models.Model):
    """`prefix` names it in lists and logs; `digest` is the SHA-256 of its secret, 256 bits of chance."""

    prefix = models.CharField(max_length=16, primary_key=True)
    digest = models.CharField(max_length=64)
    user = models.ForeignKey("User", on_delete=models.CASCADE, related_name="tokens")
    purpose = models.CharField(max_length=200, blank=True)
    scopes = models.JSONField()
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=150)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.CharField(max_length=150, blank=True)

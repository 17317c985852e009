"""A catalogue as it stood when an assessment used it, with the text of every file."""

from __future__ import annotations

from typing import Any

from django.db import models


class CatalogueVersion(models.Model):
    """Items, indicators, offices and grades, named by the digest of their files."""

    digest = models.CharField(max_length=64, primary_key=True)
    files = models.JSONField()
    first_seen = models.DateTimeField()

    @property
    def subject(self) -> str:
        return f"catalogue {self.digest}"

    def content(self) -> dict[str, Any]:
        """What the audit log vouches for."""
        return {"digest": self.digest, "files": self.files, "first_seen": self.first_seen}

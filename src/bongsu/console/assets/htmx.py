"""Takes of django-htmx's scripts the one that is used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import django_htmx
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.utils import matches_patterns
from django.core.files.storage import FileSystemStorage

SCRIPT = "django_htmx/htmx-2.min.js"


class HtmxFinder(BaseFinder):
    """Finds htmx's script and none of its extensions."""

    storage = FileSystemStorage(location=str(Path(django_htmx.__file__).parent / "static"))

    def check(self, **named: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **named: Any) -> Any:
        found = [self.storage.path(path)] if path == SCRIPT else []
        return found if find_all else found[0] if found else []

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        if not matches_patterns(SCRIPT, ignore_patterns or []):
            yield SCRIPT, self.storage

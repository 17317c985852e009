"""Keeps what was made of a stored assessment for the other processes that serve the same console."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from typing import Any, TypeVar

from django.core.cache import caches

KEPT = "BONGSU_KEPT"
"""The folder that `serve` makes for its processes and removes at its end; without it nothing is shared."""

Made = TypeVar("Made")


def kept_settings() -> dict[str, Any]:
    """The cache named "kept", for Django's CACHES."""
    folder = os.environ.get(KEPT)
    if not folder:
        return {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    return {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": folder,
        "TIMEOUT": None,
        "OPTIONS": {"MAX_ENTRIES": 2000},
    }


def shared(key: tuple[str, ...], make: Callable[[], Made]) -> Made:
    """What another process made under this key, else what `make` makes.

    Args:
        key: all that the result depends on; never a person.
    """
    name = hashlib.sha256("\0".join(key).encode()).hexdigest()
    found: Made | None = caches["kept"].get(name)
    if found is None:
        found = make()
        caches["kept"].set(name, found)
    return found

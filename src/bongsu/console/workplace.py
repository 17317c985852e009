"""The workspace that this console serves, read again when its files change."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from bongsu.usecases.workspace import SETTINGS_FILE, Workspace


def workspace() -> Workspace:
    """The workspace, with its catalogue kept until one of its files is edited."""
    folder = Path(settings.BONGSU_WORKSPACE)
    settings_file = folder / SETTINGS_FILE
    edited = settings_file.stat().st_mtime_ns if settings_file.exists() else 0
    return _opened(folder, (("", edited), *sorted(_stamps(folder / "catalogue"))))


def _stamps(folder: Path) -> Iterator[tuple[str, int]]:
    """Each file of the catalogue and when it was edited; asked several times a page, so in one walk."""
    with suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _stamps(Path(entry.path))
            elif entry.name.endswith(".toml"):
                yield entry.path, entry.stat().st_mtime_ns


@lru_cache(maxsize=2)
def _opened(folder: Path, stamps: tuple[tuple[str, int], ...]) -> Workspace:
    return Workspace.open(folder)

"""The workspace that this console serves, read again when its files change."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from bongsu.usecases.workspace import SETTINGS_FILE, Workspace


def workspace() -> Workspace:
    """The workspace, with its catalogue kept until one of its files is edited."""
    folder = Path(settings.BONGSU_WORKSPACE)
    files = (folder / SETTINGS_FILE, *sorted((folder / "catalogue").rglob("*.toml")))
    return _opened(folder, tuple((str(file), file.stat().st_mtime_ns) for file in files if file.exists()))


@lru_cache(maxsize=2)
def _opened(folder: Path, stamps: tuple[tuple[str, int], ...]) -> Workspace:
    return Workspace.open(folder)

"""Backup and restore: a whole workspace in one checked file, taken while others go on working."""

from __future__ import annotations

import hashlib
import io
import json
import os
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from bongsu import __version__
from bongsu.usecases.workspace import SETTINGS_FILE, Workspace
from bongsu.words import say
from bongsu.words.refusal import Refusal

MANIFEST = "manifest.json"
FORMAT = 1
SECRET = "bongsu.secret"  # noqa: S105 - the name of a file
CHUNK = 1 << 20
SINGLE = (SETTINGS_FILE, "collecting.db")
FOLDERS = ("catalogue", "feeds", "facts", "raw", "reports", "drop")


def backup(workspace: Workspace, target: Path, *, now: datetime, with_secret: bool = False) -> dict[str, Any]:
    """Writes the workspace into one file and returns its manifest.

    Decisions are copied before facts, and of facts the log before the rows: what a decision or a log speaks
    of is then in the file, whatever arrives meanwhile.

    Args:
        with_secret: also the key that seals addresses; keep such a file as safe as the key.

    Raises:
        Refusal: the target exists, or the decisions are in PostgreSQL, which has tools of its own.
    """
    if target.exists():
        raise Refusal(str(target), expected=say("a file to be made"), found=say("one that exists"))
    if os.environ.get("BONGSU_DATABASE"):
        raise Refusal(
            "BONGSU_DATABASE",
            expected=say("decisions in the workspace's own SQLite file"),
            found="postgresql",
            todo=say("Back the database up with pg_dump, then the folder with the variable unset."),
        )
    files: dict[str, dict[str, Any]] = {}
    draft = target.with_name(target.name + ".part")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as raw, tarfile.open(fileobj=raw, mode="w:gz", compresslevel=3) as archive:
        with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
            for name, path in _decisions(workspace, Path(scratch)):
                files[name] = _add(archive, name, path)
        for name, path in _files(workspace.folder, with_secret=with_secret):
            files[name] = _add(archive, name, path)
        manifest = {
            "format": FORMAT,
            "bongsu": __version__,
            "made_at": now.isoformat(),
            "workspace": workspace.settings.name,
            "with_secret": with_secret,
            "files": files,
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
        entry = tarfile.TarInfo(MANIFEST)
        entry.size = len(text)
        archive.addfile(entry, io.BytesIO(text))
    draft.replace(target)
    return manifest


def restore(source: Path, folder: Path) -> dict[str, Any]:
    """Makes the workspace again in an empty folder, every file compared with the manifest.

    Raises:
        Refusal: the folder holds something, or the file is damaged, incomplete or no backup; then nothing
            stays in the folder.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refusal(str(folder), expected=say("an empty folder, or one to be made"), found=say("files"))
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".restoring-") as scratch:
        place = Path(scratch) / "workspace"
        place.mkdir()
        try:
            with tarfile.open(source, "r:gz") as archive:
                archive.extractall(place, filter="data")
        except (tarfile.TarError, OSError, EOFError) as error:
            raise Refusal(str(source), expected=say("a whole backup file"), found=str(error)) from None
        manifest = _checked(place, source)
        (place / MANIFEST).unlink()
        if folder.exists():
            folder.rmdir()
        place.rename(folder)
    return manifest


def _decisions(workspace: Workspace, scratch: Path) -> Iterator[tuple[str, Path]]:
    """The side file of the audit log first, then the database as of one moment."""
    heads = workspace.database.with_name(workspace.database.name + ".heads")
    if heads.is_file():
        yield heads.name, heads
    if workspace.database.is_file():
        copy = scratch / workspace.database.name
        source, whole = sqlite3.connect(workspace.database), sqlite3.connect(copy)
        try:
            source.backup(whole)
        finally:
            source.close()
            whole.close()
        yield copy.name, copy


def _files(folder: Path, *, with_secret: bool) -> Iterator[tuple[str, Path]]:
    for name in (*SINGLE, *((SECRET,) if with_secret else ())):
        if (folder / name).is_file():
            yield name, folder / name
    for part in FOLDERS:
        found = sorted(path for path in (folder / part).rglob("*") if path.is_file())
        found.sort(key=lambda path: "_delta_log" not in path.parts)
        for path in found:
            if not path.name.startswith("."):
                yield path.relative_to(folder).as_posix(), path


def _add(archive: tarfile.TarFile, name: str, path: Path) -> dict[str, Any]:
    archive.add(path, arcname=name, recursive=False)
    return {"size": path.stat().st_size, "sha256": _digest(path)}


def _digest(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as source:
        while chunk := source.read(CHUNK):
            found.update(chunk)
    return found.hexdigest()


def _checked(place: Path, source: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((place / MANIFEST).read_text("utf-8"))
        known = manifest["files"]
    except (OSError, ValueError, KeyError):
        raise Refusal(str(source), expected=MANIFEST, found=say("none")) from None
    if manifest.get("format") != FORMAT:
        raise Refusal(
            str(source),
            expected=say("a backup of format {format}", format=FORMAT),
            found=str(manifest.get("format")),
        )
    for name, told in known.items():
        path = place / name
        if not path.is_file() or _digest(path) != told["sha256"]:
            found = say("another content") if path.is_file() else say("nothing")
            raise Refusal(f"{source}: {name}", expected=told["sha256"][:16], found=found)
    return manifest

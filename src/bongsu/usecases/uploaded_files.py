"""Files that a browser sent: kept apart for their preview, then held until their job has run."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from bongsu.records import jobs
from bongsu.usecases.workspace import Workspace
from bongsu.words import say
from bongsu.words.refusal import Refusal

FOLDER, HELD = "uploads", "held-"
MOST_BYTES = 1024 * 1024 * 1024
"""Of all files that wait, for a look or for their job."""

LOOKED_AT_WITHIN = timedelta(days=1)
HELD_AT_MOST = timedelta(days=7)
"""So long the file of a lost job can still be asked for again."""


def keep(workspace: Workspace, name: str, chunks: Iterable[bytes], *, size: int, now: datetime) -> str:
    """Keeps a file for its preview; returns its SHA-256, by which it is found again.

    Raises:
        Refusal: too many files wait already.
    """
    sweep(workspace, now=now)
    waiting = sum(each.stat().st_size for each in _files(workspace))
    if waiting + size > MOST_BYTES:
        raise Refusal(
            name,
            expected=say("at most {size} MB", size=MOST_BYTES // 1_000_000),
            found=say("{size} MB", size=(waiting + size) // 1_000_000),
            todo=say("Load or drop the files that wait, or load it by: bongsu load FILE."),
        )
    draft = _folder(workspace) / f"draft-{now.timestamp()}-{name}"
    draft.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with draft.open("wb") as target:
        for chunk in chunks:
            digest.update(chunk)
            target.write(chunk)
    place = _folder(workspace) / digest.hexdigest()
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    draft.replace(place / name)
    return digest.hexdigest()


def kept(workspace: Workspace, sha256: str) -> Path | None:
    """The file that was kept under this hash, or None."""
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        return None
    place = _folder(workspace) / sha256
    return next(iter(sorted(place.iterdir())), None) if place.is_dir() else None


def drop(workspace: Workspace, sha256: str) -> None:
    """Forgets a kept file."""
    if kept(workspace, sha256):
        shutil.rmtree(_folder(workspace) / sha256)


def hold(workspace: Workspace, sha256: str) -> str | None:
    """Puts a kept file where no further upload touches it, until its job has run.

    Returns:
        the file's name, also where it is held already; None where there is no such file.
    """
    file, place = kept(workspace, sha256), _held_place(workspace, sha256)
    if file is None:
        there = sorted(place.iterdir()) if re.fullmatch(r"[0-9a-f]{64}", sha256) and place.is_dir() else []
        return there[0].name if there else None
    place.mkdir(exist_ok=True)
    file.replace(place / file.name)
    drop_folder(file.parent)
    return file.name


@contextmanager
def asked_for(workspace: Workspace, sha256: str) -> Iterator[str | None]:
    """Holds a kept file while its job is asked for; where that is refused it is there to be looked at again.

    Yields:
        the file's name; None where there is no such file.
    """
    name = hold(workspace, sha256)
    try:
        yield name
    except Refusal:
        if name is not None:
            _give_back(workspace, sha256, name)
        raise


def _give_back(workspace: Workspace, sha256: str, name: str) -> None:
    place = _folder(workspace) / sha256
    place.mkdir(exist_ok=True)
    held(workspace, sha256, name).replace(place / name)


def held(workspace: Workspace, sha256: str, name: str) -> Path:
    """The file that is held for a job.

    Raises:
        Refusal: it is held no more.
    """
    file = _held_place(workspace, sha256) / name
    if not file.is_file():
        raise Refusal(
            name, expected=say("the file that was sent"), found=say("nothing"), todo=say("Send it again.")
        )
    return file


def release(workspace: Workspace, sha256: str, *, now: datetime) -> None:
    """Removes the held file, unless another job waits for it; the ledger's own raw copy stays."""
    if not jobs.still_needed([sha256], key="sha256", at=now, keep=HELD_AT_MOST):
        drop_folder(_held_place(workspace, sha256))


def sweep(workspace: Workspace, *, now: datetime) -> None:
    """Removes what nobody came back to, and what no job waits for any more."""
    folder = _folder(workspace)
    places = list(folder.iterdir()) if folder.is_dir() else []
    names = [each.name.removeprefix(HELD) for each in places]
    needed = jobs.still_needed(names, key="sha256", at=now, keep=HELD_AT_MOST)
    for place in places:
        age = now.timestamp() - place.stat().st_mtime
        is_held = place.name.startswith(HELD)
        if age > LOOKED_AT_WITHIN.total_seconds() and not (
            is_held and place.name.removeprefix(HELD) in needed
        ):
            drop_folder(place)


def drop_folder(place: Path) -> None:
    """Removes a folder or a file, where it is still there."""
    if place.is_dir():
        shutil.rmtree(place, ignore_errors=True)
    else:
        place.unlink(missing_ok=True)


def _folder(workspace: Workspace) -> Path:
    return workspace.folder / FOLDER


def _held_place(workspace: Workspace, sha256: str) -> Path:
    return _folder(workspace) / f"{HELD}{sha256}"


def _files(workspace: Workspace) -> list[Path]:
    folder = _folder(workspace)
    return [each for each in folder.rglob("*") if each.is_file()] if folder.is_dir() else []

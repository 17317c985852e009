"""The raw payloads: every file and answer as it came, named by its hash and kept before it is parsed."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bongsu.words import say
from bongsu.words.refusal import Refusal

_CHUNK = 1 << 20


def keep(payload: Path | bytes, folder: Path) -> str:
    """Stores the payload under its SHA-256, reads it back, and returns the hash in hexadecimal.

    A payload kept before is only checked. The file appears whole or not at all.

    Raises:
        Refusal: what is stored under the hash is not the payload.
    """
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder, prefix=".arriving-")
    arriving = Path(name)
    try:
        with os.fdopen(handle, "wb") as target:
            digest = hashlib.sha256()
            for chunk in _chunks(payload):
                digest.update(chunk)
                target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
        sha256 = digest.hexdigest()
        kept = where_kept(sha256, folder)
        if not kept.exists():
            kept.parent.mkdir(exist_ok=True)
            arriving.replace(kept)
    finally:
        arriving.unlink(missing_ok=True)
    verify(sha256, folder)
    return sha256


def where_kept(sha256: str, folder: Path) -> Path:
    """The file of the payload with this hash, there or not.

    >>> where_kept("ab" * 32, Path("raw")).parts[:2]
    ('raw', 'ab')
    """
    return folder / sha256[:2] / sha256


def verify(sha256: str, folder: Path) -> None:
    """Raises a Refusal if the payload is not there or no longer has its hash."""
    kept = where_kept(sha256, folder)
    if not kept.is_file():
        raise Refusal(str(kept), expected=say("a kept payload"), found=say("no file"))
    digest = hashlib.sha256()
    for chunk in _chunks(kept):
        digest.update(chunk)
    if digest.hexdigest() != sha256:
        raise Refusal(
            str(kept),
            expected=f"sha256 {sha256}",
            found=f"sha256 {digest.hexdigest()}",
            todo=say("put the file back from a backup; nothing was overwritten"),
        )


def _chunks(payload: Path | bytes) -> Iterator[bytes]:
    if isinstance(payload, bytes):
        yield payload
        return
    with payload.open("rb") as source:
        while chunk := source.read(_CHUNK):
            yield chunk

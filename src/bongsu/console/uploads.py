"""Files that a browser sent: checked, kept apart until somebody has looked at the preview."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from bongsu.console import workplace
from bongsu.usecases import uploaded_files
from bongsu.usecases.load_paths import TABLE_ENDINGS
from bongsu.words import say
from bongsu.words.refusal import Refusal

MAGIC = {
    ".xlsx": (b"PK\x03\x04",),
    ".xls": (b"\xd0\xcf\x11\xe0", b"PK\x03\x04"),
    ".parquet": (b"PAR1",),
    ".gz": (b"\x1f\x8b",),
}
BINARY = (b"\x00", b"%PDF", b"MZ", b"\x7fELF", b"<!DOCTYPE", b"<html")
"""No text table begins like this, or holds the first of them (UTF-16 excepted)."""
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def keep(sent: Any) -> str:
    """Checks a sent file and keeps it; returns its SHA-256, by which it is found again.

    Raises:
        Refusal: it is too large, of a kind that cannot be a table, or not of the kind that its name says.
    """
    name = _safe_name(sent.name)
    if sent.size > settings.BONGSU_UPLOAD_BYTES:
        raise Refusal(
            name,
            expected=say("at most {size} MB", size=settings.BONGSU_UPLOAD_BYTES // 1_000_000),
            found=say("{size} MB", size=sent.size // 1_000_000),
            todo=say("Load it at the command line: bongsu load FILE."),
        )
    _check_kind(name, sent)
    return uploaded_files.keep(
        workplace.workspace(), name, sent.chunks(), size=sent.size, now=datetime.now(UTC)
    )


def kept(sha256: str) -> Path | None:
    """The file that was kept under this hash, or None."""
    return uploaded_files.kept(workplace.workspace(), sha256)


def drop(sha256: str) -> None:
    """Forgets a kept file; the ledger's own raw copy stays."""
    uploaded_files.drop(workplace.workspace(), sha256)


def _safe_name(name: str) -> str:
    plain = re.sub(r"[^\w.\-가-힣 ]", "_", Path(name.replace("\\", "/")).name).strip(" .")
    return plain[-120:] or "file"


def _check_kind(name: str, sent: Any) -> None:
    ending = Path(name).suffix.lower()
    if ending not in TABLE_ENDINGS:
        raise Refusal(name, expected=", ".join(TABLE_ENDINGS), found=ending or say("no ending"))
    start = sent.read(512)
    sent.seek(0)
    wanted = MAGIC.get(ending)
    fits = start.startswith(wanted) if wanted else not _is_binary(start)
    if not fits:
        raise Refusal(
            name,
            expected=say("the content of a file ending in {ending}", ending=ending),
            found=say("something else"),
        )


def _is_binary(start: bytes) -> bool:
    if start.startswith(UTF_16):
        return False
    return start.startswith(BINARY) or b"\x00" in start

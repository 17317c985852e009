"""The door to the catalogues that assessments used."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bongsu.records import audit
from bongsu.records.canonical import digest
from bongsu.records.deciding import decide


def keep(files: Mapping[str, str], *, actor: str, now: datetime) -> str:
    """Keeps the catalogue's files, if they are not kept already, and returns the digest that names them.

    Args:
        files: file name below the catalogue's folder → its text.
    """
    return decide(lambda: _keep(dict(files), actor=actor, now=now), at=now)


def files(catalogue: str) -> dict[str, str]:
    """The files of the catalogue with this digest.

    Raises:
        KeyError: no assessment of this installation used it.
    """
    from bongsu.records.models import CatalogueVersion

    version = CatalogueVersion.objects.filter(pk=catalogue).first()
    if version is None:
        raise KeyError(catalogue)
    return dict(version.files)


def _keep(files: dict[str, str], *, actor: str, now: datetime) -> str:
    from bongsu.records.models import CatalogueVersion

    name = digest(files)
    if not CatalogueVersion.objects.filter(pk=name).exists():
        version = CatalogueVersion.objects.create(digest=name, files=files, first_seen=now)
        audit.vouch("catalogue.first_seen", version, actor=actor, at=now, detail={"files": sorted(files)})
    return name

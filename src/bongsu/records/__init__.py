"""Decisions: assessments, warnings, settings, users, audit. A Django app behind plain functions.

Call `setup` once with the workspace's database; then the doors `assessments`, `early_warnings`,
`settings_versions`, `catalogue_versions` and `audit` answer with plain dataclasses. The doors may be imported
before `setup`: Django is loaded inside their functions, because its models cannot be imported unconfigured.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any


def setup(
    database: Path | str,
    *,
    secret: str | None = None,
    language: str = "ko",
    time_zone: str = "Asia/Seoul",
    desk: Mapping[str, Any] | None = None,
) -> None:
    """Makes `database` the one that this process works on, and brings its tables up to date.

    May be called again, with the same database (nothing happens) or with another one (while no other thread
    is at work). BONGSU_DATABASE, if set, is used in place of the SQLite file; the secret key and the side
    file of the audit log still live beside `database`.

    Args:
        database: the SQLite file, made if it is absent; its folder must exist.
        secret: Django's secret key; None: BONGSU_SECRET, or a key kept in a file beside the database.
        desk: Django settings that the console adds to those of the records (`console.configuration`); they
            hold in this process until others are given. None: as before; an empty one: without a console.

    Raises:
        Refusal: the folder is missing, or the database address cannot be used.
    """
    from bongsu.records import opening

    opening.open_database(Path(database), secret=secret, language=language, time_zone=time_zone, desk=desk)


def close() -> None:
    """Closes this thread's connection to the database; the next act opens it again."""
    from django.db import connections

    connections.close_all()

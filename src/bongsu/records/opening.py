"""Points Django at one database and brings its tables up to date, whichever process comes first."""

from __future__ import annotations

import contextlib
import copy
import os
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bongsu.records.configuration import configuration, heads_beside
from bongsu.words import say
from bongsu.words.refusal import Refusal

_one_at_a_time = threading.Lock()
_in_use: dict[str, Any] = {}
_desk: dict[str, Any] = {}
_looked_at: set[Path] = set()
"""Databases that this process's console found up to date; a server does not look again at every page."""


def open_database(
    database: Path,
    *,
    secret: str | None,
    language: str,
    time_zone: str,
    desk: Mapping[str, Any] | None = None,
) -> None:
    """See `bongsu.records.setup`."""
    database = database.absolute()
    if not database.parent.is_dir():
        raise Refusal(
            str(database),
            expected=say("an existing folder"),
            found=say("nothing"),
            todo=say("Make a workspace first: bongsu init DIR."),
        )
    with _one_at_a_time:
        from django.db import DatabaseError

        if desk is not None:
            _desk.clear()
            _desk.update(desk)
        elif _is_served(database):
            return
        wanted = configuration(database, secret=secret, language=language, time_zone=time_zone)
        _configure(_with_desk(wanted))
        try:
            if _is_new(database) or _pending():
                with _alone(database):
                    _migrate()
            if _desk:
                _looked_at.add(database)
        except (DatabaseError, sqlite3.Error) as error:
            raise Refusal(
                os.environ.get("BONGSU_DATABASE", "").rpartition("@")[2] or str(database),
                expected=say("a database that can be read and written"),
                found=str(error).strip(),
            ) from error


def _is_served(database: Path) -> bool:
    """Whether this process's console works on this very database; its threads must not be disturbed."""
    in_use = _in_use.get("BONGSU_HEADS") == str(heads_beside(database))
    return bool(_desk) and in_use and database in _looked_at and not _is_new(database)


def _with_desk(records: dict[str, Any]) -> dict[str, Any]:
    """The settings of the records with the console's on top; the console's apps come after the records'."""
    apps = [*records["INSTALLED_APPS"], *_desk.get("INSTALLED_APPS", ())]
    return {**records, **_desk, "INSTALLED_APPS": apps}


def _configure(wanted: dict[str, Any]) -> None:
    from django.conf import settings

    if wanted == _in_use:
        return
    asked = copy.deepcopy(wanted)  # Django adds its own defaults to what it is given
    if settings.configured:
        _point_elsewhere(wanted)
    else:
        import django

        settings.configure(**wanted)
        django.setup()
    _in_use.clear()
    _in_use.update(asked)


def _point_elsewhere(wanted: dict[str, Any]) -> None:
    from django.conf import global_settings, settings
    from django.db import connections
    from django.utils import timezone

    connections.close_all()
    with contextlib.suppress(AttributeError):
        del connections["default"]
    for name in _in_use.keys() - wanted.keys():
        setattr(settings, name, getattr(global_settings, name, None))
    changed = {name: value for name, value in wanted.items() if _in_use.get(name) != value}
    for name, value in wanted.items():
        setattr(settings, name, value)
    connections.settings = connections.configure_settings(wanted["DATABASES"])
    timezone.get_default_timezone.cache_clear()
    if "INSTALLED_APPS" in changed:
        _install(wanted["INSTALLED_APPS"], changed)


def _install(names: list[str], changed: dict[str, Any]) -> None:
    """Another set of apps in a process that runs already; Django's own listeners drop what they remember."""
    from django.apps import apps
    from django.test.signals import setting_changed

    apps.set_installed_apps(names)
    for name in changed.keys() - {"DATABASES"}:
        setting_changed.send(sender=None, setting=name, value=changed[name], enter=True)


def _is_new(database: Path) -> bool:
    from django.db import connection

    return connection.vendor == "sqlite" and not (database.exists() and database.stat().st_size)


def _pending() -> bool:
    """Whether a migration file is not recorded in the database; reads names only, imports no migration."""
    from django.db import ProgrammingError, connection
    from django.db.utils import OperationalError

    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT app, name FROM django_migrations")
            applied = set(cursor.fetchall())
    except (OperationalError, ProgrammingError):
        return True
    newer = sorted(name for app, name in applied - _shipped() if app == "records")
    if newer:
        raise Refusal(
            say("the records"),
            expected=say("tables that this version of bongsu knows"),
            found=newer[-1],
            todo=say("They were made by a newer version; install that one."),
        )
    return not _shipped() <= applied


def _shipped() -> set[tuple[str, str]]:
    from django.apps import apps

    return {
        (app.label, file.stem)
        for app in apps.get_app_configs()
        for file in (Path(app.path) / "migrations").glob("[0-9]*.py")
    }


def _migrate() -> None:
    from django.core.management import call_command

    if _pending():
        call_command("migrate", verbosity=0, interactive=False)


@contextlib.contextmanager
def _alone(database: Path) -> Iterator[None]:
    """Holds the other processes back, by an empty SQLite file's lock, which ends with its process."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [0x626F6E67])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [0x626F6E67])
        return
    lock = sqlite3.connect(database.with_name(database.name + ".lock"), timeout=60, isolation_level=None)
    try:
        lock.execute("BEGIN EXCLUSIVE")
        yield
    finally:
        lock.close()

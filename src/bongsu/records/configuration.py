"""Django's settings, made from the workspace and the environment; there is no settings file to edit."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from bongsu.words import LOCALE, say
from bongsu.words.refusal import Refusal

SQLITE_COMMANDS = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL"
"""FULL: a decision that was announced must survive a power cut; a commit then waits once for the disk."""

PATIENCE_SECONDS = 30

PASSWORD_RULES: dict[str, dict[str, Any]] = {
    "UserAttributeSimilarityValidator": {},
    "MinimumLengthValidator": {"min_length": 12},
    "CommonPasswordValidator": {},
    "NumericPasswordValidator": {},
}

JOBS = {
    "name": "bongsu",
    "orm": "default",
    "workers": 2,
    "timeout": 300,
    "retry": 600,
    "poll": 0.2,
    "catch_up": False,
    "max_attempts": 1,
    "save_limit": 1000,
    "log_level": "WARNING",
    "label": "bongsu jobs",
}
"""The job queue's table is in the same database. What fails is not run again as such: what is due stays due
in its own table and the next round takes it up; what people asked for is taken once (`records.jobs`)."""


def has_jobs() -> bool:
    """Whether this process works with the job queue (`bongsu worker` says so); others start without it."""
    return os.environ.get("BONGSU_JOBS") == "1"


def configuration(database: Path, *, secret: str | None, language: str, time_zone: str) -> dict[str, Any]:
    """Every Django setting bongsu uses, for the SQLite file `database` or for what BONGSU_DATABASE names."""
    return {
        "DATABASES": {"default": database_settings(database)},
        "SECRET_KEY": secret or secret_beside(database),
        "INSTALLED_APPS": [
            "django.contrib.contenttypes",
            "django.contrib.auth",
            "django.contrib.sessions",
            "bongsu.records",
            *(["django_q"] if has_jobs() else []),
        ],
        "AUTH_USER_MODEL": "records.User",
        "PASSWORD_HASHERS": [
            "django.contrib.auth.hashers.Argon2PasswordHasher",
            "django.contrib.auth.hashers.PBKDF2PasswordHasher",
        ],
        "AUTH_PASSWORD_VALIDATORS": [
            {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
            for name, options in PASSWORD_RULES.items()
        ],
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "USE_TZ": True,
        "TIME_ZONE": time_zone,
        "LANGUAGE_CODE": language,
        "LANGUAGES": [("ko", "한국어"), ("en", "English")],
        "LOCALE_PATHS": [str(LOCALE)],
        "LOGGING_CONFIG": None,
        "BONGSU_HEADS": str(heads_beside(database)),
        "Q_CLUSTER": JOBS,
    }


def heads_beside(database: Path) -> Path:
    """The side file that remembers the head of the audit log after every line."""
    return database.with_name(database.name + ".heads")


def database_settings(database: Path) -> dict[str, Any]:
    """Where the records are: BONGSU_DATABASE (a postgresql:// address) if it is set, else the SQLite file.

    Raises:
        Refusal: the address is of another kind, or the PostgreSQL driver is not installed.
    """
    address = os.environ.get("BONGSU_DATABASE")
    if address:
        return _postgresql(address)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(database),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "init_command": SQLITE_COMMANDS,
            "transaction_mode": "IMMEDIATE",
            "timeout": PATIENCE_SECONDS,
        },
    }


def _postgresql(address: str) -> dict[str, Any]:
    parts = urlsplit(address)
    if parts.scheme not in ("postgresql", "postgres"):
        raise Refusal(
            "BONGSU_DATABASE",
            expected="postgresql://user:password@host:5432/name",
            found=f"{parts.scheme or '…'}://…",
            todo=say("Unset the variable to use the SQLite file of the workspace."),
        )
    if importlib.util.find_spec("psycopg") is None:
        raise Refusal(
            "BONGSU_DATABASE",
            expected=say("the Python package psycopg"),
            found=say("nothing"),
            todo=say("Install it (pip install 'psycopg[binary]'), or unset the variable to use SQLite."),
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


def secret_beside(database: Path) -> str:
    """BONGSU_SECRET, or a key kept beside the database in a file that only its owner can read."""
    given = os.environ.get("BONGSU_SECRET")
    if given:
        return given
    file = database.with_name("bongsu.secret")
    if not file.exists():
        _write_once(file, secrets.token_urlsafe(50))
    return file.read_text(encoding="utf-8").strip()


def _write_once(file: Path, text: str) -> None:
    draft = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as target:
        target.write(text)
    with contextlib.suppress(FileExistsError):  # another process was first: its key counts
        os.link(draft, file)
    draft.unlink()

"""A database of its own for each test, and decisions to put into it."""

import shutil
import sqlite3
from datetime import UTC, date, datetime

import pytest

from bongsu import records
from bongsu.records import assessments, early_warnings
from bongsu.words import language, use_language

NOW = datetime(2005, 6, 10, 9, 30, tzinfo=UTC)
ACTOR = "cli:kim"


@pytest.fixture(autouse=True)
def english():
    before = language()
    use_language("en")
    yield
    use_language(before)


@pytest.fixture(scope="session")
def new_database(tmp_path_factory):
    """An empty database, made once and copied for each test."""
    file = tmp_path_factory.mktemp("records") / "bongsu.db"
    records.setup(file)
    records.close()
    return file


@pytest.fixture
def database(tmp_path, monkeypatch, new_database):
    monkeypatch.delenv("BONGSU_DATABASE", raising=False)
    file = tmp_path / "bongsu.db"
    shutil.copy(new_database, file)
    records.setup(file)
    yield file
    records.close()


def provenance(**changes):
    given = {
        "method_settings": {"draws": 2000, "prior": 0.1},
        "seed": 20050531,
        "fact_versions": {"observations": 3, "detections": 7},
        "catalogue_files": {"items.toml": '[[item]]\ncode = "gold"\n'},
        "code_version": "0.1.0",
    }
    return assessments.Provenance(**(given | changes))


def reading(item, grade, **changes):
    entry = {"item": item, "grade": grade, "probability": 0.25, "expected": 4, "interval80": [1, 8]}
    return entry | changes


def store(*, as_of=date(2005, 5, 31), method="nb", items=None, now=NOW, **changes):
    document = {
        "as_of": as_of.isoformat(),
        "hash": "ab12",
        "items": items or [reading("gold", 4), reading("rice", 2)],
    }
    return assessments.store(
        document,
        as_of=as_of,
        method=method,
        result_hash="ab12",
        provenance=provenance(**changes),
        actor=ACTOR,
        now=now,
    )


def draft(assessment, *, item="gold", grade=4, now=NOW):
    wanted = early_warnings.Draft(
        item=item,
        grade=grade,
        assessment=assessment,
        title="금괴 경보",
        body="가격차가 커졌다.",
        reason_code="new_crossing",
        action_grade=3,
        offices=("incheon", "busan"),
    )
    return early_warnings.draft(wanted, actor=ACTOR, now=now)


def tamper(database, *statements):
    """Changes the file behind bongsu's back."""
    records.close()
    with sqlite3.connect(database) as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()

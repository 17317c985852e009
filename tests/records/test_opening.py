"""Opening the records: light to import, quick to open, safe when many come at once."""

import os
import stat
import subprocess
import sys
import time

import pytest

from bongsu import records
from bongsu.records import assessments, audit
from bongsu.records.configuration import database_settings
from bongsu.words.refusal import Refusal
from tests.records.conftest import store, tamper


def run(code, *arguments, **environment):
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        timeout=120,
    )


def test_importing_the_records_and_every_door_loads_no_django():
    code = (
        "import sys; from bongsu.records import assessments, audit, catalogue_versions, early_warnings, "
        "settings_versions, draft_reasons; sys.exit(any(name.startswith('django') for name in sys.modules))"
    )
    assert run(code).returncode == 0


def test_the_migrations_say_what_the_models_say(database):
    from django.core.management import call_command

    call_command("makemigrations", "records", check=True, dry_run=True, verbosity=0)


def test_a_new_database_is_in_wal_mode_with_foreign_keys_and_waits_for_others(database):
    from django.db import connection

    pragmas = {}
    with connection.cursor() as cursor:
        for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout"):
            cursor.execute(f"PRAGMA {name}")
            pragmas[name] = cursor.fetchone()[0]
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30_000}


def test_opening_again_is_quick(database):
    started = time.perf_counter()
    records.setup(database)
    assert time.perf_counter() - started < 0.3


def test_one_process_may_turn_to_another_database_and_back(database, tmp_path):
    store()
    other = tmp_path / "other"
    other.mkdir()
    records.setup(other / "bongsu.db")
    assert assessments.listing() == []
    store()
    store()
    records.setup(database)
    assert len(assessments.listing()) == 1
    assert audit.verify().ok
    records.setup(other / "bongsu.db")
    assert len(assessments.listing()) == 2
    assert audit.verify().ok


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(Refusal, match="bongsu init"):
        records.setup(tmp_path / "nowhere" / "bongsu.db")


@pytest.mark.slow
def test_four_processes_that_open_a_new_database_at_once_all_succeed(tmp_path):
    code = (
        "import sys; from pathlib import Path; from bongsu import records; from bongsu.records import audit\n"
        "records.setup(Path(sys.argv[1])); from django.conf import settings\n"
        "print(audit.verify().ok, settings.SECRET_KEY)"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path / "bongsu.db")], stdout=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    said = {process.communicate(timeout=120)[0] for process in started}
    assert [process.returncode for process in started] == [0] * 4
    assert len(said) == 1
    assert said.pop().startswith("True ")


def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(tmp_path):
    file = tmp_path / "bongsu.db"
    file.write_text("period,count\n" * 2000)
    with pytest.raises(Refusal, match="not a database"):
        records.setup(file)
    assert file.read_text().startswith("period,count")


def test_a_database_of_a_newer_version_is_refused(database):
    tamper(
        database,
        "INSERT INTO django_migrations (app, name, applied) VALUES ('records', '9999_later', '2030-01-01')",
    )
    with pytest.raises(Refusal, match="newer version"):
        records.setup(database)


def test_the_secret_is_kept_where_only_its_owner_reads_it(database):
    from django.conf import settings

    secret = database.with_name("bongsu.secret")
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert secret.read_text() == settings.SECRET_KEY
    assert len(settings.SECRET_KEY) >= 50


def test_a_secret_in_the_environment_is_used_and_no_file_is_made(tmp_path):
    code = (
        "import sys; from bongsu import records; records.setup(sys.argv[1])\n"
        "from django.conf import settings; print(settings.SECRET_KEY)"
    )
    ran = run(code, tmp_path / "bongsu.db", BONGSU_SECRET="from the environment")
    assert ran.stdout.strip() == "from the environment"
    assert not (tmp_path / "bongsu.secret").exists()


def test_a_database_address_of_another_kind_is_refused_without_repeating_its_password(tmp_path, monkeypatch):
    monkeypatch.setenv("BONGSU_DATABASE", "mysql://kim:hunter2@host/bongsu")
    with pytest.raises(Refusal) as refused:
        database_settings(tmp_path / "bongsu.db")
    assert "postgresql://" in str(refused.value)
    assert "hunter2" not in str(refused.value)


def test_a_person_may_be_given_an_account_with_djangos_own_means(database):
    from django.contrib.auth import get_user_model

    kim = get_user_model().objects.create_user("kim", password="봉수대 다섯 불")
    assert kim.check_password("봉수대 다섯 불")
    assert kim._meta.db_table == "records_user"

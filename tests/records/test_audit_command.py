"""bongsu audit verify: 0 where the log is whole, 1 with the first broken line where it is not."""

import json

import pytest
from typer.testing import CliRunner

from bongsu.cli.audit import app
from bongsu.records import audit
from bongsu.words.refusal import Refusal
from tests.records.conftest import store, tamper


def verify(database, *options):
    return CliRunner().invoke(app, ["--workspace", str(database.parent), *options])


def test_a_whole_log_ends_with_0_and_gives_the_head_to_note_down(database):
    store()
    answer = verify(database)
    assert answer.exit_code == 0
    assert "2 lines" in answer.stdout
    assert f"2:{audit.head().hash}" in answer.stdout


def test_json_is_one_object_and_nothing_else(database):
    store()
    answer = verify(database, "--json")
    assert answer.exit_code == 0
    assert json.loads(answer.stdout) == {
        "lines": 2,
        "ok": True,
        "first_broken": None,
        "fault": "",
        "why": "",
        "head": audit.head().hash,
    }


def test_a_broken_log_ends_with_1_and_names_the_first_broken_line(database):
    for _ in range(3):
        store()
    tamper(database, "UPDATE records_auditline SET actor = 'x' WHERE sequence >= 3")
    answer = verify(database)
    assert (answer.exit_code, answer.stdout) == (1, "The audit log is broken: line 3 was changed.\n")
    told = json.loads(verify(database, "--json").stdout)
    assert (told["ok"], told["first_broken"]) == (False, 3)


def test_a_head_noted_down_is_compared(database):
    store()
    head = audit.head()
    assert verify(database, "--known", f"{head.sequence}:{head.hash}").exit_code == 0
    answer = verify(database, "--known", f"{head.sequence}:{'a' * 64}", "--json")
    assert answer.exit_code == 1
    assert json.loads(answer.stdout)["first_broken"] == head.sequence


def test_a_folder_without_records_is_refused_and_none_are_made(database, tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    answer = CliRunner().invoke(app, ["--workspace", str(empty)])
    assert isinstance(answer.exception, Refusal)
    assert list(empty.iterdir()) == []


@pytest.mark.parametrize("known", ["five:ab", "5", "5:"])
def test_a_head_that_cannot_be_read_is_refused(database, known):
    assert isinstance(verify(database, "--known", known).exception, Refusal)

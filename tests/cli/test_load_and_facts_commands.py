"""`bongsu load` and `bongsu facts`: exit codes, what goes to stdout and to stderr, and the JSON shapes."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bongsu import words
from bongsu.cli.main import app
from tests.usecases.test_load import new_workspace, write


@pytest.fixture(autouse=True)
def english():
    before = list(words._current)
    words.use_language("en")
    yield
    words._current[:] = before


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return new_workspace(tmp_path / "workspace").folder


def run(folder: Path, *arguments: object):
    first, *rest = map(str, arguments)
    words = [first, *rest[:1]] if first == "facts" else [first]
    return CliRunner().invoke(app, [*words, "--workspace", str(folder), *map(str, arguments[len(words) :])])


def test_a_load_without_faults_ends_with_0_and_says_what_it_did(folder, tmp_path):
    result = run(folder, "load", write(tmp_path, "item,period,count\ngold,2005-05,3\n"))
    assert result.exit_code == 0
    assert "1 rows loaded, 0 known already, 0 in quarantine; known from 2005-05-31" in result.stdout
    assert result.stderr == ""


def test_rows_in_quarantine_are_told_on_stderr_and_end_with_1_only_if_strict(folder, tmp_path):
    path = write(tmp_path, "item,period,count\ngold,2005-05,3\ngolde,2005-05,3\n")
    result = run(folder, "load", path)
    assert result.exit_code == 0
    assert "1 rows went to the quarantine; see them with: bongsu facts quarantine" in result.stderr
    assert run(folder, "load", path, "--strict").exit_code == 1


def test_a_refused_file_ends_with_1_and_the_others_load(folder, tmp_path):
    bad = write(tmp_path, "item,period,cuont\ngold,2005-05,3\n", "bad.csv")
    good = write(tmp_path, "item,period,count\ngold,2005-05,3\n", "good.csv")
    result = run(folder, "load", bad, good)
    assert result.exit_code == 1
    assert "bad.csv line 1; expected the column 'count'; found 'cuont'" in result.stderr
    assert "good.csv: detections: 1 rows loaded" in result.stdout


def test_load_json_is_one_object_and_nothing_else(folder, tmp_path):
    path = write(tmp_path, "item,period,count\ngold,2005-05,3\ngolde,2005-05,3\n")
    result = run(folder, "load", path, "--json")
    (load,) = json.loads(result.stdout)["loads"]
    assert load["table"] == "detections"
    assert (load["rows"], load["already_known"], load["quarantined"]) == (1, 0, 1)
    assert (load["known_from"], load["known_to"]) == ("2005-05-31", "2005-05-31")


def test_facts_json_has_periods_as_text_and_amounts_as_numbers(folder, tmp_path):
    text = "item,period,count,quantity,value_krw\ngold,2005-05,3,1.5,57000000000\ngold,2005-06,0,2,\n"
    run(folder, "load", write(tmp_path, text.replace("06,0,2", "06,1,2")))
    result = run(folder, "facts", "detections", "--by", "item,period", "--json")
    assert json.loads(result.stdout) == {
        "rows": [
            {
                "item": "gold",
                "period": "2005-05",
                "count": 3,
                "quantity": 1.5,
                "unit": "kg",
                "value_krw": 57_000_000_000,
            },
            {
                "item": "gold",
                "period": "2005-06",
                "count": 1,
                "quantity": 2,
                "unit": "kg",
                "value_krw": None,
            },
        ]
    }
    result = run(folder, "facts", "detections", "--as-of", "2005-06-01", "--json")
    assert [row["period"] for row in json.loads(result.stdout)["rows"]] == ["2005-05"]
    result = run(folder, "facts", "detections", "--from", "2005-06", "--to", "2005-06", "--json")
    assert [row["known_at"] for row in json.loads(result.stdout)["rows"]] == ["2005-06-30"]
    result = run(folder, "facts", "detections", "--as-recorded", "2005-06-01T00:00", "--json")
    assert json.loads(result.stdout) == {"rows": []}


def test_quarantine_and_loads_are_listed(folder, tmp_path):
    run(folder, "load", write(tmp_path, "item,period,count\ngold,2005-05,3\ngolde,2005-05,3\n"))
    (row,) = json.loads(run(folder, "facts", "quarantine", "--json").stdout)["rows"]
    assert (row["file"], row["line"], row["column"], row["found"]) == ("detections.csv", 3, "item", "'golde'")
    (row,) = json.loads(run(folder, "facts", "loads", "--json").stdout)["rows"]
    assert (row["table"], row["rows"], row["quarantined"]) == ("detections", 1, 1)


@pytest.mark.parametrize("table", ["observations", "effort", "events", "intelligence", "loads", "quarantine"])
def test_an_empty_ledger_is_an_empty_list(folder, table):
    assert json.loads(run(folder, "facts", table, "--json").stdout) == {"rows": []}


def test_a_long_list_for_people_is_cut_with_a_note(folder, tmp_path):
    rows = "".join(f"gold,{2005 + n // 12}-{1 + n % 12:02d},{n}\n" for n in range(240))
    run(folder, "load", write(tmp_path, "item,period,count\n" + rows))
    assert "200 of 240 rows shown" in run(folder, "facts", "detections", "--by", "item,period").stdout


def test_a_wrong_period_is_refused(folder):
    result = run(folder, "facts", "detections", "--from", "May 2005")
    assert "expected a period such as 2005-05" in str(result.exception)


def test_the_ledger_can_be_compacted(folder, tmp_path):
    run(folder, "load", write(tmp_path, "item,period,count\ngold,2005-05,3\n"))
    assert "detections: 1 rows, revisions counted" in run(folder, "facts", "compact").stdout

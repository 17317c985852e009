"""Loading files into the ledger: what is kept, what is told; repeating and killing a load change nothing."""

import gzip
import hashlib
import json
import multiprocessing
import random
import time
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from bongsu import words
from bongsu.facts.ledger import Ledger
from bongsu.sources.limits import Limits
from bongsu.usecases.list_facts import list_facts, list_loads, list_quarantine
from bongsu.usecases.load import load_files
from bongsu.usecases.workspace import Workspace

NOW = datetime(2005, 8, 1, 9, 0, tzinfo=UTC)

ITEMS = """
[[item]]
code = "gold"
name = { ko = "금괴", en = "Gold bullion" }
unit = "kg"
hs = ["710812"]
frequency = "month"
valid_from = "2004-01"
"""
GARLIC = """
[[item]]
code = "garlic"
name = { ko = "마늘", en = "Garlic" }
unit = "t"
hs = ["070320"]
frequency = "month"
"""
INDICATORS = """
[[indicator]]
code = "gold_world"
kind = "world_price"
name = { ko = "금 국제가격", en = "Gold world price" }
series = "gold_world_usd"
unit = "USD/oz"
sign = "+"
publication_lag = "P1M"
"""


@pytest.fixture(autouse=True)
def english():
    before = list(words._current)
    words.use_language("en")
    yield
    words._current[:] = before


def new_workspace(folder: Path) -> Workspace:
    workspace = Workspace.create(folder, pack="empty")
    (workspace.catalogue_folder / "items.toml").write_text(ITEMS, "utf-8")
    (workspace.catalogue_folder / "indicators.toml").write_text(INDICATORS, "utf-8")
    (workspace.catalogue_folder / "offices.toml").unlink(missing_ok=True)
    return Workspace.open(folder)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return new_workspace(tmp_path / "workspace")


def write(folder: Path, text: str, name: str = "detections.csv") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def facts(workspace: Workspace, table: str = "detections") -> pl.DataFrame:
    return list_facts(workspace, table)


def test_a_file_is_kept_loaded_and_told(workspace, tmp_path):
    path = write(tmp_path, "item,period,count\ngold,2005-05,3\ngold,2005-06,0\n")
    (report,) = load_files(workspace, [path], now=NOW)
    assert (report.table, report.rows, report.already_known, report.quarantined) == ("detections", 2, 0, 0)
    assert (report.known_from, report.known_to) == (date(2005, 5, 31), date(2005, 6, 30))
    assert report.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert facts(workspace).select("item", "period", "count").rows() == [
        ("gold", "2005-05", 3),
        ("gold", "2005-06", 0),
    ]
    kept = [file for file in workspace.raw.rglob("*") if file.is_file()]
    assert path.read_bytes() in [
        gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes() for file in kept
    ]


def test_the_same_file_again_is_nothing_to_do(workspace, tmp_path):
    path = write(tmp_path, "item,period,count\ngold,2005-05,3\ngolde,2005-05,3\n")
    load_files(workspace, [path], now=NOW)
    before = Ledger(workspace.facts).revisions("detections")
    path.rename(tmp_path / "renamed.csv")
    (report,) = load_files(workspace, [tmp_path / "renamed.csv"], now=NOW.replace(day=2))
    assert report.repeated
    assert (report.rows, report.already_known, report.quarantined) == (0, 1, 1)
    assert Ledger(workspace.facts).revisions("detections").equals(before)
    assert list_quarantine(workspace).height == 1


def test_facts_that_another_file_brought_are_known_already(workspace, tmp_path):
    load_files(workspace, [write(tmp_path, "item,period,count\ngold,2005-05,3\n")], now=NOW)
    longer = write(tmp_path, "item,period,count\ngold,2005-05,3\ngold,2005-06,4\n")
    (report,) = load_files(workspace, [longer], now=NOW)
    assert (report.rows, report.already_known) == (1, 1)
    assert Ledger(workspace.facts).revisions("detections").height == 2


def test_a_row_against_the_ledger_needs_a_later_known_at(workspace, tmp_path):
    load_files(workspace, [write(tmp_path, "item,period,count\ngold,2005-05,3\n")], now=NOW)
    (report,) = load_files(workspace, [write(tmp_path, "item,period,count\ngold,2005-05,5\n")], now=NOW)
    assert (report.rows, report.quarantined) == (0, 1)
    (reject,) = list_quarantine(workspace).to_dicts()
    assert (reject["line"], reject["column"]) == (2, "count")
    assert reject["expected"] == "what the ledger holds as known on 2005-05-31: count 3"
    assert reject["found"] == "count 5"
    dated = write(tmp_path, "item,period,count,known_at\ngold,2005-05,5,2005-07-04\n")
    (report,) = load_files(workspace, [dated], now=NOW)
    assert (report.rows, report.quarantined) == (1, 0)
    assert facts(workspace)["count"].to_list() == [5]
    assert list_facts(workspace, "detections", as_of=date(2005, 7, 3))["count"].to_list() == [3]


def test_a_case_that_moves_to_another_item_on_the_same_day_is_a_conflict(workspace, tmp_path):
    (workspace.catalogue_folder / "items.toml").write_text(ITEMS + GARLIC, "utf-8")
    workspace = Workspace.open(workspace.folder)
    first = write(tmp_path, "case_id,item,detected_on\nA-1,gold,2005-05-03\n")
    load_files(workspace, [first], now=NOW)
    moved = write(tmp_path, "case_id,item,detected_on\nA-1,garlic,2005-05-03\n")
    (report,) = load_files(workspace, [moved], now=NOW)
    assert (report.rows, report.quarantined) == (0, 1)
    booked = write(tmp_path, "case_id,item,detected_on,booked_on\nA-1,garlic,2005-05-03,2005-06-03\n")
    load_files(workspace, [booked], now=NOW)
    assert facts(workspace)["item"].to_list() == ["garlic"]


def test_a_quarantined_row_loads_after_its_item_is_added_and_the_others_stay_single(workspace, tmp_path):
    path = write(tmp_path, "item,period,count\ngold,2005-05,3\ngarlic,2005-05,7\n")
    (report,) = load_files(workspace, [path], now=NOW)
    assert (report.rows, report.quarantined) == (1, 1)
    (workspace.catalogue_folder / "items.toml").write_text(ITEMS + GARLIC, "utf-8")
    workspace = Workspace.open(workspace.folder)
    (report,) = load_files(workspace, [path], now=NOW)
    assert (report.rows, report.already_known, report.quarantined) == (1, 1, 0)
    assert sorted(facts(workspace)["item"]) == ["garlic", "gold"]
    assert Ledger(workspace.facts).revisions("detections").height == 2
    assert list_quarantine(workspace).height == 0
    assert list_quarantine(workspace, superseded=True).height == 1


def test_a_row_about_time_before_membership_or_a_series_without_indicator_waits_for_the_catalogue(
    workspace, tmp_path
):
    path = write(tmp_path, "series,period,value\ngold_domestic_krw,2005-05,14200\n")
    (report,) = load_files(workspace, [path], now=NOW)
    assert (report.rows, report.quarantined) == (0, 1)
    more = INDICATORS.replace('"gold_world"', '"gold_home"').replace("gold_world_usd", "gold_domestic_krw")
    (workspace.catalogue_folder / "indicators.toml").write_text(INDICATORS + more, "utf-8")
    (report,) = load_files(Workspace.open(workspace.folder), [path], now=NOW)
    assert (report.rows, report.known_from) == (1, date(2005, 6, 30))


def test_a_refused_file_does_not_keep_the_others_out(workspace, tmp_path):
    bad = write(tmp_path, "item,period,cuont\ngold,2005-05,3\n", "bad.csv")
    good = write(tmp_path, "item,period,count\ngold,2005-05,3\n", "good.csv")
    first, second = load_files(workspace, [bad, good], now=NOW)
    assert "bad.csv line 1; expected the column 'count'; found 'cuont'" in first.refusal
    assert second.rows == 1


def test_folders_and_patterns_are_searched_and_strange_files_are_told(workspace, tmp_path):
    folder = tmp_path / "2005"
    (folder / "deep").mkdir(parents=True)
    write(folder, "item,period,count\ngold,2005-05,3\n", "a.csv")
    write(folder / "deep", "item,period,count\ngold,2005-06,3\n", "b.csv")
    write(folder, "read me", "README.md")
    write(folder, "x", ".hidden.csv")
    reports = load_files(workspace, [folder], now=NOW)
    assert [(Path(report.file).name, report.rows) for report in reports] == [
        ("a.csv", 1),
        ("b.csv", 1),
        ("README.md", 0),
    ]
    assert reports[2].notes and not reports[2].refusal
    (report,) = load_files(workspace, [str(folder / "*.csv")], now=NOW)
    assert report.repeated
    (report,) = load_files(workspace, [str(folder / "*.parquet")], now=NOW)
    assert report.refusal


def test_a_workbook_with_several_tables_loads_into_each(workspace, tmp_path):
    import xlsxwriter

    path = tmp_path / "all.xlsx"
    book = xlsxwriter.Workbook(path)
    sheets = {
        "counts": [["item", "period", "count"], ["gold", "2005-05", 3]],
        "prices": [["series", "period", "value"], ["gold_world_usd", "2005-05", 430.25]],
        "about": [["who", "when"], ["me", "today"]],
    }
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    reports = load_files(workspace, [path], now=NOW)
    assert [(report.table, report.rows) for report in reports] == [("detections", 1), ("observations", 1)]
    assert "all.xlsx [about]" in reports[0].notes[0]
    assert facts(workspace, "observations")["value"].to_list() == [430.25]
    assert list_loads(workspace).height == 2


def test_sheets_that_disagree_are_told_apart(workspace, tmp_path):
    import xlsxwriter

    path = tmp_path / "all.xlsx"
    book = xlsxwriter.Workbook(path)
    for name, count in (("old", 3), ("new", 4)):
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, ["item", "period", "count"])
        sheet.write_row(1, 0, ["gold", "2005-05", count])
    book.close()
    (report,) = load_files(workspace, [path], now=NOW)
    assert (report.rows, report.quarantined) == (1, 1)


def test_a_file_beyond_the_limit_is_refused_and_not_copied(workspace, tmp_path):
    path = write(tmp_path, "item,period,count\n" + "gold,2005-05,3\n" * 100)
    (report,) = load_files(workspace, [path], now=NOW, limits=Limits(file_bytes=100))
    assert report.refusal
    assert not [file for file in workspace.raw.rglob("*") if file.is_file()]


def test_the_clock_must_have_a_zone(workspace):
    with pytest.raises(ValueError, match="time zone"):
        load_files(workspace, [], now=datetime(2005, 8, 1))


def test_progress_is_told(workspace, tmp_path):
    path = write(tmp_path, "item,period,count\ngold,2005-05,3\n")
    told = []
    load_files(workspace, [path], now=NOW, progress=lambda *step: told.append(step))
    assert told == [("detections.csv", 1, 1)]


def test_the_quarantine_keeps_the_cells_as_found(workspace, tmp_path):
    path = write(tmp_path, "item,period,count\ngold,2005-05,１２\ngold,2005-05\n")
    load_files(workspace, [path], now=NOW)
    first, second = list_quarantine(workspace).to_dicts()
    assert json.loads(first["row"]) == {"item": "gold", "period": "2005-05", "count": "１２"}
    assert (first["file"], first["table"], first["todo"]) == (
        "detections.csv",
        "detections",
        "Write the digits 0 to 9 in half width.",
    )
    assert (second["line"], second["column"]) == (3, "(row)")


def load_in_child(folder: Path, files: list[Path]) -> None:
    words.use_language("en")
    load_files(Workspace.open(folder), files, now=NOW)


def everything(workspace: Workspace) -> dict[str, list[dict]]:
    ledger = Ledger(workspace.facts)
    tables = {}
    for table in ("detections", "observations", "quarantine", "loads"):
        rows = ledger.revisions(table).drop("arrival")
        tables[table] = sorted(rows.to_dicts(), key=repr)
    return tables


@pytest.mark.slow
def test_a_load_killed_anywhere_and_repeated_leaves_what_an_undisturbed_one_leaves(tmp_path):
    counts = [f"gold,{2004 + n // 12}-{1 + n % 12:02d},{n}" for n in range(18)]
    counts += ["golde,2005-01,1", "gold,2005-13,2"]
    files = [
        write(tmp_path, "item,period,count\n" + "\n".join(counts), "a.csv"),
        write(
            tmp_path, "series,period,value\ngold_world_usd,2005-05,430\ngold_world_usd,2005-06,x\n", "b.csv"
        ),
        write(tmp_path, "item,period,count\ngold,2005-04,9\ngold,2005-07,1\n", "c.csv"),
    ]
    # A server that has imported everything forks the children, so that they are killed while they load.
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(
        ["tests.usecases.test_load", "bongsu.facts.delta_folder", "pandera.polars"]
    )

    def child(workspace: Workspace) -> multiprocessing.process.BaseProcess:
        process = processes.Process(target=load_in_child, args=(workspace.folder, files))
        process.start()
        return process

    child(new_workspace(tmp_path / "warm")).join()
    undisturbed = new_workspace(tmp_path / "undisturbed")
    began = time.monotonic()
    child(undisturbed).join()
    length = time.monotonic() - began
    expected = everything(undisturbed)
    assert [len(rows) for rows in expected.values()] == [19, 1, 4, 3]
    dice = random.Random(2005)
    states = []
    for number in range(20):
        workspace = new_workspace(tmp_path / f"killed{number}")
        process = child(workspace)
        time.sleep(dice.uniform(0, length))
        process.kill()
        process.join()
        states.append(tuple(len(rows) for rows in everything(workspace).values()))
        load_files(workspace, files, now=NOW)
        assert everything(workspace) == expected
    assert len(set(states)) >= 3, "the kills came all at the same moment"


def test_the_years_before_an_item_was_watched_load_and_can_be_learned_from(tmp_path):
    workspace = Workspace.create(tmp_path / "w", pack="empty")
    (workspace.catalogue_folder / "items.toml").write_text(
        '[[item]]\ncode = "gold"\nvalid_from = "2005-01"\n', encoding="utf-8"
    )
    file = tmp_path / "detections.csv"
    file.write_text("item,period,count\ngold,2001-03,4\ngold,2005-03,5\n", encoding="utf-8")
    (report,) = load_files(workspace, [file], now=datetime(2026, 1, 1, tzinfo=UTC))
    assert (report.rows, report.quarantined) == (2, 0)

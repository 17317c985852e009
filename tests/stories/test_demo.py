"""The demo, as a person runs it: the made-up country from its facts to its board, report and audit log."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.stories.conftest import bongsu

ITEMS = {
    "tobacco", "gold", "antler_velvet", "viagra", "rice", "garlic", "diamond", "soybean", "sea_cucumber",
    "pollack", "ginseng", "red_pepper", "ginger", "bracken",
}  # fmt: skip


@pytest.fixture(scope="module")
def reading(demo: tuple[Path, str]) -> dict[str, dict]:
    """The assessment repeated from what was stored, item → its entry."""
    done = bongsu("assess", "--reproduce", "A-000001", "--json", "-w", str(demo[0]))
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert document["same"] is True
    assert document["hash"] == document["stored_hash"]
    return {entry["item"]: entry for entry in document["items"]}


pytestmark = pytest.mark.slow


def test_the_board_shows_every_item_in_five_grades_and_says_that_it_is_made_up(demo):
    _, board = demo
    assert "가상 자료" in board
    for word in ("담배", "금괴", "고사리", "▲", "△"):
        assert word in board
    assert "2005-05-31" in board


def test_the_report_has_the_board_and_a_page_an_item_each_labelled(demo):
    folder, _ = demo
    pages = sorted((folder / "reports" / "A-000001").glob("*.html"))
    assert len(pages) == 1 + len(ITEMS)
    for page in pages:
        text = page.read_text("utf-8")
        assert "가상 자료" in text
        assert 'lang="ko"' in text
        assert "<script" not in text
        assert "http://" not in text.replace("http://www.w3.org", "")


def test_every_item_is_graded_with_a_probability_and_an_interval(reading):
    assert set(reading) == ITEMS
    for entry in reading.values():
        assert 1 <= entry["grade"] <= 5
        assert 0 < entry["probability"] < 1
        low, high = entry["interval80"]
        assert 0 <= low <= entry["expected"] * 1.5
        assert low <= high
        assert len(entry["indicators"]) == 20


def test_items_in_a_surge_by_the_hidden_truth_are_read_as_riskier(demo, reading):
    with (demo[0] / "truth" / "flow.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["period"] == "2005-05"]
    surging = {row["item"] for row in rows if row["surge"] in ("1", "True", "true")}
    assert 0 < len(surging) < len(ITEMS)
    inside = [reading[item]["probability"] for item in surging]
    outside = [reading[item]["probability"] for item in ITEMS - surging]
    assert min(inside) > 0.15
    assert sum(inside) / len(inside) > 2 * sum(outside) / len(outside)


def test_a_draft_is_made_for_each_item_at_or_above_the_action_grade(demo, reading):
    done = bongsu("warn", "list", "--json", "-w", str(demo[0]))
    drafts = json.loads(done.stdout)["warnings"]
    assert {draft["item"] for draft in drafts} == {
        item for item, entry in reading.items() if entry["grade"] >= 3
    }
    assert {draft["state"] for draft in drafts} == {"draft"}


def test_the_audit_log_is_whole_and_a_changed_line_is_named(demo, tmp_path):
    folder, _ = demo
    assert bongsu("audit", "verify", "--workspace", str(folder)).returncode == 0
    import shutil
    import sqlite3

    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    with sqlite3.connect(copy / "bongsu.db") as database:
        table = next(
            name
            for (name,) in database.execute("select name from sqlite_master where type = 'table'")
            if name.endswith("auditline")
        )
        database.execute(f"update {table} set actor = 'somebody else' where sequence = 2")
    done = bongsu("audit", "verify", "--workspace", str(copy), "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["first_broken"] == 2


def test_explain_says_why_in_one_sentence_a_table_and_a_chart(demo, tmp_path):
    chart = tmp_path / "gold.svg"
    done = bongsu("explain", "gold", "--chart", str(chart), "-w", str(demo[0]))
    assert done.returncode == 0, done.stderr
    assert "Gold bullion is at grade" in done.stdout
    assert "inclusion" in done.stdout
    assert "┃" in done.stdout
    assert chart.read_text("utf-8").startswith("<svg")


def test_a_second_demo_in_the_same_folder_is_refused(demo):
    done = bongsu("demo", str(demo[0]))
    assert done.returncode == 1
    assert "empty folder" in done.stderr

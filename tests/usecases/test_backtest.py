"""A backtest: its summary, its relation to the naive methods, and going on where it was stopped."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from bongsu.core.panel.periods import Period
from bongsu.facts.ledger import Ledger
from bongsu.usecases.backtest import backtest
from bongsu.usecases.backtest_parts import PartStore
from bongsu.usecases.load import load_files
from bongsu.usecases.workspace import Workspace
from tests.usecases.test_no_look_ahead import (
    INDICATORS_TOML,
    ITEMS_TOML,
    OFFICES_TOML,
    write_files,
)

METHODS = ["persistence", "seasonal-naive", "max-of-two", "ma12", "klr"]
RANGE = {"first": Period.parse("2003-04"), "last": Period.parse("2004-06"), "as_of": date(2005, 5, 31)}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("backtest") / "w"
    place = Workspace.create(folder, pack="empty")
    for name, text in (("items", ITEMS_TOML), ("indicators", INDICATORS_TOML), ("offices", OFFICES_TOML)):
        (place.catalogue_folder / f"{name}.toml").write_text(text, encoding="utf-8")
    (folder / "files").mkdir()
    write_files(folder / "files")
    load_files(place, [folder / "files"], now=datetime(2026, 1, 1, tzinfo=UTC))
    return Workspace.open(folder)


def run(workspace, parts=None, progress=None, methods=METHODS):
    return backtest(
        Ledger(workspace.facts), workspace.catalogue, **RANGE, methods=methods, progress=progress, parts=parts
    )


@pytest.fixture(scope="module")
def result(workspace):
    return run(workspace)


def entries(result):
    return {entry["method"]: entry for entry in result["summary"]}


def test_there_is_one_row_for_each_method_item_and_cutoff(result):
    keys = [(row["method"], row["item"], row["as_of"]) for row in result["rows"]]
    assert len(set(keys)) == len(keys) == len(METHODS) * 3 * 15
    assert set(result["rows"][0]) == {
        "method",
        "item",
        "as_of",
        "period",
        "mean",
        "quantiles",
        "probability",
        "grade",
        "observed",
    }
    json.dumps(result, allow_nan=False)


def test_a_method_without_forecasts_still_has_probabilities_and_warning_scores(result):
    rows = [row for row in result["rows"] if row["method"] == "klr"]
    assert all(row["mean"] is None and row["quantiles"] is None for row in rows)
    assert any(row["probability"] is not None and row["grade"] > 0 for row in rows)
    entry = entries(result)["klr"]
    assert entry["rows"] == 0 and "crps" not in entry and entry["labelled"] == 3 * 15


def test_ratios_to_the_naive_methods_are_those_of_the_rows(result):
    found = entries(result)
    assert found["persistence"]["crps_to_persistence"] == 1.0
    ratio = found["ma12"]["crps"] / found["max-of-two"]["crps"]
    assert found["ma12"]["crps_to_max_of_two"] == pytest.approx(ratio)


def test_every_method_meets_the_same_labels_and_says_that_they_are_hindsight(result):
    summary = result["summary"]
    assert {entry["surge_label"] for entry in summary} == {"hindsight"}
    assert len({(entry["labelled"], entry["surges"], entry["episodes"]) for entry in summary}) == 1
    for entry in summary:
        assert sum(each["rows"] for each in entry["by_grade"]) <= entry["labelled"]
    assert sum(entries(result)["ma12"]["pit"]) == pytest.approx(1.0)


def test_cutoffs_near_the_last_day_have_no_label(workspace):
    late = backtest(
        Ledger(workspace.facts),
        workspace.catalogue,
        first=Period.parse("2004-06"),
        last=Period.parse("2004-12"),
        as_of=date(2005, 5, 31),
        methods=["ma12"],
    )
    # Known to 2005-05: 2004-11 is the last month with six after it, so 2004-08 the last labelled cutoff.
    assert late["summary"][0]["labelled"] == 3 * 3


class PlugPulledError(Exception):
    """Somebody stopped the machine."""


def test_a_stopped_backtest_goes_on_and_says_the_same(workspace, result, tmp_path):
    def stop(what, done, whole):
        if what == "seasonal-naive" and done > whole // 2:
            raise PlugPulledError

    with pytest.raises(PlugPulledError):
        run(workspace, PartStore(tmp_path), stop)
    kept = sorted(tmp_path.rglob("*.json"))
    assert {path.name.split("-2")[0] for path in kept} == {"persistence", "seasonal-naive"}
    before = {path: path.stat().st_mtime_ns for path in kept}
    assert run(workspace, PartStore(tmp_path)) == result
    assert {path: path.stat().st_mtime_ns for path in kept} == before


def test_kept_parts_are_used_unless_a_fresh_start_is_asked_for(workspace, result, tmp_path):
    run(workspace, PartStore(tmp_path), methods=["ma12"])
    part = sorted(tmp_path.rglob("ma12-*.json"))[-1]
    rows = json.loads(part.read_text("utf-8"))
    rows[-1][0]["mean"] = 12345.0
    part.write_text(json.dumps(rows), encoding="utf-8")
    means = [row["mean"] for row in run(workspace, PartStore(tmp_path), methods=["ma12"])["rows"]]
    assert 12345.0 in means
    honest = [row for row in result["rows"] if row["method"] == "ma12"]
    assert run(workspace, PartStore(tmp_path, fresh=True), methods=["ma12"])["rows"] == honest


def test_a_damaged_part_is_made_again(workspace, result, tmp_path):
    run(workspace, PartStore(tmp_path), methods=["ma12"])
    for part in tmp_path.rglob("*.json"):
        part.write_text(part.read_text("utf-8")[:50], encoding="utf-8")
    honest = [row for row in result["rows"] if row["method"] == "ma12"]
    assert run(workspace, PartStore(tmp_path), methods=["ma12"])["rows"] == honest


def test_new_facts_are_not_answered_from_old_parts(workspace, tmp_path):
    store = PartStore(tmp_path / "parts")
    run(workspace, store, methods=["persistence"])
    folders = {path.parent for path in store.folder.rglob("*.json")}
    file = Path(tmp_path / "detections.csv")
    file.write_text("item,period,count,office,channel,known_at\ngold,2003-05,55,010,post,2003-05-31\n")
    load_files(workspace, [file], now=datetime(2026, 1, 2, tzinfo=UTC))
    newer = run(workspace, store, methods=["persistence"])
    assert {path.parent for path in store.folder.rglob("*.json")} > folders
    assert np.nanmax([row["mean"] for row in newer["rows"] if row["item"] == "gold"]) > 50

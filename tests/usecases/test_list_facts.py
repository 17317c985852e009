"""What is in the ledger, listed and summed up as known on a day."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from bongsu.core.panel.periods import Period
from bongsu.usecases.list_facts import compact_facts, list_facts
from bongsu.usecases.load import load_files
from bongsu.usecases.workspace import Workspace
from bongsu.words.refusal import Refusal
from tests.usecases.test_load import GARLIC, ITEMS, new_workspace

FILES = {
    "counts.csv": (
        "item,period,count,office,quantity,value_krw,known_at\n"
        "gold,2005-05,3,010,1.5,100,\n"
        "gold,2005-05,4,020,,,\n"
        "gold,2005-05,5,020,2.25,,2005-07-09\n"
        "gold,2005-06,0,010,,,\n"
        "garlic,2005-05,2,010,7,50,\n"
    ),
    "effort.csv": (
        "period,inspections,item,officer_hours,planned\n"
        "2005-05,400,gold,10.5,\n2005-05,100,,,\n2005-06,900,gold,,true\n"
    ),
    "prices.csv": (
        "series,period,value,status\ngold_world_usd,2005-05,430.5,\ngold_world_usd,2005-06,,not_reported\n"
    ),
    "events.csv": (
        "event,kind,items,announced_on,effective_on\n"
        "E-1,tariff,gold;garlic,2005-05-01,2005-07-01\nE-2,quota,garlic,2005-06-01,2005-07-01\n"
    ),
}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory) -> Workspace:
    folder = tmp_path_factory.mktemp("facts")
    workspace = new_workspace(folder / "workspace")
    (workspace.catalogue_folder / "items.toml").write_text(ITEMS + GARLIC, "utf-8")
    for name, text in FILES.items():
        (folder / name).write_text(text, "utf-8")
    reports = load_files(
        workspace, [folder / name for name in FILES], now=datetime(2005, 8, 1, 9, tzinfo=UTC)
    )
    assert not any(report.refusal or report.quarantined for report in reports)
    return Workspace.open(Path(workspace.folder))


def test_counts_are_summed_by_item_and_period_in_order(workspace):
    found = list_facts(workspace, "detections", by=["item", "period"])
    assert found.to_dicts() == [
        {"item": "garlic", "period": "2005-05", "count": 2, "quantity": 7, "unit": "t", "value_krw": 50},
        {
            "item": "gold",
            "period": "2005-05",
            "count": 8,
            "quantity": Decimal("3.75"),
            "unit": "kg",
            "value_krw": 100,
        },
        {"item": "gold", "period": "2005-06", "count": 0, "quantity": None, "unit": None, "value_krw": None},
    ]


def test_sums_are_those_known_on_the_day(workspace):
    found = list_facts(workspace, "detections", by=["item", "period"], as_of=date(2005, 7, 8), items=["gold"])
    assert found["count"].to_list() == [7, 0]
    assert list_facts(workspace, "detections", as_of=date(2005, 5, 30)).height == 0


def test_what_the_installation_held_before_the_load_is_nothing(workspace):
    before = datetime(2005, 7, 31, tzinfo=UTC)
    assert list_facts(workspace, "detections", as_recorded=before).height == 0


def test_quantities_in_different_units_are_not_added(workspace):
    (row,) = list_facts(workspace, "detections", by=["period"], last=Period.parse("2005-05")).to_dicts()
    assert (row["count"], row["quantity"], row["unit"]) == (10, None, None)


def test_plans_are_left_out_of_sums_unless_they_are_asked_for(workspace):
    found = list_facts(workspace, "effort", by=["period"])
    assert found.rows() == [("2005-05", 500, Decimal("10.5"), None)]
    found = list_facts(workspace, "effort", by=["planned", "period"])
    assert found.select("planned", "inspections").rows() == [(False, 500), (True, 900)]


def test_observations_by_series_count_what_is_there_and_what_is_missing_and_why(workspace):
    (row,) = list_facts(workspace, "observations", by=["series"]).to_dicts()
    assert row == {
        "series": "gold_world_usd",
        "reported": 1,
        "not_reported": 1,
        "feed_failed": 0,
        "withheld": 0,
    }


def test_rows_can_be_chosen_by_series_item_and_period(workspace):
    may = Period.parse("2005-05")
    assert list_facts(workspace, "observations", series=["gold_world_usd"], first=may + 1).height == 1
    assert list_facts(workspace, "observations", series=["silver"]).height == 0
    assert list_facts(workspace, "events", items=["gold"])["event"].to_list() == ["E-1"]
    assert list_facts(workspace, "events", first=may + 1)["event"].to_list() == ["E-2"]


def test_a_column_that_the_table_does_not_have_is_refused_with_the_nearest(workspace):
    with pytest.raises(Refusal, match="office"):
        list_facts(workspace, "detections", by=["ofice"])
    with pytest.raises(Refusal, match="--item"):
        list_facts(workspace, "observations", items=["gold"])


def test_compacting_changes_nothing_that_is_known(workspace):
    before = list_facts(workspace, "detections")
    assert compact_facts(workspace)["detections"] == 5
    assert list_facts(workspace, "detections").equals(before)

"""Weekly items beside monthly ones: their own periods and leads, with indicators of any frequency."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from bongsu.core.panel.periods import Period, span
from bongsu.facts.ledger import Ledger
from bongsu.usecases.assess import assess
from bongsu.usecases.backtest import backtest
from bongsu.usecases.load import load_files
from bongsu.usecases.workspace import Workspace

NOW = datetime(2026, 1, 1, tzinfo=UTC)
AS_OF = date(2005, 5, 31)

CATALOGUE = {
    "items.toml": """
[[item]]
code = "gold"
frequency = "month"
indicators = ["gap"]

[[item]]
code = "tobacco"
frequency = "week"
indicators = ["gap", "parcels"]
""",
    "indicators.toml": """
[[indicator]]
code = "gap"
series = "price"
leads = [0, 12]
publication_lag = "P5D"

[[indicator]]
code = "parcels"
series = "parcels"
leads = [0, 8]
publication_lag = "P1D"
""",
}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder: Path = tmp_path_factory.mktemp("weekly") / "w"
    place = Workspace.create(folder, pack="empty")
    for name, text in CATALOGUE.items():
        (place.catalogue_folder / name).write_text(text, encoding="utf-8")
    rng = np.random.default_rng(3)
    weeks = list(span(Period.parse("2003-W10"), Period.parse("2005-W21")))
    months = list(span(Period.parse("2001-01"), Period.parse("2005-05")))
    detections = ["item,period,count"]
    detections += [f"tobacco,{week},{rng.poisson(6)}" for week in weeks]
    detections += [f"gold,{month},{rng.poisson(9)}" for month in months]
    observations = ["series,period,value"]
    observations += [f"price,{month},{rng.normal(100, 5):.2f}" for month in months]
    observations += [f"parcels,{week},{rng.normal(50, 5):.2f}" for week in weeks]
    files = folder / "files"
    files.mkdir()
    (files / "detections.csv").write_text("\n".join(detections) + "\n", encoding="utf-8")
    (files / "observations.csv").write_text("\n".join(observations) + "\n", encoding="utf-8")
    for report in load_files(place, [files], now=NOW):
        assert not report.refusal and not report.quarantined
    return Workspace.open(folder)


def test_each_item_is_read_at_its_own_frequency(workspace):
    document = assess(Ledger(workspace.facts), workspace.catalogue, as_of=AS_OF).document
    gold, tobacco = document["items"]
    assert (gold["item"], gold["period"]) == ("gold", "2005-06")
    # The week that ends on Sunday 2005-05-29 is the last one over on Tuesday 2005-05-31.
    assert (tobacco["item"], tobacco["period"]) == ("tobacco", "2005-W22")
    assert {found["indicator"] for found in tobacco["indicators"]} == {"gap", "parcels"}
    for item in (gold, tobacco):
        assert 1 <= item["grade"] <= 5
        assert item["interval80"][0] <= item["expected"] <= item["interval80"][1]


def test_leads_are_in_periods_and_told_in_months_too(workspace):
    document = assess(Ledger(workspace.facts), workspace.catalogue, as_of=AS_OF).document
    for item, weeks_a_month in zip(document["items"], (1.0, 365.2425 / 7 / 12), strict=True):
        for found in item["indicators"]:
            if found["lead"]:
                assert found["lead_months"] == pytest.approx(found["lead"] / weeks_a_month, abs=0.01)


def test_a_backtest_of_weeks_reads_the_weekly_items_alone(workspace):
    rows = backtest(
        Ledger(workspace.facts),
        workspace.catalogue,
        first=Period.parse("2005-W10"),
        last=Period.parse("2005-W14"),
        as_of=AS_OF,
        methods=["level-bma", "persistence"],
    )["rows"]
    assert {row["item"] for row in rows} == {"tobacco"}
    assert [row["period"] for row in rows if row["method"] == "persistence"] == [
        "2005-W11", "2005-W12", "2005-W13", "2005-W14", "2005-W15",
    ]  # fmt: skip
    assert all(row["observed"] is not None for row in rows)

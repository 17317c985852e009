"""Gold by pressure alone, on the public Korean gold premium of 2020 to 2026."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from bongsu.core.panel.periods import Period
from bongsu.facts.ledger import Ledger
from bongsu.reports.html import write_html
from bongsu.usecases.assess import assess
from bongsu.usecases.gather_report import gather
from bongsu.usecases.known_panel import KnownPanel
from bongsu.usecases.load import load_files
from bongsu.usecases.record_assessment import assess_and_record, reproduce
from bongsu.usecases.watch import replay
from bongsu.usecases.workspace import Workspace
from bongsu.words import language, use_language

NOW = datetime(2026, 6, 1, tzinfo=UTC)

pytestmark = pytest.mark.real_data


@pytest.fixture(autouse=True, scope="module")
def korean():
    before = language()
    use_language("ko")
    yield
    use_language(before)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory, real_data: Path) -> Workspace:
    place = Workspace.create(tmp_path_factory.mktemp("gold") / "w", pack="kr-gold")
    (report,) = load_files(place, [real_data / "korea_gold_premium" / "daily.csv"], now=NOW)
    assert (report.rows, report.quarantined, report.source) == (1485 * 5, 0, "gold_data/premium_daily")
    return place


def entry(place: Workspace, day: date) -> dict:
    document = assess(Ledger(place.facts), place.catalogue, as_of=day).document
    (found,) = document["items"]
    return found


def test_the_premium_recomputed_from_three_prices_agrees_with_the_file(workspace, real_data):
    """Troy ounces, dollars and won per gram give the publisher's own premium to half a point."""
    item = workspace.catalogue.item("gold")
    first = Period.parse("2020-01")
    panel = KnownPanel(
        Ledger(workspace.facts), workspace.catalogue, [item], as_of=date(2026, 1, 31), first=first
    )
    ours = 100 * panel.indicator_values("gold")[:, 0]
    monthly = pl.read_csv(real_data / "korea_gold_premium" / "monthly.csv")
    for month, theirs in monthly.select("month", "premium_pct").iter_rows():
        assert ours[Period.parse(month) - panel.axis_first] == pytest.approx(theirs, abs=0.5), month
    daily = pl.read_csv(real_data / "korea_gold_premium" / "daily.csv")
    world = daily["usd_per_oz_intl"] / 31.1034768 * daily["krw_per_usd"]
    assert (world / daily["krw_per_g_intl"] - 1).abs().max() < 0.005


@pytest.mark.parametrize("day", [date(2025, 2, 28), date(2025, 10, 31)])
def test_the_two_great_premiums_stand_at_the_top_grade(workspace, day):
    found = entry(workspace, day)
    assert (found["grade"], found["method"], found["probability"]) == (5, "pressure", None)
    assert "pressure_only" in found["flags"] and found["pressure"]["path"][-1]["level"] >= 5


@pytest.mark.parametrize("month", range(1, 13))
def test_2022_is_normal(workspace, month):
    assert entry(workspace, Period.parse(f"2022-{month:02d}").end)["grade"] == 1


def test_every_surface_says_pressure_only_and_the_result_repeats(workspace, tmp_path):
    recorded = assess_and_record(workspace, as_of=date(2025, 10, 31), method=None, now=NOW, actor="test")
    assert json.loads(json.dumps(recorded.document, allow_nan=False))["items"][0]["pressure"]["periods"] == 69
    assert recorded.document["items"][0]["sentence"].startswith("압력 지표만")
    assert reproduce(workspace, recorded.document["assessment"]).same
    content = gather(workspace, recorded.document["assessment"])
    index = write_html(content, tmp_path / "r", language="ko")
    for page in (index, index.parent / "item-gold.html"):
        assert "압력 지표만" in page.read_text("utf-8")


def test_the_world_banks_two_editions_are_two_vintages(tmp_path, real_data):
    """Before the second edition's day the ledger says what the first printed."""
    place = Workspace.create(tmp_path / "w", pack="kr-gold")
    folder = real_data / "worldbank_pink_sheet"
    days = ("2025-05-02", "2026-06-02")
    load_files(place, [folder / f"CMO-Historical-Data-Monthly_{day}.xlsx" for day in days], now=NOW)
    printed = {
        day: pl.read_csv(folder / f"pink_sheet_monthly_prices_{day}.csv", infer_schema_length=None)
        for day in days
    }
    month = printed[days[0]].columns[0]
    where = pl.col("series") == "wb_sugar_world"
    seen = []
    for as_of, edition in ((date(2026, 6, 1), days[0]), (date(2026, 6, 2), days[1])):
        rows = Ledger(place.facts).read("observations", as_of=as_of, where=where)
        known = {f"{period:%Y-%m}": value for period, value in rows.select("period", "value").iter_rows()}
        name = next(column for column in printed[edition].columns if column.startswith("Sugar, world"))
        told = dict(printed[edition].select(month, pl.col(name).cast(pl.Float64)).iter_rows())
        assert {period: known[period] for period in told} == pytest.approx(told)
        assert max(told) == {days[0]: "2025-04", days[1]: "2026-05"}[edition]
        seen.append(known["1974-11"])
    assert seen[0] != seen[1]


def test_the_daily_watch_raises_a_notice_before_the_premium_of_february_2025_peaks(workspace):
    """The peak was on 14 February; at two false notices a year the watch spoke before."""
    seen = replay(
        Ledger(workspace.facts),
        workspace.catalogue,
        workspace.catalogue.tripwire("gold_premium_daily"),
        as_of=date(2025, 2, 14),
    )
    told = [each for each in seen.raised if each.period.end >= date(2025, 1, 1)]
    assert told and all(each.statistic > each.threshold for each in told)
    assert len(seen.raised) <= 2 * seen.watched_days / 365

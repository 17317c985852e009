"""Collecting into a workspace: the same way as files, no-ops, revisions, failures, gates, silence."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import polars as pl
import pytest

from bongsu import records, words
from bongsu.facts.ledger import Ledger
from bongsu.records import audit
from bongsu.usecases.collect import Network, collect, collect_due
from bongsu.usecases.let_through import LetThrough
from bongsu.usecases.list_facts import list_loads, list_quarantine
from bongsu.usecases.workspace import Workspace
from bongsu.words.refusal import Refusal
from tests.sources.collecting.stub_server import Said, serving
from tests.sources.collecting.test_kr_customs import item, response

FEEDS = """
[[feed]]
code = "kr_customs/item_trade"
start = "2024-01"
series = [{ series = "gold_kg", unit = "kg", hs = "710812", measure = "imports_kg" }]
"""
NOW = datetime(2025, 3, 20, 3, tzinfo=UTC)
KEY = "secret+key/1=="


@pytest.fixture(autouse=True)
def english():
    before = list(words._current)
    words.use_language("en")
    yield
    words._current[:] = before


@pytest.fixture
def stub():
    with serving() as running:
        yield running


@pytest.fixture
def workspace(tmp_path):
    made = Workspace.create(tmp_path / "w", pack="empty")
    (made.catalogue_folder / "feeds").mkdir()
    (made.catalogue_folder / "feeds" / "trade.toml").write_text(FEEDS, encoding="utf-8")
    return Workspace.open(made.folder)


@pytest.fixture
def log():
    """The audit log, open from the first line on."""
    yield audit
    records.close()


class Agency:
    """What the agency knows; it answers any window of it."""

    def __init__(self, stub, months: dict[str, int]) -> None:
        self.months, self.stub = months, stub
        stub.script = self.script

    def script(self, asked):
        first, last = asked.params["strtYymm"], asked.params["endYymm"]
        inside = {month: kg for month, kg in self.months.items() if first <= month.replace(".", "") <= last}
        total = item("총계", "-", str(sum(inside.values())))
        return response(total, *(item(month, "7108121000", str(kg)) for month, kg in inside.items()))


def months(first_year: int, count: int, kilograms: int = 100) -> dict[str, int]:
    return {f"{first_year + at // 12}.{at % 12 + 1:02d}": kilograms + at for at in range(count)}


def run(workspace, stub, *, now=NOW, environment=None, **more):
    network = Network(
        environment={"DATA_GO_KR_KEY": KEY} if environment is None else environment,
        transport=stub.transport,
        sleep=lambda seconds: None,
    )
    return collect(workspace, now=now, network=network, **more)[0]


def held(workspace, **clocks) -> dict[str, float | None]:
    rows = Ledger(workspace.facts).read("observations", **clocks).sort("period")
    return {f"{day:%Y-%m}": value for day, value in rows.select("period", "value").iter_rows()}


def test_what_is_due_is_collected_in_windows_of_a_year(workspace, stub):
    Agency(stub, months(2024, 14))
    report = run(workspace, stub)
    assert (report.outcome, report.rows, report.windows) == ("ok", 14, ("2024-01…2024-12", "2025-01…2025-02"))
    assert held(workspace)["2025-02"] == 113.0
    known = Ledger(workspace.facts).read("observations").sort("period")["known_at"].to_list()
    assert known[0] == date(2024, 2, 15)
    assert known[-1] == date(2025, 3, 15)


def test_collecting_again_is_a_no_op(workspace, stub):
    Agency(stub, months(2024, 14))
    run(workspace, stub)
    before = Ledger(workspace.facts).versions()
    asked = len(stub.asked)
    again = run(workspace, stub)
    assert (again.outcome, again.rows) == ("nothing new", 0)
    assert again.windows == ("2024-09…2025-02",)
    assert len(stub.asked) == asked + 1
    third = run(workspace, stub)
    assert third.rows == 0
    after = Ledger(workspace.facts).versions()
    assert after["observations"] == before["observations"]


def test_a_correction_is_a_revision_known_from_the_day_it_was_collected(workspace, stub):
    agency = Agency(stub, months(2024, 14))
    run(workspace, stub)
    agency.months["2024.12"] = 150
    report = run(workspace, stub, now=datetime(2025, 3, 25, tzinfo=UTC))
    assert report.rows == 1
    assert held(workspace)["2024-12"] == 150.0
    assert held(workspace, as_of=date(2025, 3, 24))["2024-12"] == 111.0


def test_a_month_without_a_row_is_zero_and_a_month_not_yet_published_is_nothing(workspace, stub):
    facts = months(2024, 12)
    del facts["2024.05"]
    Agency(stub, facts)
    run(workspace, stub, now=datetime(2025, 2, 3, tzinfo=UTC))
    assert held(workspace)["2024-05"] == 0.0
    assert "2025-01" not in held(workspace)


def test_a_failure_leaves_the_ledger_and_says_why_everywhere(workspace, stub):
    Agency(stub, months(2024, 12))
    run(workspace, stub, now=datetime(2025, 1, 20, tzinfo=UTC))
    stub.script = lambda asked: response(code="99", message=f"serviceKey {KEY} 오류")
    report = run(workspace, stub, now=datetime(2025, 4, 20, tzinfo=UTC))
    assert report.outcome == "failed"
    assert "99 serviceKey *** 오류" in report.reason
    (line,) = list_quarantine(workspace).iter_rows(named=True)
    assert line["column"] == "(feed)"
    assert "*** 오류" in line["found"]
    rows = Ledger(workspace.facts).read("observations").sort("period").tail(3)
    assert rows["status"].to_list() == ["reported", "feed_failed", "feed_failed"]
    assert rows["value"].to_list() == [111.0, None, None]
    assert report.silent == 2
    everything = b"".join(file.read_bytes() for file in workspace.folder.rglob("*") if file.is_file())
    assert KEY.encode() not in everything


def test_when_the_feed_is_back_its_values_take_the_place_of_the_silence(workspace, stub):
    agency = Agency(stub, months(2024, 12))
    run(workspace, stub, now=datetime(2025, 1, 20, tzinfo=UTC))
    stub.script = lambda asked: Said(status=404)
    run(workspace, stub, now=datetime(2025, 4, 20, tzinfo=UTC))
    agency.months = months(2024, 15)
    stub.script = agency.script
    assert run(workspace, stub, now=datetime(2025, 4, 20, 12, tzinfo=UTC)).outcome == "ok"
    rows = Ledger(workspace.facts).read("observations").sort("period").tail(3)
    assert rows["status"].to_list() == ["reported"] * 3
    assert held(workspace)["2025-03"] == 114.0


def test_an_agency_that_has_nothing_although_it_should_is_not_a_failed_feed(workspace, stub):
    Agency(stub, months(2024, 12))
    run(workspace, stub, now=datetime(2025, 1, 20, tzinfo=UTC))
    report = run(workspace, stub, now=datetime(2025, 4, 20, tzinfo=UTC))
    assert report.outcome == "nothing new"
    rows = Ledger(workspace.facts).read("observations").sort("period").tail(2)
    assert rows["status"].to_list() == ["not_reported", "not_reported"]


def test_a_jump_is_held_back_until_a_person_accepts_it(workspace, stub, log):
    agency = Agency(stub, months(2024, 12))
    run(workspace, stub, now=datetime(2025, 1, 20, tzinfo=UTC))
    agency.months["2025.01"] = 112_000  # grams in place of kilograms
    report = run(workspace, stub, now=datetime(2025, 2, 20, tzinfo=UTC))
    assert report.outcome == "failed"
    assert "gold_kg: ×1009" in report.reason
    assert "2025-01" not in held(workspace)
    quarantined = list_quarantine(workspace)
    assert "bongsu collect --accept gold_kg" in quarantined["todo"][0]
    later = datetime(2025, 2, 21, tzinfo=UTC)
    passed = LetThrough(workspace, ["gold_kg", "silver_kg"], actor="cli:kim", now=later)
    accepted = run(workspace, stub, now=later, accept=passed)
    assert accepted.outcome == "ok"
    assert held(workspace)["2025-01"] == 112_000.0
    assert passed.used == {"gold_kg"}
    (line,) = log.lines()
    assert (line.act, line.subject, line.actor, line.at) == (
        "gate.accepted",
        "series gold_kg",
        "cli:kim",
        later,
    )
    assert "×1009" in line.detail["against"][0]
    assert line.detail["periods"] == "2025-01-01…2025-01-01"


def test_nothing_is_let_through_without_its_line_and_no_line_stands_without_values(
    workspace, stub, log, monkeypatch
):
    agency = Agency(stub, months(2024, 12))
    run(workspace, stub, now=datetime(2025, 1, 20, tzinfo=UTC))
    agency.months["2025.01"] = 112_000
    later = datetime(2025, 2, 21, tzinfo=UTC)

    def attempt():
        passed = LetThrough(workspace, ["gold_kg"], actor="cli:kim", now=later)
        try:
            return run(workspace, stub, now=later, accept=passed).outcome
        except OSError as fault:
            assert passed.used == set()
            return str(fault)

    def full(*given, **more):
        raise OSError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(Ledger, "append", full)
        assert attempt() == "the disk is full"
    assert log.lines() == []
    with monkeypatch.context() as broken:
        broken.setattr(audit, "append", full)
        assert attempt() == "the disk is full"
    assert "2025-01" not in held(workspace)
    assert attempt() == "ok"
    assert [line.subject for line in log.lines()] == ["series gold_kg"]
    assert held(workspace)["2025-01"] == 112_000.0


def test_a_series_that_no_gate_holds_back_leaves_no_line(workspace, stub, log):
    Agency(stub, months(2024, 14))
    passed = LetThrough(workspace, ["gold_kg"], actor="cli:kim", now=NOW)
    assert run(workspace, stub, accept=passed).outcome == "ok"
    assert passed.used == set()
    assert log.lines() == []


def test_every_answer_is_kept_also_the_one_that_breaks_its_word(workspace, stub):
    stub.script = lambda asked: "<html><body>점검중</body></html>"
    run(workspace, stub)
    kept = [file.read_bytes() for file in workspace.raw.rglob("*") if file.is_file()]
    assert "<html><body>점검중</body></html>".encode() in kept
    (line,) = list_loads(workspace).iter_rows(named=True)
    manifest = json.loads((workspace.raw / line["sha256"][:2] / line["sha256"]).read_bytes())
    assert manifest["window"] == "2024-01…2024-12"
    assert "{DATA_GO_KR_KEY}" in manifest["answers"][0]["asked"]


def test_as_of_and_from_and_to_choose_the_window(workspace, stub):
    Agency(stub, months(2024, 14))
    assert run(workspace, stub, as_of=date(2024, 7, 15)).windows == ("2024-01…2024-06",)
    from bongsu.core.panel.periods import Period

    first, last = Period.parse("2024-03"), Period.parse("2024-04")
    assert run(workspace, stub, first=first, last=last).windows == ("2024-03…2024-04",)


def test_without_a_key_nothing_is_asked_and_scheduled_jobs_leave_the_feed_out(workspace, stub):
    report = run(workspace, stub, environment={})
    assert "DATA_GO_KR_KEY" in report.reason
    assert stub.asked == []
    network = Network(environment={}, transport=stub.transport)
    assert collect_due(workspace, NOW, network=network) == []


def test_an_unknown_feed_names_the_nearest(workspace, stub):
    with pytest.raises(Refusal, match="did you mean 'kr_customs/item_trade'"):
        collect(workspace, ["kr_customs/item_trad"], now=NOW)


def test_collected_rows_and_rows_of_files_are_one_ledger(workspace, stub):
    Agency(stub, months(2024, 14))
    run(workspace, stub)
    loads = list_loads(workspace)
    assert loads["table"].to_list() == ["observations", "observations"]
    assert loads["source"].unique().to_list() == ["kr_customs/item_trade"]
    assert loads["rows"].sum() == 14
    assert Ledger(workspace.facts).read("observations", where=pl.col("unit") != "kg").is_empty()


@pytest.mark.lie("world_bank/pink_sheet", "silent-revision")
def test_two_editions_of_the_world_banks_workbook_are_two_vintages(workspace, stub, real_data):
    folder = real_data / "worldbank_pink_sheet"
    (workspace.catalogue_folder / "feeds" / "trade.toml").write_text(
        '[[feed]]\ncode = "world_bank/pink_sheet"\n', encoding="utf-8"
    )
    fresh = Workspace.open(workspace.folder)
    link = '"https://thedocs.worldbank.org/en/doc/x/CMO-Historical-Data-Monthly.xlsx"'
    for edition, now in (
        ("2025-05-02", datetime(2025, 5, 5, tzinfo=UTC)),
        ("2026-06-02", datetime(2026, 6, 5, tzinfo=UTC)),
    ):
        book = (folder / f"CMO-Historical-Data-Monthly_{edition}.xlsx").read_bytes()
        stub.script = lambda asked, book=book: book if asked.path.endswith(".xlsx") else f"<a href={link}>"
        assert run(fresh, stub, now=now).outcome == "ok"
    gold = (pl.col("series") == "wb_gold") & (pl.col("period") == date(2025, 4, 1))
    vintages = Ledger(fresh.facts).revisions("observations", where=gold)
    assert vintages["known_at"].to_list()[0] == date(2025, 5, 2)
    again = run(fresh, stub, now=datetime(2026, 6, 6, tzinfo=UTC))
    assert (again.outcome, again.rows) == ("nothing new", 0)

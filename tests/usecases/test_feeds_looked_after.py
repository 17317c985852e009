"""The plan, the ledger of partners, letters and the doctor."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from typer.testing import CliRunner

from bongsu import records, words
from bongsu.cli.main import app
from bongsu.reports.reminder_letters import write_letters
from bongsu.usecases import due_work
from bongsu.usecases.collect import Network, collect, collect_due
from bongsu.usecases.doctor import examine
from bongsu.usecases.feed_plan import feed_plans
from bongsu.usecases.load import load_files
from bongsu.usecases.partners import partners
from bongsu.usecases.workspace import Workspace
from tests.records.conftest import reading, store
from tests.sources.collecting.stub_server import Said, serving

from .test_collect import FEEDS, KEY, Agency, months

ITEMS = '[[item]]\ncode = "gold"\nunit = "kg"\nindicators = ["gold_imports", "gold_price"]\n'
INDICATORS = """
[[indicator]]
code = "gold_imports"
series = "gold_kg"
unit = "kg"
publication_lag = "P15D"
source = "customs"
[[indicator]]
code = "gold_price"
series = "gold_krw_g"
unit = "KRW/g"
publication_lag = "P5D"
source = "exchange"
"""
SOURCES = """
[[source]]
code = "customs"
name = { ko = "무역통계", en = "Trade statistics" }
owner = "관세청"
contact = "통계 담당"
datasets = ["kr_customs/item_trade"]
[[source]]
code = "exchange"
owner = "KRX"
"""
NOW = datetime(2025, 1, 20, 3, tzinfo=UTC)


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
    for name, text in (
        ("items.toml", ITEMS),
        ("indicators.toml", INDICATORS),
        ("sources.toml", SOURCES),
        ("feeds/trade.toml", FEEDS),
    ):
        file = made.catalogue_folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return Workspace.open(made.folder)


def network(stub, **environment) -> Network:
    return Network(environment=environment, transport=stub.transport, sleep=lambda seconds: None)


def test_a_plan_asks_nothing_and_says_everything(workspace, stub):
    there = network(stub, DATA_GO_KR_KEY=KEY)
    (plan,) = feed_plans(workspace, now=NOW, network=network(stub))
    assert (plan.window, plan.key, plan.state) == ("2024-01…2024-12", "missing", "empty")
    assert plan.quota_left == 10000
    assert stub.asked == []
    Agency(stub, months(2024, 12))
    collect(workspace, now=NOW, network=there)
    (plan,) = feed_plans(workspace, now=NOW, network=there)
    assert (plan.key, plan.state, plan.newest, plan.quota_left) == ("there", "fresh", "2024-12", 9999)
    assert plan.window == "2024-07…2024-12"
    assert plan.next_expected == date(2025, 2, 25)
    assert plan.last_arrival == plan.last_asked == NOW
    (later,) = feed_plans(workspace, now=datetime(2025, 3, 2, tzinfo=UTC), network=there)
    assert (later.state, later.days_overdue) == ("late", 5)
    (stale,) = feed_plans(workspace, now=datetime(2025, 4, 2, tzinfo=UTC), network=there)
    assert stale.state == "stale"


def test_a_partner_costs_the_items_that_depend_on_it(workspace, stub):
    Agency(stub, months(2024, 12))
    collect(workspace, now=NOW, network=network(stub, DATA_GO_KR_KEY=KEY))
    late = datetime(2025, 3, 10, tzinfo=UTC)
    customs, exchange = partners(workspace, now=late)
    assert (customs.source, customs.newest, customs.days_overdue) == ("customs", "2024-12", 16)
    assert customs.next_expected == date(2025, 2, 22)  # the end of January 2025, 15 days, and a week
    assert [(cost.item, cost.indicators, cost.of_indicators) for cost in customs.costs] == [("gold", 1, 2)]
    assert customs.costs[0].inclusion is None
    assert (exchange.newest, exchange.days_overdue) == ("", 0)


def test_letters_are_drafted_in_both_languages_for_those_overdue_only(workspace, stub, tmp_path):
    Agency(stub, months(2024, 12))
    collect(workspace, now=NOW, network=network(stub, DATA_GO_KR_KEY=KEY))
    known = partners(workspace, now=datetime(2025, 3, 10, tzinfo=UTC))
    files = write_letters(known, tmp_path / "letters", day=date(2025, 3, 10))
    assert [file.name for file in files] == ["2025-03-10-customs.ko.txt", "2025-03-10-customs.en.txt"]
    korean, english = (file.read_text("utf-8") for file in files)
    assert "수신: 관세청 (통계 담당)" in korean
    assert "『무역통계』" in korean
    assert "2025-03-10 현재 16일째 받지 못하고 있습니다" in korean
    assert "16 days\noverdue" in english
    assert "gold: 1 of 2 indicators" in english
    assert write_letters(partners(workspace, now=NOW), tmp_path / "none", day=date(2025, 1, 20)) == []


def test_files_dropped_count_as_arrivals_too(workspace, tmp_path):
    file = tmp_path / "gold.csv"
    file.write_text("series,period,value,unit\ngold_krw_g,2024-12,120000,KRW/g\n", encoding="utf-8")
    load_files(workspace, [file], now=NOW)
    exchange = next(one for one in partners(workspace, now=NOW) if one.source == "exchange")
    assert (exchange.newest, exchange.last_arrival) == ("2024-12", NOW)


def test_scheduled_collecting_is_off_unless_asked_for_and_then_once_a_day(workspace, stub):
    there = network(stub, DATA_GO_KR_KEY=KEY)
    Agency(stub, months(2024, 12))
    assert collect_due(workspace, NOW, network=there) == []
    settings = workspace.folder / "bongsu.toml"
    settings.write_text(
        settings.read_text("utf-8").replace("collect_when_due = false", "collect_when_due = true"), "utf-8"
    )
    willing = Workspace.open(workspace.folder)
    assert [report.outcome for report in collect_due(willing, NOW, network=there)] == ["ok"]
    assert collect_due(willing, datetime(2025, 1, 20, 9, tzinfo=UTC), network=there) == []
    assert (
        len(collect_due(willing, datetime(2025, 1, 20, 16, tzinfo=UTC), network=there)) == 1
    )  # next day in Seoul
    stub.script = lambda asked: Said(status=404)
    assert collect_due(willing, datetime(2025, 1, 22, tzinfo=UTC), network=there)[0].outcome == "failed"
    assert collect_due(willing, datetime(2025, 1, 22, 0, 30, tzinfo=UTC), network=there) == []
    assert len(collect_due(willing, datetime(2025, 1, 22, 1, tzinfo=UTC), network=there)) == 1


def test_scheduled_work_collects_only_where_it_is_told_to(workspace, monkeypatch):
    asked = []
    monkeypatch.setattr(due_work, "collect_due", lambda place, now: asked.append(now) or [])
    due_work.do_due(workspace, now=NOW, clock=lambda: NOW, send=False)
    assert asked == []
    due_work.do_due(workspace, now=NOW, clock=lambda: NOW, send=False, collect=True)
    assert asked == [NOW]


def verdicts(findings) -> dict[str, str]:
    worst: dict[str, str] = {}
    for finding in findings:
        if worst.get(finding.part) != "fail":
            worst[finding.part] = finding.verdict
    return worst


def test_the_doctor_says_of_every_part_how_it_is(workspace, stub):
    Agency(stub, months(2024, 12))
    there = network(stub, DATA_GO_KR_KEY=KEY)
    collect(workspace, now=NOW, network=there)
    found = verdicts(examine(workspace.folder, now=NOW, network=there))
    for part in ("workspace", "catalogue", "ledger", "raw", "keys", "feeds"):
        assert found[part] == "ok", part
    assert set(found) >= {"database", "jobs", "disk"}
    assert found["fonts"] == "ok"


def test_the_cost_of_a_partner_is_the_weight_that_the_newest_assessment_gives_it(workspace):
    records.setup(workspace.database)
    weights = [{"indicator": "gold_imports", "inclusion": 0.6}, {"indicator": "gold_price", "inclusion": 0.2}]
    store(items=[reading("gold", 4, indicators=weights)])
    customs, exchange = partners(workspace, now=NOW)
    assert customs.costs[0].inclusion == pytest.approx(0.75)
    assert exchange.costs[0].inclusion == pytest.approx(0.25)


def test_the_doctor_fails_what_is_broken_and_goes_on(workspace, stub):
    Agency(stub, months(2024, 12))
    there = network(stub, DATA_GO_KR_KEY=KEY)
    collect(workspace, now=NOW, network=there)
    payload = next(
        file for file in workspace.raw.rglob("*") if file.is_file() and b"feed" in file.read_bytes()
    )
    payload.write_bytes(b"changed")
    (workspace.catalogue_folder / "items.toml").write_text("[[item]]\ncolour = 1\n", encoding="utf-8")
    found = verdicts(examine(workspace.folder, now=datetime(2025, 6, 1, tzinfo=UTC), network=there))
    assert (found["catalogue"], found["raw"]) == ("fail", "fail")
    assert found["disk"] in ("ok", "warn", "fail")


def test_a_stale_feed_fails_the_examination_and_a_missing_key_warns(workspace, stub):
    Agency(stub, months(2024, 12))
    collect(workspace, now=NOW, network=network(stub, DATA_GO_KR_KEY=KEY))
    found = verdicts(examine(workspace.folder, now=datetime(2025, 6, 1, tzinfo=UTC), network=network(stub)))
    assert (found["feeds"], found["keys"]) == ("fail", "warn")


def test_the_commands_print_one_json_object_and_their_verdict(workspace, stub, monkeypatch):
    monkeypatch.delenv("DATA_GO_KR_KEY", raising=False)
    runner = CliRunner()
    plan = runner.invoke(app, ["collect", "--plan", "--json", "-w", str(workspace.folder)])
    assert plan.exit_code == 0
    assert json.loads(plan.stdout)["feeds"][0]["key"] == "missing"
    doctor = runner.invoke(app, ["doctor", "--json", "-w", str(workspace.folder / "nowhere")])
    assert doctor.exit_code == 1
    assert json.loads(doctor.stdout)["verdict"] == "fail"
    assert "△" in runner.invoke(app, ["doctor", "-w", str(workspace.folder)]).stdout

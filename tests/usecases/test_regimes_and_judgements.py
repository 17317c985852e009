"""What stands beside a grade: breaks, skill, intelligence and overrides, each as known on the day."""

import copy
from datetime import UTC, date, datetime

import numpy as np
import pytest

from bongsu import records
from bongsu.core.grading.grades import GradeRule
from bongsu.core.grading.methods import METHODS
from bongsu.core.grading.rolling import roll
from bongsu.core.panel.periods import Period, span
from bongsu.facts.ledger import Ledger
from bongsu.records import overrides
from bongsu.usecases.assess import path_cutoffs
from bongsu.usecases.judgements import add_judgements
from bongsu.usecases.known_panel import KnownPanel
from bongsu.usecases.load import load_files
from bongsu.usecases.regimes import break_sentences, ground_entry, grounds, known_events
from bongsu.usecases.workspace import Workspace
from bongsu.words import language, use_language

NOW = datetime(2026, 1, 1, tzinfo=UTC)
AS_OF = date(2005, 5, 31)
ITEMS = ("gold", "rice")
ITEMS_TOML = "".join(
    f'[[item]]\ncode = "{item}"\nname = {{ ko = "{item}", en = "{item}" }}\nunit = "kg"\nhs = ["710812"]\n'
    f'frequency = "month"\nindicators = ["{item}_price"]\n\n'
    for item in ITEMS
)
INDICATORS_TOML = "".join(
    f'[[indicator]]\ncode = "{item}_price"\nkind = "price"\nname = {{ ko = "값", en = "price" }}\n'
    f'series = "{item}_price"\nunit = "KRW/kg"\nsign = "+"\nleads = [0, 12]\npublication_lag = "P0D"\n\n'
    for item in ITEMS
)


def write_files(folder):
    """Gold: six times as many detections from 2003-06 on, and its price in another unit from 2004-01 on."""
    rng = np.random.default_rng(4)
    detections, observations = ["item,period,count,known_at"], ["series,period,value,published_at"]
    for place, period in enumerate(span(Period.parse("2000-01"), Period.parse("2005-05"))):
        level = 24 if place >= 41 else 4
        detections.append(f"gold,{period},{rng.poisson(level)},{period.end}")
        detections.append(f"rice,{period},{rng.poisson(6)},{period.end}")
        unit = 1000 if place >= 48 else 1
        observations.append(f"gold_price,{period},{unit * rng.normal(50, 1):.4f},{period.end}")
        if place <= 61:
            observations.append(f"rice_price,{period},{rng.normal(50, 1):.4f},{period.end}")
    events = [
        "event,kind,items,announced_on,effective_on,magnitude,known_at",
        "e1,tax,gold,2003-05-20,2003-06-01,0.1,2003-05-20",
        "e2,tax,gold,2003-06-01,2003-06-01,0.1,2005-06-01",
    ]
    intelligence = [
        "report,items,reliability,credibility,direction,note,expires_on,known_at",
        "i1,gold,B,2,+,a ship comes,2005-07-31,2005-05-10",
        "i2,rice,A,1,+,known too late,2005-12-31,2005-06-01",
    ]
    for name, lines in (
        ("detections", detections),
        ("observations", observations),
        ("events", events),
        ("intelligence", intelligence),
    ):
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture(scope="module", autouse=True)
def english():
    before = language()
    use_language("en")
    yield
    use_language(before)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    place = Workspace.create(tmp_path_factory.mktemp("regimes") / "w", pack="empty")
    for name, text in (("items", ITEMS_TOML), ("indicators", INDICATORS_TOML)):
        (place.catalogue_folder / f"{name}.toml").write_text(text, encoding="utf-8")
    place = Workspace.open(place.folder)
    files = place.folder / "files"
    files.mkdir()
    write_files(files)
    for report in load_files(place, [files], now=NOW):
        assert not report.refusal and not report.quarantined, report
    return place


@pytest.fixture(scope="module")
def found(workspace):
    """Item → its ground, with the moving average of twelve months as the method."""
    ledger = Ledger(workspace.facts)
    panel = KnownPanel(ledger, workspace.catalogue, workspace.catalogue.items, as_of=AS_OF)
    cutoffs = path_cutoffs(panel.cutoff, panel.first, 36)
    readings = roll(METHODS["ma12"], panel.at, cutoffs, rule=GradeRule())
    events = known_events(ledger, as_of=AS_OF)
    told = grounds(panel, cutoffs, readings, events=events)
    return dict(zip([item.code for item in panel.items], told, strict=True))


def test_the_shift_of_gold_is_named_with_the_event_known_by_then(found):
    shift = next(flag for flag in found["gold"].flags if flag.code == "count_level_shift")
    assert shift.date == "2003-06" and shift.events == ("e1",)
    assert any("From 2003-06 on detections stand at" in line for line in break_sentences(found["gold"]))


def test_the_price_in_another_unit_is_named(found):
    jump = next(flag for flag in found["gold"].flags if flag.code == "unit_jump")
    assert (jump.subject, jump.date, jump.size) == ("gold_price", "2004-01", 1000.0)


def test_the_silent_feed_of_rice_is_named(found):
    (stale,) = [flag for flag in found["rice"].flags if flag.code == "stale_indicator"]
    assert (stale.subject, stale.date) == ("rice_price", "2005-03")
    assert "stale_indicator" in found["rice"].codes


def test_a_years_mean_after_a_sixfold_rise_has_no_skill_and_of_a_calm_item_it_has(found):
    assert "base_rate_only" in found["gold"].codes
    assert "base_rate_only" not in found["rice"].codes
    assert found["rice"].skill.pairs >= 30


def test_the_ground_is_plain_json(found):
    import json

    for ground in found.values():
        assert json.loads(json.dumps(ground_entry(ground), allow_nan=False))["skill"]["pairs"] >= 30


@pytest.fixture
def document(workspace, monkeypatch):
    monkeypatch.delenv("BONGSU_DATABASE", raising=False)
    records.setup(workspace.database)
    yield {"hash": "ab", "items": [{"item": item, "grade": 3} for item in ITEMS]}
    records.close()


def test_intelligence_and_override_stand_beside_the_grade_and_leave_it_alone(workspace, document):
    overrides.override(
        "rice",
        5,
        reason="two sources agree",
        first_day=AS_OF,
        until=date(2005, 6, 30),
        actor="cli:kim",
        now=NOW,
    )
    before = copy.deepcopy(document)
    add_judgements(document, Ledger(workspace.facts), as_of=AS_OF)
    gold, rice = document["items"]
    assert (gold["intelligence"]["advised_grade"], gold["override"]) == (4, None)
    assert "advise one grade more" in gold["intelligence"]["sentence"]
    assert rice["intelligence"] is None and rice["override"]["grade"] == 5
    assert document["hash"] == before["hash"]
    assert [entry["grade"] for entry in document["items"]] == [3, 3]


def test_a_report_known_only_a_day_later_says_nothing(workspace, document):
    later = copy.deepcopy(document)
    add_judgements(document, Ledger(workspace.facts), as_of=AS_OF)
    add_judgements(later, Ledger(workspace.facts), as_of=date(2005, 6, 1))
    assert document["items"][1]["intelligence"] is None
    assert later["items"][1]["intelligence"]["advised_grade"] == 4

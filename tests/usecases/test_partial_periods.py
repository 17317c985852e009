"""A period that an office did not report is flagged with the office's name, and read as incomplete."""

import json
from datetime import UTC, date, datetime

import numpy as np
import pytest

from bongsu.core.panel.periods import Period, span
from bongsu.facts.ledger import Ledger
from bongsu.reports.board import small_print
from bongsu.reports.html import write_html
from bongsu.usecases.gather_report import gather
from bongsu.usecases.load import load_files
from bongsu.usecases.record_assessment import assess_and_record
from bongsu.usecases.screen import screen
from bongsu.usecases.workspace import Workspace
from bongsu.words import language, use_language

NOW = datetime(2026, 1, 1, tzinfo=UTC)
AS_OF = date(2005, 5, 31)
SEOUL, BUSAN = "010", "020"
ITEMS_TOML = "".join(
    f'[[item]]\ncode = "{item}"\nname = {{ ko = "{item}", en = "{item}" }}\nunit = "kg"\nhs = ["710812"]\n'
    f'frequency = "month"\nindicators = []\n\n'
    for item in ("gold", "rice")
)
OFFICES_TOML = "".join(
    f'[[office]]\ncode = "{code}"\nname = {{ ko = "{ko}", en = "{en}" }}\n\n'
    for code, ko, en in ((SEOUL, "서울세관", "Seoul"), (BUSAN, "부산세관", "Busan"))
)


def a_workspace(folder, *, silent=(), busan=True):
    """Gold in two offices, Busan's part three quarters; in the `silent` months Busan does not report."""
    place = Workspace.create(folder / "w", pack="empty")
    for name, text in (("items", ITEMS_TOML), ("offices", OFFICES_TOML)):
        (place.catalogue_folder / f"{name}.toml").write_text(text, encoding="utf-8")
    rng = np.random.default_rng(8)
    lines = ["item,period,count,office,known_at"]
    for period in span(Period.parse("2000-01"), Period.parse("2005-05")):
        seoul, home, rice = rng.poisson(4), rng.poisson(12), rng.poisson(6)
        lines.append(f"gold,{period},{seoul},{SEOUL},{period.end}")
        if busan and str(period) not in silent:
            lines.append(f"gold,{period},{home},{BUSAN},{period.end}")
        lines.append(f"rice,{period},{rice},{SEOUL},{period.end}")
    file = folder / "detections.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    opened = Workspace.open(place.folder)
    assert not load_files(opened, [file], now=NOW)[0].quarantined
    return opened


@pytest.fixture(autouse=True)
def english():
    before = language()
    use_language("en")
    yield
    use_language(before)


def assessed(workspace):
    recorded = assess_and_record(workspace, as_of=AS_OF, method=None, now=NOW, actor="cli:test")
    return {entry["item"]: entry for entry in recorded.document["items"]}


def test_a_partial_period_is_flagged_with_its_offices_on_every_surface(tmp_path):
    workspace = a_workspace(tmp_path, silent=("2005-04", "2005-05"))
    found = assessed(workspace)
    gold, rice = found["gold"], found["rice"]
    assert gold["flags"].count("partial_period") == 1
    assert "partial_period" not in rice["flags"]
    told = [each for each in gold["breaks"] if each["code"] == "partial_period"]
    assert [(each["period"], each["offices"]) for each in told] == [
        ("2005-04", [BUSAN]),
        ("2005-05", [BUSAN]),
    ]
    assert told[0]["size"] == pytest.approx(0.75, abs=0.06)
    words = "2005-05: no report yet from 020 Busan, which usually make"
    assert words in gold["sentence"]
    content = gather(workspace, None)
    item = next(each for each in content.items if each.code == "gold")
    assert "reports missing: 020" in small_print(item)
    page = write_html(content, tmp_path / "report", language="en").parent / "item-gold.html"
    assert words in page.read_text(encoding="utf-8")
    screened = screen(Ledger(workspace.facts), workspace.catalogue, as_of=AS_OF, items=("gold",)).items[0]
    assert any(words in sentence for sentence in screened.flag_sentences)
    json.dumps(found)


def test_a_missing_office_is_not_read_as_a_fall(tmp_path):
    for name in ("whole", "partial", "alone"):
        (tmp_path / name).mkdir()
    whole = assessed(a_workspace(tmp_path / "whole"))["gold"]
    partial = assessed(a_workspace(tmp_path / "partial", silent=("2005-03", "2005-04", "2005-05")))["gold"]
    # Seoul alone holds a quarter of the count: read as complete, its three months would be a fall.
    assert whole["expected"] == pytest.approx(16, rel=0.2)
    assert partial["expected"] > 0.8 * whole["expected"]
    assert "count_level_shift" not in partial["flags"]


def test_an_office_that_never_reported_is_not_missed(tmp_path):
    found = assessed(a_workspace(tmp_path, busan=False))
    assert all("partial_period" not in entry["flags"] for entry in found.values())

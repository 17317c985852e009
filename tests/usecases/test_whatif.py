"""What if, in a small workspace: before is the assessment, and the past is not rewritten."""

from datetime import date

import numpy as np
import pytest

from bongsu.catalogue import Catalogue
from bongsu.catalogue.packs import pack_folder
from bongsu.core.panel.periods import Period
from bongsu.facts.ledger import Ledger
from bongsu.usecases.assess import assess
from bongsu.usecases.whatif import as_document, day_of, what_if
from bongsu.usecases.whatif_levers import Change, levers
from bongsu.usecases.workspace import Workspace
from bongsu.words.refusal import Refusal, WrongUse

ITEMS = '[[item]]\ncode = "tobacco"\nindicators = ["gap", "rate"]\n'
INDICATORS = """
[[indicator]]
code = "gap"
kind = "price_gap"
formula = "pack_domestic_krw - pack_usd * fx_south_korea"
unit = "KRW/pack"
sign = "+"
leads = [0, 2]

[[indicator]]
code = "rate"
formula = "diff(log(fx_south_korea), 1)"
leads = [0, 2]
"""
SERIES = """
[[series]]
code = "pack_domestic_krw"
unit = "KRW/pack"
alias = ["domestic_price"]
[[series]]
code = "pack_usd"
unit = "USD/pack"
alias = ["world_price"]
[[series]]
code = "fx_south_korea"
unit = "KRW per USD"
alias = ["fx"]
"""
TARIFF = """
item = "tobacco"
[[good]]
code = "cigarettes"
unit = "pack"
[[rate]]
good = "cigarettes"
type = "A"
ad_valorem = 0.4
valid_from = "2000-01"
"""
LAST = date(2005, 12, 31)


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("bongsu.words._current", ["en"])


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whatif") / "w"
    workspace = Workspace.create(folder, pack="empty")
    for name, text in (("items", ITEMS), ("indicators", INDICATORS), ("series", SERIES)):
        (workspace.catalogue_folder / f"{name}.toml").write_text(text, encoding="utf-8")
    (workspace.catalogue_folder / "tariffs").mkdir()
    (workspace.catalogue_folder / "tariffs" / "tobacco.toml").write_text(TARIFF, encoding="utf-8")
    rng = np.random.default_rng(3)
    months = [Period.parse("2000-01") + step for step in range(72)]
    gap = np.convolve(rng.normal(size=80), [1, 0.8, 0.6, 0.4], mode="valid")[:72]
    counts = rng.poisson(np.exp(1.6 + 0.5 * np.concatenate([[0.0], gap[:-1]])))
    rows = ["series,period,value"]
    for month, wide in zip(months, gap, strict=True):
        rows += [f"pack_domestic_krw,{month},{2000 + 150 * wide:.2f}", f"pack_usd,{month},1.2"]
        rows.append(f"fx_south_korea,{month},{1200 + 20 * rng.normal():.2f}")
    (folder / "observations.csv").write_text("\n".join(rows), encoding="utf-8")
    detections = [f"tobacco,{month},{count}" for month, count in zip(months, counts, strict=True)]
    (folder / "detections.csv").write_text("\n".join(["item,period,count", *detections]), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def loaded(place):
    from typer.testing import CliRunner

    from bongsu.cli.main import app

    files = [str(place / f"{name}.csv") for name in ("observations", "detections")]
    result = CliRunner().invoke(app, ["load", *files, "--workspace", str(place)])
    assert result.exit_code == 0, result.output
    workspace = Workspace.open(place)
    return Ledger(workspace.facts), workspace.catalogue


def answer(loaded, *changes, **more):
    ledger, catalogue = loaded
    given = {"as_of": LAST, **more}
    return what_if(ledger, catalogue, "tobacco", [Change.parse(text) for text in changes], **given)


def test_before_is_what_the_assessment_says(loaded):
    found = answer(loaded, "world_price=-5%")
    assessed = assess(*loaded, as_of=LAST).document["items"][0]
    assert (found.before.grade, found.before.probability, found.before.expected) == (
        assessed["grade"],
        assessed["probability"],
        assessed["expected"],
    )


def test_a_lower_world_price_widens_the_gap_and_raises_what_is_expected(loaded):
    found = answer(loaded, "world_price=-20%")
    gap = next(shift for shift, _, _ in found.indicators if shift.indicator == "gap")
    assert gap.after > gap.before
    assert found.ahead[1][1] > found.ahead[1][0] * 1.2
    assert found.after.probability > found.before.probability
    narrowed = answer(loaded, "pack_domestic_krw=-200")
    assert narrowed.ahead[1][1] < narrowed.ahead[1][0]


def test_no_change_changes_nothing(loaded):
    found = answer(loaded, "fx=+0%")
    assert found.before == found.after


def test_a_change_that_begins_later_leaves_the_months_before_alone(loaded):
    found = answer(loaded, "pack_domestic_krw=+300", first=Period.parse("2006-03"))
    assert found.ahead[0][0] == found.ahead[0][1]
    with pytest.raises(WrongUse, match="after 2005-12"):
        answer(loaded, "fx=+1%", first=Period.parse("2005-12"))


def test_beyond_what_was_seen_is_said(loaded):
    found = answer(loaded, "pack_domestic_krw=+5000")
    said = {shift.indicator: words for shift, _, words in found.indicators}
    assert "out_of_range" in said["gap"]
    assert as_document(found)["indicators"][0]["history_cannot_say"]


def test_a_tax_is_passed_on_to_the_price_at_home_and_the_assumption_is_said(loaded):
    found = answer(loaded, "tax_per_pack=+200")
    assert found.levers[0].series == ("pack_domestic_krw",)
    assert any("passed on in full" in remark for remark in found.remarks)


def test_the_landed_cost_is_told_before_and_after(loaded):
    before, after = answer(loaded, "world_price=-50%").landed
    assert before.total == pytest.approx(1.4 * before.cif)
    assert before.cif == pytest.approx(1.2 * 1200, rel=0.1)
    assert after.cif == pytest.approx(before.cif / 2)
    assert after.smuggling_gain - before.smuggling_gain == pytest.approx(before.cif / 2)


@pytest.mark.parametrize("text", ["fx", "fx=", "fx=10%", "fx=-100%", "=+1", "fx=+1%%", "fx=1e3", "fx=+nan"])
def test_a_change_that_cannot_be_read_is_refused(text):
    with pytest.raises(WrongUse):
        Change.parse(text)


def test_a_name_that_stands_for_nothing_is_refused_with_the_names_there_are(loaded):
    with pytest.raises(WrongUse, match="pack_usd"):
        answer(loaded, "moon=+1")
    with pytest.raises(Refusal):
        what_if(*loaded, "gold", [Change.parse("fx=+1%")], as_of=LAST)


def test_the_day_follows_from_the_first_period_of_the_change():
    assert day_of(Period.parse("2005-07"), None, date(2026, 1, 1)) == date(2005, 6, 30)
    assert day_of(None, None, date(2026, 1, 1)) == date(2026, 1, 1)


def test_the_korean_pack_knows_the_plain_words():
    catalogue = Catalogue.load(pack_folder("kr-2005"))
    tax, fx = levers(
        catalogue, "tobacco", [Change.parse("tax_per_pack=+500"), Change.parse("world_price=-5%")]
    )
    assert tax.series == ("tobacco_tax_krw_pack", "tobacco_domestic_krw_pack")
    assert fx.series == ("tobacco_world_krw_pack",)
    (fx,) = levers(catalogue, "garlic", [Change.parse("fx=+10%")])
    assert fx.series == ("fx_south_korea",)

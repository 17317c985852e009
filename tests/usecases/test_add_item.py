"""Adding an item: checked whole before a byte is written, then loaded, and told what is missing."""

from datetime import UTC, datetime

import pytest

from bongsu.catalogue import Catalogue
from bongsu.usecases.add_item import NewItem, add_item, read_formula, read_series, read_sign
from bongsu.usecases.workspace import Workspace
from bongsu.words.refusal import Refusal, WrongUse

NOW = datetime(2023, 1, 31, tzinfo=UTC)
FUEL = NewItem(
    "duty_free_fuel",
    "면세유",
    "Duty-free fuel",
    "kL",
    ("271019",),
    series=(("taxed", "KRW/L"), ("tax_free", "KRW/L"), ("calls", "calls")),
    formulas=(("spread", "KRW/L", "taxed - tax_free"),),
    signs=(("spread", "+"), ("calls", "?")),
    thresholds=("spread",),
)


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("bongsu.words._current", ["en"])


@pytest.fixture
def place(tmp_path):
    return Workspace.create(tmp_path / "w", pack="empty")


def files_of(place):
    return {path.name: path.read_text("utf-8") for path in place.catalogue_folder.glob("*.toml")}


def test_the_entries_are_written_and_read_back(place):
    added = add_item(place, FUEL, now=NOW)
    catalogue = Catalogue.load(place.catalogue_folder)
    item = catalogue.item("duty_free_fuel")
    assert item.indicators == ("duty_free_fuel_calls", "duty_free_fuel_spread")
    spread = catalogue.indicator("duty_free_fuel_spread")
    assert (spread.sign, spread.threshold, spread.inputs) == ("+", True, ("taxed", "tax_free"))
    assert {each.code: each.unit for each in catalogue.declared} == dict(FUEL.series)
    assert [held.periods for held in added.held] == [0, 0, 0, 0]
    assert any("Load detections" in step for step in added.next_steps)


def test_checking_writes_nothing(place):
    before = files_of(place)
    added = add_item(place, FUEL, now=NOW, check_only=True)
    assert not added.written
    assert files_of(place) == before


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"formulas": (("spread", "KRW/kL", "taxed - tax_free"),)}, "not KRW/kL"),
        ({"formulas": (("spread", "KRW/L", "taxed - calls"),)}, "do not measure the same"),
        ({"series": (("taxed", "KRW/litre_of_oil"),)}, "there is no unit"),
        ({"hs": ("27.10",)}, "without dots"),
        ({"publication_lag": "soon"}, "a duration"),
    ],
)
def test_a_mistake_is_refused_and_leaves_the_files_as_they_were(place, changed, words):
    before = files_of(place)
    fields = {name: getattr(FUEL, name) for name in FUEL.__slots__}
    with pytest.raises(Refusal, match=words):
        add_item(place, NewItem(**{**fields, "signs": (), "thresholds": (), **changed}), now=NOW)
    assert files_of(place) == before


def test_an_item_that_is_there_is_refused(place):
    add_item(place, FUEL, now=NOW)
    with pytest.raises(Refusal, match="a code that no item has"):
        add_item(Workspace.open(place.folder), FUEL, now=NOW)


def test_data_is_loaded_and_its_gaps_are_named(place, tmp_path):
    rows = [f"taxed,2022-{month:02d},1500" for month in (1, 2, 4, 5)]
    file = tmp_path / "observations.csv"
    file.write_text("\n".join(["series,period,value", *rows]), encoding="utf-8")
    added = add_item(place, FUEL, now=NOW, files=[file])
    taxed = added.held[1]
    assert (taxed.periods, str(taxed.first), str(taxed.last)) == (4, "2022-01", "2022-05")
    assert [str(period) for period in taxed.gaps] == ["2022-03"]
    assert any("2022-03" in step for step in added.next_steps)


def test_options_that_cannot_be_read_are_refused():
    assert read_series("diesel_krw_l:KRW/L") == ("diesel_krw_l", "KRW/L")
    assert read_formula("spread [KRW/L] = a - b") == ("spread", "KRW/L", "a - b")
    assert (read_sign("+"), read_sign("spread=-")) == (("", "+"), ("spread", "-"))
    for read, text in ((read_series, "diesel"), (read_formula, "a - b"), (read_sign, "up")):
        with pytest.raises(WrongUse):
            read(text)

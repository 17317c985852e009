"""Adding an item: checked whole before a byte is written, then loaded, and told what is missing."""

from datetime import UTC, datetime

import pytest

from bongsu.catalogue import Catalogue
from bongsu.usecases.add_item import add_item, check_item
from bongsu.usecases.new_item import NewItem, read_formula, read_series, read_sign
from bongsu.usecases.try_item import try_item
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
    assert set(check_item(place, FUEL)) == {"items.toml", "indicators.toml", "series.toml"}
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


def month(count):
    return f"{2019 + count // 12}-{count % 12 + 1:02d}"


@pytest.fixture
def data(tmp_path):
    """Forty-eight months of detections and of the two prices."""
    detections = [f"duty_free_fuel,{month(k)},{3 + k % 5}" for k in range(48)]
    prices = [f"taxed,{month(k)},{1500 + k}" for k in range(48)]
    prices += [f"tax_free,{month(k)},{900 - k}" for k in range(48)]
    files = {
        "detections.csv": ["item,period,count", *detections],
        "observations.csv": ["series,period,value", *prices],
    }
    for name, lines in files.items():
        (tmp_path / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return [tmp_path / name for name in files]


def everything_in(folder):
    """Content of every file but the database, which opening the records makes."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "bongsu." not in path.name
    }


def test_a_trial_grades_the_item_on_a_copy_and_keeps_nothing(place, data):
    before = everything_in(place.folder)
    tried = try_item(place, FUEL, now=NOW, files=data)
    assert everything_in(place.folder) == before
    spread = next(each for each in tried.values if each.indicator.code == "duty_free_fuel_spread")
    assert [(str(period), value) for period, value in spread.first[:2]] == [
        ("2019-01", 600),
        ("2019-02", 602),
    ]
    assert (spread.periods, str(spread.last[0])) == (48, "2022-12")
    assert str(tried.as_of) == "2022-12-31"
    assert 1 <= tried.graded["grade"] <= 5
    assert any("calls" in missing for missing in tried.added.missing)


def test_the_grade_of_the_trial_is_the_grade_it_gets(place, data):
    from bongsu.usecases.record_assessment import assess_and_record

    tried = try_item(place, FUEL, now=NOW, files=data)
    add_item(place, FUEL, now=NOW, files=data)
    stored = assess_and_record(
        Workspace.open(place.folder), as_of=tried.as_of, method=None, now=NOW, actor="test"
    )
    entry = next(each for each in stored.document["items"] if each["item"] == "duty_free_fuel")
    assert (entry["grade"], entry["probability"]) == (tried.graded["grade"], tried.graded["probability"])


def test_an_item_without_detections_is_not_graded(place):
    tried = try_item(place, FUEL, now=NOW)
    assert (tried.as_of, tried.graded) == (None, None)
    assert all(not each.first for each in tried.values)


def test_indicators_of_the_catalogue_offices_and_channels_are_taken_over(place):
    add_item(place, FUEL, now=NOW)
    place = Workspace.open(place.folder)
    add_item(
        place,
        NewItem(
            "farm_fuel",
            "농업용 유류",
            "Farm fuel",
            "kL",
            indicators=("duty_free_fuel_spread",),
            channels=("vessel",),
        ),
        now=NOW,
    )
    item = Workspace.open(place.folder).catalogue.item("farm_fuel")
    assert (item.indicators, item.channels) == (("duty_free_fuel_spread",), ("vessel",))


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name_ko": ""}, "--name-ko"),
        ({"unit": " "}, "--unit"),
        ({"channels": ("rail",)}, 'items.toml, item "duty_free_fuel": channels'),
        ({"indicators": ("no_such",)}, 'items.toml, item "duty_free_fuel": indicators'),
    ],
)
def test_a_refusal_names_the_field(place, said, field):
    fields = {name: getattr(FUEL, name) for name in FUEL.__slots__}
    with pytest.raises(Refusal) as no:
        check_item(place, NewItem(**{**fields, **said}))
    assert [part.where for part in no.value.parts] == [field]


def test_several_mistakes_are_told_apart(place):
    fields = {name: getattr(FUEL, name) for name in FUEL.__slots__}
    with pytest.raises(Refusal) as no:
        check_item(place, NewItem(**{**fields, "hs": ("27.10",), "frequency": "day"}))
    assert {part.where.rpartition(": ")[2] for part in no.value.parts} == {"hs", "frequency"}

"""The packs that come with bongsu: they read, and kr-2005 is the system of 2005."""

from datetime import date

import pytest

from bongsu.catalogue import Catalogue
from bongsu.catalogue.packs import available_packs, pack_folder
from bongsu.core.panel.periods import Period
from bongsu.words.refusal import Refusal

FOURTEEN = {
    "tobacco": "담배",
    "gold": "금괴",
    "antler_velvet": "녹용",
    "viagra": "비아그라",
    "rice": "쌀",
    "garlic": "마늘",
    "diamond": "다이아몬드",
    "soybean": "대두",
    "sea_cucumber": "해삼",
    "pollack": "명태",
    "ginseng": "인삼",
    "red_pepper": "고추",
    "ginger": "생강",
    "bracken": "고사리",
}


@pytest.fixture(scope="module")
def kr_2005() -> Catalogue:
    return Catalogue.load(pack_folder("kr-2005"))


@pytest.mark.parametrize("pack", available_packs())
def test_every_pack_can_be_read(pack):
    catalogue = Catalogue.load(pack_folder(pack))
    assert Catalogue.from_files(catalogue.files) == catalogue


def test_there_are_an_empty_pack_and_that_of_2005():
    assert {"empty", "kr-2005"} <= set(available_packs())
    assert Catalogue.load(pack_folder("empty")).items == ()


def test_an_unknown_pack_is_refused_with_the_packs_there_are():
    with pytest.raises(Refusal, match="kr-2005"):
        pack_folder("kr-2006")


def test_in_may_2005_exactly_the_fourteen_items_were_members(kr_2005):
    members = kr_2005.items_on(Period.parse("2005-05"))
    assert {item.code: item.name["ko"] for item in members} == FOURTEEN


def test_duty_free_fuel_came_later(kr_2005):
    assert "duty_free_fuel" in {item.code for item in kr_2005.items_on(date(2006, 8, 9))}


def test_gold_has_the_two_indicators_of_the_2005_model_first(kr_2005):
    gap, net_imports, *others = kr_2005.indicators_of("gold")
    assert gap.formula.text == "gold_domestic_krw_g - gold_world_krw_g"
    assert net_imports.formula.text == "gold_imports_kg - gold_exports_kg"
    assert len(others) >= 5


def test_margins_are_thresholds_and_rise_with_smuggling(kr_2005):
    margins = {"price_gap", "smuggling_margin", "taxed_untaxed_spread"}
    found = {(indicator.kind in margins) == indicator.threshold for indicator in kr_2005.indicators}
    assert found == {True}
    assert {indicator.sign for indicator in kr_2005.indicators if indicator.threshold} == {"+"}


def test_one_kind_means_one_sign_wherever_the_sign_is_known(kr_2005):
    signs: dict[str, set[str]] = {}
    for indicator in kr_2005.indicators:
        if indicator.sign != "?" and indicator.kind not in {"price_abroad", "production_abroad"}:
            signs.setdefault(indicator.kind, set()).add(indicator.sign)
    assert {kind for kind, found in signs.items() if len(found) > 1} == set()


def test_exchange_rates_do_not_wait_for_slow_indicators(kr_2005):
    assert Period.parse("2005-04").end < kr_2005.publication_lag_of("fx_south_korea").after(date(2005, 4, 30))
    assert kr_2005.publication_lag_of("fx_south_korea").after(date(2005, 4, 30)) <= date(2005, 5, 31)


def test_every_indicator_belongs_to_an_item_and_every_entry_has_both_names(kr_2005):
    used = {code for item in kr_2005.items for code in item.indicators}
    assert used == {indicator.code for indicator in kr_2005.indicators}
    entries = [*kr_2005.items, *kr_2005.indicators, *kr_2005.offices, *kr_2005.sources]
    assert {entry.code for entry in entries if set(entry.name) != {"ko", "en"}} == set()
    names = [indicator.name["ko"] for indicator in kr_2005.indicators]
    assert len(set(names)) == len(names)


def test_the_special_squads_of_2005_were_at_offices_that_are_known(kr_2005):
    squads = {"서울세관", "부산세관", "인천세관", "인천공항세관"}
    assert squads <= {office.name["ko"] for office in kr_2005.offices}


def test_codes_nobody_has_checked_are_marked(kr_2005):
    assert "7108121000" in kr_2005.item("gold").unverified
    assert "1006301000" not in kr_2005.item("rice").unverified


def test_offices_acted_from_serious_on_in_2005_and_from_warning_on_in_2006(kr_2005):
    assert kr_2005.grades.action_grade_on(date(2005, 6, 13)) == 4
    assert kr_2005.grades.action_grade_on(date(2006, 1, 3)) == 3

"""Landed cost and margins from an item's own series."""

from datetime import date

import pytest

from bongsu.catalogue import Catalogue
from bongsu.catalogue.packs import pack_folder
from bongsu.usecases.margins import margins

KOREA = Catalogue.load(pack_folder("kr-2005"))
RATES = {"fx_south_korea": 1150.0, "fx_china": 6.5}
GARLIC = {"garlic_domestic_krw_kg": 4000.0, "garlic_china_cny_kg": 5.0, **RATES}
DAY = date(2012, 3, 31)


def test_a_price_in_yuan_is_brought_to_won_by_the_two_rates_of_the_dollar():
    found = margins(KOREA, "garlic", GARLIC, on=DAY)
    assert found.cif == pytest.approx(5.0 * 1150.0 / 6.5)
    assert found.components[1].amount == pytest.approx(3.6 * found.cif)
    assert found.legal_gain == pytest.approx(4000.0 - 4.6 * found.cif)


def test_a_price_per_tonne_is_brought_to_kilograms():
    values = {"soybean_domestic_krw_kg": 3000.0, "wb_soybeans": 500.0, **RATES}
    assert margins(KOREA, "soybean", values, on=DAY).cif == pytest.approx(575.0)


@pytest.mark.parametrize("lacking", sorted(GARLIC))
def test_without_one_of_the_series_there_is_no_margin(lacking):
    values = {name: value for name, value in GARLIC.items() if name != lacking}
    assert margins(KOREA, "garlic", values, on=DAY) is None


def test_on_a_day_without_a_rate_there_is_no_margin():
    assert margins(KOREA, "garlic", GARLIC, on=date(2005, 5, 31)) is None
    assert margins(KOREA, "viagra", GARLIC, on=DAY) is None

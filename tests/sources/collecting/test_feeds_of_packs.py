"""What the packs wire can be collected, goes to series that indicators use, and sources point at it."""

from __future__ import annotations

import pytest

from bongsu.catalogue.catalogue import Catalogue
from bongsu.catalogue.packs import available_packs, pack_folder
from bongsu.sources.collecting.feeds import feeds_of
from bongsu.sources.description import data_sets

PACKS = {name: Catalogue.load(pack_folder(name)) for name in available_packs()}


@pytest.mark.parametrize("pack", list(PACKS))
def test_every_wired_series_is_one_that_an_indicator_uses(pack):
    catalogue = PACKS[pack]
    wired = {name for feed in feeds_of(catalogue.files) for name in feed.names}
    assert wired - set(catalogue.series) == set()


@pytest.mark.parametrize("pack", list(PACKS))
def test_every_wired_unit_is_the_indicators_where_it_says_one(pack):
    catalogue = PACKS[pack]
    for feed in feeds_of(catalogue.files):
        for part in feed.series:
            assert part.unit == (catalogue.unit_of_series(part.series) or part.unit), part.series


@pytest.mark.parametrize("pack", list(PACKS))
def test_sources_point_at_data_sets_that_there_are(pack):
    for source in PACKS[pack].sources:
        assert set(source.datasets) <= set(data_sets()), source.code


def test_every_data_set_of_the_task_is_pointed_at_by_the_korean_pack():
    pointed = {code for source in PACKS["kr-2005"].sources for code in source.datasets}
    korean = {code for code, one in data_sets().items() if one.collect} - {"us_cbp/drug_seizures"}
    assert korean - pointed == set()
    assert len(feeds_of(PACKS["kr-2005"].files)) >= 8

"""What the packs wire can be collected, goes to series that indicators use, and sources point at it."""

from __future__ import annotations

import pytest

from bongsu.catalogue.catalogue import Catalogue
from bongsu.catalogue.packs import available_packs, pack_folder
from bongsu.core.panel.periods import Period
from bongsu.sources.collecting.feeds import Window, feeds_of
from bongsu.sources.collectors import run
from bongsu.sources.description import data_sets
from bongsu.words.refusal import Refusal

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
    assert len(feeds_of(PACKS["kr-2005"].files)) >= 16


def test_what_nobody_has_checked_or_knows_is_marked_part_by_part():
    feeds = {feed.code: feed for feed in feeds_of(PACKS["kr-2005"].files)}
    assert feeds["mof/vessel_calls"].series[0].unverified == ("port", "measure")
    assert {part.unknown for part in feeds["mafra/china_wholesale"].series} == {("grid",)}
    assert not any(part.unverified or part.unknown for part in feeds["fred/alfred_daily"].series)


def test_a_code_that_nobody_knows_is_refused_before_any_question():
    feeds = {feed.code: feed for feed in feeds_of(PACKS["kr-2005"].files)}

    def asked(*_: object, **__: object) -> None:
        raise AssertionError("asked")

    day = Period.parse("2024-01-05")
    with pytest.raises(Refusal, match="grid"):
        run(feeds["mafra/china_wholesale"], Window(day, day), asked)  # type: ignore[arg-type]


def test_an_unverified_key_must_be_there():
    wiring = """[[feed]]
code = "fred/alfred_daily"
series = [{ series = "fx", unit = "KRW per USD", id = "DEXKOUS", unverified = ["port"] }]
"""
    with pytest.raises(Refusal, match="unverified"):
        feeds_of({"feeds/x.toml": wiring})

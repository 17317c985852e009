"""Data sets that come as whole files: found, fetched, and read by the reader of the file."""

from __future__ import annotations

import pytest

from bongsu.sources.collectors import find_file
from bongsu.words.refusal import Refusal

from .conftest import feed_of

PINK = "world_bank/pink_sheet"
ADDRESS = "https://thedocs.worldbank.org/en/doc/{edition}/related/CMO-Historical-Data-Monthly.xlsx"


def page(*editions: str) -> str:
    links = "".join(f'<a href="{ADDRESS.format(edition=edition)}">Monthly prices</a>' for edition in editions)
    return f"<!doctype html><html><body>{links}</body></html>"


@pytest.mark.lie(PINK, "moving-address")
@pytest.mark.parametrize(
    "edition", ["18675f1d1639c7a34d463f59263ba0a2-0050012025", "74e8be41ceb20fa0da750cda2f6b9e4e-0050012026"]
)
def test_the_workbook_is_found_wherever_this_months_page_says(bench, stub, edition):
    stub.script = lambda asked: b"PK\x03\x04book" if asked.path.endswith(".xlsx") else page(edition)
    name, answer = find_file(feed_of(PINK), bench.ask(feed_of(PINK)))
    assert (name, answer.content) == ("CMO-Historical-Data-Monthly.xlsx", b"PK\x03\x04book")
    assert [asked.host for asked in stub.asked] == ["www.worldbank.org", "thedocs.worldbank.org"]


@pytest.mark.lie(PINK, "moving-address")
@pytest.mark.parametrize("editions", [(), ("one", "two")])
def test_a_page_that_names_no_workbook_or_two_is_refused(bench, stub, editions):
    stub.script = lambda asked: page(*editions)
    with pytest.raises(Refusal, match="one link to CMO-Historical-Data-Monthly"):
        find_file(feed_of(PINK), bench.ask(feed_of(PINK)))


@pytest.mark.lie(PINK, "html-page")
def test_a_page_in_place_of_the_workbook_is_refused(bench, stub):
    stub.script = lambda asked: page("x")
    with pytest.raises(Refusal, match="an Excel workbook"):
        find_file(feed_of(PINK), bench.ask(feed_of(PINK)))

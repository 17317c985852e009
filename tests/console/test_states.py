"""What a screen says when there is nothing, or something is broken: plain, and what may be done by whom."""

from __future__ import annotations

import pytest


@pytest.fixture
def broken(console):
    """The catalogue with a mistake in it, mended afterwards."""
    file = console / "catalogue" / "items.toml"
    before = file.read_text("utf-8")
    file.write_text(before + '\n[[item]]\ncode = "x"\nunt = "kg"\n', "utf-8")
    yield
    file.write_text(before, "utf-8")


@pytest.mark.parametrize("at", ["/warnings/2005-001/", "/data/", "/map/", "/effect/"])
def test_a_broken_catalogue_is_a_page_that_names_the_mistake_to_who_may_mend_it(broken, signed_in, at):
    page = signed_in("steward").get(at)
    assert page.status_code == 503
    assert "unt" in page.content.decode()
    assert "state error" in page.content.decode()


def test_others_are_told_whom_to_ask(broken, signed_in):
    page = signed_in("field").get("/map/").content.decode()
    assert "state error" in page
    assert "items.toml" not in page


def test_the_console_goes_on_once_the_file_is_right(signed_in):
    assert signed_in("steward").get("/data/").status_code == 200


def test_an_empty_board_offers_what_each_may_do(console, signed_in, monkeypatch):
    from bongsu.console import readings

    monkeypatch.setattr(readings, "as_known", lambda day=None, among=(): None)
    monkeypatch.setattr(readings, "days", list)
    pages = {name: signed_in(name).get("/").content.decode() for name in ("steward", "analyst", "field")}
    assert all("state empty" in page and "--as-of" not in page for page in pages.values())
    assert "/items/new/" in pages["steward"]
    assert 'id="assess_as_of"' in pages["steward"]
    assert 'id="assess_as_of"' in pages["analyst"]
    assert "/items/new/" not in pages["analyst"]
    assert "/items/new/" not in pages["field"]
    assert "assess_as_of" not in pages["field"]

"""A fresh installation: only the token of the terminal makes the administrator; then come the steps left."""

from __future__ import annotations

import re

import pytest

from tests.console.conftest import PASSWORD

GIVEN = {"name": "root", "password": PASSWORD, "again": PASSWORD}


@pytest.fixture
def fresh(assets, tmp_path, monkeypatch):
    """A browser before a workspace that nobody has used; the token is "right"."""
    from django.test import Client

    from bongsu import records
    from bongsu.console.configuration import Door
    from bongsu.console.opening import open_console
    from bongsu.console.wsgi import TOKEN
    from bongsu.usecases.workspace import Workspace

    monkeypatch.setenv(TOKEN, "right")
    place = Workspace.create(tmp_path / "w", pack="empty")
    open_console(place, Door(hosts=("localhost", "testserver")))
    yield Client(HTTP_HOST="localhost")
    records.setup(tmp_path / "bongsu.db", desk={})
    records.close()


def test_every_address_leads_to_the_first_run_and_no_wrong_token_makes_an_administrator(fresh):
    from bongsu.records import people

    assert fresh.get("/data/")["Location"] == "/welcome/"
    for token in ("", "wrong", "righ", "right2"):
        answer = fresh.post("/welcome/", GIVEN | {"token": token})
        assert answer.status_code == 400, token
        assert 'value="root"' in answer.content.decode(), "what was typed is kept, the passwords are not"
        assert PASSWORD not in answer.content.decode()
    assert fresh.post("/welcome/", GIVEN | {"token": "right", "again": "x"}).status_code == 400
    assert people.listing() == []


def test_the_steps_that_are_left_follow_from_what_is_there(fresh):
    assert fresh.post("/welcome/", GIVEN | {"token": "right"})["Location"] == "/account/login/"
    assert fresh.get("/welcome/").status_code == 404
    answer = fresh.post("/account/login/", {"login": "root", "password": PASSWORD})
    assert answer.status_code == 302
    page = fresh.get("/").content.decode()
    assert page.count('aria-current="step"') == 1
    assert 'href="/people/"' in page
    steward = {"name": "kim", "role": "steward", "password": PASSWORD}
    assert fresh.post("/people/change", steward).status_code == 302
    fresh.post("/account/logout/")
    fresh.post("/account/login/", {"login": "kim", "password": PASSWORD})
    page = fresh.get("/").content.decode()
    assert re.search(r'aria-current="step"><a href="/items/new/">', page)
    assert 'href="/people/"' not in page
    assert 'action="/assess"' in page

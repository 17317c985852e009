"""A console of its own over a small made-up workspace, opened once and put away at the end."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bongsu import records
from bongsu.core.early_warning.people import Role
from bongsu.words import language, use_language
from tests.console.browsing import CHROMIUM, QUIET, WIDE, lacking, served, sign_in
from tests.console.tour import addresses, furnish

PASSWORD = "봉수대-다섯-불-오르다-2005"
EVERYBODY = "everybody"
"""An account with every role, to look at every screen."""

NOW = datetime(2005, 6, 10, 9, 30, tzinfo=UTC)
DAYS = (date(2005, 4, 30), date(2005, 5, 31))


@pytest.fixture(scope="session")
def country(tmp_path_factory) -> Path:
    """The made-up country, assessed on two days by the quickest method, with one account a role."""
    from bongsu.console.demo import ACTOR, demo_warnings
    from bongsu.records import people
    from bongsu.usecases.demo import made_up_workspace
    from bongsu.usecases.load import load_files
    from bongsu.usecases.record_assessment import assess_and_record, open_records

    before = language()
    use_language("ko")
    os.environ.pop("BONGSU_DATABASE", None)
    records.setup(tmp_path_factory.mktemp("before") / "bongsu.db", desk={})
    folder = tmp_path_factory.mktemp("console") / "country"
    place = made_up_workspace(folder)
    load_files(place, [place.folder / "files"], now=NOW)
    open_records(place)
    for day in DAYS:
        assess_and_record(place, as_of=day, method="history", now=NOW, actor=ACTOR)
    accounts = [
        people.register(
            role.value,
            roles=[role],
            offices=["010"] if role is Role.FIELD else [],
            password=PASSWORD,
            actor=ACTOR,
            now=NOW,
        )
        for role in Role
    ]
    demo_warnings(place, accounts)
    people.register(EVERYBODY, roles=list(Role), offices=["010"], password=PASSWORD, actor=ACTOR, now=NOW)
    records.close()
    use_language(before)
    return folder


@pytest.fixture(scope="session")
def assets() -> None:
    """What browsers load, built where it is missing or old."""
    from bongsu.console.assets.build import build_assets

    build_assets()


@pytest.fixture(scope="module")
def console(country, assets, tmp_path_factory):
    """The console opened in this process over a copy of the country; afterwards the process has none."""
    from bongsu.console.configuration import Door
    from bongsu.console.opening import open_console
    from bongsu.usecases.workspace import Workspace

    folder = tmp_path_factory.mktemp("copy") / "country"
    shutil.copytree(country, folder)
    open_console(Workspace.open(folder), Door(hosts=("localhost", "testserver")))
    yield folder
    records.setup(tmp_path_factory.mktemp("after") / "bongsu.db", desk={})
    records.close()


@pytest.fixture
def visitor(console):
    """A browser of nobody in particular."""
    from django.test import Client

    return Client(HTTP_HOST="localhost")


@pytest.fixture
def signed_in(console):
    """Makes a browser in which an account is signed in; the accounts bear their roles' names."""
    from django.test import Client

    from bongsu.records.models import User

    def sign(name: str) -> Client:
        client = Client(HTTP_HOST="localhost")
        client.force_login(
            User.objects.get(username=name), backend="django.contrib.auth.backends.ModelBackend"
        )
        return client

    return sign


@pytest.fixture
def settings_for():
    """Django's settings changed for a while: `with settings_for(NAME=value): …`."""
    from django.test import override_settings

    return override_settings


CLOSED = tuple(
    f"Failed to load resource: the server responded with a status of {status}"
    for status in ("404 (Not Found)", "403 (Forbidden)", "400 (Bad Request)")
)
"""What a browser says of a page that must not be seen, and of a form that is refused."""


@pytest.fixture(scope="module")
def address(request, tmp_path_factory):
    if lacking():
        if os.environ.get("BONGSU_NEEDS_BROWSER") == "1":
            pytest.fail(lacking())
        pytest.skip(lacking())
    country, _ = request.getfixturevalue("country"), request.getfixturevalue("assets")
    folder = tmp_path_factory.mktemp("browsed") / "country"
    shutil.copytree(country, folder)
    with served(folder) as at:
        yield at


@pytest.fixture(scope="module")
def browser(address):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def kept(browser, address):
    """The cookies of each account signed in so far."""
    return {}


@pytest.fixture
def look(browser, address, kept):
    """Opens a page for an account; afterwards no script may have complained and no other host been asked."""
    contexts, complaints = [], []

    def opened(name=EVERYBODY, *, size=WIDE, language="ko", scheme="light"):
        if (name, language) not in kept:
            context = browser.new_context()
            sign_in(context.new_page(), address, name, PASSWORD, language)
            kept[name, language] = context.storage_state()
            context.close()
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            storage_state=kept[name, language],
            color_scheme=scheme,
        )
        contexts.append(context)
        page = context.new_page()
        page.on(
            "console",
            lambda told: (
                complaints.append(told.text)
                if told.type in ("error", "warning") and told.text not in CLOSED
                else None
            ),
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request",
            lambda asked: (
                complaints.append(f"asks {asked.url}")
                if not asked.url.startswith((address, "data:", "blob:"))
                else None
            ),
        )
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not complaints, "\n".join(complaints)


@pytest.fixture(scope="module")
def screens(browser, address):
    """The addresses of all screens by name, after every screen was given something to show."""
    furnish(browser, address, PASSWORD)
    context = browser.new_context()
    page = context.new_page()
    sign_in(page, address, EVERYBODY, PASSWORD)
    found = addresses(page, address)
    context.close()
    return found

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
    from bongsu.usecases.demo import _made_up_workspace
    from bongsu.usecases.load import load_files
    from bongsu.usecases.record_assessment import assess_and_record, open_records
    from bongsu.usecases.synthetic_country import DEMO_SEED

    before = language()
    use_language("ko")
    os.environ.pop("BONGSU_DATABASE", None)
    records.setup(tmp_path_factory.mktemp("before") / "bongsu.db", desk={})
    folder = tmp_path_factory.mktemp("console") / "country"
    place = _made_up_workspace(folder, DEMO_SEED)
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

"""The API: tokens, pages, ETags, files, problems; the same numbers as the command line."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

API = "/api/v1"


@pytest.fixture
def made(console):
    """Makes a token of an account: its entry and its text."""
    from bongsu.records import tokens

    def make(account: str, *scopes: str, now: datetime | None = None):
        return tokens.create(account, scopes, days=1, actor="test", now=now or datetime.now(UTC))

    return make


@pytest.fixture
def bearing(made):
    """Makes a client that sends a token of an account with scopes."""
    from django.test import Client

    def bear(account: str, *scopes: str) -> Client:
        return Client(HTTP_HOST="localhost", HTTP_AUTHORIZATION=f"Bearer {made(account, *scopes)[1]}")

    return bear


def test_the_secret_of_a_token_is_nowhere_in_the_records(made, console):
    from bongsu.records import audit

    entry, text = made("auditor", "read")
    secret = text.split("_", 2)[2].encode()
    kept = b"".join(each.read_bytes() for each in console.rglob("*") if each.is_file())
    assert secret not in kept
    (line,) = audit.lines(subject=f"token {entry.prefix}")
    assert line.act == "token.created"
    assert line.detail["account"] == "auditor"


def test_a_token_that_is_over_revoked_or_forged_signs_nobody_in(made, visitor):
    from bongsu.records import tokens

    now = datetime.now(UTC)
    entry, text = made("auditor", "read", now=now)
    assert tokens.bearer(text, now=now).person.name == "auditor"
    assert tokens.bearer(text, now=now + timedelta(days=1)) is None
    assert tokens.bearer(text[:-1] + ("A" if text[-1] != "A" else "B"), now=now) is None
    assert tokens.bearer(f"bongsu_{entry.prefix}_", now=now) is None
    tokens.revoke(entry.prefix, actor="test", now=now)
    assert tokens.bearer(text, now=now) is None
    answer = visitor.get(f"{API}/items", headers={"authorization": f"Bearer {text}"})
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_what_is_taken_from_an_account_is_taken_from_its_tokens(made):
    from bongsu.records import tokens
    from bongsu.records.models import User

    _, text = made("operator", "read")
    User.objects.filter(username="operator").update(is_active=False)
    try:
        assert tokens.bearer(text, now=datetime.now(UTC)) is None
    finally:
        User.objects.filter(username="operator").update(is_active=True)


def test_facts_are_those_of_the_command_line(bearing, console):
    from typer.testing import CliRunner

    from bongsu.cli.facts import app

    asked = ["detections", "-w", str(console), "--by", "item,period", "--as-of", "2005-04-30", "--json"]
    told = json.loads(CliRunner().invoke(app, asked).stdout)["rows"]
    asked = f"{API}/facts/detections?by=item&by=period&as_of=2005-04-30&limit=1000"
    answer = bearing("auditor", "read").get(asked).json()
    assert answer["rows"] == told[:1000]
    assert answer["total"] == len(told)


def test_pages_of_a_list_join_without_a_gap(bearing):
    client = bearing("auditor", "read")
    whole = client.get(f"{API}/facts/events?limit=1000").json()
    parts = [
        client.get(f"{API}/facts/events?limit=7&offset={first}").json()["rows"]
        for first in range(0, whole["total"], 7)
    ]
    assert [row for part in parts for row in part] == whole["rows"]


def test_an_assessment_bears_its_hash_as_etag_and_is_not_sent_twice(bearing):
    client = bearing("field", "read")
    first = client.get(f"{API}/assessments/A-000001")
    assert first["ETag"] == f'"{first.json()["hash"]}"'
    again = client.get(f"{API}/assessments/A-000001", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_board_of_a_past_day_is_the_one_known_then(bearing):
    client = bearing("analyst", "read")
    assert client.get(f"{API}/assessments/as-of?day=2005-05-30").json()["as_of"] == "2005-04-30"
    assert client.get(f"{API}/assessments/as-of?day=2001-01-01").status_code == 404


def test_parquet_and_csv_hold_every_row(bearing):
    client = bearing("auditor", "read")
    total = client.get(f"{API}/facts/detections?limit=1").json()["total"]
    table = pl.read_parquet(io.BytesIO(client.get(f"{API}/facts/detections?format=parquet").content))
    text = client.get(f"{API}/facts/detections?format=csv").content
    assert table.height == total == len(text.decode("utf-8-sig").splitlines()) - 1
    board = client.get(f"{API}/assessments/A-000001?format=parquet").content
    grades = dict(pl.read_parquet(io.BytesIO(board)).select("item", "grade").iter_rows())
    assert grades == {
        each["item"]: each["grade"] for each in client.get(f"{API}/assessments/A-000001").json()["items"]
    }


@pytest.mark.parametrize("name", ["facts/detections", "facts/observations", "facts/effort", "loads"])
def test_what_comes_as_a_file_reads_back_as_the_rows_told_in_json(bearing, name):
    from bongsu.console.api.answers import plain

    client = bearing("auditor", "read")
    rows = client.get(f"{API}/{name}?limit=1000").json()["rows"]
    parquet = pl.read_parquet(io.BytesIO(client.get(f"{API}/{name}?format=parquet").content))
    text = client.get(f"{API}/{name}?format=csv").content
    csv = pl.read_csv(io.BytesIO(text), infer_schema=False)
    assert csv.columns == parquet.columns == list(rows[0])
    assert csv.height == parquet.height
    assert plain(parquet.head(len(rows)).to_dicts()) == rows
    numbers = [pl.col(each).cast(pl.Float64) for each, kind in parquet.schema.items() if kind.is_numeric()]
    assert csv.select(numbers).equals(parquet.select(numbers))


def test_no_text_of_a_csv_acts_as_a_formula():
    from bongsu.console.api.answers import as_csv

    rows = pl.DataFrame({"a": ["=1+1", "@x", "+2", "-3", "봉수"], "n": [-1, 2, 3, 4, 5], "l": [["=a"]] * 5})
    assert as_csv(rows).decode("utf-8-sig").splitlines()[1:] == [
        "'=1+1,-1,'=a",
        "'@x,2,'=a",
        "'+2,3,'=a",
        "'-3,4,'=a",
        "봉수,5,'=a",
    ]


def test_a_refusal_says_where_what_and_what_to_do(bearing):
    answer = bearing("auditor", "read").get(f"{API}/facts/detections?by=offic&lang=en")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    told = answer.json()
    assert (told["where"], told["found"], told["todo"]) == ("--by offic", "'offic'", "Is 'office' meant?")
    missing = bearing("auditor", "read").get(f"{API}/assessments/A-999999")
    assert missing.status_code == 404


def test_a_session_needs_the_forms_token_to_change_anything(country, console):
    from django.test import Client

    from bongsu.records.models import User

    client = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
    client.force_login(User.objects.get(username="analyst"), "django.contrib.auth.backends.ModelBackend")
    assert client.get(f"{API}/items").status_code == 200
    given = json.dumps({"text": "메모"})
    address = f"{API}/items/tobacco/notes"
    assert client.post(address, given, "application/json").status_code == 403
    client.get("/")
    secret = client.cookies["bongsu_csrf"].value
    answer = client.post(address, given, "application/json", headers={"x-csrftoken": secret})
    assert answer.status_code == 200
    assert answer.json()["note"]["text"] == "메모"


def test_too_many_requests_of_one_token_wait(bearing, monkeypatch):
    from bongsu.console.api import pace
    from bongsu.console.api.desk import api

    monkeypatch.setattr(api.throttle[0], "most", 2)
    monkeypatch.setattr(pace.time, "time", lambda: 1_000_000_020.0)
    client = bearing("auditor", "read")
    answers = [client.get(f"{API}/items") for _ in range(3)]
    assert [each.status_code for each in answers] == [200, 200, 429]
    assert answers[-1]["Content-Type"] == "application/problem+json"
    assert 0 < int(answers[-1]["Retry-After"]) <= 60
    assert bearing("auditor", "read").get(f"{API}/items").status_code == 200
    monkeypatch.setattr(pace.time, "time", lambda: 1_000_000_080.0)
    assert client.get(f"{API}/items").status_code == 200


def test_requests_are_counted_over_all_processes(console):
    from django.core.cache import caches

    from bongsu.console.configuration import SHARED

    count = (
        "import sys, django; from django.conf import settings;"
        "settings.configure(CACHES={'default': {'BACKEND': sys.argv[1], 'LOCATION': sys.argv[2]}});"
        "django.setup(); from django.core.cache import cache; print(cache.get('pace-x'))"
    )
    caches[SHARED].set("pace-x", (7, 599), timeout=120)
    told = settings_of(SHARED)
    done = subprocess.run(
        [sys.executable, "-c", count, told["BACKEND"], told["LOCATION"]],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "(7, 599)"


def settings_of(cache: str) -> dict[str, str]:
    from django.conf import settings

    return settings.CACHES[cache]


def test_the_description_needs_nobody_and_names_every_address(visitor):
    told = visitor.get(f"{API}/openapi.json").json()
    assert told["openapi"].startswith("3.")
    assert {"/api/v1/assessments", "/api/v1/warnings/{number}/approve"} <= set(told["paths"])
    assert "http://" not in json.dumps(told)

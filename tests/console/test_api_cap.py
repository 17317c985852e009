"""CAP 1.2 of stored warnings: issued, extended, lifted, superseded; by the API and the command line."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.console.api_reader import Reader
from tests.reports.test_cap import check, text

TODAY = datetime.now(UTC).date()


@pytest.fixture(scope="module")
def people(console) -> dict[str, Reader]:
    return {name: Reader(name) for name in ("analyst", "approver", "field")}


def issue(people, item: str, assessment: str, until: int) -> str:
    """The number of a warning about an item, issued to the first office."""
    content = {
        "item": item,
        "assessment": assessment,
        "reason": "시험",
        "legal_basis": "관세법 제265조",
        "offices": ["010"],
        "channels": ["cargo"],
        "valid_from": TODAY.isoformat(),
        "valid_until": (TODAY + timedelta(days=until)).isoformat(),
        "measures": ["수입화물 검사를 늘린다"],
    }
    number = people["analyst"].post("/warnings", content)["warning"]["number"]
    people["analyst"].post(f"/warnings/{number}/propose")
    people["approver"].post(f"/warnings/{number}/approve")
    people["approver"].post("/warnings/issue", numbers=[number])
    return number


def message(people, number: str, by: str = "approver"):
    """The newest message, as the standard wants it."""
    return check(people[by].ask("GET", f"/warnings/{number}/cap.xml").content)


def reference(alert) -> str:
    """How later messages name this one."""
    return ",".join(text(alert, f"c:{name}")[0] for name in ("sender", "identifier", "sent"))


def test_a_stored_warning_is_told_extended_and_lifted(people):
    number = issue(people, "rice", "A-000002", 20)
    first = message(people, number)
    assert (text(first, "c:msgType"), text(first, "c:references")) == (["Alert"], [])
    assert text(first, "c:addresses") == ["010"]
    later = (TODAY + timedelta(days=40)).isoformat()
    people["approver"].post(f"/warnings/{number}/extend", valid_until=later, reason="환율 상승 지속")
    second = message(people, number)
    assert (text(second, "c:msgType"), text(second, "c:references")) == (["Update"], [reference(first)])
    assert text(second, "c:info/c:expires")[0].startswith(later)
    people["approver"].post(f"/warnings/{number}/lift", reason="가격차가 해소됨")
    third = message(people, number)
    assert text(third, "c:msgType") == ["Cancel"]
    assert text(third, "c:references") == [f"{reference(first)} {reference(second)}"]
    assert text(third, "c:note") == ["가격차가 해소됨"]
    assert (
        len({*text(first, "c:identifier"), *text(second, "c:identifier"), *text(third, "c:identifier")}) == 3
    )


def test_a_warning_that_takes_anothers_place_updates_its_messages(people, console):
    from typer.testing import CliRunner

    from bongsu.cli.warn import app

    old = issue(people, "ginger", "A-000001", 20)
    first = message(people, old)
    new = issue(people, "ginger", "A-000002", 30)
    assert people["approver"].get(f"/warnings/{old}")["warning"]["state"] == "superseded"
    ended, begun = message(people, old), message(people, new)
    assert (text(begun, "c:msgType"), text(begun, "c:references")) == (["Update"], [reference(first)])
    assert (text(ended, "c:msgType"), text(ended, "c:references")) == (["Cancel"], [reference(first)])
    assert new in text(ended, "c:note")[0]
    later = (TODAY + timedelta(days=50)).isoformat()
    people["approver"].post(f"/warnings/{new}/extend", valid_until=later, reason="환율 상승 지속")
    assert text(message(people, new), "c:references") == [reference(begun)]
    for number in (old, new):
        answer = people["approver"].ask("GET", f"/warnings/{number}/cap.xml")
        printed = CliRunner().invoke(app, ["cap", number, "-w", str(console)])
        assert printed.exit_code == 0, printed.output
        assert printed.stdout.encode() == answer.content


def test_the_office_told_reads_the_same_message(people):
    number = issue(people, "pollack", "A-000002", 20)
    assert message(people, number, "field").find("*").text == message(people, number).find("*").text


def test_what_was_not_issued_is_no_message(people):
    number = people["analyst"].post("/warnings", item="soybean", reason="시험")["warning"]["number"]
    assert people["approver"].ask("GET", f"/warnings/{number}/cap.xml", status=404).json()["found"]

"""Special operations on the console: planned, checked before saving, started, reported on."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest

from bongsu.core.early_warning.people import Person, Role

AT = datetime(2005, 6, 10, 10, tzinfo=UTC)
FORM = {
    "title": "봄철 특별단속",
    "item": ["tobacco"],
    "office": ["010", "020"],
    "channel": ["cargo", "traveller"],
    "first": "2005-04-01",
    "last": "2005-05-31",
    "random": "15",
    "there-010": "400",
    "there-020": "1,000",
    "n-010-cargo": "500",
    "h-010-cargo": "1",
    "n-020-cargo": "300",
}


@pytest.fixture(scope="module")
def running(console):
    """An operation of two offices that was started."""
    from bongsu.console import workplace
    from bongsu.records.operations import Plan
    from bongsu.usecases import operate_plan

    place = workplace.workspace()
    entry = operate_plan.plan(
        place,
        Plan(
            title="담배 집중단속",
            items=["tobacco"],
            offices=["010", "020"],
            channels=["cargo"],
            first_day=date(2005, 4, 1),
            last_day=date(2005, 5, 31),
            planned=[
                {"office": "010", "channel": "cargo", "inspections": 100, "hours": 1.0},
                {"office": "020", "channel": "cargo", "inspections": 777, "hours": 1.0},
            ],
            capacity={"010": {"officer_hours": 400.0}, "020": {"officer_hours": 900.0}},
        ),
        by=Person("analyst", frozenset({Role.ANALYST})),
        at=AT,
    )
    operate_plan.start(place, entry.number, by=Person("approver", frozenset({Role.APPROVER})), at=AT)
    return entry.number


def body(answer):
    return answer.content.decode()


def test_an_empty_board_says_what_to_do(signed_in):
    page = signed_in("auditor").get("/operations/?view=past")
    assert page.status_code == 200
    assert 'class="state empty"' in body(page)


def test_a_plan_is_checked_against_the_offices_hours_before_it_is_saved(signed_in):
    analyst = signed_in("analyst")
    assert 'value="save"' not in body(analyst.get("/operations/plan"))
    checked = body(analyst.post("/operations/plan", FORM | {"move": "check"}))
    assert "125%" in checked  # 500 inspections of an hour each, 400 hours there
    assert "30%" in checked
    assert 'value="save"' in checked
    assert analyst.get("/operations/").content.decode().count("봄철 특별단속") == 0
    saved = analyst.post("/operations/plan", FORM | {"move": "save"})
    assert saved.status_code == 302
    page = body(analyst.get(saved["Location"]))
    assert "봄철 특별단속" in page
    assert "125%" in page
    assert "15%" in page


def test_what_the_plan_lacks_is_said_beside_what_was_written(signed_in):
    answer = signed_in("analyst").post("/operations/plan", FORM | {"move": "save", "first": ""})
    assert answer.status_code == 400
    assert 'class="banner bad"' in body(answer)
    assert 'value="500"' in body(answer)


def test_the_proposal_gives_its_reasons_and_fills_the_plan(signed_in):
    analyst = signed_in("analyst")
    proposed = body(analyst.post("/operations/plan", FORM | {"move": "propose"}))
    if 'value="adopt"' not in proposed:
        assert 'class="banner bad"' in proposed
        pytest.fail(re.sub(r"<[^>]+>", " ", proposed[proposed.index("banner bad") :][:600]))
    adopted = body(analyst.post("/operations/plan", FORM | {"move": "adopt"}))
    assert 'name="n-010-cargo" value="500"' not in adopted


def test_the_proposal_stays_within_the_channels_of_the_plan(signed_in):
    from bongsu.words import speaking
    from bongsu.words.warnings import channel_word

    proposed = body(
        signed_in("analyst").post("/operations/plan", FORM | {"move": "propose", "channel": ["cargo"]})
    )
    at = proposed.index("A-00000", proposed.index("<main"))
    shown = proposed[at : proposed.index("</table>", at)]
    with speaking("ko"):
        elsewhere = {channel_word(each) for each in ("traveller", "express", "post")}
        own = channel_word("cargo")
    assert own in shown
    assert not [word for word in elsewhere if f"<td>{word}</td>" in shown]


def test_times_are_told_in_the_workspaces_zone(signed_in, running):
    page = body(signed_in("analyst").get(f"/operations/{running}/"))
    assert "UTC" not in page
    assert "2005-06-10 19:00" in page  # ten in the morning by UTC


def test_a_plan_that_is_too_much_starts_only_with_a_reason_and_not_by_its_planner(signed_in):
    saved = signed_in("analyst").post("/operations/plan", FORM | {"move": "save"})["Location"]
    approver = signed_in("approver")
    assert approver.post(saved + "start").status_code == 400
    assert approver.post(saved + "start", {"reason": "지원 인력 20명을 받음"}).status_code == 302
    assert 'class="tag good"' in body(approver.get(saved))


def test_a_case_reported_stands_in_the_ledger_and_beside_the_plan(signed_in, running):
    field = signed_in("field")
    answer = field.post(
        f"/operations/{running}/result",
        {
            "kind": "case",
            "office": "010",
            "item": "tobacco",
            "channel": "cargo",
            "case_id": "2005-010-9001",
            "detected_on": "2005-05-02",
            "quantity": "1200",
            "value_krw": "5,400,000",
            "value_basis": "market",
            "clue": "x-ray",
            "route": "부산항",
            "concealment": "이중 바닥",
        },
    )
    assert answer.status_code == 302, body(answer)
    page = body(field.get(f"/operations/{running}/"))
    assert "5,400,000" in page


def test_a_value_without_its_basis_is_refused_and_nothing_written_is_lost(signed_in, running):
    answer = signed_in("field").post(
        f"/operations/{running}/result",
        {
            "kind": "count",
            "office": "010",
            "item": "tobacco",
            "period": "2005-05",
            "count": "2",
            "value_krw": "9000",
        },
    )
    assert answer.status_code == 400
    assert 'value="9000"' in body(answer)


def test_a_nil_report_is_two_taps_and_only_for_her_own_office(signed_in, running):
    from bongsu.records import operations

    officer = signed_in("field")
    refused = officer.post(f"/operations/{running}/nil", {"office": "020"})
    assert refused.status_code == 400
    analyst = signed_in("analyst")
    first = analyst.get(f"/operations/{running}/nil?office=020")
    assert "2005-04, 2005-05" in body(first)
    assert not [each for each in operations.get(running).reports if each.kind == "nil"]
    second = analyst.post(f"/operations/{running}/nil", {"office": "020"})
    assert second.status_code == 302
    assert [each.office for each in operations.get(running).reports if each.kind == "nil"] == ["020"]


def test_a_field_officer_sees_her_own_office_alone(signed_in, running):
    page = body(signed_in("field").get(f"/operations/{running}/"))
    assert "777" not in page
    assert "100" in page
    assert "777" in body(signed_in("auditor").get(f"/operations/{running}/"))


def test_an_operation_that_is_not_hers_is_not_there(signed_in, running):
    from bongsu.records.models import OperationOffice

    assert signed_in("field").get("/operations/OP-1999-001/").status_code == 404
    assert OperationOffice.objects.filter(operation_id=running).count() == 2


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_board_speaks_both_languages(signed_in, running, language):
    page = body(signed_in("analyst").get(f"/operations/?lang={language}"))
    assert {"ko": "특별단속", "en": "Special operations"}[language] in page

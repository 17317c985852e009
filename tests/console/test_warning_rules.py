"""How warnings go out: previewed on what was told, decided as a version; a lent signature is taken back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bongsu.core.early_warning.budget import PastTelling, held_back
from bongsu.core.early_warning.telling import Telling

ASKED = {
    "hours": "4",
    "reminder_hours": "2",
    "count": "every_hour",
    "budget": "1",
    "from0": "010",
    "to0": "020",
}


@pytest.fixture
def in_force():
    from bongsu.usecases import warning_rules

    return lambda: warning_rules.in_force(datetime.now(UTC).date() + timedelta(days=1))


def test_the_preview_tells_what_would_change_and_changes_nothing(signed_in, in_force):
    page = signed_in("auditor").get("/settings/warnings/", ASKED).content.decode()
    assert 'id="preview"' in page
    assert "2005-001" in page, "its deadline would have been another"
    assert "settings/warnings/change" not in page, "an auditor may look alone"
    assert in_force()["warning_budget"] == 8
    same = {"hours": "24", "reminder_hours": "12", "count": "working_days", "budget": "8"}
    assert 'id="preview"' not in signed_in("auditor").get("/settings/warnings/", same).content.decode()


def test_a_decision_is_a_version_of_each_value_that_changed_with_its_line(signed_in, in_force):
    from bongsu.records import audit, settings_versions

    first = datetime.now(UTC).date().isoformat()
    asked = ASKED | {"valid_from": first, "reason": "설 연휴 대비"}
    assert signed_in("analyst").post("/settings/warnings/change", asked).status_code == 403
    assert signed_in("approver").post("/settings/warnings/change", asked | {"reason": " "}).status_code == 400
    assert signed_in("approver").post("/settings/warnings/change", asked).status_code == 302
    assert in_force() == {
        "acknowledgement": {"hours": 4, "reminder_hours": 2, "count": "every_hour"},
        "escalation": {"010": "020"},
        "warning_budget": 1,
    }
    version = settings_versions.setting_at("escalation", date.fromisoformat(first))
    assert (version.version, version.decided_by) == (1, "approver")
    assert audit.lines(subject="setting escalation version 1")[0].act == "setting.decided"


def test_an_office_that_is_not_in_the_catalogue_is_refused(signed_in):
    asked = ASKED | {"to0": "999"}
    assert signed_in("steward").get("/settings/warnings/", asked).status_code == 400


def test_a_lent_signature_is_taken_back(signed_in):
    from bongsu.records import delegations

    approver = signed_in("approver")
    today = datetime.now(UTC).date()
    lent = {
        "to": "analyst",
        "first_day": str(today),
        "until": str(today + timedelta(days=9)),
        "reason": "휴가",
    }
    assert approver.post("/settings/signatures/lend", lent).status_code == 302
    number = delegations.listing()[0].number
    assert "결재 위임" in signed_in("auditor").get("/settings/signatures/?lang=ko").content.decode()
    assert signed_in("steward").post(f"/settings/signatures/{number}/end").status_code == 403
    assert approver.post(f"/settings/signatures/{number}/end", {"reason": ""}).status_code == 400
    assert approver.post(f"/settings/signatures/{number}/end", {"reason": "복귀"}).status_code == 302
    assert delegations.delegators("analyst", today + timedelta(days=1)) == ()
    assert approver.post(f"/settings/signatures/{number}/end", {"reason": "또"}).status_code == 400


def test_a_budget_counts_by_office_and_month_and_lets_danger_and_the_approvers_word_through():
    told = [
        PastTelling("1", 3, "020", (2005, 6), Telling.NEW),
        PastTelling("2", 3, "020", (2005, 6), Telling.NOTHING_CHANGED),
        PastTelling("3", 3, "020", (2005, 6), Telling.RAISED),
        PastTelling("4", 5, "020", (2005, 6), Telling.NEW),
        PastTelling("5", 4, "020", (2005, 6), Telling.BEYOND_BUDGET),
        PastTelling("6", 3, "030", (2005, 6), Telling.NEW),
        PastTelling("7", 3, "020", (2005, 7), Telling.BUDGET_SPENT),
    ]
    assert [each.number for each in held_back(told, 1)] == ["3"]
    assert held_back(told, None) == ()

"""A review is gathered, decided and signed in the browser; settings are previewed before they are decided."""

from __future__ import annotations

import re

import pytest

from bongsu.records import reviews, settings_versions


@pytest.fixture(scope="module")
def gathered(console):
    from datetime import UTC, date, datetime

    from bongsu.usecases.review_decisions import gather_review
    from bongsu.usecases.workspace import Workspace

    made = gather_review(
        Workspace.open(console),
        None,
        as_of=date(2004, 5, 31),
        actor="steward",
        now=datetime(2005, 6, 10, tzinfo=UTC),
    )
    return made["review"]


def test_the_list_and_the_evidence_are_shown_in_both_languages(signed_in, gathered):
    client = signed_in("auditor")
    assert gathered in client.get("/review/").content.decode()
    for language, word in (("ko", "기저율"), ("en", "Base rate")):
        page = client.get(f"/review/{gathered}?lang={language}").content.decode()
        assert word in page and "<form" in page


def test_an_auditor_sees_no_move_and_cannot_make_one(signed_in, gathered):
    client = signed_in("auditor")
    page = client.get(f"/review/{gathered}").content.decode()
    assert f'action="/review/{gathered}/' not in page
    assert client.post(f"/review/{gathered}/decide").status_code == 403


def test_a_steward_decides_and_an_approver_signs(signed_in, gathered):
    steward, approver = signed_in("steward"), signed_in("approver")
    given = {"measure": ["keep"], "reason": "nothing to change", "valid_from": "2004-06-30"}
    assert steward.post(f"/review/{gathered}/decide", given).status_code == 302
    assert reviews.get(gathered).state == "decided"
    assert steward.post(f"/review/{gathered}/sign", {"agreed": "yes"}).status_code == 403
    assert approver.post(f"/review/{gathered}/sign", {"agreed": "yes"}).status_code == 302
    assert reviews.get(gathered).state == "signed"
    assert f'action="/review/{gathered}/' not in approver.get(f"/review/{gathered}").content.decode()


def test_settings_are_previewed_and_then_decided(signed_in):
    client = signed_in("steward")
    page = client.get("/settings/").content.decode()
    found = dict(re.findall(r'<input id="(\w+)" name="\w+" type="number"[^>]*value="([\d.]+)"', page))
    assert len(found) == 10
    changed = found | {"cut3": "45"}
    preview = client.get("/settings/", changed).content.decode()
    assert 'action="/settings/change"' in preview
    assert client.get("/settings/", found).content.decode().count('action="/settings/change"') == 0
    decided = changed | {"reason": "fewer alarms", "valid_from": "2005-06-30"}
    assert client.post("/settings/change", decided).status_code == 302
    assert settings_versions.history("grade_cuts")[-1].value[1] == pytest.approx(0.45)


def test_the_audit_log_is_searched_and_checked(signed_in):
    client = signed_in("auditor")
    page = client.get("/audit/?q=setting grade_cuts").content.decode()
    assert "setting.decided" in page and "assessment.stored" not in page
    assert client.post("/audit/verify").status_code == 200


def test_an_administrator_makes_an_account(signed_in):
    client = signed_in("administrator")
    given = {"name": "hong", "role": ["field"], "office": ["020"], "password": ""}
    assert client.post("/people/change", given).status_code == 302
    assert "hong" in client.get("/people/").content.decode()
    weak = client.post("/people/change", given | {"password": "1234"})
    assert weak.status_code == 400 and "1234" not in weak.content.decode()

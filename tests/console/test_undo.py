"""What can be undone is undone by a new entry, from the toast and elsewhere; nothing is taken out."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from html import unescape

import pytest

from bongsu.usecases.grade_rules import decide_rule, rule_in_force, undo_rule
from bongsu.words.refusal import Refusal

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
GRADES = {
    **{f"cut{grade}": share for grade, share in zip((2, 3, 4, 5), ("25", "40", "60", "85"), strict=True)},
    **{
        f"share{grade}": share for grade, share in zip(range(1, 6), ("60", "20", "12", "6", "2"), strict=True)
    },
    "dwell": "5",
    "reason": "경보가 너무 잦음",
    "valid_from": "2005-05-31",
}


def body(answer):
    return answer.content.decode()


def undo_of(page):
    """The address that the toast's button leads to."""
    found = re.search(r'<div class="toast[^"]*">.*?<form method="post" action="([^"]+)"', page, re.DOTALL)
    return unescape(found[1])


@pytest.fixture
def grades(console):
    from bongsu.console import workplace

    return workplace.workspace().catalogue.grades


def test_settings_go_back_to_what_held_before_by_a_new_version(signed_in, grades):
    from bongsu.records import settings_versions

    steward, day = signed_in("steward"), date(2005, 5, 31)
    before = rule_in_force(grades, day)
    page = body(steward.post("/settings/change", GRADES, follow=True))
    assert rule_in_force(grades, day).dwell == 5
    decided = {name: settings_versions.history(name) for name in ("grade_cuts", "grade_dwell")}
    undo = undo_of(page)
    page = body(steward.post(undo, follow=True))
    assert rule_in_force(grades, day) == before
    for name, versions in decided.items():
        after = settings_versions.history(name)
        assert after[:-1] == versions, "what was decided stands as it was"
        assert after[-1].decided_by == "steward"
    assert steward.post(undo).status_code == 400, "it is the newest no more"
    newest = settings_versions.history("grade_dwell")[-1].version
    assert f"/settings/undo?grade_dwell={newest}" in page, "the list offers it afterwards"
    assert "/settings/undo" not in body(signed_in("auditor").get("/settings/"))


def test_only_the_newest_version_of_a_grade_setting_is_undone(console, grades):
    day = date(2004, 1, 1)
    made = decide_rule(dwell=6, valid_from=day, actor="kim", reason="x", now=NOW)
    decide_rule(dwell=7, valid_from=day, actor="kim", reason="y", now=NOW.replace(hour=10))
    for undone in (made, {}, {"action_grade": 1}, {"grade_cuts": 999}):
        with pytest.raises(Refusal):
            undo_rule(grades, undone, actor="kim", reason="z", now=NOW.replace(hour=11))
    undo_rule(
        grades,
        {"grade_dwell": made["grade_dwell"] + 1},
        actor="kim",
        reason="z",
        now=NOW.replace(hour=11),
    )
    assert rule_in_force(grades, day).dwell == 6


def test_a_plan_and_a_draft_are_taken_back_from_their_toasts(signed_in):
    from bongsu.records import early_warnings

    analyst = signed_in("analyst")
    plan = {
        "title": "되돌릴 계획",
        "item": ["tobacco"],
        "office": ["010"],
        "channel": ["cargo"],
        "first": "2005-04-01",
        "last": "2005-05-31",
        "there-010": "400",
        "n-010-cargo": "10",
        "move": "save",
    }
    page = body(analyst.post("/operations/plan", plan, follow=True))
    undo, reason = undo_of(page), re.search(r'name="reason" value="([^"]+)"', page)[1]
    page = body(analyst.post(undo, {"reason": reason}, follow=True))
    assert undo_of_nothing(page)
    assert reason in page, "the history says that it was taken back"
    page = body(analyst.post("/warnings/draft", {"item": "ginseng", "reason": "첩보"}, follow=True))
    undo = undo_of(page)
    number = undo.split("/")[2]
    analyst.post(undo, {"reason": reason})
    assert early_warnings.get(number).state == "withdrawn"


def undo_of_nothing(page):
    """Whether the newest toast offers no undo: an undo is final."""
    return not re.search(r'<div class="toast[^"]*">(?:(?!</div>).)*<form', page, re.DOTALL)

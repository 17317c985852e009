"""An override is a decision: with a reason, an author and an end; never overwritten, and in the audit log."""

from datetime import date, timedelta

import pytest

from bongsu.records import audit, overrides
from bongsu.words.refusal import Refusal
from tests.records.conftest import ACTOR, NOW, store, tamper

DAY = date(2005, 6, 1)
REASON = "두 정보원이 서로 다른 경로로 같은 선박을 지목"


def override(item="gold", grade=5, *, first_day=DAY, until=date(2005, 7, 31), now=NOW, **more):
    given = {"reason": REASON, "actor": ACTOR} | more
    return overrides.override(item, grade, first_day=first_day, until=until, now=now, **given)


def test_an_override_holds_from_its_first_to_its_last_day(database):
    override()
    assert overrides.in_force(date(2005, 5, 31)) == {}
    assert overrides.in_force(DAY)["gold"].grade == 5
    assert overrides.in_force(date(2005, 7, 31))["gold"].grade == 5
    assert overrides.in_force(date(2005, 8, 1)) == {}


def test_it_keeps_the_assessment_it_was_decided_on_and_what_the_model_said(database):
    name = store()
    found = override(assessment=name, model_grade=4)
    assert (found.assessment, found.model_grade, found.grade, found.decided_by) == (name, 4, 5, ACTOR)
    assert overrides.listing() == [found]


def test_the_decision_made_last_counts_and_the_earlier_one_stays(database):
    override(grade=5)
    override(grade=2, now=NOW + timedelta(hours=1))
    assert overrides.in_force(DAY)["gold"].grade == 2
    assert [entry.grade for entry in overrides.listing("gold")] == [2, 5]
    assert overrides.in_force(DAY, as_decided=NOW)["gold"].grade == 5


def test_an_override_of_one_item_leaves_the_others_alone(database):
    override("gold")
    override("rice", 3)
    assert sorted(overrides.in_force(DAY)) == ["gold", "rice"]
    assert [entry.item for entry in overrides.listing("rice")] == ["rice"]


def test_ended_early_the_model_stands_alone_from_that_day_on(database):
    override()
    overrides.end(
        "gold", reason="제보가 사실이 아닌 것으로 확인됨", day=date(2005, 6, 20), actor=ACTOR, now=NOW
    )
    assert overrides.in_force(date(2005, 6, 19))["gold"].grade == 5
    assert overrides.in_force(date(2005, 6, 20)) == {}
    assert [entry.grade for entry in overrides.listing()] == [None, 5]


def test_what_does_not_hold_cannot_be_ended(database):
    with pytest.raises(Refusal, match="an override that holds on 2005-06-20"):
        overrides.end("gold", reason=REASON, day=date(2005, 6, 20), actor=ACTOR, now=NOW)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"grade": 6}, "a grade from 1 to 5"),
        ({"grade": 0}, "a grade from 1 to 5"),
        ({"reason": "because"}, "a reason of at least 10 letters"),
        ({"reason": ""}, "found nothing"),
        ({"until": date(2005, 8, 3)}, "at most 62 days after 2005-06-01"),
        ({"until": date(2005, 5, 31)}, "not before 2005-06-01"),
    ],
)
def test_an_override_that_may_not_stand_is_refused_and_leaves_nothing(database, change, expected):
    with pytest.raises(Refusal, match=expected):
        override(**change)
    assert overrides.listing() == [] and audit.lines() == []


def test_every_decision_is_a_line_of_the_audit_log_that_verifies(database):
    override()
    overrides.end("gold", reason=REASON, day=date(2005, 6, 20), actor=ACTOR, now=NOW)
    assert [(line.act, line.subject) for line in audit.lines()] == [
        ("override.decided", "override 1"),
        ("override.ended", "override 2"),
    ]
    assert audit.verify().ok


def test_a_grade_changed_behind_the_log_is_found(database):
    override()
    tamper(database, "UPDATE records_override SET grade = 1")
    from bongsu import records

    records.setup(database)
    report = audit.verify()
    assert not report.ok and report.fault == "record"


def test_a_removed_override_is_found(database):
    override()
    tamper(database, "DELETE FROM records_override")
    from bongsu import records

    records.setup(database)
    assert not audit.verify().ok

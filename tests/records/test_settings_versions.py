"""Settings are decided, versioned, and never overwritten."""

from datetime import date, timedelta

import pytest

from bongsu.records import audit, settings_versions
from bongsu.words.refusal import Refusal
from tests.records.conftest import ACTOR, NOW


def decide(value, valid_from, *, name="action_grade", now=NOW, reason="plan"):
    return settings_versions.decide_setting(
        name, value, valid_from=valid_from, decided_by=ACTOR, reason=reason, now=now
    )


def in_force(day, **more):
    found = settings_versions.setting_at("action_grade", day, **more)
    return (found.value, found.version) if found else None


def test_before_any_decision_the_budget_is_8_and_the_grades_are_the_catalogues(database):
    found = settings_versions.setting_at("warning_budget", date(2005, 5, 31))
    assert (found.value, found.version, found.decided_by, found.decided_at) == (8, 0, "", None)
    assert settings_versions.setting_at("action_grade", date(2005, 5, 31)) is None
    assert settings_versions.setting_at("grade_cuts", date(2005, 5, 31)) is None
    brought = {"acknowledgement", "escalation", "warning_budget"}
    assert set(settings_versions.settings_at(date(2005, 5, 31))) == brought


def test_the_version_in_force_on_a_day_is_the_one_that_began_last(database):
    # The action grade moved from serious (plan of February 2005) to warning (practice of January 2006).
    decide(4, date(2005, 2, 1))
    decide(3, date(2006, 1, 1))
    assert in_force(date(2005, 1, 31)) is None
    assert in_force(date(2005, 2, 1)) == (4, 1)
    assert in_force(date(2005, 12, 31)) == (4, 1)
    assert in_force(date(2006, 1, 1)) == (3, 2)


def test_a_correction_of_the_same_day_counts_and_the_earlier_version_stays(database):
    decide(4, date(2005, 2, 1))
    decide(5, date(2005, 2, 1), now=NOW + timedelta(days=1))
    assert in_force(date(2005, 3, 1)) == (5, 2)
    assert in_force(date(2005, 3, 1), as_decided=NOW) == (4, 1)
    assert [version.value for version in settings_versions.history("action_grade")] == [4, 5]


def test_a_decision_is_a_line_of_the_audit_log(database):
    decide(4, date(2005, 2, 1))
    (line,) = audit.lines()
    assert (line.act, line.subject) == ("setting.decided", "setting action_grade version 1")
    assert line.detail["value"] == 4
    assert audit.verify().ok


def test_grade_cuts_come_back_as_decided(database):
    decide([0.05, 0.1, 0.3, 0.6], date(2005, 2, 1), name="grade_cuts")
    assert settings_versions.setting_at("grade_cuts", date(2005, 2, 1)).value == [0.05, 0.1, 0.3, 0.6]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("action_grade", 1),
        ("action_grade", 6),
        ("action_grade", "3"),
        ("action_grade", True),
        ("grade_cuts", [0.1, 0.2, 0.3]),
        ("grade_cuts", [0.1, 0.3, 0.2, 0.4]),
        ("grade_cuts", [0.1, 0.2, 0.2, 0.4]),
        ("grade_cuts", [0.0, 0.2, 0.3, 0.4]),
        ("grade_cuts", 0.5),
    ],
)
def test_a_value_out_of_range_is_refused_and_leaves_nothing(database, name, value):
    with pytest.raises(Refusal):
        decide(value, date(2005, 2, 1), name=name)
    assert settings_versions.history(name) == []
    assert audit.lines() == []


def test_an_unknown_setting_is_refused_with_the_nearest_one_named(database):
    with pytest.raises(Refusal, match="Did you mean action_grade"):
        decide(3, date(2005, 2, 1), name="actiongrade")


def test_a_decision_without_a_reason_is_refused(database):
    with pytest.raises(Refusal, match="a reason"):
        decide(3, date(2005, 2, 1), reason=" ")

"""Reminders, escalation, re-arming and expiry: done once, in the log, and told."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bongsu.catalogue import Catalogue
from bongsu.catalogue.packs import PACKS
from bongsu.core.early_warning.working_time import WorkingTime
from bongsu.records import audit, drafting_rounds, early_warnings, warning_deadlines, warning_moves
from bongsu.records import warning_feedback as feedback
from bongsu.words.refusal import Refusal
from tests.records.test_warning_moves import (
    ANALYST,
    BUSAN,
    CHIEF,
    INCHEON,
    NOW,
    hours,
    issued,
    state,
)

CHAIN = {"busan": "seoul", "incheon": "seoul"}


@pytest.fixture(autouse=True)
def models(database):
    """The tables are there before the models are used."""


def work(at, chain=CHAIN):
    done = warning_deadlines.do_due(now=at, chain=chain)
    return [(each.what, each.office, each.to) for each in done]


def told(kind):
    from bongsu.records.models import Message

    return sorted(message.audience for message in Message.objects.filter(kind=kind))


def test_a_silent_office_is_reminded_then_the_next_one_is_told_then_both_again_and_again():
    number = issued()
    warning_moves.office_move(number, "acknowledge", office="incheon", by=INCHEON, at=hours(1))
    assert work(hours(11)) == []
    assert work(hours(12)) == [("remind", "busan", "")]
    assert work(hours(13)) == []
    assert work(hours(24)) == [("escalate", "busan", "seoul")]
    assert (state(number), told("escalate_to"), told("remind")) == (
        "escalated",
        ["office:seoul"],
        ["office:busan"],
    )
    assert work(hours(24)) == []
    assert work(hours(36)) == [("remind", "busan", ""), ("remind", "seoul", "")]
    assert work(hours(48)) == [("remind_again", "busan", ""), ("remind_again", "seoul", "")]
    assert told("unanswered") == ["role:approver"] * 2
    assert work(hours(72)) == [("remind_again", "busan", ""), ("remind_again", "seoul", "")]
    busan, seoul = (
        each for each in early_warnings.get(number).addressees if each.office in ("busan", "seoul")
    )
    assert (busan.escalated_to, seoul.escalated_from, busan.deadline) == ("seoul", "busan", hours(96))
    assert audit.verify().ok


def test_what_was_not_run_for_days_is_caught_up_in_one_step():
    issued()
    assert work(hours(200)) == [("escalate", "busan", "seoul"), ("remind_again", "incheon", "")]


def test_the_unacknowledged_are_listed_by_age_and_only_one_s_own_to_a_field_officer():
    first = issued()
    second = issued(item="rice", as_of=date(2005, 6, 1), at=hours(5))
    warning_moves.office_move(first, "acknowledge", office="incheon", by=INCHEON, at=hours(6))
    found = warning_deadlines.unacknowledged(now=hours(25))
    assert [(each.number, each.office, each.age_hours, each.late) for each in found] == [
        (first, "busan", 25.0, True),
        (second, "busan", 20.0, False),
        (second, "incheon", 20.0, False),
    ]
    mine = warning_deadlines.unacknowledged(now=hours(25), by=INCHEON)
    assert [(each.number, each.office) for each in mine] == [(second, "incheon")]


def test_a_warning_ends_by_itself_after_its_last_day():
    number = issued()
    for each, office in ((INCHEON, "incheon"), (BUSAN, "busan")):
        warning_moves.office_move(number, "acknowledge", office=office, by=each, at=hours(1))
    last_evening = NOW.replace(month=7, day=31, hour=14)
    assert work(last_evening) == []
    assert work(last_evening + timedelta(hours=1)) == [("expire", "", "")]  # midnight in Seoul
    assert state(number) == "expired"
    assert early_warnings.get(number).moves[-1].who == "clock:due"
    assert told("expire") == ["office:busan", "office:incheon", "role:analyst"]
    assert work(last_evening + timedelta(days=9)) == []


def test_a_person_escalates_with_a_reason_and_not_to_whom_knows_already():
    number = issued()
    given = {"office": "busan", "by": ANALYST, "at": hours(1), "reason": "담당자 부재"}
    with pytest.raises(Refusal, match="has not been told"):
        warning_deadlines.escalate(number, to="incheon", **given)
    assert warning_deadlines.escalate(number, to="seoul", **given).state == "escalated"
    with pytest.raises(Refusal):
        warning_deadlines.escalate(number, to="daegu", **given | {"by": BUSAN})


def test_feedback_is_a_label_of_each_office_told_and_silence_is_counted():
    number = issued()
    with pytest.raises(Refusal, match="too_late"):
        feedback.give(number, "bad", office="busan", by=BUSAN, at=NOW)
    with pytest.raises(Refusal, match="office busan"):
        feedback.give(number, "useful", office="busan", by=INCHEON, at=NOW)
    with pytest.raises(Refusal):
        feedback.give(number, "useful", office="busan", by=CHIEF, at=NOW)
    feedback.give(number, "useful", office="busan", by=BUSAN, at=NOW)
    entry = feedback.give(number, "too_late", office="busan", by=BUSAN, at=hours(1), note="이미 적발")
    assert [each.label for each in entry.feedback] == ["useful", "too_late"]
    found = feedback.summary(by_item=True)
    assert (found["all"].asked, found["all"].answered, found["gold"].coverage) == (2, 1, 0.5)
    assert found["all"].labels == {"useful": 0, "not_useful": 0, "too_late": 1, "already_known": 0}
    assert audit.verify().ok


def test_the_reasons_of_an_assessment_are_kept_and_an_advised_lift_waits_for_the_approvers():
    number = issued()
    decisions = {
        "gold": {"reason": "fallen_below", "values": {"warning": number, "grade": 2}, "release": "lift"},
        "rice": {"reason": "below_action_grade", "values": {"grade": 1}, "release": None},
    }
    drafting_rounds.store("A-000001", decisions, actor="cli:kim", now=NOW)
    assert drafting_rounds.of("A-000001")["rice"]["reason"] == "below_action_grade"
    assert list(drafting_rounds.lift_advised()) == [number]
    assert told("lift_advised") == ["role:approver"]
    warning_moves.move(number, "lift", by=CHIEF, at=hours(1), reason="두 기간 연속 하락")
    assert drafting_rounds.lift_advised() == {}
    assert audit.verify().ok


KOREA = WorkingTime(ZoneInfo("Asia/Seoul"), Catalogue.load(PACKS / "kr-2005").days_off.is_off)


def korean(text):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Seoul"))


def test_a_silent_office_is_not_pressed_over_seollal(monkeypatch):
    # 2005-02-08 (Tuesday) to 02-10 was Seollal; the Saturday before it was worked, the Sunday was not.
    from bongsu.records import acknowledgement

    rule = acknowledgement.rule_on(date(2005, 2, 7), KOREA)
    told = korean("2005-02-07T15:00")
    assert rule.reminder(told) == korean("2005-02-11T03:00")
    assert rule.deadline(told) == korean("2005-02-11T15:00")


def test_offices_told_on_a_friday_have_until_monday_and_the_list_of_the_late_agrees():
    number = issued(at=NOW, working=KOREA)  # Friday, 2005-06-10, 18:30 in Seoul; Saturday was still worked
    deadline = {each.deadline for each in early_warnings.get(number).addressees}
    assert deadline == {hours(24)}
    later = issued(item="rice", as_of=date(2005, 6, 1), at=hours(24), working=KOREA)
    assert {each.deadline for each in early_warnings.get(later).addressees} == {hours(24 + 24 + 24)}
    found = warning_deadlines.unacknowledged(now=hours(24 + 30), working=KOREA)
    assert {(each.number, each.late) for each in found} == {(number, True), (later, False)}


def test_escalation_waits_for_the_working_day_too():
    number = issued(item="rice", at=hours(24), working=KOREA)  # Saturday evening
    done = warning_deadlines.do_due(now=hours(24 + 47), chain=CHAIN, working=KOREA)
    assert [each.what for each in done] == ["remind", "remind"]
    done = warning_deadlines.do_due(now=hours(24 + 48), chain=CHAIN, working=KOREA)
    assert [(each.what, each.office) for each in done] == [("escalate", "busan"), ("remind_again", "incheon")]
    seoul = next(each for each in early_warnings.get(number).addressees if each.office == "seoul")
    assert seoul.deadline == hours(24 + 48 + 24)


def test_a_value_decided_when_every_hour_counted_goes_on_to_count_every_hour():
    from bongsu.records import acknowledgement, settings_versions

    settings_versions.decide_setting(
        "acknowledgement",
        {"hours": 24, "reminder_hours": 12},
        valid_from=date(2005, 1, 1),
        decided_by="cli:kim",
        reason="plan",
        now=NOW,
    )
    told = korean("2005-02-07T15:00")
    assert acknowledgement.rule_on(date(2005, 2, 7), KOREA).deadline(told) == korean("2005-02-08T15:00")

"""Warnings are drafted once, numbered by year, and superseded rather than doubled."""

from datetime import date, timedelta

import pytest

from bongsu.core.early_warning.drafting import OpenWarning, Reason
from bongsu.records import audit, draft_reasons, early_warnings, settings_versions
from bongsu.words.refusal import Refusal
from tests.records.conftest import ACTOR, NOW, draft, store


def test_a_draft_comes_back_with_its_first_move(database):
    assert draft(store()) == early_warnings.DraftOutcome("2005-001", "drafted")
    (warning,) = early_warnings.listing()
    assert (warning.number, warning.item, warning.grade, warning.state) == ("2005-001", "gold", 4, "draft")
    assert (warning.assessment, warning.as_of) == ("A-000001", date(2005, 5, 31))
    assert (warning.title, warning.offices) == ("금괴 경보", ("incheon", "busan"))
    assert (warning.action_grade, warning.action_grade_version) == (3, 0)
    (move,) = warning.moves
    assert (move.from_state, move.to_state, move.who, move.at) == ("", "draft", ACTOR, NOW)
    assert audit.lines(subject="warning 2005-001 move 1")[0].act == "warning.drafted"


def test_asked_twice_for_one_item_and_assessment_it_drafts_once(database):
    assessment = store()
    draft(assessment)
    lines = audit.head().sequence
    assert draft(assessment).outcome == "already_drafted"
    assert draft(assessment).number == "2005-001"
    assert (len(early_warnings.listing()), audit.head().sequence) == (1, lines)


def test_an_open_draft_from_an_earlier_assessment_is_superseded_with_the_reason_recorded(database):
    draft(store())
    later = NOW + timedelta(days=30)
    outcome = draft(store(as_of=date(2005, 6, 30)), grade=5, now=later)
    assert outcome == early_warnings.DraftOutcome("2005-002", "superseded", "2005-001")
    new, old = early_warnings.listing(item="gold")
    assert (new.number, new.state, new.replaces) == ("2005-002", "draft", "2005-001")
    assert (old.state, old.moves[-1].to_state, old.moves[-1].at) == ("superseded", "superseded", later)
    assert "2005-002" in old.moves[-1].reason
    assert old.grade == 4
    assert old.moves[-1].assessment == "A-000002"
    assert audit.verify().ok


def test_drafts_about_different_items_stand_side_by_side(database):
    assessment = store()
    draft(assessment, item="gold")
    draft(assessment, item="rice")
    assert [warning.number for warning in early_warnings.listing("draft")] == ["2005-002", "2005-001"]
    assert early_warnings.listing("issued") == []


def test_numbers_begin_anew_with_the_year_of_the_assessment(database):
    numbers = [draft(store(as_of=date(year, 12, 31)), item=str(year)).number for year in (2004, 2005, 2004)]
    assert numbers == ["2004-001", "2005-001", "2004-002"]


def test_a_warning_keeps_the_version_of_the_action_grade_that_held_on_its_day(database):
    for grade, day in ((4, date(2005, 2, 1)), (3, date(2006, 1, 1))):
        settings_versions.decide_setting(
            "action_grade", grade, valid_from=day, decided_by=ACTOR, reason="plan", now=NOW
        )
    draft(store())
    draft(store(as_of=date(2006, 1, 31)), item="rice")
    in_force = {
        entry.item: (entry.action_grade, entry.action_grade_version) for entry in early_warnings.listing()
    }
    assert in_force == {"gold": (4, 1), "rice": (3, 2)}


def test_the_open_warnings_are_those_the_drafting_rule_wants(database):
    draft(store())
    draft(store(as_of=date(2005, 6, 30)), grade=5)
    assert early_warnings.open_warnings() == [OpenWarning("2005-002", "gold", 5, "draft")]


def test_a_draft_of_an_assessment_that_is_not_there_is_refused_and_takes_no_number(database):
    with pytest.raises(Refusal):
        draft("A-000009")
    assert draft(store()).number == "2005-001"


def test_a_listing_by_a_state_that_does_not_exist_is_refused(database):
    with pytest.raises(ValueError, match="found 'sent'"):
        early_warnings.listing("sent")


def test_a_warning_that_is_not_there_is_refused(database):
    assert early_warnings.get(draft(store()).number).item == "gold"
    with pytest.raises(Refusal):
        early_warnings.get("2005-009")


def test_every_reason_has_a_sentence_of_its_own():
    values = {"grade": 4, "action_grade": 3, "previous": 2, "warning": "2005-001", "warning_grade": 5}
    sentences = {draft_reasons.in_words(reason, values) for reason in Reason}
    assert len(sentences) == len(Reason)
    assert draft_reasons.in_words("raised", values) == "Drafted: grade 4, above the 5 of warning 2005-001."
    first = draft_reasons.in_words("new_crossing", values | {"previous": None})
    assert first == "Drafted: grade 4 at the first reading; action begins at 3."

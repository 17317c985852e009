"""A warning's life through the door: each move in one transaction, signed by whom it may, and in the log."""

from datetime import date, timedelta

import pytest

from bongsu.core.early_warning.people import Person, Role
from bongsu.records import audit, delegations, early_warnings, people, warning_issue, warning_moves
from bongsu.words.refusal import Refusal
from tests.records.conftest import NOW, draft, store

ANALYST = Person("park", frozenset({Role.ANALYST}))
CHIEF = Person("choi", frozenset({Role.APPROVER}))
INCHEON = Person("lee", frozenset({Role.FIELD}), frozenset({"incheon"}))
BUSAN = Person("han", frozenset({Role.FIELD}), frozenset({"busan"}))
AUDITOR = Person("ahn", frozenset({Role.AUDITOR}))
WHOLE = {
    "legal_basis": "관세법 제246조",
    "channels": ("traveller", "cargo"),
    "valid_from": date(2005, 6, 13),
    "valid_until": date(2005, 7, 31),
    "measures": ("휴대품 검사율을 높인다.",),
    "routes": ("홍콩→인천공항",),
}


def hours(count):
    return NOW + timedelta(hours=count)


def approved(*, item="gold", grade=4, as_of=date(2005, 5, 31), changes=None, at=NOW):
    number = draft(store(as_of=as_of), item=item, grade=grade, now=at).number
    early_warnings.edit(number, WHOLE | (changes or {}), by=ANALYST, at=at)
    warning_moves.move(number, "propose", by=ANALYST, at=at)
    return warning_moves.move(number, "approve", by=CHIEF, at=at).number


def issued(working=None, **given):
    number = approved(**given)
    warning_issue.issue([number], by=CHIEF, at=given.get("at", NOW), working=working)
    return number


def state(number):
    return early_warnings.get(number).state


def test_the_main_path_from_the_draft_to_the_closing(database):
    number = issued()
    entry = early_warnings.get(number)
    assert (entry.state, entry.issue, entry.issued_at, entry.approved_by) == (
        "issued",
        "2005-I001",
        NOW,
        "choi",
    )
    assert [(each.office, each.state) for each in entry.addressees] == [
        ("busan", "issued"),
        ("incheon", "issued"),
    ]
    assert entry.addressees[0].deadline == hours(24)
    stages = (("acknowledge", "acknowledged"), ("act", "acting"), ("report", "reported"))
    for turn, (move, overall) in enumerate(stages):
        at = hours(2 * turn)
        warning_moves.office_move(number, move, office="incheon", by=INCHEON, at=at, reason="검사 강화")
        assert state(number) != overall
        warning_moves.office_move(number, move, office="busan", by=BUSAN, at=at + timedelta(hours=1))
        assert state(number) == overall
    late = NOW + timedelta(days=60)
    warning_moves.move(number, "expire", by=CHIEF, at=late)
    warning_moves.move(number, "evaluate", by=ANALYST, at=late, reason="효과가 있었다")
    assert warning_moves.move(number, "close", by=CHIEF, at=late).state == "closed"
    told = [move.name for move in early_warnings.get(number).moves if not move.office]
    assert told == [
        *("draft", "edit", "propose", "approve", "issue"),
        *("acknowledge", "act", "report", "expire", "evaluate", "close"),
    ]
    assert audit.verify().ok


def test_an_edit_is_a_version_and_the_log_vouches_for_each(database, tmp_path):
    number = draft(store()).number
    early_warnings.edit(number, {"title": "금괴 경보(수정)"}, by=ANALYST, at=NOW)
    entry = early_warnings.edit(number, {"measures": ("가", "나")}, by=ANALYST, at=NOW, reason="보완")
    assert (entry.version, entry.title, entry.measures) == (3, "금괴 경보(수정)", ("가", "나"))
    assert [move.version for move in entry.moves] == [1, 2, 3]
    from bongsu.records.models import DocumentVersion

    DocumentVersion.objects.filter(version=2).update(document={})
    assert "version 2" in audit.verify().why


def test_who_wrote_it_does_not_approve_or_issue_it(database):
    both = Person("park", frozenset({Role.ANALYST, Role.APPROVER}))
    number = draft(store()).number
    early_warnings.edit(number, WHOLE, by=both, at=NOW)
    warning_moves.move(number, "propose", by=ANALYST, at=NOW)
    with pytest.raises(Refusal, match="did not draft"):
        warning_moves.move(number, "approve", by=both, at=NOW)
    warning_moves.move(number, "approve", by=CHIEF, at=NOW)
    with pytest.raises(Refusal, match="did not draft"):
        warning_issue.issue([number], by=both, at=NOW)


def test_the_person_who_ran_the_assessment_is_an_author_too(database):
    number = draft(store()).number  # by cli:kim
    early_warnings.edit(number, WHOLE, by=ANALYST, at=NOW)
    warning_moves.move(number, "propose", by=ANALYST, at=NOW)
    with pytest.raises(Refusal, match="did not draft"):
        warning_moves.move(number, "approve", by=Person("kim", frozenset({Role.APPROVER})), at=NOW)


def test_an_incomplete_draft_is_not_proposed_and_is_told_what_lacks(database):
    number = draft(store()).number
    with pytest.raises(Refusal, match="without last day"):
        warning_moves.move(number, "propose", by=ANALYST, at=NOW)


def test_a_returned_warning_is_edited_and_proposed_again(database):
    number = approved()
    with pytest.raises(Refusal, match="reason"):
        warning_moves.move(number, "return", by=CHIEF, at=NOW)
    warning_moves.move(number, "return", by=CHIEF, at=NOW, reason="조치 사항을 보완할 것")
    assert early_warnings.edit(number, {"measures": ("가",)}, by=ANALYST, at=NOW).state == "draft"
    assert warning_moves.move(number, "propose", by=ANALYST, at=NOW).state == "proposed"


def test_a_field_officer_sees_only_what_her_office_was_issued(database):
    number = approved(changes={"offices": ("incheon",)})
    assert early_warnings.listing(by=INCHEON) == []
    with pytest.raises(Refusal, match="none of this number"):
        early_warnings.get(number, by=INCHEON)
    warning_issue.issue([number], by=CHIEF, at=NOW)
    assert [each.number for each in early_warnings.listing(by=INCHEON)] == [number]
    assert early_warnings.listing(by=BUSAN) == []
    assert early_warnings.listing(by=Person("nobody", frozenset())) == []
    assert [each.number for each in early_warnings.listing(by=AUDITOR)] == [number]
    with pytest.raises(Refusal, match="none of this number"):
        warning_moves.office_move(number, "acknowledge", office="incheon", by=BUSAN, at=NOW)


def test_an_office_sees_nothing_of_the_other_offices(database):
    number = issued()
    warning_moves.office_move(number, "acknowledge", office="busan", by=BUSAN, at=hours(1))
    seen = early_warnings.get(number, by=INCHEON)
    assert [each.office for each in seen.addressees] == ["incheon"]
    assert "busan" not in {move.office for move in seen.moves}


def test_nobody_answers_for_an_office_that_is_not_hers(database):
    number = issued()
    with pytest.raises(Refusal, match="office busan"):
        warning_moves.office_move(number, "acknowledge", office="busan", by=INCHEON, at=NOW)
    with pytest.raises(Refusal):
        warning_moves.office_move(number, "acknowledge", office="busan", by=CHIEF, at=NOW)


def test_a_higher_warning_ends_the_lower_one_and_a_lower_one_is_held_back(database):
    low = issued(grade=3)
    high = approved(grade=5, as_of=date(2005, 6, 30))
    done = warning_issue.issue([high], by=CHIEF, at=hours(1))
    assert done.superseded == (low,)
    assert {each.reason for each in done.told[high]} == {"raised"}
    again = approved(grade=4, as_of=date(2005, 7, 31))
    with pytest.raises(Refusal, match=r"the higher warning .* is in force"):
        warning_issue.issue([again], by=CHIEF, at=hours(2))
    assert state(again) == "approved"


def test_nothing_is_repeated_unless_something_changed(database):
    first = issued()
    same = approved(as_of=date(2005, 6, 30))
    with pytest.raises(Refusal, match="says the same"):
        warning_issue.issue([same], by=CHIEF, at=hours(1))
    other = approved(as_of=date(2005, 7, 31), changes={"routes": ("대만→부산",)})
    done = warning_issue.issue([other], by=CHIEF, at=hours(2))
    assert done.told[other][0].values == {"warning": first, "warning_grade": 4, "fields": ["routes"]}


def test_several_items_go_out_as_one_issue_with_one_message_to_each_office(database):
    from bongsu.records.models import Message

    numbers = [approved(item="gold"), approved(item="rice", as_of=date(2005, 6, 1))]
    done = warning_issue.issue(numbers, by=CHIEF, at=NOW)
    assert {entry.issue for entry in done.warnings} == {done.number}
    messages = Message.objects.filter(kind="issue")
    assert {message.audience for message in messages} == {"office:incheon", "office:busan"}
    assert all(message.warnings == numbers for message in messages)


def test_the_month_s_budget_holds_back_all_but_danger_and_what_the_approver_wants(database):
    from bongsu.records.settings_versions import decide_setting

    decide_setting(
        "warning_budget", 1, valid_from=date(2005, 1, 1), decided_by="choi", reason="plan", now=NOW
    )
    issued(item="gold")
    rice = approved(item="rice", as_of=date(2005, 6, 1))
    with pytest.raises(Refusal, match="budget 1"):
        warning_issue.issue([rice], by=CHIEF, at=hours(1))
    done = warning_issue.issue([rice], by=CHIEF, at=hours(1), beyond_budget=True, reason="수확기")
    assert {each.reason for each in done.told[rice]} == {"beyond_budget"}
    danger = approved(item="tobacco", grade=5, as_of=date(2005, 6, 2))
    done = warning_issue.issue([danger], by=CHIEF, at=hours(2))
    assert {each.reason for each in done.told[danger]} == {"danger_beyond_budget"}
    next_month = approved(item="garlic", as_of=date(2005, 6, 3))
    done = warning_issue.issue([next_month], by=CHIEF, at=NOW + timedelta(days=30))
    assert {each.reason for each in done.told[next_month]} == {"new"}


def test_an_extension_moves_the_end_and_wants_another_report(database):
    number = issued()
    for move in ("acknowledge", "report"):
        warning_moves.office_move(number, move, office="busan", by=BUSAN, at=hours(1))
    with pytest.raises(Refusal, match="last day after"):
        warning_moves.extend(number, date(2005, 7, 31), by=CHIEF, at=hours(2), reason="수요가 이어짐")
    entry = warning_moves.extend(number, date(2005, 8, 31), by=CHIEF, at=hours(2), reason="수요가 이어짐")
    assert (entry.state, entry.valid_until) == ("extended", date(2005, 8, 31))
    assert {each.office: each.state for each in entry.addressees} == {"busan": "acting", "incheon": "issued"}
    assert audit.verify().ok


def test_an_approver_lends_her_signature_and_it_is_written_beside_the_move(database):
    for person in (CHIEF, ANALYST):
        people.register(person.name, roles=person.roles, actor="cli:root", now=NOW)
    deputy = Person("yoon", frozenset({Role.ANALYST}))
    delegations.delegate(
        CHIEF, deputy, first_day=date(2005, 6, 1), until=date(2005, 6, 30), reason="휴가", at=NOW
    )
    number = draft(store()).number
    early_warnings.edit(number, WHOLE, by=ANALYST, at=NOW)
    warning_moves.move(number, "propose", by=ANALYST, at=NOW)
    with pytest.raises(Refusal):
        warning_moves.move(number, "approve", by=deputy, at=NOW + timedelta(days=40))
    entry = warning_moves.move(number, "approve", by=deputy, at=NOW)
    assert (entry.moves[-1].who, entry.moves[-1].on_behalf_of) == ("yoon", "choi")
    delegations.end(1, CHIEF, day=date(2005, 6, 12), reason="복귀", at=NOW)
    assert delegations.delegators("yoon", date(2005, 6, 11)) == ("choi",)
    assert delegations.delegators("yoon", date(2005, 6, 12)) == ()
    assert audit.verify().ok


def test_a_move_is_not_dated_before_the_one_before_it(database):
    number = approved()
    with pytest.raises(Refusal, match="not before its last move"):
        warning_issue.issue([number], by=CHIEF, at=NOW - timedelta(minutes=2))


def test_every_move_names_the_assessment_it_was_made_under(database):
    number = issued()
    store(as_of=date(2005, 6, 30))
    july = NOW + timedelta(days=31)
    moves = warning_moves.move(number, "lift", by=CHIEF, at=july, reason="가격차가 줄었다").moves
    assert (moves[0].assessment, moves[0].as_of) == ("A-000001", date(2005, 5, 31))
    assert (moves[-1].assessment, moves[-1].as_of, moves[-1].method) == ("A-000002", date(2005, 6, 30), "nb")

"""Every pair of states for every role, against a table written by hand; and the picture in the docs."""

from datetime import UTC, date, datetime
from itertools import product
from pathlib import Path

import pytest

from bongsu.core.early_warning.diagram import move_table, state_diagram
from bongsu.core.early_warning.document import WarningDocument
from bongsu.core.early_warning.moves import CLOCK, TABLE, overall_state, rule_of
from bongsu.core.early_warning.objection import Objection
from bongsu.core.early_warning.people import Person, Role
from bongsu.core.early_warning.permission import check_permission, may
from bongsu.core.early_warning.policy import Standing, Wish, can_move, check_move
from bongsu.core.early_warning.states import STATES
from bongsu.core.early_warning.visibility import sees_warning

DOCS = Path(__file__).parents[3] / "docs" / "warnings.md"
AN, ST, AP, FI = "analyst", "steward", "approver", "field"
IN_FORCE = ("issued", "acknowledged", "acting", "reported", "extended", "escalated")
ALLOWED = {
    ("", "draft"): {AN},
    ("draft", "draft"): {AN},
    ("draft", "proposed"): {AN},
    ("draft", "superseded"): {AN, AP},
    ("draft", "withdrawn"): {AN, AP},
    ("proposed", "returned"): {AP},
    ("proposed", "approved"): {AP},
    ("proposed", "withdrawn"): {AN, AP},
    ("returned", "draft"): {AN},
    ("returned", "withdrawn"): {AN, AP},
    ("approved", "returned"): {AP},
    ("approved", "issued"): {AP},
    ("approved", "withdrawn"): {AP},
    ("issued", "acknowledged"): {FI},
    ("acknowledged", "acting"): {FI},
    ("acknowledged", "reported"): {FI},
    ("acting", "reported"): {FI},
    ("reported", "reported"): {FI},
    ("issued", "escalated"): {AN, AP},
    ("extended", "escalated"): {AN, AP},
    ("escalated", "escalated"): {AN, AP},
    ("lifted", "evaluated"): {AN, ST},
    ("expired", "evaluated"): {AN, ST},
    ("evaluated", "closed"): {AP},
} | {
    (state, target): roles
    for state in IN_FORCE
    for target, roles in (
        ("extended", {AP}),
        ("lifted", {AP}),
        ("expired", {AP}),
        ("superseded", {AN, AP}),
        ("withdrawn", {AP}),
    )
}
DOCUMENT = WarningDocument(
    title="금괴 경보",
    body="가격차",
    legal_basis="관세법 제246조",
    offices=("020",),
    channels=("traveller",),
    valid_from=date(2005, 6, 13),
    valid_until=date(2005, 7, 31),
    measures=("검사율 상향",),
)
AT = datetime(2005, 6, 13, tzinfo=UTC)


@pytest.mark.parametrize(("state", "target"), list(product(("", *STATES), STATES)))
@pytest.mark.parametrize("role", Role)
def test_a_role_can_lead_a_warning_from_one_state_to_another_only_where_the_table_says(state, target, role):
    rules = [rule for rule in TABLE if state in rule.sources and rule.target == target]
    person = Person("somebody", frozenset({role}), frozenset({"020"}))
    can = any(may(person, rule, office="020" if rule.per_office else "") for rule in rules)
    assert can == (role.value in ALLOWED.get((state, target), ()))


def test_each_row_belongs_to_one_move_from_one_state():
    pairs = [(rule.name, source) for rule in TABLE for source in rule.sources]
    assert len(pairs) == len(set(pairs))


def test_the_clock_makes_only_what_time_or_another_move_brings_about():
    by_itself = {rule.name for rule in TABLE if may(CLOCK, rule)}
    assert by_itself == {"draft", "escalate", "expire", "supersede"}


def test_the_picture_and_the_table_in_the_docs_are_those_of_the_code():
    text = DOCS.read_text(encoding="utf-8")
    assert f"```mermaid\n{state_diagram()}\n```" in text
    assert move_table() in text


@pytest.mark.parametrize("move", ["approve", "issue"])
def test_four_eyes_hold_for_approval_and_issue_whoever_lends_a_signature(move):
    rule = rule_of(move, {"approve": "proposed", "issue": "approved"}[move])
    author = Person("kim", frozenset({Role.APPROVER, Role.ANALYST}))
    with pytest.raises(Objection) as told:
        check_permission(author, rule, authors={"kim"}, delegators={"choi"})
    assert told.value.code == "four_eyes"
    deputy = Person("yoon", frozenset({Role.ANALYST}))
    assert check_permission(deputy, rule, authors={"kim"}, delegators={"choi"}) == "choi"
    assert not may(deputy, rule, authors={"kim"}, delegators={"kim"})


def test_a_field_officer_moves_for_her_own_office_alone():
    rule = rule_of("acknowledge", "issued")
    lee = Person("lee", frozenset({Role.FIELD}), frozenset({"020"}))
    assert may(lee, rule, office="020")
    assert not may(lee, rule, office="030")


@pytest.mark.parametrize(
    ("standing", "wish", "code"),
    [
        ({"state": "draft", "document": WarningDocument(title="a", body="b")}, {"move": "propose"},
         "document_incomplete"),
        ({"state": "approved"}, {"move": "issue", "day": date(2005, 8, 1)}, "over_before_it_began"),
        ({"state": "issued"}, {"move": "expire"}, "not_over_yet"),
        ({"state": "issued"}, {"move": "extend", "reason": "because", "valid_until": date(2005, 7, 31)},
         "not_later"),
        ({"state": "issued"}, {"move": "lift"}, "reason_missing"),
        ({"state": "lifted", "offices": {"020": "issued"}}, {"move": "acknowledge", "office": "020"},
         "not_in_force"),
        ({"state": "issued", "offices": {"020": "issued"}}, {"move": "acknowledge", "office": "030"},
         "not_addressed"),
        ({"state": "issued", "offices": {"020": "issued"}}, {"move": "act", "office": "020"},
         "no_such_move_here"),
        ({"state": "issued"}, {"move": "acknowledge"}, "no_such_move_here"),
        ({"state": "draft"}, {"move": "approve"}, "no_such_move_here"),
        ({"state": "issued", "last_move_at": datetime(2005, 6, 14, tzinfo=UTC)},
         {"move": "lift", "reason": "because"}, "before_last_move"),
    ],
)  # fmt: skip
def test_policy_says_why_a_warning_cannot_move(standing, wish, code):
    stands = Standing(**{"document": DOCUMENT} | standing)
    wanted = Wish(**{"at": AT, "day": date(2005, 6, 13)} | wish)
    with pytest.raises(Objection) as told:
        check_move(stands, wanted)
    assert told.value.code == code
    assert not can_move(stands, wanted)


def test_a_warning_follows_its_slowest_office():
    assert overall_state("issued", ["reported", "acting", "acknowledged"]) == "acknowledged"
    assert overall_state("extended", ["reported", "issued"]) == "extended"
    assert overall_state("acting", ["reported", "reported"]) == "reported"


def test_who_sees_a_warning():
    lee = Person("lee", frozenset({Role.FIELD}), frozenset({"020"}))
    assert sees_warning(lee, was_issued=True, offices={"020", "030"})
    assert not sees_warning(lee, was_issued=False, offices={"020"})
    assert not sees_warning(lee, was_issued=True, offices={"030"})
    assert not sees_warning(Person("x", frozenset()), was_issued=True, offices={"020"})
    for role in set(Role) - {Role.FIELD}:
        assert sees_warning(Person("x", frozenset({role})), was_issued=False, offices=())

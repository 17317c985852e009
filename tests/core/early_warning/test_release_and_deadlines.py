"""Up at once, down one step after two quieter periods; silence is answered in steps."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bongsu.core.early_warning.deadlines import AckRule, Due, Silent, due, next_office
from bongsu.core.early_warning.document import WarningDocument
from bongsu.core.early_warning.release import Release, release_advice
from bongsu.core.early_warning.telling import SENT, InForce, Telling, telling

NOW = datetime(2005, 6, 13, tzinfo=UTC)
RULE = AckRule(24, 12)


@pytest.mark.parametrize(
    ("grade", "readings", "kind", "to_grade"),
    [
        (4, [], "held", 4),
        (4, [4], "held", 4),
        (4, [5], "held", 4),
        (4, [3], "waiting", 4),
        (4, [3, 4, 3], "waiting", 4),
        (4, [3, 3], "step_down", 3),
        (5, [1, 1], "step_down", 4),  # one step, however quiet
        (3, [2, 2], "lift", 2),
        (3, [2, 0, 2], "lift", 2),
        (3, [2, 2, 0], "data_failed", 3),
        (3, [0, 0, 0], "data_failed", 3),
        (3, [2, 0], "data_failed", 3),
    ],
)
def test_release(grade, readings, kind, to_grade):
    advice = release_advice(grade, readings, action_grade=3)
    assert (advice.kind.value, advice.to_grade) == (kind, to_grade)


@given(st.integers(2, 5), st.lists(st.integers(0, 5), max_size=8))
def test_a_warning_falls_at_most_one_step_and_never_on_failed_data(grade, readings):
    advice = release_advice(grade, readings, action_grade=3)
    assert grade - 1 <= advice.to_grade <= grade
    if readings and readings[-1] == 0:
        assert advice.kind is Release.DATA_FAILED
    if advice.to_grade < grade:
        assert [each for each in readings if each][-2:] == [
            each for each in readings if each and each < grade
        ][-2:]


def test_silence_is_answered_in_steps_and_armed_anew():
    silent = Silent("036", NOW, NOW + timedelta(hours=24))
    at = lambda hours, who=silent, to="030": due(  # noqa: E731
        who, now=NOW + timedelta(hours=hours), rule=RULE, next_office=to
    )
    assert [at(11), at(12), at(24)] == [Due.NOTHING, Due.REMIND, Due.ESCALATE]
    assert at(24, to=None) is Due.REMIND_AGAIN
    reminded = Silent("036", NOW, NOW + timedelta(hours=24), NOW + timedelta(hours=12))
    assert at(13, reminded) is Due.NOTHING
    rearmed = Silent("036", NOW + timedelta(hours=24), NOW + timedelta(hours=48), NOW + timedelta(hours=12))
    assert [at(30, rearmed), at(36, rearmed)] == [Due.NOTHING, Due.REMIND]
    assert at(100, Silent("036", NOW, None)) is Due.NOTHING


def test_the_chain_skips_offices_told_already_and_ends_in_a_ring():
    chain = {"a": "b", "b": "c", "c": "a"}
    assert next_office("a", chain=chain, told=frozenset({"a", "b"})) == "c"
    assert next_office("a", chain=chain, told=frozenset("abc")) is None
    assert next_office("z", chain=chain, told=frozenset()) is None


def test_an_office_is_told_only_of_news():
    said = WarningDocument(title="t", body="b", offices=("1", "2", "3", "4"), channels=("cargo",))
    other = WarningDocument(title="other title", body="b", offices=("2",), channels=("post",))
    found = telling(
        said,
        4,
        replaces=None,
        in_force={
            "2": [InForce("w2", 4, other)],
            "3": [InForce("w3", 5, said), InForce("w0", 1, said)],
            "4": [InForce("w4", 3, said)],
        },
        told_this_month={"1": 3, "4": 9},
        budget=9,
    )
    assert [each.reason.value for each in found] == ["new", "changed", "inhibited", "budget_spent"]
    assert found[1].values["fields"] == ["channels"]
    assert found[3].values["otherwise"] == "raised"
    assert {each for each in Telling if each in SENT} == set(Telling) - {
        Telling.INHIBITED,
        Telling.NOTHING_CHANGED,
        Telling.BUDGET_SPENT,
    }

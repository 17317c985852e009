"""Which items call for a warning, and why the others do not."""

from datetime import date

import pytest

from bongsu.core.early_warning.drafting import DRAFTING, OpenWarning, Reason, proposals
from bongsu.core.early_warning.states import OPEN_STATES, STATES, check_state
from bongsu.core.grading.assessment import Assessment, Forecast, Reading


def reading(item, grade, *, probability=None, flags=()):
    forecast = None
    if probability is not None:
        forecast = Forecast("2005-05", "2005-06", 3.0, {}, probability, 0.0, grade)
    return Reading(item, "nb", grade, forecast, flags=flags)


def propose(*readings, action_grade=3, warnings=(), previous=None):
    assessment = Assessment(date(2005, 5, 31), "nb", readings)
    return proposals(assessment, action_grade=action_grade, open_warnings=warnings, previous=previous or {})


def only(*readings, **given):
    (proposal,) = propose(*readings, **given)
    return proposal


def test_the_grades_of_may_2005_lead_to_nine_drafts_at_action_grade_3():
    # The published board: danger tobacco; serious gold, antler; warning six items; watch five items.
    board = {"tobacco": 5, "gold": 4, "antler": 4}
    board |= dict.fromkeys(("viagra", "rice", "garlic", "diamond", "soybean", "sea_cucumber"), 3)
    board |= dict.fromkeys(("pollack", "ginseng", "pepper", "ginger", "bracken"), 2)
    found = propose(*(reading(item, grade) for item, grade in board.items()))
    assert len(found) == 14
    assert [each.item for each in found if each.is_draft][:3] == ["tobacco", "antler", "gold"]
    assert sum(each.is_draft for each in found) == 9
    serious = propose(*(reading(item, grade) for item, grade in board.items()), action_grade=4)
    assert [each.item for each in serious if each.is_draft] == ["tobacco", "antler", "gold"]


def test_an_item_that_crosses_the_action_grade_is_drafted_and_says_where_it_came_from():
    proposal = only(reading("gold", 4), previous={"gold": 2})
    assert (proposal.reason_code, proposal.is_draft) == (Reason.NEW_CROSSING, True)
    assert proposal.values == {"grade": 4, "action_grade": 3, "previous": 2}


def test_an_item_never_graded_before_counts_as_a_crossing_with_an_unknown_previous_grade():
    proposal = only(reading("gold", 3), previous={})
    assert proposal.reason_code is Reason.NEW_CROSSING
    assert proposal.values["previous"] is None


def test_an_item_below_the_action_grade_is_not_drafted():
    proposal = only(reading("gold", 2), previous={"gold": 4})
    assert (proposal.reason_code, proposal.is_draft) == (Reason.BELOW_ACTION_GRADE, False)


@pytest.mark.parametrize("state", sorted(OPEN_STATES))
def test_nothing_is_repeated_while_an_open_warning_says_the_same_grade(state):
    proposal = only(
        reading("gold", 4), warnings=[OpenWarning("2005-001", "gold", 4, state)], previous={"gold": 4}
    )
    assert (proposal.reason_code, proposal.is_draft) == (Reason.HELD, False)
    assert proposal.values["warning"] == "2005-001"


@pytest.mark.parametrize("state", ["draft", "issued", "acting"])
def test_a_grade_above_that_of_the_open_warning_is_drafted(state):
    proposal = only(
        reading("gold", 5), warnings=[OpenWarning("2005-001", "gold", 4, state)], previous={"gold": 4}
    )
    assert (proposal.reason_code, proposal.is_draft) == (Reason.RAISED, True)
    assert proposal.values["warning_grade"] == 4


def test_a_lower_grade_redraws_a_draft_but_leaves_an_issued_warning_to_a_person():
    drafted = only(reading("gold", 3), warnings=[OpenWarning("2005-001", "gold", 5, "draft")])
    issued = only(reading("gold", 3), warnings=[OpenWarning("2005-001", "gold", 5, "issued")])
    assert (drafted.reason_code, drafted.is_draft) == (Reason.REDRAWN, True)
    assert (issued.reason_code, issued.is_draft) == (Reason.EASED, False)


def test_an_open_warning_whose_item_fell_below_the_action_grade_is_named_for_lifting():
    proposal = only(reading("gold", 1), warnings=[OpenWarning("2005-001", "gold", 4, "issued")])
    assert (proposal.reason_code, proposal.is_draft) == (Reason.FALLEN_BELOW, False)


def test_an_item_that_was_above_before_without_any_open_warning_is_drafted():
    proposal = only(reading("gold", 3), previous={"gold": 3})
    assert (proposal.reason_code, proposal.is_draft) == (Reason.NOT_WARNED, True)


def test_an_item_that_could_not_be_graded_is_never_drafted_even_with_a_warning_open():
    proposal = only(
        reading("gold", 0, flags=("short_history",)),
        warnings=[OpenWarning("2005-001", "gold", 4, "issued")],
        previous={"gold": 4},
    )
    assert (proposal.reason_code, proposal.is_draft) == (Reason.NOT_GRADED, False)
    assert proposal.values["flags"] == ("short_history",)


def test_of_two_open_warnings_about_one_item_the_higher_one_counts():
    warnings = [OpenWarning("2005-001", "gold", 5, "issued"), OpenWarning("2005-002", "gold", 3, "draft")]
    for given in (warnings, warnings[::-1]):
        assert only(reading("gold", 4), warnings=given).values["warning"] == "2005-001"


def test_the_order_is_grade_then_probability_then_name_whatever_the_order_of_the_readings():
    readings = [
        reading("rice", 3, probability=0.3),
        reading("gold", 3, probability=0.6),
        reading("antler", 3, probability=0.3),
        reading("tobacco", 5, probability=0.9),
    ]
    for given in (readings, readings[::-1]):
        assert [each.item for each in propose(*given)] == ["tobacco", "gold", "antler", "rice"]


def test_every_grade_state_and_previous_grade_has_a_reason_and_drafts_only_at_the_action_grade():
    seen = set()
    warnings = [(), *([OpenWarning("n", "gold", g, s)] for g in range(1, 6) for s in sorted(OPEN_STATES))]
    for grade in range(6):
        for before in (None, *range(6)):
            for given in warnings:
                previous = {} if before is None else {"gold": before}
                proposal = only(reading("gold", grade), warnings=given, previous=previous)
                seen.add(proposal.reason_code)
                assert not proposal.is_draft or proposal.grade >= 3
                assert not (proposal.is_draft and given and given[0].grade == grade)
    assert seen == set(Reason)
    assert seen > DRAFTING


@pytest.mark.parametrize("action_grade", [0, 1, 6])
def test_an_action_grade_out_of_range_is_refused(action_grade):
    with pytest.raises(ValueError, match="action grade from 2 to 5"):
        propose(reading("gold", 3), action_grade=action_grade)


def test_a_closed_warning_given_as_open_is_refused():
    with pytest.raises(ValueError, match="2005-001 in the state 'lifted'"):
        propose(reading("gold", 3), warnings=[OpenWarning("2005-001", "gold", 4, "lifted")])


def test_an_unknown_state_is_refused_and_every_state_of_the_life_cycle_is_known():
    with pytest.raises(ValueError, match="found 'sent'"):
        check_state("sent")
    named = "draft proposed approved issued acknowledged acting reported extended escalated lifted expired"
    named += " evaluated closed returned superseded withdrawn"
    assert set(STATES) == set(named.split())

"""Intelligence advises one step at most and says why; an override has a reason and an end."""

import itertools
from datetime import date, timedelta

import pytest

from bongsu.core.grading.adjustment import (
    IntelligenceReport,
    Override,
    advise,
    override_faults,
    points,
)

DAY = date(2005, 5, 31)


def report(name, code="B2", direction="+", *, known_on=date(2005, 5, 10), expires_on=None, note=None):
    return IntelligenceReport(
        name, code[0], int(code[1]), direction, known_on, expires_on, name if note is None else note
    )


@pytest.mark.parametrize(
    ("reports", "advised", "reason"),
    [
        ([], 3, "no_report"),
        ([report("a")], 4, "raised"),
        ([report("a", "A1")], 4, "raised"),
        ([report("a", "C3")], 3, "too_weak"),
        ([report("a", "C3"), report("b", "C3")], 4, "raised"),
        ([report("a", "B3"), report("b", "A3")], 4, "raised"),
        ([report("a", "D1"), report("b", "E1"), report("c", "F1")], 3, "too_weak"),
        ([report("a", "A4"), report("b", "A5"), report("c", "A6")], 3, "too_weak"),
        ([report("a"), report("b", direction="-")], 3, "contradictory"),
        ([report("a"), report("b", "C3", "-")], 3, "contradictory"),
        ([report("a", direction="-")], 3, "too_weak"),
        ([report("a", direction="-"), report("b", "C3", "-")], 2, "lowered"),
        ([report("a", direction="?")], 3, "too_weak"),
    ],
)
def test_what_the_reports_advise_beside_grade_3(reports, advised, reason):
    found = advise(3, reports, as_of=DAY)
    assert (found.model_grade, found.advised_grade, found.reason) == (3, advised, reason)


def test_no_pile_of_reports_moves_the_advice_by_more_than_one_step():
    pile = [report(f"r{k}", "A1") for k in range(20)]
    for grade in range(1, 6):
        assert advise(grade, pile, as_of=DAY).advised_grade == min(grade + 1, 5)


def test_the_model_grade_is_the_same_whatever_is_reported():
    codes = ("A1", "C3", "F6")
    for combination in itertools.product(codes, "+-?", codes, "+-?"):
        first, second = combination[:2], combination[2:]
        found = advise(4, [report("a", *first), report("b", *second)], as_of=DAY)
        assert found.model_grade == 4 and abs(found.step) <= 1


def test_two_reports_of_one_source_count_once():
    same = [report("liaison/1", "C3"), report("liaison/2", "C3")]
    assert advise(3, same, as_of=DAY).reason == "too_weak"
    assert dict(advise(3, same, as_of=DAY).standings)["liaison/2"] == "repeats_a_source"


def test_the_same_words_passed_on_twice_count_once():
    same = [report("a", "C3", note="A ship comes."), report("b", "C3", note="a  ship COMES.")]
    assert advise(3, same, as_of=DAY).step == 0


def test_a_report_counts_up_to_its_last_day_and_not_before_it_is_known():
    dated = [report("a", expires_on=DAY)]
    assert advise(3, dated, as_of=DAY).step == 1
    assert advise(3, dated, as_of=DAY + timedelta(days=1)).step == 0
    assert advise(3, [report("a", known_on=DAY)], as_of=DAY - timedelta(days=1)).reason == "no_report"


def test_a_report_without_an_expiry_counts_for_62_days():
    undated = [report("a", known_on=DAY)]
    assert advise(3, undated, as_of=DAY + timedelta(days=62)).step == 1
    assert advise(3, undated, as_of=DAY + timedelta(days=63)).step == 0


def test_an_item_that_could_not_be_graded_is_not_graded_by_intelligence():
    found = advise(0, [report("a", "A1")], as_of=DAY)
    assert (found.advised_grade, found.reason) == (0, "not_graded")


def test_at_either_end_there_is_no_further_step():
    assert advise(5, [report("a")], as_of=DAY).reason == "already_highest"
    down = [report("a", direction="-"), report("b", direction="-")]
    assert advise(1, down, as_of=DAY).reason == "already_lowest"


def test_a_report_that_cannot_be_judged_has_no_points():
    assert points(IntelligenceReport("a", "", None, "+", DAY)) == 0


def override(**changes):
    given = {"item": "gold", "grade": 4, "reason": "부산 정보원 두 곳의 제보가 일치", "author": "cli:kim"}
    given |= {"first_day": DAY, "until": DAY + timedelta(days=62)}
    return Override(**(given | changes))


def test_an_override_of_62_days_with_a_reason_may_stand():
    assert override_faults(override()) == ()


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"grade": 0}, "grade"),
        ({"grade": 6}, "grade"),
        ({"reason": "a  b  c  d  e  f"}, "reason_too_short"),
        ({"until": DAY - timedelta(days=1)}, "ends_before_it_begins"),
        ({"until": DAY + timedelta(days=63)}, "too_long"),
    ],
)
def test_an_override_that_may_not_stand_says_why(change, fault):
    assert override_faults(override(**change)) == (fault,)


def test_an_override_holds_on_its_first_and_its_last_day():
    held = override()
    assert held.holds_on(DAY) and held.holds_on(DAY + timedelta(days=62))
    assert not held.holds_on(DAY - timedelta(days=1)) and not held.holds_on(DAY + timedelta(days=63))

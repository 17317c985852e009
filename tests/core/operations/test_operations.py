"""Who moves an operation, what an office can do, and where its inspections find most."""

from itertools import product

import numpy as np
import pytest

from bongsu.core.early_warning.objection import Objection
from bongsu.core.early_warning.people import Person, Role
from bongsu.core.operations.allocation import ELASTICITY, Target, allocate
from bongsu.core.operations.capacity import OfficeCapacity, PlannedEffort, check_capacity
from bongsu.core.operations.moves import STATES, TABLE, check_move, check_report

MAY = {
    ("plan", "", Role.ANALYST),
    ("start", "planned", Role.APPROVER),
    ("finish", "running", Role.ANALYST),
    ("finish", "running", Role.APPROVER),
    ("cancel", "planned", Role.ANALYST),
    ("cancel", "planned", Role.APPROVER),
}


@pytest.mark.parametrize(("rule", "state", "role"), list(product(TABLE, ("", *STATES), Role)))
def test_every_move_from_every_state_by_every_role(rule, state, role):
    person = Person("lee", frozenset({role}), frozenset({"020"}))
    if (rule.name, state, role) in MAY:
        assert check_move(person, rule.name, state=state, planner="kim", reason="because").target
    else:
        with pytest.raises(Objection):
            check_move(person, rule.name, state=state, planner="kim", reason="because")


def test_nobody_starts_what_she_planned_and_nobody_cancels_without_a_reason():
    both = Person("kim", frozenset({Role.ANALYST, Role.APPROVER}))
    with pytest.raises(Objection, match="four_eyes"):
        check_move(both, "start", state="planned", planner="kim")
    with pytest.raises(Objection, match="reason_missing"):
        check_move(both, "cancel", state="planned", planner="kim", reason=" ")


@pytest.mark.parametrize("role", Role)
def test_only_field_officers_of_the_office_and_analysts_report(role):
    person = Person("lee", frozenset({role}), frozenset({"020"}))
    taking_part = frozenset({"020", "030"})
    if role in (Role.FIELD, Role.ANALYST):
        check_report(person, "020", state="running", offices=taking_part)
    else:
        with pytest.raises(Objection, match="not_her_role"):
            check_report(person, "020", state="running", offices=taking_part)
    with pytest.raises(Objection, match=r"not_taking_part|not_her"):
        check_report(person, "040", state="running", offices=taking_part)
    if role is Role.FIELD:
        with pytest.raises(Objection, match="not_her_office"):
            check_report(person, "030", state="running", offices=taking_part)
    for state in ("planned", "cancelled"):
        with pytest.raises(Objection):
            check_report(person, "020", state=state, offices=taking_part)


def test_a_plan_is_held_against_hours_flow_and_delay():
    plan = [
        PlannedEffort("020", "cargo", 400, 1.5, 60.0),
        PlannedEffort("020", "express", 100, 0.5, 10.0),
        PlannedEffort("030", "cargo", 10, 1.0),
    ]
    first, second = check_capacity(plan, {"020": OfficeCapacity(600.0, 1000.0)})
    assert first.hours_needed == 650.0 and first.load == pytest.approx(650 / 600)
    assert first.mean_delay_minutes == pytest.approx(25.0) and first.faults == ("hours", "delay")
    assert not first.is_possible
    assert second.faults == ("hours_unknown",) and second.is_possible
    (over,) = check_capacity(plan[2:], {"030": OfficeCapacity(100.0, 5.0)})
    assert over.faults == ("flow",)


def greedy(targets, hours, random_share=0.1, step=0.25):
    """The slow plain way: give small steps, one by one, to the target that gains most per hour."""
    usual = sum(t.usual * t.hours for t in targets)
    n = np.array([random_share * hours * t.usual / usual for t in targets])
    left = hours * (1 - random_share)
    while left > step:
        gain = [
            -np.inf
            if n[k] + step / t.hours > 3 * t.usual
            else t.worth
            * t.expected
            * (((n[k] + step / t.hours) / t.usual) ** ELASTICITY - (n[k] / t.usual) ** ELASTICITY)
            for k, t in enumerate(targets)
        ]
        best = int(np.argmax(gain))
        if gain[best] == -np.inf:
            break
        n[best] += step / targets[best].hours
        left -= step
    return n


def test_the_linear_programme_finds_what_the_greedy_way_finds():
    targets = [
        Target("020", "gold", "traveller", expected=6.0, usual=100.0, hours=0.5),
        Target("020", "tobacco", "cargo", expected=9.0, usual=60.0, hours=2.0),
        Target("020", "garlic", "cargo", expected=1.0, usual=60.0, hours=2.0),
    ]
    found = allocate(targets, {"020": 250.0})
    n = greedy(targets, 250.0)
    slow = sum(t.expected * (k / t.usual) ** ELASTICITY for t, k in zip(targets, n, strict=True))
    assert found.detections == pytest.approx(slow, rel=0.005)
    assert found.detections > found.even_detections
    used = sum((each.targeted + each.random) * each.target.hours for each in found.allotted)
    assert used + found.spare_hours["020"] == pytest.approx(250.0)


def test_a_share_stays_random_everywhere_and_no_target_goes_beyond_its_limit():
    targets = [
        Target("020", "gold", "traveller", expected=50.0, usual=10.0),
        Target("020", "rice", "cargo", expected=0.0, usual=30.0),
    ]
    found = allocate(targets, {"020": 100.0}, random_share=0.2)
    gold, rice = found.allotted
    assert rice.random == pytest.approx(15.0) and rice.targeted == 0.0
    assert gold.at_limit and gold.times == pytest.approx(3.0)
    assert found.spare_hours["020"] > 0 and found.hour_worth["020"] == 0.0


def test_offices_do_not_share_their_hours_and_a_missing_one_is_refused():
    targets = [Target("020", "gold", "cargo", 5.0, 50.0), Target("030", "gold", "cargo", 5.0, 50.0)]
    found = allocate(targets, {"020": 50.0, "030": 100.0})
    here, there = found.allotted
    assert here.times == pytest.approx(1.0) and there.times == pytest.approx(2.0)
    assert found.hour_worth["020"] > found.hour_worth["030"] > 0
    with pytest.raises(ValueError, match="030"):
        allocate(targets, {"020": 50.0})

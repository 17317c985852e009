"""Thresholds on what a feed brings."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from bongsu.core.panel.feed_gates import Thresholds, days_overdue, feed_state, gate_faults

HISTORY = np.array([100.0, 103, 99, 101, 98, 102, 100, 104])
NOTHING = np.array([np.nan])


def gates(arrived, *, before=HISTORY, replaced=None, **thresholds):
    arrived = np.asarray(arrived, dtype=float)
    replaced = np.full(arrived.size, np.nan) if replaced is None else np.asarray(replaced, dtype=float)
    faults = gate_faults(arrived, before, replaced=replaced, thresholds=Thresholds.of(thresholds))
    return [(fault.gate, fault.place) for fault in faults]


def test_a_usual_month_passes():
    assert gates([101.0]) == []


@pytest.mark.parametrize("value", [1_050_000.0, 0.09])
def test_a_jump_up_or_down_is_found_where_it_is(value):
    assert gates([101.0, value]) == [("jump", 1)]


def test_exactly_the_limit_passes():
    assert gates([1040.0]) == []
    assert gates([1041.0]) == [("jump", 0)]


def test_a_zero_or_a_gap_between_does_not_hide_a_jump():
    assert gates([0.0, np.nan, 5000.0], missing_share=0.9) == [("jump", 2)]


def test_a_revision_by_a_thousand_is_another_unit():
    assert gates([101.0], replaced=[0.101]) == [("revision", 0)]


def test_nothing_at_all_is_missing():
    assert gates([np.nan]) == [("missing", -1)]


def test_zeros_are_held_back_only_where_the_history_was_seldom_zero():
    assert gates([0.0, 0.0]) == [("zeros", -1)]
    assert gates([0.0, 0.0], before=np.array([0.0, 1, 0, 0, 2, 0, 0, 1])) == []


def test_without_history_there_is_nothing_to_compare_with():
    assert gates([5000.0], before=HISTORY[:5]) == []


def test_an_extreme_change_is_measured_against_the_usual_changes():
    # Changes of log(HISTORY) have the median 0.0099 and the MAD 0.0396: 101 to 130 is a change of 0.2231
    # after 104, which is (0.2231 - 0.0099) / (1.4826 * 0.0396): computed beside the code below.
    changes = np.diff(np.log(HISTORY))
    middle = np.median(changes)
    scale = 1.4826 * np.median(np.abs(changes - middle))
    distance = abs(np.log(130 / 104) - middle) / scale
    assert gates([130.0], extreme=distance * 1.001) == []
    assert gates([130.0], extreme=distance * 0.999) == [("extreme", 0)]


def test_a_constant_history_calls_nothing_extreme():
    assert gates([9.0], before=np.full(12, 3.0), extreme=4.0) == []


@pytest.mark.parametrize("value", [0, -1, "3", True, float("nan")])
def test_thresholds_are_read_strictly(value):
    with pytest.raises(ValueError, match="a number above zero"):
        Thresholds.of({"jump": value})
    with pytest.raises(ValueError, match="found 'jmp'"):
        Thresholds.of({"jmp": 3.0})


def test_the_catalogues_threshold_rules_over_the_descriptions():
    assert Thresholds.of({"jump": 3.0, "missing_share": 0.2}, {"jump": 5.0}) == Thresholds(0.2, jump=5.0)


@pytest.mark.parametrize(
    "newest, due, failed, state",
    [
        (None, 10, False, "empty"),
        (None, 10, True, "failed"),
        (10, 10, False, "fresh"),
        (11, 10, False, "fresh"),
        (10, 10, True, "failed"),
        (9, 10, False, "late"),
        (8, 10, False, "stale"),
        (8, 10, True, "stale"),
    ],
)
def test_the_state_of_a_feed(newest, due, failed, state):
    assert feed_state(newest=newest, due=due, failed=failed, thresholds=Thresholds()) == state


def test_days_overdue_are_never_below_zero():
    assert days_overdue(expected=date(2025, 3, 1), day=date(2025, 2, 1)) == 0
    assert days_overdue(expected=date(2025, 3, 1), day=date(2025, 3, 5)) == 4

"""Tripwires and the tentative grade: jumps and drifts are found, and the official grade is left alone."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from bongsu.core.early_warning.tentative import (
    Outcome,
    StandingNotice,
    VerdictOnNotice,
    reconcile,
    stands,
    tentative,
)
from bongsu.core.early_warning.tripwires import TripwireRule, watch
from bongsu.core.panel.periods import Frequency, Period

DAYS = [Period(Frequency.DAY, 733000 + step) for step in range(900)]


def mean_reverting(seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    values = np.zeros(900)
    for t in range(1, 900):
        values[t] = 0.8 * values[t - 1] + rng.normal()
    return values


def test_a_jump_is_found_on_its_day_in_a_short_window():
    values = mean_reverting(1)
    values[700:] += 9.0
    found = watch(DAYS, values, TripwireRule(side=1, days_between=2000), seed=1)
    (raised,) = [each for each in found.raised if each.period.ordinal >= DAYS[690].ordinal][:1]
    assert raised.period == DAYS[700] and raised.window_days <= 5
    assert raised.change > 5 and raised.days_between > 2000


def test_a_slow_drift_is_found_in_a_long_window():
    values = np.cumsum(np.random.default_rng(2).normal(size=900))
    values[600:] += 0.35 * np.arange(300)
    found = watch(DAYS, values, TripwireRule(side=1, days_between=2000), seed=1)
    late = [each for each in found.raised if each.period.ordinal >= DAYS[600].ordinal]
    assert max(each.window_days for each in late) >= 91


def test_a_fall_does_not_trip_a_watch_for_rises():
    values = mean_reverting(3)
    values[700:705] -= 30.0
    found = watch(DAYS[:703], values[:703], TripwireRule(side=1, days_between=2000), seed=1)
    assert not [each for each in found.raised if each.period.ordinal >= DAYS[699].ordinal]


def test_what_comes_later_changes_no_earlier_notice():
    values = mean_reverting(4)
    values[650:] += 8.0
    whole = watch(DAYS, values, TripwireRule(), seed=1)
    then = watch(DAYS[:660], values[:660], TripwireRule(), seed=1)
    assert [each.period for each in whole.raised if each.period.ordinal < DAYS[660].ordinal] == [
        each.period for each in then.raised
    ]


def test_a_past_that_is_too_short_is_not_watched():
    assert watch(DAYS[:150], mean_reverting(5)[:150], TripwireRule(), seed=1).first is None


JUMP = StandingNotice(1, "price", date(2025, 2, 5), date(2025, 3, 5))
PARCELS = StandingNotice(2, "flow", date(2025, 2, 6), date(2025, 3, 6))
OFFICIAL = {"official_as_of": date(2025, 1, 31), "action_grade": 3}


def test_one_group_lifts_by_one_two_groups_by_two_and_never_past_five():
    day = date(2025, 2, 7)
    assert tentative([JUMP], day=day, official=2, **OFFICIAL).grade == 3
    assert tentative([JUMP, JUMP], day=day, official=2, **OFFICIAL).grade == 3
    assert tentative([JUMP, PARCELS], day=day, official=2, **OFFICIAL).grade == 4
    assert tentative([JUMP, PARCELS], day=day, official=5, **OFFICIAL).grade == 5


def test_noise_time_and_the_next_assessment_end_a_notice():
    day, before = date(2025, 2, 7), date(2025, 1, 31)
    noise = StandingNotice(1, "price", JUMP.day, JUMP.until, VerdictOnNotice.NOISE)
    assert stands(JUMP, day=day, official_as_of=before)
    assert not stands(noise, day=day, official_as_of=before)
    assert not stands(JUMP, day=date(2025, 3, 6), official_as_of=before)
    assert not stands(JUMP, day=date(2025, 3, 1), official_as_of=date(2025, 2, 28))
    assert not stands(JUMP, day=date(2025, 2, 4), official_as_of=before)


def test_a_change_against_smuggling_lifts_nothing():
    relief = StandingNotice(3, "price", JUMP.day, JUMP.until, pushes=False)
    assert tentative([relief], day=date(2025, 2, 7), official=3, **OFFICIAL).notices == ()


def test_a_person_must_decide_where_only_the_tentative_grade_reaches_the_action_grade():
    day = date(2025, 2, 7)
    assert tentative([JUMP], day=day, official=2, **OFFICIAL).decision_due
    assert not tentative([JUMP], day=day, official=1, **OFFICIAL).decision_due
    assert not tentative([JUMP], day=day, official=4, **OFFICIAL).decision_due


@pytest.mark.parametrize(
    ("before", "after", "outcome"),
    [
        (2, 3, Outcome.CONFIRMED),
        (2, 2, Outcome.NOT),
        (3, 2, Outcome.NOT),
        (5, 5, Outcome.CONFIRMED),
        (0, 2, Outcome.CONFIRMED),
        (2, None, Outcome.OPEN),
    ],
)
def test_the_next_official_grade_settles_a_notice(before, after, outcome):
    assert reconcile(before=before, after=after) is outcome

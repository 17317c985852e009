"""Accuracy on records small enough to be counted by hand."""

import numpy as np
import pytest

from bongsu.core.review.accuracy import Record, accuracy, yields
from bongsu.core.review.hindsight import Hindsight


def record(grades, surge, *, probability=None, crps=None, naive=None):
    """One item; `surge` has one period before the first cutoff and three after the last."""
    grade = np.array(grades)[:, None]
    flags = np.array(surge, dtype=bool)[:, None]
    onset = flags & ~np.vstack([[[False]], flags[:-1]])
    nan = np.full(grade.shape, np.nan)
    return Record(
        grade,
        nan if probability is None else np.array(probability)[:, None],
        nan if crps is None else np.array(crps)[:, None],
        nan if naive is None else np.array(naive)[:, None],
        nan,
        nan,
        Hindsight(flags, onset, np.ones_like(flags)),
    )


#       before  0  1  2  3  4  5  6  7  8  9 10 11   after
SURGE = [0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0]
GRADE = [       1, 3, 1, 1, 3, 3, 3, 1, 1, 1, 1, 1]  # fmt: skip


def test_an_episode_is_warned_of_from_three_cutoffs_before_its_onset():
    found = accuracy(record(GRADE, SURGE), action_grade=3).lateness
    assert (found.episodes, found.warned, found.warned_before, found.leads) == (1, 1, 1, (1,))


def test_a_false_alarm_is_one_with_no_surge_near():
    found = accuracy(record(GRADE, SURGE), action_grade=3).lateness
    assert found.false_alarms == 1  # at cutoff 1: nothing at 0 to 4
    assert found.crossings == 2


def test_a_higher_action_grade_warns_of_less():
    found = yields(record(GRADE, SURGE))
    assert [found[grade].warned for grade in (2, 3, 4, 5)] == [1, 1, 0, 0]


def test_saying_the_truth_has_no_brier_score_and_the_base_rate_has_its_variance():
    soon = [any(SURGE[1 + c + h] for h in (1, 2, 3)) for c in range(12)]
    found = accuracy(record(GRADE, SURGE, probability=[float(each) for each in soon]), action_grade=3)
    assert found.brier == 0.0
    share = sum(soon) / 12
    assert found.base_rate == pytest.approx(share)
    assert found.base_rate_brier == pytest.approx(share * (1 - share))


def test_skill_is_the_share_of_persistences_crps_that_is_saved():
    steady = np.linspace(3.9, 4.1, 12)
    found = accuracy(record(GRADE, SURGE, crps=[3.0] * 12, naive=steady), action_grade=3)
    assert found.skill.skill == pytest.approx(0.25, abs=1e-9)


def test_nothing_labelled_gives_no_number():
    unknown = record(GRADE, SURGE)
    label = Hindsight(unknown.label.surge, unknown.label.onset, np.zeros_like(unknown.label.known))
    found = accuracy(
        Record(*(getattr(unknown, name) for name in list(Record.__slots__)[:-1]), label), action_grade=3
    )
    assert found.labelled == 0 and np.isnan(found.brier) and found.lateness.episodes == 0

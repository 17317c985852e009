"""Indicators are retired only for silence, or for a long record of nothing."""

import numpy as np
import pytest

from bongsu.core.review.suitability import Advice, Snapshot, advise, coverage_and_silence, revision_size


def looks(*inclusions, verdict="none", direction="?"):
    return tuple(Snapshot("2005-05-31", each, verdict, direction) for each in inclusions)


def said(**changes):
    given = {"coverage": 1.0, "silent": 0, "revision": 0.0, "history": looks(0.3), "agrees": None}
    return advise(**(given | changes))


def test_what_is_fit_is_kept():
    assert said() is Advice.KEEP


@pytest.mark.parametrize(
    ("changes", "advice"),
    [
        ({"silent": 6}, Advice.RETIRE_SILENT),
        ({"history": looks(*[0.01] * 6)}, Advice.RETIRE_EMPTY),
        ({"history": looks(*[0.01] * 5)}, Advice.KEEP),
        ({"history": looks(*[0.01] * 5, 0.06)}, Advice.KEEP),
        ({"coverage": 0.4}, Advice.WATCH_COVERAGE),
        ({"revision": 0.6}, Advice.WATCH_REVISIONS),
        (
            {"history": looks(0.4, verdict="candidate", direction="-"), "agrees": False},
            Advice.WATCH_DIRECTION,
        ),
    ],
)
def test_each_fault_has_its_advice(changes, advice):
    assert said(**changes) is advice


def test_a_direction_that_turns_is_watched():
    turned = (
        *looks(0.4, verdict="candidate", direction="+"),
        *looks(0.4, verdict="candidate", direction="-"),
    )
    assert said(history=turned, agrees=True) is Advice.WATCH_DIRECTION


def test_looks_before_there_was_enough_history_do_not_count():
    assert said(history=looks(*[float("nan")] * 9, 0.01)) is Advice.KEEP


def test_silence_is_counted_from_the_last_value():
    assert coverage_and_silence(np.array([np.nan] * 4)) == (0.0, 4)


def test_revisions_are_measured_in_standard_deviations_of_what_is_known_now():
    now = np.array([0.0, 2.0, 0.0, 2.0])
    assert revision_size(now + 0.5, now) == pytest.approx(0.5)

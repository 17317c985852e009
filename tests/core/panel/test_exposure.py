"""Exposure: plans, gaps and traffic."""

import numpy as np
import pytest

from bongsu.core.panel.exposure import log_exposure

NAN = np.nan


def test_without_any_report_every_period_stands_at_the_mean():
    assert log_exposure(np.full(4, NAN), np.full(7, NAN)).tolist() == [0.0] * 7


def test_a_missing_report_stands_at_its_plan_or_at_the_mean():
    found = log_exposure(np.array([10.0, NAN, NAN, 40.0]), np.array([NAN, 80.0] + [NAN] * 5))
    centre = np.log([10.0, 40.0]).mean()
    assert found[:4] == pytest.approx([np.log(10) - centre, np.log(80) - centre, 0.0, np.log(40) - centre])


def test_periods_to_come_stand_at_their_plan_or_at_the_recent_mean():
    done = np.array([10.0, 20.0, 20.0, 20.0])
    found = log_exposure(done, np.array([NAN] * 4 + [NAN, 40.0, NAN]))
    assert found[4] == pytest.approx(found[3])
    assert found[5] - found[3] == pytest.approx(np.log(2))


def test_doubling_all_inspections_changes_nothing():
    done = np.array([3.0, 5.0, 9.0, 4.0])
    assert log_exposure(2 * done, np.full(7, NAN)) == pytest.approx(log_exposure(done, np.full(7, NAN)))

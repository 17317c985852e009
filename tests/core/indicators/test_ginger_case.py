"""The dried-ginger case: the ratio falls, the floor leaves room for it, and the origins move when it ends."""

import sys
from pathlib import Path

import numpy as np
import pytest

from bongsu.core.indicators.unit_values import processed_raw_ratio

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "benchmarks"))
from ginger_case import DESIGNATED, FALSE_YEARS, STOPPED, ginger_case, write_observations


@pytest.fixture(scope="module")
def case():
    return ginger_case()


def at(case, year):
    return [place for place, month in enumerate(case.months) if month.start.year == year]


def test_dried_ginger_at_46_cents_is_declared_below_the_fresh_ginger_it_is_made_of():
    assert processed_raw_ratio(0.46, 1.24, raw_per_processed=10.0) == pytest.approx(0.0371, abs=1e-4)


def test_the_ratio_falls_below_a_tenth_in_the_false_years_and_in_no_other(case):
    # A tenth: a kilogram dried is declared for less than a kilogram fresh.
    low = {
        year: float((case.ratio[[p for p in at(case, year) if case.months[p] < STOPPED]] < 0.1).mean())
        for year in range(2012, 2022)
    }
    assert {year for year, share in low.items() if share == 1.0} == set(FALSE_YEARS)
    assert {share for year, share in low.items() if year not in FALSE_YEARS} == {0.0}


def test_the_declared_values_lie_above_the_floor_so_that_every_won_not_declared_saves_duty(case):
    false = [place for year in FALSE_YEARS for place in at(case, year) if case.months[place] < STOPPED]
    assert (case.floor_ratio[false] > 1.0).mean() > 0.99
    assert np.median(case.floor_ratio[false]) == pytest.approx(0.46 * 1150 / (931 / 3.773), rel=0.1)


def test_the_end_shows_as_a_shift_of_origins_four_months_before_the_designation(case):
    assert DESIGNATED - STOPPED == 4
    peak = case.months[int(np.nanargmax(case.shift))]
    assert 0 <= peak - STOPPED <= 6
    before = case.shift[: STOPPED - case.months[0]]
    assert np.nanmax(before) < 0.25 < case.shift[STOPPED - case.months[0]]
    assert case.new_origins[STOPPED - case.months[0]] > 0.6


def test_the_case_can_be_loaded(case, tmp_path):
    from datetime import UTC, datetime

    from bongsu.usecases.load import load_files
    from bongsu.usecases.workspace import Workspace

    workspace = Workspace.create(tmp_path / "w", pack="kr-2005")
    file = write_observations(tmp_path, case)
    reports = load_files(workspace, [file], now=datetime(2026, 11, 25, tzinfo=UTC))
    assert [(report.rows, report.quarantined, report.refusal) for report in reports] == [(5 * 156, 0, "")]

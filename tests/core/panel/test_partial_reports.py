"""Which offices are missing in a period, and what part of the count they usually make."""

import numpy as np
import pytest

from bongsu.core.panel.partial_reports import (
    GONE_AFTER,
    LEAST_COMPLETENESS,
    missing_reports,
    partial_periods,
    with_missing,
)
from bongsu.core.panel.periods import Period

NAN = np.nan


def offices(*counts):
    return np.array(counts, dtype=float).T


def test_a_regular_office_without_a_report_is_missing_with_its_usual_part():
    counts = offices([3.0] * 14, [9.0] * 13 + [NAN])
    missing, share = missing_reports(counts)
    assert missing[13].tolist() == [False, True]
    assert share[13] == pytest.approx(9 / 12)
    assert not missing[:13].any()
    assert not share[:13].any()


def test_a_reported_zero_is_a_report():
    missing, share = missing_reports(offices([3.0] * 14, [9.0] * 13 + [0.0]))
    assert not missing.any()
    assert not share.any()


def test_an_office_that_reports_now_and_then_is_not_expected():
    counts = offices([3.0] * 20, [1.0, NAN] * 10)
    assert not missing_reports(counts)[0].any()


def test_a_new_office_is_not_expected_before_it_has_reported_half_a_year():
    counts = offices([3.0] * 20, [NAN] * 10 + [2.0] * 5 + [NAN] * 5)
    assert not missing_reports(counts)[0].any()
    counts[15, 1] = 2.0
    assert np.flatnonzero(missing_reports(counts)[0][:, 1]).tolist() == [16, 17, 18, 19]


def test_an_office_silent_for_a_year_is_expected_no_more():
    counts = offices([3.0] * 40, [2.0] * 12 + [NAN] * 28)
    silent = np.flatnonzero(missing_reports(counts)[0][:, 1])
    assert silent.tolist() == list(range(12, 12 + GONE_AFTER))


def test_a_period_that_nobody_reported_is_unknown_and_not_partial():
    counts = offices([3.0] * 13 + [NAN], [2.0] * 13 + [NAN])
    missing, share = missing_reports(counts)
    assert not missing.any()
    assert not share.any()


def test_later_reports_do_not_change_who_is_missing_before():
    rng = np.random.default_rng(1)
    counts = rng.poisson(3, (60, 4)).astype(float)
    counts[rng.random((60, 4)) < 0.06] = NAN
    whole = missing_reports(counts)
    for length in (20, 40, 59):
        for here, there in zip(missing_reports(counts[:length]), whole, strict=True):
            np.testing.assert_array_equal(here, there[:length])


def test_the_last_partial_periods_are_named_with_their_offices():
    counts = offices([3.0] * 14, [9.0] * 12 + [NAN] * 2, [0.0] * 13 + [NAN])
    found = partial_periods(*missing_reports(counts), Period.parse("2004-01"), offices=("010", "020", "030"))
    assert [(each.period, each.offices) for each in found] == [
        ("2005-01", ("020",)),
        ("2005-02", ("020", "030")),
    ]


def test_habitual_lateness_is_not_reckoned_with_twice():
    completeness = np.array([1.0, 0.6, 0.9, 1.0])
    share = np.array([0.0, 0.4, 0.5, 1.0])
    assert with_missing(completeness, share).tolist() == [1.0, 0.6, 0.5, LEAST_COMPLETENESS]

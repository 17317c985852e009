"""The same week of earlier years is found by count and, where years have 53 weeks, by date."""

from datetime import date, timedelta

import numpy as np

from bongsu.core.stats.detectors.farrington_flexible import farrington_flexible
from bongsu.core.stats.detectors.reference_years import lags_by_count, lags_by_date


def test_by_date_the_nearest_monday_a_year_before_is_taken():
    mondays = [date(2012, 1, 2) + timedelta(weeks=w) for w in range(60 * 12)]
    years = 5
    lags = lags_by_date(mondays, years=years)
    for t in range(300, len(mondays), 17):
        for back in range(1, years + 1):
            found = mondays[t - lags[t, back]]
            wanted = mondays[t].replace(year=mondays[t].year - back)
            assert abs((found - wanted).days) <= 3


def test_week_53_shifts_nothing_by_date():
    mondays = [date(2019, 12, 30) + timedelta(weeks=w) for w in range(120)]  # 2020-W01 on; 2020 has W53
    lags = lags_by_date(mondays, years=1)
    at = mondays.index(date(2021, 6, 14))  # 2021-W24
    assert mondays[at - lags[at, 1]].isocalendar()[:2] == (2020, 25)
    assert (mondays[at - lags[at, 1]] - date(2020, 6, 14)).days == 1


def test_29_february_is_1_march_in_other_years():
    days = [date(2019, 1, 1) + timedelta(days=d) for d in range(500)]
    leap = days.index(date(2020, 2, 29))
    assert days[leap - lags_by_date(days, years=1)[leap, 1]] == date(2019, 3, 1)


def test_both_ways_agree_where_no_year_is_long():
    mondays = [date(2005, 1, 3) + timedelta(weeks=w) for w in range(120)]
    np.testing.assert_array_equal(
        lags_by_date(mondays, years=2)[104:], lags_by_count(120, years=2, per_year=52)[104:]
    )


def test_a_detector_runs_over_long_years():
    mondays = [date(2012, 1, 2) + timedelta(weeks=w) for w in range(420)]
    counts = np.random.default_rng(1).poisson(9, 420).astype(float)
    lags = lags_by_date(mondays, years=5)
    rule = {"periods": 10, "excluded": 26, "threshold": "nb-plugin", "alpha": 0.01}
    result = farrington_flexible(counts, lags=lags, **rule)
    assert np.all(result.upper[300:] > 9)

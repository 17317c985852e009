"""Histories of detections and effort: the newest row of every key, then the sum, never looking ahead."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bongsu.core.panel.periods import Frequency, Period
from bongsu.facts.ledger import Ledger
from bongsu.words.refusal import Refusal
from tests.facts.rows import MOMENT, cases, counts, observations
from tests.reference.as_of_plain import summed_cells

APRIL, JUNE = Period.parse("2005-04"), Period.parse("2005-06")
LATE = date(2006, 1, 1)
nan = np.nan


@pytest.fixture
def ledger(tmp_path) -> Ledger:
    return Ledger(tmp_path / "facts")


def detections(ledger: Ledger, *frames: pl.DataFrame) -> None:
    for number, frame in enumerate(frames):
        ledger.append("detections", frame, load=f"l{number}", recorded_at=MOMENT)


def history(ledger: Ledger, items: tuple[str, ...] = ("gold", "ginseng"), **more: object):
    return ledger.detection_history(items, Frequency.MONTH, APRIL, JUNE, as_of=LATE, **more)


def test_counts_are_summed_over_offices_after_the_newest_row_of_each_is_taken(ledger):
    early, later = date(2005, 5, 1), date(2005, 6, 1)
    detections(
        ledger,
        counts(("gold", "020", 4, 3, early), ("gold", "030", 4, 2, early), ("gold", "020", 5, 0, later)),
        counts(("gold", "020", 4, 5, later)),
    )
    cut = history(ledger).as_of_many([day.toordinal() for day in (date(2005, 4, 30), early, later)])
    np.testing.assert_array_equal(cut[:, :, 0], [[nan, nan, nan], [5, nan, nan], [7, 0, nan]])
    assert np.isnan(cut[:, :, 1]).all()


def test_only_what_is_asked_for_is_read(ledger):
    day = date(2005, 7, 1)
    rows = counts(("gold", "020", 4, 3, day), ("gold", "030", 4, 2, day), ("rice", "020", 4, 9, day))
    detections(ledger, rows, counts(("gold", "020", 4, 7, LATE + timedelta(days=1))))
    at_one_office = history(ledger, where=pl.col("office") == "030").as_of(LATE.toordinal())
    assert at_one_office[0, 0] == 2
    assert history(ledger).as_of(LATE.toordinal() + 400)[0, 0] == 5


def test_a_period_without_a_case_is_zero_between_the_first_and_last_case_of_the_whole_feed(ledger):
    detections(
        ledger,
        cases(("c1", "gold", "020", 4, 1, date(2005, 5, 1)), ("c2", "gold", "030", 4, 1, date(2005, 5, 1))),
        cases(("c3", "rice", "020", 6, 1, date(2005, 7, 1))),
        counts(("ginseng", "020", 5, 4, date(2005, 6, 1))),
    )
    known = history(ledger)
    np.testing.assert_array_equal(
        known.as_of(date(2005, 6, 30).toordinal()), [[2, nan], [nan, 4], [nan, nan]]
    )
    np.testing.assert_array_equal(known.as_of(date(2005, 7, 1).toordinal()), [[2, nan], [0, 4], [0, nan]])


def test_a_case_moves_between_items_also_to_one_that_is_not_asked_for(ledger):
    detections(
        ledger,
        cases(("c1", "gold", "020", 4, 1, date(2005, 5, 1)), ("c2", "gold", "020", 5, 1, date(2005, 6, 1))),
        cases(("c1", "rice", "020", 4, 1, date(2005, 7, 1))),
    )
    known = history(ledger, ("gold",))
    np.testing.assert_array_equal(known.as_of(date(2005, 6, 1).toordinal())[:, 0], [1, 1, nan])
    np.testing.assert_array_equal(known.as_of(date(2005, 7, 1).toordinal())[:, 0], [0, 1, nan])


def test_cases_stored_by_month_are_read_by_week_through_the_day_of_detection(ledger):
    rows = cases(("c1", "gold", "020", 5, 1, date(2005, 6, 1)), detected_on=date(2005, 5, 18))
    detections(ledger, rows)
    first, last = Period.parse("2005-W19"), Period.parse("2005-W21")
    known = ledger.detection_history(("gold",), Frequency.WEEK, first, last, as_of=LATE)
    np.testing.assert_array_equal(known.as_of(LATE.toordinal())[:, 0], [nan, 1, nan])


def test_the_reporting_triangle_is_what_the_revisions_say(ledger):
    detections(
        ledger,
        counts(("gold", "020", 4, 3, date(2005, 4, 30)), ("gold", "020", 5, 2, date(2005, 5, 31))),
        counts(("gold", "020", 4, 5, date(2005, 5, 31)), ("gold", "030", 4, 1, date(2005, 6, 1))),
    )
    day = date(2005, 6, 30)
    known = ledger.detection_history(("gold",), Frequency.MONTH, APRIL, JUNE, as_of=day)
    ends = [(APRIL + step).end.toordinal() for step in range(3 + 2)]
    triangle = known.triangle(ends, ages=3, as_of=day.toordinal())
    assert triangle.shape == (3, 1, 3)
    np.testing.assert_array_equal(triangle[:, 0], [[3, 5, 6], [2, 2, nan], [nan, nan, nan]])


def test_effort_is_summed_over_offices_and_plans_are_kept_from_work_done(ledger):
    rows = pl.DataFrame(
        {
            "item": ["gold", "gold", "gold", ""],
            "office": ["020", "030", "020", "020"],
            "frequency": ["month"] * 4,
            "period": [date(2005, 4, 1)] * 4,
            "inspections": [10, 20, 100, 7],
            "officer_hours": [1.5, None, None, None],
            "planned": [False, False, True, False],
            "known_at": [date(2005, 4, 30)] * 4,
        }
    )
    ledger.append("effort", rows, load="e", recorded_at=MOMENT)

    def effort(**more: object) -> list[float]:
        known = ledger.effort_history(("gold", ""), Frequency.MONTH, APRIL, APRIL, as_of=LATE, **more)
        return known.as_of(LATE.toordinal())[0].tolist()

    assert effort() == [30, 7]
    np.testing.assert_equal(effort(planned=True), [100, nan])
    np.testing.assert_equal(effort(measure="officer_hours"), [1.5, nan])


def test_the_history_of_observations_cut_at_a_day_is_the_matrix_of_that_day(ledger):
    rows = observations(
        ("a", 4, 1, date(2005, 5, 1)),
        ("a", 4, 2, date(2005, 6, 1)),
        ("b", 5, "withheld", date(2005, 6, 1)),
    )
    ledger.append("observations", rows, load="o", recorded_at=MOMENT)
    known = ledger.observation_history(("b", "a"), Frequency.MONTH, APRIL, JUNE, as_of=LATE)
    for day in (date(2005, 4, 30), date(2005, 5, 31), date(2005, 6, 1)):
        matrix = ledger.observation_matrix(("b", "a"), Frequency.MONTH, APRIL, JUNE, as_of=day)
        np.testing.assert_array_equal(known.as_of(day.toordinal()), matrix.values)
    assert matrix.status.tolist() == [[0, 1], [4, 0], [0, 0]]
    assert matrix.known_at[0].tolist() == [0, date(2005, 6, 1).toordinal()]


def test_periods_of_another_frequency_and_turned_around_are_refused(ledger):
    with pytest.raises(Refusal, match="week"):
        ledger.detection_history((), Frequency.WEEK, APRIL, JUNE, as_of=LATE)
    with pytest.raises(Refusal):
        ledger.detection_history((), Frequency.MONTH, JUNE, APRIL, as_of=LATE)


ITEMS = ("gold", "ginseng", "rice")

row = st.tuples(
    st.sampled_from(("", "", "c1", "c2", "c3")),
    st.sampled_from(ITEMS),
    st.sampled_from(("020", "030")),
    st.integers(3, 7),
    st.integers(0, 5),
    st.integers(0, 8).map(lambda days: date(2005, 7, 1) + timedelta(days=days)),
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(loads=st.lists(st.lists(row, min_size=1, max_size=8), min_size=1, max_size=3), day=st.integers(-1, 9))
@pytest.mark.slow
def test_any_history_of_counts_and_cases_equals_the_plain_version(tmp_path_factory, loads, day):
    ledger = Ledger(tmp_path_factory.mktemp("ledger") / "facts")
    detections(ledger, *(cases(*rows) for rows in loads))
    asked = ITEMS[:2]
    plain = [
        {
            "key": case or (item, office, period),
            "time": period - 4,
            "series": asked.index(item) if item in asked else -1,
            "known_at": known_at,
            "recorded_at": 0,
            "value": float(count),
            "is_case": case != "",
        }
        for rows in loads
        for case, item, office, period, count, known_at in rows
    ]
    on = date(2005, 7, 1) + timedelta(days=day)
    cut = history(ledger, asked).as_of(on.toordinal())
    np.testing.assert_array_equal(cut, summed_cells(plain, (3, 2), as_of=on))

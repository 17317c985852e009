"""Cutting revisions at a day: every cut equals the slow plain version and never looks ahead."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bongsu.core.panel.as_of import KnownValues
from tests.reference.as_of_plain import summed_cells

SHAPE = (4, 3)

ROW = st.fixed_dictionaries(
    {
        "key": st.integers(0, 5),
        "time": st.integers(-1, SHAPE[0]),
        "series": st.integers(-1, SHAPE[1] - 1),
        "known_at": st.integers(100, 108),
        "recorded_at": st.just(0),
        "value": st.one_of(st.integers(0, 9).map(float), st.just(np.nan)),
        "is_case": st.booleans(),
    }
)
ROWS = st.lists(ROW, max_size=30)


def known_values(rows: list[dict]) -> KnownValues:
    def column(name: str) -> np.ndarray:
        return np.array([row[name] for row in rows], dtype=float if name == "value" else int)

    return KnownValues.of(
        column("time"),
        column("series"),
        known_at=column("known_at"),
        order=np.arange(len(rows)),
        value=column("value"),
        shape=SHAPE,
        key=column("key"),
        is_case=column("is_case").astype(bool),
    )


@settings(deadline=None, max_examples=200)
@given(rows=ROWS, day=st.integers(99, 109))
def test_a_cut_equals_the_plain_sum_of_the_newest_rows(rows, day):
    np.testing.assert_array_equal(known_values(rows).as_of(day), summed_cells(rows, SHAPE, as_of=day))


@settings(deadline=None, max_examples=100)
@given(rows=ROWS, days=st.lists(st.integers(99, 109), min_size=1, max_size=6))
def test_many_cuts_in_one_pass_equal_single_cuts_in_any_order_of_days(rows, days):
    known = known_values(rows)
    many = known.as_of_many(days)
    for cut, day in zip(many, days, strict=True):
        np.testing.assert_array_equal(cut, known.as_of(day))


@settings(deadline=None, max_examples=100)
@given(rows=ROWS, day=st.integers(99, 108))
def test_what_becomes_known_later_changes_nothing_today(rows, day):
    today = [row for row in rows if row["known_at"] <= day]
    np.testing.assert_array_equal(known_values(rows).as_of(day), known_values(today).as_of(day))


def test_float_sums_do_not_depend_on_the_days_cut_before():
    generator = np.random.default_rng(1)
    zero = np.zeros(60, dtype=int)
    known = KnownValues.of(
        zero, zero, known_at=np.arange(60), order=zero, value=generator.normal(size=60),
        shape=(1, 1), key=generator.integers(0, 7, 60),
    )  # fmt: skip
    assert known.as_of_many(range(60))[-1].item() == known.as_of(59).item()


def test_without_keys_a_cell_is_one_fact_and_rows_outside_are_left_out():
    known = KnownValues.of(
        np.array([0, -1, 0]), np.array([0, 2, 1]), known_at=np.array([5, 5, 6]), order=np.arange(3),
        value=np.array([1.0, 2.0, 3.0]), shape=(1, 3),
    )  # fmt: skip
    np.testing.assert_array_equal(known.as_of(6), [[1.0, 3.0, np.nan]])


def test_a_moved_case_leaves_its_old_item_with_zero_only_if_that_item_still_has_cases():
    # cases 0 and 1 of item 0 in periods 0 and 2; case 1 moves to item 1 on day 9
    known = KnownValues.of(
        np.array([0, 2, 2]), np.array([0, 0, 1]), known_at=np.array([5, 5, 9]), order=np.arange(3),
        value=np.ones(3), shape=(4, 2), key=np.array([0, 1, 1]), is_case=np.ones(3, dtype=bool),
    )  # fmt: skip
    nan = np.nan
    np.testing.assert_array_equal(known.as_of(8), [[1, nan], [0, nan], [1, nan], [nan, nan]])
    np.testing.assert_array_equal(known.as_of(9), [[1, 0], [0, 0], [0, 1], [nan, nan]])


def test_the_triangle_shows_each_age_as_it_was_known_and_nothing_after_the_day():
    # ends of periods 0, 1, 2 are days 10, 20, 30; period 0: 3, revised to 5 on day 20; period 1: 2
    known = KnownValues.of(
        np.array([0, 0, 1]), np.zeros(3, dtype=int), known_at=np.array([10, 20, 20]), order=np.arange(3),
        value=np.array([3.0, 5.0, 2.0]), shape=(2, 1),
    )  # fmt: skip
    triangle = known.triangle([10, 20, 30], ages=2, as_of=29)
    np.testing.assert_array_equal(triangle[:, 0], [[3, 5], [2, np.nan]])


def test_days_that_fall_and_wrong_numbers_of_period_ends_are_refused():
    known = known_values([])
    with pytest.raises(ValueError, match="do not fall"):
        list(known.each_as_of([5, 4]))
    with pytest.raises(ValueError, match="expected 5 period ends"):
        known.triangle([1, 2], ages=2, as_of=9)

"""No small count of a public table can be worked out from what is printed of it."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bongsu.core.stats.small_cells import SHOWN, SMALL, hide_small, recoverable, with_totals

LIMIT = 3


def possible_counts(table: np.ndarray, marks: np.ndarray, most: int) -> dict[tuple[int, int], set[int]]:
    """Every count that each hidden cell may have, by trying all inner tables: the slow plain way."""
    rows, columns = table.shape
    inner = [(row, column) for row in range(rows - 1) for column in range(columns - 1)]
    choices = [
        [int(table[place])]
        if marks[place] == SHOWN
        else range(LIMIT)
        if marks[place] == SMALL
        else range(most + 1)
        for place in inner
    ]
    found: dict[tuple[int, int], set[int]] = {
        (int(row), int(column)): set() for row, column in np.argwhere(marks != SHOWN)
    }
    for guess in product(*choices):
        tried = with_totals(np.array(guess).reshape(rows - 1, columns - 1))
        agrees = (tried == table) | (marks != SHOWN)
        few = (marks != SMALL) | (tried < LIMIT)
        if agrees.all() and few.all():
            for place, counts in found.items():
                counts.add(int(tried[place]))
    return found


@given(st.lists(st.integers(0, 6), min_size=4, max_size=4))
@settings(max_examples=12)
def test_a_hidden_cell_agrees_with_at_least_two_counts_by_trying_them_all(values):
    hidden = hide_small(np.array(values).reshape(2, 2), LIMIT)
    for place, counts in possible_counts(hidden.counts, hidden.marks, most=16).items():
        assert len(counts) >= 2, (place, counts, hidden)


@given(st.integers(2, 5), st.integers(2, 4), st.data())
@settings(max_examples=12)
def test_every_small_count_is_hidden_and_none_is_recoverable(rows, columns, data):
    values = data.draw(st.lists(st.integers(0, 9), min_size=rows * columns, max_size=rows * columns))
    hidden = hide_small(np.array(values).reshape(rows, columns), LIMIT)
    assert (hidden.marks[hidden.counts < LIMIT] != SHOWN).all()
    assert recoverable(hidden.counts, hidden.marks, limit=LIMIT) == []


@given(st.lists(st.integers(0, 9), min_size=12, max_size=12))
@settings(max_examples=12)
def test_a_rows_total_is_hidden_only_where_it_is_small_itself(values):
    hidden = hide_small(np.array(values).reshape(4, 3), LIMIT)
    totals, marks = hidden.counts[:-1, -1], hidden.marks[:-1, -1]
    assert ((marks == SHOWN) == (totals >= LIMIT)).all()


def test_hiding_the_small_cell_alone_would_give_it_away():
    table = with_totals(np.array([[1, 9], [7, 6]]))
    alone = np.where(table < LIMIT, SMALL, SHOWN).astype(np.int8)
    assert recoverable(table, alone, limit=LIMIT) == [(0, 0)]


def test_a_table_without_small_counts_is_left_as_it_is():
    assert (hide_small(np.full((3, 3), 5)).marks == SHOWN).all()


def test_a_single_column_cannot_be_protected_and_is_refused():
    with pytest.raises(ValueError, match="at least 2 × 2"):
        hide_small(np.array([[1], [9]]))

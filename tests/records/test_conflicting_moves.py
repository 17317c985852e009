"""Eight threads on SQLite want conflicting moves on the same warnings."""

import pytest

from tests.records.conflicting_moves import check_whole, fight


@pytest.mark.slow
def test_eight_threads_on_sqlite_lose_no_move_and_make_no_impossible_one(database):
    numbers, made, refused, failures = fight(threads=8, turns=25, warnings=3)
    assert failures == []
    assert (made > 20, refused > 20) == (True, True)
    check_whole(numbers)

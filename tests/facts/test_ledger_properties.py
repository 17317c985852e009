"""Whatever the history of revisions, the ledger reads what the slow plain version reads."""

import tempfile
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bongsu.core.panel.periods import Frequency, Period
from bongsu.facts.ledger import Ledger
from bongsu.facts.tables import STAMPS, STATUSES
from tests.facts.rows import MOMENT, month, observations
from tests.reference.as_of_plain import newest_rows

FIRST_DAY = date(2005, 7, 1)
SERIES = ("a", "b", "c")

few = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])

row = st.tuples(
    st.sampled_from(SERIES),
    st.integers(1, 3),
    st.one_of(st.integers(0, 9), st.sampled_from(STATUSES[1:])),
    st.integers(0, 5).map(lambda days: FIRST_DAY + timedelta(days=days)),
)
load = st.tuples(st.lists(row, min_size=1, max_size=8), st.integers(0, 3))
"""Rows, and the hour at which they are recorded."""

loads = st.lists(load, min_size=1, max_size=4)
day = st.integers(-1, 6).map(lambda days: FIRST_DAY + timedelta(days=days))
hour = st.integers(-1, 3)


def filled(root: str, history: list) -> Ledger:
    ledger = Ledger(Path(root) / "facts")
    for number, (rows, hours) in enumerate(history):
        moment = MOMENT + timedelta(hours=hours)
        assert ledger.append("observations", observations(*rows), load=f"l{number}", recorded_at=moment)
    return ledger


def plain(history: list, *, as_of: date, as_recorded: int) -> dict[tuple[str, date], object]:
    """(series, period) → value or status."""
    rows = [
        {"series": row[0], "month": row[1], "value": row[2], "known_at": row[3], "recorded_at": hours}
        for rows, hours in history
        for row in rows
    ]
    key = lambda row: (row["series"], row["month"])  # noqa: E731
    newest = newest_rows(rows, key, as_of=as_of, as_recorded=as_recorded)
    return {key: row["value"] for key, row in newest.items()}


@few
@given(history=loads, as_of=day, as_recorded=hour)
@pytest.mark.slow
def test_an_as_of_read_and_the_dense_matrix_equal_the_plain_version(history, as_of, as_recorded):
    with tempfile.TemporaryDirectory() as root:
        ledger = filled(root, history)
        expected = plain(history, as_of=as_of, as_recorded=as_recorded)
        moment = MOMENT + timedelta(hours=as_recorded)
        found = ledger.read("observations", as_of=as_of, as_recorded=moment)
        assert [(row["series"], row["period"]) for row in found.iter_rows(named=True)] == [
            (series, month(number)) for series, number in sorted(expected)
        ]
        for row in found.iter_rows(named=True):
            value = expected[row["series"], row["period"].month]
            assert (row["value"] if row["status"] == "reported" else row["status"]) == value
        first, last = Period.parse("2005-01"), Period.parse("2005-03")
        matrix = ledger.observation_matrix(
            ("c", "a"), Frequency.MONTH, first, last, as_of=as_of, as_recorded=moment
        )
        for column, series in enumerate(("c", "a")):
            for time in range(3):
                value = expected.get((series, time + 1))
                status = 0 if value is None else STATUSES.index(value) + 1 if isinstance(value, str) else 1
                assert matrix.status[time, column] == status
                number = value if isinstance(value, int) else np.nan
                np.testing.assert_equal(matrix.values[time, column], number)


@few
@given(history=loads, as_of=day, order=st.randoms(use_true_random=False))
@pytest.mark.slow
def test_the_order_of_loads_does_not_matter_where_no_two_rows_of_a_fact_are_of_one_day(history, as_of, order):
    seen: set[tuple] = set()
    distinct = []
    for rows, _ in history:
        kept = [row for row in dict.fromkeys(rows) if (row[0], row[1], row[3]) not in seen]
        kept = list({(row[0], row[1], row[3]): row for row in kept}.values())
        seen |= {(row[0], row[1], row[3]) for row in kept}
        if kept:
            distinct.append((kept, 0))
    shuffled = order.sample(distinct, len(distinct))
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        reads = [
            filled(root, loads).read("observations", as_of=as_of).drop(STAMPS)
            for root, loads in ((one, distinct), (other, shuffled))
        ]
    assert reads[0].equals(reads[1])


@few
@given(history=loads, repeated=st.lists(st.integers(0, 3), max_size=3))
@pytest.mark.slow
def test_appending_twice_is_appending_once(history, repeated):
    with tempfile.TemporaryDirectory() as root:
        ledger = filled(root, history)
        before, versions = ledger.revisions("observations"), ledger.versions()
        for number in repeated:
            rows = observations(*history[number % len(history)][0])
            name = f"l{number % len(history)}"
            assert ledger.append("observations", rows, load=name, recorded_at=MOMENT) == 0
        assert ledger.versions() == versions
        assert ledger.revisions("observations").equals(before)


@few
@given(history=loads, cut=st.integers(1, 4))
@pytest.mark.slow
def test_a_view_at_versions_never_changes(history, cut):
    with tempfile.TemporaryDirectory() as root:
        ledger = filled(root, history[:cut])
        versions = ledger.versions()
        read, revisions = ledger.read("observations"), ledger.revisions("observations")
        for number, (rows, hours) in enumerate(history):
            moment = MOMENT + timedelta(hours=hours)
            ledger.append("observations", observations(*rows), load=f"later {number}", recorded_at=moment)
        ledger.compact()
        view = ledger.at(versions)
        assert view.read("observations").equals(read)
        assert view.revisions("observations").equals(revisions)
        assert ledger.revisions("observations").filter(pl.col("arrival") < len(revisions)).equals(revisions)

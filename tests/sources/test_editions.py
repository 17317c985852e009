"""Editions of one table: what the ledger says of any day does not depend on the order of loading."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import permutations

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from bongsu.sources.editions import only_news

EPOCH = date(2024, 12, 31)
SCHEMA = {
    "series": pl.String,
    "frequency": pl.String,
    "period": pl.Date,
    "value": pl.Float64,
    "unit": pl.String,
    "status": pl.String,
    "published_at": pl.Date,
    "known_at": pl.Date,
}


def day(number: int) -> date:
    return EPOCH + timedelta(days=number)


def rows_of(edition: dict[int, float | None], *, lag: int = 2) -> pl.DataFrame:
    """One series; a cell's period ends on day `period`, and by the lag it is known `lag` days later."""
    return pl.DataFrame(
        [
            (
                "wb_gold",
                "month",
                day(period),
                value,
                "USD",
                "reported" if value is not None else "not_reported",
                None,
                day(period + lag),
            )
            for period, value in edition.items()
        ],
        schema=SCHEMA,
        orient="row",
    )


def loaded(editions: dict[int, dict[int, float | None]], order) -> pl.DataFrame:
    """A ledger into which the editions (day → cells) went in this order."""
    ledger = pl.DataFrame(schema={**SCHEMA, "arrival": pl.Int64})
    for number in order:
        news = only_news(rows_of(editions[number]), day(number), held=lambda _series, ledger=ledger: ledger)
        arrival = pl.int_range(ledger.height, ledger.height + news.height, dtype=pl.Int64, eager=True)
        ledger = pl.concat([ledger, news.with_columns(arrival.alias("arrival"))])
    return ledger


def as_of(ledger: pl.DataFrame, on: date) -> dict[int, float | None]:
    """The ledger's as-of read: of each cell the newest row known, of one day the one that arrived last."""
    found = ledger.filter(pl.col("known_at") <= on).sort("known_at", "arrival")
    return {(period - EPOCH).days: value for period, value in found.select("period", "value").iter_rows()}


def plain_rule(
    editions: dict[int, dict[int, float | None]], on: int, *, lag: int = 2
) -> dict[int, float | None]:
    """The rule in words, read slowly: the newest edition out that shows the cell, else the oldest one."""
    said = {}
    for period in sorted({period for cells in editions.values() for period in cells}):
        showing = sorted(number for number in editions if period in editions[number])
        out = [number for number in showing if number <= on]
        if out:
            said[period] = editions[out[-1]][period]
        elif period + lag <= on:
            said[period] = editions[showing[0]][period]
    return said


def test_a_changed_cell_is_known_from_its_edition_on_and_a_new_one_from_the_lag_on():
    editions = {10: {1: 5.0, 5: 6.0}, 20: {1: 5.0, 5: 6.1, 15: 7.0}}
    ledger = loaded(editions, [10, 20])
    assert ledger.height == 2 + 2
    assert as_of(ledger, day(19)) == {1: 5.0, 5: 6.0, 15: 7.0}
    assert as_of(ledger, day(20)) == {1: 5.0, 5: 6.1, 15: 7.0}
    assert as_of(ledger, day(6)) == {1: 5.0}


def test_an_older_edition_that_arrives_later_takes_the_time_before_its_successor():
    editions = {10: {1: 5.0}, 20: {1: 5.1}}
    ledger = loaded(editions, [20, 10])
    assert as_of(ledger, day(3)) == as_of(ledger, day(19)) == {1: 5.0}
    assert as_of(ledger, day(20)) == {1: 5.1}


def test_an_edition_in_between_gives_back_what_the_later_one_left_unchanged():
    editions = {10: {1: 5.0}, 20: {1: 9.9, 15: 1.0}, 30: {1: 5.0, 15: 1.0, 25: 2.0}}
    ledger = loaded(editions, [10, 30, 20])
    assert [as_of(ledger, day(number))[1] for number in (10, 20, 29, 30)] == [5.0, 9.9, 9.9, 5.0]


def test_the_same_edition_again_adds_nothing():
    edition = {10: {1: 5.0, 5: None}}
    ledger = loaded(edition, [10])
    assert only_news(rows_of(edition[10]), day(10), held=lambda _: ledger).is_empty()


def test_a_value_that_is_withdrawn_becomes_not_reported_on_the_day_of_the_edition():
    ledger = loaded({10: {1: 5.0}, 20: {1: None, 15: 2.0}}, [10, 20])
    last = ledger.filter(pl.col("period") == day(1)).sort("known_at").row(-1, named=True)
    assert (last["value"], last["status"], last["known_at"]) == (None, "not_reported", day(20))


# Every edition shows a month that is new in it, as a monthly table does: so the ledger can tell it was there.
edition_cells = st.dictionaries(st.integers(1, 4), st.sampled_from([1.0, 2.0, None]), min_size=1, max_size=4)


@settings(max_examples=50, deadline=None)
@given(cells=st.lists(edition_cells, min_size=1, max_size=3))
def test_every_order_of_loading_gives_what_the_plain_rule_says_of_every_day(cells):
    numbers = [4 + 4 * place for place in range(len(cells))]
    editions = {}
    for place, number in enumerate(numbers):
        seen = {period for earlier in cells[: place + 1] for period in earlier}
        editions[number] = {period: cells[place].get(period) for period in seen} | {
            100 + later: float(later) for later in numbers[: place + 1]
        }
    for order in permutations(numbers):
        ledger = loaded(editions, order)
        for on in (*range(16), 105, 106, 109, 110, 114):
            assert as_of(ledger, day(on)) == plain_rule(editions, on), order

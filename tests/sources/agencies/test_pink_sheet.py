"""The World Bank's workbook: found by content, held to its units, dated by its edition."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bongsu.facts.tables import OBSERVATIONS, STAMPS
from bongsu.sources.parsed import Parsed
from bongsu.sources.registry import recognise
from bongsu.words.refusal import Refusal

ROWS = [["2025M02", 2894.73, 97.99], ["2025M03", 2983.25123456789, "…"], ["2025M04", 3217.64, ".."]]


def parsed(path, **named) -> Parsed:
    (only,) = recognise(path).read(path, **named)
    return only


def values(rows: pl.DataFrame) -> dict[tuple[str, str], float | None]:
    return {
        (series, f"{period:%Y-%m}"): value
        for series, period, value in rows.select("series", "period", "value").rows()
    }


def test_cells_become_series_with_units_and_all_their_digits(pink_sheet):
    rows = parsed(pink_sheet(ROWS)).rows
    assert rows.schema == {name: kind for name, kind in OBSERVATIONS.columns.items() if name not in STAMPS}
    assert values(rows)["wb_gold", "2025-03"] == 2983.25123456789
    units = dict(rows.select("series", "unit").unique().rows())
    assert units == {"wb_gold": "USD/troy oz", "wb_coal_south_african": "USD/mt"}


def test_dots_are_not_reported_and_not_zero(pink_sheet):
    rows = parsed(pink_sheet(ROWS)).rows.filter(pl.col("series") == "wb_coal_south_african")
    assert rows["status"].to_list() == ["reported", "not_reported", "not_reported"]
    assert rows["value"].to_list() == [97.99, None, None]


def test_a_cell_seen_first_is_known_by_the_lag_but_never_after_its_edition(pink_sheet):
    rows = parsed(pink_sheet(ROWS)).rows.filter(pl.col("series") == "wb_gold")
    assert rows["known_at"].to_list() == [date(2025, 3, 5), date(2025, 4, 5), date(2025, 5, 2)]
    assert rows["published_at"].unique().to_list() == [date(2025, 5, 2)]


@pytest.mark.parametrize("above", [2, 4, 9])
def test_rows_are_found_by_what_stands_in_them(pink_sheet, above):
    assert values(parsed(pink_sheet(ROWS, above=above)).rows) == values(parsed(pink_sheet(ROWS)).rows)


def test_the_edition_is_dated_by_the_file_name_where_the_sheet_does_not_say(pink_sheet):
    rows = parsed(pink_sheet(ROWS, updated=None, name="CMO_2025-06-03.xlsx")).rows
    assert rows["published_at"].unique().to_list() == [date(2025, 6, 3)]
    with pytest.raises(Refusal, match="day of the edition"):
        parsed(pink_sheet(ROWS, updated=None, name="CMO_2025-13-03.xlsx"))


def test_the_sheet_is_believed_and_a_file_name_that_differs_is_told(pink_sheet):
    result = parsed(pink_sheet(ROWS, name="CMO_2024-01-01.xlsx"))
    assert result.rows["published_at"].unique().to_list() == [date(2025, 5, 2)]
    assert any("2024-01-01" in note for note in result.notes)


def test_another_unit_is_rejected_with_both_units_and_the_other_series_load(pink_sheet):
    result = parsed(pink_sheet(ROWS, units=("($/kg)", "($/mt)")))
    (reject,) = result.rejects
    assert (reject.line, reject.column, reject.expected, reject.found) == (6, "Gold", "USD/troy oz", "USD/kg")
    assert set(result.rows["series"]) == {"wb_coal_south_african"}


def test_a_new_series_is_taken_and_missing_ones_are_named(pink_sheet):
    result = parsed(pink_sheet(ROWS, names=("Gold", "Lithium")))
    assert set(result.rows["series"]) == {"wb_gold", "wb_lithium"}
    assert any("wb_lithium" in note for note in result.notes)
    assert any("wb_silver" in note for note in result.notes)


def test_broken_cells_months_and_repeated_names_are_rejected(pink_sheet):
    rows = [*ROWS, ["2025M13", 1, 1], ["2025M04", 1, 1], ["2025M05", "n/k", -5]]
    found = {(reject.line, reject.column) for reject in parsed(pink_sheet(rows)).rejects}
    assert found == {(10, ""), (11, ""), (12, "wb_gold"), (12, "wb_coal_south_african")}
    repeated = parsed(pink_sheet(ROWS, names=("Gold", "Gold **"), units=("($/troy oz)", "($/troy oz)")))
    assert [reject.column for reject in repeated.rejects] == ["Gold **"]


def test_a_sheet_without_months_or_units_is_refused(pink_sheet):
    with pytest.raises(Refusal, match="1960M01"):
        parsed(pink_sheet([["May", 1, 2]]))
    with pytest.raises(Refusal, match=r"\$/bbl"):
        parsed(pink_sheet(ROWS, units=("USD", "USD")))


def test_a_later_edition_gives_only_its_news(pink_sheet):
    first = parsed(pink_sheet(ROWS)).rows.with_columns(arrival=pl.int_range(pl.len()))
    later = pink_sheet(
        [
            ["2025M02", 2894.73, 97.99],
            ["2025M03", 2983.25, 96.0],
            ["2025M04", 3217.64, ".."],
            ["2025M05", 3309.0, 94.0],
        ],
        updated="Updated on June 03, 2025",
    )
    asked = []

    def held(series):
        asked.extend(series)
        return first

    news = parsed(later, held=held).rows
    assert asked == ["wb_coal_south_african", "wb_gold"]
    assert values(news) == {
        ("wb_coal_south_african", "2025-03"): 96.0,
        ("wb_coal_south_african", "2025-05"): 94.0,
        ("wb_gold", "2025-03"): 2983.25,
        ("wb_gold", "2025-05"): 3309.0,
    }
    known = {f"{period:%Y-%m}": known_at for period, known_at in news.select("period", "known_at").rows()}
    assert known == {"2025-03": date(2025, 6, 3), "2025-05": date(2025, 6, 3)}


@pytest.mark.real_data
@pytest.mark.parametrize("day", ["2025-05-02", "2026-06-02"])
def test_the_published_workbook_equals_its_tidy_copy(real_data, day):
    folder = real_data / "worldbank_pink_sheet"
    result = parsed(folder / f"CMO-Historical-Data-Monthly_{day}.xlsx")
    assert not result.rejects and not result.notes
    tidy = pl.read_csv(folder / f"pink_sheet_monthly_prices_{day}.csv", infer_schema_length=None)
    month, *names = tidy.columns
    assert len(names) == 71 and result.rows.height == 71 * tidy.height
    months = [f"{period:%Y-%m}" for period in result.rows["period"].unique().sort()]
    assert months == tidy[month].to_list()
    gold = result.rows.filter(pl.col("series") == "wb_gold")["value"].to_list()
    assert gold == pytest.approx(tidy["Gold"].cast(pl.Float64).to_list(), rel=1e-12)
    total = result.rows["value"].drop_nulls()
    assert len(total) == sum(tidy[name].drop_nulls().len() for name in names)
    assert total.sum() == pytest.approx(sum(tidy[name].cast(pl.Float64).sum() for name in names), rel=1e-10)


cell = st.one_of(
    st.none(), st.floats(), st.sampled_from(["…", "2025M01", "(x)", "", "-1"]), st.text(max_size=5)
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(cell, max_size=4), max_size=5), names=st.lists(st.text(max_size=6), max_size=3))
def test_any_sheet_gives_rows_rejects_or_a_refusal(pink_sheet, rows, names):
    finite = [[value for value in row if not isinstance(value, float) or abs(value) < 1e300] for row in rows]
    path = pink_sheet(
        [*ROWS, *finite], names=("Gold", *names), units=["($/troy oz)", *["($/x)" for _ in names]]
    )
    try:
        result = parsed(path)
    except Refusal:
        return
    assert result.rows.filter(pl.col("value") <= 0).is_empty()
    assert result.rows.select(OBSERVATIONS.key).is_duplicated().sum() == 0


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cut=st.integers(0, 6000), flip=st.integers(0, 6000))
def test_a_damaged_workbook_is_refused_or_not_recognised(pink_sheet, cut, flip):
    path = pink_sheet(ROWS)
    content = bytearray(path.read_bytes())
    content[flip % len(content)] ^= 0xFF
    path.write_bytes(bytes(content[: max(cut, 1)]))
    try:
        reader = recognise(path)
        assert reader is None or reader.read(path)
    except Refusal:
        pass

"""bongsu's own file formats: what is read, and when it counts as known."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bongsu.core.panel.periods import Lag
from bongsu.facts.tables import STAMPS, TABLES
from bongsu.sources.bongsu_files import read_bongsu_file
from bongsu.sources.expectations import ExpectedSeries
from bongsu.words.refusal import Refusal
from tests.sources.bad_input_examples import EXPECTATIONS


def read(folder: Path, text: str, *, expectations=EXPECTATIONS):
    path = folder / "file.csv"
    path.write_text(text, "utf-8")
    (parsed,) = read_bongsu_file(path, expectations)
    return parsed


def rows(folder: Path, text: str) -> list[dict]:
    parsed = read(folder, text)
    assert parsed.rejects == ()
    return parsed.rows.to_dicts()


@pytest.mark.parametrize(
    ("table", "text"),
    [
        ("observations", "series,period,value\ngold_world_usd,2005-05,430.5\n"),
        ("detections", "item,period,count\ngold,2005-05,3\n"),
        ("detections", "case_id,item,detected_on\nA,gold,2005-05-03\n"),
        ("effort", "period,inspections\n2005-05,400\n"),
        ("events", "event,kind,items,announced_on,effective_on\nE,tariff,gold,2005-05-01,2005-07-01\n"),
        ("intelligence", "report,items,reliability,credibility,known_at\nR,gold,B,2,2005-05-03\n"),
    ],
)
def test_the_header_tells_which_table_it_is(tmp_path, table, text):
    parsed = read(tmp_path, text)
    assert parsed.table == table
    assert parsed.rows.height == 1
    expected = {name: kind for name, kind in TABLES[table].columns.items() if name not in STAMPS}
    assert dict(parsed.rows.drop("line").schema) == expected


def test_columns_may_stand_in_any_order_and_case(tmp_path):
    (row,) = rows(tmp_path, "Count, PERIOD ,item\n3,2005-05,gold\n")
    assert (row["item"], row["period"], row["count"]) == ("gold", date(2005, 5, 1), 3)


@pytest.mark.parametrize(
    ("text", "frequency", "first_day"),
    [
        ("2005-05", "month", date(2005, 5, 1)),
        ("2005-W22", "week", date(2005, 5, 30)),
        ("2004-W53", "week", date(2004, 12, 27)),
        ("2005-Q2", "quarter", date(2005, 4, 1)),
        ("2005-05-31", "day", date(2005, 5, 31)),
        ("2005", "year", date(2005, 1, 1)),
    ],
)
def test_a_period_is_stored_as_its_frequency_and_first_day(tmp_path, text, frequency, first_day):
    (row,) = rows(tmp_path, f"series,period,value\ngold_world_usd,{text},1\n")
    assert (row["frequency"], row["period"]) == (frequency, first_day)


@pytest.mark.parametrize(
    ("cells", "known"),
    [
        ("2005-07-04,2005-07-02", date(2005, 7, 4)),
        (",2005-07-02", date(2005, 7, 2)),
        (",", date(2005, 6, 30)),  # the end of May and the publication lag of a month
    ],
)
def test_an_observation_is_known_when_it_says_so_else_when_published_else_after_the_lag(
    tmp_path, cells, known
):
    text = f"series,period,value,known_at,published_at\ngold_world_usd,2005-05,430.5,{cells}\n"
    assert rows(tmp_path, text)[0]["known_at"] == known


def test_another_publication_lag_makes_it_known_on_another_day(tmp_path):
    series = ExpectedSeries("gold_world_usd", unit="USD/oz", publication_lag=Lag(0, 15))
    expectations = replace(EXPECTATIONS, series={"gold_world_usd": series})
    text = "series,period,value\ngold_world_usd,2005-05,430.5\n"
    assert read(tmp_path, text, expectations=expectations).rows["known_at"].to_list() == [date(2005, 6, 15)]


def test_a_series_of_no_indicator_loads_when_it_says_since_when_it_is_known(tmp_path):
    (row,) = rows(tmp_path, "series,period,value,published_at\nsilver,2005-05,7.1,2005-06-02\n")
    assert row["known_at"] == date(2005, 6, 2)


def test_a_count_is_known_at_the_end_of_its_period_or_when_it_says_so(tmp_path):
    found = rows(tmp_path, "item,period,count,known_at\ngold,2005-05,3,\ngold,2005-06,3,2005-07-09\n")
    assert [row["known_at"] for row in found] == [date(2005, 5, 31), date(2005, 7, 9)]


def test_a_case_is_known_when_booked_else_when_detected(tmp_path):
    text = "case_id,item,detected_on,booked_on\nA,garlic,2005-05-31,2005-06-20\nB,gold,2005-05-31,\n"
    garlic, gold = rows(tmp_path, text)
    assert (garlic["known_at"], gold["known_at"]) == (date(2005, 6, 20), date(2005, 5, 31))
    assert (garlic["frequency"], garlic["period"]) == ("week", date(2005, 5, 30))
    assert (gold["frequency"], gold["period"], gold["count"]) == ("month", date(2005, 5, 1), 1)


def test_a_plan_is_known_on_the_first_day_of_its_period_unless_it_says_otherwise(tmp_path):
    text = (
        "period,inspections,planned,known_at\n2005-07,400,true,\n2005-08,400,true,2005-06-13\n2005-05,90,,\n"
    )
    assert [row["known_at"] for row in rows(tmp_path, text)] == [
        date(2005, 7, 1),
        date(2005, 6, 13),
        date(2005, 5, 31),
    ]


def test_zero_is_a_value_and_four_kinds_of_nothing_stay_apart(tmp_path):
    text = (
        "series,period,value,status\ngold_world_usd,2005-01,0,\ngold_world_usd,2005-02,,not_reported\n"
        "gold_world_usd,2005-03,,feed_failed\ngold_world_usd,2005-04,,withheld\n"
    )
    assert [(row["value"], row["status"]) for row in rows(tmp_path, text)] == [
        (0.0, "reported"),
        (None, "not_reported"),
        (None, "feed_failed"),
        (None, "withheld"),
    ]


def test_money_is_whole_won_and_weight_is_decimal(tmp_path):
    text = 'item,period,count,quantity,value_krw\ngold,2005-05,3,"1,234.5","57,000,000,000"\n'
    (row,) = rows(tmp_path, text)
    assert row["quantity"] == Decimal("1234.500000")
    assert row["value_krw"] == 57_000_000_000
    assert row["unit"] == "kg"


def test_a_revision_with_a_later_known_at_loads_beside_the_first_row(tmp_path):
    text = "item,period,count,known_at\ngold,2005-05,3,2005-06-02\ngold,2005-05,5,2005-07-02\n"
    assert [row["count"] for row in rows(tmp_path, text)] == [3, 5]


def test_rows_that_stand_twice_and_agree_are_taken_once_and_told(tmp_path):
    parsed = read(tmp_path, "item,period,count\ngold,2005-05,3\ngold,2005-06,4\ngold,2005-05,3\n")
    assert parsed.rows["line"].to_list() == [2, 3]
    assert parsed.notes == ("1 rows stand twice and agree, taken once: lines 4",)


def test_cases_are_told_apart_by_their_number_alone(tmp_path):
    text = "case_id,item,detected_on\nA,gold,2005-05-03\nA,garlic,2005-05-03\nB,gold,2005-05-03\n"
    parsed = read(tmp_path, text)
    assert parsed.rows["case_id"].to_list() == ["B"]
    assert [(reject.line, reject.found) for reject in parsed.rejects] == [
        (2, "another row for it in line 3"),
        (3, "another row for it in line 2"),
    ]


def test_a_row_with_two_faults_gives_two_rejects_with_its_cells(tmp_path):
    rejects = read(tmp_path, "item,period,count\ngolde,2005-13,3\n").rejects
    assert [reject.column for reject in rejects] == ["item", "period"]
    assert rejects[0].row == {"item": "golde", "period": "2005-13", "count": "3"}


def test_offices_are_not_checked_where_the_catalogue_has_none(tmp_path):
    text = "item,period,count,office\ngold,2005-05,3,Busan\n"
    assert read(tmp_path, text).rejects
    assert not read(tmp_path, text, expectations=replace(EXPECTATIONS, offices={})).rejects


def test_days_that_are_all_firsts_of_a_month_are_told(tmp_path):
    days = "".join(f"gold_world_usd,2005-0{month}-01,430\n" for month in range(1, 5))
    (note,) = read(tmp_path, "series,period,value\n" + days).notes
    assert "2005-05 instead of 2005-05-01" in note


def test_a_file_with_too_many_bad_rows_is_refused(tmp_path):
    from bongsu.sources.limits import Limits

    path = tmp_path / "file.csv"
    path.write_text("item,period,count\n" + "gold,2005-13,3\n" * 11)
    with pytest.raises(Refusal, match="at most 10 bad rows"):
        read_bongsu_file(path, EXPECTATIONS, limits=Limits(rejects=10))

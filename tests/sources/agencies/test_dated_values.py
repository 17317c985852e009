"""Exchange rates, oil, gold and border crossings: periods, units, gaps, and what breaks the contract."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bongsu.catalogue import Catalogue
from bongsu.facts.tables import OBSERVATIONS
from bongsu.sources.description import descriptions
from bongsu.sources.parsed import Parsed
from bongsu.sources.registry import recognise
from bongsu.words.refusal import Refusal

RATES = "Date,Country,Exchange rate\n"
PRICES = "Date,Price\n"
MEASURES = [
    name for name in descriptions()["us_bts/border_monthly_wide"].columns if name not in ("month", "border")
]
CROSSINGS = ",".join(["month", "border", *MEASURES]) + "\n"


def parsed(tmp_path, text: str, source: str, *, catalogue: Catalogue | None = None) -> Parsed:
    path = tmp_path / "file.csv"
    path.write_text(text, encoding="utf-8")
    (only,) = recognise(path, source).read(path, catalogue)
    return only


def test_each_exchange_rate_says_which_way_it_is_quoted(tmp_path):
    text = RATES + "2020-01-01,South Korea,1165.5\n2020-01-01,Euro,1.11\n"
    rows = parsed(tmp_path, text, "federal_reserve").rows
    found = {series: (value, unit) for series, value, unit in rows.select("series", "value", "unit").rows()}
    assert found == {"fx_south_korea": (1165.5, "KRW per USD"), "fx_euro": (1.11, "USD per EUR")}
    assert rows["period"].unique().to_list() == [date(2020, 1, 1)]
    assert rows["known_at"].unique().to_list() == [date(2020, 2, 5)]


def test_only_five_currencies_are_quoted_in_dollars():
    countries = descriptions()["federal_reserve/exchange_rates"].settings["countries"]
    in_dollars = {name for name, entry in countries.items() if entry["unit"].startswith("USD per")}
    assert in_dollars == {"Australia", "Euro", "Ireland", "New Zealand", "United Kingdom"}
    assert len(countries) == 34


def test_the_catalogues_lag_rules_where_an_indicator_is_made_of_the_series(tmp_path):
    folder = tmp_path / "catalogue"
    folder.mkdir()
    (folder / "items.toml").write_text('[[item]]\ncode = "gold"\n')
    (folder / "indicators.toml").write_text(
        '[[indicator]]\ncode = "won"\nseries = "fx_south_korea"\npublication_lag = "P1M"\n'
    )
    text = RATES + "2020-01-01,South Korea,1165.5\n2020-01-01,Euro,1.11\n"
    rows = parsed(tmp_path, text, "federal_reserve", catalogue=Catalogue.load(folder)).rows
    assert dict(rows.select("series", "known_at").rows()) == {
        "fx_south_korea": date(2020, 2, 29),
        "fx_euro": date(2020, 2, 5),
    }


@pytest.mark.parametrize(
    ("row", "column", "expected"),
    [
        ("2020-01-01,South Corea,1165", "Country", "South Korea"),
        ("2020-13-01,Euro,1.1", "Date", "a day such as"),
        ("2020-02-30,Euro,1.1", "Date", "a day such as"),
        ("2020-02-01,Euro,-1.1", "Exchange rate", "above zero"),
        ("2020-02-01,Euro,ND", "Exchange rate", "a number"),
        ("2020-01-31,Euro,1.2", "Exchange rate", "as in line 2"),
    ],
)
def test_a_broken_rate_is_rejected_by_line_and_column(tmp_path, row, column, expected):
    result = parsed(tmp_path, RATES + "2020-01-01,Euro,1.1\n" + row + "\n", "federal_reserve/exchange_rates")
    (reject,) = result.rejects
    assert (reject.line, reject.column) == (3, column)
    assert expected in reject.expected
    assert result.rows.height == 1


def test_a_currency_reform_is_told_as_a_jump(tmp_path):
    text = RATES + "2018-07-01,Venezuela,120000\n2018-08-01,Venezuela,60\n"
    (note,) = [note for note in parsed(tmp_path, text, "federal_reserve").notes if "fx_venezuela" in note]
    assert "2018-08" in note and "0.0005" in note


def test_a_stamp_in_mid_month_stands_for_the_month_and_a_friday_for_its_week(tmp_path):
    month = parsed(tmp_path, PRICES + "2026-07-15,83.76\n", "us_eia/brent_monthly").rows.row(0, named=True)
    assert (month["series"], month["frequency"], month["period"]) == ("eia_brent", "month", date(2026, 7, 1))
    assert month["known_at"] == date(2026, 8, 10)
    week = parsed(tmp_path, PRICES + "2021-01-01,48.5\n", "us_eia/wti_weekly").rows.row(0, named=True)
    assert (week["series"], week["frequency"], week["period"]) == (
        "eia_wti_weekly",
        "week",
        date(2020, 12, 28),
    )
    assert week["known_at"] == date(2021, 1, 6)


def test_oil_may_cost_less_than_nothing_but_gold_may_not(tmp_path):
    assert parsed(tmp_path, PRICES + "2020-04-15,-1.5\n", "us_eia/wti_monthly").rows["value"].to_list() == [
        -1.5
    ]
    assert parsed(tmp_path, PRICES + "2020-04,-1.5\n", "datahub").rejects[0].column == "Price"


def test_an_empty_crossing_is_not_reported_and_a_zero_is_a_zero(tmp_path):
    row = ["2020-04", "US-Mexico Border", "", "0.0", *["7.0"] * (len(MEASURES) - 2)]
    rows = parsed(tmp_path, CROSSINGS + ",".join(row) + "\n", "us_bts/border_monthly_wide").rows
    found = {
        series: (value, status) for series, value, status in rows.select("series", "value", "status").rows()
    }
    assert found["bts_us_mexico_bus_passengers"] == (None, "not_reported")
    assert found["bts_us_mexico_buses"] == (0.0, "reported")
    assert len(found) == 12 and rows["known_at"].unique().to_list() == [date(2020, 6, 30)]


def test_a_broken_crossing_rejects_its_row_with_every_fault(tmp_path):
    row = ["2020-04", "US-Peru Border", "-1", "2.5", *["7.0"] * (len(MEASURES) - 2)]
    result = parsed(tmp_path, CROSSINGS + ",".join(row) + "\n", "us_bts/border_monthly_wide")
    assert result.rows.is_empty()
    assert [(reject.line, reject.column) for reject in result.rejects] == [
        (2, "border"),
        (2, "bus_passengers"),
        (2, "buses"),
    ]


@pytest.mark.real_data
def test_the_published_files_are_read_whole(real_data):
    expected = {
        "exchange_rates/monthly.csv": 17_237,
        "oil_prices/brent-monthly.csv": 471,
        "oil_prices/wti-monthly.csv": 487,
        "oil_prices/brent-weekly.csv": 2_049,
        "oil_prices/wti-weekly.csv": 2_120,
        "gold_prices_monthly/monthly.csv": 2_322,
        "us_border_crossings/border_monthly_wide.csv": 700 * 12,
    }
    for name, count in expected.items():
        (result,) = recognise(real_data / name).read(real_data / name)
        assert (name, result.rows.height, len(result.rejects)) == (name, count, 0)


cell = st.one_of(
    st.sampled_from(
        ["2020-01", "2020-01-15", "Euro", "US-Mexico Border", "1", "-1", "1e-99", "1e400", "inf", ""]
    ),
    st.text(max_size=6),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    code=st.sampled_from(
        sorted(code for code, one in descriptions().items() if one.table == "observations" and one.columns)
    ),
    rows=st.lists(st.lists(cell, min_size=1, max_size=15), max_size=6),
)
def test_any_text_gives_rows_rejects_or_a_refusal(tmp_path, code, rows):
    header = ",".join(descriptions()[code].columns)
    try:
        result = parsed(tmp_path, "\n".join([header, *[",".join(row) for row in rows]]), code)
    except Refusal:
        return
    assert result.rows.select(OBSERVATIONS.key).is_duplicated().sum() == 0
    assert result.rows["value"].is_finite().all()
    assert all(reject.line >= 1 and reject.expected for reject in result.rejects)

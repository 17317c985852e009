"""Border crossings port by port: months however written, sums, and ports that contradict themselves."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bongsu.sources.agencies.contract import Fault
from bongsu.sources.agencies.us_bts.port_crossings import month_of
from bongsu.sources.parsed import Parsed
from bongsu.sources.registry import recognise

HEADER = "Port Name,State,Port Code,Border,Date,Measure,Value,Latitude,Longitude,Point"


def parsed(tmp_path, *rows: str) -> Parsed:
    path = tmp_path / "Border_Crossing_Entry_Data.csv"
    path.write_text(
        "\n".join([HEADER, *[f"{row},1.0,2.0,POINT (2.0 1.0)" for row in rows]]), encoding="utf-8"
    )
    reader = recognise(path)
    assert reader.code == "us_bts/border_crossing_entry"
    (only,) = reader.read(path)
    return only


def sums(result: Parsed) -> dict[tuple[str, str], float]:
    return {
        (series, f"{day:%Y-%m}"): value
        for series, day, value in result.rows.select("series", "period", "value").rows()
    }


@pytest.mark.parametrize(
    "text",
    ["2019-03", "2019-03-01", "Mar 2019", "03/01/2019 12:00:00 AM", "3/1/2019", "2019-03-01T00:00:00.000"],
)
def test_a_month_is_read_however_the_bureau_wrote_it(text):
    assert str(month_of(text, "Date")) == "2019-03"


@given(st.text(max_size=12))
def test_any_other_text_is_a_fault(text):
    try:
        assert len(str(month_of(text, "Date"))) == len("2019-03")
    except Fault as fault:
        assert fault.column == "Date"


def test_ports_are_added_up_and_full_containers_are_loaded_ones(tmp_path):
    result = parsed(
        tmp_path,
        "Laredo,Texas,2304,US-Mexico Border,Jan 2019,Truck Containers Full,10",
        "Roma,Texas,2310,US-Mexico Border,Jan 2019,Truck Containers Loaded,5",
        "Roma,Texas,2310,US-Mexico Border,Jan 2019,Buses,0",
    )
    assert sums(result) == {
        ("bts_us_mexico_truck_containers_loaded", "2019-01"): 15.0,
        ("bts_us_mexico_buses", "2019-01"): 0.0,
    }


def test_a_port_that_contradicts_itself_leaves_its_sum_out_and_one_that_repeats_itself_counts_once(tmp_path):
    result = parsed(
        tmp_path,
        "Sasabe,Arizona,2606,US-Mexico Border,Feb 2021,Bus Passengers,0",
        "Sasabe,Arizona,2606,US-Mexico Border,Feb 2021,Bus Passengers,2175",
        "Laredo,Texas,2304,US-Mexico Border,Feb 2021,Bus Passengers,7",
        "Laredo,Texas,2304,US-Mexico Border,Feb 2021,Buses,3",
        "Laredo,Texas,2304,US-Mexico Border,Feb 2021,Buses,3",
    )
    assert sums(result) == {("bts_us_mexico_buses", "2021-02"): 3.0}
    assert [(reject.line, reject.column) for reject in result.rejects] == [(2, "Value"), (3, "Value")]
    assert any("bts_us_mexico_bus_passengers 2021-02" in note for note in result.notes)


def test_a_broken_row_is_rejected_and_its_sum_left_out(tmp_path):
    result = parsed(
        tmp_path,
        "Laredo,Texas,2304,US-Mexico Border,Feb 2021,Trucks,7",
        "Roma,Texas,2310,US-Mexico Border,Feb 2021,Trucks,-1",
        "Roma,Texas,2310,US-Mexico Border,Feb 2021,Lorries,1",
    )
    assert sums(result) == {}
    assert [(reject.line, reject.column) for reject in result.rejects] == [(3, "Value"), (4, "Measure")]
    assert any("cannot tell" in note for note in result.notes)


@pytest.mark.real_data
@pytest.mark.slow
def test_the_ports_add_up_to_the_published_sums(real_data):
    folder = real_data / "us_border_crossings"
    ports, wide = (
        recognise(folder / name).read(folder / name)[0]
        for name in ("port_monthly_1996_2025-02.csv.gz", "border_monthly_wide.csv")
    )
    assert {reject.row["port"] for reject in ports.rejects} == {"Sasabe"} and len(ports.rejects) == 2
    key = ["series", "period", "value", "unit", "known_at"]
    reported = wide.rows.filter(pl.col("status") == "reported").select(key)
    missing = reported.join(ports.rows.select(key), on=key, how="anti")
    assert missing["series"].to_list() == ["bts_us_mexico_bus_passengers"]
    assert ports.rows.height == reported.height - 1

"""IMF, FAOSTAT, UN Comtrade, Comext, US Census and CBP, replayed as documented and as they really answer."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from bongsu.sources.collectors import find_file
from bongsu.words.refusal import Refusal

from .conftest import KEY, feed_of, values
from .stub_server import Said

IMF, FAO, COMTRADE = "imf/commodity_prices", "fao/faostat", "un_comtrade/trade"
COMEXT, CENSUS, CBP = "eurostat/comext", "us_census/trade", "us_cbp/drug_seizures"
PRICE = {"series": "imf_gold", "unit": "USD/toz", "key": "G001.PGOLD.USD.M"}
CROP = {
    "series": "pollack_t",
    "unit": "t",
    "says": "t",
    "file": "Production_All.zip",
    "area": "Russian Federation",
    "item": "Pollack",
    "element": "Production",
}
PARTNER = {
    "series": "cn_gold_usd",
    "unit": "USD",
    "reporter": "156",
    "partner": "410",
    "hs": "7108",
    "flow": "X",
    "measure": "value_usd",
}
EU = {
    "series": "eu_eur",
    "unit": "EUR",
    "reporter": "DE",
    "partner": "KR",
    "product": "7108",
    "flow": "2",
    "indicator": "VALUE_IN_EUROS",
}
US = {"series": "us_usd", "unit": "USD", "flow": "exports", "country": "5800", "hs": "240220"}


def sdmx(series: dict[str, object], months: tuple[str, ...] = ("2025-M02", "2025-M01")) -> str:
    structure = {
        "dimensions": {
            "observation": [{"id": "TIME_PERIOD", "values": [{"value": month} for month in months]}]
        }
    }
    return json.dumps({"data": {"dataSets": [{"series": series}], "structures": [structure]}})


@pytest.mark.lie(IMF, "unordered-periods")
def test_periods_are_read_from_the_structure(bench, stub):
    stub.script = lambda asked: sdmx(
        {
            "0:0": {
                "observations": {
                    "0": ["2895.5"],
                    "1": [2710.25],
                }
            }
        }
    )
    assert values(bench.collect(feed_of(IMF, PRICE), "2025-01", "2025-02")) == {
        ("imf_gold", "2025-02"): 2895.5,
        ("imf_gold", "2025-01"): 2710.25,
    }


@pytest.mark.lie(IMF, "structure-without-data")
@pytest.mark.parametrize("body", ['{"data":{"dataSets":[],"structures":[]}}', sdmx({}), '{"meta":{}}'])
def test_a_structure_without_data_is_refused(bench, stub, body):
    stub.script = lambda asked: body
    with pytest.raises(Refusal):
        bench.collect(feed_of(IMF, PRICE), "2025-01", "2025-02")


@pytest.mark.lie(IMF, "other-series")
def test_two_series_are_refused(bench, stub):
    stub.script = lambda asked: sdmx({"0:0": {"observations": {}}, "0:1": {"observations": {}}})
    with pytest.raises(Refusal, match="one series; found 2"):
        bench.collect(feed_of(IMF, PRICE), "2025-01", "2025-02")


HEADER = "Area Code,Area,Item,Element,Year,Unit,Value,Flag,Note\n"


def bulk(*lines: str, name: str = "Production_All.csv", beside: str = "Production_Flags.csv") -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(beside, "Flag,Description\nA,Official\n")
        archive.writestr(name, HEADER + "".join(f"{line}\n" for line in lines))
    return target.getvalue()


@pytest.mark.lie(FAO, "missing-flag")
@pytest.mark.lie(FAO, "two-members")
def test_a_missing_value_is_no_zero_and_only_the_data_file_is_read(bench, stub):
    stub.script = lambda asked: bulk(
        "185,Russian Federation,Pollack,Production,2022,t,1900000,A,",
        "185,Russian Federation,Pollack,Production,2023,t,0,M,",
        "1,Armenia,Pollack,Production,2023,t,5,A,",
    )
    assert values(bench.collect(feed_of(FAO, CROP), "2020", "2024")) == {
        ("pollack_t", "2022"): 1900000.0,
        ("pollack_t", "2023"): None,
    }


@pytest.mark.lie(FAO, "unit-change")
def test_kilograms_in_place_of_tonnes_are_refused(bench, stub):
    stub.script = lambda asked: bulk("185,Russian Federation,Pollack,Production,2022,kg,1900000,A,")
    with pytest.raises(Refusal, match="the unit t; found kg"):
        bench.collect(feed_of(FAO, CROP), "2020", "2024")


@pytest.mark.lie(FAO, "bomb")
def test_a_bomb_is_not_unpacked(bench, stub):
    stub.script = lambda asked: bulk("x" * 30_000_000)
    with pytest.raises(Refusal, match="once unpacked"):
        bench.collect(feed_of(FAO, CROP), "2020", "2024")


@pytest.mark.parametrize(
    "body", [b"PK\x03\x04rubbish", b"", bulk("a", name="Other.csv"), bulk("185,Russian Federation,short")]
)
def test_what_is_no_data_file_is_refused(bench, stub, body):
    stub.script = lambda asked: body
    with pytest.raises(Refusal):
        bench.collect(feed_of(FAO, CROP), "2020", "2024")


def reported(period: str = "202501", **change: object) -> dict[str, object]:
    row = {
        "period": period,
        "reporterCode": 156,
        "partnerCode": 410,
        "cmdCode": "7108",
        "flowCode": "X",
        "customsCode": "C00",
        "motCode": 0,
        "partner2Code": 0,
        "primaryValue": 12345.5,
        "netWgt": None,
    }
    return row | change


@pytest.mark.lie(COMTRADE, "multiplied-totals")
@pytest.mark.parametrize(
    "change", [{"customsCode": "C01"}, {"motCode": 1000}, {"partner2Code": 344}, {"partnerCode": 0}]
)
def test_rows_that_would_multiply_the_totals_are_refused(bench, stub, change):
    stub.script = lambda asked: json.dumps({"data": [reported(**change)]})
    with pytest.raises(Refusal, match=f"found {next(iter(change.values()))}"):
        bench.collect(feed_of(COMTRADE, PARTNER), "2025-01", "2025-01")
    asked = stub.asked[0].params
    assert (asked["customsCode"], asked["motCode"], asked["partner2Code"]) == ("C00", "0", "0")


@pytest.mark.lie(COMTRADE, "key-in-header")
def test_the_key_travels_in_a_header(bench, stub):
    stub.script = lambda asked: json.dumps({"data": [reported()]})
    assert values(bench.collect(feed_of(COMTRADE, PARTNER), "2025-01", "2025-02")) == {
        ("cn_gold_usd", "2025-01"): 12345.5
    }
    (asked,) = stub.asked
    assert asked.headers["Ocp-Apim-Subscription-Key"] == KEY
    assert "key" not in asked.raw_query.lower()
    assert asked.params["period"] == "202501,202502"


@pytest.mark.lie(COMTRADE, "preview-cut")
def test_without_a_key_months_are_asked_one_by_one_and_500_rows_are_a_cut(bench, stub):
    stub.script = lambda asked: json.dumps({"data": [reported(asked.params["period"])]})
    found = bench.collect(feed_of(COMTRADE, PARTNER), "2025-01", "2025-03", environment={})
    assert len(found.found) == len(stub.asked) == 3
    assert {asked.path for asked in stub.asked} == {"/public/v1/preview/C/M/HS"}
    stub.script = lambda asked: json.dumps({"data": [reported()] * 500})
    with pytest.raises(Refusal, match="fewer than 500 rows"):
        bench.collect(feed_of(COMTRADE, PARTNER), "2025-01", "2025-01", environment={})


@pytest.mark.lie(COMTRADE, "error-body")
@pytest.mark.parametrize(
    "body", ['{"error":"Invalid period"}', '{"statusCode":401,"message":"Access denied"}']
)
def test_errors_of_comtrade_come_under_200(bench, stub, body):
    stub.script = lambda asked: body
    with pytest.raises(Refusal, match=r"Invalid period|Access denied"):
        bench.collect(feed_of(COMTRADE, PARTNER), "2025-01", "2025-01")


@pytest.mark.lie(COMTRADE, "too-many-requests")
def test_429_is_waited_for(bench, stub):
    answers = iter([Said(status=429, headers={"Retry-After": "2"}), Said(json.dumps({"data": []}))])
    stub.script = lambda asked: next(answers)
    bench.collect(feed_of(COMTRADE, PARTNER), "2025-01", "2025-01")
    assert bench.waited == [2.0]


def cube(value: object, status: object = None, *, sizes: tuple[int, ...] = (1, 1, 3)) -> str:
    index = {"2025-01": 0, "2025-02": 1, "2025-03": 2}
    document = {
        "version": "2.0",
        "class": "dataset",
        "id": ["freq", "reporter", "time"],
        "size": list(sizes),
        "value": value,
        "dimension": {"time": {"category": {"index": index}}},
    }
    return json.dumps(document | ({"status": status} if status else {}))


@pytest.mark.lie(COMEXT, "sparse-cells")
@pytest.mark.parametrize("value", [{"0": 10, "2": 30.5}, [10, None, 30.5]])
def test_sparse_and_dense_cells_say_the_same(bench, stub, value):
    stub.script = lambda asked: cube(value)
    assert values(bench.collect(feed_of(COMEXT, EU), "2025-01", "2025-03")) == {
        ("eu_eur", "2025-01"): 10.0,
        ("eu_eur", "2025-03"): 30.5,
    }


@pytest.mark.lie(COMEXT, "confidential")
def test_a_secret_number_is_withheld_and_not_zero(bench, stub):
    stub.script = lambda asked: cube({"0": 10}, {"1": "c"})
    found = bench.collect(feed_of(COMEXT, EU), "2025-01", "2025-03")
    assert [(str(one.period), one.value is None, one.status) for one in found.found] == [
        ("2025-01", False, ""),
        ("2025-02", True, "withheld"),
    ]


@pytest.mark.lie(COMEXT, "error-body")
def test_an_error_of_comext_is_an_error(bench, stub):
    stub.script = lambda asked: '{"error":[{"status":413,"label":"ASYNCHRONOUS_RESPONSE"}]}'
    with pytest.raises(Refusal, match="ASYNCHRONOUS_RESPONSE"):
        bench.collect(feed_of(COMEXT, EU), "2025-01", "2025-03")


@pytest.mark.lie(COMEXT, "other-dimension")
def test_two_reporters_in_one_cube_are_refused(bench, stub):
    stub.script = lambda asked: cube({"0": 10}, sizes=(1, 2, 3))
    with pytest.raises(Refusal, match="one category of reporter; found 2"):
        bench.collect(feed_of(COMEXT, EU), "2025-01", "2025-03")


CENSUS_HEADER = ["CTY_CODE", "E_COMMODITY", "ALL_VAL_MO", "time", "COMM_LVL"]


@pytest.mark.lie(CENSUS, "array-of-arrays")
def test_rows_are_read_by_the_header_and_short_ones_refused(bench, stub):
    stub.script = lambda asked: json.dumps([CENSUS_HEADER, ["5800", "240220", "77000", "2025-01", "HS6"]])
    assert values(bench.collect(feed_of(CENSUS, US), "2025-01", "2025-01")) == {
        ("us_usd", "2025-01"): 77000.0
    }
    stub.script = lambda asked: json.dumps([CENSUS_HEADER, ["5800", "240220", "77000"]])
    with pytest.raises(Refusal, match="5 cells; found 3 cells"):
        bench.collect(feed_of(CENSUS, US), "2025-01", "2025-01")


@pytest.mark.lie(CENSUS, "no-content")
def test_no_content_is_nothing(bench, stub):
    stub.script = lambda asked: Said(status=204)
    assert bench.collect(feed_of(CENSUS, US), "2025-01", "2025-01").found == ()


@pytest.mark.lie(CENSUS, "html-page")
def test_a_page_about_an_invalid_key_is_refused(bench, stub):
    stub.script = lambda asked: "<html><head><title>Invalid Key</title></head></html>"
    with pytest.raises(Refusal, match="a page of HTML"):
        bench.collect(feed_of(CENSUS, US), "2025-01", "2025-01")


@pytest.mark.lie(CENSUS, "other-country")
@pytest.mark.parametrize(
    "row", [["5700", "240220", "1", "2025-01", "HS6"], ["5800", "240210", "1", "2025-01", "HS6"]]
)
def test_another_country_or_commodity_is_refused(bench, stub, row):
    stub.script = lambda asked: json.dumps([CENSUS_HEADER, row])
    with pytest.raises(Refusal, match=r"found (5700|240210)"):
        bench.collect(feed_of(CENSUS, US), "2025-01", "2025-01")


def links(*names: str) -> str:
    return (
        "<html>"
        + "".join(f'<a href="/sites/default/files/2025-01/{name}">x</a>' for name in names)
        + "</html>"
    )


@pytest.mark.lie(CBP, "moving-address")
def test_the_newest_and_widest_file_is_taken(bench, stub):
    names = (
        "nationwide-drugs-fy19-fy22.csv",
        "nationwide-drugs-fy22-fy25.csv",
        "nationwide-drugs-fy23-fy25-jan.csv",
    )
    stub.script = lambda asked: "FY,Month\n" if asked.path.endswith(".csv") else links(*names)
    name, answer = find_file(feed_of(CBP), bench.ask(feed_of(CBP)))
    assert (name, answer.content) == ("nationwide-drugs-fy22-fy25.csv", b"FY,Month\n")
    assert stub.asked[1].path == "/sites/default/files/2025-01/nationwide-drugs-fy22-fy25.csv"
    stub.script = lambda asked: links()
    with pytest.raises(Refusal, match="one link to"):
        find_file(feed_of(CBP), bench.ask(feed_of(CBP)))


@pytest.mark.lie(CBP, "html-page")
def test_a_page_in_place_of_the_file_is_refused(bench, stub):
    stub.script = lambda asked: links("nationwide-drugs-fy22-fy25.csv")
    with pytest.raises(Refusal, match="a page of HTML"):
        find_file(feed_of(CBP), bench.ask(feed_of(CBP)))

"""KOSIS, Opinet and wholesale prices in China, replayed as documented and as they really answer."""

from __future__ import annotations

import json

import pytest

from bongsu.sources.collecting.windows import plan_windows
from bongsu.words.refusal import Refusal

from .conftest import DAY, KEY, feed_of, values
from .stub_server import Said

KOSIS, OPINET, CHINA = "kosis/statistics", "opinet/fuel_prices", "mafra/china_wholesale"
SALES = {
    "series": "jewellery",
    "unit": "KRW million",
    "says": "백만원",
    "org": "101",
    "table": "DT_1K41013",
    "item": "T1",
    "class1": "G4",
}
DIESEL = {"series": "diesel", "unit": "KRW/L", "product": "D047"}
GARLIC = {"series": "garlic_cny", "unit": "CNY/kg", "grid": "Grid_20151128000000000315_1", "item": "마늘"}


def kosis(**change: str) -> dict[str, str]:
    return {
        "PRD_DE": "202503",
        "DT": "410,220",
        "ITM_NM": "판매액",
        "UNIT_NM": "백만원",
        "C1": "G4",
        "C1_NM": "귀금속",
    } | change


@pytest.mark.lie(KOSIS, "error-body")
@pytest.mark.parametrize("code", ["10", "20", "21", "31"])
def test_errors_of_kosis_come_under_200(bench, stub, code):
    stub.script = lambda asked: json.dumps({"err": code, "errMsg": "오류입니다"})
    with pytest.raises(Refusal, match=f"{code} 오류입니다"):
        bench.collect(feed_of(KOSIS, SALES), "2025-03", "2025-03")
    stub.script = lambda asked: '{"err":"30","errMsg":"데이터가 존재하지 않습니다."}'
    assert bench.collect(feed_of(KOSIS, SALES), "2025-03", "2025-03").found == ()


@pytest.mark.lie(KOSIS, "unquoted-keys")
def test_json_that_is_json_is_asked_for_and_nothing_else_is_read(bench, stub):
    stub.script = lambda asked: json.dumps([kosis()])
    assert values(bench.collect(feed_of(KOSIS, SALES), "2025-03", "2025-03")) == {
        ("jewellery", "2025-03"): 410220.0
    }
    assert stub.asked[0].params["jsonVD"] == "Y"
    stub.script = lambda asked: '[{PRD_DE:"202503",DT:"1"}]'
    with pytest.raises(Refusal, match="expected JSON"):
        bench.collect(feed_of(KOSIS, SALES), "2025-03", "2025-03")


@pytest.mark.lie(KOSIS, "unit-change")
def test_thousands_in_place_of_millions_are_refused(bench, stub):
    stub.script = lambda asked: json.dumps([kosis(UNIT_NM="천원")])
    with pytest.raises(Refusal, match="the unit 백만원; found 천원"):
        bench.collect(feed_of(KOSIS, SALES), "2025-03", "2025-03")


@pytest.mark.lie(KOSIS, "key-as-is")
def test_a_key_that_looks_like_base64_is_sent_as_it_is(bench, stub):
    stub.script = lambda asked: "[]"
    key = "ZmFrZWtleWZvcnRlc3Rz="
    bench.collect(feed_of(KOSIS, SALES), "2025-03", "2025-03", environment={"KOSIS_KEY": key})
    assert stub.asked[0].params["apiKey"] == key


def oil(day: str, price: str = "1512.33", product: str = "D047") -> dict[str, str]:
    return {"DATE": day, "PRODCD": product, "PRICE": price}


@pytest.mark.lie(OPINET, "last-seven-days")
def test_of_the_seven_days_only_those_asked_for_are_taken_and_older_ones_not_asked(bench, stub):
    stub.script = lambda asked: json.dumps({"RESULT": {"OIL": [oil("20250530"), oil("20250531")]}})
    assert values(bench.collect(feed_of(OPINET, DIESEL), "2025-05-31", "2025-05-31")) == {
        ("diesel", "2025-05-31"): 1512.33
    }
    plan = plan_windows(feed_of(OPINET, DIESEL), held=None, day=DAY)
    assert (DAY - plan.first.start).days == 6


@pytest.mark.lie(OPINET, "empty-without-key")
def test_an_empty_list_is_a_wrong_key(bench, stub):
    stub.script = lambda asked: '{"RESULT":{"OIL":[]}}'
    with pytest.raises(Refusal, match="A wrong one answers with an empty list"):
        bench.collect(feed_of(OPINET, DIESEL), "2025-05-31", "2025-05-31")


@pytest.mark.lie(OPINET, "other-product")
def test_petrol_in_place_of_diesel_is_refused(bench, stub):
    stub.script = lambda asked: json.dumps({"RESULT": {"OIL": [oil("20250531", product="B027")]}})
    with pytest.raises(Refusal, match="PRODCD D047; found B027"):
        bench.collect(feed_of(OPINET, DIESEL), "2025-05-31", "2025-05-31")


def grid(rows: list[dict[str, str]], total: int | None = None, code: str = "INFO-000") -> str:
    inside = {
        "totalCnt": len(rows) if total is None else total,
        "result": {"code": code, "message": "안내"},
        "row": rows,
    }
    return json.dumps({GARLIC["grid"]: inside}, ensure_ascii=False)


def market(name: str, price: str) -> dict[str, str]:
    return {"DELNG_DE": "20250530", "PRDLST_NM": GARLIC["item"], "MRKT_NM": name, "AVRG_PRICE": price}


@pytest.mark.lie(CHINA, "thousand-rows")
def test_markets_are_averaged_over_all_pages(bench, stub):
    rows = [market(f"m{at}", "4" if at else "1004") for at in range(1001)]

    def script(asked):
        begin, end = (int(part) for part in asked.path.split("/")[-2:])
        return grid(rows[begin - 1 : end], total=1001)

    stub.script = script
    found = bench.collect(feed_of(CHINA, GARLIC), "2025-05-30", "2025-05-30")
    assert values(found)["garlic_cny", "2025-05-30"] == pytest.approx((1004 + 4 * 1000) / 1001)
    assert len(stub.asked) == 2
    stub.script = lambda asked: grid(rows[:500], total=1001)
    with pytest.raises(Refusal, match="1001 rows, as the answer itself states; found 500 rows"):
        bench.collect(feed_of(CHINA, GARLIC), "2025-05-30", "2025-05-30")


@pytest.mark.lie(CHINA, "error-body")
def test_errors_of_the_grid_come_under_200(bench, stub):
    stub.script = lambda asked: grid([], code="ERROR-300")
    with pytest.raises(Refusal, match="ERROR-300 안내"):
        bench.collect(feed_of(CHINA, GARLIC), "2025-05-30", "2025-05-30")
    stub.script = lambda asked: grid([], code="INFO-200")
    assert bench.collect(feed_of(CHINA, GARLIC), "2025-05-30", "2025-05-30").found == ()


@pytest.mark.lie(CHINA, "key-in-path")
def test_the_key_in_the_path_is_masked(bench, stub):
    stub.script = lambda asked: Said(f"forbidden {asked.path}", status=403)
    with pytest.raises(Refusal) as refusal:
        bench.collect(feed_of(CHINA, GARLIC), "2025-05-30", "2025-05-30")
    assert "a%2Bkey" in stub.asked[0].path
    assert KEY not in str(refusal.value)
    assert "a%2Bkey" not in str(refusal.value)

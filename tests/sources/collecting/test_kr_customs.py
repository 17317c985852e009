"""Trade statistics of the Korea Customs Service, replayed as documented and as it really answers."""
# ruff: noqa: E501 - the answers stand here as the agencies write them

from __future__ import annotations

from datetime import date

import pytest

from bongsu.core.panel.periods import Period
from bongsu.sources.collecting.feeds import Window
from bongsu.sources.collectors import rows_of
from bongsu.words.refusal import Refusal

from .conftest import feed_of, values

ITEM = "kr_customs/item_trade"
COUNTRY = "kr_customs/item_country_trade"
GOLD = {"series": "gold_imports_kg", "unit": "kg", "hs": "710812", "measure": "imports_kg"}
GINGER = {"series": "ginger_usd_kg", "unit": "USD/kg", "hs": "091012", "measure": "imports_usd_kg"}
CHINA = {**GOLD, "series": "gold_china_kg", "country": "CN"}


def item(year: str, code: str, kilograms: str, dollars: str = "0", name: str = "hsCode", **more: str) -> str:
    cells = {"year": year, name: code, "statKor": "금", "impWgt": kilograms, "impDlr": dollars}
    cells |= {"expWgt": "0", "expDlr": "0", "balPayments": "0"} | more
    return "<item>" + "".join(f"<{key}>{value}</{key}>" for key, value in cells.items()) + "</item>"


def response(*items: str, code: str = "00", message: str = "정상서비스") -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><response><header>'
        f"<resultCode>{code}</resultCode><resultMsg>{message}</resultMsg></header>"
        f"<body><items>{''.join(items)}</items></body></response>"
    )


GATE = (
    "<OpenAPI_ServiceResponse><cmmMsgHeader><errMsg>SERVICE ERROR</errMsg>"
    "<returnAuthMsg>{message}</returnAuthMsg><returnReasonCode>{code}</returnReasonCode>"
    "</cmmMsgHeader></OpenAPI_ServiceResponse>"
)
TOTAL = item("총계", "-", "1,234")
ROWS = (
    item("2025.01", "7108121000", "1,000"),
    item("2025.01", "7108129000", "200"),
    item("2025.03", "7108121000", "34"),
)


@pytest.mark.lie(ITEM, "total-row")
@pytest.mark.lie(ITEM, "finer-codes")
@pytest.mark.lie(ITEM, "ignored-pages")
def test_finer_lines_are_added_and_the_total_is_not(bench, stub):
    stub.script = lambda asked: response(TOTAL, *ROWS)
    found = bench.collect(feed_of(ITEM, GOLD), "2025-01", "2025-04")
    assert values(found) == {("gold_imports_kg", "2025-01"): 1200.0, ("gold_imports_kg", "2025-03"): 34.0}
    (asked,) = stub.asked
    assert asked.host == "apis.data.go.kr"
    assert asked.path == "/1220000/Itemtrade/getItemtradeList"
    assert {name: asked.params[name] for name in ("strtYymm", "endYymm", "hsSgn")} == {
        "strtYymm": "202501",
        "endYymm": "202504",
        "hsSgn": "710812",
    }
    assert not {"pageNo", "numOfRows", "_type"} & set(asked.params)


@pytest.mark.lie(ITEM, "total-row")
def test_rows_that_do_not_add_up_to_the_total_are_refused(bench, stub):
    stub.script = lambda asked: response(TOTAL, *ROWS[:-1])
    with pytest.raises(Refusal, match="add up to the total 1234 of impWgt; found 1200"):
        bench.collect(feed_of(ITEM, GOLD), "2025-01", "2025-04")


@pytest.mark.lie(ITEM, "finer-codes")
def test_a_line_outside_the_code_asked_for_is_refused(bench, stub):
    stub.script = lambda asked: response(item("2025.01", "7113191000", "5"))
    with pytest.raises(Refusal, match="tariff code 710812; found 7113191000"):
        bench.collect(feed_of(ITEM, GOLD), "2025-01", "2025-04")


@pytest.mark.lie(ITEM, "more-than-12-months")
@pytest.mark.lie(COUNTRY, "more-than-12-months")
@pytest.mark.parametrize("code, part", [(ITEM, GOLD), (COUNTRY, CHINA)])
def test_thirteen_months_are_refused_by_the_agency_and_never_asked(bench, stub, code, part):
    stub.script = lambda asked: response(code="99", message="조회기간은 1년 이내만 가능합니다")
    feed = feed_of(code, part)
    with pytest.raises(Refusal, match="99 조회기간은 1년 이내만"):
        bench.collect(feed, "2024-01", "2025-01")
    assert feed.description.collect.periods_in(feed.description.collect.window) == 12


@pytest.mark.lie(ITEM, "error-body")
@pytest.mark.lie(COUNTRY, "error-body")
@pytest.mark.parametrize("code, part", [(ITEM, GOLD), (COUNTRY, CHINA)])
@pytest.mark.parametrize(
    "body, told",
    [
        (GATE.format(code=30, message="SERVICE_KEY_IS_NOT_REGISTERED_ERROR"), "30 SERVICE_KEY_IS_NOT"),
        ('{"OpenAPI_ServiceResponse":{"cmmMsgHeader":{"returnReasonCode":"04","errMsg":"HTTP_ERROR"}}}', "04 HTTP_ERROR"),
        (response(code="99", message="필수값 누락"), "99 필수값 누락"),
    ],
)  # fmt: skip
def test_errors_under_200_are_errors(bench, stub, body, told, code, part):
    stub.script = lambda asked: body
    with pytest.raises(Refusal, match=told):
        bench.collect(feed_of(code, part), "2025-01", "2025-04")


@pytest.mark.lie("kr_customs/country_trade", "error-body")
def test_a_spent_quota_ends_the_day(bench, stub):
    message = "LIMITED_NUMBER_OF_SERVICE_REQUESTS_EXCEEDS_ERROR"
    stub.script = lambda asked: GATE.format(code=22, message=message)
    feed = feed_of(
        "kr_customs/country_trade", {"series": "x", "unit": "USD", "country": "CN", "measure": "imports_usd"}
    )
    for _ in range(2):
        with pytest.raises(Refusal):
            bench.collect(feed, "2025-01", "2025-04")
    assert len(stub.asked) == 1


@pytest.mark.lie(ITEM, "key-forms")
def test_the_key_arrives_decoded(bench, stub):
    stub.script = lambda asked: response()
    environment = {"DATA_GO_KR_KEY": "a%2Bkey%2Fwith%3Dsigns"}
    bench.collect(feed_of(ITEM, GOLD), "2025-01", "2025-01", environment=environment)
    assert stub.asked[0].params["serviceKey"] == "a+key/with=signs"


@pytest.mark.lie(ITEM, "renamed-field")
def test_a_renamed_field_is_named(bench, stub):
    stub.script = lambda asked: response(ROWS[0].replace("impWgt", "impWeight"))
    with pytest.raises(Refusal, match="the field impWgt; found impWeight"):
        bench.collect(feed_of(ITEM, GOLD), "2025-01", "2025-04")


@pytest.mark.lie(ITEM, "html-page")
def test_a_page_for_people_is_no_answer(bench, stub):
    stub.script = lambda asked: "<!DOCTYPE html><html><body>서비스 점검중</body></html>"
    with pytest.raises(Refusal, match="a page of HTML"):
        bench.collect(feed_of(ITEM, GOLD), "2025-01", "2025-04")


@pytest.mark.lie(ITEM, "other-months")
def test_months_not_asked_for_are_refused(bench, stub):
    stub.script = lambda asked: response(item("2019.01", "7108121000", "5"))
    with pytest.raises(Refusal, match=r"periods within 2025-01…2025-04, as asked; found 2019-01"):
        bench.collect(feed_of(ITEM, GOLD), "2025-01", "2025-04")


@pytest.mark.lie(COUNTRY, "other-country")
@pytest.mark.lie("kr_customs/country_trade", "other-country")
@pytest.mark.parametrize("code", [COUNTRY, "kr_customs/country_trade"])
def test_another_country_is_refused(bench, stub, code):
    part = {**CHINA, "measure": "imports_usd"}
    if code != COUNTRY:
        part.pop("hs")
    stub.script = lambda asked: response(item("2025.01", "7108121000", "5", statCd="US"))
    with pytest.raises(Refusal, match="country CN; found US"):
        bench.collect(feed_of(code, part), "2025-01", "2025-04")


@pytest.mark.lie(COUNTRY, "total-row")
@pytest.mark.lie("kr_customs/country_trade", "total-row")
@pytest.mark.parametrize("code", [COUNTRY, "kr_customs/country_trade"])
def test_the_total_over_countries_is_no_country(bench, stub, code):
    part = {**CHINA, "measure": "imports_usd"}
    if code != COUNTRY:
        part.pop("hs")
    total = item("총계", "-", "0", "70", statCd="-")
    stub.script = lambda asked: response(total, item("2025.01", "7108121000", "5", "70", statCd="CN"))
    assert values(bench.collect(feed_of(code, part), "2025-01", "2025-04")) == {
        ("gold_china_kg", "2025-01"): 70.0
    }


def test_a_unit_value_is_dollars_over_kilograms_and_nothing_where_there_are_no_imports(bench, stub):
    stub.script = lambda asked: response(item("2025.03", "0910121000", "100", "46"))
    found = bench.collect(feed_of(ITEM, GINGER), "2025-01", "2025-04")
    assert values(found) == {
        ("ginger_usd_kg", "2025-01"): None,
        ("ginger_usd_kg", "2025-02"): None,
        ("ginger_usd_kg", "2025-03"): 0.46,
    }


def test_a_cell_that_is_no_number_goes_to_the_quarantine_and_the_rest_stays(bench, stub):
    stub.script = lambda asked: response(
        item("2025.01", "7108121000", "5"), item("2025.02", "7108121000", "five")
    )
    found = bench.collect(feed_of(ITEM, GOLD), "2025-01", "2025-04")
    assert values(found) == {("gold_imports_kg", "2025-01"): 5.0, ("gold_imports_kg", "2025-02"): None}
    assert [(one.column, one.found) for one in found.rejects] == [("impWgt", "'five'")]


def test_a_month_of_which_a_row_cannot_be_read_is_a_failure_and_no_smaller_sum_or_zero(bench, stub):
    rows = [item("2025.01", "7108121000", "5"), item("2025.02", "7108121000", "five")]
    rows += [item("2025.02", "7108129000", "7"), item("2025.04", "7108121000", "9")]
    stub.script = lambda asked: response(*rows)
    feed = feed_of(ITEM, GOLD)
    window = Window(Period.parse("2025-01"), Period.parse("2025-04"))
    found = bench.collect(feed, "2025-01", "2025-04")
    told = rows_of(found, feed, window, catalogue=None, held=None, edition=date(2025, 6, 1)).rows
    assert told.select("status", "value").rows() == [
        ("reported", 5.0),
        ("feed_failed", None),
        ("reported", 0.0),
        ("reported", 9.0),
    ]


def test_a_row_of_no_month_might_be_any_months_and_is_refused(bench, stub):
    stub.script = lambda asked: response(item("2025.13", "7108121000", "5"))
    with pytest.raises(Refusal, match="a month such as"):
        bench.collect(feed_of(ITEM, GOLD), "2025-01", "2025-04")


def test_a_code_of_which_nobody_says_a_word_is_told(bench, stub):
    stub.script = lambda asked: response()
    found = bench.collect(feed_of(ITEM, GOLD), "2025-01", "2025-04")
    assert "gold_imports_kg: not one row for 710812" in found.notes[0]

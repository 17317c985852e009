"""Other data sets of the public data portal and of customs, replayed as documented and as they really answer."""
# ruff: noqa: E501 - the answers stand here as the agencies write them

from __future__ import annotations

import io
import json

import pytest
import xlsxwriter

from bongsu.words.refusal import Refusal

from .conftest import feed_of, values
from .test_kr_customs import GATE, response

FX, RATES, TABLE = "kr_customs/duty_exchange_rates", "kr_customs/tariff_rates", "kr_customs/tariff_table"
GOLD, VISITORS, VESSELS = "krx/gold_prices", "kto/visitor_arrivals", "mof/vessel_calls"
DOLLAR = {"series": "usd", "unit": "KRW per USD", "currency": "USD", "direction": "imports"}
GARLIC = {"series": "garlic_pct", "unit": "%", "hs": "0703201000", "type": "W2", "measure": "rate_pct"}
BAR = {"series": "gold", "unit": "KRW/g", "code": "04020000", "measure": "close"}
CHINA = {"series": "arrivals_china", "unit": "persons", "nationality": "112"}
BUSAN = {"series": "calls_busan", "unit": "vessels", "port": "부산", "measure": "vessels"}
FIRST = {FX: "2025-W11", GOLD: "2025-03-14", VISITORS: "2025-03", VESSELS: "2025-03"}
PARTS = {FX: DOLLAR, GOLD: BAR, VISITORS: CHINA, VESSELS: BUSAN}


def xml(*rows: dict[str, str], total: int | None = None) -> str:
    items = [
        "<item>" + "".join(f"<{name}>{value}</{name}>" for name, value in row.items()) + "</item>"
        for row in rows
    ]
    body = response(*items)
    return body if total is None else body.replace("</items>", f"</items><totalCount>{total}</totalCount>")


@pytest.mark.lie(FX, "error-body")
@pytest.mark.lie(GOLD, "error-body")
@pytest.mark.lie(VISITORS, "error-body")
@pytest.mark.lie(VESSELS, "error-body")
@pytest.mark.parametrize("code", list(PARTS))
@pytest.mark.parametrize(
    "body, told",
    [
        (GATE.format(code=30, message="SERVICE_KEY_IS_NOT_REGISTERED_ERROR"), "30 SERVICE_KEY"),
        (response(code="10", message="잘못된 요청 파라미터"), "10 잘못된"),
        ('{"response":{"header":{"resultCode":"99","resultMsg":"UNKNOWN"}}}', "99 UNKNOWN"),
    ],
)
def test_errors_under_200_are_errors(bench, stub, code, body, told):
    stub.script = lambda asked: body
    with pytest.raises(Refusal, match=told):
        bench.collect(feed_of(code, PARTS[code]), FIRST[code], FIRST[code])


def rate(currency: str = "USD", value: str = "1,450.12", begin: str = "20250309") -> dict[str, str]:
    return {
        "cntySgn": "US",
        "mtryUtNm": "달러",
        "fxrt": value,
        "currSgn": currency,
        "aplyBgnDt": begin,
        "imexTp": "2",
    }


def test_the_rate_of_a_week_is_the_one_that_begins_on_its_sunday(bench, stub):
    stub.script = lambda asked: xml(rate("JPY", "978.5"), rate())
    found = bench.collect(feed_of(FX, DOLLAR), "2025-W11", "2025-W11")
    assert values(found) == {("usd", "2025-W11"): 1450.12}
    assert stub.asked[0].params["aplyBgnDt"] == "20250310"
    assert stub.asked[0].params["weekFxrtTpcd"] == "2"


@pytest.mark.lie(FX, "other-week")
@pytest.mark.parametrize("begin", ["20250302", "20250316"])
def test_rates_of_another_week_are_refused(bench, stub, begin):
    stub.script = lambda asked: xml(rate(begin=begin))
    with pytest.raises(Refusal, match=f"begin in the week before 2025-03-10; found {begin}"):
        bench.collect(feed_of(FX, DOLLAR), "2025-W11", "2025-W11")


@pytest.mark.lie(FX, "renamed-field")
@pytest.mark.lie(VESSELS, "renamed-field")
@pytest.mark.parametrize(
    "code, row", [(FX, rate()), (VESSELS, {"useYm": "202503", "prtAgNm": "부산", "intrvsslCo": "5"})]
)
def test_a_renamed_field_is_named(bench, stub, code, row):
    name = "fxrt" if code == FX else "intrvsslCo"
    stub.script = lambda asked: xml(
        {(f"{key}X" if key == name else key): value for key, value in row.items()}
    )
    with pytest.raises(Refusal, match=f"the field {name}; found {name}X"):
        bench.collect(feed_of(code, PARTS[code]), FIRST[code], FIRST[code])


def tariffs(
    *rows: dict[str, str], root: str = "trrtQryRtnVo", row: str = "trrtQryRsltVo", notice: str = ""
) -> str:
    inside = "".join(
        f"<{row}>" + "".join(f"<{k}>{v}</{k}>" for k, v in one.items()) + f"</{row}>" for one in rows
    )
    return f"<{root}><tCnt>{len(rows)}</tCnt><ntceInfo>{notice}</ntceInfo>{inside}</{root}>"


W2 = {
    "hsSgn": "0703201000",
    "trrt": "360",
    "trrtTpcd": "W2",
    "aplyStrtDt": "20240101",
    "aplyEndDt": "20241231",
    "prutXamt": "1800",
    "basePrc": "",
}
A = {**W2, "trrt": "50", "trrtTpcd": "A", "prutXamt": ""}


@pytest.mark.lie(RATES, "pascal-case")
@pytest.mark.parametrize("root, row", [("trrtQryRtnVo", "trrtQryRsltVo"), ("TrrtQryRtnVo", "TrrtQryRsltVo")])
def test_either_spelling_of_the_manual_is_read(bench, stub, root, row):
    stub.script = lambda asked: tariffs(A, W2, root=root, row=row)
    assert values(bench.collect(feed_of(RATES, GARLIC), "2023", "2025")) == {("garlic_pct", "2024"): 360.0}


@pytest.mark.lie(RATES, "specific-amount")
@pytest.mark.lie(TABLE, "specific-amount")
@pytest.mark.parametrize("code", [RATES, TABLE])
def test_the_amount_a_unit_is_a_series_of_its_own(bench, stub, code):
    stub.script = lambda asked: tariffs(A, W2) if code == RATES else workbook()
    part = {**GARLIC, "series": "garlic_krw_kg", "unit": "KRW/kg", "measure": "amount"}
    found = bench.collect(feed_of(code, GARLIC, part), "2024", "2024")
    assert values(found) == {("garlic_pct", "2024"): 360.0, ("garlic_krw_kg", "2024"): 1800.0}


@pytest.mark.lie(RATES, "notice-error")
def test_a_notice_in_place_of_rates_is_an_error(bench, stub):
    stub.script = lambda asked: tariffs(notice="[N00] 인증키가 존재하지 않습니다.")
    with pytest.raises(Refusal, match="N00"):
        bench.collect(feed_of(RATES, GARLIC), "2024", "2024")


COLUMNS = (
    "품목번호",
    "관세율구분",
    "관세율",
    "단위당세액",
    "기준가격",
    "적용국가구분",
    "적용개시일",
    "적용만료일",
)


def workbook(columns: tuple[str, ...] = COLUMNS) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet("관세율표")
        for place, name in enumerate(columns):
            sheet.write_string(1, place, name)
        for line, row in enumerate(
            [
                ("0703.20-1000", "A", "50", "", "", "", "20240101", "20241231"),
                ("0703201000", "W2", "360", "1800", "", "", "20240101", "20241231"),
            ],
            2,
        ):
            for place, text in enumerate(row):
                sheet.write_string(line, place, text)
    return target.getvalue()


@pytest.mark.lie(TABLE, "renamed-field")
def test_a_renamed_column_of_the_workbook_is_named(bench, stub):
    stub.script = lambda asked: workbook(
        tuple("단위당관세액" if name == "단위당세액" else name for name in COLUMNS)
    )
    with pytest.raises(Refusal, match="the field 단위당세액; found 단위당관세액"):
        bench.collect(feed_of(TABLE, GARLIC), "2024", "2024")


@pytest.mark.lie(TABLE, "several-sheets")
def test_every_sheet_of_the_workbook_is_read_and_a_row_twice_counts_once(bench, stub):
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        for name, years in (("1.1", (2023, 2024)), ("2.12", (2024, 2025)), ("비고", ())):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, COLUMNS if years else ("비고",))
            for line, year in enumerate(years, 1):
                days = (f"{year}0101", f"{year}1231")
                sheet.write_row(line, 0, ("0703201000", "W2", f"{year - 1663}", "", "", "", *days))
    stub.script = lambda asked: target.getvalue()
    found = values(bench.collect(feed_of(TABLE, GARLIC), "2023", "2025"))
    assert found == {
        ("garlic_pct", "2023"): 360.0,
        ("garlic_pct", "2024"): 361.0,
        ("garlic_pct", "2025"): 362.0,
    }


@pytest.mark.lie(TABLE, "html-page")
def test_a_page_in_place_of_the_workbook_is_refused(bench, stub):
    stub.script = lambda asked: "<html>로그인</html>"
    with pytest.raises(Refusal, match="an Excel workbook"):
        bench.collect(feed_of(TABLE, GARLIC), "2024", "2024")


def gold(*rows: dict[str, str], total: int) -> str:
    body = {
        "numOfRows": 1000,
        "pageNo": 1,
        "totalCount": total,
        "items": {"item": list(rows)} if rows else "",
    }
    return json.dumps(
        {"response": {"header": {"resultCode": "00", "resultMsg": "NORMAL SERVICE."}, "body": body}}
    )


def bar(day: str, price: str, code: str = "04020000") -> dict[str, str]:
    return {"basDt": day, "srtnCd": code, "isinCd": "KRD040200002", "itmsNm": "금 99.99_1kg", "clpr": price}


@pytest.mark.lie(GOLD, "exclusive-end")
@pytest.mark.lie(GOLD, "two-products")
def test_the_day_after_the_last_is_the_end_and_mini_bars_are_other_bars(bench, stub):
    stub.script = lambda asked: gold(
        bar("20250314", "138500"), bar("20250314", "139000", "04020100"), total=2
    )
    assert values(bench.collect(feed_of(GOLD, BAR), "2025-03-14", "2025-03-14")) == {
        ("gold", "2025-03-14"): 138500.0
    }
    assert (stub.asked[0].params["beginBasDt"], stub.asked[0].params["endBasDt"]) == ("20250314", "20250315")


@pytest.mark.lie(GOLD, "truncated-pages")
def test_all_pages_are_asked_for_and_a_cut_is_refused(bench, stub):
    days = [f"202503{day:02d}" for day in range(1, 29)]

    def script(asked):
        page = int(asked.params["pageNo"])
        return gold(*(bar(day, "1") for day in days[(page - 1) * 10 : page * 10]), total=28)

    stub.script = script
    assert len(bench.collect(feed_of(GOLD, BAR), "2025-03-01", "2025-03-31").found) == 28
    assert len(stub.asked) == 3
    stub.script = lambda asked: gold(*(bar(day, "1") for day in days[:10]), total=28)
    with pytest.raises(Refusal, match="28 rows, as the answer itself states; found 10 rows"):
        bench.collect(feed_of(GOLD, BAR), "2025-03-01", "2025-03-31")


def visitors(number: str = "417,000", **more: str) -> dict[str, str]:
    return {
        "ed": "방한외래관광객",
        "edCd": "E",
        "natCd": "112",
        "natKorNm": "중 국",
        "num": number,
        "rnum": "1",
        "ym": "202503",
    } | more


@pytest.mark.lie(VISITORS, "no-data-is-success")
def test_a_month_without_rows_is_nothing_and_not_zero(bench, stub):
    stub.script = lambda asked: xml(visitors()) if asked.params["YM"] == "202503" else xml(total=0)
    assert values(bench.collect(feed_of(VISITORS, CHINA), "2025-02", "2025-04")) == {
        ("arrivals_china", "2025-03"): 417000.0
    }


@pytest.mark.lie(VISITORS, "other-country")
@pytest.mark.parametrize("change", [{"natCd": "130"}, {"ym": "202402"}, {"edCd": "D"}])
def test_rows_of_something_else_are_refused(bench, stub, change):
    stub.script = lambda asked: xml(visitors(**change))
    ((name, value),) = change.items()
    with pytest.raises(Refusal, match=f"{name}.*; found {value}"):
        bench.collect(feed_of(VISITORS, CHINA), "2025-03", "2025-03")


@pytest.mark.lie(VESSELS, "fifty-rows")
def test_fifty_rows_a_page_are_not_all(bench, stub):
    ports = [f"항{at}" for at in range(60)] + ["부산"]

    def script(asked):
        page = int(asked.params["pageNo"])
        some = ports[(page - 1) * 50 : page * 50]
        return xml(*({"useYm": "202503", "prtAgNm": port, "intrvsslCo": "5"} for port in some), total=61)

    stub.script = script
    assert values(bench.collect(feed_of(VESSELS, BUSAN), "2025-03", "2025-03")) == {
        ("calls_busan", "2025-03"): 5.0
    }
    assert [asked.params["numOfRows"] for asked in stub.asked] == ["50", "50"]

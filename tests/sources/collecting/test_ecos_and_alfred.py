"""ECOS of the Bank of Korea and FRED with its vintages, replayed as documented and as they really answer."""

from __future__ import annotations

import json
from datetime import date

import pytest

from bongsu.core.panel.periods import Period
from bongsu.sources.collecting.feeds import Window
from bongsu.sources.collectors import rows_of
from bongsu.words.refusal import Refusal

from .conftest import KEY, feed_of, values
from .stub_server import Said

DAILY, MONTHLY = "bank_of_korea/ecos_daily", "bank_of_korea/ecos_monthly"
RATE = {
    "series": "krw_usd", "unit": "KRW per USD", "says": "원", "label": "원/미국달러(매매기준율)",
    "table": "731Y001", "item": "0000001",
}  # fmt: skip


def ecos_row(
    time: str, value: str, *, unit: str = "원", name: str = "원/미국달러(매매기준율)"
) -> dict[str, str]:
    return {
        "STAT_CODE": "731Y001", "STAT_NAME": "환율", "ITEM_CODE1": "0000001", "ITEM_NAME1": name,
        "ITEM_CODE2": None, "UNIT_NAME": unit, "TIME": time, "DATA_VALUE": value,
    }  # fmt: skip


def search(rows: list[dict[str, str]], total: int | None = None) -> str:
    count = len(rows) if total is None else total
    return json.dumps({"StatisticSearch": {"list_total_count": count, "row": rows}}, ensure_ascii=False)


def test_a_series_is_read_page_by_page(bench, stub):
    days = [f"2025{month:02d}{day:02d}" for month in range(1, 13) for day in range(1, 29)] * 4
    days = [f"{int(day[:4]) - at // 336}{day[4:]}" for at, day in enumerate(days)]
    rows = [ecos_row(day, "1350.5") for day in days]

    def script(asked):
        begin, end = (int(part) for part in asked.path.split("/")[6:8])
        return search(rows[begin - 1 : end], total=len(rows))

    stub.script = script
    found = bench.collect(feed_of(DAILY, RATE), "2022-01-01", "2025-12-31")
    assert len(found.found) == len(rows) == 1344
    assert [asked.path.split("/")[6:8] for asked in stub.asked] == [["1", "1000"], ["1001", "2000"]]
    assert stub.asked[0].path.endswith("/731Y001/D/20220101/20251231/0000001")


@pytest.mark.lie(DAILY, "error-body")
@pytest.mark.lie(MONTHLY, "error-body")
@pytest.mark.parametrize("code", [DAILY, MONTHLY])
def test_errors_under_200_are_errors_and_no_data_is_none(bench, stub, code):
    first = "2025-01-01" if code == DAILY else "2025-01"
    stub.script = lambda asked: json.dumps(
        {"RESULT": {"CODE": "INFO-100", "MESSAGE": "인증키가 유효하지 않습니다."}}
    )
    with pytest.raises(Refusal, match="INFO-100 인증키가"):
        bench.collect(feed_of(code, RATE), first, first)
    stub.script = lambda asked: json.dumps(
        {"RESULT": {"CODE": "INFO-200", "MESSAGE": "해당하는 데이터가 없습니다."}}
    )
    assert bench.collect(feed_of(code, RATE), first, first).found == ()


@pytest.mark.lie(DAILY, "key-in-path")
@pytest.mark.lie(MONTHLY, "key-in-path")
@pytest.mark.parametrize("code", [DAILY, MONTHLY])
def test_the_key_in_the_path_is_masked(bench, stub, code):
    first = "2025-01-01" if code == DAILY else "2025-01"
    stub.script = lambda asked: Said(f"no such page {asked.path}", status=404)
    with pytest.raises(Refusal) as refusal:
        bench.collect(feed_of(code, RATE), first, first)
    assert "a%2Bkey%2Fwith%3Dsigns" in stub.asked[0].path
    assert KEY not in str(refusal.value)
    assert "a%2Bkey" not in str(refusal.value)
    assert "{ECOS_KEY}" in str(refusal.value)


@pytest.mark.lie(DAILY, "sample-key")
@pytest.mark.lie(MONTHLY, "sample-key")
@pytest.mark.parametrize("code", [DAILY, MONTHLY])
def test_ten_rows_of_more_are_refused(bench, stub, code):
    first, last, stamp = (
        ("2025-01-01", "2025-01-31", "202501{:02d}")
        if code == DAILY
        else ("2024-01", "2024-12", "2024{:02d}")
    )
    stub.script = lambda asked: search([ecos_row(stamp.format(at), "1") for at in range(1, 11)], total=12)
    with pytest.raises(Refusal, match="12 rows, as the answer itself states; found 10 rows"):
        bench.collect(feed_of(code, RATE), first, last, environment={"ECOS_KEY": "sample"})


@pytest.mark.lie(DAILY, "renumbered")
@pytest.mark.lie(MONTHLY, "renumbered")
@pytest.mark.parametrize("code", [DAILY, MONTHLY])
@pytest.mark.parametrize(
    "change, told",
    [
        ({"STAT_CODE": "036Y001"}, "STAT_CODE 731Y001; found 036Y001"),
        ({"UNIT_NAME": "천원"}, "the unit 원; found 천원"),
        ({"ITEM_NAME1": "원/일본엔(100엔)"}, "the name 원/미국달러"),
    ],
)
def test_another_code_unit_or_name_is_refused(bench, stub, change, told, code):
    first, stamp = ("2025-01-02", "20250102") if code == DAILY else ("2025-01", "202501")
    stub.script = lambda asked: search([ecos_row(stamp, "1350") | change])
    with pytest.raises(Refusal, match=told.replace("(", r"\(")):
        bench.collect(feed_of(code, RATE), first, first)


ALFRED, ALFRED_DAILY = "fred/alfred_monthly", "fred/alfred_daily"
PART = {"series": "us_production", "unit": "2017=100", "id": "INDPRO"}


def alfred(rows: list[tuple[str, str, str]], *, count: int | None = None, start: str = "1776-07-04") -> str:
    observations = [
        {"realtime_start": known, "realtime_end": "9999-12-31", "date": day, "value": value}
        for known, day, value in rows
    ]
    return json.dumps(
        {
            "realtime_start": start, "realtime_end": "9999-12-31", "units": "lin", "output_type": 1,
            "count": len(rows) if count is None else count, "offset": 0, "limit": 100000,
            "observations": observations,
        }
    )  # fmt: skip


def with_vintages(stub, body, first="1997-01-17"):
    def script(asked):
        if asked.path.endswith("vintagedates"):
            return json.dumps({"vintage_dates": [first]})
        return body(asked) if callable(body) else body

    stub.script = script


@pytest.mark.lie(ALFRED, "dot-for-missing")
def test_every_vintage_is_known_from_its_own_day(bench, stub):
    rows = [
        ("1997-01-17", "1996-11-01", "120.0"),
        ("1997-01-17", "1996-12-01", "121.0"),
        ("1997-02-14", "1996-12-01", "121.5"),
        ("1997-02-14", "1997-01-01", "."),
    ]
    with_vintages(stub, alfred(rows))
    feed = feed_of(ALFRED, PART)
    window = Window(Period.parse("1996-11"), Period.parse("1997-01"))
    found = bench.collect(feed, "1996-11", "1997-01")
    parsed = rows_of(found, feed, window, catalogue=None, held=None, edition=date(2025, 6, 1))
    told = [
        (f"{row['period']:%Y-%m}", row["known_at"], row["value"]) for row in parsed.rows.iter_rows(named=True)
    ]
    assert told == [
        ("1996-11", date(1996, 12, 15), 120.0),  # before the first vintage: the end of the month and 15 days
        ("1996-12", date(1997, 1, 15), 121.0),
        ("1996-12", date(1997, 2, 14), 121.5),
        ("1997-01", date(1997, 2, 14), None),
    ]
    assert parsed.rows["status"].to_list() == ["reported", "reported", "reported", "not_reported"]


@pytest.mark.lie(ALFRED, "todays-vintage")
@pytest.mark.lie(ALFRED_DAILY, "todays-vintage")
@pytest.mark.parametrize("code", [ALFRED, ALFRED_DAILY])
def test_todays_state_alone_is_refused(bench, stub, code):
    with_vintages(stub, alfred([("2025-06-01", "1996-11-01", "120.0")], start="2025-06-01"))
    first = "1996-11" if code == ALFRED else "1996-11-01"
    with pytest.raises(Refusal, match="realtime_start 1776-07-04; found 2025-06-01"):
        bench.collect(feed_of(code, PART), first, first)


@pytest.mark.lie(ALFRED, "truncated-pages")
@pytest.mark.lie(ALFRED_DAILY, "truncated-pages")
@pytest.mark.parametrize("code", [ALFRED, ALFRED_DAILY])
def test_pages_are_asked_for_until_the_count_is_reached(bench, stub, code):
    rows = [("1997-01-17", "1996-11-01", "120.0"), ("1997-02-14", "1996-11-01", "121.0")]

    def script(asked):
        return alfred([rows[int(asked.params["offset"])]], count=2)

    with_vintages(stub, script)
    first = "1996-11" if code == ALFRED else "1996-11-01"
    assert len(bench.collect(feed_of(code, PART), first, first).found) == 2
    with_vintages(stub, lambda asked: alfred(rows[:1] if asked.params["offset"] == "0" else [], count=2))
    with pytest.raises(Refusal, match="2 rows, as the answer itself states; found 1 rows"):
        bench.collect(feed_of(code, PART), first, first)


@pytest.mark.lie(ALFRED, "too-many-requests")
@pytest.mark.lie(ALFRED_DAILY, "too-many-requests")
@pytest.mark.parametrize("code", [ALFRED, ALFRED_DAILY])
def test_429_is_waited_for(bench, stub, code):
    answers = iter(
        [Said(status=429, headers={"Retry-After": "20"}), Said(alfred([("1997-01-17", "1996-11-01", "1")]))]
    )
    with_vintages(stub, lambda asked: next(answers))
    first = "1996-11" if code == ALFRED else "1996-11-01"
    assert bench.collect(feed_of(code, PART), first, first).found
    assert bench.waited == [20.0]


@pytest.mark.lie(ALFRED_DAILY, "dot-for-missing")
def test_a_dot_is_no_value(bench, stub):
    with_vintages(stub, alfred([("1997-01-17", "1996-11-01", ".")]))
    assert values(bench.collect(feed_of(ALFRED_DAILY, PART), "1996-11-01", "1996-11-01")) == {
        ("us_production", "1996-11-01"): None
    }

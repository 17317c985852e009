"""KAMIS, replayed as documented and as it really answers."""

from __future__ import annotations

import json

import pytest

from bongsu.sources.collecting.windows import plan_windows
from bongsu.words.refusal import Refusal

from .conftest import DAY, feed_of, values
from .stub_server import Said

CODE = "kamis/period_prices"
PEPPER = {
    "series": "pepper_krw_kg", "unit": "KRW/kg", "label": "건고추",
    "class": "02", "category": "300", "item": "315", "kind": "00", "rank": "04",
}  # fmt: skip


def row(
    day: str, price: str, *, year: str = "2025", name: str = "건고추", where: str = "평균"
) -> dict[str, str]:
    return {
        "itemname": name, "kindname": "화건", "countyname": where, "marketname": "",
        "yyyy": year, "regday": day, "price": price,
    }  # fmt: skip


def answer(*rows: dict[str, str], code: str = "000") -> str:
    return json.dumps(
        {"condition": [["x"]], "data": {"error_code": code, "item": list(rows)}}, ensure_ascii=False
    )


@pytest.mark.lie(CODE, "dash-and-commas")
@pytest.mark.lie(CODE, "averages")
def test_only_the_average_is_taken_and_a_dash_is_no_price(bench, stub):
    stub.script = lambda asked: answer(
        row("03/12", "14,300"),
        row("03/13", "-"),
        row("03/12", "9,999", where="평년"),
        row("03/12", "1", where="서울"),
    )
    found = bench.collect(feed_of(CODE, PEPPER), "2025-03-01", "2025-03-31")
    assert values(found) == {("pepper_krw_kg", "2025-03-12"): 14300.0, ("pepper_krw_kg", "2025-03-13"): None}
    assert stub.asked[0].params["p_startday"] == "2025-03-01"
    assert stub.asked[0].params["p_productclscode"] == "02"


@pytest.mark.lie(CODE, "last-12-months")
def test_the_last_twelve_months_in_place_of_the_year_asked_for_are_refused(bench, stub):
    stub.script = lambda asked: answer(row("03/12", "14,300", year="2025"))
    with pytest.raises(Refusal, match=r"periods within 2019-01-01…2019-12-31, as asked; found 2025-03-12"):
        bench.collect(feed_of(CODE, PEPPER), "2019-01-01", "2019-12-31")


@pytest.mark.lie(CODE, "last-12-months")
def test_older_windows_are_not_even_asked_for():
    plan = plan_windows(feed_of(CODE, PEPPER), held=None, day=DAY)
    assert (DAY - plan.first.start).days < 365
    assert "load that from files" in plan.notes[0]


@pytest.mark.lie(CODE, "default-item")
def test_rice_in_place_of_pepper_is_refused(bench, stub):
    stub.script = lambda asked: answer(row("03/12", "52,000", name="쌀"))
    with pytest.raises(Refusal, match="the name 건고추; found 쌀"):
        bench.collect(feed_of(CODE, PEPPER), "2025-03-01", "2025-03-31")


@pytest.mark.lie(CODE, "default-item")
def test_the_wiring_must_name_the_item():
    with pytest.raises(Refusal, match="the key 'label' is missing"):
        feed_of(CODE, {name: value for name, value in PEPPER.items() if name != "label"})


@pytest.mark.lie(CODE, "error-body")
@pytest.mark.parametrize("code, told", [("200", "200 wrong parameters"), ("900", "900 unauthenticated")])
def test_errors_under_200_are_errors(bench, stub, code, told):
    stub.script = lambda asked: answer(code=code)
    with pytest.raises(Refusal, match=told):
        bench.collect(feed_of(CODE, PEPPER), "2025-03-01", "2025-03-31")


@pytest.mark.lie(CODE, "changing-shape")
@pytest.mark.parametrize(
    "body", ['{"condition":[],"data":["001"]}', '{"data":{"error_code":"001"}}', answer()]
)
def test_no_data_is_no_data_in_every_shape(bench, stub, body):
    stub.script = lambda asked: body
    assert bench.collect(feed_of(CODE, PEPPER), "2025-03-01", "2025-03-31").found == ()


@pytest.mark.lie(CODE, "changing-shape")
def test_an_error_in_the_shape_of_a_list_is_an_error(bench, stub):
    stub.script = lambda asked: '{"condition":[],"data":["900"]}'
    with pytest.raises(Refusal, match="900"):
        bench.collect(feed_of(CODE, PEPPER), "2025-03-01", "2025-03-31")


@pytest.mark.lie(CODE, "busy-406")
def test_406_is_asked_again(bench, stub):
    answers = iter([Said(status=406), Said(answer(row("03/12", "14,300")))])
    stub.script = lambda asked: next(answers)
    assert bench.collect(feed_of(CODE, PEPPER), "2025-03-01", "2025-03-31").found
    assert bench.waited == [1.0]

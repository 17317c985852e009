"""Adding an item on the console: resumable, checked by the use case, tried on a copy, added once."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

GOODS = {
    "code": "duty_free_fuel",
    "name_ko": "면세유",
    "name_en": "Duty-free fuel",
    "hs": "271019 2710",
    "unit": "kL",
    "frequency": "month",
    "valid_from": "",
}
SERIES = {"series": ["taxed", "tax_free", ""], "series_unit": ["KRW/L", "KRW/L", ""]}
FORMULA = {
    "formula_name": ["spread"],
    "formula_unit": ["KRW/L"],
    "formula": ["taxed - tax_free"],
    "formula_sign": ["+"],
    "formula_margin": ["yes"],
    "indicator": ["gold_price_gap"],
    "lag": "",
}


def month(count):
    return f"{2001 + count // 12}-{count % 12 + 1:02d}"


def files():
    detections = "".join(f"duty_free_fuel,{month(k)},{2 + k % 4}\n" for k in range(48))
    prices = "".join(f"taxed,{month(k)},{1500 + k}\ntax_free,{month(k)},{900 - k}\n" for k in range(48))
    return [
        SimpleUploadedFile("detections.csv", b"item,period,count\n" + detections.encode()),
        SimpleUploadedFile("observations.csv", b"series,period,value\n" + prices.encode()),
    ]


def body(answer):
    return answer.content.decode()


@pytest.fixture
def steward(signed_in):
    return signed_in("steward")


@pytest.fixture
def begun(steward):
    """The address of a new draft, without its step."""
    return steward.post("/items/new/start")["Location"].removesuffix("goods")


def catalogue():
    from bongsu.console import workplace

    return workplace.workspace().catalogue


def test_only_stewards_see_the_way_to_it(signed_in):
    assert "/items/new/" in body(signed_in("steward").get("/"))
    assert "/items/new/" not in body(signed_in("analyst").get("/"))
    assert signed_in("analyst").get("/items/new/").status_code == 403


def test_a_refusal_stands_at_its_field_and_what_was_typed_is_kept(steward, begun):
    answer = steward.post(begun + "goods", {**GOODS, "hs": "27.10", "name_en": "", "move": "next"})
    assert answer["Location"] == begun + "goods?checked"
    page = body(steward.get(answer["Location"]))
    assert 'id="name_en-error"' in page
    assert 'id="hs-error"' not in page  # the names are asked for first
    assert 'value="27.10"' in page
    answer = steward.post(begun + "goods", {**GOODS, "hs": "27.10", "move": "next"})
    page = body(steward.get(answer["Location"]))
    assert re.search(r'id="hs"[^>]* aria-invalid="true"', page)
    assert steward.post(begun + "goods", {**GOODS, "move": "next"})["Location"] == begun + "data"


def test_a_draft_waits_and_another_steward_may_go_on_with_it(steward, begun, signed_in):
    later = steward.post(begun + "goods", {**GOODS, "move": "later"})
    assert later["Location"] == "/items/new/"
    waiting = body(signed_in("everybody").get("/items/new/"))
    assert f"{begun}goods" in waiting
    assert "면세유" in waiting
    assert 'value="271019 2710"' in body(signed_in("everybody").get(begun + "goods"))


def test_units_that_do_not_go_together_are_refused_at_the_formula(steward, begun):
    steward.post(begun + "goods", {**GOODS, "move": "next"})
    steward.post(begun + "data", {**SERIES, "move": "next"})
    wrong = {**FORMULA, "formula_unit": ["KRW/kL"], "move": "next"}
    answer = steward.post(begun + "indicators", wrong)
    assert answer["Location"] == begun + "indicators?checked"
    assert 'id="formula-error"' in body(steward.get(answer["Location"]))
    assert "KRW/kL" in body(steward.get(begun + "preview"))


def test_a_draft_put_away_comes_back_from_its_toast(steward, begun):
    steward.post(begun + "goods", {**GOODS, "name_ko": "치울 품목", "move": "later"})
    page = body(steward.post(begun + "finish/drop", follow=True))
    assert "치울 품목" not in page
    undo = re.search(r'action="([^"]+/take-up)"', page)[1]
    assert "치울 품목" in body(steward.post(undo, follow=True))


def test_from_the_name_to_the_graded_item(steward, begun):
    from bongsu.records import audit

    before = dict(catalogue().files)
    steward.post(begun + "goods", {**GOODS, "move": "next"})
    shown = steward.post(begun + "data", {**SERIES, "upload": files(), "move": "more"}, follow=True)
    assert "2001-01 – 2004-12" in body(shown)
    values = body(steward.post(begun + "indicators", {**FORMULA, "move": "more"}, follow=True))
    assert "2001-01: 600" in values
    assert "2001-02: 602" in values
    reach = {"office": ["010"], "channel": ["vessel"], "move": "next"}
    preview = body(steward.post(begun + "reach", reach, follow=True))
    assert re.search(r'class="grade g[1-5] large"', preview)
    assert "2004-12-31" in preview
    assert catalogue().files == before, "nothing is written before the last step"
    added = steward.post(begun + "finish/add", follow=True)
    assert added.redirect_chain[-1][0] == "/item/duty_free_fuel/"
    assert "state empty" in body(added)
    item = catalogue().item("duty_free_fuel")
    assert (item.hs, item.offices, item.channels) == (("271019", "2710"), ("010",), ("vessel",))
    assert item.indicators == ("gold_price_gap", "duty_free_fuel_spread")
    line = [each for each in audit.lines() if each.act == "item.added"][-1]
    assert (line.actor, line.subject) == ("steward", "item duty_free_fuel")
    again = steward.post(begun + "finish/add")
    assert again.status_code == 400
    assert steward.get(begun + "preview")["Location"] == "/item/duty_free_fuel/"

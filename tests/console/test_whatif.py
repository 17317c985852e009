"""What if on the dossier: sliders, the answer, the address that holds it, and who may ask."""

from __future__ import annotations

import re
from html import unescape

import pytest


def body(answer):
    return answer.content.decode()


def words(page):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


@pytest.fixture(scope="module")
def reckoned(console):
    """The same scenario by the use case itself, without the console."""
    from bongsu.console import grounds, readings
    from bongsu.usecases.whatif import what_if
    from bongsu.usecases.whatif_levers import Change

    stored, ledger, catalogue = grounds.facts_of(readings.as_known().assessment)
    change = Change.parse("gold_domestic_krw_g=+10%")
    return what_if(ledger, catalogue, "gold", [change], as_of=stored.as_of)


def test_the_dossier_offers_tax_exchange_rate_and_world_price(signed_in):
    page = body(signed_in("analyst").get("/item/gold/"))
    for lever in ("tax", "gold_exchange_rate", "gold_world_price", "gold_domestic_krw_g"):
        assert f'name="x.{lever}"' in page, lever
    assert 'type="range"' in page


def test_the_answer_is_the_use_cases_with_interval_and_margin_in_won(signed_in, reckoned):
    from bongsu.words.amounts import amount, between, expected

    page = words(
        body(signed_in("analyst").get("/item/gold/whatif?x.gold_domestic_krw_g=10", HTTP_HX_REQUEST="true"))
    )
    for projection in (reckoned.before, reckoned.after):
        assert f"{expected(projection.expected)} ({between(*projection.interval80)})" in page
    was, now = reckoned.landed
    assert was.smuggling_gain != now.smuggling_gain
    for landed in (was, now):
        assert amount(landed.smuggling_gain) in page
        assert amount(landed.total) in page
    for _, after in reckoned.ahead[1:]:
        assert expected(after) in page


def test_what_the_history_cannot_say_stands_beside_it(signed_in, reckoned):
    from bongsu.words import speaking

    page = words(
        body(signed_in("analyst").get("/item/gold/whatif?x.gold_domestic_krw_g=50", HTTP_HX_REQUEST="true"))
    )
    with speaking("ko"):
        assert "지금까지 본 범위" in page
    assert all(remark.split(".")[0] for remark in reckoned.remarks)


def test_a_day_graded_by_another_method_says_whose_answer_it_is(signed_in):
    answer = signed_in("analyst").get("/item/gold/whatif?x.tax=500", HTTP_HX_REQUEST="true")
    assert 'class="banner stale"' in body(answer)
    assert "history" in words(body(answer))


def test_the_address_of_the_dossier_holds_the_scenario(signed_in):
    analyst = signed_in("analyst")
    answer = analyst.get(
        "/item/gold/whatif?x.tax=500&x.gold_exchange_rate=0&as_of=2005-05-31",
        HTTP_HX_REQUEST="true",
        HTTP_HX_CURRENT_URL="http://localhost/item/gold/?as_of=2005-05-31",
    )
    assert answer["HX-Push-Url"] == "/item/gold/?x.tax=500&as_of=2005-05-31#whatif"
    shared = body(analyst.get("/item/gold/?x.tax=500&as_of=2005-05-31"))
    assert re.search(r'name="x.tax"[^>]*value="500', shared)
    assert 'hx-trigger="load"' in shared


def test_without_scripts_the_form_leads_to_a_page_with_the_answer(signed_in, reckoned):
    from bongsu.words.amounts import expected

    page = body(signed_in("analyst").get("/item/gold/whatif?x.gold_domestic_krw_g=10&first="))
    assert "<h1>" in page
    assert expected(reckoned.ahead[-1][1]) in words(page)


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("x.tax=1e9", "±"),
        ("x.tax=nan", "nan"),
        ("x.nothing=3", "x.nothing"),
        ("x.tax=500&first=2001-01", "2001-01"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_the_panel(signed_in, query, told):
    page = body(signed_in("analyst").get(f"/item/gold/whatif?{query}", HTTP_HX_REQUEST="true"))
    assert 'class="banner bad"' in page
    assert told in words(page)


def test_an_auditor_reads_the_dossier_without_levers(signed_in):
    auditor = signed_in("auditor")
    page = body(auditor.get("/item/gold/"))
    assert 'type="range"' not in page
    assert auditor.get("/item/gold/whatif?x.tax=500").status_code == 403


def test_a_lever_goes_no_further_than_the_history_allows_to_ask():
    from bongsu.usecases.whatif_sliders import Slider

    slider = Slider("fx", "fx", "%", 50.0, 1.0)
    assert slider.change(-7.5).text == "fx=-7.5%"
    assert Slider("tax", "tax", "KRW/pack", 1000.0, 50.0).change(500.0).text == "tax=+500"

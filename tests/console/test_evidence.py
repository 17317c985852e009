"""Effect, indicators and the map on the console: what is stored is shown, and to whom."""

from __future__ import annotations

import re

import pytest

WINDOW = {"item": "tobacco", "first": "2005-04", "last": "2005-05", "as_of": "2005-07-31"}


def body(answer):
    return answer.content.decode()


def words(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.fixture(scope="module")
def evaluated(console):
    """One stored evaluation of an item in a window."""
    from datetime import UTC, date, datetime

    from bongsu.console import workplace
    from bongsu.core.panel.periods import Period
    from bongsu.usecases import evaluate_effect

    place, day = workplace.workspace(), date(2005, 5, 31)
    subject = evaluate_effect.of_items(place, ["tobacco"], Period.parse("2005-03"), Period.parse("2005-04"))
    document = evaluate_effect.evaluate(place, subject, as_of=day, placebos=0)
    return evaluate_effect.keep(
        place, document, as_of=day, actor="test", now=datetime(2005, 6, 1, tzinfo=UTC)
    )


def test_the_effect_page_shows_stored_evaluations_and_their_numbers(signed_in, evaluated):
    auditor = signed_in("auditor")
    name = evaluated["evaluation"]
    assert f"/effect/{name}/" in body(auditor.get("/effect/"))
    page = auditor.get(f"/effect/{name}/")
    assert page.status_code == 200
    ratio = evaluated["items"][0]["ratio"]
    assert f"{ratio['median']:.2f}" in words(body(page))
    assert body(page).count("<svg") >= 2


def test_an_evaluation_that_is_not_there_is_said_to_be_missing(signed_in, evaluated):
    assert signed_in("auditor").get("/effect/E-999999/").status_code == 404


def test_evaluating_stores_what_was_found_and_leads_to_it(signed_in, evaluated, console):
    from bongsu.usecases import jobs

    form = {"item": "tobacco", "first": "2005-03", "last": "2005-04", "as_of": "2005-05-31"}
    answer = signed_in("analyst").post("/effect/evaluate", form)
    assert answer.status_code == 302
    at = answer["Location"]
    assert jobs.run(str(console), int(at.strip("/").rpartition("/")[2]))
    led = signed_in("analyst").get(at, HTTP_HX_REQUEST="true")["HX-Redirect"]
    assert led.startswith("/effect/E-")
    assert signed_in("analyst").get(led).status_code == 200


def test_a_window_that_is_not_over_is_refused_with_the_reason(signed_in, evaluated, console):
    from bongsu.usecases import jobs

    form = {"item": "tobacco", "first": "2005-05", "last": "2006-04", "as_of": "2005-05-31"}
    at = signed_in("analyst").post("/effect/evaluate", form)["Location"]
    assert not jobs.run(str(console), int(at.strip("/").rpartition("/")[2]))
    assert "2005-05-31" in body(signed_in("analyst").get(at))


@pytest.fixture
def weighed(console, monkeypatch):
    """The newest assessment as a method that weighs indicators would have left it: 90% for the first one."""
    from dataclasses import replace

    from bongsu.console import readings, workplace
    from bongsu.core.grading.assessment import Finding
    from bongsu.usecases.report_content import IndicatorContent

    catalogue, content = workplace.workspace().catalogue, readings.as_known()
    items = []
    for item in content.items:
        found = [
            IndicatorContent(
                Finding(each.code, 1, 0.9 if n == 0 else 0.1, "supported" if n == 0 else "none", "+"),
                dict(each.name),
            )
            for n, each in enumerate(catalogue.indicators_of(item.code))
        ]
        items.append(replace(item, indicators=tuple(found)))
    whole = replace(content, items=tuple(items))
    monkeypatch.setattr(readings, "as_known", lambda day=None, among=(): whole)
    return whole


def test_an_assessment_that_weighed_no_indicators_says_so(signed_in):
    assert 'class="state empty"' in body(signed_in("analyst").get("/indicators/"))


def test_the_heat_map_has_every_item_and_leads_to_its_indicators(signed_in, weighed):
    page = body(signed_in("analyst").get("/indicators/"))
    assert all(f"/indicators/{item.code}/" in page for item in weighed.items)
    assert page.count('class="heat-5"') == len(weighed.items)
    assert page.count("<sup>●</sup>") == len(weighed.items)


def test_an_indicator_shows_the_revisions_of_its_series(signed_in, weighed):
    item = weighed.items[0]
    code = item.indicators[0].finding.indicator
    page = signed_in("analyst").get(f"/indicators/{item.code}/{code}/")
    assert page.status_code == 200
    assert "<table" in body(page)
    assert signed_in("analyst").get(f"/indicators/{item.code}/nothing/").status_code == 404


def test_the_lead_scan_draws_the_band_of_chance(signed_in, weighed):
    item = weighed.items[0]
    code = item.indicators[0].finding.indicator
    page = body(signed_in("analyst").get(f"/indicators/{item.code}/{code}/scan"))
    assert "<svg" in page[page.index('id="scan"') :]


def test_the_map_counts_as_the_ledger_does(signed_in):
    from datetime import date

    import polars as pl

    from bongsu.console import workplace
    from bongsu.facts.ledger import Ledger

    page = body(signed_in("analyst").get("/map/?months=3&as_of=2005-05-31"))
    told = Ledger(workplace.workspace().facts).read("detections", as_of=date(2005, 5, 31))
    spring = told.filter(pl.col("period").is_between(date(2005, 2, 1), date(2005, 4, 30)))
    for months in (spring, told.filter(pl.col("period").is_between(date(2005, 3, 1), date(2005, 5, 31)))):
        count = months.filter(pl.col("office") == "020")["count"].sum()
        if f">{count:,}</td>" in page:
            break
    else:
        pytest.fail(f"{count} is not on the map's table")
    assert 'class="office-map"' in page
    assert page.count('class="found"') == 4 + 1  # the offices and the key


def test_a_field_officer_sees_her_own_office_on_the_map_alone(signed_in):
    page = body(signed_in("field").get("/map/"))
    assert 'id="office-010"' in page
    assert 'id="office-020"' not in page
    assert page.count('class="found"') <= 2


def test_an_office_without_a_place_stands_in_the_table_only(console):
    from bongsu.reports.office_map import Mark, map_svg

    drawn = map_svg([Mark("A", 37.0, 127.0, 9, None, 1, "#a", "A: 9")], [], label="map")
    assert drawn.count('class="found"') == 1
    assert 'class="effort"' not in drawn
    assert 'class="ring"' in drawn


def test_areas_go_with_the_numbers():
    from bongsu.reports.office_map import LARGEST, _radius

    assert _radius(100, 100) == LARGEST
    assert _radius(25, 100) == pytest.approx(LARGEST / 2)
    assert _radius(0, 100) == 0


def test_the_dossier_shows_what_was_found_of_the_items_effect(signed_in, evaluated):
    auditor = signed_in("auditor")
    ratio = evaluated["items"][0]["ratio"]
    page = body(auditor.get("/item/tobacco/"))
    shown = page[page.index('id="effect"') : page.index('id="notes"')]
    assert re.search(r"/effect/E-\d+/\?item=tobacco", shown)
    assert f"{ratio['median']:.2f}" in words(shown)
    assert f"{ratio['low']:.2f}" in words(shown)
    other = body(auditor.get("/item/gold/"))
    assert 'class="state empty"' in other[other.index('id="effect"') : other.index('id="notes"')]


def test_a_past_day_knows_no_effect_that_was_evaluated_later(signed_in, evaluated):
    page = body(signed_in("auditor").get("/item/tobacco/?as_of=2005-04-30"))
    assert evaluated["evaluation"] not in page


def test_the_period_of_the_effect_page_keeps_evaluations_without_a_warning(signed_in, evaluated):
    auditor, name = signed_in("auditor"), evaluated["evaluation"]
    assert name in body(auditor.get("/effect/?from=2005-03-01&to=2005-03-31"))
    assert name not in body(auditor.get("/effect/?from=2005-04-02"))


def test_price_gaps_stand_in_won_beside_their_contribution(signed_in, weighed, monkeypatch):
    from dataclasses import replace

    from bongsu.console import readings
    from bongsu.usecases.report_content import WonMargin

    gold = next(item for item in weighed.items if item.code == "gold")
    told = replace(gold.indicators[0], won=WonMargin("2005-05", 1243.0, -142.0, "KRW/g"))
    items = tuple(
        replace(item, indicators=(told, *item.indicators[1:])) if item.code == "gold" else item
        for item in weighed.items
    )
    monkeypatch.setattr(readings, "as_known", lambda day=None, among=(): replace(weighed, items=items))
    page = words(body(signed_in("auditor").get("/item/gold/")))
    assert "1,243 원/g (−142)" in page


def test_a_method_without_indicators_still_shows_values_scan_and_revisions(signed_in):
    analyst = signed_in("analyst")
    empty = body(analyst.get("/indicators/"))
    assert "/indicators/gold/gold_price_gap/" in empty
    answer = analyst.get("/indicators/gold/gold_price_gap/")
    assert answer.status_code == 200
    page = body(answer)
    assert 'class="banner stale"' in page
    assert "history" in words(page[page.index('class="banner stale"') :])[:400]
    assert page.count("<svg") >= 2  # the values, and their revisions
    assert "gold_domestic_krw_g" in page
    assert analyst.get("/indicators/gold/rice_price_gap/").status_code == 404
    assert "<svg" in body(analyst.get("/indicators/gold/gold_price_gap/scan"))


def test_the_dossier_compares_the_present_stretch_with_past_ones(signed_in):
    from bongsu.console import readings
    from bongsu.usecases.item_past import look_alikes, present_stretch

    item = next(each for each in readings.as_known().items if each.code == "gold")
    now, episodes = present_stretch(item), look_alikes(item)
    page = body(signed_in("analyst").get("/item/gold/"))
    shown = words(page[page.index('id="episodes"') : page.index('id="events"')])
    assert f"{now[0].period} – {now[-1].period}: {', '.join(str(each.count) for each in now)}" in shown
    assert all(each.status != "incomplete" for each in now[-1:])
    level = sum(each.count for each in now)
    for each in episodes:
        assert f"{each.first} – {each.last}" in shown
        assert each.last < now[0].period
        assert each.scaled[0] == pytest.approx(each.after[0] * level / sum(each.counts))


def test_the_lead_scan_is_a_page_of_its_own_without_scripts(signed_in):
    analyst = signed_in("analyst")
    whole = body(analyst.get("/item/gold/screening"))
    part = body(analyst.get("/item/gold/screening", HTTP_HX_REQUEST="true"))
    assert "<h1>" in whole
    assert "<h1>" not in part
    for page in (whole, part):
        assert 'class="scan"' in page
        assert "귀무 구간" in words(page)

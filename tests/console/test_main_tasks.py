"""Each role's main task as a person does it: in Korean at a desk, in English on a phone, over one console."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from bongsu.words import say, speaking
from bongsu.words.operations import operation_move_word
from bongsu.words.warnings import move_word, state_word
from tests.console.browsing import PHONE, WIDE, count

BOTH = pytest.mark.parametrize(
    ("language", "size", "office"), [("ko", WIDE, "010"), ("en", PHONE, "010")], ids=["ko-wide", "en-phone"]
)
PATIENCE = 120_000
"""Milliseconds for work that may go on in the background."""


@pytest.fixture
def at_desk(look, address, language, size):
    """Opens a page of an account in the language and width of the test; the field officer's is a phone."""

    def opened(name, at="/"):
        page = look(name, language=language, size=PHONE if name == "field" else size)
        page.goto(address + at)
        return page

    return opened


@pytest.fixture
def words(language):
    """What the console says in the language of the test."""

    def said(message, **values):
        with speaking(language):
            return message(**values) if callable(message) else say(message, **values)

    return said


def shows(page, text, *, where="main"):
    """Waits until the page shows a text."""
    from playwright.sync_api import expect

    expect(page.locator(where)).to_contain_text(text, timeout=PATIENCE)


def told(page):
    """Waits for the toast of a move that was made."""
    page.wait_for_selector(".toast.success", timeout=PATIENCE)
    return page.inner_text(".toast.success")


def count_taps(page):
    """From the next page on every press of a finger or a mouse button is counted."""
    page.add_init_script(
        "addEventListener('pointerdown', () => { sessionStorage.taps = 1 + taps(); }, true);"
        "const taps = () => Number(sessionStorage.taps || 0);"
    )
    page.reload()


def taps(page):
    """How many there were in this session."""
    return page.evaluate("Number(sessionStorage.taps || 0)")


def press(page, form):
    """Presses the main button of the form that leads to an address ending like this."""
    page.locator(f"form[action$='{form}'] button.button").first.click()


@BOTH
def test_a_past_day_is_shown_as_it_was_known(at_desk, address, words, language, size, office):
    page = at_desk("approver", "/?as_of=2005-05-10")
    assert "2005-04-30" in page.inner_text(".banner.stale")
    assert "2005-04-30" in page.inner_text("h1 + p")
    then = page.inner_text(".board tbody")
    page.click(".banner.stale a")
    count(page.locator(".banner.stale"), 0)
    assert "2005-05-31" in page.inner_text("h1 + p")
    assert page.inner_text(".board tbody") != then
    page.fill("#as_of", "2005-05-10")
    page.wait_for_url("**as_of=2005-05-10**")
    shows(page, "2005-04-30", where="h1 + p")


@BOTH
def test_a_broken_file_is_previewed_loaded_and_mended(at_desk, words, language, size, office):
    page, file = at_desk("steward", "/data/"), f"june-{language}.csv"
    item = {"ko": "gold", "en": "tobacco"}[language]
    content = f"item,period,count,office\n{item},2005-06,3,010\n{item},2005-13,4,020\n"
    page.set_input_files("#file", {"name": file, "mimeType": "text/csv", "buffer": content.encode()})
    page.click("form.drop .button")
    page.wait_for_url("**/data/upload/**")
    shows(page, "2005-13")
    shows(page, words("{count} lines for the quarantine", count=1))
    page.click("main .button.main")
    page.wait_for_url("**view=quarantine", timeout=PATIENCE)
    fault = page.locator("article.fault", has_text=file)
    assert fault.locator("[aria-invalid=true]").input_value() == "2005-13"
    fault.locator("[aria-invalid=true]").fill("2005-07")
    fault.locator(".button.main").click()
    assert words("Line {line} is mended and loaded.", line=3) in told(page)
    count(page.locator("article.fault", has_text=file), 0)


@BOTH
def test_a_warning_goes_from_the_draft_to_the_nil_report(at_desk, address, words, language, size, office):
    analyst = at_desk("analyst", "/warnings/?view=drafts")
    draft = words(lambda: state_word("draft"))
    analyst.locator("tbody tr", has_text=draft).first.locator("a").first.click()
    analyst.wait_for_selector("#e-legal")
    at = analyst.url.removeprefix(address)
    analyst.fill("#e-legal", "관세법 제265조")
    analyst.check("input[name=channels][value=cargo]")
    for each in analyst.locator("input[name=offices]").all():
        each.set_checked(each.input_value() == office)
    analyst.fill("#e-until", (date.today() + timedelta(days=20)).isoformat())
    analyst.fill("#e-measures", "수입화물 검사를 늘린다")
    press(analyst, "/edit")
    told(analyst)
    press(analyst, "/propose")
    assert words(lambda: move_word("propose")) in told(analyst)
    approver = at_desk("approver", at)
    for move in ("approve", "issue"):
        press(approver, f"/{move}")
        assert words(lambda move=move: move_word(move)) in told(approver)
    field = at_desk("field", "/warnings/")
    field.click(f"a[href='{at}']")
    press(field, "/acknowledge")
    assert words(lambda: move_word("acknowledge")) in told(field)
    field.click("button[formaction$='/nil']")
    assert words("nil report sent") in told(field)
    analyst.goto(address + at)
    receipt = analyst.locator("section", has_text=words("Receipts")).locator("tbody tr")
    assert receipt.count() == 1, "one office was told"
    assert re.search(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}", receipt.inner_text())
    for move in ("acknowledge", "report"):
        line = analyst.locator(".history li", has_text=words(lambda move=move: move_word(move)))
        assert "field" in line.first.inner_text()
    assert analyst.locator("h1 ~ .grade .chip").inner_text().strip()[0] in "2345"


@pytest.fixture
def started(at_desk, address, words, office):
    """Plans an operation as an analyst and starts it as an approver; gives its address."""

    def begin(title):
        analyst = at_desk("analyst", "/operations/plan")
        analyst.fill("#title", title)
        analyst.fill("#first", "2005-04-01")
        analyst.fill("#last", "2005-05-31")
        analyst.check("input[name=item][value=tobacco]")
        analyst.check(f"input[name=office][value='{office}']")
        analyst.check("input[name=channel][value=cargo]")
        analyst.click("button[value=check]")
        analyst.wait_for_selector(f"[name='n-{office}-cargo']")
        analyst.fill(f"[name='there-{office}']", "400")
        analyst.fill(f"[name='n-{office}-cargo']", "100")
        analyst.click("button[value=check]")
        shows(analyst, "25%")
        analyst.click("button[value=save]")
        assert words("{number}: the plan is saved", number="")[1:] in told(analyst)
        at = analyst.url.removeprefix(address)
        approver = at_desk("approver", at)
        press(approver, "/start")
        assert words(lambda: operation_move_word("start")) in told(approver)
        return at

    return begin


@BOTH
def test_an_operation_goes_from_its_plan_through_a_result_to_its_effect(
    at_desk, started, address, words, language, size, office
):
    title = f"봄철 담배 집중단속 {language}"
    at = started(title)
    analyst = at_desk("analyst", at)
    field = at_desk("field", at)
    count_taps(field)
    field.locator(f"a[href$='/result?office={office}']").click()
    case = f"C-2005-{language}"
    field.fill("#case_id", case)
    field.fill("#detected_on", "2005-05-10")
    field.select_option("#channel", "cargo")
    field.fill("#quantity", "500")
    field.click("form.panel .button.main")
    assert words("{number}: the report is in the ledger", number="")[1:] in told(field)
    assert taps(field) == 2, "opening the form, sending it; all else is typing"
    analyst.goto(address + at)
    assert words("{count} rows", count=1) in analyst.inner_text(".history >> nth=0")
    analyst.goto(address + "/effect/")
    analyst.click("details.panel summary")
    analyst.select_option("#item", "tobacco")
    analyst.fill("#first", "2005-04")
    analyst.fill("#last", "2005-05")
    analyst.click("details.panel .button.main")
    analyst.wait_for_url(re.compile(r"/effect/[^/]+/$"), timeout=PATIENCE)
    shows(analyst, words(lambda: {"ko": "담배", "en": "Tobacco"}[language]))
    assert analyst.locator("main svg.chart").count() >= 1
    assert re.search(r"\d", analyst.inner_text("main .lead, main h1 + p"))


@BOTH
def test_a_nil_report_of_an_operation_takes_two_taps(
    at_desk, started, address, words, language, size, office
):
    at = started(f"무실적 단속 {language}")
    field = at_desk("field", at)
    count_taps(field)
    field.locator(f"a[href$='/nil?office={office}']").click()
    shows(field, "2005-04")
    field.click("form.actions .button.main")
    assert words("{number}: nil report sent", number="")[1:] in told(field)
    assert taps(field) == 2
    field.goto(address + at)
    assert field.locator(".history .tag.note").count() == 1


@BOTH
def test_a_review_is_gathered_decided_and_signed_by_another(at_desk, address, words, language, size, office):
    item = {"ko": "tobacco", "en": "gold"}[language]
    steward = at_desk("steward", "/review/")
    steward.select_option("#item", item)
    press(steward, "/review/gather")
    steward.wait_for_selector("form[action$='/decide']", timeout=PATIENCE)
    at = steward.url.removeprefix(address)
    assert steward.locator("main .grade").count() >= 5
    if not steward.locator("input[name=measure]:checked").count():
        steward.locator("input[name=measure]").first.check()
    steward.fill("#reason", "한 해 동안 맞은 경보가 틀린 경보보다 많았다")
    press(steward, "/decide")
    assert words("Decided; it waits for a second person's signature.") in told(steward)
    assert steward.locator("form[action$='/sign']").count() == 0, "nobody signs her own decision"
    approver = at_desk("approver", at)
    approver.fill("#word", "동의함")
    approver.click("button[name=agreed][value=yes]")
    assert words("Signed; it is in force.") in told(approver)
    shows(approver, "동의함")
    assert "approver" in approver.inner_text(".stepper li:last-child")


@BOTH
def test_an_item_is_added_with_the_keyboard_and_has_a_grade_before_it_is(
    at_desk, address, words, language, size, office
):
    code, page = f"fuel_{language}", at_desk("steward", "/items/new/")
    page.locator("form[action$='/start'] button").press("Enter")
    page.wait_for_selector("#name_ko")
    for field, text in (("name_ko", "면세유"), ("name_en", "Duty-free fuel"), ("code", code)):
        page.focus(f"#{field}")
        page.keyboard.type(text)
    page.fill("#hs", "27.10")
    page.fill("#unit", "kL")
    page.locator("button[value=next]").press("Enter")
    page.wait_for_selector("#hs[aria-invalid=true]")
    assert words("write it without dots and hyphens") in page.inner_text("#hs-error")
    assert page.evaluate("document.activeElement.id") == "hs"
    page.fill("#hs", "271019")
    page.locator("button[value=next]").press("Enter")
    page.wait_for_selector("[name=series]")
    for line, series in enumerate(("taxed", "tax_free")):
        page.locator("[name=series]").nth(line).fill(f"{series}_{language}")
        page.locator("[name=series_unit]").nth(line).fill("KRW/L")
    months = [f"{2001 + k // 12}-{k % 12 + 1:02d}" for k in range(48)]
    detections = "".join(f"{code},{month},{2 + k % 4}\n" for k, month in enumerate(months))
    prices = "".join(
        f"taxed_{language},{month},{1500 + k}\ntax_free_{language},{month},{900 - k}\n"
        for k, month in enumerate(months)
    )
    files = {"detections": "item,period,count\n" + detections, "prices": "series,period,value\n" + prices}
    page.set_input_files(
        "#upload",
        [
            {"name": f"{name}-{language}.csv", "mimeType": "text/csv", "buffer": text.encode()}
            for name, text in files.items()
        ],
    )
    page.click(".drop .button")
    shows(page, "2001-01 – 2004-12")
    page.locator("button[value=next]").press("Enter")
    page.wait_for_selector("#find")
    page.fill("#find", "gold_price_gap")
    count(page.locator("#library label:visible"), 1)
    page.check("#library label:visible input")
    page.locator("[name=formula_name]").first.fill("spread")
    page.locator("[name=formula_unit]").first.fill("KRW/L")
    page.locator("[name=formula]").first.fill(f"taxed_{language} - tax_free_{language}")
    page.locator("button[value=more]").press("Enter")
    shows(page, "2001-01: 600")
    page.locator("button[value=next]").press("Enter")
    page.check("[name=channel][value=vessel]")
    page.locator("button[value=next]").press("Enter")
    shows(page, words("The grade it would have"))
    assert re.match(r"[1-5] \S+", page.inner_text(".grade.large .chip"))
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    page.locator("form[action$='/finish/add'] button").press("Enter")
    page.wait_for_url(f"**/item/{code}/")
    assert words("Not graded yet") in page.inner_text(".state")

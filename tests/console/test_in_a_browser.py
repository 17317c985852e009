"""The console as a person meets it: every screen looked at, and the main tasks done with mouse and keys."""

from __future__ import annotations

import pytest

from tests.console.browsing import PHONE, WIDE, count
from tests.console.conftest import EVERYBODY

BESIDE_THE_MENU = (
    "/item/tobacco/",
    "/item/tobacco/?as_of=2005-04-30",
    "/item/gold/whatif?x.tax=500",
    "/item/gold/screening",
    "/notices/",
    "/indicators/gold/gold_price_gap/",
    "/warnings/?view=all",
    "/data/?view=quarantine",
    "/data/?view=loads",
    "/jobs/",
    "/settings/warnings/",
    "/settings/warnings/?hours=4&reminder_hours=2&count=every_hour&budget=1&from0=010&to0=020",
    "/settings/signatures/",
    "/styleguide",
    "/account/2fa/",
    "/account/password/change/",
    "/?as_of=2001-01-01",
    "/nowhere",
)
"""Pages that the menu does not name; what the menu names is visited by itself."""


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_screen_is_accessible_and_fits_in_both_languages(look, address, language, size):
    from axe_playwright_python.sync_playwright import Axe

    page = look(size=size, language=language)
    page.goto(address + "/")
    menu = [link.get_attribute("href") for link in page.query_selector_all(".places a")]
    page.goto(address + "/warnings/?view=all")
    first = page.get_attribute("table[data-rows] tbody a", "href")
    faults = []
    for at in [*menu, *BESIDE_THE_MENU, first]:
        answer = page.goto(address + at)
        assert answer is not None
        assert answer.status < 500, at
        found = Axe().run(page)
        faults += [
            f"{at}: {each['id']}: {node['html'][:160]} {node['failureSummary'][:300]}"
            for each in found.response["violations"]
            for node in each["nodes"][:3]
        ]
        if page.evaluate("document.documentElement.scrollWidth") > size[0]:
            faults.append(f"{at}: wider than {size[0]} px")
        assert page.get_attribute("html", "lang") == language
        assert len(page.query_selector_all("h1")) == 1, at
    assert not faults, "\n".join(faults)


def test_keys_lead_where_the_help_says(look, address):
    page = look()
    page.goto(address + "/")
    page.keyboard.press("g")
    page.keyboard.press("w")
    page.wait_for_url("**/warnings/")
    page.keyboard.press("g")
    page.keyboard.press("b")
    page.wait_for_url(address + "/")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.press("Tab")
    page.locator("body").press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    assert page.is_visible("#keys")
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowDown")
    first = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("ArrowDown")
    second = page.evaluate("document.activeElement.textContent")
    names = [each.inner_text() for each in page.query_selector_all(".board tbody th.item > a")]
    assert [first, second] == names[:2]
    page.keyboard.press("Enter")
    page.wait_for_url("**/item/**")


def test_the_board_is_filtered_in_place_and_its_state_is_in_the_address(look, address):
    page = look()
    page.goto(address + "/")
    page.evaluate("window.same = true")
    page.type("#q", "담배")
    page.wait_for_url("**q=%EB%8B%B4%EB%B0%B0**")
    rows = page.locator(".board tbody tr")
    count(rows, 1)
    assert page.evaluate("window.same"), "the page was not loaded anew"
    shared = page.url
    page.goto(shared)
    count(rows, 1)
    page.fill("#q", "")
    count(rows, 14)
    page.click("thead th a:has-text('확률')")
    page.wait_for_url("**sort=probability**")
    shown = [float(each.strip("<>%")) for each in page.locator("td.probability").all_inner_texts()]
    assert shown == sorted(shown, reverse=True)


def test_a_chart_is_there_at_once_and_answers_to_the_pointer(look, address):
    page = look()
    page.goto(address + "/item/tobacco/")
    picture = page.locator("[data-chart]").first
    assert picture.locator("svg.chart").count() == 1
    picture.scroll_into_view_if_needed()
    still = picture.locator("svg").bounding_box()
    picture.hover()
    page.wait_for_selector("[data-chart][data-alive]", timeout=30_000)
    assert picture.get_attribute("data-alive") == "yes"
    living = picture.locator("svg").bounding_box()
    assert all(abs(living[side] - still[side]) < 2 for side in ("width", "height")), "the page would jump"
    assert picture.locator("svg[role=img]").count() == 1
    page.click("text=이 그림의 수치 >> nth=0")
    assert page.locator("details.numbers[open] tbody tr").count() > 20


def test_a_lever_moved_by_key_answers_in_place_and_the_address_holds_it(look, address):
    page = look("analyst")
    page.goto(address + "/item/gold/")
    lever = page.locator("[name='x.gold_domestic_krw_g']")
    lever.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.wait_for_selector("#whatif-answer table", timeout=60_000)
    assert page.evaluate("document.activeElement.name") == "x.gold_domestic_krw_g"
    assert page.url.endswith("/item/gold/?x.gold_domestic_krw_g=5#whatif")
    told = page.inner_text("#whatif-answer")
    page.goto(page.url)
    page.reload()
    page.wait_for_selector("#whatif-answer table", timeout=60_000)
    assert page.inner_text("#whatif-answer") == told
    assert lever.input_value() == "5"


def test_a_word_explains_itself_by_pointer_key_and_tap(look, address):
    page = look()
    page.goto(address + "/")
    word, opened = page.locator("th .term").first, page.locator(".definition:popover-open")
    word.hover()
    count(opened, 1)
    assert page.inner_text(".definition:popover-open").startswith("급증")
    page.mouse.move(2, 2)
    count(opened, 0)
    word.focus()
    page.keyboard.press("Enter")
    count(opened, 1)
    page.keyboard.press("Escape")
    count(opened, 0)
    phone = look(size=PHONE)
    phone.goto(address + "/item/gold/")
    phone.locator("#indicators th .term, .facts .term").first.click()
    box = phone.locator(".definition:popover-open").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE[0]


def test_a_note_is_written_and_taken_back_from_the_toast(look, address):
    page = look("analyst")
    page.goto(address + "/item/gold/")
    page.fill("#text", "세관 2곳에서 같은 수법")
    page.click("text=메모 남기기")
    page.wait_for_selector(".toast")
    assert "같은 수법" in page.inner_text("#notes")
    page.click(".toast button")
    count(page.locator("#notes article", has_text="같은 수법"), 0)


def test_a_review_is_gathered_as_a_job_that_is_watched_to_its_end(look, address):
    page = look("steward")
    page.goto(address + "/review/")
    page.select_option("#item", "gold")
    page.click("form.panel .button.main")
    page.wait_for_url("**/review/R-**", timeout=180_000)
    assert "점검" in page.inner_text(".toast")
    page.goto(address + "/jobs/")
    assert "완료" in page.inner_text("tbody tr >> nth=0")


def test_a_field_officer_finds_nothing_of_other_offices_by_guessing(look, address):
    page = look("field")
    for number in range(1, 30):
        page.goto(f"{address}/warnings/2005-{number:03d}/")
        shown = page.inner_text("main")
        assert "서울세관" in shown or page.title().startswith("찾는 것이 없습니다"), number
    page.goto(address + "/item/gold/")
    assert page.title().startswith("권한 없음")


def test_the_first_visit_of_the_board_weighs_little(browser, address, kept, look):
    look().goto(address + "/")
    context = browser.new_context(storage_state=kept[EVERYBODY, "ko"])
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda told: sizes.append(told["encodedDataLength"]))
    page.goto(address + "/", wait_until="networkidle")
    first = sum(sizes)
    sizes.clear()
    page.goto(address + "/?sort=item", wait_until="networkidle")
    context.close()
    print(f"board: first visit {first / 1000:.0f} kB, then {sum(sizes) / 1000:.0f} kB")
    assert first < 400_000
    assert sum(sizes) < 60_000


OFFICE = {
    "offline": False,
    "latency": 40,
    "downloadThroughput": 2_000_000 / 8,
    "uploadThroughput": 1_000_000 / 8,
}
"""A customs office's line: 2 Mbit/s down, 1 up, 40 ms there and back."""

MACHINES = {
    "as it is": (1, None),
    "a processor four times slower": (4, None),
    "an office's line (2 Mbit/s, 40 ms)": (1, OFFICE),
    "both": (4, OFFICE),
}


@pytest.mark.parametrize("machine", MACHINES)
def test_the_board_weighs_so_little_that_it_is_soon_painted(browser, address, kept, look, machine):
    """Prints the first contentful paint, cold and warm; holds that only the style sheet is waited for."""
    look().goto(address + "/")
    slower, line = MACHINES[machine]
    context = browser.new_context(storage_state=kept[EVERYBODY, "ko"])
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    if line:
        session.send("Network.emulateNetworkConditions", line)
    painted = []
    for query in ("", "?sort=item"):
        page.goto(f"{address}/{query}", wait_until="networkidle")
        seen = page.evaluate(
            """() => ({
                painted: performance.getEntriesByName("first-contentful-paint")[0].startTime,
                waited: performance.getEntriesByType("resource")
                    .filter(each => each.renderBlockingStatus === "blocking")
                    .map(each => new URL(each.name).pathname.split("/").pop().split(".")[0]),
            })"""
        )
        painted.append(seen["painted"])
        assert seen["waited"] == ["bongsu"], "the style sheet alone is waited for"
    context.close()
    print(f"board, {machine}: first contentful paint {painted[0]:.0f} ms cold, {painted[1]:.0f} ms warm")

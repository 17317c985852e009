"""Accessibility where a first look does not come: the dark, an open dialog, a toast, a refused form."""

from __future__ import annotations

import pytest

from tests.console.browsing import PHONE

REACH = 44
"""Pixels that a finger needs, at least, for a main act."""

MAIN_ACTS = (
    "main .button.main, main .tabs a, .places a, .person summary, .tongue button, main .actions .button"
)


def violations(page) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    return [
        f"{page.url}: {each['id']}: {node['html'][:160]} {node['failureSummary'][:300]}"
        for each in Axe().run(page).response["violations"]
        for node in each["nodes"][:3]
    ]


def test_every_screen_is_accessible_in_the_dark(look, address, screens):
    page = look(scheme="dark")
    faults = []
    for at in screens.values():
        page.goto(address + at)
        faults += violations(page)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_open_dialog_an_open_menu_and_a_toast_are_accessible(look, address, scheme):
    page = look("analyst", scheme=scheme)
    page.goto(address + "/")
    page.keyboard.press("?")
    page.wait_for_selector("#keys[open]")
    faults = violations(page)
    page.keyboard.press("Escape")
    page.click(".person summary")
    faults += violations(page)
    page.goto(address + "/item/gold/")
    page.fill("#text", "눈여겨볼 것")
    page.click("text=메모 남기기")
    page.wait_for_selector(".toast")
    faults += violations(page)
    page.click(".toast button")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_sliders_and_their_answer_are_accessible(look, address, scheme):
    page = look("analyst", scheme=scheme)
    page.goto(address + "/item/tobacco/#whatif")
    sliders = page.locator("#whatif input[type=range]")
    if sliders.count():
        sliders.first.focus()
        for _ in range(3):
            page.keyboard.press("ArrowRight")
        page.wait_for_selector("#whatif-answer table", timeout=60_000)
        assert sliders.first.evaluate("on => on === document.activeElement"), "the answer took the focus away"
    assert not violations(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_refused_form_is_accessible_and_says_what_is_wrong(look, address, screens, scheme):
    page = look("analyst", scheme=scheme)
    page.goto(address + screens["operation-result"])
    page.fill("#case_id", "2005-1")
    page.fill("#detected_on", "2005-05-02")
    page.fill("#value_krw", "많음")
    page.click("main .actions .button.main")
    page.wait_for_selector(".banner.bad[role=alert]")
    faults = violations(page)
    page.goto(address + screens["quarantine"])
    faults += violations(page)
    assert not faults, "\n".join(faults)


def test_main_acts_are_large_enough_for_a_finger_and_nothing_scrolls_sideways(look, address, screens):
    page = look(size=PHONE)
    faults = []
    for name, at in screens.items():
        page.goto(address + at)
        if page.evaluate("document.documentElement.scrollWidth") > PHONE[0]:
            faults.append(f"{name}: wider than the phone")
        for each in page.locator(MAIN_ACTS).all():
            box = each.bounding_box()
            if box and box["height"] and box["height"] < REACH - 0.5:
                faults.append(f"{name}: {box['height']:.0f} px high: {each.inner_text()[:40]}")
    assert not faults, "\n".join(faults)

"""The console without a mouse: what has the focus is always seen, and the main act is a few keys away."""

from __future__ import annotations

import pytest

from tests.console.browsing import PHONE

MAIN = {
    "board": "#q",
    "warnings": "table[data-rows] tbody a",
    "operations": "main a.button.main",
    "effect": "#from",
    "review": "#item",
    "map": "#item",
    "data": "#file",
    "settings": "main input, main select",
    "people": "table[data-rows] tbody a",
    "audit": "#q",
    "help": "main nav a",
}
"""What most people come to a screen for."""

TABS = 12
"""At most so many after the skip link until the main act of a screen has the focus."""

LONGEST = 400

SEEN = """() => {
  const on = document.activeElement;
  if (!on || on === document.body || on === document.documentElement) return {lost: true};
  const box = on.getBoundingClientRect(), style = getComputedStyle(on);
  const reachable = on.matches("a[href], button, input, select, textarea, summary, [tabindex], audio, video");
  const x = Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 1);
  const y = Math.min(Math.max(box.top + Math.min(box.height / 2, 20), 1), innerHeight - 1);
  const top = document.elementFromPoint(x, y);
  const inner = on.querySelector("circle, path");
  const marked = parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== "none"
    || inner !== null && parseFloat(getComputedStyle(inner).strokeWidth) >= 2;
  return {
    lost: false, what: on.outerHTML.slice(0, 120), reachable, marked,
    size: box.width > 0 && box.height > 0 || on instanceof SVGElement,
    inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    covered: !(on instanceof SVGElement)
      && !(top && (on.contains(top) || top.contains(on) || top.closest("label")?.control === on)),
    first: on.matches(".skip"),
  };
}"""


def test_every_stop_of_the_tab_key_is_seen_on_every_screen(look, address, screens):
    page = look()
    faults = []
    for name, at in screens.items():
        page.goto(address + at)
        stops = _stops(page)
        faults += [f"{name}: {fault}" for fault in _faults(stops)]
        if not stops[0].get("first"):
            faults.append(f"{name}: the skip link is not the first stop")
    assert not faults, "\n".join(faults)


def _stops(page):
    stops = []
    for _ in range(LONGEST):
        page.keyboard.press("Tab")
        seen = page.evaluate(SEEN)
        if stops and (seen["lost"] or seen.get("first")):
            return stops  # past the last one
        stops.append(seen)
    raise AssertionError(f"{page.url}: more than {LONGEST} stops")


def _faults(stops):
    for seen in stops:
        if seen["lost"]:
            yield "the focus is nowhere"
            continue
        for wanted in ("reachable", "marked", "size", "inside"):
            if not seen[wanted]:
                yield f"not {wanted}: {seen['what']}"
        if seen["covered"]:
            yield f"covered: {seen['what']}"


@pytest.mark.parametrize("name", MAIN)
def test_the_main_act_is_a_few_keys_after_the_skip_link(look, address, screens, name):
    page = look()
    page.goto(address + screens[name])
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    for _ in range(TABS):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", MAIN[name]):
            return
    raise AssertionError(f"{MAIN[name]} has not the focus after {TABS} tabs")


def test_the_list_of_keys_traps_the_focus_and_gives_it_back(look, address):
    page = look()
    page.goto(address + "/")
    page.keyboard.press("ArrowDown")
    before = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("?")
    assert page.is_visible("#keys")
    for _ in range(4):
        page.keyboard.press("Tab")
        assert page.evaluate(
            "document.activeElement === document.body || keys.contains(document.activeElement)"
        )
    page.keyboard.press("g")
    page.keyboard.press("w")
    assert page.url == address + "/", "no other key acts behind the list"
    page.keyboard.press("Escape")
    assert not page.is_visible("#keys")
    assert page.evaluate("document.activeElement.textContent") == before


def test_keys_work_while_hangul_is_typed(look, address):
    page = look()
    page.goto(address + "/")
    press = (
        "([key, code]) => document.body.dispatchEvent("
        "new KeyboardEvent('keydown', {key, code, bubbles: true}))"
    )
    page.evaluate(press, ["ㅎ", "KeyG"])
    page.evaluate(press, ["ㅈ", "KeyW"])
    page.wait_for_url("**/warnings/")


def test_a_replaced_part_of_the_page_keeps_the_focus(look, address):
    page = look()
    page.goto(address + "/")
    page.focus("thead th a:has-text('확률')")
    page.keyboard.press("Enter")
    page.wait_for_url("**sort=probability**")
    page.wait_for_selector("th[aria-sort] a:has-text('확률')")
    page.wait_for_function("document.activeElement.textContent === '확률'", timeout=5000)


def test_the_menu_of_the_person_closes_with_escape_and_keeps_the_focus(look, address):
    for size in (None, PHONE):
        page = look(size=size) if size else look()
        page.goto(address + "/")
        page.focus(".person summary")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('.person .menu') !== null")
        page.keyboard.press("Escape")
        assert not page.is_visible(".person .menu")
        assert page.evaluate("document.activeElement.matches('.person summary')")


def test_arrows_walk_along_the_acts_of_a_row(look, address, screens):
    page = look()
    page.goto(address + screens["operations"])
    at = "() => { const row = document.activeElement.closest('tbody tr'); return row === null ? -1"
    at += " : [...row.querySelectorAll('a, button')].indexOf(document.activeElement); }"
    for key, expected in (("Right", -1), ("Down", 0), ("Right", 1), ("Right", 1), ("Left", 0), ("Left", 0)):
        page.keyboard.press(f"Arrow{key}")
        assert page.evaluate(at) == expected, key


def test_a_toast_comes_into_its_live_region_after_the_page(look, address):
    page = look("analyst")
    page.goto(address + "/item/gold/")
    page.add_init_script(
        "addEventListener('DOMContentLoaded', () => { const region = document.getElementById('toasts');"
        " window.arrived = 0; new MutationObserver((all) => all.forEach((one) => window.arrived +="
        " one.addedNodes.length)).observe(region, {childList: true}); })"
    )
    page.fill("#text", "알림을 듣는다")
    page.click("text=메모 남기기")
    page.wait_for_selector(".toast")
    assert page.get_attribute("#toasts", "aria-live") == "polite"
    assert page.evaluate("window.arrived") >= 1
    page.click(".toast button")

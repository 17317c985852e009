"""Every screen worth looking at, by name: what the menu names, what lies behind, and the states between."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

from tests.console.browsing import sign_in

BESIDE_THE_MENU = {
    "item": "/item/tobacco/",
    "item-past": "/item/tobacco/?as_of=2005-04-30",
    "what-if": "/item/gold/whatif?x.gold_domestic_krw_g=10",
    "lead-scan": "/item/gold/screening",
    "notices": "/notices/?view=all",
    "board-between": "/?as_of=2005-04-20",
    "warnings-all": "/warnings/?view=all",
    "operation-plan": "/operations/plan",
    "operations-past": "/operations/?view=past",
    "quarantine": "/data/?view=quarantine",
    "loads": "/data/?view=loads",
    "jobs": "/jobs/?view=all",
    "help-board": "/help/board",
    "styleguide": "/styleguide",
    "two-step": "/account/2fa/",
    "password": "/account/password/change/",
    "nothing-here": "/nowhere",
    "before-the-first": "/?as_of=2001-01-01",
    "no-item-fits": "/?q=nothing-of-this-name",
}
"""Pages that the menu does not name, and states that look like none of the others."""

BEHIND_A_LIST = {
    "warning": ("/warnings/?view=all", "table[data-rows] tbody th a"),
    "operation": ("/operations/?view=all", "table[data-rows] tbody th a"),
    "evaluation": ("/effect/", "table[data-rows] tbody th a"),
    "review-one": ("/review/", "table[data-rows] tbody th a"),
    "job": ("/jobs/?view=all", "table[data-rows] tbody th a"),
    "indicator": ("/indicators/", "table[data-rows] tbody td a"),
}
"""Pages behind the first line of a list; left out where the list is empty."""

PLAN = {
    "title": "담배 집중단속",
    "item": ["tobacco"],
    "office": ["010", "020"],
    "channel": ["cargo", "traveller"],
    "first": "2005-04-01",
    "last": "2005-05-31",
    "random": "15",
    "there-010": "400",
    "there-020": "1000",
    "n-010-cargo": "300",
    "h-010-cargo": "1",
    "n-020-cargo": "300",
    "h-020-cargo": "1",
    "move": "save",
}
JOB_MS = 300_000
BROKEN_FILE = "item,period,count,office\ngold,2005-06,3,010\ngold,2005-13,4,020\n"


def addresses(page: Any, address: str) -> dict[str, str]:
    """The addresses of all screens that the person signed in may look at, by name."""
    page.goto(address + "/")
    menu = [link.get_attribute("href") for link in page.query_selector_all(".places a")]
    found = {at.strip("/").split("/")[0] or "board": at for at in menu} | BESIDE_THE_MENU
    for name, (at, first) in BEHIND_A_LIST.items():
        page.goto(address + at)
        link = page.query_selector(first)
        if link:
            found[name] = link.get_attribute("href")
    if "operation" in found:
        found["operation-result"] = found["operation"] + "result?office=010"
        found["operation-nil"] = found["operation"] + "nil?office=010"
    return found


def furnish(browser: Any, address: str, password: str) -> None:
    """Fills the screens that the demo leaves empty: an operation, an evaluation, a review, a faulty line."""
    people = {name: browser.new_context().new_page() for name in ("analyst", "approver", "steward")}
    for name, page in people.items():
        sign_in(page, address, name, password)
    planned = _post(people["analyst"], address, "/operations/plan", PLAN)
    number = re.search(r"/operations/([\w-]+)/", planned.url)
    assert number, planned.url
    _post(people["approver"], address, f"/operations/{number[1]}/start", {"reason": "집중 기간"})
    window = {"item": "tobacco", "first": "2005-03", "last": "2005-04", "as_of": "2005-05-31"}
    gathered = {"item": "tobacco", "as_of": "2005-05-31"}
    _done(people["analyst"], _post(people["analyst"], address, "/effect/evaluate", window), "**/effect/E-**")
    _done(people["steward"], _post(people["steward"], address, "/review/gather", gathered), "**/review/R-**")
    page = people["steward"]
    page.goto(address + "/data/")
    file = {"name": "june.csv", "mimeType": "text/csv", "buffer": BROKEN_FILE.encode()}
    page.set_input_files("#file", file)
    page.click(".drop .button.main")
    page.wait_for_url("**/data/upload/**")
    page.click("main .button.main")
    page.wait_for_url("**view=quarantine", timeout=JOB_MS)
    for page in people.values():
        page.context.close()


def _done(page: Any, answer: Any, where: str) -> None:
    """Waits on the page of a job until it has led to what came of it."""
    page.goto(answer.url)
    page.wait_for_url(where, timeout=JOB_MS)


def _post(page: Any, address: str, at: str, fields: dict[str, Any]) -> Any:
    page.goto(address + "/account/password/change/")
    token = page.get_attribute("input[name=csrfmiddlewaretoken]", "value")
    answer = page.request.post(
        address + at,
        data=urlencode(fields | {"csrfmiddlewaretoken": token}, doseq=True),
        headers={"Content-Type": "application/x-www-form-urlencoded", "Referer": address + "/"},
        timeout=180_000,
    )
    assert answer.ok, f"{at}: {answer.status} {answer.text()[:2000]}"
    return answer

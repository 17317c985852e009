"""Pictures of every screen, in both languages, wide and on a phone: `make screens`, into screens/."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.console.browsing import CHROMIUM, PHONE, QUIET, WIDE, lacking, served, sign_in

OUT = Path("screens")
MORE = {
    "item": "/item/tobacco/",
    "item-past": "/item/tobacco/?as_of=2005-04-30",
    "warnings-all": "/warnings/?view=all",
    "quarantine": "/data/?view=quarantine",
    "loads": "/data/?view=loads",
    "styleguide": "/styleguide",
    "two-step": "/account/2fa/",
    "nothing-here": "/nowhere",
    "before-the-first": "/?as_of=2001-01-01",
}


def main() -> int:
    """Makes the made-up country, serves it, and takes the pictures."""
    if lacking():
        print(lacking(), file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as scratch:
        folder, password = _country(Path(scratch) / "country")
        with served(folder) as address:
            _take(address, password)
    print(f"{len(list(OUT.rglob('*.png')))} pictures in {OUT}/")
    return 0


def _country(folder: Path) -> tuple[Path, str]:
    from datetime import UTC, datetime

    from bongsu.console.demo import ACTOR, demo_accounts, demo_warnings, demo_workspace
    from bongsu.core.early_warning.people import Role
    from bongsu.records import people

    place = demo_workspace(folder, step=lambda text: print(text, file=sys.stderr))
    accounts, password = demo_accounts(place)
    demo_warnings(place, accounts)
    people.register(
        "everybody", roles=list(Role), offices=["010"], password=password, actor=ACTOR, now=datetime.now(UTC)
    )
    return folder, password


def _take(address: str, password: str) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        for language in ("ko", "en"):
            for size, name in ((WIDE, "wide"), (PHONE, "phone")):
                context = browser.new_context(viewport={"width": size[0], "height": size[1]})
                page = context.new_page()
                page.goto(f"{address}/account/login/?lang={language}")
                _shoot(page, language, name, "sign-in")
                sign_in(page, address, "everybody", password, language)
                menu = {
                    link.get_attribute("href").strip("/").split("/")[0] or "board": link.get_attribute("href")
                    for link in page.query_selector_all(".places a")
                }
                page.goto(address + "/warnings/?view=all")
                document = page.get_attribute("table[data-rows] tbody a", "href")
                for screen, at in {**menu, **MORE, "warning": document}.items():
                    page.goto(address + at)
                    _shoot(page, language, name, screen)
                context.close()
        browser.close()


def _shoot(page, language: str, size: str, screen: str) -> None:  # type: ignore[no-untyped-def]
    folder = OUT / f"{language}-{size}"
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / f"{screen}.png", full_page=True)


if __name__ == "__main__":
    sys.exit(main())

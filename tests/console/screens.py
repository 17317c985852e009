"""Pictures of every screen, in both languages, wide, on a phone, in the dark, on paper: `make screens`."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.console.browsing import CHROMIUM, PHONE, QUIET, lacking, served, sign_in
from tests.console.tour import addresses, furnish

OUT = Path("screens")
"""Git ignores it."""

EYES = "everybody"
DOTS_PER_INCH = 96


@dataclass(frozen=True, slots=True)
class Look:
    """How a screen is looked at; on paper its pages become pictures where `pdftoppm` is there."""

    name: str
    size: tuple[int, int]
    scheme: str = "light"
    on_paper: bool = False


WIDE = (1280, 900)
LOOKS = (
    Look("wide", WIDE),
    Look("phone", PHONE),
    Look("wide-dark", WIDE, scheme="dark"),
    Look("phone-dark", PHONE, scheme="dark"),
    Look("print", WIDE, on_paper=True),
)


def main() -> int:
    """Makes the made-up country, serves it, and takes the pictures."""
    if lacking():
        print(lacking(), file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as scratch:
        folder, password = country(Path(scratch) / "country")
        with served(folder) as address:
            take(address, password)
    print(f"{len(list(OUT.rglob('*.png')))} pictures in {OUT}/")
    return 0


def country(folder: Path) -> tuple[Path, str]:
    """The demo's country with an account of every role, and the password."""
    from datetime import UTC, datetime

    from bongsu.console.demo import ACTOR, demo_accounts, demo_warnings, demo_workspace
    from bongsu.core.early_warning.people import Role
    from bongsu.records import people

    place = demo_workspace(folder, step=lambda text: print(text, file=sys.stderr))
    accounts, password = demo_accounts(place)
    demo_warnings(place, accounts)
    people.register(
        EYES, roles=list(Role), offices=["010"], password=password, actor=ACTOR, now=datetime.now(UTC)
    )
    return folder, password


def take(address: str, password: str, *, languages: tuple[str, ...] = ("ko", "en")) -> None:
    """Signs in once a language, and looks at every screen in every way."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        furnish(browser, address, password)
        for language in languages:
            context = browser.new_context(locale=language)
            page = context.new_page()
            page.goto(f"{address}/account/login/?lang={language}")
            sign_in(page, address, EYES, password, language)
            screens, known = addresses(page, address), context.storage_state()
            context.close()
            for look in LOOKS:
                _look(browser, address, language, look, screens, known)
        browser.close()


def _look(
    browser: Any, address: str, language: str, look: Look, screens: dict[str, str], known: dict[str, Any]
) -> None:
    view: dict[str, Any] = {
        "viewport": {"width": look.size[0], "height": look.size[1]},
        "color_scheme": look.scheme,
        "locale": language,
    }
    stranger = browser.new_context(**view)
    page = stranger.new_page()
    page.goto(f"{address}/account/login/?lang={language}")
    _shoot(page, language, look, "sign-in")
    stranger.close()
    context = browser.new_context(**view, storage_state=known)
    page = context.new_page()
    for name, at in screens.items():
        page.goto(address + at)
        _shoot(page, language, look, name)
    context.close()


def _shoot(page: Any, language: str, look: Look, name: str) -> None:
    folder = OUT / f"{language}-{look.name}"
    folder.mkdir(parents=True, exist_ok=True)
    if not look.on_paper:
        page.screenshot(path=folder / f"{name}.png", full_page=True)
        return
    paper = folder / f"{name}.pdf"
    page.pdf(path=paper, prefer_css_page_size=True, print_background=True)
    if shutil.which("pdftoppm"):
        subprocess.run(
            ["pdftoppm", "-png", "-r", str(DOTS_PER_INCH), str(paper), str(folder / name)], check=True
        )


if __name__ == "__main__":
    sys.exit(main())

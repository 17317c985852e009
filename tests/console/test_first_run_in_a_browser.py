"""The first run as a person sees it: the terminal's token, the administrator, then the steps left."""

import os
import re

import pytest

from bongsu.usecases.workspace import Workspace
from bongsu.words import say, speaking
from tests.console.browsing import CHROMIUM, PHONE, QUIET, WIDE, lacking, served, sign_in

PASSWORD = "봉수대-다섯-불-오르다-2005"
BOTH = pytest.mark.parametrize(
    ("language", "size"), [("ko", WIDE), ("en", PHONE)], ids=["ko-wide", "en-phone"]
)


@pytest.fixture
def fresh(assets, tmp_path):
    """The address of a console that nobody has used, and the token of its terminal."""
    if lacking():
        if os.environ.get("BONGSU_NEEDS_BROWSER") == "1":
            pytest.fail(lacking())
        pytest.skip(lacking())
    place = Workspace.create(tmp_path / "w", pack="kr-2005")
    with served(place.folder) as address:
        said = (place.folder / "serve.log").read_text("utf-8")
        yield address, re.search(r"토큰은 (\S+)", said)[1]


@BOTH
def test_from_the_token_to_the_first_account_step_by_step(fresh, language, size):
    from playwright.sync_api import expect, sync_playwright

    address, token = fresh
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        page = browser.new_page(viewport={"width": size[0], "height": size[1]})
        page.goto(f"{address}/warnings/?lang={language}")
        expect(page).to_have_url(re.compile("/welcome/"))
        page.goto(f"{address}/welcome/?lang={language}")
        now = page.locator(".stepper li.now")
        with speaking(language):
            first, people, error = say("Administrator"), say("Add people"), say("another one")
        expect(now).to_contain_text(first)
        for given, told in (("not-the-token", error), (token, "")):
            for name, typed in (
                ("token", given),
                ("name", "root"),
                ("password", PASSWORD),
                ("again", PASSWORD),
            ):
                page.fill(f"#{name}", typed)
            page.click(".panel .button.main")
            if told:
                expect(page.locator(".banner.bad")).to_contain_text(told)
        expect(page).to_have_url(re.compile("/account/login/"))
        sign_in(page, address, "root", PASSWORD, language)
        expect(now).to_contain_text(people)
        now.locator("a").click()
        expect(page).to_have_url(f"{address}/people/")
        assert page.goto(f"{address}/welcome/").status == 404
        browser.close()

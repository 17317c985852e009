"""Words explained where they stand: one glossary, by keyboard, tap and screen reader."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parents[2] / "src" / "bongsu" / "console" / "templates"
USED = re.compile(r'pieces\.term\("([^"]+)"')


def used() -> set[str]:
    found = {key for file in TEMPLATES.rglob("*.html") for key in USED.findall(file.read_text("utf-8"))}
    return found | {"surge", "80% interval"}  # the board's heads hand theirs on


def test_every_word_that_a_screen_explains_is_in_the_glossary_of_both_languages():
    from bongsu.console.glossary import terms

    korean, english = terms("ko"), terms("en")
    assert used() <= set(english)
    assert list(korean) == list(english)
    assert len({each.word for each in korean.values()}) == len(korean)
    for key, term in korean.items():
        assert re.search("[가-힣]", term.word + term.meaning), key


@pytest.mark.parametrize("address", ["/", "/item/gold/", "/notices/", "/indicators/gold/gold_price_gap/"])
def test_a_word_is_a_button_that_opens_its_meaning_without_scripts(signed_in, address):
    from bongsu.console.glossary import terms

    page = signed_in("analyst").get(address).content.decode()
    buttons = re.findall(r'<button type="button" class="term[^"]*" popovertarget="([^"]+)" [^>]*>', page)
    assert buttons
    assert len(buttons) == len(set(buttons))
    meanings = {each.meaning for each in terms("ko").values()}
    for name in buttons:
        assert f'aria-describedby="{name}"' in page
        told = re.search(
            rf'<span popover id="{re.escape(name)}" class="definition"><b>.*?</b> (.*?)</span>', page
        )
        assert unescape(told[1]) in meanings

"""The manual has a page for every screen, in both languages, and shows no HTML of its own."""

from __future__ import annotations

import pytest

from bongsu.console import manual
from bongsu.console.permissions import SCREENS
from bongsu.words import LANGUAGES

WITHOUT_A_PAGE = {"help", "styleguide"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen_has_its_page(language):
    assert set(SCREENS) - WITHOUT_A_PAGE <= set(manual.TOPICS)
    for topic in manual.TOPICS:
        assert manual.source(topic, language).startswith("# "), topic


def test_both_languages_have_the_same_pages():
    pages = [{file.name for file in (manual.FOLDER / language).iterdir()} for language in LANGUAGES]
    assert pages[0] == pages[1] == {f"{topic}.md" for topic in manual.TOPICS}

"""Screens as they come out of a printer: A4, no navigation, the numbers and where they come from."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from tests.console.conftest import EVERYBODY

A4_POINTS = (595, 842)
PAGES = {
    "board": 1,
    "item": 6,
    "warnings": 2,
    "warning": 2,
    "operation": 2,
    "evaluation": 3,
    "indicators": 1,
    "map": 1,
    "settings": 2,
    "people": 1,
}
"""The most pages that each screen of the made-up country may take."""

HIDDEN = ("본문으로 건너뛰기", "감사 기록", "한국어", "로그아웃", "이 그림의 수치")
"""Words of the navigation, the buttons and the tools."""


@pytest.fixture(scope="module")
def paper(tmp_path_factory):
    for tool in ("pdftotext", "pdfinfo"):
        if not shutil.which(tool):
            pytest.skip(f"no {tool} to read a PDF with")
    folder = tmp_path_factory.mktemp("paper")

    def printed(page, name):
        file = folder / f"{name}.pdf"
        page.pdf(path=file, prefer_css_page_size=True, print_background=True)
        told = subprocess.run(["pdfinfo", file], check=True, capture_output=True, text=True).stdout
        text = subprocess.run(["pdftotext", "-layout", file, "-"], check=True, capture_output=True, text=True)
        size = re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", told)
        pages = re.search(r"Pages:\s+(\d+)", told)
        return text.stdout, int(pages[1]), (round(float(size[1])), round(float(size[2])))

    return printed


@pytest.mark.parametrize("name", PAGES)
def test_a_screen_prints_on_a4_with_its_numbers_and_without_the_desk(look, address, screens, paper, name):
    page = look()
    page.goto(address + screens[name])
    title = page.inner_text("h1").split()[0]
    text, pages, size = paper(page, name)
    assert pages <= PAGES[name]
    assert size == pytest.approx(A4_POINTS, abs=1)
    assert title in text
    for words in HIDDEN:
        assert words not in text, words
    assert re.search(rf"\b1 ?/ ?{pages}\b", text)
    assert re.search(rf"조회 \d{{4}}-\d\d-\d\d \d\d:\d\d · 조회자 {EVERYBODY}", text)


def test_the_printed_board_names_every_item_with_its_grade_number_and_word(look, address, screens, paper):
    page = look()
    page.goto(address + screens["board"])
    names = page.locator(".board tbody th.item > a").all_inner_texts()
    chips = page.locator(".board tbody .chip").all_inner_texts()
    text, _, _ = paper(page, "board-names")
    assert len(names) == 14
    for name, chip in zip(names, chips, strict=True):
        assert re.search(rf"{re.escape(name)}\s.*{re.escape(chip)}", text), name
    assert "기준일 2005-05-31" in text


def test_a_long_table_repeats_its_head_on_every_page(look, address, screens, paper):
    page = look()
    page.goto(address + screens["audit"])
    text, pages, _ = paper(page, "audit")
    assert pages >= 2
    assert all("해시" in sheet for sheet in text.split("\f")[:pages])


def test_nothing_is_cut_off_at_the_edge_of_the_paper(look, address, screens):
    page = look(size=(703, 994))  # A4 less its margins, at 96 dots an inch
    page.emulate_media(media="print")
    wide = {}
    for name, at in screens.items():
        page.goto(address + at)
        inside = page.evaluate("document.documentElement.scrollWidth")
        if inside > 703 * 1.25:  # a browser shrinks a sheet that far without being asked
            wide[name] = inside
    assert not wide

"""The pages stand alone, speak one language, escape what they are given, and say where the data come from."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from bongsu.reports.html import write_html
from bongsu.usecases.report_content import ReportContent
from bongsu.words import language

VOID = {"meta", "link", "img", "br", "input", "hr"}


class Page(HTMLParser):
    """Checks nesting, and collects the tags with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="module")
def two_items(content: ReportContent) -> ReportContent:
    wanted = {"gold", "bracken"}
    return replace(content, items=tuple(item for item in content.items if item.code in wanted))


@pytest.fixture(scope="module", params=["ko", "en"])
def folder(request: pytest.FixtureRequest, two_items: ReportContent, tmp_path_factory) -> Path:  # type: ignore[no-untyped-def]
    return write_html(two_items, tmp_path_factory.mktemp("report"), language=request.param).parent


def pages(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in sorted(folder.glob("*.html"))}


def test_there_is_a_board_and_a_page_for_every_item(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == [
        "bongsu.css", "bongsu.svg", "index.html", "item-bracken.html", "item-gold.html",
    ]  # fmt: skip


def test_pages_are_well_nested_and_know_their_language(folder: Path) -> None:
    languages = {Page(text).all("html")[0]["lang"] for text in pages(folder).values()}
    assert languages in ({"ko"}, {"en"})


def test_pages_ask_nobody_for_anything_and_run_no_script(folder: Path) -> None:
    for text in [*pages(folder).values(), (folder / "bongsu.css").read_text("utf-8")]:
        assert "<script" not in text and " style=" not in text and "@import" not in text
        addresses = set(re.findall(r"https?://[^\"' )]+", text))
        assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}


def test_every_link_leads_to_a_file_of_the_folder(folder: Path) -> None:
    for text in pages(folder).values():
        targets = [a["href"] for a in Page(text).all("a")] + [a["href"] for a in Page(text).all("link")]
        assert all(target == "#main" or (folder / str(target)).is_file() for target in targets)


def test_every_table_has_a_caption_and_every_header_a_scope(folder: Path) -> None:
    for text in pages(folder).values():
        page = Page(text)
        assert len(page.all("table")) == len(page.all("caption")) > 0
        assert all(header.get("scope") in ("col", "row") for header in page.all("th"))


def test_every_page_names_day_assessment_hash_and_that_it_is_made_up(
    folder: Path, two_items: ReportContent
) -> None:
    for text in pages(folder).values():
        for said in ("2005-06-10", two_items.assessment, two_items.hash, two_items.method):
            assert said in text
        assert "가상 자료" in text or "Made-up data" in text


def test_an_item_page_has_its_charts_with_words_and_numbers_behind_them(folder: Path) -> None:
    page = Page((folder / "item-gold.html").read_text("utf-8"))
    charts = [svg for svg in page.all("svg") if svg.get("class") == "chart"]
    assert len(charts) == len(page.all("details")) == len(page.all("figcaption")) == 3
    assert all(chart["role"] == "img" and chart["aria-label"] for chart in charts)


def test_an_item_without_indicators_says_that_this_is_so(folder: Path) -> None:
    text = (folder / "item-bracken.html").read_text("utf-8")
    assert "살피는 지표가 없습니다" in text or "No indicator is followed" in text


def test_names_are_escaped(two_items: ReportContent, tmp_path: Path) -> None:
    names = {"ko": "<b>금괴</b> & '은'", "en": "x"}
    nasty = replace(two_items, items=(replace(two_items.items[0], names=names),))
    before = language()
    index = write_html(nasty, tmp_path, language="ko")
    for path in (index, tmp_path / f"item-{nasty.items[0].code}.html"):
        text = path.read_text("utf-8")
        assert "<b>금괴</b>" not in text and "&lt;b&gt;금괴&lt;/b&gt; &amp;" in text
    assert language() == before

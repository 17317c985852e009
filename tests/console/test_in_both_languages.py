"""No word of the other language on any screen of any role, but for data, which is marked."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from bongsu.console.written import HANGUL
from bongsu.core.early_warning.people import Role

SENTENCE = re.compile(r"(?:[A-Za-z]{2,}[ ,.;:’']+){3,}[A-Za-z]{2,}")
"""Four English words in a row; fewer may be names of methods, files or agencies."""

SPOKEN = ("title", "aria-label", "placeholder", "alt", "aria-description")
"""Attributes that are read out or shown."""

NO_WORDS = ("script", "style", "code", "kbd", "textarea", "pre")
"""What they hold is a name, an identity or what a person typed."""

VOID = ("br", "hr", "img", "input", "link", "meta", "col", "source", "wbr")

SCREENS = (
    "/",
    "/item/tobacco/",
    "/item/gold/",
    "/warnings/",
    "/warnings/?view=all",
    "/warnings/2005-001/",
    "/warnings/2005-003/",
    "/operations/",
    "/operations/plan",
    "/operations/OP-2005-001/",
    "/effect/",
    "/review/",
    "/indicators/",
    "/map/",
    "/data/",
    "/data/?view=quarantine",
    "/data/?view=loads",
    "/jobs/",
    "/settings/",
    "/people/",
    "/audit/",
    "/help/",
    "/help/board",
    "/help/glossary",
    "/styleguide",
    "/account/2fa/",
    "/account/password/change/",
    "/nowhere",
)


class _Reader(HTMLParser):
    """Collects every text of a page with the language that it is marked with."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = [("", "")]
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        speaks = told.get("lang") or self.open[-1][1]
        self.found += [(speaks, told[name]) for name in SPOKEN if told.get(name)]
        if tag not in VOID:
            self.open.append((tag, speaks))

    def handle_endtag(self, tag):
        while len(self.open) > 1:
            if self.open.pop()[0] == tag:
                return

    def handle_data(self, data):
        if data.strip() and not any(tag in NO_WORDS for tag, _ in self.open):
            self.found.append((self.open[-1][1], data.strip()))


def texts(page: str) -> list[tuple[str, str]]:
    """(language, text) of everything that the page says."""
    reader = _Reader()
    reader.feed(page)
    return reader.found


@pytest.fixture(scope="module", autouse=True)
def korean_operation(console):
    """An operation whose title, squad and measures were written in Korean."""
    from datetime import UTC, date, datetime

    from bongsu.console import workplace
    from bongsu.core.early_warning.people import Person
    from bongsu.records.operations import Plan
    from bongsu.usecases import operate_plan

    wanted = Plan(
        title="담배 집중단속",
        items=["tobacco"],
        offices=["010"],
        channels=["cargo"],
        first_day=date(2005, 4, 1),
        last_day=date(2005, 5, 31),
        planned=[{"office": "010", "channel": "cargo", "inspections": 100, "hours": 1.0}],
        capacity={"010": {"officer_hours": 400.0}},
        measures="수입화물 검사를 늘린다",
    )
    analyst = Person("analyst", frozenset({Role.ANALYST}))
    operate_plan.plan(workplace.workspace(), wanted, by=analyst, at=datetime(2005, 6, 10, tzinfo=UTC))


@pytest.mark.parametrize("role", list(Role))
def test_an_english_screen_holds_no_korean_that_is_not_marked(signed_in, role):
    client = signed_in(role.value)
    faults = []
    for at in SCREENS:
        page = client.get(at, QUERY_STRING=_asked(at, "en")).content.decode()
        assert '<html lang="en">' in page, at
        faults += [
            f"{at}: {text[:90]}" for speaks, text in texts(page) if speaks == "en" and HANGUL.search(text)
        ]
    assert not faults, "\n".join(sorted(set(faults)))


@pytest.mark.parametrize("role", list(Role))
def test_a_korean_screen_holds_no_english_sentence_that_is_not_marked(signed_in, role):
    client = signed_in(role.value)
    faults = []
    for at in SCREENS:
        page = client.get(at, QUERY_STRING=_asked(at, "ko")).content.decode()
        assert '<html lang="ko">' in page, at
        faults += [
            f"{at}: {text[:90]}" for speaks, text in texts(page) if speaks == "ko" and SENTENCE.search(text)
        ]
    assert not faults, "\n".join(sorted(set(faults)))


def test_the_reader_sees_marks_and_what_is_not_marked():
    page = '<html lang="en"><p title="금">a<span lang="ko">나</span>다<br>b</p><code>라</code></html>'
    assert texts(page) == [("en", "금"), ("en", "a"), ("ko", "나"), ("en", "다"), ("en", "b")]


def _asked(at: str, language: str) -> str:
    query = at.partition("?")[2]
    return f"{query}&lang={language}" if query else f"lang={language}"

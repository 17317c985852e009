"""Finds the newest edition of the World Bank's workbook of prices, whose address changes every month."""

from __future__ import annotations

import re
from html import unescape

from bongsu.sources.collecting.answers import refused
from bongsu.sources.collecting.asking import Answer, Ask
from bongsu.sources.collecting.feeds import Feed
from bongsu.words import say

FILE = "CMO-Historical-Data-Monthly.xlsx"
LINK = re.compile(rf"""["'](https://thedocs\.worldbank\.org/[^"'\s<>]{{1,300}}/{re.escape(FILE)})["']""")
WORKBOOK = b"PK\x03\x04"


def find_file(ask: Ask, feed: Feed) -> tuple[str, Answer]:
    """The file's name and content; the one address that the page names."""
    page = ask()
    links = sorted({unescape(link) for link in LINK.findall(page.content.decode("utf-8", "replace"))})
    if len(links) != 1:
        raise refused(
            page,
            expected=say("one link to {file}", file=FILE),
            found=", ".join(links) or say("none"),
            todo=say("If the page was rebuilt, edit the data set's function, or load the file by hand."),
        )
    answer = ask(links[0])
    if not answer.content.startswith(WORKBOOK):
        raise refused(answer, expected=say("an Excel workbook"))
    return FILE, answer

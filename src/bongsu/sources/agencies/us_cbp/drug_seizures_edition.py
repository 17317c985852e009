"""Finds the newest file of drug seizures on the page of U.S. Customs and Border Protection."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urljoin

from bongsu.sources.collecting.answers import refused, text_of
from bongsu.sources.collecting.asking import Answer, Ask
from bongsu.sources.collecting.feeds import Feed
from bongsu.words import say

NAME = r"""nationwide-drugs-fy([0-9]{2})-fy([0-9]{2})[^"'\s<>/]{0,80}\.csv"""
LINK = re.compile(rf"""["']([^"'\s<>]{{1,300}}/({NAME}))["']""")


def find_file(ask: Ask, feed: Feed) -> tuple[str, Answer]:
    """The file of the newest fiscal years, and of these the widest; its name and content."""
    page = ask()
    found = LINK.findall(page.content.decode("utf-8", "replace"))
    links = {
        (int(last), -int(first), urljoin(ask.interface.url, unescape(link)), name)
        for link, name, first, last in found
    }
    newest = [one for one in sorted(links) if one[:2] == max(links)[:2]]  # none, where there are no links
    if len(newest) != 1:
        raise refused(
            page,
            expected=say("one link to {file}", file="nationwide-drugs-fy….csv"),
            found=", ".join(name for *_, name in newest) or say("none"),
            todo=say("If the page was rebuilt, edit the data set's function, or load the file by hand."),
        )
    *_, address, name = newest[0]
    answer = ask(address)
    text_of(answer)
    return name, answer

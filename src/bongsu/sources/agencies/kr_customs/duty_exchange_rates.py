"""Asks the Korea Customs Service for the exchange rates that duty is reckoned with, one question a week."""

from __future__ import annotations

from collections.abc import Iterator

from bongsu.core.panel.periods import span
from bongsu.sources.agencies.contract import Fault, number
from bongsu.sources.collecting.answers import fields, refused
from bongsu.sources.collecting.asking import Ask
from bongsu.sources.collecting.feeds import Feed, Found, Window
from bongsu.sources.collecting.portal import rows
from bongsu.sources.parsed import Reject
from bongsu.words import say

DIRECTIONS = {"exports": "1", "imports": "2"}
FIELDS = ("currSgn", "fxrt", "aplyBgnDt", "imexTp")


def collect(ask: Ask, feed: Feed, window: Window) -> Iterator[Found | Reject | str]:
    """The rates of every week of the window; a week begins on the Sunday before its Monday."""
    for period in span(window.first, window.last):
        for (direction,), parts in feed.by("direction").items():
            code = DIRECTIONS.get(direction, direction)
            params = {"serviceKey": "{DATA_GO_KR_KEY}", "aplyBgnDt": f"{period.start:%Y%m%d}"}
            params["weekFxrtTpcd"] = code
            wanted = {part["currency"]: part for part in parts}
            for line, (row, answer) in enumerate(rows(ask, params, paged=False), 1):
                cells = fields(row, FIELDS, answer=answer)
                begin = cells["aplyBgnDt"].replace("-", "")
                days = (period.start.toordinal() - offset for offset in range(7))
                if begin not in {f"{period.start.fromordinal(day):%Y%m%d}" for day in days}:
                    expected = say("rates that begin in the week before {day}", day=period.start)
                    raise refused(answer, expected=expected, found=begin)
                if cells["imexTp"] not in ("", code):
                    raise refused(answer, expected=f"imexTp {code}", found=cells["imexTp"])
                part = wanted.get(cells["currSgn"])
                if part is None:
                    continue
                try:
                    yield Found(part, period, number(cells["fxrt"], "fxrt"))
                except Fault as fault:
                    yield fault.at(line, cells)

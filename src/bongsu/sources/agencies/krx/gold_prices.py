"""Asks for the prices of gold traded on the Korea Exchange, day by day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from bongsu.core.panel.periods import Frequency, Period
from bongsu.sources.agencies.contract import Fault, number
from bongsu.sources.collecting.answers import fields
from bongsu.sources.collecting.asking import Ask
from bongsu.sources.collecting.feeds import Feed, Found, Window
from bongsu.sources.collecting.portal import rows
from bongsu.sources.parsed import Reject
from bongsu.words import say
from bongsu.words.refusal import Refusal

MEASURES = {"close": "clpr", "volume": "trqu", "value": "trPrc", "low": "lopr", "high": "hipr"}


def collect(ask: Ask, feed: Feed, window: Window) -> Iterator[Found | Reject | str]:
    """One question for the whole window; the end that the interface takes is not included."""
    params = {
        "serviceKey": "{DATA_GO_KR_KEY}",
        "resultType": "json",
        "beginBasDt": f"{window.first.start:%Y%m%d}",
        "endBasDt": f"{window.last.end + timedelta(days=1):%Y%m%d}",
    }
    for part in feed.series:
        if part["measure"] not in MEASURES:
            raise Refusal(f"{feed.code} {part.series} measure", expected=", ".join(MEASURES))
    columns = sorted({MEASURES[part["measure"]] for part in feed.series})
    for line, (row, answer) in enumerate(rows(ask, params), 1):
        cells = fields(row, ["basDt", "srtnCd", *columns], answer=answer)
        for part in feed.series:
            if part["code"] != cells["srtnCd"]:
                continue
            column = MEASURES[part["measure"]]
            try:
                yield Found(part, day_of(cells["basDt"], "basDt"), number(cells[column], column))
            except Fault as fault:
                yield fault.at(line, cells)


def day_of(text: str, column: str) -> Period:
    """The day of `20250314`."""
    try:
        if len(text) != 8:
            raise ValueError(text)
        period = Period.parse(f"{text[:4]}-{text[4:6]}-{text[6:]}")
    except ValueError:
        period = None
    if period is None or period.frequency is not Frequency.DAY:
        raise Fault(column, expected=say("a day such as {example}", example="20250314"), found=repr(text))
    return period

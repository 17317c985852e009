"""Asks for vessels entering each port, month by month."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from bongsu.sources.agencies.contract import Fault, whole
from bongsu.sources.agencies.kosis.statistics import month_of
from bongsu.sources.collecting.answers import fields
from bongsu.sources.collecting.asking import Ask
from bongsu.sources.collecting.feeds import Feed, Found, Window
from bongsu.sources.collecting.portal import rows
from bongsu.sources.parsed import Reject
from bongsu.words.refusal import Refusal

MEASURES = {"vessels": "intrvsslCo", "foreign_vessels": "fnshpCo", "gross_tonnage": "intrvsslGrtg"}
PAGE = 50


def collect(ask: Ask, feed: Feed, window: Window) -> Iterator[Found | Reject | str]:
    """One question for the whole window, page after page."""
    for part in feed.series:
        if part["measure"] not in MEASURES:
            raise Refusal(f"{feed.code} {part.series} measure", expected=", ".join(MEASURES))
    columns = sorted({MEASURES[part["measure"]] for part in feed.series})
    params = {
        "serviceKey": "{DATA_GO_KR_KEY}",
        "sym": f"{window.first.start:%Y%m}",
        "eym": f"{window.last.start:%Y%m}",
    }
    for line, (row, answer) in enumerate(rows(ask, params, page_size=PAGE), 1):
        cells = fields(row, ["useYm", "prtAgNm", *columns], answer=answer)
        for part in feed.series:
            if part["port"] != cells["prtAgNm"]:
                continue
            column = MEASURES[part["measure"]]
            try:
                period = month_of(cells["useYm"].replace("-", ""))
                yield Found(part, period, Decimal(whole(cells[column], column)))
            except Fault as fault:
                yield fault.at(line, cells)

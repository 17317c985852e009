"""Asks for visitors by nationality, one question a month."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from bongsu.core.panel.periods import span
from bongsu.sources.agencies.contract import Fault, whole
from bongsu.sources.collecting.answers import fields, refused
from bongsu.sources.collecting.asking import Ask
from bongsu.sources.collecting.feeds import Feed, Found, Window
from bongsu.sources.collecting.portal import rows
from bongsu.sources.parsed import Reject

FIELDS = ("edCd", "natCd", "num", "ym")


def collect(ask: Ask, feed: Feed, window: Window) -> Iterator[Found | Reject | str]:
    """Arrivals (E) of each nationality, or departures (D) where the wiring says so."""
    for part in feed.series:
        direction = part["direction"] or "E"
        for period in span(window.first, window.last):
            month = f"{period.start:%Y%m}"
            params = {"serviceKey": "{DATA_GO_KR_KEY}", "YM": month, "NAT_CD": part["nationality"]}
            params["ED_CD"] = direction
            for line, (row, answer) in enumerate(rows(ask, params, paged=False), 1):
                cells = fields(row, FIELDS, answer=answer)
                wanted = {"edCd": direction, "natCd": part["nationality"], "ym": month}
                for name, value in wanted.items():
                    if cells[name] != value:
                        raise refused(answer, expected=f"{name} {value}", found=cells[name])
                try:
                    yield Found(part, period, Decimal(whole(cells["num"], "num")))
                except Fault as fault:
                    yield fault.at(line, cells)

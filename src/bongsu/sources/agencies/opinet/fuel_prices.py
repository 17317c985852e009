"""Asks Opinet for the average prices of fuel of the last seven days."""

from __future__ import annotations

from collections.abc import Iterator

from bongsu.sources.agencies.contract import Fault, number
from bongsu.sources.agencies.krx.gold_prices import day_of
from bongsu.sources.collecting.answers import fields, inside, json_of, refused, table_of
from bongsu.sources.collecting.asking import Ask
from bongsu.sources.collecting.feeds import Feed, Found, Window
from bongsu.sources.parsed import Reject
from bongsu.words import say

FIELDS = ("DATE", "PRODCD", "PRICE")
RENAMED = {"TRADE_DT": "DATE"}


def collect(ask: Ask, feed: Feed, window: Window) -> Iterator[Found | Reject | str]:
    """One question for each product; of the seven days that always come, those of the window are taken."""
    for part in feed.series:
        answer = ask(params={"code": "{OPINET_KEY}", "out": "json", "prodcd": part["product"]})
        oil = inside(json_of(answer), "RESULT", "OIL", answer=answer)
        held = table_of(oil, answer, name="RESULT/OIL")
        if not held:
            raise refused(
                answer,
                expected=say("prices"),
                found=say("none"),
                todo=say("Is the key right? A wrong one answers with an empty list."),
            )
        for line, row in enumerate(held, 1):
            named = {RENAMED.get(name, name): value for name, value in row.items()}
            cells = fields(named, FIELDS, answer=answer)
            if cells["PRODCD"] != part["product"]:
                raise refused(answer, expected=f"PRODCD {part['product']}", found=cells["PRODCD"])
            try:
                day = day_of(cells["DATE"], "DATE")
                price = number(cells["PRICE"], "PRICE")
                if price <= 0:
                    raise Fault("PRICE", expected=say("a number above zero"), found=cells["PRICE"])
            except Fault as fault:
                yield fault.at(line, cells)
                continue
            if day in window:
                yield Found(part, day, price)

"""Asks for wholesale prices in China, page by page; a day's markets are averaged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from bongsu.core.panel.periods import Period, span
from bongsu.sources.agencies.contract import Fault, number
from bongsu.sources.agencies.dated_prices import positive
from bongsu.sources.agencies.krx.gold_prices import day_of
from bongsu.sources.collecting.answers import fields, inside, json_of, refused, table_of
from bongsu.sources.collecting.asking import Answer, Ask
from bongsu.sources.collecting.feeds import Feed, Found, Wanted, Window
from bongsu.sources.parsed import Reject
from bongsu.words import say

PAGE = 1000
SUCCESS, NO_DATA = "INFO-000", "INFO-200"
NAMES = {
    "date_field": "DELNG_DE",
    "item_field": "PRDLST_NM",
    "market_field": "MRKT_NM",
    "price_field": "AVRG_PRICE",
}


def collect(ask: Ask, feed: Feed, window: Window) -> Iterator[Found | Reject | str]:
    """One question a day for each wanted part: the plain mean of the markets' average prices."""
    for part in feed.series:
        names = {key: part[key] or name for key, name in NAMES.items()}
        for period in span(window.first, window.last):
            prices: dict[Period, list[Decimal]] = defaultdict(list)
            for line, row, answer in _rows(ask, part, names, period):
                cells = fields(row, names.values(), answer=answer)
                if cells[names["item_field"]] != part["item"]:
                    found = cells[names["item_field"]]
                    raise refused(answer, expected=say("rows of {name}", name=part["item"]), found=found)
                if part["market"] and cells[names["market_field"]] != part["market"]:
                    continue
                try:
                    day = day_of(cells[names["date_field"]].replace("-", ""), names["date_field"])
                    positive(cells[names["price_field"]], names["price_field"])
                    prices[day].append(number(cells[names["price_field"]], names["price_field"]))
                except Fault as fault:
                    yield fault.at(line, cells)
            yield from (Found(part, day, sum(all_, Decimal(0)) / len(all_)) for day, all_ in prices.items())


def _rows(
    ask: Ask, part: Wanted, names: dict[str, str], period: Period
) -> Iterator[tuple[int, dict[str, Any], Answer]]:
    got, total = 0, 1
    while got < total:
        path = f"{{MAFRA_KEY}}/json/{part['grid']}/{got + 1}/{got + PAGE}"
        params = {names["date_field"]: f"{period.start:%Y%m%d}", names["item_field"]: part["item"]}
        answer = ask(f"{ask.interface.url}/{path}", params)
        total, rows = page(answer, part["grid"])
        if len(rows) < min(PAGE, total - got):
            raise refused(
                answer,
                expected=say("{count} rows, as the answer itself states", count=total),
                found=say("{count} rows", count=got + len(rows)),
            )
        for row in rows:
            got += 1
            yield got, row, answer


def page(answer: Answer, grid: str) -> tuple[int, list[dict[str, Any]]]:
    """The count of all rows that an answer states, and the rows in it."""
    document = json_of(answer)
    body = document.get(grid) if isinstance(document, dict) else None
    body = document if body is None and isinstance(document, dict) else body
    result = inside(body, "result", answer=answer)
    code = str(inside(result, "code", answer=answer))
    if code == NO_DATA:
        return 0, []
    if code != SUCCESS:
        message = str(result.get("message", ""))
        raise refused(answer, expected=say("a result code of success"), found=f"{code} {message}".strip())
    count = str(inside(body, "totalCnt", answer=answer))
    if not (count.isascii() and count.isdigit() and len(count) < 9):
        raise refused(answer, expected=say("a count in {name}", name="totalCnt"), found=count[:40])
    return int(count), table_of(inside(body, "row", answer=answer), answer, name="row")

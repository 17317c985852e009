"""Asks KAMIS for daily prices: the average over markets of one item, kind and rank."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from bongsu.core.panel.periods import Frequency, Period
from bongsu.sources.agencies.contract import Fault, number
from bongsu.sources.collecting.answers import fields, json_of, refused, table_of
from bongsu.sources.collecting.asking import Answer, Ask
from bongsu.sources.collecting.feeds import Feed, Found, Wanted, Window
from bongsu.sources.parsed import Reject
from bongsu.words import say

AVERAGE = "평균"
NO_DATA = "001"
SUCCESS = "000"
MEANINGS = {"200": "wrong parameters", "900": "unauthenticated request"}
NO_PRICE = {"", "-"}
FIELDS = ("itemname", "countyname", "yyyy", "regday", "price")


def collect(ask: Ask, feed: Feed, window: Window) -> Iterator[Found | Reject | str]:
    """One question for each item, kind and rank."""
    for part in feed.series:
        answer = ask(params=_params(part, window))
        for line, row in enumerate(rows(answer), 1):
            cells = fields(row, FIELDS, answer=answer)
            if cells["countyname"] != AVERAGE:
                continue
            try:
                yield Found(part, day_of(cells), price_of(cells["price"]), label=cells["itemname"])
            except Fault as fault:
                yield fault.at(line, cells)


def _params(part: Wanted, window: Window) -> dict[str, object]:
    return {
        "action": "periodProductList",
        "p_cert_key": "{KAMIS_KEY}",
        "p_cert_id": "{KAMIS_ID}",
        "p_returntype": "json",
        "p_startday": window.first.start,
        "p_endday": window.last.end,
        "p_productclscode": part["class"],
        "p_itemcategorycode": part["category"],
        "p_itemcode": part["item"],
        "p_kindcode": part["kind"],
        "p_productrankcode": part["rank"],
        "p_countrycode": part["country"],
        "p_convert_kg_yn": part["kg"] or "Y",
    }


def rows(answer: Answer) -> list[dict[str, Any]]:
    """The rows of an answer, whose shape depends on whether there are any."""
    document = json_of(answer)
    data = document.get("data") if isinstance(document, dict) else None
    if isinstance(data, list):
        code = str(data[0]) if data else NO_DATA
        data = {"error_code": code}
    if not isinstance(data, dict):
        raise refused(answer, expected=say("the field {name}", name="data"))
    code = str(data.get("error_code", ""))
    if code == NO_DATA:
        return []
    if code != SUCCESS:
        raise refused(
            answer, expected=say("a result code of success"), found=f"{code} {MEANINGS.get(code, '')}".strip()
        )
    return table_of(data.get("item"), answer, name="data/item")


def day_of(cells: dict[str, str]) -> Period:
    """The day of `yyyy` and `regday`, "2025" and "03/14"."""
    text = f"{cells['yyyy']}-{cells['regday'].replace('/', '-')}"
    try:
        return Period.of(date.fromisoformat(text), Frequency.DAY)
    except ValueError:
        raise Fault(
            "regday", expected=say("a day such as {example}", example="03/14"), found=repr(text)
        ) from None


def price_of(text: str) -> Decimal | None:
    """The price; None for a dash."""
    if text in NO_PRICE:
        return None
    value = number(text, "price")
    if value <= 0:
        raise Fault("price", expected=say("a number above zero"), found=text)
    return value

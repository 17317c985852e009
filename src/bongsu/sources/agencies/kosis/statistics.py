"""Asks KOSIS for series by table, item and classes."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from bongsu.core.panel.periods import Period
from bongsu.sources.agencies.contract import Fault, number
from bongsu.sources.collecting.answers import fields, json_of, refused, table_of
from bongsu.sources.collecting.asking import Answer, Ask
from bongsu.sources.collecting.feeds import Feed, Found, Wanted, Window
from bongsu.sources.parsed import Reject
from bongsu.words import say

NO_DATA = "30"
FIELDS = ("PRD_DE", "DT", "ITM_NM", "UNIT_NM", "C1")
NO_VALUE = {"", "-", "…"}


def collect(ask: Ask, feed: Feed, window: Window) -> Iterator[Found | Reject | str]:
    """One question for each series."""
    for part in feed.series:
        answer = ask(params=_params(part, window))
        for line, row in enumerate(rows(answer), 1):
            cells = fields(row, FIELDS, answer=answer)
            if cells["C1"] != part["class1"]:
                raise refused(answer, expected=f"C1 {part['class1']}", found=cells["C1"])
            try:
                yield Found(part, month_of(cells["PRD_DE"]), _value(cells), cells["UNIT_NM"], cells["ITM_NM"])
            except Fault as fault:
                yield fault.at(line, cells)


def _params(part: Wanted, window: Window) -> dict[str, object]:
    classes = {f"objL{at}": part[f"class{at}"] for at in range(1, 5) if part[f"class{at}"]}
    return {
        "method": "getList",
        "apiKey": "{KOSIS_KEY}",
        "orgId": part["org"],
        "tblId": part["table"],
        "itmId": part["item"],
        **classes,
        "prdSe": "M",
        "startPrdDe": f"{window.first.start:%Y%m}",
        "endPrdDe": f"{window.last.start:%Y%m}",
        "format": "json",
        "jsonVD": "Y",
    }


def rows(answer: Answer) -> list[dict[str, Any]]:
    """The rows of an answer; an error comes as an object in place of a list."""
    document = json_of(answer)
    if isinstance(document, dict) and "err" in document:
        code, message = str(document["err"]), str(document.get("errMsg", ""))
        if code == NO_DATA:
            return []
        raise refused(answer, expected=say("a result code of success"), found=f"{code} {message}".strip())
    if not isinstance(document, list):
        raise refused(answer, expected=say("a list of rows in {name}", name="getList"))
    return table_of(document, answer, name="getList")


def _value(cells: dict[str, str]) -> Decimal | None:
    return None if cells["DT"] in NO_VALUE else number(cells["DT"], "DT")


def month_of(text: str) -> Period:
    """The month of `202403`."""
    try:
        if len(text) != 6:
            raise ValueError(text)
        return Period.parse(f"{text[:4]}-{text[4:]}")
    except ValueError:
        expected = say("a month such as {example}", example="202403")
        raise Fault("PRD_DE", expected=expected, found=repr(text)) from None

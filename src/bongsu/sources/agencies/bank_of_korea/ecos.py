"""Asks ECOS of the Bank of Korea for series by table and item, page by page."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from bongsu.core.panel.periods import Frequency, Period
from bongsu.sources.agencies.contract import Fault, number
from bongsu.sources.collecting.answers import fields, inside, json_of, refused, table_of
from bongsu.sources.collecting.asking import Answer, Ask
from bongsu.sources.collecting.feeds import Feed, Found, Wanted, Window
from bongsu.sources.parsed import Reject
from bongsu.words import say

PAGE = 1000
CYCLES = {
    Frequency.DAY: ("D", "%Y%m%d"),
    Frequency.MONTH: ("M", "%Y%m"),
    Frequency.YEAR: ("A", "%Y"),
}
NO_DATA = "INFO-200"
QUOTA = {"INFO-300", "ERROR-602"}
FIELDS = ("STAT_CODE", "ITEM_CODE1", "ITEM_NAME1", "TIME", "DATA_VALUE", "UNIT_NAME")


def collect(ask: Ask, feed: Feed, window: Window) -> Iterator[Found | Reject | str]:
    """One question for each series and page."""
    for part in feed.series:
        yield from _series(ask, part, window)


def _series(ask: Ask, part: Wanted, window: Window) -> Iterator[Found | Reject]:
    cycle, form = CYCLES[window.first.frequency]
    items = "/".join(part[name] for name in ("item", "item2", "item3", "item4") if part[name])
    first, last = window.first.start.strftime(form), window.last.start.strftime(form)
    got, total = 0, 1
    while got < total:
        path = f"{got + 1}/{got + PAGE}/{part['table']}/{cycle}/{first}/{last}/{items}"
        answer = ask(f"{ask.interface.url}/{path}")
        total, rows = page(ask, answer)
        if len(rows) < min(PAGE, total - got):
            raise refused(
                answer,
                expected=say("{count} rows, as the answer itself states", count=min(PAGE, total - got)),
                found=say("{count} rows", count=len(rows)),
                todo=say("Is the key the one called sample, which gives ten rows at most?"),
            )
        for line, row in enumerate(rows, got + 1):
            cells = fields(row, FIELDS, answer=answer)
            _check_codes(cells, part, answer)
            try:
                period = period_of(cells["TIME"], window.first.frequency)
                yield Found(part, period, value_of(cells), cells["UNIT_NAME"], cells["ITEM_NAME1"])
            except Fault as fault:
                yield fault.at(line, cells)
        got += len(rows)


def page(ask: Ask | None, answer: Answer) -> tuple[int, list[dict[str, Any]]]:
    """The count of all rows that an answer states, and the rows in it."""
    document = json_of(answer)
    result = document.get("RESULT") if isinstance(document, dict) else None
    if isinstance(result, dict):
        code, message = str(result.get("CODE", "")), str(result.get("MESSAGE", ""))
        if code == NO_DATA:
            return 0, []
        if code in QUOTA and ask is not None:
            ask.quota.exhaust(ask.interface.quota_key, ask.day, limit=ask.interface.quota_a_day)
        raise refused(answer, expected=say("a result code of success"), found=f"{code} {message}".strip())
    search = inside(document, "StatisticSearch", answer=answer)
    count = str(inside(search, "list_total_count", answer=answer))
    if not (count.isascii() and count.isdigit() and len(count) < 9):
        raise refused(answer, expected=say("a count in {name}", name="list_total_count"), found=count[:40])
    return int(count), table_of(inside(search, "row", answer=answer), answer, name="row")


def _check_codes(cells: dict[str, str], part: Wanted, answer: Answer) -> None:
    for name, wanted in (("STAT_CODE", part["table"]), ("ITEM_CODE1", part["item"])):
        if cells[name] != wanted:
            raise refused(answer, expected=f"{name} {wanted}", found=cells[name])


def value_of(cells: dict[str, str]) -> Decimal | None:
    """The number; None where the cell is empty."""
    return number(cells["DATA_VALUE"], "DATA_VALUE") if cells["DATA_VALUE"] else None


def period_of(text: str, frequency: Frequency) -> Period:
    """The period of `20240102`, `202401` or `2024`."""
    dashed = "-".join(part for part in (text[:4], text[4:6], text[6:]) if part)
    try:
        period = Period.parse(dashed)
    except ValueError:
        period = None
    if period is None or period.frequency is not frequency:
        raise Fault(
            "TIME",
            expected=say("a period of the frequency {frequency}", frequency=frequency),
            found=repr(text),
        )
    return period

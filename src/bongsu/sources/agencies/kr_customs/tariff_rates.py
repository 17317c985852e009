"""Asks UNI-PASS for the rates of duty on a tariff line: the rate, and the amount a unit beside it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

from bongsu.core.panel.periods import span
from bongsu.sources.agencies.contract import Fault, number
from bongsu.sources.collecting.answers import children, fields, refused, xml_of
from bongsu.sources.collecting.asking import Answer, Ask
from bongsu.sources.collecting.feeds import Feed, Found, Wanted, Window
from bongsu.sources.parsed import Reject
from bongsu.words import say
from bongsu.words.refusal import Refusal

MEASURES = {"rate_pct": "trrt", "amount": "prutXamt", "base_price": "basePrc"}
ROOTS = ("trrtQryRtnVo", "TrrtQryRtnVo")
ROWS = ("trrtQryRsltVo", "TrrtQryRsltVo")
FIELDS = ("hsSgn", "trrtTpcd", "trrt", "aplyStrtDt", "aplyEndDt")


def collect(ask: Ask, feed: Feed, window: Window) -> Iterator[Found | Reject | str]:
    """One question for each tariff line; each year's value is the one in force on the year's last day."""
    for (hs,), parts in feed.by("hs").items():
        answer = ask(params={"crkyCn": "{UNIPASS_TARIFF_KEY}", "hsSgn": hs})
        rates = list(enumerate(rows(answer), 1))
        for part in parts:
            measure = MEASURES.get(part["measure"])
            if measure is None:
                raise Refusal(f"{feed.code} {part.series} measure", expected=", ".join(MEASURES))
            for line, cells in rates:
                if (cells["hsSgn"], cells["trrtTpcd"]) != (hs, part["type"]):
                    continue
                try:
                    yield from found(part, cells, measure, window)
                except Fault as fault:
                    yield fault.at(line, cells)


def rows(answer: Answer) -> list[dict[str, str]]:
    """The rates in an answer.

    Raises:
        Refusal: a notice in place of rates, or as many rows as the count does not say.
    """
    root = xml_of(answer)
    if root.tag not in ROOTS:
        raise refused(answer, expected=say("the field {name}", name=ROOTS[0]), found=root.tag)
    found = [_cells(element, answer) for name in ROWS for element in root.findall(name)]
    notice = (root.findtext("ntceInfo") or "").strip()
    count = (root.findtext("tCnt") or "").strip()
    if notice and not found:
        raise refused(answer, expected=say("rates of duty"), found=notice)
    if count.isascii() and count.isdigit() and len(count) < 6 and int(count) != len(found):
        raise refused(
            answer,
            expected=say("{count} rows, as the answer itself states", count=int(count)),
            found=say("{count} rows", count=len(found)),
        )
    return found


def _cells(element: ElementTree.Element, answer: Answer) -> dict[str, str]:
    held = children(element)
    return {**held, **fields(held, FIELDS, answer=answer)}


def found(part: Wanted, cells: dict[str, str], measure: str, window: Window) -> Iterator[Found]:
    """The value in each year of the window on whose last day the row is in force."""
    first, last = day_of(cells, "aplyStrtDt"), day_of(cells, "aplyEndDt")
    text = cells.get(measure, "")
    value: Decimal | None = number(text, measure) if text else None
    for period in span(window.first, window.last):
        if first <= period.end <= last:
            yield Found(part, period, value, known_at=max(first, period.start))


def day_of(cells: dict[str, str], name: str) -> date:
    """The day of `20250101`; an end that is not written is far away."""
    text = cells[name].replace("-", "").replace(".", "")
    if not text and name == "aplyEndDt":
        return date.max
    try:
        if len(text) != 8 or not text.isascii():
            raise ValueError(text)
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        expected = say("a day such as {example}", example="20250101")
        raise Fault(name, expected=expected, found=repr(text)) from None

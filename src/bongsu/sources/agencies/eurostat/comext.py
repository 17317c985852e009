"""Asks Eurostat's Comext for trade of EU members in JSON-stat, whose values stand by position."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bongsu.core.panel.periods import Period
from bongsu.sources.agencies.contract import Fault, number
from bongsu.sources.collecting.answers import inside, json_of, refused
from bongsu.sources.collecting.asking import Answer, Ask
from bongsu.sources.collecting.feeds import Feed, Found, Window
from bongsu.sources.parsed import Reject
from bongsu.words import say

SELECT = ("reporter", "partner", "product", "flow")
SECRET = {"c", ":c"}
NO_VALUE = {":", ":z", ""}


def collect(ask: Ask, feed: Feed, window: Window) -> Iterator[Found | Reject | str]:
    """One question for each series."""
    for part in feed.series:
        params = {"format": "JSON", "freq": "M", **{name: part[name] for name in SELECT}}
        params |= {"indicators": part["indicator"]}
        params |= {"sinceTimePeriod": str(window.first), "untilTimePeriod": str(window.last)}
        answer = ask(params=params)
        for line, (month, value, status) in enumerate(cells(answer), 1):
            try:
                withheld = status in SECRET
                held = None if withheld or value is None or value in NO_VALUE else number(value, "value")
                yield Found(part, month_of(month), held, status="withheld" if withheld else "")
            except Fault as fault:
                yield fault.at(line, {"time": month, "value": value or ""})


def cells(answer: Answer) -> Iterator[tuple[str, str | None, str]]:
    """Month, value and status of every month that has one or the other.

    Raises:
        Refusal: an error, another dimension with several categories, or a position outside the cube.
    """
    document = json_of(answer)
    if isinstance(document, dict) and document.get("error"):
        raise refused(answer, expected=say("a result code of success"), found=str(document["error"])[:200])
    names, sizes = inside(document, "id", answer=answer), inside(document, "size", answer=answer)
    if not isinstance(names, list) or not isinstance(sizes, list) or len(names) != len(sizes):
        raise refused(answer, expected=say("as many sizes as dimensions"))
    for name, size in zip(names, sizes, strict=True):
        if name != "time" and str(size) != "1":
            raise refused(answer, expected=say("one category of {name}", name=name), found=str(size)[:40])
    index = inside(document, "dimension", "time", "category", "index", answer=answer)
    months = _months(index, answer)
    values, statuses = _by_place(document.get("value"), answer), _by_place(document.get("status"), answer)
    for place in sorted({*values, *statuses}):
        if place not in months:
            raise refused(answer, expected=say("a position of the structure"), found=str(place))
        yield months[place], values.get(place), statuses.get(place) or ""


def _months(index: Any, answer: Answer) -> dict[int, str]:
    if isinstance(index, list):
        return {place: str(month) for place, month in enumerate(index)}
    if isinstance(index, dict):
        return {_place(place, answer): month for month, place in index.items()}
    raise refused(answer, expected=say("the field {name}", name="index"))


def _by_place(held: Any, answer: Answer) -> dict[int, str | None]:
    if held is None:
        return {}
    if isinstance(held, list):
        pairs = list(enumerate(held))
    elif isinstance(held, dict):
        pairs = [(_place(place, answer), value) for place, value in held.items()]
    else:
        raise refused(answer, expected=say("the field {name}", name="value"))
    if any(isinstance(value, list | dict) for _, value in pairs):
        raise refused(answer, expected=say("a text in {name}", name="value"))
    return {place: None if value is None else str(value) for place, value in pairs if value is not None}


def _place(text: Any, answer: Answer) -> int:
    plain = str(text)
    if not (plain.isascii() and plain.isdigit() and len(plain) < 9):
        raise refused(answer, expected=say("a position of the structure"), found=plain[:40])
    return int(plain)


def month_of(text: str) -> Period:
    """The month of `2024-03`."""
    try:
        if len(text) != len("2024-03"):
            raise ValueError(text)
        return Period.parse(text)
    except ValueError:
        expected = say("a month such as {example}", example="2024-03")
        raise Fault("time", expected=expected, found=repr(text)) from None

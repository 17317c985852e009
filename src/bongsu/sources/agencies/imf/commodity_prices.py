"""Asks the IMF for commodity prices in SDMX-JSON: the periods and values of one series a question."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from bongsu.core.panel.periods import Period
from bongsu.sources.agencies.contract import Fault, number
from bongsu.sources.collecting.answers import inside, json_of, refused
from bongsu.sources.collecting.asking import Answer, Ask
from bongsu.sources.collecting.feeds import Feed, Found, Window
from bongsu.sources.parsed import Reject
from bongsu.words import say

MONTH = re.compile(r"([12][0-9]{3})-?M?(0[1-9]|1[0-2])", re.ASCII)


def collect(ask: Ask, feed: Feed, window: Window) -> Iterator[Found | Reject | str]:
    """One question for each series key."""
    for part in feed.series:
        between = f"ge:{window.first}+le:{window.last}"
        answer = ask(f"{ask.interface.url}/{part['key']}", {"c[TIME_PERIOD]": between})
        for line, (text, value) in enumerate(observations(answer), 1):
            try:
                yield Found(part, month_of(text), value if value is None else number(value, "value"))
            except Fault as fault:
                yield fault.at(line, {"period": text, "value": value or ""})


def observations(answer: Answer) -> Iterator[tuple[str, str | None]]:
    """Period and value of the one series in the answer.

    Raises:
        Refusal: no data, more than one series, or positions that the structure does not have.
    """
    data = inside(json_of(answer), "data", answer=answer)
    sets = inside(data, "dataSets", answer=answer)
    if not isinstance(sets, list) or not sets:
        raise refused(answer, expected=say("data"), found=say("a structure without data"))
    series = inside(sets[0], "series", answer=answer)
    if not isinstance(series, dict) or len(series) != 1:
        found = str(len(series)) if isinstance(series, dict) else type(series).__name__
        raise refused(answer, expected=say("one series"), found=found)
    periods = _periods(data, answer)
    held = inside(next(iter(series.values())), "observations", answer=answer)
    if not isinstance(held, dict):
        raise refused(answer, expected=say("a list of rows in {name}", name="observations"))
    for place, values in held.items():
        if not (place.isascii() and place.isdigit() and len(place) < 6 and int(place) < len(periods)):
            raise refused(answer, expected=say("a position of the structure"), found=place[:40])
        if not isinstance(values, list) or not values or isinstance(values[0], list | dict):
            raise refused(answer, expected=say("a value at position {place}", place=place))
        yield periods[int(place)], None if values[0] is None else str(values[0])


def _periods(data: dict[str, Any], answer: Answer) -> list[str]:
    structures = data.get("structures") or [data.get("structure")]
    structure = structures[0] if isinstance(structures, list) and structures else None
    dimensions = inside(structure, "dimensions", "observation", answer=answer)
    if not isinstance(dimensions, list) or len(dimensions) != 1:
        raise refused(answer, expected=say("periods as the only dimension of observations"))
    values = inside(dimensions[0], "values", answer=answer)
    if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
        raise refused(answer, expected=say("a list of rows in {name}", name="values"))
    return [str(value.get("id") or value.get("value") or "") for value in values]


def month_of(text: str) -> Period:
    """The month of `2024-M03` or `2024-03`."""
    match = MONTH.fullmatch(text)
    if not match:
        raise Fault("period", expected=say("a month such as {example}", example="2024-M03"), found=repr(text))
    return Period.parse(f"{match[1]}-{match[2]}")

"""Asks the Korea Customs Service for trade by tariff line, by line and country, or by country.

The rows are of finer tariff lines than the code asked for, and are added up. A total row stands first: it is
taken out, and what is left must add up to it, or the answer was cut.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from bongsu.core.panel.periods import Frequency, Period
from bongsu.sources.agencies.contract import Fault, number
from bongsu.sources.collecting.answers import fields, refused
from bongsu.sources.collecting.asking import Answer, Ask
from bongsu.sources.collecting.feeds import Feed, Found, Wanted, Window
from bongsu.sources.collecting.portal import rows
from bongsu.sources.parsed import Reject
from bongsu.words import say
from bongsu.words.refusal import Refusal

TOTAL = "총계"
MONTH = re.compile(r"(19[0-9]{2}|20[0-9]{2})\.?(0[1-9]|1[0-2])", re.ASCII)
COLUMNS = {
    "exports_usd": "expDlr",
    "imports_usd": "impDlr",
    "exports_kg": "expWgt",
    "imports_kg": "impWgt",
    "exports_count": "expCnt",
    "imports_count": "impCnt",
}
UNIT_VALUES = {
    "imports_usd_kg": ("imports_usd", "imports_kg"),
    "exports_usd_kg": ("exports_usd", "exports_kg"),
}
Sums = dict[Period, dict[str, Decimal]]


def collect(ask: Ask, feed: Feed, window: Window) -> Iterator[Found | Reject | str]:
    """One question for each tariff code and country."""
    for (hs, country), parts in feed.by("hs", "country").items():
        asked = _Asked(hs, country, _measures(parts, feed))
        sums, rejects, broken = _summed(ask, asked, window)
        yield from rejects
        for part in parts:
            yield from _found(part, {at: sum_ for at, sum_ in sums.items() if at not in broken}, window)
            yield from (Found(part, period, None, status="feed_failed") for period in sorted(broken))


@dataclass(frozen=True, slots=True)
class _Asked:
    """What one question is about: a tariff code, a country, or both, and the columns wanted of it."""

    hs: str
    country: str
    columns: tuple[str, ...]


def _measures(parts: list[Wanted], feed: Feed) -> tuple[str, ...]:
    """The columns that the parts need."""
    measures: dict[str, None] = {}
    for part in parts:
        needed = UNIT_VALUES.get(part["measure"], (part["measure"],))
        for name in needed:
            if name not in COLUMNS:
                raise Refusal(
                    f"{feed.code} {part.series} measure",
                    expected=", ".join([*COLUMNS, *UNIT_VALUES]),
                    found=name,
                )
            measures[COLUMNS[name]] = None
    return tuple(measures)


def _summed(ask: Ask, asked: _Asked, window: Window) -> tuple[Sums, list[Reject], set[Period]]:
    """The sums by month of the columns asked for, and the months of which a row could not be read.

    Raises:
        Refusal: a row whose month cannot be read, for it might be any month's.
    """
    params: dict[str, object] = {"serviceKey": "{DATA_GO_KR_KEY}"}
    params |= {"strtYymm": f"{window.first.start:%Y%m}", "endYymm": f"{window.last.start:%Y%m}"}
    params |= {"hsSgn": asked.hs} if asked.hs else {}
    params |= {"cntyCd": asked.country} if asked.country else {}
    sums: Sums = defaultdict(lambda: defaultdict(Decimal))
    total: dict[str, Decimal] = {}
    rejects: list[Reject] = []
    broken: set[Period] = set()
    answer = None
    for line, (row, answer) in enumerate(rows(ask, params, paged=False), 1):
        year = fields(row, ["year"], answer=answer)["year"]
        try:
            values = {
                name: number(text, name) for name, text in fields(row, asked.columns, answer=answer).items()
            }
            if year == TOTAL:
                total = values
                continue
            _check_codes(row, asked, answer)
            period = month_of(year)
        except Fault as fault:
            rejects.append(fault.at(line, {name: str(value) for name, value in row.items()}))
            if year != TOTAL:
                broken.add(_month_or_refusal(year, answer))
            continue
        for name, value in values.items():
            sums[period][name] += value
    if total and not rejects and answer is not None:
        _check_total(sums, total, answer)
    return sums, rejects, broken


def _month_or_refusal(text: str, answer: Answer) -> Period:
    try:
        return month_of(text)
    except Fault as fault:
        raise refused(answer, expected=fault.expected, found=fault.found) from None


def _check_codes(row: Mapping[str, object], asked: _Asked, answer: Answer) -> None:
    """Every row is of the tariff code and the country that were asked for."""
    if asked.hs:
        named = str(row.get("hsCd") or row.get("hsCode") or "")
        if not named:
            fields(row, ["hsCd"], answer=answer)
        if not named.startswith(asked.hs):
            raise refused(
                answer, expected=say("rows of the tariff code {code}", code=asked.hs), found=named or repr("")
            )
    if asked.country:
        named = fields(row, ["statCd"], answer=answer)["statCd"]
        if named != asked.country:
            raise refused(answer, expected=say("rows of the country {code}", code=asked.country), found=named)


def _check_total(sums: Sums, total: dict[str, Decimal], answer: Answer) -> None:
    for name, value in total.items():
        found = sum((month[name] for month in sums.values()), Decimal(0))
        if found != value:
            raise refused(
                answer,
                expected=say("rows that add up to the total {total} of {name}", total=value, name=name),
                found=str(found),
                todo=say("The answer was cut, or holds something twice; nothing of it was taken."),
            )


def _found(part: Wanted, sums: Sums, window: Window) -> Iterator[Found]:
    ratio = UNIT_VALUES.get(part["measure"])
    for period, values in sums.items():
        if ratio is None:
            yield Found(part, period, values[COLUMNS[part["measure"]]])
            continue
        dollars, kilograms = (values[COLUMNS[name]] for name in ratio)
        yield Found(part, period, dollars / kilograms if kilograms else None)
    if ratio is not None and sums:
        newest = max(sums)
        absent = (Period(newest.frequency, at) for at in range(window.first.ordinal, newest.ordinal))
        yield from (Found(part, period, None) for period in absent if period not in sums)


def month_of(text: str) -> Period:
    """The month of `2024.01` or `202401`."""
    match = MONTH.fullmatch(text)
    if match:
        return Period(Frequency.MONTH, int(match[1]) * 12 + int(match[2]) - 1)
    raise Fault("year", expected=say("a month such as {example}", example="2024.01"), found=repr(text))

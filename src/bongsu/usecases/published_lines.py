"""The published rates of tariff lines as rates of one good: all its lines must say the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from bongsu.core.indicators.tariff import Good, Rate
from bongsu.core.indicators.tariff_revision import same_rate
from bongsu.core.indicators.units import UnitError, factor
from bongsu.sources.agencies.kr_customs.published_rates import LineRate
from bongsu.sources.agencies.kr_customs.rate_types import RateType
from bongsu.words import say

Unclear = tuple[str, str]
"""Where it stands, and why it is not clear."""


def rates_of_good(good: Good, lines: Sequence[LineRate], *, source: str) -> tuple[list[Rate], list[Unclear]]:
    """The rates that every line of the good has alike, marked as checked by nobody, and what is not clear."""
    by_type: dict[RateType, dict[str, list[Rate]]] = defaultdict(lambda: defaultdict(list))
    unclear: list[Unclear] = []
    of_good = [line for line in lines if line.hs.startswith(tuple(good.hs))] if good.hs else []
    for line in of_good:
        try:
            by_type[line.type][line.hs].append(_rate(good, line, source=source))
        except UnitError as error:
            unclear.append((line.where, say(error.message, **error.values)))
    unclear += [
        (line.where, say("a rate of the whole heading {hs}: is it this line's?", hs=line.hs))
        for line in lines
        if any(wanted.startswith(line.hs) and wanted != line.hs for wanted in good.hs)
    ]
    codes = sorted({line.hs for line in of_good})
    found = []
    for kind, by_line in by_type.items():
        name = " ".join(part for part in (kind.code, kind.agreement, ", ".join(kind.origins)) if part)
        where = f"{good.code} {name}"
        joined = {hs: _joined(rates) for hs, rates in by_line.items()}
        muddled = [hs for hs, rates in joined.items() if rates is None]
        if muddled:
            told = say("several rates on the same days at {codes}", codes=", ".join(muddled))
            unclear.append((where, told))
            continue
        if not _alike(joined, codes):
            told = say(
                "the lines of '{good}' say different things: {lines}. Make them goods of their own.",
                good=good.code,
                lines="; ".join(f"{hs} {_all_told(joined.get(hs) or [])}" for hs in codes),
            )
            unclear.append((where, told))
            continue
        found += joined[codes[0]] or []
    return found, unclear


def _rate(good: Good, line: LineRate, *, source: str) -> Rate:
    specific = line.specific
    if specific is not None and line.per != good.unit:
        specific *= factor(f"KRW/{line.per}", f"KRW/{good.unit}")
    held = {
        "ad_valorem": line.share is not None,
        "specific": specific is not None,
        "rule": bool(line.rule),
        "valid_from": True,
        "valid_to": line.last is not None,
        "origins": bool(line.type.origins),
    }
    return Rate(
        good.code,
        line.type.code,
        line.share,
        specific,
        line.rule,
        line.first,
        line.last,
        line.type.origins,
        source=source,
        unverified=tuple(name for name, there in held.items() if there),
        agreement=line.type.agreement,
    )


def _joined(rates: Sequence[Rate]) -> list[Rate] | None:
    """Rates that follow each other and say the same as one; None where two of a day say different things."""
    found: list[Rate] = []
    for rate in sorted(rates, key=lambda rate: (rate.valid_from, rate.valid_to or date.max)):
        last = found[-1] if found else None
        end = (last.valid_to or date.max) if last else date.min
        touches = last is not None and (end == date.max or rate.valid_from <= end + timedelta(days=1))
        if last is None or not touches:
            found.append(rate)
        elif same_rate(last, rate):
            later = None if None in (last.valid_to, rate.valid_to) else max(end, rate.valid_to or end)
            found[-1] = replace(last, valid_to=later)
        elif rate.valid_from <= end:
            return None
        else:
            found.append(rate)
    return found


def _alike(joined: dict[str, list[Rate] | None], codes: Sequence[str]) -> bool:
    """Whether every line has these rates, on the same days."""
    first = next(iter(joined.values()))
    return set(joined) == set(codes) and all(rates == first for rates in joined.values())


def _all_told(rates: Sequence[Rate]) -> str:
    return ", ".join(map(told_rate, rates)) or "–"


def told_rate(rate: Rate) -> str:
    """A rate in short: `270 % or 6,210 won, the higher`."""
    share = None if rate.ad_valorem is None else f"{rate.ad_valorem * 100:.10g} %"
    amount = None if rate.specific is None else say("{amount} won", amount=f"{rate.specific:,.10g}")
    if share and amount:
        joined = {
            "higher": say("{share} or {amount}, the higher", share=share, amount=amount),
            "lower": say("{share} or {amount}, the lower", share=share, amount=amount),
            "both": say("{share} and {amount}", share=share, amount=amount),
        }
        return joined[rate.rule]
    return share or amount or ""

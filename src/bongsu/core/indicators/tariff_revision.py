"""Puts freshly published rates beside those of a tariff: what stays, what is ended, what is new."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bongsu.core.indicators.tariff import Rate, Tariff

SAME, CHANGED, NEW, KEPT = "same", "changed", "new", "kept"
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class RateChange:
    """What becomes of one rate.

    Attributes:
        kind: "same" as in the tariff, "changed", "new", or "kept" though the table does not have it.
        before: the rate of the tariff that it takes the place of, of the longest standing first.
        after: the published rate; None where the table has none.
    """

    kind: str
    before: tuple[Rate, ...]
    after: Rate | None

    @property
    def checked_before(self) -> bool:
        """Whether a rate is changed at which nothing was marked as unchecked."""
        return self.kind == CHANGED and any(not rate.unverified for rate in self.before)


def revised(tariff: Tariff, published: Iterable[Rate], *, on: date) -> tuple[Tariff, tuple[RateChange, ...]]:
    """The tariff with the published rates in it, and the changes in the order of the published ones.

    A rate that says otherwise ends the day before the published one begins, and is left out where it begins
    no earlier. Rates that say the same become one over both stretches. Quota and trigger, which tables of
    rates do not hold, are taken over. Rates in force on `on` of which the table says nothing are kept.
    """
    rates, changes = list(tariff.rates), []
    told = set()
    for fresh in sorted(published, key=lambda rate: (_key(rate), rate.valid_from)):
        told.add(_key(fresh))
        met = [rate for rate in rates if _key(rate) == _key(fresh) and _overlap(rate, fresh)]
        if len(met) == 1 and same_rate(met[0], fresh) and _covers(met[0], fresh):
            changes.append(RateChange(SAME, tuple(met), fresh))
            continue
        after, ended = _settled(fresh, met)
        rates = [rate for rate in rates if rate not in met] + ended + [after]
        changes.append(RateChange(CHANGED if met else NEW, tuple(met), after))
    changes += [
        RateChange(KEPT, (rate,), None)
        for rate in tariff.rates
        if rate.in_force(on) and _key(rate) not in told
    ]
    order = {good.code: place for place, good in enumerate(tariff.goods)}
    rates.sort(key=lambda rate: (order[rate.good], rate.type, rate.agreement, rate.valid_from))
    return replace(tariff, rates=tuple(rates)), tuple(changes)


def same_rate(one: Rate, other: Rate) -> bool:
    """Whether two rates levy the same, whatever their days."""
    return (
        _close(one.ad_valorem, other.ad_valorem)
        and _close(one.specific, other.specific)
        and one.rule == other.rule
    )


def _settled(fresh: Rate, met: Sequence[Rate]) -> tuple[Rate, list[Rate]]:
    """The published rate with what it takes over, and the stumps of those that it ends."""
    after, ended = fresh, []
    for rate in sorted(met, key=lambda rate: rate.valid_from):
        if same_rate(rate, fresh):
            ends = None if None in (rate.valid_to, after.valid_to) else max(_end(rate), _end(after))
            after = replace(after, valid_from=min(rate.valid_from, after.valid_from), valid_to=ends)
        elif rate.valid_from < fresh.valid_from:
            marks = tuple(dict.fromkeys((*rate.unverified, "valid_to")))
            ended.append(replace(rate, valid_to=fresh.valid_from - _DAY, unverified=marks))
        for name in ("quota", "trigger"):
            held = getattr(rate, name)
            if held is not None and getattr(after, name) is None:
                after = replace(after, **{name: held}, unverified=(*after.unverified, name))
    return after, ended


def _key(rate: Rate) -> tuple[str, str, tuple[str, ...], str]:
    return rate.good, rate.type, tuple(sorted(rate.origins)), rate.agreement


def _end(rate: Rate) -> date:
    return rate.valid_to or date.max


def _overlap(one: Rate, other: Rate) -> bool:
    return one.valid_from <= _end(other) and other.valid_from <= _end(one)


def _covers(outer: Rate, inner: Rate) -> bool:
    return outer.valid_from <= inner.valid_from and _end(inner) <= _end(outer)


def _close(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)

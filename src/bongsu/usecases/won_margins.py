"""Margins and price gaps in won: what a unit brings now, and how that changed since the period before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from bongsu.catalogue.catalogue import Catalogue
from bongsu.core.panel.periods import Frequency, Period
from bongsu.facts.ledger import Ledger
from bongsu.usecases.known_indicator import known_series
from bongsu.usecases.margins import margins, price_series
from bongsu.usecases.report_content import IndicatorContent, ItemContent, WonMargin

GAINS = {"smuggling_margin": "smuggling_gain", "legal_margin": "legal_gain"}
"""Kinds of indicators that are a share, and what of the landed cost is the same in won."""
GAPS = ("price_gap", "taxed_untaxed_spread", *GAINS)
YEARS = 2
"""Past looked through for the two newest periods in which every price is known."""

Array = NDArray[np.float64]


def with_won(
    item: ItemContent, ledger: Ledger, catalogue: Catalogue, *, as_of: date, as_recorded: datetime | None
) -> ItemContent:
    """The item with what its margins and price gaps come to in won a unit, where that can be told."""
    kinds = {each.code: each.kind for each in catalogue.indicators_of(item.code)}
    wanted = [entry for entry in item.indicators if kinds.get(entry.finding.indicator) in GAPS]
    if not wanted:
        return item
    shares = [entry for entry in wanted if in_won(entry) is None]
    landed: dict[str, WonMargin] = {}
    if any(kinds[entry.finding.indicator] in GAINS for entry in shares):
        landed = _landed(item, ledger, catalogue, as_of=as_of, as_recorded=as_recorded)
    told = {
        entry.finding.indicator: in_won(entry) or landed.get(kinds[entry.finding.indicator])
        for entry in wanted
    }
    indicators = tuple(replace(each, won=told.get(each.finding.indicator)) for each in item.indicators)
    return replace(item, indicators=indicators)


def in_won(entry: IndicatorContent) -> WonMargin | None:
    """An indicator that is kept in won a unit, by its two newest values; None of any other unit."""
    if not entry.unit.startswith("KRW/"):
        return None
    known = [point for point in entry.series if point.value is not None]
    if not known:
        return None
    before = known[-2].value if len(known) > 1 else None
    return _margin(known[-1].period, known[-1].value, before, entry.unit)


def _landed(
    item: ItemContent, ledger: Ledger, catalogue: Catalogue, *, as_of: date, as_recorded: datetime | None
) -> dict[str, WonMargin]:
    """Kind → its gain in won by the landed cost of the two newest periods of which every price is known."""
    names = price_series(catalogue, item.code)
    if not names:
        return {}
    frequency = Frequency(item.frequency)
    cutoff = Period.last_complete(as_of, frequency)
    first = cutoff - round(YEARS * frequency.per_year)
    raw = known_series(ledger, names, frequency, first=first, as_of=as_of, as_recorded=as_recorded)
    rows = np.flatnonzero(np.isfinite(np.stack(list(raw.values()))).all(axis=0))[-2:]
    read = []
    for row in rows.tolist():
        period = first + row
        found = margins(catalogue, item.code, _at(raw, row), on=min(period.end, as_of))
        if found is not None:
            read.append((str(period), found))
    if not read:
        return {}
    (period, newest), before = read[-1], read[-2][1] if len(read) > 1 else None
    unit = f"KRW/{newest.good.unit}"
    told = {
        kind: _margin(period, getattr(newest, name), getattr(before, name) if before else None, unit)
        for kind, name in GAINS.items()
    }
    return {kind: each for kind, each in told.items() if each is not None}


def _at(raw: Mapping[str, Array], row: int) -> dict[str, float]:
    return {name: float(values[row]) for name, values in raw.items()}


def _margin(period: str, value: float | None, before: float | None, unit: str) -> WonMargin | None:
    if value is None:
        return None
    return WonMargin(period, value, None if before is None else value - before, unit)

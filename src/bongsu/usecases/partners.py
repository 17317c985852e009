"""The ledger of partners: who sends what, when it last came, when it is due, and what its absence costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from bongsu.catalogue.entries import Indicator, Source
from bongsu.core.panel.feed_gates import days_overdue
from bongsu.core.panel.periods import Frequency, Lag, Period
from bongsu.facts.ledger import Ledger
from bongsu.sources.collecting.feeds import feeds_of
from bongsu.usecases.collect import today
from bongsu.usecases.workspace import Workspace

GRACE = Lag(0, 7)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one item loses with a partner: of its indicators, and of the model's inclusion probability.

    Attributes:
        inclusion: share of the item's inclusion probability in the newest assessment; None without one.
    """

    item: str
    indicators: int
    of_indicators: int
    inclusion: float | None


@dataclass(frozen=True, slots=True)
class Partner:
    """One source of the catalogue as the ledger knows it.

    Attributes:
        names: what it is called, by language.
        newest: the newest period of any of its series; "" where nothing came yet.
        next_expected: the day by which the next period should be here; None where nothing came yet.
        costs: for each item whose grade depends on it, what its absence costs.
    """

    source: str
    names: dict[str, str]
    owner: str
    contact: str
    licence: str
    frequency: str
    series: tuple[str, ...]
    newest: str
    last_arrival: datetime | None
    next_expected: date | None
    days_overdue: int
    costs: tuple[Cost, ...]


def partners(workspace: Workspace, *, now: datetime) -> list[Partner]:
    """Every source that indicators or feeds name, the most overdue first.

    A source counts as late when the next period of its newest series has been over for longer than the
    longest publication lag of its indicators and a week.
    """
    catalogue, day = workspace.catalogue, today(workspace, now)
    fed = {feed.code: feed.names for feed in feeds_of(catalogue.files)}
    inclusion = _inclusion(workspace)
    found = []
    for source in catalogue.sources:
        indicators = [one for one in catalogue.indicators if one.source == source.code]
        series = {name for code in source.datasets for name in fed.get(code, ())}
        series |= {name for one in indicators for name in one.inputs if _belongs(name, one, workspace)}
        if series:
            found.append(
                _partner(workspace, source, sorted(series), indicators, day=day, inclusion=inclusion)
            )
    return sorted(found, key=lambda one: (-one.days_overdue, one.source))


def _belongs(series: str, indicator: Indicator, workspace: Workspace) -> bool:
    """A series that an indicator of another source is, by itself, is that one's."""
    owners = {one.source for one in workspace.catalogue.indicators if one.inputs == (series,) and one.source}
    return not owners or indicator.source in owners


def _partner(
    workspace: Workspace,
    source: Source,
    series: list[str],
    indicators: list[Indicator],
    *,
    day: date,
    inclusion: Mapping[str, Mapping[str, float]],
) -> Partner:
    rows = Ledger(workspace.facts).read("observations", where=pl.col("series").is_in(series))
    reported = rows.filter(pl.col("status") == "reported").sort("period", "frequency")
    newest = None
    if reported.height:
        last = reported.row(-1, named=True)
        newest = Period.of(last["period"], Frequency(last["frequency"]))
    lag = max((one.publication_lag for one in indicators), key=lambda one: one.after(day), default=Lag(0, 0))
    expected = GRACE.after(lag.after((newest + 1).end)) if newest else None
    arrived = reported["recorded_at"].max() if reported.height else None
    return Partner(
        source.code,
        source.name,
        source.owner,
        source.contact,
        source.licence,
        source.frequency,
        tuple(series),
        str(newest) if newest else "",
        arrived if isinstance(arrived, datetime) else None,
        expected,
        days_overdue(expected=expected, day=day) if expected else 0,
        _costs(workspace, series, inclusion),
    )


def _costs(
    workspace: Workspace, series: list[str], inclusion: Mapping[str, Mapping[str, float]]
) -> tuple[Cost, ...]:
    costs = []
    for item in workspace.catalogue.items:
        candidates = workspace.catalogue.indicators_of(item)
        lost = [one for one in candidates if set(one.inputs) & set(series)]
        if not lost:
            continue
        held = inclusion.get(item.code, {})
        whole = sum(held.values())
        share = sum(held.get(one.code, 0.0) for one in lost) / whole if whole else None
        costs.append(Cost(item.code, len(lost), len(candidates), share))
    return tuple(costs)


def _inclusion(workspace: Workspace) -> dict[str, dict[str, float]]:
    """Item → indicator → inclusion probability in the newest assessment; nothing where there is none."""
    if not workspace.database.is_file():
        return {}
    from bongsu import records
    from bongsu.records import assessments

    records.setup(workspace.database)
    newest = assessments.latest()
    if newest is None:
        return {}
    return {
        entry["item"]: {
            one["indicator"]: float(one["inclusion"])
            for one in entry.get("indicators", ())
            if one.get("inclusion") is not None
        }
        for entry in newest.document["items"]
    }

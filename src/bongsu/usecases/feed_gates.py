"""The gate between answers and ledger: a series that looks like something else stays outside."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from bongsu.core.panel.feed_gates import GateFault, Thresholds, gate_faults
from bongsu.facts.ledger import Ledger
from bongsu.sources.collecting.feeds import Feed
from bongsu.sources.description import data_sets
from bongsu.sources.parsed import Parsed, Reject
from bongsu.usecases.workspace import Workspace
from bongsu.words import say
from bongsu.words.refusal import Refusal

BEFORE = 60
"""Periods of history that an arriving value is compared with."""


def thresholds_of(feed: Feed) -> Thresholds:
    """The description's thresholds, those of the catalogue's feed before them.

    Raises:
        Refusal: a threshold that there is not, or that is no number.
    """
    try:
        return Thresholds.of(feed.description.gates, feed.gates)
    except ValueError as fault:
        raise Refusal(f"{feed.code} gates", expected=say("thresholds"), found=str(fault)) from None


Vouch = Callable[[str, Sequence[Reject]], None]
"""Told of a series that a person lets through, and what the gate holds against it, before it is stored."""


class Gate:
    """Holds back the series whose arriving values fail a threshold; the ledger keeps its last good state.

    Args:
        accept: series that a person lets through; vouch: told of each that would have been held back.

    Attributes:
        held_back: the series held back so far; `reasons` say why.
    """

    def __init__(
        self,
        workspace: Workspace,
        feeds: Mapping[str, Feed],
        *,
        accept: Iterable[str] = (),
        vouch: Vouch | None = None,
    ) -> None:
        self._ledger = Ledger(workspace.facts)
        self._feeds = feeds
        self.accept = frozenset(accept)
        self._vouch = vouch or (lambda series, faults: None)
        self.held_back: list[str] = []
        self.reasons: list[str] = []

    def check(self, source: str, parsed: list[Parsed]) -> list[Parsed]:
        """The parts with the failing series moved to the rejects."""
        known = data_sets().get(source)
        feed = self._feeds.get(source) or (Feed(known) if known else None)
        thresholds = thresholds_of(feed) if feed else Thresholds()
        return [self._checked(part, thresholds) if part.table == "observations" else part for part in parsed]

    def _checked(self, part: Parsed, thresholds: Thresholds) -> Parsed:
        names = part.rows["series"].unique().sort().to_list()
        history = self._ledger.read("observations", where=pl.col("series").is_in(names))
        rejects, bad = [], []
        for (series, frequency), rows in _newest(part.rows).group_by(
            "series", "frequency", maintain_order=True
        ):
            held = history.filter((pl.col("series") == series) & (pl.col("frequency") == frequency))
            faults = _faults(rows, held, thresholds)
            told = [_reject(str(series), fault, rows) for fault in faults]
            if told and series in self.accept:
                self._vouch(str(series), told)
            elif told:
                bad.append(str(series))
                rejects += told
        if not bad:
            return part
        self.held_back += bad
        self.reasons += [f"{one.column}: {one.found} ({one.expected})" for one in rejects]
        return replace(
            part, rows=part.rows.filter(~pl.col("series").is_in(bad)), rejects=(*part.rejects, *rejects)
        )


def _newest(rows: pl.DataFrame) -> pl.DataFrame:
    """Each period once, as known last."""
    return (
        rows.sort("series", "frequency", "period", "known_at")
        .unique(["series", "frequency", "period"], keep="last", maintain_order=True)
        .sort("series", "frequency", "period")
    )


def _faults(rows: pl.DataFrame, held: pl.DataFrame, thresholds: Thresholds) -> list[GateFault]:
    first = rows["period"].min()
    before = held.filter(pl.col("period") < first).sort("period").tail(BEFORE)
    replaced = rows.select("period").join(
        held.select("period", "value"), on="period", how="left", maintain_order="left"
    )
    return gate_faults(
        _array(rows["value"]),
        _array(before["value"]),
        replaced=_array(replaced["value"]),
        thresholds=thresholds,
    )


def _array(values: pl.Series) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return values.cast(pl.Float64).fill_null(float("nan")).to_numpy().astype(np.float64)


def _reject(series: str, fault: GateFault, rows: pl.DataFrame) -> Reject:
    where = rows.row(fault.place, named=True) if fault.place >= 0 else None
    expected, found = _told(fault)
    if where:
        found = f"{found} ({where['period']}: {where['value']:g})"
    return Reject(
        0,
        series,
        expected=expected,
        found=found,
        todo=say(
            "The last good values stay. If it is right: bongsu collect --accept {series}; if the agency "
            "changed its definition, edit the feed.",
            series=series,
        ),
        row={"series": series, "periods": _stretch(rows["period"])},
    )


def _stretch(periods: pl.Series) -> str:
    days = periods.cast(pl.String).to_list()
    return f"{days[0]}…{days[-1]}"


def _told(fault: GateFault) -> tuple[str, str]:
    """The threshold and what was found, in words."""
    if fault.gate == "missing":
        return (
            say("at most {share} of the periods without a value", share=f"{fault.limit:.0%}"),
            f"{fault.found:.0%}",
        )
    if fault.gate == "zeros":
        return say("at most {share} of the periods zero", share=f"{fault.limit:.0%}"), f"{fault.found:.0%}"
    if fault.gate == "extreme":
        return (
            say("a change within {limit} standard deviations", limit=f"{fault.limit:g}"),
            f"{fault.found:.1f}",
        )
    if fault.gate == "revision":
        return say("a revision by at most {limit} times", limit=f"{fault.limit:g}"), f"×{fault.found:.4g}"
    return (
        say("a value at most {limit} times the one before, or as much less", limit=f"{fault.limit:g}"),
        f"×{fault.found:.4g}",
    )

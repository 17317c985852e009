"""One indicator as known on a day, at a frequency of its own: what the daily and weekly watch looks at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from bongsu.catalogue.entries import Indicator
from bongsu.core.panel.periods import Frequency, Period
from bongsu.core.panel.resampling import to_periods
from bongsu.facts.ledger import Ledger

Array = NDArray[np.float64]


def known_indicator(
    ledger: Ledger,
    indicator: Indicator,
    frequency: Frequency,
    *,
    first: Period,
    as_of: date,
    as_recorded: datetime | None = None,
) -> tuple[Sequence[Period], Array]:
    """The periods from `first` on of which a value is known, and the values.

    The formula is evaluated at `frequency`: `diff(x, 1)` is the change since the day or week before. A series
    kept more rarely is held until its next value; one kept more often is averaged.
    """
    names = tuple(dict.fromkeys(indicator.inputs))
    raw = known_series(ledger, names, frequency, first=first, as_of=as_of, as_recorded=as_recorded)
    told = _without_gaps(raw)
    values = np.full(told.shape[0], np.nan)
    if told.any():
        values[told] = indicator.evaluate({name: column[told] for name, column in raw.items()})
    places = np.flatnonzero(np.isfinite(values))
    return [first + int(place) for place in places], values[places]


def known_series(
    ledger: Ledger,
    names: Sequence[str],
    frequency: Frequency,
    *,
    first: Period,
    as_of: date,
    as_recorded: datetime | None = None,
) -> dict[str, Array]:
    """Raw series as known on a day, each [time] from `first` to the last whole period; NaN: not known."""
    last = Period.last_complete(as_of, frequency)
    length = last - first + 1
    raw: dict[str, Array] = {name: np.full(max(length, 0), np.nan) for name in names}
    for kept in Frequency:
        start, end = Period.of(first.start, kept), Period.of(last.end, kept)
        known = ledger.observation_history(names, kept, start, end, as_of=as_of, as_recorded=as_recorded)
        if not known.key.shape[0]:
            continue
        held = sorted(set(known.series.tolist()))
        values = to_periods(known.as_of(as_of.toordinal())[:, held], start, first, length=length)
        raw |= {names[place]: values[:, k] for k, place in enumerate(held)}
    return raw


def _without_gaps(raw: dict[str, Array]) -> NDArray[np.bool_]:
    """Times at which every series has a value: days without trading take no part, not even in differences."""
    return np.asarray(~np.isnan(np.stack(list(raw.values()))).any(axis=0))

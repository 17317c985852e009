"""A series that is kept at two frequencies: the items' own first, the others fill its gaps."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from bongsu.core.panel.periods import Frequency, Period
from bongsu.facts.ledger import Ledger
from bongsu.usecases.known_panel import HORIZON, KnownPanel
from bongsu.usecases.load import load_files
from bongsu.usecases.workspace import Workspace
from tests.reference.two_frequencies_plain import series_at

NOW = datetime(2010, 1, 1, tzinfo=UTC)
AS_OF = date(2008, 6, 20)
FIRST, YEARS = 2004, 4
EVERY = {Frequency.DAY: 20, Frequency.WEEK: 3, Frequency.MONTH: 1, Frequency.QUARTER: 1, Frequency.YEAR: 1}


def made_up(rng, frequency: Frequency) -> dict[Period, float]:
    """Values at a frequency, some periods without one."""
    first = Period.of(date(FIRST, 1, 1), frequency)
    last = Period.of(date(FIRST + YEARS, 5, 1), frequency)
    return {
        first + step: round(float(rng.uniform(1, 100)), 3)
        for step in range(last - first)
        if rng.random() < 0.7 / EVERY[frequency]
    }


def panel_of(folder, item_frequency: Frequency, kept: dict[Frequency, dict[Period, float]]) -> KnownPanel:
    place = Workspace.create(folder / "w", pack="empty")
    items = f'[[item]]\ncode = "gold"\nfrequency = "{item_frequency}"\nindicators = ["fx"]\n'
    fx = '[[indicator]]\ncode = "fx"\nseries = "fx"\nsign = "+"\npublication_lag = "P1D"\nleads = [0, 2]\n'
    (place.catalogue_folder / "items.toml").write_text(items, encoding="utf-8")
    (place.catalogue_folder / "indicators.toml").write_text(fx, encoding="utf-8")
    files = []
    for frequency, values in kept.items():
        lines = ["series,period,value,known_at"]
        lines += [f"fx,{period},{value},{period.end + timedelta(days=9)}" for period, value in values.items()]
        files.append(folder / f"{frequency}.csv")
        files[-1].write_text("\n".join(lines), encoding="utf-8")
    place = Workspace.open(place.folder)
    reports = load_files(place, files, now=NOW)
    assert sum(report.rows for report in reports) == sum(map(len, kept.values()))
    first = Period.of(date(FIRST, 7, 1), item_frequency)
    return KnownPanel(Ledger(place.facts), place.catalogue, place.catalogue.items, as_of=AS_OF, first=first)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    "own, others",
    [
        (Frequency.MONTH, [Frequency.DAY]),
        (Frequency.MONTH, [Frequency.QUARTER]),
        (Frequency.MONTH, [Frequency.WEEK, Frequency.DAY, Frequency.YEAR]),
        (Frequency.WEEK, [Frequency.MONTH, Frequency.DAY]),
    ],
)
def test_it_agrees_with_the_slow_plain_version(tmp_path, own, others, seed):
    rng = np.random.default_rng(seed)
    kept = {frequency: made_up(rng, frequency) for frequency in (own, *others)}
    panel = panel_of(tmp_path, own, kept)
    known = {
        frequency: {
            period: value for period, value in values.items() if period.end + timedelta(days=9) <= AS_OF
        }
        for frequency, values in kept.items()
    }
    length = panel.cutoff - panel.axis_first + 1 + HORIZON
    last_read = {frequency: Period.of(panel.cutoff.end, frequency) for frequency in known}
    expected = series_at(known, panel.axis_first, length, last_read)
    np.testing.assert_allclose(panel.raw_series()["fx"], expected, rtol=1e-12)
    alone = series_at({own: known[own]}, panel.axis_first, length, last_read)
    filled = ~np.isnan(expected) & np.isnan(alone)
    assert filled.any() and not (np.isnan(expected) & ~np.isnan(alone)).any()


def test_the_items_own_frequency_counts_where_both_are_known(tmp_path):
    march, april = Period.parse("2005-03"), Period.parse("2005-04")
    days = {Period.parse(f"2005-0{month}-15"): 10.0 * month for month in (3, 4)}
    panel = panel_of(tmp_path, Frequency.MONTH, {Frequency.DAY: days, Frequency.MONTH: {march: 7.0}})
    raw = panel.raw_series()["fx"]
    assert (raw[march - panel.axis_first], raw[april - panel.axis_first]) == (7.0, 40.0)

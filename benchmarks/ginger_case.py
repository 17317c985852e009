"""The dried-ginger case on made-up data of its shape: `python benchmarks/ginger_case.py [--write DIR]`.

None of the numbers is a fact but those the shape is taken from: dried ginger declared at 0.46 dollars a kilo
when fresh ginger, of which it takes ten, was declared at 1.24; 2015 and 2018 to 2021; the end four months
before the designation; Peru and Viet Nam in China's place.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bongsu.catalogue import Catalogue
from bongsu.catalogue.packs import pack_folder
from bongsu.core.indicators.landed_cost import landed_cost
from bongsu.core.indicators.trade_mix import new_origin_share
from bongsu.core.indicators.unit_values import over_floor
from bongsu.core.panel.periods import Period

Array = NDArray[np.float64]

FIRST, MONTHS = Period.parse("2012-01"), 156
FALSE_YEARS = (2015, 2018, 2019, 2020, 2021)
STOPPED, DESIGNATED = Period.parse("2021-10"), Period.parse("2022-02")
HONEST_RATIO, FALSE_RATIO = 0.31, 0.46 / 12.4
FRESH_USD_KG, WON_PER_USD = 1.24, 1150.0
ORIGINS = ("ginger_dried_china_kg", "ginger_dried_peru_kg", "ginger_dried_viet_nam_kg")


@dataclass(frozen=True, slots=True)
class GingerCase:
    """Made-up series by month, and what the Korean pack's formulas make of them [time]."""

    months: list[Period]
    series: dict[str, Array]
    ratio: Array
    floor_ratio: Array
    shift: Array
    new_origins: Array


def made_up(seed: int = 2005) -> dict[str, Array]:
    """The raw series of the case, by the codes of the Korean pack."""
    rng = np.random.default_rng(seed)
    months = [FIRST + step for step in range(MONTHS)]
    false = np.array([month.start.year in FALSE_YEARS and month < STOPPED for month in months])
    fresh = FRESH_USD_KG * np.exp(rng.normal(0.0, 0.08, MONTHS))
    ratio = np.where(false, FALSE_RATIO, HONEST_RATIO) * np.exp(rng.normal(0.0, 0.10, MONTHS))
    whole = 120_000.0 * np.exp(rng.normal(0.0, 0.15, MONTHS))
    before = np.array([0.97, 0.02, 0.01])
    after = np.array([0.22, 0.43, 0.35])
    shares = np.array([rng.dirichlet(200.0 * (before if month < STOPPED else after)) for month in months])
    return {
        "ginger_fresh_import_usd_kg": fresh,
        "ginger_dried_import_usd_kg": 10.0 * fresh * ratio,
        **{name: whole * shares[:, place] for place, name in enumerate(ORIGINS)},
    }


def ginger_case(seed: int = 2005) -> GingerCase:
    """The case as the pack's own indicators and tariff see it."""
    korea = Catalogue.load(pack_folder("kr-2005"))
    series = made_up(seed)
    months = [FIRST + step for step in range(MONTHS)]
    rate = landed_cost(korea.tariff("ginger"), 0.0, on=months[0].start, good="dried").rate
    won = series["ginger_dried_import_usd_kg"] * WON_PER_USD
    mix = np.column_stack([series[name] for name in ORIGINS])
    return GingerCase(
        months,
        series,
        korea.indicator("ginger_processed_raw_ratio").evaluate(series),
        over_floor(won, rate.specific or np.nan, rate.ad_valorem or np.nan),
        korea.indicator("ginger_origin_shift").evaluate(series),
        new_origin_share(mix, 12, known_from=0.05),
    )


def write_observations(folder: Path, case: GingerCase) -> Path:
    """Writes observations.csv, for `bongsu load`."""
    rows = ["series,period,value"]
    for name, values in case.series.items():
        rows += [f"{name},{month},{value:.4f}" for month, value in zip(case.months, values, strict=True)]
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "observations.csv"
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return file


def yearly(case: GingerCase) -> list[tuple[int, float, float, float, float]]:
    """Year, medians of the ratio and of value over floor, largest origin shift and share of new origins."""
    found = []
    for year in range(FIRST.start.year, (FIRST + (MONTHS - 1)).start.year + 1):
        inside = [place for place, month in enumerate(case.months) if month.start.year == year]
        shift = case.shift[inside]
        known = shift[~np.isnan(shift)]
        found.append(
            (
                year,
                float(np.median(case.ratio[inside])),
                float(np.median(case.floor_ratio[inside])),
                float(known.max()) if known.shape[0] else float("nan"),
                float(np.nanmax(case.new_origins[inside])) if known.shape[0] else float("nan"),
            )
        )
    return found


def main() -> None:
    """Prints the table of docs/ginger.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", type=Path, metavar="DIR")
    parser.add_argument("--seed", type=int, default=2005)
    given = parser.parse_args()
    case = ginger_case(given.seed)
    print("| year | processed / raw | value / floor | largest origin shift | new origins' share |")
    print("|---|---|---|---|---|")
    for year, ratio, floor, shift, fresh in yearly(case):
        print(f"| {year} | {ratio:.3f} | {floor:.1f} | {shift:.2f} | {fresh:.2f} |")
    if given.write:
        print(write_observations(given.write, case))


if __name__ == "__main__":
    main()

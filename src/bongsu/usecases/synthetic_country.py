"""Writes the made-up country as fact files and a catalogue, and beside them its truth, which nobody loads."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bongsu.core.panel.periods import Frequency, Lag, Period
from bongsu.core.panel.synthetic import REVISION_LEFT, World, simulate
from bongsu.core.panel.synthetic_split import split
from bongsu.usecases.synthetic_catalogue import (
    CHANNELS,
    FIRST,
    FORMULAS,
    ITEMS,
    KINDS,
    OFFICES,
    indicator_code,
    indicator_unit,
    write_catalogue,
)
from bongsu.words import say
from bongsu.words.refusal import Refusal

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
Row = tuple[object, ...]

# Picked from the first 9000 seeds for its May 2005: tobacco and gold are in a surge, gold's price gap and net
# imports are among its drivers, other items are low.
DEMO_SEED = 3910
DEMO_AS_OF = date(2005, 5, 31)
OFFICE_SHARES = np.array([1.6, 2.4, 2.4, 1.6])
CHANNEL_SHARES = np.array([4.0, 2.0, 1.2, 0.8])
PLANNED_AHEAD = 3
PLAN_DAY = {Frequency.MONTH: timedelta(days=24), Frequency.WEEK: timedelta(days=4)}

# event, kind, item, announced, effective, magnitude. They are part of the scenery: the made-up counts do not
# depend on them.
EVENTS = (
    ("made-up-pollack-duty-2002", "tariff", "pollack", date(2001, 12, 10), date(2002, 1, 1), 0.05),
    ("made-up-garlic-quota-2003", "quota", "garlic", date(2002, 11, 20), date(2003, 1, 1), -0.10),
    ("made-up-diamond-excise-2004", "tax", "diamond", date(2004, 1, 15), date(2004, 3, 1), 0.04),
    ("made-up-tobacco-tax-2004", "tax", "tobacco", date(2004, 10, 20), date(2004, 12, 30), 0.25),
    ("made-up-gold-vat-2005", "tax", "gold", date(2005, 4, 11), date(2005, 7, 1), 0.02),
)


@dataclass(frozen=True, slots=True)
class Series:
    """One published series: values in its own unit.

    Attributes:
        values: [vintage, time]; vintage 0 is the first published value, the last one is final. A series that
            is never revised has one vintage.
        lag: periods from the end of a period to the first publication.
    """

    code: str
    unit: str
    digits: int
    lag: int
    values: Floats


def write_country(
    folder: Path,
    *,
    seed: int = DEMO_SEED,
    frequency: Frequency = Frequency.MONTH,
    months: int = 96,
    as_of: date = DEMO_AS_OF,
) -> None:
    """Writes what the country's customs could know on the day `as_of`, and the truth about all its months.

    `folder` gets observations.csv, detections.csv, effort.csv and events.csv in the formats that
    `bongsu load` reads, `catalogue/` with items, indicators, offices and sources, and `truth/`: flow.csv
    (item by month), drivers.csv, indicators.csv (value = level + spread x the model's standardised value)
    and world.toml. The same arguments write the same bytes; a later `as_of` adds rows and changes none.

    Args:
        seed, months: of the world, see `bongsu.core.panel.synthetic.simulate`; its first month is 2001-01.
        frequency: months, or weeks: then `months` counts weeks, and the first is 2001-W01.
        as_of: files hold rows known by the end of this day.

    Raises:
        Refusal: `as_of` is outside the world's months.
    """
    world = simulate(
        seed,
        months=months,
        items=len(ITEMS),
        indicators=len(KINDS),
        first_period=Period.parse(FIRST[frequency]),
    )
    if not world.periods[0].end <= as_of <= world.periods[-1].end:
        raise Refusal(
            "as_of",
            expected=f"{world.periods[0].end} … {world.periods[-1].end}",
            found=as_of.isoformat(),
            todo=say("Choose a day inside the months of the made-up country, or simulate more months."),
        )
    folder.mkdir(parents=True, exist_ok=True)
    levels, spreads = _scales(world)
    series = list(_series(world, levels, spreads))
    _write(
        folder / "observations.csv",
        "series,period,value,unit,published_at",
        _observations(world, series, as_of),
    )
    _write(
        folder / "detections.csv",
        "item,period,count,office,channel,quantity,value_krw,known_at",
        _detections(world, as_of),
    )
    _write(
        folder / "effort.csv",
        "period,inspections,item,office,channel,known_at,planned",
        _effort(world, as_of),
    )
    _write(
        folder / "events.csv",
        "event,kind,items,announced_on,effective_on,magnitude",
        (event for event in EVENTS if event[3] <= as_of),
    )
    write_catalogue(folder / "catalogue", world.publication_lag.tolist(), frequency=frequency)
    _write_truth(folder / "truth", world, levels, spreads)


def _later(period: Period, steps: int) -> date:
    """The day so many months or weeks after the end of a period."""
    lag = Lag(steps, 0) if period.frequency is Frequency.MONTH else Lag(0, 7 * steps)
    return lag.after(period.end)


def _dice(world: World, stream: int) -> np.random.Generator:
    """Dice of this file's own, so that the world does not change; stream 1 belongs to the split."""
    return np.random.default_rng(np.random.SeedSequence([world.seed, stream]))


def _scales(world: World) -> tuple[Floats, Floats]:
    """Level and spread of each indicator in its own unit, both [item, indicator], of three digits."""
    size = _dice(world, 2).uniform(0.75, 1.3, world.indicators.shape[1:])
    size[:, 0] = [item.price_gap_krw / (1000 if item.code == "gold" else 1) for item in ITEMS]
    three_digits = np.vectorize(lambda value: float(f"{value:.3g}"), otypes=[np.float64])
    levels = three_digits(np.array([kind.level for kind in KINDS]) * size)
    spreads = three_digits(np.array([kind.spread for kind in KINDS]) * size)
    return levels, spreads


def _series(world: World, levels: Floats, spreads: Floats) -> Iterator[Series]:
    left = np.array([*REVISION_LEFT, 0.0])
    scenery = _dice(world, 3)
    for (row, item), (column, kind) in product(enumerate(ITEMS), enumerate(KINDS)):
        seen = world.indicators[None, :, row, column]
        if world.revision_sd[column]:
            noise = world.revision_sd[column] * world.revision_noise[:, row, column]
            seen = seen + left[:, None] * noise
        level, spread = levels[row, column], spreads[row, column]
        digits = max(0, 2 - int(np.floor(np.log10(spread))))
        values = np.round(level + spread * seen, digits)
        code, unit = indicator_code(item, kind), indicator_unit(item, kind)
        lag = int(world.publication_lag[column])
        if code in FORMULAS:
            more, less, factor = FORMULAS[code]
            drift = np.cumsum(scenery.normal(0, 0.02, seen.shape[1]))
            second = np.round(factor * level * np.exp(drift - drift.mean()), digits)[None, :]
            yield Series(more, unit, digits, lag, values + second)
            yield Series(less, unit, digits, lag, second)
        else:
            yield Series(code, unit, digits, lag, values)


def _observations(world: World, series: Iterable[Series], as_of: date) -> Iterator[Row]:
    """A revision that changes no digit is no row."""
    for one in series:
        for time, period in enumerate(world.periods):
            before = ""
            for age, value in enumerate(one.values[:, time]):
                published = _later(period, one.lag + age)
                text = f"{value:.{one.digits}f}"
                if published <= as_of and text != before:
                    yield one.code, period, text, one.unit, published
                before = text


def _detections(world: World, as_of: date) -> Iterator[Row]:
    """Counts by item, month, office and channel; zeros are rows, a report that changes nothing is none."""
    shared = split(world, OFFICE_SHARES, CHANNEL_SHARES)
    reports = np.stack([shared.first_report, shared.second_report, shared.final_count])
    value_before, grams_before = _case_totals(world, reports[2])
    first_case = reports[2].cumsum().reshape(reports[2].shape) - reports[2]
    for (row, item), (time, period) in product(enumerate(ITEMS), enumerate(world.periods)):
        for (office, (code, *_)), (channel, name) in product(enumerate(OFFICES), enumerate(CHANNELS)):
            cell = (time, row, office, channel)
            begin, told = first_case[cell], -1
            for age, count in enumerate(reports[(slice(None), *cell)].tolist()):
                known = _later(period, age)
                if known <= as_of and count != told:
                    grams = int(grams_before[begin + count] - grams_before[begin])
                    value = int(value_before[begin + count] - value_before[begin])
                    quantity = f"{grams // 1000}.{grams % 1000:03d}"
                    yield item.code, period, count, code, name, quantity, value, known
                told = count


def _case_totals(world: World, final: Counts) -> tuple[Counts, Counts]:
    """Running totals over all cases of the value (KRW) and the quantity (thousandths), both [case + 1].

    A case's value is log-normal with sd 1.5 and, in one case of twenty, Pareto with index 1.1.
    """
    dice = _dice(world, 4)
    item = np.broadcast_to(np.arange(len(ITEMS))[None, :, None, None], final.shape)
    item = np.repeat(item.ravel(), final.ravel())
    size = np.where(
        dice.random(len(item)) < 0.05, 1 + dice.pareto(1.1, len(item)), dice.lognormal(0, 1.5, len(item))
    )
    median = np.array([one.case_value_krw for one in ITEMS])
    price = np.array([one.price_krw for one in ITEMS])
    value = np.maximum(np.round(median[item] * size, -3), 1000).astype(np.int64)
    thousandths = np.maximum(np.round(1000 * value / price[item]), 1).astype(np.int64)
    return np.append(0, value.cumsum()), np.append(0, thousandths.cumsum())


def _effort(world: World, as_of: date) -> Iterator[Row]:
    """Inspections done, known at the end of their month, and planned, known three months ahead."""
    usual = _dice(world, 5).integers(400, 1200, len(ITEMS))
    shares = np.outer(OFFICE_SHARES / OFFICE_SHARES.sum(), CHANNEL_SHARES / CHANNEL_SHARES.sum())
    places = list(product([code for code, *_ in OFFICES], CHANNELS))
    for log_effort, planned in ((world.log_effort, False), (world.planned_log_effort, True)):
        totals = np.round(usual * np.exp(log_effort))
        upto = np.round(totals[:, :, None] * shares.ravel().cumsum()).astype(np.int64)
        cells = np.diff(upto, axis=2, prepend=0)
        for (row, item), (time, period) in product(enumerate(ITEMS), enumerate(world.periods)):
            known = (period - PLANNED_AHEAD).start + PLAN_DAY[period.frequency] if planned else period.end
            if known <= as_of:
                for (office, channel), inspections in zip(places, cells[time, row].tolist(), strict=True):
                    yield period, inspections, item.code, office, channel, known, str(planned).lower()


def _write_truth(folder: Path, world: World, levels: Floats, spreads: Floats) -> None:
    folder.mkdir(exist_ok=True)
    codes = [[indicator_code(item, kind) for kind in KINDS] for item in ITEMS]
    _write(
        folder / "flow.csv",
        "item,period,log_flow,level,threshold,surge,onset,mean_count,final_count,log_effort",
        (
            (
                item.code,
                period,
                f"{world.log_flow[time, row]:.6f}",
                f"{world.latent[time, row]:.6f}",
                f"{world.threshold[row]:.6f}",
                str(world.surge[time, row]).lower(),
                str(world.onset[time, row]).lower(),
                f"{world.mean_count[time, row]:.6f}",
                world.final_count[time, row],
                f"{world.log_effort[time, row]:.6f}",
            )
            for (row, item), (time, period) in product(enumerate(ITEMS), enumerate(world.periods))
        ),
    )
    _write(
        folder / "drivers.csv",
        "item,indicator,lead_months,coefficient,shape,knee,last_period",
        (
            (
                ITEMS[row].code,
                codes[row][driver.indicator],
                driver.lead,
                f"{driver.coefficient:.6f}",
                driver.shape,
                f"{driver.knee:.6f}",
                world.periods[world.relation_ends[row] - 1],
            )
            for row, drivers in enumerate(world.drivers)
            for driver in drivers
        ),
    )
    _write(
        folder / "indicators.csv",
        "indicator,level,spread,publication_lag_months,revision_sd",
        (
            (
                codes[row][column],
                levels[row, column],
                spreads[row, column],
                world.publication_lag[column],
                f"{world.revision_sd[column]:.6f}",
            )
            for row, column in product(range(len(ITEMS)), range(len(KINDS)))
        ),
    )
    (folder / "world.toml").write_text(
        f'seed = {world.seed}\nvariant = "{world.variant}"\nmonths = {world.months}\n'
        f'first_period = "{world.periods[0]}"\n',
        encoding="utf-8",
    )


def _write(file: Path, header: str, rows: Iterable[Row]) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header.split(","))
        writer.writerows(rows)

"""Adds an item to a workspace's catalogue: entries written, units and formulas checked, the ledger read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import polars as pl

from bongsu.catalogue.catalogue import Catalogue
from bongsu.catalogue.checks import check_units
from bongsu.catalogue.entries import Series
from bongsu.catalogue.keys import ITEMS, SERIES
from bongsu.catalogue.strict import Problems
from bongsu.core.indicators.units import UNKNOWN
from bongsu.core.panel.periods import Frequency, Period
from bongsu.facts.ledger import Ledger
from bongsu.usecases.load import LoadReport, load_files
from bongsu.usecases.new_item import NewItem, entries, formula_of, plain_series
from bongsu.usecases.workspace import Workspace
from bongsu.words import say
from bongsu.words.refusal import Refusal, WrongUse

FORECAST_FROM, INDICATORS_FROM = 8, 36
"""Periods of detections from which an item is forecast at all, and with indicators."""
SHOWN_GAPS = 6


@dataclass(frozen=True, slots=True)
class Held:
    """What the ledger holds of one thing; `gaps` are the periods between first and last without a value."""

    name: str
    periods: int
    first: Period | None
    last: Period | None
    gaps: tuple[Period, ...]


@dataclass(frozen=True, slots=True)
class Added:
    """What was done.

    Attributes:
        texts: file → what was added to it.
        held: the detections first, then each raw series.
        missing: what the item lacks for a grade that is worth something, in words.
        next_steps: what a person should do now, in words.
    """

    item: str
    texts: dict[str, str]
    loads: tuple[LoadReport, ...]
    held: tuple[Held, ...]
    missing: tuple[str, ...]
    next_steps: tuple[str, ...]


def add_item(
    workspace: Workspace,
    wanted: NewItem,
    *,
    now: datetime,
    files: Sequence[Path] = (),
) -> Added:
    """Writes the entries of a new item, loads its data and says what the ledger holds of it.

    Raises:
        Refusal: as `check_item`; then the files are as they were.
    """
    catalogue = workspace.catalogue
    texts = check_item(workspace, wanted)
    for name, text in texts.items():
        _replace(workspace.catalogue_folder / name, _joined(catalogue.files.get(name, ""), text))
    loads = load_files(Workspace.open(workspace.folder), files, now=now) if files else []
    held = what_is_held(workspace, wanted, as_of=now.date())
    missing = _missing(catalogue, wanted, held)
    return Added(wanted.code, texts, tuple(loads), held, missing, _next_steps(wanted, held, missing))


def check_item(workspace: Workspace, wanted: NewItem) -> dict[str, str]:
    """The entries to be added, by file; the catalogue is read whole with them, and nothing is written.

    Raises:
        Refusal: the item exists, a series has another unit, or the entries do not go together.
    """
    catalogue = workspace.catalogue
    _check_new(catalogue, wanted)
    texts = entries(catalogue, wanted)
    content = {name: _joined(catalogue.files.get(name, ""), text) for name, text in texts.items()}
    found = Catalogue.from_files({**catalogue.files, **content}, where=str(workspace.catalogue_folder))
    if SERIES.file not in found.files:
        _check_units(catalogue, found, wanted)
    return texts


def outlook(workspace: Workspace, item: str, *, as_of: date) -> tuple[tuple[Held, ...], tuple[str, ...]]:
    """What the ledger holds of an item of the catalogue, and what the item lacks, in words."""
    catalogue = workspace.catalogue
    entry = catalogue.item(item)
    said = NewItem(
        item,
        entry.name.get("ko", item),
        entry.name.get("en", item),
        entry.unit,
        frequency=entry.frequency.value,
        indicators=tuple(each.code for each in catalogue.indicators_of(entry)),
    )
    held = what_is_held(workspace, said, as_of=as_of)
    return held, _missing(catalogue, said, held)


def what_is_held(workspace: Workspace, wanted: NewItem, *, as_of: date) -> tuple[Held, ...]:
    """The periods of detections and of every series that the ledger holds, and the gaps between them."""
    ledger = Ledger(workspace.facts)
    frequency = Frequency(wanted.frequency)
    mine = (pl.col("item") == wanted.code) & (pl.col("frequency") == frequency.value)
    detections = ledger.read("detections", as_of=as_of, where=mine)
    found = [_held(say("detections"), detections, frequency)]
    for code in _raw_series(workspace.catalogue, wanted):
        rows = ledger.read("observations", as_of=as_of, where=pl.col("series") == code)
        own = Frequency(rows["frequency"][0]) if rows.height else frequency
        found.append(_held(code, rows.filter(pl.col("frequency") == own.value), own))
    return tuple(found)


def _held(name: str, rows: pl.DataFrame, frequency: Frequency) -> Held:
    known = rows.filter(pl.col("value").is_not_null()) if "value" in rows.columns else rows
    periods = sorted({Period.of(day, frequency).ordinal for day in known["period"].drop_nulls()})
    if not periods:
        return Held(name, 0, None, None, ())
    there = set(periods)
    gaps = tuple(
        Period(frequency, ordinal) for ordinal in range(periods[0], periods[-1]) if ordinal not in there
    )
    return Held(name, len(periods), Period(frequency, periods[0]), Period(frequency, periods[-1]), gaps)


def _raw_series(catalogue: Catalogue, wanted: NewItem) -> list[str]:
    names = [code for code, _ in wanted.series]
    for _, _, text in wanted.formulas:
        names += formula_of(text).series
    for code in wanted.indicators:
        names += catalogue.indicator(code).inputs
    return list(dict.fromkeys(names))


def _check_new(catalogue: Catalogue, wanted: NewItem) -> None:
    said = {"--name-ko": wanted.name_ko, "--name-en": wanted.name_en, "--unit": wanted.unit}
    for option, text in said.items():
        if not text.strip():
            raise WrongUse(option, expected=say("a text"), found=say("nothing"))
    if wanted.code in {item.code for item in catalogue.items}:
        raise Refusal(
            wanted.code,
            expected=say("a code that no item has"),
            found=say("it in {file}", file=ITEMS.file),
            todo=say("Edit the entry there; 'bongsu assess' reads the catalogue anew."),
        )
    declared = {each.code: each.unit for each in catalogue.declared}
    for code, unit in wanted.series:
        if declared.get(code, unit) != unit:
            expected = say("{unit}, as in {file}", unit=declared[code], file=SERIES.file)
            raise Refusal(f"--series {code}", expected=expected, found=unit)
    names = {code for code, _ in wanted.series} | {code for code, _, _ in wanted.formulas}
    for code in [*(code for code, _ in wanted.signs if code), *wanted.thresholds]:
        if code not in names:
            raise WrongUse("--sign, --threshold", expected=", ".join(sorted(names)), found=code)


def _joined(before: str, text: str) -> str:
    return f"{before.rstrip()}\n\n{text}" if before.strip() else text


def _replace(file: Path, content: str) -> None:
    """Writes a file whole or not at all."""
    draft = file.with_suffix(".toml.new")
    draft.write_text(content, encoding="utf-8")
    draft.replace(file)


def _check_units(before: Catalogue, found: Catalogue, wanted: NewItem) -> None:
    """Where no file declares units, those said of the item's series must still go together."""
    known = {each.code for each in before.indicators}
    fresh = [each for each in found.indicators if each.code not in known]
    said, problems = dict(wanted.series), Problems()
    names = dict.fromkeys(name for each in fresh for name in each.inputs)
    units = {name: said.get(name) or found.unit_of_series(name) or UNKNOWN for name in names}
    series = [Series(name, {}, unit, (), "", "", ()) for name, unit in units.items()]
    check_units(fresh, series, found.conversions, problems)
    problems.check()


def _missing(catalogue: Catalogue, wanted: NewItem, held: Sequence[Held]) -> tuple[str, ...]:
    steps = []
    detections, *series = held
    if detections.periods < FORECAST_FROM:
        message = "Load detections ({columns}): there are {count} periods, a forecast needs {needed}."
        steps.append(
            say(message, columns="item,period,count", count=detections.periods, needed=FORECAST_FROM)
        )
    elif detections.periods < INDICATORS_FROM:
        message = "Indicators are used from {needed} periods of detections on; there are {count}."
        steps.append(say(message, needed=INDICATORS_FROM, count=detections.periods))
    steps += [
        say("Load the series {series} ({columns}).", series=each.name, columns="series,period,value")
        for each in series
        if not each.periods
    ]
    for each in held:
        if each.gaps:
            shown = ", ".join(str(period) for period in each.gaps[:SHOWN_GAPS])
            more = " …" if len(each.gaps) > SHOWN_GAPS else ""
            steps.append(
                say(
                    "{name}: {count} periods are missing: {periods}",
                    name=each.name,
                    count=len(each.gaps),
                    periods=shown + more,
                )
            )
    if wanted.code not in {tariff.item for tariff in catalogue.tariffs}:
        steps.append(
            say(
                "Write tariffs/{item}.toml if duties and taxes matter (docs/landed-cost.md).",
                item=wanted.code,
            )
        )
    signs = dict(wanted.signs)
    plain = plain_series(wanted)
    if "" not in signs and any(
        name not in signs for name in [*plain, *(code for code, _, _ in wanted.formulas)]
    ):
        steps.append(
            say("Say which sign each indicator should have: a guess known beforehand helps the model.")
        )
    return tuple(steps)


def _next_steps(wanted: NewItem, held: Sequence[Held], missing: Sequence[str]) -> tuple[str, ...]:
    if held[0].periods < FORECAST_FROM:
        return tuple(missing)
    graded = say("Grade it: bongsu assess --as-of DATE, then bongsu explain {item}.", item=wanted.code)
    return (*missing, graded)

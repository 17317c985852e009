"""Adds an item to a workspace's catalogue: entries written, units and formulas checked, the ledger read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import polars as pl

from bongsu.catalogue.catalogue import Catalogue
from bongsu.catalogue.keys import INDICATORS, ITEMS, SERIES
from bongsu.catalogue.toml_text import entry
from bongsu.core.indicators.formula import Formula, FormulaError
from bongsu.core.panel.periods import Frequency, Period
from bongsu.facts.ledger import Ledger
from bongsu.usecases.load import LoadReport, load_files
from bongsu.usecases.workspace import Workspace
from bongsu.words import say
from bongsu.words.refusal import Refusal, WrongUse

FORECAST_FROM, INDICATORS_FROM = 8, 36
"""Periods of detections from which an item is forecast at all, and with indicators."""
SHOWN_GAPS = 6
_SERIES = re.compile(r"(?P<code>[^\s,;:=\[\]\"'`\\]+):(?P<unit>[^:]+)")
_FORMULA = re.compile(
    r"(?P<code>[^\s,;:=\[\]\"'`\\]+)\s*\[(?P<unit>[^\]]+)\]\s*=\s*(?P<formula>.+)", re.DOTALL
)
_SIGN = re.compile(r"(?:(?P<code>[^\s=]+)=)?(?P<sign>[+\-?])")


@dataclass(frozen=True, slots=True)
class NewItem:
    """What a person says of a new item.

    Attributes:
        series: code → unit of its raw series, already declared ones too.
        formulas: (code, unit, formula) of indicators made of several series.
        signs: indicator or series → "+", "-" or "?"; "" is for all others.
        thresholds: indicators that matter only beyond a level (margins).
        publication_lag: of all its indicators, an ISO 8601 duration.
    """

    code: str
    name_ko: str
    name_en: str
    unit: str
    hs: tuple[str, ...] = ()
    frequency: str = "month"
    valid_from: str = ""
    series: tuple[tuple[str, str], ...] = ()
    formulas: tuple[tuple[str, str, str], ...] = ()
    signs: tuple[tuple[str, str], ...] = ()
    thresholds: tuple[str, ...] = ()
    leads: tuple[int, int] = (0, 12)
    publication_lag: str = "P1M"


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
    """What was done, or would be.

    Attributes:
        texts: file → what is added to it. written: whether it was.
        held: the detections first, then each raw series.
        next_steps: what a person should do now, in words.
    """

    item: str
    texts: dict[str, str]
    written: bool
    loads: tuple[LoadReport, ...]
    held: tuple[Held, ...]
    next_steps: tuple[str, ...]


def read_series(text: str) -> tuple[str, str]:
    """Reads `diesel_taxed_krw_l:KRW/L`; raises WrongUse."""
    match = _SERIES.fullmatch(text.strip())
    if not match:
        raise WrongUse("--series", expected=say("name:unit, such as diesel_krw_l:KRW/L"), found=text)
    return match["code"], match["unit"].strip()


def read_formula(text: str) -> tuple[str, str, str]:
    """Reads `spread [KRW/L] = taxed - tax_free`; raises WrongUse."""
    match = _FORMULA.fullmatch(text.strip())
    if not match:
        expected = say("name [unit] = formula, such as spread [KRW/L] = taxed - tax_free")
        raise WrongUse("--formula", expected=expected, found=text)
    return match["code"], match["unit"].strip(), match["formula"].strip()


def read_sign(text: str) -> tuple[str, str]:
    """Reads `+`, or `spread=+` for one indicator; raises WrongUse."""
    match = _SIGN.fullmatch(text.strip())
    if not match:
        raise WrongUse("--sign", expected=say("+, - or ?, or one for an indicator: spread=+"), found=text)
    return match["code"] or "", match["sign"]


def add_item(
    workspace: Workspace,
    wanted: NewItem,
    *,
    now: datetime,
    files: Sequence[Path] = (),
    check_only: bool = False,
) -> Added:
    """Writes the entries of a new item, loads its data and says what the ledger holds of it.

    The catalogue is read whole with the new entries before a byte is written, so that a mistake leaves the
    files as they were.

    Raises:
        Refusal: the item exists, a series has another unit, or the entries do not go together.
    """
    catalogue = workspace.catalogue
    _check_new(catalogue, wanted)
    texts = _texts(catalogue, wanted)
    content = {name: _joined(catalogue.files.get(name, ""), text) for name, text in texts.items()}
    Catalogue.from_files({**catalogue.files, **content}, where=str(workspace.catalogue_folder))
    loads: list[LoadReport] = []
    if not check_only:
        for name, text in content.items():
            _replace(workspace.catalogue_folder / name, text)
        if files:
            loads = load_files(Workspace.open(workspace.folder), files, now=now)
    held = what_is_held(workspace, wanted, as_of=now.date())
    return Added(
        wanted.code,
        texts,
        not check_only,
        tuple(loads),
        held,
        _next_steps(catalogue, wanted, held, written=not check_only),
    )


def what_is_held(workspace: Workspace, wanted: NewItem, *, as_of: date) -> tuple[Held, ...]:
    """The periods of detections and of every series that the ledger holds, and the gaps between them."""
    ledger = Ledger(workspace.facts)
    frequency = Frequency(wanted.frequency)
    mine = (pl.col("item") == wanted.code) & (pl.col("frequency") == frequency.value)
    detections = ledger.read("detections", as_of=as_of, where=mine)
    found = [_held(say("detections"), detections, frequency)]
    for code in _raw_series(wanted):
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


def _raw_series(wanted: NewItem) -> list[str]:
    names = [code for code, _ in wanted.series]
    for _, _, text in wanted.formulas:
        names += [name for name in _formula(text).series if name not in names]
    return names


def _formula(text: str) -> Formula:
    try:
        return Formula.parse(text)
    except FormulaError as error:
        reason = say(error.message, **error.values)
        todo = say("character {position}: {reason}", position=error.position, reason=reason)
        raise WrongUse("--formula", expected=say("a formula over series"), found=text, todo=todo) from None


def _check_new(catalogue: Catalogue, wanted: NewItem) -> None:
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


def _texts(catalogue: Catalogue, wanted: NewItem) -> dict[str, str]:
    used = {name for _, _, text in wanted.formulas for name in _formula(text).series}
    plain = [(code, unit) for code, unit in wanted.series if code not in used]
    taken = {each.code for each in catalogue.indicators}
    indicators: list[tuple[str, str, str, str | None]] = [
        (_indicator_code(wanted, code, taken), code, unit, None) for code, unit in plain
    ]
    indicators += [
        (_indicator_code(wanted, code, taken), code, unit, text) for code, unit, text in wanted.formulas
    ]
    texts = {
        ITEMS.file: entry("item", _item(wanted, [code for code, _, _, _ in indicators])),
        INDICATORS.file: "\n".join(
            entry("indicator", _indicator(wanted, code, name, unit, text))
            for code, name, unit, text in indicators
        ),
    }
    declared = {each.code for each in catalogue.declared}
    fresh = [(code, unit) for code, unit in wanted.series if code not in declared]
    if fresh and (SERIES.file in catalogue.files or not catalogue.series):
        texts[SERIES.file] = "\n".join(entry("series", {"code": code, "unit": unit}) for code, unit in fresh)
    return {name: text for name, text in texts.items() if text}


def _indicator_code(wanted: NewItem, name: str, taken: set[str]) -> str:
    code = name if name.startswith(wanted.code) and name not in taken else f"{wanted.code}_{name}"
    return code if code not in taken else f"{code}_2"


def _item(wanted: NewItem, indicators: Sequence[str]) -> dict[str, object]:
    entry: dict[str, object] = {
        "code": wanted.code,
        "name": {"ko": wanted.name_ko, "en": wanted.name_en},
        "unit": wanted.unit,
        "hs": list(wanted.hs),
        "frequency": wanted.frequency,
        "indicators": list(indicators),
    }
    return entry | ({"valid_from": wanted.valid_from} if wanted.valid_from else {})


def _indicator(wanted: NewItem, code: str, name: str, unit: str, formula: str | None) -> dict[str, object]:
    signs = dict(wanted.signs)
    return {
        "code": code,
        "name": {"ko": f"{wanted.name_ko} {name}", "en": f"{wanted.name_en}: {name}"},
        **({"formula": formula} if formula else {"series": name}),
        "unit": unit,
        "sign": signs.get(name, signs.get("", "?")),
        "threshold": name in wanted.thresholds,
        "leads": list(wanted.leads),
        "publication_lag": wanted.publication_lag,
        "unverified": ["leads", "publication_lag"],
    }


def _joined(before: str, text: str) -> str:
    return f"{before.rstrip()}\n\n{text}" if before.strip() else text


def _replace(file: Path, content: str) -> None:
    """Writes a file whole or not at all."""
    draft = file.with_suffix(".toml.new")
    draft.write_text(content, encoding="utf-8")
    draft.replace(file)


def _next_steps(
    catalogue: Catalogue, wanted: NewItem, held: Sequence[Held], *, written: bool
) -> tuple[str, ...]:
    steps = []
    if not written:
        steps.append(say("Nothing was written: run the command again without --check."))
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
    used = {name for _, _, text in wanted.formulas for name in _formula(text).series}
    plain = [code for code, _ in wanted.series if code not in used]
    if "" not in signs and any(
        name not in signs for name in [*plain, *(code for code, _, _ in wanted.formulas)]
    ):
        steps.append(
            say("Say which sign each indicator should have: a guess known beforehand helps the model.")
        )
    if detections.periods >= FORECAST_FROM and written:
        steps.append(
            say("Grade it: bongsu assess --as-of DATE, then bongsu explain {item}.", item=wanted.code)
        )
    return tuple(steps)

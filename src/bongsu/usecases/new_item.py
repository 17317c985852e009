"""A new item as a person says it, and the catalogue entries that it becomes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bongsu.catalogue.catalogue import Catalogue
from bongsu.catalogue.keys import INDICATORS, ITEMS, SERIES
from bongsu.catalogue.toml_text import entry
from bongsu.core.indicators.formula import Formula, FormulaError
from bongsu.words import say
from bongsu.words.refusal import WrongUse

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
        publication_lag: of all its own indicators, an ISO 8601 duration.
        indicators: codes of indicators that the catalogue has already.
        offices, channels: where its warnings are meant for; () where its detections are to tell.
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
    indicators: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()


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


def formula_of(text: str) -> Formula:
    """The formula; raises WrongUse naming the character at fault."""
    try:
        return Formula.parse(text)
    except FormulaError as error:
        reason = say(error.message, **error.values)
        todo = say("character {position}: {reason}", position=error.position, reason=reason)
        raise WrongUse("--formula", expected=say("a formula over series"), found=text, todo=todo) from None


def plain_series(wanted: NewItem) -> tuple[str, ...]:
    """The series that no formula uses: each becomes an indicator of its own."""
    used = {name for _, _, text in wanted.formulas for name in formula_of(text).series}
    return tuple(dict.fromkeys(code for code, _ in wanted.series if code not in used))


def entries(catalogue: Catalogue, wanted: NewItem) -> dict[str, str]:
    """File of the catalogue → what is to be added to it, as TOML."""
    units = dict(wanted.series)
    plain = [(code, units[code]) for code in plain_series(wanted)]
    taken = {each.code for each in catalogue.indicators}
    indicators: list[tuple[str, str, str, str | None]] = [
        (_indicator_code(wanted, code, taken), code, unit, None) for code, unit in plain
    ]
    indicators += [
        (_indicator_code(wanted, code, taken), code, unit, text) for code, unit, text in wanted.formulas
    ]
    candidates = [*wanted.indicators, *(code for code, _, _, _ in indicators)]
    texts = {
        ITEMS.file: entry("item", _item(wanted, candidates)),
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
    told: dict[str, object] = {
        "code": wanted.code,
        "name": {"ko": wanted.name_ko, "en": wanted.name_en},
        "unit": wanted.unit,
        "hs": list(wanted.hs),
        "frequency": wanted.frequency,
        "indicators": list(indicators),
    }
    more = {
        "valid_from": wanted.valid_from,
        "offices": list(wanted.offices),
        "channels": list(wanted.channels),
    }
    return told | {name: value for name, value in more.items() if value}


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

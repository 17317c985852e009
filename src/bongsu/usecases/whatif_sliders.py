"""The levers of an item as sliders: which there are, how far each goes, and what an address asks of them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from bongsu.catalogue.catalogue import Catalogue
from bongsu.catalogue.entries import Indicator
from bongsu.core.panel.periods import Period
from bongsu.facts.ledger import Ledger
from bongsu.usecases.known_indicator import known_series
from bongsu.usecases.report_content import ItemContent
from bongsu.usecases.whatif_levers import PRICE_GAPS, TAX, Change, levers
from bongsu.words import named, say
from bongsu.words.refusal import Refusal, WrongUse

Array = NDArray[np.float64]

YEARS = 5
"""Past in which a series' usual values are looked for."""
OF_A_PRICE = 0.2
"""A tax goes to this share of the price at home where no gap of prices tells what is usual."""
PERCENT = 50.0
"""A series moves by so many per cent at most: beyond it nothing was ever seen."""
NOTCHES = 20
"""Steps on either side of the middle of a slider whose unit is the series' own."""
PREFIX = "x."
"""Before a lever's name in an address."""
FIRST_OF_ALL = (TAX, "fx", "exchange", "world", "domestic", "price")
MAIN = 6
"""Levers shown at once; the others are folded."""


@dataclass(frozen=True, slots=True)
class Slider:
    """One lever.

    Attributes:
        name: as `bongsu whatif --set` has it.
        unit: "%" where it multiplies, else that of the series, which it is added to.
        limit: it goes from minus this to plus this, by `step`; 0 changes nothing.
        newest: the newest known value of the series, or None; `value_unit` is its unit.
        weighs: whether screening supports the indicator, or holds it for a candidate.
    """

    name: str
    label: str
    unit: str
    limit: float
    step: float
    newest: float | None = None
    value_unit: str = ""
    weighs: bool = False

    @property
    def field(self) -> str:
        """Its name in an address."""
        return PREFIX + self.name

    def change(self, value: float) -> Change:
        """The change that the slider at a value stands for."""
        return Change.parse(f"{self.name}={_signed(value)}{'%' if self.unit == '%' else ''}")


def sliders(catalogue: Catalogue, item: ItemContent, raw: Mapping[str, Array]) -> tuple[Slider, ...]:
    """The levers of an item: tax, exchange rates and prices first, then what screening holds for likely.

    Args:
        raw: series → its values of the last years, NaN where none is known (`inputs_of`).
    """
    likely = {each.finding.indicator for each in item.indicators if each.finding.verdict != "none"}
    found: dict[str, Slider] = {}
    for indicator in catalogue.indicators_of(item.code):
        for name in indicator.inputs:
            slider = _slider(catalogue, indicator, name, _known(raw, name), weighs=indicator.code in likely)
            if slider.name not in found or slider.weighs:
                found[slider.name] = slider
    tax = _tax(catalogue, item.code, raw)
    listed = [*([tax] if tax else []), *(each for each in found.values() if each.name != TAX)]
    return tuple(sorted(listed, key=_order))


def inputs_of(
    ledger: Ledger, catalogue: Catalogue, item: str, *, as_of: date, as_recorded: datetime | None
) -> dict[str, Array]:
    """The raw series of an item's indicators over the last years, as known on a day [time]."""
    frequency = catalogue.item(item).frequency
    first = Period.last_complete(as_of, frequency) - round(YEARS * frequency.per_year)
    names = tuple(sorted({name for each in catalogue.indicators_of(item) for name in each.inputs}))
    if not names:
        return {}
    return known_series(ledger, names, frequency, first=first, as_of=as_of, as_recorded=as_recorded)


def asked(given: Mapping[str, str], known: tuple[Slider, ...]) -> dict[str, float]:
    """Lever → value of the sliders that an address moves.

    Raises:
        Refusal: a value is no number, or beyond the slider's end.
    """
    by_field = {slider.field: slider for slider in known}
    found: dict[str, float] = {}
    for name, text in given.items():
        if not name.startswith(PREFIX) or not text.strip():
            continue
        slider = by_field.get(name)
        if slider is None:
            raise Refusal(name, expected=say("a lever of this item"), found=text[:40])
        value = _number(text)
        if value is None or abs(value) > slider.limit:
            limit = f"±{slider.limit:g} {slider.unit}"
            raise Refusal(slider.label, expected=say("a number within {limit}", limit=limit), found=text[:40])
        if value:
            found[slider.name] = value
    return found


def _slider(catalogue: Catalogue, indicator: Indicator, name: str, known: Array, *, weighs: bool) -> Slider:
    declared = next((each for each in catalogue.declared if each.code == name), None)
    own = indicator.series == name
    label = named(dict(indicator.name if own or declared is None else declared.name))
    label = label if own or declared else f"{label} · {name}"
    unit = indicator.unit if own else declared.unit.replace("?", "") if declared else ""
    newest = float(known[-1]) if known.size else None
    if known.size and (known.min() <= 0 or known.min() * 10 < known.max()):
        limit = rounded_up(float(known.max() - known.min()))
        return Slider(name, label, unit, limit, limit / NOTCHES, newest, unit, weighs)
    return Slider(name, label, "%", PERCENT, 1.0, newest, unit, weighs)


def _tax(catalogue: Catalogue, item: str, raw: Mapping[str, Array]) -> Slider | None:
    """A tax by so much a unit, passed on to the price at home; None where nothing could carry it."""
    try:
        (lever,) = levers(catalogue, item, [Change.parse(f"{TAX}=+1")])
    except WrongUse:
        return None
    gaps = {each.series: each.unit for each in catalogue.indicators_of(item) if each.kind in PRICE_GAPS}
    declared = {each.code: each.unit for each in catalogue.declared}
    name = lever.series[-1]
    unit, known = gaps.get(name) or declared.get(name, ""), _known(raw, name)
    if not known.size or not known[-1] or unit.casefold() in ("", "?", "%", "ratio"):
        return None
    limit = rounded_up(abs(float(known[-1])) * (1.0 if name in gaps else OF_A_PRICE))
    return Slider(TAX, say("tax on a unit"), unit, limit, limit / NOTCHES, weighs=True)


def _known(raw: Mapping[str, Array], name: str) -> Array:
    values = raw.get(name, np.empty(0))
    return values[np.isfinite(values)]


def rounded_up(size: float) -> float:
    """The next 1, 2 or 5 times a power of ten.

    >>> rounded_up(612.0), rounded_up(0.03), rounded_up(0.0)
    (1000.0, 0.05, 1.0)
    """
    if not (math.isfinite(size) and size > 0):
        return 1.0
    base = 10.0 ** math.floor(math.log10(size))
    return float(next(f"{times * base:.12g}" for times in (1, 2, 5, 10) if times * base >= size * 0.999999))


def _order(slider: Slider) -> tuple[int, int, str]:
    place = next((n for n, word in enumerate(FIRST_OF_ALL) if word in slider.name), len(FIRST_OF_ALL))
    return (0 if slider.name == TAX else 1 if slider.weighs else 2, place, slider.name)


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _signed(value: float) -> str:
    text = f"{value:+.6f}".rstrip("0").rstrip(".")
    return text if text not in ("+", "-") else "+0"

"""What a scenario may turn: a series of the item's indicators by its name, alias, or a plain word for it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bongsu.catalogue.catalogue import Catalogue
from bongsu.catalogue.entries import Indicator
from bongsu.catalogue.strict import nearest
from bongsu.words import say
from bongsu.words.refusal import WrongUse

Array = NDArray[np.float64]

SYNONYMS = {"fx": ("exchange", "rate")}
LEFT_OUT = {"per", "unit"}
LARGEST = 1e12
TAX = "tax"
PRICE_GAPS = ("price_gap", "smuggling_margin", "taxed_untaxed_spread")
_CHANGE = re.compile(r"(?P<name>[^=\s]+)=(?P<sign>[+-]?)(?P<number>[0-9]+(?:\.[0-9]+)?)(?P<percent>%?)")


@dataclass(frozen=True, slots=True)
class Change:
    """One `--set`: "+5 %" is a factor, "+500" is added, "2500" replaces.

    Attributes:
        text: as it was written.
    """

    text: str
    name: str
    factor: float | None = None
    added: float | None = None
    level: float | None = None

    @classmethod
    def parse(cls, text: str) -> Change:
        """Reads `name=+500`, `name=-5%` or `name=2500`; raises WrongUse."""
        match = _CHANGE.fullmatch(text)
        if not match or (match["percent"] and not match["sign"]):
            expected = say("name=+500, name=-5% or name=2500; a percentage needs its sign")
            raise WrongUse("--set", expected=expected, found=text)
        number = float(match["sign"] + match["number"])
        if abs(number) > LARGEST:
            raise WrongUse("--set", expected=say("a number of at most twelve digits"), found=text)
        if match["percent"]:
            if number <= -100.0:
                raise WrongUse("--set", expected=say("a fall of less than 100 %"), found=text)
            return cls(text, match["name"], factor=1.0 + number / 100.0)
        if match["sign"]:
            return cls(text, match["name"], added=number)
        return cls(text, match["name"], level=number)

    def applied(self, values: Array) -> Array:
        """The changed values."""
        if self.factor is not None:
            return values * self.factor
        if self.added is not None:
            return values + self.added
        level = np.nan if self.level is None else self.level
        return np.where(np.isnan(values), np.nan, level)


@dataclass(frozen=True, slots=True)
class Lever:
    """A change and the series it turns; `assumed` is what had to be assumed for it, in words."""

    change: Change
    series: tuple[str, ...]
    assumed: str = ""


def levers(catalogue: Catalogue, item: str, changes: Sequence[Change]) -> list[Lever]:
    """Which series each change turns.

    Raises:
        WrongUse: a name stands for no series of the item's indicators.
    """
    return [_lever(catalogue, item, change) for change in changes]


def _lever(catalogue: Catalogue, item: str, change: Change) -> Lever:
    indicators = catalogue.indicators_of(item)
    inputs = sorted({name for each in indicators for name in each.inputs})
    found = _named(catalogue, change.name, inputs)
    passed_on = _prices_at_home(indicators, inputs) if TAX in _words(change.name) and change.added else ()
    if passed_on:
        assumed = say("The tax is taken to be passed on in full to the price at home.")
        return Lever(change, tuple(dict.fromkeys([*found, *passed_on])), assumed)
    if not found:
        expected = say("a series of the item's indicators: {names}", names=", ".join(inputs) or "-")
        raise WrongUse("--set", expected=expected, found=change.name, todo=nearest(change.name, inputs))
    return Lever(change, tuple(found))


def _named(catalogue: Catalogue, name: str, inputs: Sequence[str]) -> list[str]:
    if name in inputs:
        return [name]
    by_alias = [each.code for each in catalogue.declared if name in each.alias and each.code in inputs]
    if by_alias:
        return by_alias
    words = _words(name)
    for wanted in (words, [part for word in words for part in SYNONYMS.get(word, (word,))]):
        found = [each for each in inputs if wanted and set(wanted) <= set(_words(each))]
        if found:
            return found
    return []


def _words(name: str) -> list[str]:
    return [word for word in re.split(r"[_.]", name.casefold()) if word and word not in LEFT_OUT]


def _prices_at_home(indicators: Sequence[Indicator], inputs: Sequence[str]) -> tuple[str, ...]:
    """The series of the domestic price, else a price gap that is a series of its own."""
    at_home = tuple(name for name in inputs if {"domestic"} <= set(_words(name)))
    if at_home:
        return at_home
    return tuple(each.series for each in indicators if each.series and each.kind in PRICE_GAPS[:1])

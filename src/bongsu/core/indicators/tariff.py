"""What may be levied on a good at the border, with the days between which it was in force.

Everything here is data given from outside: no rate, amount or date stands in code.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

SAFEGUARDS = ("AD", "CV", "SG", "T1", "T2")
CONCESSIONS = ("W1", "W2", "W3")
ONLY_WHEN_LOWER = ("C", "E", "F", "H", "U", "P1", "P2", "P3", "P4", "G")
ADJUSTMENT = "L"
BASE = "A"
RATE_TYPES = (*SAFEGUARDS, *CONCESSIONS, *ONLY_WHEN_LOWER, ADJUSTMENT, BASE)
IN_QUOTA = ("W1", "W3", "P1", "P2", "P3", "P4")
SPECIAL_SAFEGUARD = ("T1", "T2")
RULES = ("higher", "lower", "both")
CIF, DUTY, RETAIL = "cif", "duty", "retail"


@dataclass(frozen=True, slots=True)
class Good:
    """A form of an item with tariff lines of its own, e.g. dried or frozen pepper.

    Attributes:
        unit: of all amounts, e.g. "kg": specific duties and per-unit taxes are won per this unit.
    """

    code: str
    name: dict[str, str]
    unit: str
    hs: tuple[str, ...]
    notes: str = ""
    unverified: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rate:
    """One customs duty rate of one good.

    Attributes:
        type: the tariff's code of rate types: A base, C WTO, W1 in quota, W2 out of quota, W3 beyond it by
            increase, L adjustment, P1-P4 quota duty, T1 and T2 special safeguard by volume and by price, F
            free-trade agreement, E regional, H garlic accord, U North Korean origin, G preference, AD, CV and
            SG anti-dumping, countervailing and safeguard duty.
        ad_valorem: share of the customs value; specific: won per unit; None where there is none.
        rule: "higher", "lower" or "both" of the two, where there are two.
        origins: countries of origin it is for; () for all.
        quota: tonnes a year it is for; trigger: tonnes from which a special safeguard applies.
        unverified: names of what nobody has checked.
        agreement: code of the agreement that grants it, e.g. "FCN1": one origin may have several.
    """

    good: str
    type: str
    ad_valorem: float | None
    specific: float | None
    rule: str
    valid_from: date
    valid_to: date | None
    origins: tuple[str, ...] = ()
    quota: float | None = None
    trigger: float | None = None
    source: str = ""
    notes: str = ""
    unverified: tuple[str, ...] = ()
    agreement: str = ""

    def duty(self, cif: float) -> float:
        """Won per unit on a customs value of `cif` won per unit."""
        by_value = None if self.ad_valorem is None else self.ad_valorem * cif
        found = [each for each in (by_value, self.specific) if each is not None]
        if len(found) < 2:
            return found[0]
        if self.rule == "both":
            return sum(found)
        return max(found) if self.rule == "higher" else min(found)

    @property
    def floor(self) -> float | None:
        """The declared value below which under-declaring saves nothing; None where the rule has none."""
        if self.rule == "higher" and self.specific is not None and self.ad_valorem:
            return self.specific / self.ad_valorem
        return None

    def in_force(self, on: date) -> bool:
        """Whether it may be levied on a day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Tax:
    """One tax or charge beside the duty; taxes are levied in the order of the file.

    Attributes:
        goods: which goods bear it; () for all of the file.
        rate, of, above: `rate` of the sum of the components `of` (cif, duty, retail, or taxes before it) in
            excess of `above` won; inclusive: the base already holds the tax (VAT in a retail price).
        per_unit: won per unit.
        exempt: the goods bear none, and the output says so.
    """

    code: str
    name: dict[str, str]
    goods: tuple[str, ...]
    rate: float | None
    of: tuple[str, ...]
    above: float
    inclusive: bool
    per_unit: float | None
    exempt: bool
    valid_from: date
    valid_to: date | None
    source: str = ""
    notes: str = ""
    unverified: tuple[str, ...] = ()

    def amount(self, components: dict[str, float]) -> float:
        """Won per unit, from what was levied before it."""
        if self.exempt:
            return 0.0
        if self.per_unit is not None:
            return self.per_unit
        base = max(sum(components[name] for name in self.of) - self.above, 0.0)
        share = self.rate or 0.0
        return base * share / (1.0 + share) if self.inclusive else base * share

    def in_force(self, on: date) -> bool:
        """Whether it may be levied on a day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Tariff:
    """All that is known of one item's goods, rates and taxes; the first good is the usual one."""

    item: str
    goods: tuple[Good, ...]
    rates: tuple[Rate, ...]
    taxes: tuple[Tax, ...]
    notes: str = ""

    def good(self, code: str | None) -> Good:
        """The good of this code, or the usual one; raises KeyError."""
        if code is None:
            return self.goods[0]
        found = [good for good in self.goods if good.code == code]
        if not found:
            raise KeyError(code)
        return found[0]

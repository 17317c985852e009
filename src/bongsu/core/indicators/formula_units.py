"""The unit of a formula from those of its series: what does not go together is refused, never converted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

from bongsu.core.indicators.formula import Formula
from bongsu.core.indicators.formula_functions import Function, UnitRule
from bongsu.core.indicators.units import UNKNOWN, Unit, UnitError, parse_unit, pure


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a formula: its unit, None where it is not known; 0 and only 0 may join any unit."""

    unit: Unit | None
    is_zero: bool = False
    is_number: bool = False


def unit_of(formula: Formula, units: Mapping[str, str]) -> Unit | None:
    """The unit of a formula's value; None where it rests on a series of unknown unit.

    Args:
        units: series → unit as text; UNKNOWN where it is declared to be unknown.

    Raises:
        UnitError: units that do not go together, a unit nobody can read, or a series that is not declared.

    >>> unit_of(Formula.parse("domestic / world - 1"), {"domestic": "KRW/g", "world": "KRW/g"}).is_pure
    True
    """
    return formula.walk(_Units(units)).unit


def check_unit(formula: Formula, units: Mapping[str, str], *, expected: str) -> None:
    """Compares a formula's unit with the one its entry names; an unknown one is taken as named.

    Raises:
        UnitError: they differ in what they measure or in scale.
    """
    found = unit_of(formula, units)
    wanted = parse_unit(expected)
    if found is not None and not found.same(wanted):
        raise UnitError("the formula gives {found}, not {expected}", found=found.text, expected=expected)


@dataclass(frozen=True, slots=True)
class _Units:
    units: Mapping[str, str]

    def number(self, value: float) -> _Part:
        return _Part(pure(), is_zero=value == 0, is_number=True)

    def series(self, name: str) -> _Part:
        if name not in self.units:
            raise UnitError("the series '{name}' has no unit: declare it", name=name)
        text = self.units[name]
        return _Part(None if text == UNKNOWN else parse_unit(text))

    def power(self, base: _Part, exponent: float) -> _Part:
        return _Part(None if base.unit is None else base.unit.power(exponent))

    def operation(self, sign: str, left: _Part, right: _Part) -> _Part:
        if sign in "+-":
            return _Part(_common([left, right], f"'{sign}'"))
        if left.unit is None or right.unit is None:
            return _Part(None)
        return _Part(left.unit * right.unit if sign == "*" else left.unit / right.unit)

    def conversion(self, part: _Part, source: str, target: str) -> _Part:
        if part.unit is not None and not part.unit.same(parse_unit(source)):
            raise UnitError(
                "it converts from {source} what is in {found}", source=source, found=part.unit.text
            )
        return _Part(parse_unit(target))

    def call(self, function: Function, parts: Sequence[_Part]) -> _Part:
        if function.unit is UnitRule.DAYS:
            return _Part(pure())
        shared = _common(parts, function.usage)
        if function.unit is UnitRule.NUMBER and shared is not None and not shared.is_pure:
            raise UnitError(
                "{usage} needs a pure number, found {found}", usage=function.usage, found=shared.text
            )
        return _Part(shared if function.unit is UnitRule.SAME else pure())


def _common(parts: Sequence[_Part], joint: str) -> Unit | None:
    """The unit that all parts share; the number 0 shares every unit. `joint` is what joins them."""
    counted = [part for part in parts if not part.is_zero] or list(parts)
    if any(part.unit is None for part in counted):
        return None

    def joined(left: Unit, right: Unit) -> Unit:
        if left.same(right):
            return left
        if left.measures_the_same(right):
            raise UnitError(
                "{joint} joins {left} and {right}, which differ by a factor: convert one of them",
                joint=joint,
                left=left.text,
                right=right.text,
            )
        raise UnitError(
            "{joint} joins {left} and {right}, which do not measure the same",
            joint=joint,
            left=left.text,
            right=right.text,
        )

    return reduce(joined, [part.unit for part in counted if part.unit is not None])

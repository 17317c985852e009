"""Units of series and indicators: our own list, read strictly, kept by pint; nothing is converted silently.

Every currency is a dimension of its own: an exchange rate is a series, not a constant of nature. So is
every form of a good: dry and fresh kilograms are added only after a conversion that somebody wrote down.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pint import UnitRegistry

UNKNOWN = "?"
"""Written for a series whose unit nobody knows: it is declared, and no formula over it is checked."""

CURRENCIES = (
    "KRW USD CNY JPY EUR GBP AUD NZD HKD TWD SGD THB VND MYR IDR PHP INR RUB KZT AED CAD MXN CHF SEK NOK DKK "
    "BRL ZAR LKR VEF VES ILS TRY ATS BEF FIM FRF DEM GRD IEP ITL NLG PTE ESP"
)
THINGS = (
    "count person crossing call parcel container TEU GT tablet piece case lot declaration offer visit head "
    "transaction vehicle"
)
FORMS = ("dry", "fresh", "frozen", "live", "raw", "processed")

DEFINITIONS = (
    "gram = [mass] = g",
    "milligram = 0.001 gram = mg",
    "kilogram = 1000 gram = kg",
    "tonne = 1000 kilogram = t = mt",
    "troy_ounce = 31.1034768 gram = troy_oz = toz",
    "pound = 453.59237 gram = lb",
    "don = 3.75 gram",
    "geun = 600 gram",
    "carat = 0.2 gram = ct",
    "metre = [length] = m",
    "litre = 0.001 metre ** 3 = L = l",
    "kilolitre = 1000 litre = kL = kl",
    "cubic_metre = metre ** 3 = m3",
    "barrel = 158.987294928 litre = bbl",
    "drum = 200 litre",
    "gallon = 3.785411784 litre = gal",
    "cigarette = [cigarette] = stick",
    "pack = 20 cigarette",
    "carton = 10 pack",
    "day = [time]",
    "week = 7 day",
    "month = 30.436875 day",
    "year = 12 month",
    "hour = day / 24",
    "hectare = 10000 metre ** 2 = ha",
    "joule = [energy] = J",
    "btu = 1055.05585262 joule",
    "mmbtu = 1000000 btu",
    *(f"{code} = [{code}]" for code in CURRENCIES.split()),
    *(f"{thing} = [{thing}]" for thing in THINGS.split()),
    *(f"kg_{form} = [mass_{form}]" for form in FORMS),
    *(f"t_{form} = 1000 kg_{form}" for form in FORMS),
)

PURE = (
    "ratio", "share", "z", "log", "index", "%", "%-points", "% of normal", "0 or 1", "0 to 1", "score",
    "bits", "pure",
)  # fmt: skip
"""Names of pure numbers, one unit: the factor between a share and a percentage is yours to write."""

_SPELT = (
    (re.compile(r"\bper\b"), "/"),
    (re.compile(r"\btroy (?:oz|ounces?)\b"), "troy_oz"),
    (re.compile(r"\bcubic met(?:er|re)s?\b"), "m3"),
    (re.compile(r"\bmetric tons?\b"), "t"),
    (re.compile(r"\bdry mt\b"), "t_dry"),
)
_PLURALS = {
    "persons": "person", "crossings": "crossing", "calls": "call", "parcels": "parcel", "tablets": "tablet",
    "pieces": "piece", "packs": "pack", "cartons": "carton", "sticks": "stick", "months": "month",
    "days": "day", "weeks": "week", "years": "year", "cases": "case", "lots": "lot", "counts": "count",
    "containers": "container", "offers": "offer", "carats": "carat", "declarations": "declaration",
    "hours": "hour", "vehicles": "vehicle",
}  # fmt: skip
MAX_LENGTH = 80
MAX_EXPONENT = 4
RELATIVE_ERROR = 1e-9


class UnitError(ValueError):
    """A unit cannot be read, or two units do not go together.

    Attributes:
        message: an English sentence with {names} for `values`, so that it can be translated.
    """

    def __init__(self, message: str, /, **values: object) -> None:
        self.message, self.values = message, values
        super().__init__(message.format(**values))


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: what it measures and how much of it.

    Attributes:
        text: as people write it.
        scale: in the base units of its dimensions.
        dimensions: name → power, of those with a power other than 0; () for a pure number.
    """

    text: str = field(compare=False)
    scale: float
    dimensions: tuple[tuple[str, float], ...]

    @property
    def is_pure(self) -> bool:
        """Whether it is a pure number."""
        return not self.dimensions

    def measures_the_same(self, other: Unit) -> bool:
        """Whether one can be converted to the other by a factor."""
        return self.dimensions == other.dimensions

    def same(self, other: Unit) -> bool:
        """Whether numbers in both may be added: the same dimensions and the same scale."""
        return self.dimensions == other.dimensions and abs(self.scale / other.scale - 1.0) < RELATIVE_ERROR

    def __mul__(self, other: Unit) -> Unit:
        return self._joined(other, 1.0)

    def __truediv__(self, other: Unit) -> Unit:
        return self._joined(other, -1.0)

    def power(self, exponent: float) -> Unit:
        """The unit of a quantity raised to an exponent."""
        powers = tuple((name, power * exponent) for name, power in self.dimensions if power * exponent)
        return _made(self.scale**exponent, dict(powers))

    def _joined(self, other: Unit, sign: float) -> Unit:
        powers = dict(self.dimensions)
        for name, power in other.dimensions:
            powers[name] = powers.get(name, 0.0) + sign * power
        return _made(self.scale * other.scale**sign, powers)


def pure() -> Unit:
    """The unit of a pure number."""
    return Unit("pure", 1.0, ())


@lru_cache(maxsize=1024)
def parse_unit(text: str) -> Unit:
    """Reads `KRW/kg`, `USD/troy oz`, `KRW per USD`, `log persons`, `% of normal`, `kg_dry` …

    A logarithm is a pure number whatever was under it.

    Raises:
        UnitError: the text is not a unit of the list.

    >>> parse_unit("KRW/g").same(parse_unit("KRW/kg")), parse_unit("ratio").is_pure
    (False, True)
    """
    stripped = text.strip()
    if stripped in PURE or (stripped.startswith("log ") and len(stripped) <= MAX_LENGTH):
        return Unit(stripped, 1.0, ())
    if not stripped or len(stripped) > MAX_LENGTH:
        raise UnitError("expected a unit such as KRW/kg, found '{text}'", text=stripped[:MAX_LENGTH])
    spelt = re.sub(r"^months of use$", "month", stripped)
    for pattern, replacement in _SPELT:
        spelt = pattern.sub(replacement, spelt)
    try:
        tree = ast.parse(spelt.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise UnitError("'{text}' cannot be read as a unit", text=stripped) from None
    found = _of_tree(tree, stripped, depth=1)
    return Unit(stripped, found.scale, found.dimensions)


def factor(source: str, target: str) -> float:
    """By what a number in one unit is multiplied to be in another.

    Raises:
        UnitError: they do not measure the same; a currency is never converted into another.

    >>> round(factor("KRW/troy_oz", "KRW/don"), 6)
    0.120565
    """
    left, right = parse_unit(source), parse_unit(target)
    if not left.measures_the_same(right):
        raise UnitError(
            "{source} cannot be converted to {target}: they do not measure the same",
            source=left.text,
            target=right.text,
        )
    return left.scale / right.scale


@cache
def known_units() -> tuple[str, ...]:
    """Every name that a unit may be made of."""
    names = [part.split()[0] for text in DEFINITIONS for part in text.split(" = ")]
    return tuple(sorted({name for name in names if re.fullmatch(r"[A-Za-z_]\w*", name)}))


def _of_tree(node: ast.expr, text: str, *, depth: int) -> Unit:
    if depth > 12:
        raise UnitError("'{text}' cannot be read as a unit", text=text)
    if isinstance(node, ast.Name):
        return _named(node.id, text)
    if isinstance(node, ast.Constant) and type(node.value) is int and node.value == 1:
        return pure()
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Div):
        left, right = _of_tree(node.left, text, depth=depth + 1), _of_tree(node.right, text, depth=depth + 1)
        return left * right if isinstance(node.op, ast.Mult) else left / right
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow) and isinstance(node.right, ast.Constant):
        exponent = node.right.value
        if type(exponent) is int and 1 <= exponent <= MAX_EXPONENT:
            return _of_tree(node.left, text, depth=depth + 1).power(exponent)
    raise UnitError("'{text}' cannot be read as a unit", text=text)


@cache
def _registry() -> UnitRegistry[Any]:
    """pint, empty but for our own definitions."""
    from pint import UnitRegistry

    registry: UnitRegistry[Any] = UnitRegistry(None)
    for definition in DEFINITIONS:
        registry.define(definition)
    return registry


@cache
def _named(name: str, text: str) -> Unit:
    singular = _PLURALS.get(name, name)
    if singular in PURE:
        return pure()
    if singular not in known_units():
        raise UnitError("there is no unit '{name}' in '{text}'", name=name, text=text)
    quantity: Any = _registry().Quantity(1.0, singular).to_base_units()
    powers = {str(base): float(power) for base, power in quantity.dimensionality.items()}
    return _made(float(quantity.magnitude), powers)


def _made(scale: float, powers: dict[str, float]) -> Unit:
    kept = tuple(sorted((name, power) for name, power in powers.items() if power))
    return Unit(_written(scale, kept), scale, kept)


def _written(scale: float, dimensions: tuple[tuple[str, float], ...]) -> str:
    """The unit as text, in base units; a scale other than 1 is written before it."""
    bare = {name: name.strip("[]") for name, _ in dimensions}
    base = {"mass": "g", "length": "m", "time": "day", "cigarette": "stick", "energy": "J"}
    words = {
        name: base.get(word, word.replace("mass_", "kg_") if word.startswith("mass_") else word)
        for name, word in bare.items()
    }
    above = [words[name] + _power(power) for name, power in dimensions if power > 0]
    below = [words[name] + _power(-power) for name, power in dimensions if power < 0]
    text = "*".join(above) or ("1" if below else "pure")
    text = "/".join([text, *below])
    return text if abs(scale - 1.0) < RELATIVE_ERROR else f"{scale:g} {text}"


def _power(power: float) -> str:
    return "" if power == 1 else f"**{power:g}"

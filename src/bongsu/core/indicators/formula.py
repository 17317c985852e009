"""Formulas over series: an indicator in terms of the raw series, read safely and evaluated on arrays.

A formula is arithmetic on series names, numbers and a few functions, e.g.
`gold_domestic_krw_g - convert(lag(gold_world_usd_oz, 1) * usd_krw, KRW/troy_oz, KRW/g)`. It is parsed with
Python's own parser, every node is checked against a short list, and nothing is ever executed as Python.

Two rules hold for every operation: a result that is not a finite number is NaN (so NaN in, NaN out, and a
division by zero is NaN), and the value at a time depends on that time and earlier ones only.
"""

from __future__ import annotations

import ast
import keyword
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from bongsu.core.indicators.formula_functions import FUNCTIONS, Axis, Function
from bongsu.core.indicators.trailing import Array
from bongsu.core.indicators.units import UnitError, factor
from bongsu.core.panel.periods import Period

Integers = NDArray[np.int64]
T = TypeVar("T")

MAX_LENGTH = 1000
MAX_DEPTH = 64
MAX_EXPONENT = 10.0
MAX_NUMBER = 1e300
CONVERT = "convert"
CONVERT_USAGE = "convert(x, from, to)"

_FORBIDDEN_CHARACTER = re.compile(r"[^\w\s.,+\-*/()]")
_NAME = re.compile(r"[^\W\d]\w*")
_BEGINS_WITH_DIGIT = re.compile(r"(?<![\w.])\.?[0-9](?:[eE][+-](?=[0-9])|[\w.])*")
_NUMBER = re.compile(r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


class FormulaError(ValueError):
    """A text is not a formula.

    Attributes:
        message: the reason, an English sentence with {names} for `values`, so that it can be translated.
        position: which character of the text is meant; the first one is 1.
    """

    def __init__(self, message: str, position: int, /, **values: object) -> None:
        self.message, self.position, self.values = message, position, values
        super().__init__(f"character {position}: {message.format(**values)}")


class FormulaReader(Protocol[T]):
    """Another reading of a formula: what each part of it stands for."""

    def number(self, value: float) -> T:
        """A number."""

    def series(self, name: str) -> T:
        """A series."""

    def power(self, base: T, exponent: float) -> T:
        """A part raised to a number."""

    def operation(self, sign: str, left: T, right: T) -> T:
        """Two parts joined by + - * or /."""

    def conversion(self, part: T, source: str, target: str) -> T:
        """A part converted from one unit to another."""

    def call(self, function: Function, parts: Sequence[T]) -> T:
        """A function of some parts."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A checked formula.

    Attributes:
        text: as it was written.
        series: the names of the raw series in it, in order of first appearance.

    >>> gap = Formula.parse("domestic - world * usd_krw")
    >>> gap.series
    ('domestic', 'world', 'usd_krw')
    >>> gap.evaluate({"domestic": [120.0, 130.0], "world": [0.1, np.nan], "usd_krw": [1000.0, 1000.0]})
    array([20., nan])
    """

    text: str
    series: tuple[str, ...]
    _tree: ast.expr = field(repr=False, compare=False)

    @classmethod
    def parse(cls, text: str) -> Formula:
        """Reads a formula.

        Raises:
            FormulaError: with the position of what cannot be read or is not allowed.
        """
        tree = _tree(text)
        series = tuple(dict.fromkeys(_checked(tree, text, depth=1)))
        if not series and not _calls_the_calendar(tree):
            raise FormulaError("a formula must name at least one series", 1)
        return cls(text, series, tree)

    def evaluate(
        self, values: Mapping[str, object], *, first: Period | None = None, length: int | None = None
    ) -> Array:
        """The formula's value at every time.

        Args:
            values: for each name in `series` an array of floats, [time] or [time, series]; where both forms
                are mixed, an array [time] stands for every series.
            first: the period of the arrays' first row; functions of the calendar need it.
            length: number of periods; a formula of the calendar alone needs it.

        Raises:
            ValueError: a series is missing, the arrays do not share one time axis, or the formula needs the
                calendar and `first` (or `length`) is not given.
        """
        if not self.series:
            if length is None:
                raise ValueError(f"formula {self.text!r}: expected first and length, for it names no series")
            return _value(self._tree, {}, Axis(first, (length,)))
        missing = [name for name in self.series if name not in values]
        if missing:
            raise ValueError(
                f"formula {self.text!r}: expected the series {missing[0]!r}, found none of this name"
            )
        arrays = {name: np.asarray(values[name], dtype=np.float64) for name in self.series}
        axes = max(array.ndim for array in arrays.values())
        if axes == 2:
            arrays = {name: array[:, None] if array.ndim == 1 else array for name, array in arrays.items()}
        lengths = sorted({array.shape[0] if array.ndim else 0 for array in arrays.values()})
        if axes not in (1, 2) or len(lengths) > 1:
            shapes = ", ".join(f"{name} {array.shape}" for name, array in arrays.items())
            raise ValueError(f"formula {self.text!r}: expected arrays on one time axis, found {shapes}")
        shape = np.broadcast_shapes(*(array.shape for array in arrays.values()))
        with np.errstate(all="ignore"):
            known = {name: _finite(np.broadcast_to(array, shape)) for name, array in arrays.items()}
            return _value(self._tree, known, Axis(first, shape))

    def known_on(self, days: Mapping[str, object]) -> Integers:
        """The day on which each value was known: when the last value it rests on was.

        Args:
            days: for each name in `series` the day number on which its value at each time became known
                [time]; 0 where there is none.

        Returns:
            [time]; 0 for what rests on nothing that becomes known (a calendar).
        """
        found = {name: np.asarray(days[name], dtype=np.int64) for name in self.series}
        length = next(iter(found.values())).shape[0] if found else 0
        return _known(self._tree, found, length)

    def walk(self, reader: FormulaReader[T]) -> T:
        """What another reading makes of the formula, from its parts upward (units, for one)."""
        return _walked(self._tree, self.text, reader)


def _tree(text: str) -> ast.expr:
    """The text as a syntax tree, whatever it holds."""
    if len(text) > MAX_LENGTH:
        message = "a formula has at most {limit} characters, this one has {length}"
        raise FormulaError(message, MAX_LENGTH + 1, limit=MAX_LENGTH, length=len(text))
    _check_words(text)
    lead = len(text) - len(text.lstrip())
    line = re.sub(r"\s", " ", text.strip())
    try:
        return ast.parse(line, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError) as error:
        offset = getattr(error, "offset", None) or len(line)  # the parser says 0 for the end of the text
        position = lead + min(max(offset, 1), len(line))
        raise FormulaError("this cannot be read as a formula", position) from None


def _check_words(text: str) -> None:
    """Refuses what needs no grammar to be refused, so that the message can be plain."""
    if not text.strip():
        raise FormulaError("the formula is empty", 1)
    stranger = _FORBIDDEN_CHARACTER.search(text)
    if stranger:
        raise FormulaError(
            "'{found}' has no place in a formula", stranger.start() + 1, found=stranger.group()
        )
    if unicodedata.normalize("NFKC", text) != text:
        raise FormulaError("a name must be written in composed characters (Unicode form NFKC)", 1)
    for match in _BEGINS_WITH_DIGIT.finditer(text):
        if not _NUMBER.fullmatch(match.group()):
            message = "'{found}' is not a number, and a name does not begin with a digit"
            raise FormulaError(message, match.start() + 1, found=match.group())
    for match in _NAME.finditer(text):
        if keyword.iskeyword(match.group()):
            message = "'{found}' is a reserved word and cannot be part of a name"
            raise FormulaError(message, match.start() + 1, found=match.group())


def _checked(node: ast.expr, text: str, *, depth: int) -> Iterator[str]:
    """Walks the tree, refuses what is not on the list, and yields the names of series."""
    if depth > MAX_DEPTH:
        raise _error(node, text, "the formula is nested deeper than {limit} levels", limit=MAX_DEPTH)
    if isinstance(node, ast.Constant):
        _number(node, text)
    elif isinstance(node, ast.UnaryOp) and type(node.op) in _SIGNS:
        yield from _checked(node.operand, text, depth=depth + 1)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        _check_exponent(node.right, text)
        yield from _checked(node.left, text, depth=depth + 1)
    elif isinstance(node, ast.BinOp) and type(node.op) in _OPERATIONS:
        yield from _checked(node.left, text, depth=depth + 1)
        yield from _checked(node.right, text, depth=depth + 1)
    elif isinstance(node, ast.Call):
        yield from _checked_call(node, text, depth=depth)
    elif isinstance(node, ast.Name | ast.Attribute):
        yield _series(node, text)
    else:
        message = "only + - * / **, parentheses, numbers, series and functions may stand in a formula"
        raise _error(node, text, message)


def _checked_call(node: ast.Call, text: str, *, depth: int) -> Iterator[str]:
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if name == CONVERT:
        yield from _checked_conversion(node, text, depth=depth)
        return
    if name not in FUNCTIONS:
        message = "there is no function '{found}'; the functions are {functions}"
        found = _dotted(node.func)[:40]
        raise _error(node, text, message, found=found, functions=", ".join(sorted([*FUNCTIONS, CONVERT])))
    function = FUNCTIONS[name]
    arrays, wholes = _arguments(node, function)
    wanted = function.values
    wrong = len(arrays) < 2 if wanted is None else len(arrays) != wanted
    if node.keywords or wrong or len(wholes) != len(function.wholes):
        raise _error(node, text, "expected {usage}", usage=function.usage)
    for whole, (least, most) in zip(wholes, function.wholes, strict=True):
        _check_whole(whole, text, least=least, most=most, usage=function.usage)
    for argument in arrays:
        yield from _checked(argument, text, depth=depth + 1)


def _arguments(node: ast.Call, function: Function) -> tuple[list[ast.expr], list[ast.expr]]:
    """The arguments that are arrays, and the whole numbers after them."""
    cut = max(len(node.args) - len(function.wholes), 0)
    arrays, wholes = node.args[:cut], node.args[cut:]
    return arrays, wholes if len(wholes) == len(function.wholes) else node.args[:0]


def _checked_conversion(node: ast.Call, text: str, *, depth: int) -> Iterator[str]:
    if node.keywords or len(node.args) != 3:
        raise _error(node, text, "expected {usage}", usage=CONVERT_USAGE)
    try:
        factor(*_units_of(node))
    except UnitError as error:
        raise _error(node.args[1], text, error.message, **error.values) from None
    yield from _checked(node.args[0], text, depth=depth + 1)


def _units_of(node: ast.Call) -> tuple[str, str]:
    """The two units of a conversion as they are written."""
    source, target = (ast.unparse(part).replace(" ", "") for part in node.args[1:])
    return source, target


def _calls_the_calendar(tree: ast.expr) -> bool:
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in FUNCTIONS
        and FUNCTIONS[node.func.id].values == 0
        for node in ast.walk(tree)
    )


def _series(node: ast.Name | ast.Attribute, text: str) -> str:
    name = _dotted(node)
    if not name:
        raise _error(node, text, "a name is made of letters, digits, _ and .")
    if name in FUNCTIONS or name == CONVERT:
        usage = FUNCTIONS[name].usage if name in FUNCTIONS else CONVERT_USAGE
        raise _error(node, text, "'{name}' is a function: expected {usage}", name=name, usage=usage)
    return name


def _dotted(node: ast.expr) -> str:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""


def _number(node: ast.expr, text: str) -> float:
    """The number written here, with at most one sign."""
    sign = 1.0
    if isinstance(node, ast.UnaryOp) and type(node.op) in _SIGNS:
        sign, node = (-1.0 if isinstance(node.op, ast.USub) else 1.0), node.operand
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and node.value < MAX_NUMBER:
        return sign * float(node.value)
    raise _error(node, text, "expected a number less than {limit}", limit=f"{MAX_NUMBER:g}")


def _check_exponent(node: ast.expr, text: str) -> None:
    if abs(_number(node, text)) > MAX_EXPONENT:
        raise _error(
            node, text, "an exponent is a number from -{limit} to {limit}", limit=f"{MAX_EXPONENT:g}"
        )


def _check_whole(node: ast.expr, text: str, *, least: int, most: int, usage: str) -> None:
    whole = isinstance(node, ast.Constant) and type(node.value) is int and least <= node.value <= most
    if not whole:
        message = "{usage}: expected a whole number of periods from {least} to {most}"
        raise _error(node, text, message, usage=usage, least=least, most=most)


def _error(node: ast.expr, text: str, message: str, /, **values: object) -> FormulaError:
    lead = len(text) - len(text.lstrip())
    before = text.strip().encode()[: node.col_offset].decode(errors="ignore")
    return FormulaError(message, lead + len(before) + 1, **values)


def _value(node: ast.expr, known: Mapping[str, Array], axis: Axis) -> Array:
    """The node's value at every time; `known` holds arrays of the axis' shape, NaN where not finite."""
    if isinstance(node, ast.Constant):
        return np.full(axis.shape, _number(node, ""))
    if isinstance(node, ast.UnaryOp):
        return _SIGNS[type(node.op)](_value(node.operand, known, axis))
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        base = _value(node.left, known, axis)
        return _finite(np.where(np.isnan(base), np.nan, np.power(base, _number(node.right, ""))))
    if isinstance(node, ast.BinOp):
        left, right = _value(node.left, known, axis), _value(node.right, known, axis)
        return _finite(_OPERATIONS[type(node.op)](left, right))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        if node.func.id == CONVERT:
            return _finite(_value(node.args[0], known, axis) * factor(*_units_of(node)))
        function = FUNCTIONS[node.func.id]
        arrays, wholes = _arguments(node, function)
        values = [_value(argument, known, axis) for argument in arrays]
        return _finite(function.apply(values, _numbers(wholes), axis))
    return known[_dotted(node)]


def _known(node: ast.expr, days: Mapping[str, Integers], length: int) -> Integers:
    """When each of the node's values was known [time]."""
    nothing: Integers = np.zeros(length, dtype=np.int64)
    if isinstance(node, ast.UnaryOp):
        return _known(node.operand, days, length)
    if isinstance(node, ast.BinOp):
        return np.maximum(_known(node.left, days, length), _known(node.right, days, length))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        function = FUNCTIONS.get(node.func.id)
        arrays, wholes = (node.args[:1], []) if function is None else _arguments(node, function)
        latest = nothing
        for argument in arrays:
            latest = np.maximum(latest, _known(argument, days, length))
        back = (0,) if function is None else function.back(_numbers(wholes))
        reached = [_earlier(latest, step) for step in back if step < max(length, 1)]
        return np.asarray(np.maximum.reduce([nothing, *reached]))
    return days[_dotted(node)] if isinstance(node, ast.Name | ast.Attribute) else nothing


def _earlier(days: Integers, step: int) -> Integers:
    shifted: Integers = np.zeros_like(days)
    shifted[step:] = days[: days.shape[0] - step]
    return shifted


def _walked(node: ast.expr, text: str, reader: FormulaReader[T]) -> T:
    if isinstance(node, ast.Constant):
        return reader.number(_number(node, text))
    if isinstance(node, ast.UnaryOp):
        return _walked(node.operand, text, reader)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        return reader.power(_walked(node.left, text, reader), _number(node.right, text))
    if isinstance(node, ast.BinOp):
        sign = _SIGNS_OF_OPERATIONS[type(node.op)]
        return reader.operation(sign, _walked(node.left, text, reader), _walked(node.right, text, reader))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        if node.func.id == CONVERT:
            return reader.conversion(_walked(node.args[0], text, reader), *_units_of(node))
        function = FUNCTIONS[node.func.id]
        arrays, _ = _arguments(node, function)
        return reader.call(function, [_walked(argument, text, reader) for argument in arrays])
    return reader.series(_dotted(node))


def _numbers(wholes: Sequence[ast.expr]) -> tuple[int, ...]:
    return tuple(int(_number(whole, "")) for whole in wholes)


def _finite(values: Array) -> Array:
    return np.where(np.isfinite(values), values, np.nan)


_SIGNS: dict[type[ast.unaryop], Callable[[Array], Array]] = {ast.USub: np.negative, ast.UAdd: np.positive}
_OPERATIONS: dict[type[ast.operator], Callable[[Array, Array], Array]] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: np.divide,
}
_SIGNS_OF_OPERATIONS: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
}

"""Formulas over series: an indicator in terms of the raw series, read safely and evaluated on arrays.

A formula is arithmetic on series names, numbers and a few functions, e.g.
`gold_domestic_krw_g - lag(gold_world_usd_oz, 1) * usd_krw / 31.1034768`. It is parsed with Python's own
parser, every node is checked against a short list, and nothing is ever executed as Python.

Two rules hold for every operation: a result that is not a finite number is NaN (so NaN in, NaN out, and a
division by zero is NaN), and the value at a time depends on that time and earlier ones only.
"""

from __future__ import annotations

import ast
import keyword
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from bongsu.core.indicators import trailing
from bongsu.core.indicators.trailing import Array

MAX_LENGTH = 1000
MAX_DEPTH = 64
MAX_EXPONENT = 10.0
MAX_NUMBER = 1e300
MAX_PERIODS = 520


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

    def __init__(self, message: str, position: int, **values: object) -> None:
        self.message, self.position, self.values = message, position, values
        super().__init__(f"character {position}: {message.format(**values)}")


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
        if not series:
            raise FormulaError("a formula must name at least one series", 1)
        return cls(text, series, tree)

    def evaluate(self, values: Mapping[str, object]) -> Array:
        """The formula's value at every time.

        Args:
            values: for each name in `series` an array of floats, [time] or [time, series]; where both forms
                are mixed, an array [time] stands for every series.

        Raises:
            ValueError: a series is missing, or the arrays do not share one time axis.
        """
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
            return _value(self._tree, known, shape)


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
    if name not in FUNCTIONS:
        message = "there is no function '{found}'; the functions are {functions}"
        found = _dotted(node.func)[:40]
        raise _error(node, text, message, found=found, functions=", ".join(sorted(FUNCTIONS)))
    usage, count = FUNCTIONS[name]
    if node.keywords or (len(node.args) < 2 if count is None else len(node.args) != count):
        raise _error(node, text, "expected {usage}", usage=usage)
    arguments = node.args
    if name in _WINDOWED:
        _check_periods(arguments[1], text, least=_LEAST_PERIODS[name], usage=usage)
        arguments = arguments[:1]
    for argument in arguments:
        yield from _checked(argument, text, depth=depth + 1)


def _series(node: ast.Name | ast.Attribute, text: str) -> str:
    name = _dotted(node)
    if not name:
        raise _error(node, text, "a name is made of letters, digits, _ and .")
    if name in FUNCTIONS:
        raise _error(
            node, text, "'{name}' is a function: expected {usage}", name=name, usage=FUNCTIONS[name][0]
        )
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


def _check_periods(node: ast.expr, text: str, *, least: int, usage: str) -> None:
    whole = isinstance(node, ast.Constant) and type(node.value) is int and least <= node.value <= MAX_PERIODS
    if not whole:
        message = "{usage}: n is a whole number of periods from {least} to {most}"
        raise _error(node, text, message, usage=usage, least=least, most=MAX_PERIODS)


def _error(node: ast.expr, text: str, message: str, **values: object) -> FormulaError:
    lead = len(text) - len(text.lstrip())
    before = text.strip().encode()[: node.col_offset].decode(errors="ignore")
    return FormulaError(message, lead + len(before) + 1, **values)


def _value(node: ast.expr, known: Mapping[str, Array], shape: tuple[int, ...]) -> Array:
    """The node's value at every time; `known` holds arrays of `shape` with NaN for all that is not finite."""
    if isinstance(node, ast.Constant):
        return np.full(shape, _number(node, ""))
    if isinstance(node, ast.UnaryOp):
        return _SIGNS[type(node.op)](_value(node.operand, known, shape))
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        base = _value(node.left, known, shape)
        return _finite(np.where(np.isnan(base), np.nan, np.power(base, _number(node.right, ""))))
    if isinstance(node, ast.BinOp):
        left, right = _value(node.left, known, shape), _value(node.right, known, shape)
        return _finite(_OPERATIONS[type(node.op)](left, right))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        name = node.func.id
        if name in _WINDOWED:
            periods = int(_number(node.args[1], ""))
            return _finite(_WINDOWED[name](_value(node.args[0], known, shape), periods))
        values = [_value(argument, known, shape) for argument in node.args]
        return _finite(_POINTWISE[name](values))
    return known[_dotted(node)]


def _finite(values: Array) -> Array:
    return np.where(np.isfinite(values), values, np.nan)


_SIGNS: dict[type[ast.unaryop], Callable[[Array], Array]] = {ast.USub: np.negative, ast.UAdd: np.positive}
_OPERATIONS: dict[type[ast.operator], Callable[[Array, Array], Array]] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: np.divide,
}
_POINTWISE: dict[str, Callable[[list[Array]], Array]] = {
    "log": lambda values: np.log(values[0]),
    "exp": lambda values: np.exp(values[0]),
    "abs": lambda values: np.abs(values[0]),
    "min": lambda values: np.minimum.reduce(values),
    "max": lambda values: np.maximum.reduce(values),
}
_WINDOWED: dict[str, Callable[[Array, int], Array]] = {
    "lag": trailing.lag,
    "diff": trailing.difference,
    "mean": trailing.mean,
    "zscore": trailing.zscore,
}
_LEAST_PERIODS = {"lag": 0, "diff": 1, "mean": 1, "zscore": 3}

FUNCTIONS: dict[str, tuple[str, int | None]] = {
    "log": ("log(x)", 1),
    "exp": ("exp(x)", 1),
    "abs": ("abs(x)", 1),
    "min": ("min(x, y, …)", None),
    "max": ("max(x, y, …)", None),
    "lag": ("lag(x, n)", 2),
    "diff": ("diff(x, n)", 2),
    "mean": ("mean(x, n)", 2),
    "zscore": ("zscore(x, n)", 2),
}
"""How each function is written, and how many arguments it takes (None: two or more)."""

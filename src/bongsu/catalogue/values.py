"""Readers of single values in a TOML file: each takes what the file holds and gives what the program needs.

A reader that cannot take the value raises `Unreadable` with what it expected.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import Any, TypeGuard

from bongsu.core.indicators.definitions import DEFINITIONS
from bongsu.core.indicators.formula import Formula, FormulaError
from bongsu.core.indicators.units import UNKNOWN, UnitError, parse_unit
from bongsu.core.panel.periods import Lag, Period
from bongsu.words import LANGUAGES, say

Reader = Callable[[object], Any]


class Unreadable(ValueError):  # noqa: N818 - it says what a value is
    """A value is not what its key asks for.

    Attributes:
        expected: what the key asks for.
        todo: advice, or "".
    """

    def __init__(self, expected: str, *, todo: str = "") -> None:
        self.expected, self.todo = expected, todo
        super().__init__(expected)


def text(value: object) -> str:
    """A text, also an empty one."""
    if not isinstance(value, str):
        raise Unreadable(say("a text in quotes"))
    return value


def code(value: object) -> str:
    """A code: a text without spaces, commas and quotes."""
    if not isinstance(value, str) or not re.fullmatch(r"[^\s,;\"'`\\]+", value):
        raise Unreadable(say("a code: a text in quotes, without spaces or commas"))
    return value


def codes(value: object) -> tuple[str, ...]:
    """Codes, each of them once."""
    if not isinstance(value, list) or len({str(part) for part in value}) < len(value):
        raise Unreadable(say('a list of codes, each once, such as ["a", "b"]'))
    return tuple(code(part) for part in value)


def texts(value: object) -> tuple[str, ...]:
    """A list of texts."""
    if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
        raise Unreadable(say('a list of texts, such as ["a", "b"]'))
    return tuple(value)


def names(value: object) -> dict[str, str]:
    """A name in every language, or one text that serves them all."""
    if isinstance(value, str) and value:
        return dict.fromkeys(LANGUAGES, value)
    if (
        not isinstance(value, dict)
        or not value
        or not set(value) <= set(LANGUAGES)
        or not all(isinstance(name, str) and name for name in value.values())
    ):
        raise Unreadable(say('names by language, such as { ko = "금괴", en = "Gold bullion" }'))
    return dict(value)


def truth(value: object) -> bool:
    """true or false."""
    if not isinstance(value, bool):
        raise Unreadable(say("true or false"))
    return value


def one_of(choices: Sequence[str]) -> Reader:
    """A reader of one of these texts."""

    def read(value: object) -> str:
        if not isinstance(value, str) or value not in choices:
            raise Unreadable(say("one of {choices}", choices=", ".join(f'"{choice}"' for choice in choices)))
        return value

    return read


def some_of(choices: Sequence[str]) -> Reader:
    """A reader of a list of these texts, each once."""
    one = one_of(choices)

    def read(value: object) -> tuple[str, ...]:
        return tuple(one(part) for part in codes(value))

    return read


def hs_codes(value: object) -> tuple[str, ...]:
    """HS or tariff codes, digits only."""
    expected = say('HS codes of 2, 4, 6, 8 or 10 digits, such as ["710812", "7108121000"]')
    if not isinstance(value, list) or len({str(part) for part in value}) < len(value):
        raise Unreadable(expected)
    for part in value:
        if not isinstance(part, str):
            raise Unreadable(expected, todo=say("write it in quotes, without dots and hyphens"))
        if not re.fullmatch(r"(?:[0-9]{2}){1,5}", part):
            raise Unreadable(expected, todo=say("write it without dots and hyphens"))
    return tuple(value)


def first_day(value: object) -> date:
    """The first day of a period, or a day."""
    return _period(value).start


def last_day(value: object) -> date:
    """The last day of a period, or a day."""
    return _period(value).end


def _period(value: object) -> Period:
    if isinstance(value, date) and not isinstance(value, datetime):
        return Period.parse(value.isoformat())
    try:
        return Period.parse(text(value))
    except ValueError:
        raise Unreadable(say("a period such as 2005-01, 2005-Q1, 2005-W03, 2005-01-31 or 2005")) from None


def lag(value: object) -> Lag:
    """An ISO 8601 duration."""
    try:
        return Lag.parse(text(value))
    except ValueError:
        raise Unreadable(say("a duration such as P1M, P15D or P2W")) from None


MAX_LEAD = 60


def leads(value: object) -> tuple[int, int]:
    """The first and the last lead."""
    if (
        not isinstance(value, list)
        or len(value) != 2
        or not all(type(part) is int for part in value)
        or not 0 <= value[0] <= value[1] <= MAX_LEAD
    ):
        raise Unreadable(
            say("two whole numbers, the first and the last lead, from 0 to {most}", most=MAX_LEAD),
            todo=say("a lead below 0 would mean that the indicator follows smuggling"),
        )
    return (value[0], value[1])


def formula(value: object) -> Formula:
    """A formula over series."""
    try:
        return Formula.parse(text(value))
    except FormulaError as error:
        reason = say(error.message, **error.values)
        raise Unreadable(
            say("a formula over series"),
            todo=say("character {position}: {reason}", position=error.position, reason=reason),
        ) from None


def unit(value: object) -> str:
    """A unit of the list, or "?" where nobody knows it."""
    found = text(value)
    if found != UNKNOWN:
        try:
            parse_unit(found)
        except UnitError as error:
            todo = say(error.message, **error.values)
            raise Unreadable(say('a unit such as "KRW/kg", or "?"'), todo=todo) from None
    return found


def factor(value: object) -> float:
    """A number above 0."""
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 < value < math.inf:
        raise Unreadable(say("a number above 0"))
    return float(value)


def amount(value: object) -> float:
    """A finite number, 0 or more."""
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value < math.inf:
        raise Unreadable(say("a number, 0 or more"))
    return float(value)


def definition(value: object) -> str:
    """The id of a definition in the register of indicator definitions."""
    known = {each.id for each in DEFINITIONS}
    if not isinstance(value, str) or value not in known:
        raise Unreadable(say("one of {choices}", choices=", ".join(sorted(known))))
    return value


def lags(value: object) -> tuple[Lag, ...]:
    """ISO 8601 durations, shortest first."""
    if not isinstance(value, list) or not value:
        raise Unreadable(say('durations, shortest first, such as ["P5D", "P28D", "P12M"]'))
    found = tuple(lag(part) for part in value)
    lengths = [days(each) for each in found]
    if sorted(set(lengths)) != lengths or lengths[0] < 1:
        raise Unreadable(say('durations, shortest first, such as ["P5D", "P28D", "P12M"]'))
    return found


def days(length: Lag) -> float:
    """The mean number of days of a duration."""
    return length.months * 365.2425 / 12 + length.days


def whole(least: int, most: int) -> Reader:
    """A reader of whole numbers in a range."""

    def read(value: object) -> int:
        if type(value) is not int or not least <= value <= most:
            raise Unreadable(say("a whole number from {least} to {most}", least=least, most=most))
        return value

    return read


def degrees(most: int) -> Reader:
    """A reader of degrees from -most to most."""

    def read(value: object) -> float:
        if not isinstance(value, int | float) or isinstance(value, bool) or not -most <= value <= most:
            raise Unreadable(say("degrees from {least} to {most}", least=-most, most=most))
        return float(value)

    return read


def share(value: object) -> float:
    """A number above 0 and up to 1."""
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 < value <= 1:
        raise Unreadable(say("a number above 0 and up to 1"))
    return float(value)


def cuts(least: float, most: float) -> Reader:
    """A reader of four rising numbers strictly between two bounds."""

    def read(value: object) -> tuple[float, ...]:
        if not _numbers(value, 4) or not all(
            low < high for low, high in zip([least, *value], [*value, most], strict=True)
        ):
            message = (
                "four rising numbers, from which grades 2, 3, 4 and 5 are entered, between {least} and {most}"
            )
            raise Unreadable(say(message, least=f"{least:g}", most=f"{most:g}"))
        return tuple(float(part) for part in value)

    return read


def shares(value: object) -> tuple[float, ...]:
    """Five shares that add up to one."""
    if not _numbers(value, 5) or not min(value) > 0 or not abs(sum(value) - 1) < 1e-6:
        raise Unreadable(say("five shares, for grades 1 to 5, each above 0, that add up to 1"))
    return tuple(float(part) for part in value)


def _numbers(value: object, count: int) -> TypeGuard[list[float]]:
    return (
        isinstance(value, list)
        and len(value) == count
        and all(isinstance(part, int | float) and not isinstance(part, bool) for part in value)
    )


def grade_words(value: object) -> dict[str, tuple[str, ...]]:
    """Five words in every language."""
    if (
        not isinstance(value, dict)
        or set(value) != set(LANGUAGES)
        or not all(isinstance(words, list) and len(words) == 5 for words in value.values())
        or not all(isinstance(word, str) and word for words in value.values() for word in words)
    ):
        raise Unreadable(say("five words, lowest grade first, for each of {languages}", languages="ko, en"))
    return {language: tuple(words) for language, words in value.items()}


def action_grades(value: object) -> tuple[tuple[date, int], ...]:
    """A grade, or dated grades in order of time."""
    grade = whole(1, 5)
    if type(value) is int:
        return ((date.min, grade(value)),)
    expected = say('a grade from 1 to 5, or dated ones such as [{ from = "2005-02", grade = 4 }]')
    if not isinstance(value, list) or not value:
        raise Unreadable(expected)
    if not all(isinstance(part, dict) and set(part) == {"from", "grade"} for part in value):
        raise Unreadable(expected)
    dated = tuple((first_day(part["from"]), grade(part["grade"])) for part in value)
    if any(late[0] <= early[0] for early, late in pairwise(dated)):
        raise Unreadable(expected, todo=say("put them in order of time"))
    return dated

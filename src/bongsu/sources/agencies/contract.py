"""Checks that hold a publisher's file to its description: row counts, names and numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from difflib import get_close_matches
from functools import lru_cache

from bongsu.sources.parsed import Reject
from bongsu.words import say
from bongsu.words.refusal import Refusal

_NUMBER = re.compile(r"[+-]?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)?(\.[0-9]*)?([eE][+-]?[0-9]{1,2})?")
LARGEST = Decimal(10) ** 15


class Fault(Exception):  # noqa: N818 - a finding about one cell, not a failure of the program
    """One cell breaks the contract; the row that holds it goes to the quarantine with this reason."""

    def __init__(self, column: str, *, expected: str, found: str, todo: str = "") -> None:
        self.column, self.expected, self.found, self.todo = column, expected, found, todo
        super().__init__(f"{column}: expected {expected}, found {found}")

    def at(self, line: int, row: dict[str, str]) -> Reject:
        return Reject(line, self.column, self.expected, self.found, self.todo, row)


@lru_cache(maxsize=4096)
def slug(name: str) -> str:
    """A stable code made from a name: lower-case words joined by underscores.

    >>> slug("Rice, Thai 5% "), slug("Coal, South African **")
    ('rice_thai_5', 'coal_south_african')
    """
    return re.sub(r"[^0-9a-z]+", "_", name.casefold()).strip("_")


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that looks most like `name`; "" if none does.

    >>> nearest("Cocain", ["Cocaine", "Heroin"])
    'Cocaine'
    """
    by_plain = {candidate.casefold(): candidate for candidate in known}
    close = get_close_matches(name.casefold(), by_plain, n=1, cutoff=0.6)
    return by_plain[close[0]] if close else ""


def checked_row_count(where: str, count: int, *, bounds: dict[str, int]) -> tuple[str, ...]:
    """A note where the number of rows is unusual.

    Raises:
        Refusal: there are fewer rows than `bounds["fail_below"]`.
    """
    if count < bounds.get("fail_below", 1):
        raise Refusal(
            where,
            expected=say("at least {count} data rows", count=bounds.get("fail_below", 1)),
            found=say("{count} data rows", count=count),
            todo=say("Was the download cut off?"),
        )
    if count < bounds.get("warn_below", 0):
        message = "{where}: only {count} data rows, usually at least {usual}: was the download cut off?"
        return (say(message, where=where, count=count, usual=bounds["warn_below"]),)
    if count > bounds.get("warn_above", count):
        message = "{where}: {count} data rows, usually at most {usual}: is a row now something smaller?"
        return (say(message, where=where, count=count, usual=bounds["warn_above"]),)
    return ()


def number(text: str, column: str) -> Decimal:
    """A plain decimal number, thousands separated by commas or not.

    Raises:
        Fault: it is no number, or larger than anything that the ledger can hold.
    """
    if not (_NUMBER.fullmatch(text) and any(sign.isdigit() for sign in re.split("[eE]", text)[0])):
        raise Fault(column, expected=say("a number"), found=repr(text))
    value = Decimal(text.replace(",", ""))
    if abs(value) >= LARGEST:
        raise Fault(column, expected=say("a number below {limit}", limit=f"{LARGEST:.0e}"), found=text)
    return value


def not_negative(text: str, column: str) -> Decimal:
    """A number that is zero or more."""
    value = number(text, column)
    if value < 0:
        raise Fault(column, expected=say("zero or more"), found=text)
    return value


def whole(text: str, column: str) -> int:
    """A whole number that is zero or more."""
    value = not_negative(text, column)
    if value != value.to_integral_value():
        raise Fault(column, expected=say("a whole number"), found=text)
    return int(value)


def one_of(text: str, column: str, known: dict[str, str], *, todo: str = "") -> str:
    """The code of a name that the description knows; case and blanks do not matter."""
    wanted = slug(text)
    for name, code in known.items():
        if slug(name) == wanted:
            return code
    close = nearest(text, known)
    raise Fault(
        column,
        expected=say("{name} (the nearest known)", name=close) if close else ", ".join(known),
        found=text,
        todo=todo,
    )

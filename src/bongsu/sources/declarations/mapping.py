"""What the columns of a file of import declarations mean: a strict TOML file, shipped or the user's own."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import Any

from bongsu.core.panel.periods import Lag
from bongsu.words import say
from bongsu.words.refusal import Refusal

ROLES = ("date", "hs", "origin", "weight", "value")
NAMES = ("number", "line")
"""Columns that tell declarations apart; both may be left out."""
REQUIRED = ("columns", "weight", "value")
OPTIONAL = (
    "title",
    "licence",
    "publication_lag",
    "lag_reason",
    "hs_digits",
    "date_format",
    "encoding",
    "separator",
)
ENCODINGS = ("utf-8", "cp949")
MOST_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Measure:
    """A column that is summed: its unit, and the decimals to which every row is rounded before it is."""

    unit: str
    decimals: int


@dataclass(frozen=True, slots=True)
class Mapping:
    """How to read one kind of declarations file.

    Attributes:
        code: the shipped mapping's name, or the file's.
        columns: role (date, hs, origin, weight, value; number and line if there are such) → column name.
        hs_digits: how many digits a code may have.
        text: the file as it stands, from which a load gets its id.
    """

    code: str
    columns: dict[str, str]
    weight: Measure
    value: Measure
    publication_lag: Lag
    hs_digits: tuple[int, ...]
    date_format: str
    encoding: str
    separator: str
    text: str


def shipped_mappings() -> tuple[str, ...]:
    """The names of the mappings that come with bongsu."""
    folder = files("bongsu.sources.declarations")
    return tuple(
        sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml"))
    )


def read_mapping(name: str) -> Mapping:
    """The mapping of a shipped name or of a file.

    Raises:
        Refusal: there is none, or it says what nobody knows or leaves out what is needed.
    """
    path = Path(name)
    if path.suffix != ".toml":
        if name not in shipped_mappings():
            near = get_close_matches(name, shipped_mappings(), n=1)
            raise Refusal(
                f"--map {name}",
                expected=say("a TOML file or one of {names}", names=", ".join(shipped_mappings())),
                todo=say("Did you mean {near}?", near=near[0]) if near else "",
            )
        text = (files("bongsu.sources.declarations") / f"{name}.toml").read_text(encoding="utf-8")
    elif not path.is_file():
        raise Refusal(f"--map {name}", expected=say("a file or a folder"), found=say("nothing"))
    else:
        text = path.read_text(encoding="utf-8")
    try:
        return _mapping(tomllib.loads(text), code=path.stem, text=text, where=name)
    except tomllib.TOMLDecodeError as error:
        raise Refusal(name, expected="TOML", found=str(error)) from None


def _mapping(data: dict[str, Any], *, code: str, text: str, where: str) -> Mapping:
    _check_keys(data, REQUIRED, OPTIONAL, where)
    _check_keys(data["columns"], ROLES, NAMES, f"{where} [columns]")
    if "line" in data["columns"] and "number" not in data["columns"]:
        raise Refusal(f"{where} [columns]", expected=say("the key {key}", key="number"), found="line")
    digits = data.get("hs_digits", [6, 10])
    if not isinstance(digits, list) or not digits or not all(each in (2, 4, 6, 8, 10) for each in digits):
        expected = say("digits of HS codes such as [6, 10]")
        raise Refusal(f"{where} hs_digits", expected=expected, found=str(digits))
    encoding = data.get("encoding", "utf-8")
    if encoding not in ENCODINGS:
        raise Refusal(f"{where} encoding", expected=", ".join(ENCODINGS), found=str(encoding))
    return Mapping(
        code,
        {role: str(data["columns"][role]) for role in ROLES + NAMES if role in data["columns"]},
        _measure(data["weight"], f"{where} [weight]"),
        _measure(data["value"], f"{where} [value]"),
        _lag(data.get("publication_lag", "P0D"), where),
        tuple(digits),
        str(data.get("date_format", "%Y-%m-%d")),
        encoding,
        str(data.get("separator", ",")),
        text,
    )


def _measure(data: dict[str, Any], where: str) -> Measure:
    _check_keys(data, ("unit", "decimals"), (), where)
    decimals = data["decimals"]
    if type(decimals) is not int or not 0 <= decimals <= MOST_DECIMALS:
        expected = say("a whole number from {least} to {most}", least=0, most=MOST_DECIMALS)
        raise Refusal(f"{where} decimals", expected=expected, found=str(decimals))
    return Measure(str(data["unit"]), decimals)


def _lag(text: str, where: str) -> Lag:
    try:
        return Lag.parse(text)
    except ValueError:
        expected = say("a duration such as P1M, P15D or P2W")
        raise Refusal(f"{where} publication_lag", expected=expected, found=text) from None


def _check_keys(data: Any, required: tuple[str, ...], optional: tuple[str, ...], where: str) -> None:
    found = list(data) if isinstance(data, dict) else []
    for key in required:
        if key not in found:
            raise Refusal(where, expected=say("the key {key}", key=key), found=", ".join(found))
    for key in found:
        if key not in required + optional:
            raise Refusal(where, expected=", ".join(required + optional), found=key)

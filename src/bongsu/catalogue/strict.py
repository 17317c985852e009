"""Strict reading of TOML tables: what is unknown, missing or not as its key asks is said, never skipped."""

from __future__ import annotations

import difflib
import json
import re
import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from bongsu.catalogue.values import Reader, Unreadable
from bongsu.words import say
from bongsu.words.refusal import Refusal

REQUIRED = object()


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a table.

    Attributes:
        read: takes what the file holds and gives the value.
        default: the value where the key is absent; REQUIRED where it must be there.
    """

    name: str
    read: Reader
    default: Any = REQUIRED


@dataclass(frozen=True, slots=True)
class Table:
    """One kind of table: `[[name]]` entries of a file, or the whole file where `name` is "".

    Attributes:
        build: makes the entry from the values of the keys.
    """

    file: str
    name: str
    keys: tuple[Key, ...]
    build: Callable[..., Any]


class Problems:
    """What is wrong with some files, collected so that one refusal can say all of it."""

    def __init__(self) -> None:
        self._refusals: list[Refusal] = []

    def add(self, where: str, *, expected: str = "", found: str = "", todo: str = "") -> None:
        """Notes one thing that is wrong."""
        self._refusals.append(Refusal(where, expected=expected, found=found, todo=todo))

    def __len__(self) -> int:
        return len(self._refusals)

    def check(self) -> None:
        """Raises one Refusal if anything has been noted."""
        if len(self._refusals) == 1:
            raise self._refusals[0]
        if self._refusals:
            lines = [say("{count} mistakes", count=len(self._refusals)), *map(str, self._refusals)]
            raise Refusal("\n- ".join(lines), parts=self._refusals)


@lru_cache(maxsize=32)
def document(content: str) -> dict[str, Any]:
    """The TOML document of a file's content, read once in a process; it is shared, so nobody changes it.

    Raises:
        tomllib.TOMLDecodeError: the content is not TOML.
    """
    return tomllib.loads(content)


def parse(file: str, content: str, problems: Problems) -> dict[str, Any] | None:
    """The TOML document, or None and a note of the line that cannot be read."""
    try:
        return document(content)
    except tomllib.TOMLDecodeError as error:
        reason, line = _reason_and_line(str(error), content)
        where = say("{file} line {line}", file=file, line=line)
        problems.add(where, expected="TOML", found=_shown_line(content, line), todo=reason)
    except (RecursionError, ValueError) as error:
        problems.add(file, expected="TOML", todo=str(error))
    return None


def read_entries(document: dict[str, Any], table: Table, problems: Problems) -> tuple[Any, ...]:
    """Every `[[name]]` entry of a document; entries with mistakes are left out and noted."""
    for key in document:
        if key != table.name:
            where = f"{table.file}: " + say("unknown table '{key}'", key=key)
            problems.add(where, todo=say("did you mean [[{name}]]?", name=table.name))
    raw_entries = document.get(table.name, [])
    if not isinstance(raw_entries, list) or not all(isinstance(raw, dict) for raw in raw_entries):
        expected = say("[[{name}]] entries, with two brackets", name=table.name)
        problems.add(table.file, expected=expected, found=shown(raw_entries))
        return ()
    entries = [
        read_table(raw, table, label(table, raw.get("code"), number=number), problems)
        for number, raw in enumerate(raw_entries, start=1)
    ]
    _check_codes_differ(raw_entries, table, problems)
    return tuple(entry for entry in entries if entry is not None)


def read_table(raw: dict[str, Any], table: Table, where: str, problems: Problems) -> Any:
    """The entry made from one table, or None and notes of what is wrong with it."""
    known = [key.name for key in table.keys]
    wrong = False
    for name in raw:
        if name not in known:
            wrong = True
            problems.add(
                f"{where}: " + say("unknown key '{key}'", key=name),
                todo=nearest(name, known) or say("the keys are {keys}", keys=", ".join(known)),
            )
    values: dict[str, Any] = {}
    for key in table.keys:
        if key.name not in raw and key.default is REQUIRED:
            wrong = True
            problems.add(f"{where}: " + say("the key '{key}' is missing", key=key.name))
            continue
        try:
            values[key.name] = key.read(raw[key.name]) if key.name in raw else key.default
        except Unreadable as error:
            wrong = True
            found = shown(raw[key.name])
            problems.add(f"{where}: {key.name}", expected=error.expected, found=found, todo=error.todo)
    return None if wrong else table.build(**values)


def label(table: Table, code: object, *, number: int = 0) -> str:
    """Which entry is meant, e.g. `items.toml, item "gold"`."""
    which = f'"{code}"' if isinstance(code, str) and code else str(number)
    return f"{table.file}, {table.name} {which}" if table.name else table.file


def nearest(found: str, known: Iterable[str]) -> str:
    """`did you mean 'x'?`, or "" where nothing is near."""
    known = list(known)
    folded = {name.casefold(): name for name in known}
    close = difflib.get_close_matches(found.casefold(), folded, n=1, cutoff=0.6)
    return say("did you mean '{name}'?", name=folded[close[0]]) if close else ""


def shown(value: object) -> str:
    """A value as a person wrote it, shortened."""
    as_text = json.dumps(value, ensure_ascii=False, default=str)
    return as_text if len(as_text) <= 80 else as_text[:77] + "..."


def _check_codes_differ(raw_entries: Sequence[dict[str, Any]], table: Table, problems: Problems) -> None:
    codes = [raw["code"] for raw in raw_entries if isinstance(raw.get("code"), str)]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        numbers = [str(number) for number, raw in enumerate(raw_entries, 1) if raw.get("code") == code]
        problems.add(
            label(table, code),
            expected=say("a code that no other entry has"),
            found=say("it in entries {numbers}", numbers=", ".join(numbers)),
        )


def _reason_and_line(message: str, content: str) -> tuple[str, int]:
    match = re.search(r"\(at line (\d+), column \d+\)", message)
    line = int(match.group(1)) if match else content.count("\n") + 1
    return re.sub(r"\s*\(at [^)]*\)$", "", message), line


def _shown_line(content: str, line: int) -> str:
    lines = content.splitlines()
    return shown(lines[line - 1].strip()) if 0 < line <= len(lines) else say("the end of the file")

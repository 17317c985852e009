"""The words that a screen explains where they stand: the manual's glossary, row for row in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from bongsu.console import manual
from bongsu.words import LANGUAGES, language

TOPIC = "glossary"


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the glossary and what it means, in one language."""

    word: str
    meaning: str


def term(key: str) -> Term:
    """A word in the language in use, by its English one; KeyError where the glossary lacks it."""
    return terms(language())[key]


@cache
def terms(code: str) -> dict[str, Term]:
    """English word → the row in a language; the pages have the same rows in the same order."""
    keys = [word for word, _ in _rows("en")]
    told = _rows(code)
    if len(told) != len(keys):
        raise ValueError(f"glossary: {len(keys)} rows in en, {len(told)} in {code}")
    return {key: Term(*row) for key, row in zip(keys, told, strict=True)}


def _rows(code: str) -> list[tuple[str, str]]:
    assert code in LANGUAGES
    lines = [line for line in manual.source(TOPIC, code).splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("| ").split("|")] for line in lines[2:]]
    return [(word, meaning) for word, meaning in cells]

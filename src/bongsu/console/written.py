"""Words that a person wrote or a document holds, marked with their language where it is not the page's."""

from __future__ import annotations

import re
from typing import Any

from markupsafe import Markup, escape

from bongsu.words import language

HANGUL = re.compile("[가-힣ㄱ-ㆎ]")
ENGLISH = re.compile(r"[A-Za-z]{2,}[ ,.;:]+[A-Za-z]{2,}")
"""Two English words in a row; one alone is a code or a name."""


def language_of(text: str) -> str:
    """ "ko", "en", or "" where the text tells neither: a number, a code, a name."""
    return "ko" if HANGUL.search(text) else "en" if ENGLISH.search(text) else ""


def written(text: Any) -> Markup:
    """The text for a page, within an element of its own language where the page speaks another one."""
    found = language_of(str(text))
    if found in ("", language()):
        return escape(text)
    return Markup('<span lang="{}">{}</span>').format(found, text)

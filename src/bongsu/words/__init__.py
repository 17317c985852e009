"""One catalogue of words for every surface: Korean first, English complete.

Message ids are English sentences; `locale/ko/LC_MESSAGES/django.po` holds the Korean of every one of them
(the file name is Django's, so that the console reads the same catalogue).
"""

from __future__ import annotations

import gettext as _gettext
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

LOCALE = Path(__file__).parent / "locale"
LANGUAGES = ("ko", "en")

_current: list[str] = []
_spoken: ContextVar[str | None] = ContextVar("spoken", default=None)


@cache
def _translations(language: str) -> _gettext.NullTranslations:
    return _gettext.translation("django", LOCALE, languages=[language], fallback=True)


def language() -> str:
    """The language in use: of `speaking`, of `use_language`, of the variable BONGSU_LANG, or Korean."""
    spoken = _spoken.get()
    if spoken is not None:
        return spoken
    return _current[-1] if _current else os.environ.get("BONGSU_LANG", LANGUAGES[0])


def use_language(code: str) -> None:
    """Chooses the language of what is said from now on in this process; within `speaking`, only there."""
    _check(code)
    if _spoken.get() is not None:
        _spoken.set(code)
    else:
        _current[:] = [code]


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Says everything within it in one language; other threads and requests keep their own.

    >>> use_language("en")
    >>> with speaking("ko"): language()
    'ko'
    >>> language()
    'en'
    """
    _check(code)
    before = _spoken.set(code)
    try:
        yield
    finally:
        _spoken.reset(before)


def _check(code: str) -> None:
    if code not in LANGUAGES:
        raise ValueError(f"expected a language among {', '.join(LANGUAGES)}, found {code!r}")


def say(message: str, **values: object) -> str:
    """The message in the language in use, with `values` put in for its {names}.

    >>> use_language("en"); say("{count} rows loaded", count=3)
    '3 rows loaded'
    """
    text = _translations(language()).gettext(message)
    return text.format(**values) if values else text


def named(names: dict[str, str]) -> str:
    """A catalogue entry's name in the language in use, e.g. of {"ko": "금괴", "en": "Gold bullion"}."""
    return names.get(language()) or names.get("ko") or names.get("en") or next(iter(names.values()))

"""One catalogue of words for every surface: Korean first, English complete.

Message ids are English sentences; `locale/ko/LC_MESSAGES/django.po` holds the Korean of every one of them
(the file name is Django's, so that the console reads the same catalogue).
"""

from __future__ import annotations

import gettext as _gettext
import os
from functools import cache
from pathlib import Path

LOCALE = Path(__file__).parent / "locale"
LANGUAGES = ("ko", "en")

_current: list[str] = []


@cache
def _translations(language: str) -> _gettext.NullTranslations:
    return _gettext.translation("django", LOCALE, languages=[language], fallback=True)


def language() -> str:
    """The language in use: `use_language`, else the variable BONGSU_LANG, else Korean."""
    return _current[-1] if _current else os.environ.get("BONGSU_LANG", LANGUAGES[0])


def use_language(code: str) -> None:
    """Chooses the language of everything said from now on in this process."""
    if code not in LANGUAGES:
        raise ValueError(f"expected a language among {', '.join(LANGUAGES)}, found {code!r}")
    _current[:] = [code]


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

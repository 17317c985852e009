"""The five grades' names, which are terms of the trade and therefore fixed in both languages.

They are not ordinary messages: the English word "Warning" is 경고 as the third grade and 경보 as a document.
"""

from __future__ import annotations

from bongsu.words import named

GRADE_WORDS: tuple[dict[str, str], ...] = (
    {"ko": "판정 불가", "en": "Not graded"},
    {"ko": "정상", "en": "Normal"},
    {"ko": "유의", "en": "Watch"},
    {"ko": "경고", "en": "Warning"},
    {"ko": "심각", "en": "Serious"},
    {"ko": "위험", "en": "Danger"},
)


def grade_word(grade: int) -> str:
    """The grade's word in the language in use; grade 0 is an item that could not be graded.

    >>> from bongsu.words import use_language
    >>> use_language("ko"); grade_word(4)
    '심각'
    """
    return named(GRADE_WORDS[grade])

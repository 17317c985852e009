"""Units in both languages: those that are words; symbols such as kg, %, TEU or KRW stand as they are."""

from __future__ import annotations

from bongsu.words import language, named

UNIT_WORDS: dict[str, dict[str, str]] = {
    "count": {"ko": "건", "en": "count"},
    "persons": {"ko": "명", "en": "persons"},
    "crossings": {"ko": "회 통행", "en": "crossings"},
    "calls": {"ko": "회 입항", "en": "calls"},
    "parcels": {"ko": "개", "en": "parcels"},
    "piece": {"ko": "개", "en": "piece"},
    "pack": {"ko": "갑", "en": "pack"},
    "stick": {"ko": "개비", "en": "stick"},
    "tablet": {"ko": "정", "en": "tablet"},
    "carat": {"ko": "캐럿", "en": "carat"},
    "troy oz": {"ko": "트로이온스", "en": "troy oz"},
    "ratio": {"ko": "배", "en": "ratio"},
    "share": {"ko": "비중", "en": "share"},
    "log": {"ko": "로그", "en": "log"},
    "log ratio": {"ko": "로그 비", "en": "log ratio"},
    "log count": {"ko": "로그 건수", "en": "log count"},
    "log persons": {"ko": "로그 인원", "en": "log persons"},
    "log TEU": {"ko": "로그 TEU", "en": "log TEU"},
    "million KRW": {"ko": "백만 원", "en": "million KRW"},
    "KRW": {"ko": "원", "en": "KRW"},
    "USD": {"ko": "달러", "en": "USD"},
    "CNY": {"ko": "위안", "en": "CNY"},
    "months of use": {"ko": "개월분", "en": "months of use"},
    "% of normal": {"ko": "평년 대비 %", "en": "% of normal"},
    "%-points": {"ko": "%p", "en": "%-points"},
    "z": {"ko": "표준점수", "en": "z"},
    "0 or 1": {"ko": "0 또는 1", "en": "0 or 1"},
    "0 to 1": {"ko": "0~1", "en": "0 to 1"},
}


def unit_words(unit: str) -> str:
    """A unit as a reader says it; one that is no word stays as it is.

    >>> from bongsu.words import use_language
    >>> use_language("ko"); unit_words("KRW/pack"), unit_words("2000=100"), unit_words("CNY per USD")
    ('원/갑', '2000=100', '위안/달러')
    """
    if language() == "ko":
        unit = unit.replace(" per ", "/")
    if unit in UNIT_WORDS:
        return named(UNIT_WORDS[unit])
    return "/".join(named(UNIT_WORDS[each]) if each in UNIT_WORDS else each for each in unit.split("/"))

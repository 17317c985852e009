"""Terms of operations and of effect that are fixed in both languages."""

from __future__ import annotations

from bongsu.words import named

STATE_WORDS: dict[str, dict[str, str]] = {
    "": {"ko": "없음", "en": "none"},
    "planned": {"ko": "계획", "en": "planned"},
    "running": {"ko": "단속중", "en": "running"},
    "finished": {"ko": "종료", "en": "finished"},
    "cancelled": {"ko": "취소", "en": "cancelled"},
}
MOVE_WORDS: dict[str, dict[str, str]] = {
    "plan": {"ko": "계획 수립", "en": "plan"},
    "start": {"ko": "착수", "en": "start"},
    "finish": {"ko": "종료", "en": "finish"},
    "cancel": {"ko": "취소", "en": "cancel"},
    "report": {"ko": "결과 보고", "en": "report"},
}
BASIS_WORDS: dict[str, dict[str, str]] = {
    "market": {"ko": "시가", "en": "domestic market price"},
    "import_cost": {"ko": "물품원가", "en": "import cost"},
    "evaded_duty": {"ko": "포탈세액", "en": "evaded duty"},
}
KIND_WORDS: dict[str, dict[str, str]] = {
    "item": {"ko": "유사 품목", "en": "sibling items"},
    "channel": {"ko": "다른 반입 경로", "en": "other channels"},
    "office": {"ko": "다른 세관", "en": "other offices"},
    "origin": {"ko": "원산지", "en": "origins"},
}
VERDICT_WORDS: dict[str, dict[str, str]] = {
    "rose": {"ko": "늘었음", "en": "rose"},
    "fell": {"ko": "줄었음", "en": "fell"},
    "unchanged": {"ko": "거의 그대로", "en": "little changed"},
    "unclear": {"ko": "알 수 없음", "en": "not clear"},
}


def operation_state_word(state: str) -> str:
    """A state's word in the language in use."""
    return named(STATE_WORDS[state])


def operation_move_word(move: str) -> str:
    """A move's word in the language in use."""
    return named(MOVE_WORDS[move])


def basis_word(basis: str) -> str:
    """What a value is the value of, in the language in use; the code itself where it is another."""
    return named(BASIS_WORDS[basis]) if basis in BASIS_WORDS else basis


def kind_word(kind: str) -> str:
    """A kind of neighbour in the language in use."""
    return named(KIND_WORDS[kind])


def verdict_word(verdict: str) -> str:
    """What became of a neighbour, in the language in use."""
    return named(VERDICT_WORDS[verdict])
